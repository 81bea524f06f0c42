import { dayInWords, eraInKanji, type Day } from '../../base/days.ts'
import { kanjiNumber } from '../../base/numbers.ts'
import { qrMatrix } from '../../base/qr.ts'
import { prefectures } from '../../who/organizations/prefectures.ts'
import { breakOf, houseDesign, type Design } from './wording.ts'

/** What of a design is drawn, beside its words. */
export type Drawn = Omit<Design, 'deed' | 'deedEn'>

/**
 * What stands on one certificate. `numberText` is the number as the register has it: '第 R8－実践－0213 号'. `deed` and `deedEn` are
 * its words with all holes filled, as they were kept when it was issued; without them they follow from the titles.
 */
export interface OnPaper {
  numberText: string; name: string; code: string; trainingTitle: string; issuedOn: Day
  issuerTitle: string; issuerName: string
  design?: Drawn | null; deed?: string | null; deedEn?: string | null; birthDate?: Day | null
  reissuedOn?: Day | null
  sample?: boolean
}

/** 'R8－実践－0213' out of '第 R8－実践－0213 号'. */
export const plainOf = (numberText: string): string => numberText.replace(/^第 | 号$/g, '')

/** The page that verifies a certificate. A plain hyphen is read as well as a wide one, and keeps the QR code coarse. */
export const verifyAddress = (origin: string, numberText: string, code: string): string =>
  `${origin}/verify/${encodeURIComponent(plainOf(numberText).replaceAll('－', '-'))}?code=${code}`

/** The lines between name and day, as they were kept or as they follow from the titles. */
export const deedLines = (on: Pick<OnPaper, 'deed' | 'trainingTitle' | 'issuerTitle'>): string[] => on.deed?.split('\n') ?? deedOf(on)

/** The data of views/paper/certificate.typ: the sheet, and its English twin where the design has one. The same certificate gives the same bytes. */
export function certificatePaper(on: OnPaper, origin: string): object {
  return { sheets: sheetsOf(on, origin) }
}

/** Many certificates in one file, each as it is alone, to be sent to a printer at once. */
export const certificatesPaper = (title: string, all: readonly OnPaper[], origin: string): object =>
  ({ title, sheets: all.flatMap((on) => sheetsOf(on, origin)) })

function sheetsOf(on: OnPaper, origin: string): object[] {
  const design = on.design ?? houseDesign
  const shared = {
    number: on.numberText, name: on.name, reissued: (on.reissuedOn ?? null) !== null, sample: on.sample === true,
    qr: qrMatrix(verifyAddress(origin, on.numberText, on.code)), verify: { code: on.code, url: `${origin.replace(/^https?:\/\//, '')}/verify` },
    seal: design.seal, plain: design.border === 'plain', upright: design.orientation === 'portrait',
  }
  const born = design.withBirthDate ? on.birthDate ?? null : null
  const ja = {
    ...shared, language: 'ja', title: design.title, nameSuffix: '様', deed: deedLines(on), birthDate: born === null ? '' : eraInKanji(born),
    reissuedOn: on.reissuedOn ? eraInKanji(on.reissuedOn) : '', issuedOn: eraInKanji(on.issuedOn), issuerTitle: on.issuerTitle, issuerName: on.issuerName,
  }
  if (!design.withEnglish || !on.deedEn) return [ja]
  const english = (day: Day) => dayInWords(day, 'en', 'era')
  return [ja, {
    ...shared, language: 'en', title: design.titleEn, nameSuffix: '', deed: on.deedEn.split('\n'), birthDate: born === null ? '' : english(born),
    reissuedOn: on.reissuedOn ? english(on.reissuedOn) : '', issuedOn: english(on.issuedOn), issuerTitle: design.issuerEn || on.issuerTitle, issuerName: on.issuerName,
  }]
}

/** The words between the name and the day, line by line, broken where one would breathe. */
export function deedOf({ trainingTitle, issuerTitle }: Pick<OnPaper, 'trainingTitle' | 'issuerTitle'>): string[] {
  const by = prefectures.find(({ name }) => issuerTitle.startsWith(name))?.name
  const [, year, name] = /^((?:令和|平成|昭和)(?:元|\d{1,2})年度)[ 　]*(.*)$/su.exec(trainingTitle.trim()) ?? []
  const first = year === undefined ? '' : `${inKanji(year)}　`
  const rest = (name || trainingTitle).trim()
  const at = breakOf(rest, 24 - first.length)
  const lines = at === 0 ? [`${first}${rest}の課程を`] : [`${first}${rest.slice(0, at).trim()}`, `${rest.slice(at).trim()}の課程を`]
  return [by === undefined ? 'あなたは' : `あなたは　${by}が実施した`, ...lines, '修了したことを証します']
}

const inKanji = (words: string) => words.replace(/\d+/g, (n) => kanjiNumber(Number(n)))

import { eraInKanji, type Day } from '../../base/days.ts'
import { kanjiNumber } from '../../base/numbers.ts'
import { qrMatrix } from '../../base/qr.ts'
import { prefectures } from '../../who/organizations/prefectures.ts'

/** What stands on one certificate. `numberText` is the number as the register has it: '第 R8－実践－0213 号'. */
export interface OnPaper {
  numberText: string; name: string; code: string; trainingTitle: string; issuedOn: Day
  issuerTitle: string; issuerName: string
  reissuedOn?: Day | null
  sample?: boolean
}

/** 'R8－実践－0213' out of '第 R8－実践－0213 号'. */
export const plainOf = (numberText: string): string => numberText.replace(/^第 | 号$/g, '')

/** The page that verifies a certificate. A plain hyphen is read as well as a wide one, and keeps the QR code coarse. */
export const verifyAddress = (origin: string, numberText: string, code: string): string =>
  `${origin}/verify/${encodeURIComponent(plainOf(numberText).replaceAll('－', '-'))}?code=${code}`

/** The data of views/paper/certificate.typ. The same certificate gives the same data, so the same bytes. */
export function certificatePaper(on: OnPaper, origin: string): object {
  return {
    language: 'ja', title: '修了証書', number: on.numberText, name: on.name, nameSuffix: '様', deed: deedOf(on),
    reissued: (on.reissuedOn ?? null) !== null, reissuedOn: on.reissuedOn ? eraInKanji(on.reissuedOn) : '',
    sample: on.sample === true, qr: qrMatrix(verifyAddress(origin, on.numberText, on.code)),
    verify: { code: on.code, url: `${origin.replace(/^https?:\/\//, '')}/verify` },
    issuedOn: eraInKanji(on.issuedOn), issuerTitle: on.issuerTitle, issuerName: on.issuerName,
  }
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

/** Where a title too long for one line is broken: after kana or a space, before a kanji, near the middle. 0: it fits. */
function breakOf(title: string, room: number): number {
  if (title.length <= room) return 0
  const places = [...title.matchAll(/[ぁ-ん　 ・」](?=[^ぁ-んー、。・「」（） 　])/g)].map(({ index }) => index + 1)
  const middle = title.length / 2
  return places.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? 0
}

import { dayInWords, eraInKanji, fiscalYearInWords, type Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { kanjiNumber } from '../../base/numbers.ts'
import { prefectures } from '../../who/organizations/prefectures.ts'

/** The words between the name and the day, with holes, and how the sheet looks. A version of it never changes. */
export interface Design {
  title: string; deed: string
  titleEn: string; deedEn: string; issuerEn: string; withEnglish: boolean
  withBirthDate: boolean; seal: 'box' | 'omitted' | 'none'; orientation: 'landscape' | 'portrait'; border: 'ornate' | 'plain'
}

/** How a certificate looks for which nothing was decided, and what a new template begins with. */
export const houseDesign: Design = {
  title: '修了証書', deed: 'あなたは　{実施者}が実施した\n{年度}　{研修名}の課程を\n修了したことを証します',
  titleEn: 'Certificate of Completion', deedEn: 'This is to certify that the person named above\nhas completed {training} ({year})\nheld by {organizer}.', issuerEn: '',
  withEnglish: false, withBirthDate: false, seal: 'box', orientation: 'landscape', border: 'ornate',
}

/** What the holes of a wording are filled with. `minutes` of all modules together. */
export interface DeedFacts {
  trainingTitle: string; trainingTitleEn: string; fiscalYear: number; issuerTitle: string; issuerEn: string
  completedOn: Day; modules: readonly { title: string; titleEn: string; minutes: number | null }[]
}

export const holesJa = ['研修名', '年度', '実施者', '修了日', '時間数', '科目'] as const
export const holesEn = ['training', 'year', 'organizer', 'completed', 'hours', 'modules'] as const

type Filling = Record<string, string>

function fillingJa(facts: DeedFacts): Filling {
  const organizer = prefectures.find(({ name }) => facts.issuerTitle.startsWith(name))?.name ?? facts.issuerTitle
  const minutes = minutesOf(facts)
  return {
    研修名: withoutYear(facts.trainingTitle), 年度: inKanji(fiscalYearInWords(facts.fiscalYear, 'ja')), 実施者: organizer,
    修了日: eraInKanji(facts.completedOn), 科目: facts.modules.map(({ title }) => title).join('、'),
    時間数: minutes % 60 === 0 ? `${kanjiNumber(minutes / 60)}時間` : `${minutes < 60 ? '' : `${kanjiNumber(Math.floor(minutes / 60))}時間`}${kanjiNumber(minutes % 60)}分`,
  }
}

function fillingEn(facts: DeedFacts): Filling {
  const hours = Math.round(minutesOf(facts) / 6) / 10
  return {
    training: facts.trainingTitleEn, year: fiscalYearInWords(facts.fiscalYear, 'en'), organizer: facts.issuerEn || facts.issuerTitle,
    completed: dayInWords(facts.completedOn, 'en', 'era'), hours: `${hours} ${hours === 1 ? 'hour' : 'hours'}`,
    modules: facts.modules.map(({ titleEn }) => titleEn).join(', '),
  }
}

const minutesOf = ({ modules }: Pick<DeedFacts, 'modules'>) => modules.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0)
const inKanji = (words: string) => words.replace(/\d+/g, (n) => kanjiNumber(Number(n)))

/** A title says its year itself ('令和8年度 …'); the hole 年度 does, so it is not said twice. */
const withoutYear = (title: string): string => title.trim().replace(/^(?:令和|平成|昭和)(?:元|\d{1,2})年度[ 　]*(?=.)/u, '')

/** The wording with its holes filled, line by line; a line too long for the sheet is broken where one would breathe. */
export function deedFrom(wording: string, facts: DeedFacts, language: 'ja' | 'en'): string[] {
  const filling = language === 'ja' ? fillingJa(facts) : fillingEn(facts)
  const fill = (line: string) => line.replace(/\{([^{}]*)\}/g, (hole, name: string) => filling[name.trim()] ?? hole)
  return linesOf(wording).flatMap((line) => language === 'ja' ? broken(fill(line), widest) : [fill(line)])
}

/** So many kanji stand in a line before it has to be set smaller. */
const widest = 32
/** More lines than this do not leave room for name and issuer. */
export const deedLinesMax = 8

const holesIn = (wording: string): string[] => [...wording.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name!.trim())

type Worded = Pick<Design, 'deed' | 'deedEn' | 'withEnglish'>
const says = ({ deed, deedEn, withEnglish }: Worded, ja: typeof holesJa[number], en: typeof holesEn[number]) =>
  holesIn(deed).includes(ja) || (withEnglish && holesIn(deedEn).includes(en))

/** What a wording would tell of and there is nothing to tell: no paper ever says 零時間. */
export function whyNotFilled(design: Worded, { modules }: Pick<DeedFacts, 'modules'>): Reason | null {
  if (says(design, '科目', 'modules') && modules.length === 0) return { key: 'certificateTemplates.noModules' }
  return says(design, '時間数', 'hours') && minutesOf({ modules }) === 0 ? { key: 'certificateTemplates.noMinutes' } : null
}

/** Modules whose time is in no sum that the wording tells, where others have theirs: somebody should look at it. */
export const untimedModules = <M extends DeedFacts['modules'][number]>(design: Worded, { modules }: { modules: readonly M[] }): M[] =>
  says(design, '時間数', 'hours') && minutesOf({ modules }) > 0 ? modules.filter(({ minutes }) => minutes === null) : []

const linesOf = (wording: string): string[] => wording.replace(/\s+$/u, '').split('\n').map((line) => line.trim())

function broken(line: string, room: number): string[] {
  const at = breakOf(line, room)
  return at === 0 ? [line] : [line.slice(0, at).trim(), line.slice(at).trim()]
}

/** Where a line too long is broken: after kana or a space, before a kanji, near the middle. 0: it fits, or cannot be broken. */
export function breakOf(line: string, room: number): number {
  if (line.length <= room) return 0
  const places = [...line.matchAll(/[ぁ-ん　 ・」](?=[^ぁ-んー、。・「」（） 　])/g)].map(({ index }) => index + 1)
  const middle = line.length / 2
  return places.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? 0
}

/** What is wrong with a wording: holes that nothing fills, a bracket without its other half, more lines than there is room for. */
export function problemsOfWording(field: 'deed' | 'deedEn', wording: string): FieldReason[] {
  const known: readonly string[] = field === 'deed' ? holesJa : holesEn
  const unknown = holesIn(wording).filter((name) => !known.includes(name))
  const rest = wording.replace(/\{[^{}]*\}/g, '')
  if (unknown.length > 0) {
    return [{ field, reason: { key: 'certificateTemplates.unknownHole', data: { hole: `{${unknown[0]}}`, holes: known.map((name) => `{${name}}`).join(' ') } } }]
  }
  if (/[{}]/.test(rest)) return [{ field, reason: { key: 'certificateTemplates.openHole' } }]
  return linesOf(wording).length > deedLinesMax ? [{ field, reason: { key: 'certificateTemplates.tooManyLines', data: { limit: deedLinesMax } } }] : []
}

import { plain } from '../../base/headings.ts'
import type { Say } from '../../base/texts.ts'
import { texts as shared } from '../../base/sheet-texts.ts'
import { texts as own } from './texts.ts'
import { texts } from '../nominations/texts.ts'
import { categories, type Category, type Experience } from '../nominations/rules.ts'

/** The form that goes out and comes in. A new layout gets a new version: what was filled in before is then refused, with what to do. */
export const formVersion = 1

/** The columns of the form, in its order. `municipality` may be missing: a municipality sends its own rows. */
export const columns = ['municipality', 'category', 'rank', 'name', 'kana', 'affiliation', 'profession', 'experience', 'experienceCount', 'years', 'cohort', 'cohort2', 'cohort3', 'team', 'email', 'reason'] as const
export type ColumnName = (typeof columns)[number]

/** Columns that came later: a form that was filled in without them is still this form, and keeps what the sheet says there. */
export const laterColumns: readonly ColumnName[] = ['experienceCount', 'years', 'cohort2', 'cohort3']

type Words = { ja: string; en: string }
const wordsOf: Record<ColumnName, Words> = {
  municipality: own['nominationFiles.code'], category: own['nominationFiles.category'], cohort: texts['nominations.cohort'],
  cohort2: texts['nominations.cohort2'], cohort3: texts['nominations.cohort3'],
  ...Object.fromEntries((['rank', 'name', 'kana', 'affiliation', 'profession', 'experience', 'experienceCount', 'years', 'team', 'email', 'reason'] as const)
    .map((name) => [name, texts[`nominations.field.${name}`]])) as Record<Exclude<ColumnName, 'municipality' | 'category' | 'cohort' | 'cohort2' | 'cohort3'>, Words>,
}

/** What a column is called on the page and in the form, which are one. */
export const labelOf = (name: ColumnName, language: 'ja' | 'en'): string => wordsOf[name][language]

const columnOfWord = new Map(columns.flatMap((name) => Object.values(wordsOf[name]).map((words) => [plain(words), name] as const)))
export const columnOf = (heading: string): ColumnName | null => columnOfWord.get(plain(heading)) ?? null

const judgedWords = new Set([shared['tableFiles.judgment'], shared['tableFiles.why']].flatMap(({ ja, en }) => [plain(ja), plain(en)]))
/** The two columns that we added to a file we gave back; they say nothing when it comes in again. */
export const isJudged = (heading: string): boolean => judgedWords.has(plain(heading))

const choicesOf = <T extends string>(names: readonly T[], keys: (name: T) => Words[]) =>
  new Map(names.flatMap((name) => [[name as string, name], ...keys(name).flatMap(({ ja, en }) => [[plain(ja), name], [plain(en), name]] as const)] as [string, T][]))

const categoryOfWord = choicesOf<Category>(categories, (name) => [texts[`nominations.category.${name}`], texts[`nominations.short.${name}`]])
const experienceOfWord = choicesOf<Experience>(['experienced', 'planned'], (name) => [texts[`nominations.experiences.${name}`]])
export const categoryOf = (words: string): Category | null => categoryOfWord.get(plain(words)) ?? categoryOfWord.get(plain(words).replace(/^\d/, '')) ?? null
export const experienceOf = (words: string): Experience | null => experienceOfWord.get(plain(words)) ?? (['経験', '経験有', '経験有り', 'あり', '有', '有り'].includes(plain(words)) ? 'experienced' : null)

/** Somebody's name that says that there is nobody. */
const nobody = texts['nominations.nil']
export const isNobody = (name: string): boolean => [plain(nobody.ja), plain(nobody.en), '該当者無し', '該当なし', '該当無し'].includes(plain(name))

export interface Contacts { contactName: string; contactPhone: string; contactEmail: string }
export const contactNames = ['contactName', 'contactPhone', 'contactEmail'] as const
const contactWords = new Map(contactNames.flatMap((name) => Object.values(own[`nominationFiles.${name}`]).map((words) => [plain(words), name] as const)))
export const contactOf = (label: string): keyof Contacts | null => contactWords.get(plain(label)) ?? null

const callWords = Object.values(own['nominationFiles.callNumber']).map(plain)
export const isCallLabel = (label: string): boolean => callWords.includes(plain(label))

/** '様式第2号 推薦書 第1版' as the first line of the form says it, in the language of the page. */
export const formMark = (say: Say): string => say('nominationFiles.mark', { version: formVersion })
const marks = [/様式第?2号?.*第(\d{1,3})版/, /form2.*version(\d{1,3})/]
export function versionIn(words: string): number | null {
  const version = marks.map((mark) => mark.exec(plain(words))?.[1]).find(Boolean)
  return version === undefined ? null : Number(version)
}

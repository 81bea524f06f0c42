import { plain } from '../../base/headings.ts'
import { limits } from '../questions/fitness.ts'
import { questionKinds, type QuestionKind } from '../questions/rules.ts'
import { texts as questions } from '../questions/texts.ts'
import { texts as own } from './texts.ts'

const numbered = <T extends string>(name: T) => Array.from({ length: limits.choices }, (_, n) => `${name}${n + 1}` as const)
export const choiceColumns = numbered('choice')
export const targetColumns = numbered('target')

/** The columns of a table of questions, in its order. Only what is asked and its kind have to be there. */
export const columns = [
  'code', 'kind', 'stem', ...choiceColumns, 'right', ...targetColumns, 'tolerance', 'unit', 'charactersMax', 'guide',
  'isShuffled', 'partial', 'isCaseSensitive', 'points', 'feedback', 'tags',
] as const
export type ColumnName = (typeof columns)[number]
export const neededColumns: readonly ColumnName[] = ['kind', 'stem', 'right']

type Words = { ja: string; en: string }
const wordsOf = (name: ColumnName): Words => {
  const [, base, number] = /^(choice|target)(\d+)$/.exec(name) ?? []
  if (base !== undefined) return eachOf(own[`questionFiles.column.${base as 'choice' | 'target'}`], (words) => words.replace('{number}', number!))
  return name === 'kind' || name === 'right' || name === 'isShuffled' || name === 'partial' || name === 'isCaseSensitive'
    ? own[`questionFiles.column.${name}`] : questions[`questions.form.${name as 'stem'}`]
}
const eachOf = ({ ja, en }: Words, change: (words: string) => string): Words => ({ ja: change(ja), en: change(en) })

export const labelOf = (name: ColumnName, language: 'ja' | 'en'): string => wordsOf(name)[language]
const columnOfWord = new Map(columns.flatMap((name) => Object.values(wordsOf(name)).map((words) => [plain(words), name] as const)))
export const columnOf = (heading: string): ColumnName | null => columnOfWord.get(plain(heading)) ?? null

const kindOfWord = new Map(questionKinds.flatMap((kind) => [[plain(kind), kind], ...Object.values(questions[`questions.kinds.${kind}`]).map((words) => [plain(words), kind] as const)] as [string, QuestionKind][]))
export const kindOf = (words: string): QuestionKind | null => kindOfWord.get(plain(words)) ?? null

const yes = ['○', '〇', '◯', 'はい', '正', '正しい', 'true', 'yes', '1', 'する']
const no = ['×', '✕', 'x', 'いいえ', '誤', '誤り', 'false', 'no', '0', 'しない']
/** Yes or no as people write it in a cell; null for anything else. */
export function yesOrNo(words: string): boolean | null {
  const word = plain(words)
  return yes.includes(word) ? true : no.includes(word) ? false : null
}

import fc from 'fast-check'
import type { Database } from '../../server/base/database.ts'
import type { Made } from '../../server/learning/questions/fitness.ts'
import { flawsOf } from '../../server/learning/questions/fitness.ts'
import { foldedWords, type Choice, type QuestionBody } from '../../server/learning/questions/rules.ts'
import { idOf } from './people.ts'

/** A bank, of a course or of none. @returns its id */
export const putBank = (db: Database, name: string, course_id: number | null) => idOf(db.insertInto('question_bank').values({ name, course_id }).returning('id'))

/** A question in use, in its first version. @returns its id */
export async function putQuestion(db: Database, bank_id: number, code: string, { stem, body, points, feedback, tags }: Made): Promise<number> {
  const id = await idOf(db.insertInto('question').values({ bank_id, code, kind: body.kind, tags: [...tags] }).returning('id'))
  await db.insertInto('question_version').values({ question_id: id, number: 1, stem, body: JSON.stringify(body), points, feedback, made_at: new Date('2026-06-01T09:00:00+09:00') }).execute()
  return id
}

/** Words that a form would take: no blanks around them, nothing that is no text. */
const words = (maxLength: number) => fc.oneof(
  fc.string({ minLength: 1, maxLength, unit: 'grapheme' }),
  fc.string({ minLength: 1, maxLength, unit: fc.constantFrom('会', '議', 'ー', '（', '）', 'a', 'B', ' ', '　', '<', '>', '&', '"', "'", '=', '@', '*', '_', '`', '#', '|', '\\', '[', ']', '\n', ',', '、', '1', '.', '-', '｜', '《', '》') }),
).map((text) => text.trim()).filter((text) => foldedWords(text) !== '' && text.isWellFormed() && !/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffd-\uffff]/.test(text))

const choicesOf = (least: number) => fc.uniqueArray(words(30), { minLength: least, maxLength: 6, selector: (text) => foldedWords(text) })
  .map((texts): Choice[] => texts.map((text, n) => ({ id: 'bdfacexyz'[n]!, text })))
const someOf = (choices: Choice[]) => fc.subarray(choices.map(({ id }) => id), { minLength: 1 })
const decimal = fc.integer({ min: -1_000_000, max: 1_000_000 }).chain((whole) => fc.integer({ min: 0, max: 4 }).map((places) => Number((whole / 10 ** places).toFixed(places)) + 0))

/** Any body that may be asked, of every kind. */
export const anyBody: fc.Arbitrary<QuestionBody> = fc.oneof(
  choicesOf(2).chain((choices) => fc.record({ kind: fc.constant('single' as const), choices: fc.constant(choices), right: fc.constantFrom(...choices.map(({ id }) => id)), isShuffled: fc.boolean() })),
  choicesOf(2).chain((choices) => fc.record({ kind: fc.constant('multiple' as const), choices: fc.constant(choices), right: someOf(choices), isShuffled: fc.boolean(), partial: fc.boolean() })),
  fc.record({ kind: fc.constant('true_false' as const), right: fc.boolean() }),
  choicesOf(2).chain((choices) => fc.record({ kind: fc.constant('ordering' as const), choices: fc.constant(choices), partial: fc.boolean() })),
  fc.tuple(choicesOf(2), choicesOf(2)).chain(([choices, targets]) => fc.tuple(...choices.map(() => fc.constantFrom(...targets.map(({ id }) => id)))).map((picked) => ({
    kind: 'matching' as const, choices, targets, right: Object.fromEntries(choices.map(({ id }, n) => [id, picked[n]!])), partial: picked.length % 2 === 0,
  }))),
  fc.tuple(fc.uniqueArray(words(20).filter((text) => !text.includes('\n')), { minLength: 1, maxLength: 5, selector: (text) => foldedWords(text) }), fc.boolean())
    .map(([right, isCaseSensitive]) => ({ kind: 'short_answer' as const, right, isCaseSensitive })),
  fc.record({ kind: fc.constant('numeric' as const), right: decimal, tolerance: decimal.map(Math.abs), unit: fc.constantFrom('', '人', '％', 'km/h') }),
  fc.record({ kind: fc.constant('free_text' as const), charactersMax: fc.integer({ min: 1, max: 5_000 }), guide: fc.oneof(fc.constant(''), words(60)) }),
)

/** Any question that may be asked. */
export const anyQuestion: fc.Arbitrary<Made> = fc.record({
  stem: words(80), body: anyBody, points: fc.integer({ min: 1, max: 100 }), feedback: fc.oneof(fc.constant(''), words(60)),
  tags: fc.uniqueArray(fc.constantFrom('基本', '制度', 'ADL', '事例&助言', '令和8年'), { maxLength: 3 }),
}).filter((made) => flawsOf(made).length === 0)

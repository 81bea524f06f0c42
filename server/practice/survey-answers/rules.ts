import type { FieldReason, Reason } from '../../base/errors.ts'
import { plainNumber } from '../../base/numbers.ts'
import { questionsOf, type Definition, type Question, type Section } from '../survey-definitions/rules.ts'

// One answer is a set of cells. Unanswered is no cell at all; 「－」 and 区分できない are values of their own, and neither is nought.

export const missings = ['none', 'inseparable'] as const
export type Missing = (typeof missings)[number]
/** `typed`: what somebody wrote that is not a number yet. It is kept, counts for nothing, and keeps the answer from being sent. */
export type Value = number | string | number[] | boolean | { missing: Missing } | { typed: string }
export type Cells = Record<string, Value>
/** Why somebody stands by something unusual, by the number of its question. */
export type Remarks = Record<string, string>

export const textMax = 2_000
export const numberMax = 999_999_999
export const scale = [1, 2, 3, 4, 5] as const
export const remarkMax = 400

/** One box of a question: which row (null: the whole question, 0: the typed total), and whether it is this year's plan. */
export interface Box { cell: string; row: number | null; isPlan: boolean }

/** Every cell of a question in reading order. 'q12', 'q12p', 'q12r3', 'q12r3p', 'q12r0' for the total. */
export function boxesOf({ number, kind, entries, withPlan, withTotal }: Question): Box[] {
  const rows: (number | null)[] = kind === 'number' && entries.length > 0 ? [...entries.map(({ key }) => key), ...withTotal ? [0] : []] : [null]
  const columns = kind === 'number' && withPlan ? [false, true] : [false]
  return rows.flatMap((row) => columns.map((isPlan) => ({ cell: `q${number}${row === null ? '' : `r${row}`}${isPlan ? 'p' : ''}`, row, isPlan })))
}
export const numberOfCell = (cell: string): number => Number(/^q(\d+)/.exec(cell)?.[1] ?? 0)

export const isMissing = (value: Value | undefined): value is { missing: Missing } => typeof value === 'object' && !Array.isArray(value) && 'missing' in value
export const isTyped = (value: Value | undefined): value is { typed: string } => typeof value === 'object' && !Array.isArray(value) && 'typed' in value

const dashes = /^[-－ー—―‐–−]$/

/** What a box for a number says: '1,200', '１２', '－', '区分できない'; null is a blank, and what cannot be read is kept as typed. */
export function readNumber({ least, decimal, mayBeNone, mayBeInseparable }: Pick<Question, 'least' | 'decimal' | 'mayBeNone' | 'mayBeInseparable'>, text: string): Value | null {
  const typed = text.trim()
  if (typed === '') return null
  if (mayBeNone && (dashes.test(typed) || typed === '該当なし')) return { missing: 'none' }
  if (mayBeInseparable && /^(区分できない|区分不可)$/.test(typed)) return { missing: 'inseparable' }
  const plain = plainNumber(typed)
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return { typed }
  const number = Number(plain)
  const fits = Math.abs(number) <= numberMax && (decimal || Number.isInteger(number)) && (least === null || number >= least)
  return fits ? number : { typed }
}

/** Why what was typed is no answer, at its box. */
export function problemOfTyped({ least, decimal }: Pick<Question, 'least' | 'decimal'>, typed: string): Reason {
  const plain = plainNumber(typed.trim())
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return { key: 'surveyAnswers.noNumber' }
  if (Math.abs(Number(plain)) > numberMax) return { key: 'form.tooLarge', data: { limit: numberMax } }
  if (least !== null && Number(plain) < least) return { key: 'form.tooSmall', data: { limit: least } }
  return decimal ? { key: 'surveyAnswers.noNumber' } : { key: 'surveyAnswers.notWhole' }
}

export type Sent = Record<string, unknown>
const words = (sent: unknown): string[] => [sent ?? []].flat().filter((one): one is string => typeof one === 'string').map((one) => one.trim()).filter((one) => one !== '')

/** What came from the boxes of a section; of what was not asked nothing stays. `missing`: the choices beside the boxes. */
export function cellsSent(questions: readonly Question[], sent: Sent, missing: Sent): Cells {
  const cells: Cells = {}
  for (const question of questions) for (const { cell } of boxesOf(question)) {
    const value = valueSent(question, words(Object.hasOwn(sent, cell) ? sent[cell] : undefined), words(Object.hasOwn(missing, cell) ? missing[cell] : undefined)[0])
    if (value !== null) cells[cell] = value
  }
  return cells
}

const lets = ({ mayBeNone, mayBeInseparable }: Question, missing: string | undefined): missing is Missing =>
  (missing === 'none' && mayBeNone) || (missing === 'inseparable' && mayBeInseparable)

function valueSent(question: Question, given: string[], missing: string | undefined): Value | null {
  const { kind, entries } = question
  const [first = ''] = given
  if (kind === 'number') return first === '' && lets(question, missing) ? { missing } : readNumber(question, first)
  if (kind === 'text') return given.length > 0 ? given.join('\n').slice(0, textMax) : lets(question, missing) ? { missing } : null
  if (kind === 'multiple') {
    const keys = entries.map(({ key }) => key).filter((key) => given.includes(String(key)))
    const left = given.find((one) => lets(question, one)) as Missing | undefined
    if (keys.length > 0) return left === undefined ? keys : { typed: given.join(' ') }
    return left === undefined ? null : { missing: left }
  }
  if (lets(question, first)) return { missing: first }
  if (kind === 'yesno') return first === 'yes' ? true : first === 'no' ? false : null
  const allowed: readonly number[] = kind === 'scale' ? scale : entries.map(({ key }) => key)
  return allowed.includes(Number(first)) ? Number(first) : null
}

/** A value as its box shows it. */
export const asTyped = (value: Value | undefined): string =>
  value === undefined || isMissing(value) || Array.isArray(value) ? '' : isTyped(value) ? value.typed : value === true ? 'yes' : value === false ? 'no' : String(value)

/** What is no answer yet, at its box. Whether something is left out is a question of sending, not of saving. */
export function problemsOfCells(questions: readonly Question[], cells: Cells): FieldReason[] {
  return questions.flatMap((question) => boxesOf(question).flatMap(({ cell }): FieldReason[] => {
    const value = cells[cell]
    if (!isTyped(value)) return []
    return [{ field: `cells.${cell}`, reason: question.kind === 'multiple' ? { key: 'surveyAnswers.eitherOr' } : problemOfTyped(question, value.typed) }]
  }))
}

/** Boxes of questions that have to be answered and are not. */
export const openBoxes = (questions: readonly Question[], cells: Cells): Box[] =>
  questions.filter(({ required }) => required).flatMap((question) => boxesOf(question).filter(({ cell }) => cells[cell] === undefined))

// What is unusual. None of it keeps anybody from answering: it is confirmed with a remark, or changed.

export interface Warning { question: number; cell: string; reason: Reason }
/** Fewer than this apart is never called a jump: from 1 to 3 is no surprise. */
const jumpLeast = 5
const times = 3

/** Last year's actual and plan of a municipality, as the cells of its own answer to the survey of the year before. */
export function warningsOf(questions: readonly Question[], cells: Cells, before: Cells | null): Warning[] {
  return questions.filter(({ kind }) => kind === 'number').flatMap((question): Warning[] => [
    ...before === null ? [] : boxesOf(question).filter(({ isPlan }) => !isPlan).flatMap(({ cell }): Warning[] => {
      const reason = whyUnusual(cells[cell], before[cell], before[`${cell}p`])
      return reason === null ? [] : [{ question: question.number, cell, reason }]
    }),
    ...sumsApart(question, cells),
  ])
}

/** Three times as much or a third of last year's, or nothing of what was planned. */
export function whyUnusual(now: Value | undefined, last: Value | undefined, planned: Value | undefined): Reason | null {
  if (typeof now !== 'number') return null
  if (now === 0 && typeof planned === 'number' && planned > 0) return { key: 'surveyAnswers.warn.planned', data: { planned } }
  if (typeof last !== 'number' || last <= 0 || Math.abs(now - last) < jumpLeast) return null
  if (now >= last * times) return { key: 'surveyAnswers.warn.more', data: { last, now } }
  return now * times <= last ? { key: 'surveyAnswers.warn.less', data: { last, now } } : null
}

/** A typed total that its rows do not add up to. Rows without a number leave room: only what is too much, or whole and not equal, is said. */
function sumsApart(question: Question, cells: Cells): Warning[] {
  if (!question.withTotal || question.entries.length === 0) return []
  return (question.withPlan ? [false, true] : [false]).flatMap((plan): Warning[] => {
    const parts = boxesOf(question).filter(({ row, isPlan }) => row !== null && row !== 0 && isPlan === plan).map(({ cell }) => cells[cell])
    const cell = `q${question.number}r0${plan ? 'p' : ''}`
    const total = cells[cell]
    const numbers = parts.filter((one) => typeof one === 'number')
    if (typeof total !== 'number' || numbers.length === 0) return []
    const sum = toHundredths(numbers.reduce((all, one) => all + one, 0))
    const isWhole = parts.every((one) => typeof one === 'number' || (isMissing(one) && one.missing === 'none'))
    return (isWhole ? sum === total : sum <= total) ? [] : [{ question: question.number, cell, reason: { key: 'surveyAnswers.warn.sum', data: { sum, total } } }]
  })
}
const toHundredths = (n: number): number => Math.round(n * 100) / 100

export const unconfirmed = (warnings: readonly Warning[], remarks: Remarks): Warning[] => warnings.filter(({ question }) => (remarks[question] ?? '').trim() === '')

/** How far one section is. */
export type SectionState = 'none' | 'begun' | 'check' | 'done'
export function stateOfSection({ questions }: Section, cells: Cells, remarks: Remarks, before: Cells | null): SectionState {
  if (!questions.some((question) => boxesOf(question).some(({ cell }) => cells[cell] !== undefined))) return 'none'
  if (problemsOfCells(questions, cells).length > 0) return 'check'
  if (openBoxes(questions, cells).length > 0) return 'begun'
  return unconfirmed(warningsOf(questions, cells, before), remarks).length > 0 ? 'check' : 'done'
}

/** An answer is sent whole: nothing that has to be answered is open, nothing unread, and what is unusual is confirmed. */
export function whyNotSend(definition: Definition, cells: Cells, remarks: Remarks, before: Cells | null): Reason | null {
  const questions = questionsOf(definition)
  if (problemsOfCells(questions, cells).length > 0) return { key: 'surveyAnswers.unread' }
  if (openBoxes(questions, cells).length > 0) return { key: 'surveyAnswers.open' }
  return unconfirmed(warningsOf(questions, cells, before), remarks).length > 0 ? { key: 'surveyAnswers.unconfirmed' } : null
}

/**
 * Two who saved the same section: what only one of them changed since both began is kept from each; a cell that both changed to
 * different values is told, and nobody's is put in place of the other's.
 */
export function putTogether<T>(base: Record<string, T>, standing: Record<string, T>, typed: Record<string, T>): { merged: Record<string, T>; conflicts: string[] } {
  const same = (one: T | undefined, other: T | undefined) => JSON.stringify(one) === JSON.stringify(other)
  const [merged, conflicts]: [Record<string, T>, string[]] = [{}, []]
  for (const name of new Set([...Object.keys(base), ...Object.keys(standing), ...Object.keys(typed)])) {
    const [was, theirs, mine] = [base[name], standing[name], typed[name]]
    if (!same(theirs, was) && !same(mine, was) && !same(mine, theirs)) conflicts.push(name)
    const value = same(mine, was) ? theirs : mine
    if (value !== undefined) merged[name] = value
  }
  return { merged, conflicts }
}

/** The receipt of what was sent: the year, whose it is, and the how manyth time. */
export const receiptOf = (fiscalYear: number, code: string, times: number): string => `JS${fiscalYear}-${code}-${times}`

import { boxesOf, isMissing, isTyped, scale, type Cells, type Value } from '../survey-answers/rules.ts'
import type { Question } from '../survey-definitions/rules.ts'

/** What one cell adds up to over all answers. `answers` were handed in; each of them is in exactly one of the counts. */
export interface Total { sum: number | null; numbers: number; none: number; inseparable: number; unanswered: number; answers: number }

/** Adds one cell up. Unanswered, 「－」 and 区分できない are counted and never added; without a number there is no sum. */
export function totalOf(values: readonly (Value | undefined)[]): Total {
  const total: Total = { sum: null, numbers: 0, none: 0, inseparable: 0, unanswered: 0, answers: values.length }
  for (const value of values) {
    if (typeof value === 'number') { total.sum = round((total.sum ?? 0) + value); total.numbers += 1 }
    else if (isMissing(value)) total[value.missing] += 1
    else total.unanswered += 1
  }
  return total
}
const round = (n: number): number => Math.round(n * 100) / 100

/** How often each option was chosen; of a multiple choice together more often than there are answers. */
export interface Frequency { counts: Record<string, number>; answered: number; none: number; inseparable: number; unanswered: number; answers: number }

export const optionsOf = ({ kind, entries }: Pick<Question, 'kind' | 'entries'>): string[] =>
  kind === 'scale' ? scale.map(String) : kind === 'yesno' ? ['yes', 'no'] : entries.map(({ key }) => String(key))

export function frequencyOf(question: Pick<Question, 'kind' | 'entries'>, values: readonly (Value | undefined)[]): Frequency {
  const frequency: Frequency = { counts: Object.fromEntries(optionsOf(question).map((one) => [one, 0])), answered: 0, none: 0, inseparable: 0, unanswered: 0, answers: values.length }
  for (const value of values) {
    if (value === undefined || isTyped(value)) frequency.unanswered += 1
    else if (isMissing(value)) frequency[value.missing] += 1
    else {
      frequency.answered += 1
      for (const one of chosenIn(value)) if (Object.hasOwn(frequency.counts, one)) frequency.counts[one]! += 1
    }
  }
  return frequency
}
const chosenIn = (value: Value): string[] => (Array.isArray(value) ? value.map(String) : value === true ? ['yes'] : value === false ? ['no'] : [String(value)])

/** One answer that was handed in, and whose it is. */
export interface Sent { municipalityId: number; cells: Cells }
export interface Result { question: Question; totals: Record<string, Total>; frequency: Frequency | null; texts: number }

/** A question over all answers: each answer once, for however many municipalities it was given. */
export function resultOf(question: Question, sent: readonly Sent[]): Result {
  const valuesOf = (cell: string) => sent.map(({ cells }) => (Object.hasOwn(cells, cell) ? cells[cell] : undefined))
  const cell = `q${question.number}`
  if (question.kind === 'number') return { question, frequency: null, texts: 0, totals: Object.fromEntries(boxesOf(question).map((box) => [box.cell, totalOf(valuesOf(box.cell))])) }
  if (question.kind === 'text') return { question, frequency: null, totals: {}, texts: valuesOf(cell).filter((value) => typeof value === 'string').length }
  return { question, totals: {}, texts: 0, frequency: frequencyOf(question, valuesOf(cell)) }
}

/** The first of last year's cells that this year's is set beside: the same cell of the same question. */
export const beside = (last: ReadonlyMap<number, Cells>, municipalityId: number, cell: string): Value | undefined => last.get(municipalityId)?.[cell]

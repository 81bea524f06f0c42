import { daysBetween, type Day } from '../../base/days.ts'
import type { FieldReason } from '../../base/errors.ts'
import { halfWidth } from '../../base/numbers.ts'

const amountMax = 9_000_000_000_000

/** An amount as people type it: '17,134', '１７，１３４', '2614千円' → 17134, 2614; null when it is no whole number from 0 on. */
export function parseAmount(text: string): number | null {
  const digits = halfWidth(text).replace(/[,，、\s]/g, '').replace(/(千円|円)$/, '')
  return /^\d{1,13}$/.test(digits) && Number(digits) <= amountMax ? Number(digits) : null
}

/** A pillar ends in or after the year it began in. */
export const problemsOfSpan = (from: number, to: number | null): FieldReason[] =>
  to !== null && to < from ? [{ field: 'to', reason: { key: 'programs.endsFirst', data: { from } } }] : []

/** A step of the yearly calendar ends on or after the day it begins, and lies near its fiscal year. */
export function problemsOfStep(fromOn: Day, toOn: Day | null, fiscalYear: number): FieldReason[] {
  const far = daysBetween(`${fiscalYear - 1}-04-01`, fromOn) < 0 || fromOn > `${fiscalYear + 2}-03-31`
  return [
    ...(far ? [{ field: 'fromOn', reason: { key: 'programs.stepFar', data: { year: fiscalYear } } } satisfies FieldReason] : []),
    ...(toOn !== null && toOn < fromOn ? [{ field: 'toOn', reason: { key: 'programs.stepEndsFirst' } } satisfies FieldReason] : []),
  ]
}

export interface Amount { amount: number; unit: 'thousand_yen' | 'yen' }

/** The total of each unit that occurs, in that unit: thousands of yen and yen are never added to each other. */
export function totals(lines: readonly Amount[]): Amount[] {
  return (['thousand_yen', 'yen'] as const).map((unit) => ({
    unit, lines: lines.filter((line) => line.unit === unit),
  })).filter(({ lines: own }) => own.length > 0)
    .map(({ unit, lines: own }) => ({ unit, amount: own.reduce((sum, { amount }) => sum + amount, 0) }))
}

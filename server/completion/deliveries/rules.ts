import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'

/** Paper is handed over on or after the day it bears, and not on a day to come. */
export function whyNotHandedOn(handedOn: Day, firstIssuedOn: Day, today: Day): Reason | null {
  if (handedOn > today) return { key: 'deliveries.dayToCome' }
  return handedOn < firstIssuedOn ? { key: 'deliveries.beforeIssue', data: { day: firstIssuedOn.replaceAll('-', '/') } } : null
}

/** Numbers of a register as an auditor reads them: from the first to the last, and those that are not there. */
export interface Sequence { count: number; last: number | null; given: number; missing: readonly number[] }

/** Whether every number that was given is there: from 1, none missing, none beyond what was counted. */
export const isWithoutGap = ({ count, last, given, missing }: Sequence): boolean =>
  missing.length === 0 && count === given && (last ?? 0) === given

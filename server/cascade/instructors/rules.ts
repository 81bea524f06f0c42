import { addDays, addMonths, addYears, weekdayNumber, type Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

export const registerStates = ['invited', 'active', 'declined', 'withdrawn'] as const
export type RegisterState = typeof registerStates[number]
/** How an entry stands on a day: one that is active has run out after its last day, without anybody changing it. */
export type Standing = RegisterState | 'expired'
export const standings = ['active', 'expired', 'invited', 'declined', 'withdrawn'] as const satisfies readonly Standing[]

export const willings = ['own', 'chosen', 'all'] as const
export type Willing = typeof willings[number]

export interface Entry { state: RegisterState; validUntil: Day }

export const standingOf = ({ state, validUntil }: Entry, today: Day): Standing => state === 'active' && validUntil < today ? 'expired' : state

/** The last day of an entry of so many years, the day of completion being the first. */
export const validUntilOf = (completedOn: Day, years: number): Day => addDays(addYears(completedOn, years), -1)

/** Due for refresh: it has run out, or does within these months. */
export const isDueForRefresh = (entry: Entry, refreshMonths: number, today: Day): boolean =>
  entry.state === 'active' && entry.validUntil <= addMonths(today, refreshMonths)

/** Idle: listed, and has not taught in so many months, or never. */
export const isIdle = ({ state, lastTaughtOn }: { state: RegisterState; lastTaughtOn: Day | null }, idleMonths: number, today: Day): boolean =>
  state === 'active' && (lastTaughtOn === null || lastTaughtOn < addMonths(today, -idleMonths))

/** Whether somebody goes to a municipality: their own is always among those they go to. */
export function goesTo({ willing, municipalityId, areas }: { willing: Willing; municipalityId: number | null; areas: readonly number[] }, where: number): boolean {
  if (willing === 'all' || municipalityId === where) return true
  return willing === 'chosen' && areas.includes(where)
}

/** The weekdays somebody can teach on; none said is any. */
export const teachesOnWeekday = (weekdays: string, day: Day): boolean => weekdays === '' || weekdays.includes(String(weekdayNumber(day)))

/** Leaving takes an entry that is listed; an invitation is declined, and what has ended has ended. */
export const whyNotLeave = (state: RegisterState): Reason | null =>
  state === 'active' || state === 'invited' ? null : { key: 'instructors.hasLeft' }

/** What somebody says of where they go: who chooses municipalities names at least one. */
export const problemsOfEntry = ({ willing, areas }: { willing: Willing; areas: readonly number[] }): FieldReason[] =>
  willing === 'chosen' && areas.length === 0 ? [{ field: 'areas', reason: { key: 'instructors.nameAreas' } }] : []

export const problemsOfAway = ({ fromOn, toOn }: { fromOn: Day; toOn: Day }, today: Day): FieldReason[] =>
  toOn < fromOn ? [{ field: 'toOn', reason: { key: 'instructors.awayEndsBefore' } }]
    : toOn < today ? [{ field: 'toOn', reason: { key: 'instructors.awayIsOver' } }] : []

/** A refresh by hand gives more time, and not beyond what a new completion would give. */
export function problemsOfRefresh({ until, reason }: { until: Day; reason: string }, { validUntil, years }: { validUntil: Day; years: number }, today: Day): FieldReason[] {
  const last = validUntilOf(today, years)
  return [
    ...until <= validUntil ? [{ field: 'until', reason: { key: 'instructors.refreshNotLater', data: { validUntil } } } as const]
      : until > last ? [{ field: 'until', reason: { key: 'instructors.refreshTooFar', data: { last } } } as const] : [],
    ...reason.trim() === '' ? [{ field: 'reason', reason: { key: 'form.missing' } } as const] : [],
  ]
}

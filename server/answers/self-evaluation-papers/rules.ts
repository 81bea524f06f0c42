import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

/** JSON with the names of every object in order, so that what a database gives back has the hash of what it was given. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined).toSorted(([a], [b]) => a < b ? -1 : a > b ? 1 : 0)
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
}

/** What was frozen is reported and published on a day that is not before it was frozen, and not still to come. */
export const problemsOfDay = (field: string, day: Day, frozenOn: Day, today: Day): FieldReason[] =>
  day < frozenOn ? [{ field, reason: { key: 'evaluationPapers.beforeFrozen', data: { day: frozenOn } } }] : day > today ? [{ field, reason: { key: 'evaluationPapers.stillToCome' } }] : []

/** An edition is published after it was reported, and the one that was corrected no more. */
export function whyNotPublish({ reportedOn, number }: { reportedOn: Day | null; number: number }, lastNumber: number): Reason | null {
  if (number < lastNumber) return { key: 'evaluationPapers.notTheLast' }
  return reportedOn === null ? { key: 'evaluationPapers.reportFirst' } : null
}

/** A figure that was proposed and has moved since: it is looked at again before anybody decides by it. */
export const movedIn = (entries: readonly { position: number; proposed: number | null; now: number | null }[]): number[] =>
  entries.filter(({ proposed, now }) => proposed !== now).map(({ position }) => position)

/** What was counted when a figure was frozen, and what is counted now. Null: nothing to say. */
export const differenceOf = (frozen: number | null, now: number | null): { frozen: number | null; now: number | null } | null => frozen === now ? null : { frozen, now }

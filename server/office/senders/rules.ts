import type { Day } from '../../base/days.ts'
import type { FieldReason } from '../../base/errors.ts'

/** Who signs for an office from a day on; `validTo` null while nobody follows. Both days count. */
export interface Term { validFrom: Day; validTo: Day | null }
export interface Holder extends Term { id: number; title: string; name: string }

/** One office has one sender on a day: where two terms meet, the other is named with what to do first. */
export function problemsOfTerm(term: Term, others: readonly Holder[]): FieldReason[] {
  if (term.validTo !== null && term.validTo < term.validFrom) return [{ field: 'validTo', reason: { key: 'senders.endsBefore', data: { from: term.validFrom } } }]
  const other = others.find((one) => meets(term, one))
  if (other === undefined) return []
  const data = { who: [other.title, other.name].filter(Boolean).join('　'), from: other.validFrom }
  // Who still signs has to end first; of whoever comes later the day before is free.
  return [{ field: 'validFrom', reason: other.validTo === null && other.validFrom < term.validFrom
    ? { key: 'senders.overlapsOpen', data } : { key: 'senders.overlaps', data: { ...data, to: other.validTo ?? '' } } }]
}

const meets = (one: Term, other: Term): boolean =>
  (other.validTo === null || one.validFrom <= other.validTo) && (one.validTo === null || other.validFrom <= one.validTo)

/** Past, now or to come, on a day. */
export const standingOf = ({ validFrom, validTo }: Term, today: Day): 'past' | 'now' | 'later' =>
  today < validFrom ? 'later' : validTo !== null && validTo < today ? 'past' : 'now'

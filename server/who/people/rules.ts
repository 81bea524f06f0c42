import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

/** A change of affiliation begins after the one that stands began, so that the past is added to and never rewritten. */
export function whyNotAffiliateFrom(fromOn: Day, standing: { fromOn: Day } | null, today: Day): Reason | null {
  if (standing !== null && fromOn <= standing.fromOn) return { key: 'people.beforeStanding', data: { fromOn: standing.fromOn } }
  return fromOn.slice(0, 4) > String(Number(today.slice(0, 4)) + 1) ? { key: 'people.tooFarAhead' } : null
}

/** An affiliation ends once, on a day after it began. */
export function whyNotEnd(affiliation: { fromOn: Day; toOn: Day | null }, toOn: Day): Reason | null {
  if (affiliation.toOn !== null) return { key: 'people.endedBefore', data: { toOn: affiliation.toOn } }
  return toOn < affiliation.fromOn ? { key: 'people.endsBeforeItBegan', data: { fromOn: affiliation.fromOn } } : null
}

/** What is wrong with the particulars of a person, box by box; `storable` and `readable` are answers of names.ts. */
export function problemsOfPerson(form: { birthDate?: Day | undefined; email?: string | undefined }, is: { storable: boolean; readable: boolean }, today: Day): FieldReason[] {
  const problems: FieldReason[] = []
  if (!is.storable) problems.push({ field: 'name', reason: { key: 'people.nameWrong' } })
  if (!is.readable) problems.push({ field: 'kana', reason: { key: 'people.kanaWrong' } })
  if (form.email !== undefined && !/^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:"]+$/.test(form.email)) problems.push({ field: 'email', reason: { key: 'people.emailWrong' } })
  if (form.birthDate !== undefined && form.birthDate >= today) problems.push({ field: 'birthDate', reason: { key: 'people.bornInFuture' } })
  return problems
}

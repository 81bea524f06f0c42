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

/** A name and its kana in their parts, from `partsOf`. */
export interface NameInParts { name: readonly string[]; kana: readonly string[] }
/** How likely two names are two writings of one person's: surely, only if somebody says so, or not at all. */
export type Likeness = 'same' | 'ask' | 'other'

/**
 * Whether a corrected name can be the same person's. A given name that stays, in kanji or in kana, is enough: people change
 * their surname when they marry. Where only the surname stays it may be a colleague, so it is asked; where neither part of
 * neither stays it is somebody else, for whom there is the substitution. Symmetric.
 */
export function likenessOf(before: NameInParts, after: NameInParts): Likeness {
  const shared = [sharedPart(before.name, after.name), sharedPart(before.kana, after.kana)]
  return shared.includes('given') ? 'same' : shared.includes('surname') ? 'ask' : 'other'
}

function sharedPart(one: readonly string[], other: readonly string[]): 'given' | 'surname' | null {
  const [whole, otherWhole] = [one.join(''), other.join('')]
  if (whole === '' || otherWhole === '') return null
  if (whole === otherWhole) return 'given'
  if (one.length > 1 && other.length > 1) return one.at(-1) === other.at(-1) ? 'given' : one[0] === other[0] ? 'surname' : null
  if (one.length > 1) return startsOrEnds(otherWhole, one)
  return other.length > 1 ? startsOrEnds(whole, other) : halfShared(whole, otherWhole)
}

/** One of the two was typed without a space: the parts of the other are looked for at its ends. */
const startsOrEnds = (whole: string, parts: readonly string[]) =>
  whole.endsWith(parts.at(-1)!) ? 'given' as const : whole.startsWith(parts[0]!) ? 'surname' as const : null

/** Neither was typed with a space: half of the longer one, at the end or at the beginning, stands for a part. */
function halfShared(one: string, other: string): 'given' | 'surname' | null {
  const [a, b] = [[...one], [...other]]
  const half = Math.ceil(Math.max(a.length, b.length) / 2)
  if (a.slice(-half).join('') === b.slice(-half).join('')) return 'given'
  return a.slice(0, half).join('') === b.slice(0, half).join('') ? 'surname' : null
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

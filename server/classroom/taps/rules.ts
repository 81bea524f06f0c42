import { dayInJapan, timeInJapan, type Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { revisionOf, whyNotMark, whyNotOnRoll, whyNotUnseen, type Marking, type Signed, type Standing } from '../attendance/rules.ts'

/** How old a tap may be when it comes: a day of classes, with the way home. */
export const tapHoursMax = 12

/** So long after a tap somebody still stands at the door and can be asked. */
const askSeconds = 10

/** A tap as its browser made it: under which key, when by the clock of this house, and upon which mark of the row. */
export interface Tap { key: string; at: Date; seen: string | undefined; next: Marking['next'] }

/** What is known of a person in a slot: the mark that stands and who made it, and the latest moment anybody said something. */
export interface Heard {
  enrollment: string
  standing: Signed | null
  saidAt: Date | null
}

/**
 * What becomes of a tap. `stands`: it is the mark now, `over` one of somebody else that it did not know. `same`: it says what stands
 * already. `older`: somebody said something later. The four are kept. `asked` and `refused` are not: a reason says why.
 */
export type Fate = 'stands' | 'over' | 'same' | 'older' | 'asked' | 'refused'
export interface Judged { fate: Fate; why: Reason | null }

/** The moment a tap counts for: a browser's clock never runs ahead of ours. */
export const momentOf = (sent: number, now: Date): Date => new Date(Math.min(sent, now.getTime()))

/**
 * The later tap stands, whenever it comes: so two doors that were apart agree as soon as both were heard, in whatever order. Only while
 * somebody still stands at the door is a tap upon an outdated row asked about instead.
 */
export function judge(tap: Tap, heard: Heard | undefined, { me, heldOn, now }: { me: number | null; heldOn: Day; now: Date }): Judged {
  const why = whyNotTake(tap, heard, now)
  if (heard === undefined || why !== null) return { fate: 'refused', why }
  const { standing } = heard
  const isSame = (standing?.state ?? null) === tap.next.state && (standing?.minutes ?? null) === tap.next.minutes
  if (heard.saidAt !== null && tap.at < heard.saidAt) return { fate: isSame ? 'same' : 'older', why: null }
  if (isSame) return { fate: 'same', why: null }
  const wrong = whyNotMark({ current: standing, next: tap.next }, heldOn, dayInJapan(tap.at))
  if (wrong !== null) return { fate: 'refused', why: wrong }
  const unseen = whyNotUnseen({ seen: tap.seen, standing, next: tap.next }, me, timeInJapan)
  if (unseen === null) return { fate: 'stands', why: null }
  return now.getTime() - tap.at.getTime() <= askSeconds * 1_000 ? { fate: 'asked', why: unseen } : { fate: 'over', why: null }
}

function whyNotTake(tap: Tap, heard: Heard | undefined, now: Date): Reason | null {
  if (heard === undefined) return { key: 'taps.notOnRoll' }
  if (now.getTime() - tap.at.getTime() > tapHoursMax * 3_600_000) return { key: 'taps.tooOld', data: { hours: tapHoursMax } }
  return whyNotOnRoll(heard.enrollment)
}

/** Whether a tap is written down, and whether it is the mark from now on. */
export const isTaken = (fate: Fate): boolean => fate !== 'asked' && fate !== 'refused'
export const becomesMark = (fate: Fate): boolean => fate === 'stands' || fate === 'over'

/** What is known of the person after a tap met its fate, for the next one. */
export function heardAfter(heard: Heard, { at, next }: Tap, fate: Fate, me: number | null): Heard {
  if (!isTaken(fate)) return heard
  const saidAt = heard.saidAt !== null && heard.saidAt > at ? heard.saidAt : at
  if (!becomesMark(fate)) return { ...heard, saidAt }
  const { state, minutes, evidence } = next
  return { ...heard, saidAt, standing: state === null ? null : { state, minutes, evidence, markedAt: at, by: me, byName: null } }
}

export type Revisions = Record<string, string>

/** What each person's row shows, of those who have a mark. */
export const revisionsOf = (marks: readonly (Standing & { enrollmentId: number })[]): Revisions =>
  Object.fromEntries(marks.map((mark) => [mark.enrollmentId, revisionOf(mark)]))

/** What has changed from one look to the next; a mark that was taken away is 'unset'. */
export function changedSince(before: Revisions, after: Revisions): Revisions {
  const gone = Object.keys(before).filter((id) => !(id in after)).map((id) => [id, 'unset'])
  return Object.fromEntries([...Object.entries(after).filter(([id, revision]) => before[id] !== revision), ...gone])
}

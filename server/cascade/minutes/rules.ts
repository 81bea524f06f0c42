import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { isOver, type MeetingState } from '../liaison-meetings/rules.ts'

/** Noted and gathered → open for comments until a day → final; after that a correction is noted, and final again. */
export type MinutesState = 'draft' | 'comments' | 'final' | 'correcting'

export const textMax = 20_000
export const decisionMax = 4_000

/** What is noted of one item of an agenda. */
export interface Written { text: string; decision: string }

export const isSame = (one: Written, other: Written): boolean => one.text === other.text && one.decision === other.decision

/** Line ends as every browser and every database hold them alike; what is typed is kept as it is otherwise. */
export const tidy = ({ text, decision }: Written): Written => ({ text: text.replaceAll('\r\n', '\n'), decision: decision.replaceAll('\r\n', '\n') })

/** Notes are written of a meeting that is known, from its invitation on, until the minutes are final. */
export function whyNotNote(meeting: { state: MeetingState }, minutes: MinutesState): Reason | null {
  if (minutes === 'final') return { key: 'minutes.isFinal' }
  if (meeting.state === 'planned') return { key: 'minutes.notAnnounced' }
  return meeting.state === 'cancelled' || meeting.state === 'postponed' ? { key: 'minutes.isOff' } : null
}

/** Which page has saved a text without anybody else in between, and since which version. */
export interface Editing { version: number; editKey: string | null; editFrom: number | null }
/** What a form says of itself: the version it began with, which page it is, and whose text it was shown beside its own. */
export interface Saying { version: number; page: string | null; seen: number | null }

/**
 * A save is taken when it was made out of what stands there: it began with that version, it was shown that version beside its own text, or
 * everything since was saved by the same open page (which may still be saving by itself when its button is pressed).
 */
export function whyNotSave(stands: Editing, says: Saying): Reason | null {
  if ((says.seen ?? says.version) === stands.version) return null
  const isSamePage = says.seen === null && says.page !== null && says.page === stands.editKey && says.version >= (stands.editFrom ?? Infinity)
  return isSamePage ? null : { key: 'minutes.stale' }
}

/** Minutes are shown for comments after the meeting, until a day that is still to come; the day may be moved to a later one. */
export function whyNotOpen(meeting: { state: MeetingState }, minutes: { state: MinutesState; commentsDueOn: Day | null }, dueOn: Day, today: Day): Reason | null {
  if (minutes.state === 'final' || minutes.state === 'correcting') return { key: 'minutes.isFinal' }
  if (!isOver(meeting.state)) return { key: 'minutes.notHeld' }
  if (dueOn < today) return { key: 'minutes.dueInThePast' }
  return minutes.commentsDueOn !== null && dueOn <= minutes.commentsDueOn ? { key: 'minutes.dueNotLater', data: { dueOn: minutes.commentsDueOn } } : null
}

/** Municipalities comment while they are asked to: from the opening to the last day, that day included. */
export function whyNotComment({ state, commentsDueOn }: { state: MinutesState; commentsDueOn: Day | null }, today: Day): Reason | null {
  if (state === 'final' || state === 'correcting') return { key: 'minutes.commentsOver', data: { dueOn: commentsDueOn! } }
  if (state === 'draft') return { key: 'minutes.notOpen' }
  return today > commentsDueOn! ? { key: 'minutes.commentsOver', data: { dueOn: commentsDueOn! } } : null
}

/** More than a municipality says about one meeting. */
export const commentsMax = 50
export const whyNotOneMore = (count: number): Reason | null => count >= commentsMax ? { key: 'minutes.tooMany', data: { limit: commentsMax } } : null

/** By which a page knows whose answer it showed: when that was given; empty while there is none. */
export const answerSeen = ({ answeredAt }: { answeredAt: Date | null }): string => answeredAt?.toISOString() ?? ''

/** Minutes become final once the time that was given to the municipalities is over; those that are corrected, at any time. */
export function whyNotFinish(meeting: { state: MeetingState }, { state, commentsDueOn }: { state: MinutesState; commentsDueOn: Day | null }, today: Day): Reason | null {
  if (state === 'final') return { key: 'minutes.isFinal' }
  // While who was there is corrected, the meeting is not held: the minutes say who was there.
  if (!isOver(meeting.state)) return { key: 'minutes.notHeld' }
  if (state === 'correcting') return null
  if (state === 'draft') return { key: 'minutes.notShown' }
  return today <= commentsDueOn! ? { key: 'minutes.stillOpen', data: { dueOn: commentsDueOn! } } : null
}

/** Only what is final is corrected; one correction at a time. */
export const whyNotCorrect = (state: MinutesState): Reason | null =>
  state === 'correcting' ? { key: 'minutes.correctsAlready' } : state === 'final' ? null : { key: 'minutes.notFinal' }

/** Whether those who were at the meeting, and those who were not, may read what was noted. */
export const isShown = (state: MinutesState): boolean => state !== 'draft'

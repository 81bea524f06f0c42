import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'

export type AttendanceState = 'present' | 'late' | 'left_early' | 'disconnected'
  | 'absent_notified' | 'absent_unnotified' | 'made_up' | 'exempt'
export type Evidence = 'sign_in' | 'qr' | 'staff' | 'zoom_log_import' | 'self_declared'

export const attendanceStates = ['present', 'late', 'left_early', 'disconnected',
  'absent_notified', 'absent_unnotified', 'made_up', 'exempt'] as const satisfies readonly AttendanceState[]

/** One mark on the roll. `minutes` missed, 1 to 600, for late, left_early and disconnected; null for the others. */
export interface Mark { state: AttendanceState; minutes: number | null }

/** The rules of a training, columns that staff may change. Minutes up to the limit still count as attended. */
export interface AttendanceSettings { lateLimitMinutes: number; madeUpCounts: boolean }

const timed: ReadonlySet<AttendanceState> = new Set(['late', 'left_early', 'disconnected'])
const plannable: ReadonlySet<AttendanceState> = new Set(['absent_notified', 'exempt'])

export const needsMinutes = (state: AttendanceState): boolean => timed.has(state)

/** Null when the slot counts as attended; else why not, for the person concerned. Not marked yet never counts. */
export function whyNotCounted(mark: Mark | null, settings: AttendanceSettings): Reason | null {
  if (mark === null) return { key: 'attendance.notMarked' }
  if (mark.state === 'present' || mark.state === 'exempt') return null
  if (mark.state === 'made_up') return settings.madeUpCounts ? null : { key: 'attendance.makeUpDoesNotCount' }
  if (!needsMinutes(mark.state)) return { key: 'attendance.wasAbsent' }
  const { lateLimitMinutes: limit } = settings
  return (mark.minutes ?? Infinity) <= limit ? null : { key: 'attendance.missedTooMuch', data: { minutes: mark.minutes ?? 600, limit } }
}

export const countsAsAttended = (mark: Mark | null, settings: AttendanceSettings): boolean =>
  whyNotCounted(mark, settings) === null

/** The mark that stands, and the one that shall take its place; `state: null` takes a mark away. */
export interface Marking {
  current: (Mark & { evidence: Evidence }) | null
  next: { state: AttendanceState | null; minutes: number | null; evidence: Evidence; reason: string }
}

/**
 * Minutes where minutes are meant; nothing that happens on the day before the day; and whoever contradicts another
 * evidence (or says made up, exempt) gives a reason. Both marks are kept, whatever this answers.
 */
export function whyNotMark({ current, next }: Marking, heldOn: Day, today: Day): Reason | null {
  const wrongMinutes = whyNotTheseMinutes(next.state, next.minutes)
  if (wrongMinutes !== null) return wrongMinutes
  if (next.state === null && current === null) return { key: 'attendance.nothingToUndo' }
  if (today < heldOn && next.state !== null && !plannable.has(next.state)) return { key: 'attendance.beforeTheDay', data: { heldOn } }
  if (next.reason.trim() !== '') return null
  if (next.state === 'made_up' || next.state === 'exempt') return { key: 'attendance.sayWhatReplaces' }
  return needsReason({ current, next }) ? { key: 'attendance.overrideNeedsReason' } : null
}

/** A mark made by other evidence is overridden only with a reason; the same answer again needs none. */
export function needsReason({ current, next }: Marking): boolean {
  if (current === null || current.evidence === next.evidence) return false
  return current.state !== next.state || current.minutes !== next.minutes
}

function whyNotTheseMinutes(state: AttendanceState | null, minutes: number | null): Reason | null {
  if (state === null || !needsMinutes(state)) return minutes === null ? null : { key: 'attendance.minutesNotAsked' }
  if (minutes === null) return { key: 'attendance.minutesMissing' }
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= 600 ? null : { key: 'attendance.minutesOutOfRange' }
}

/**
 * The minutes missed as the clock says while the slot runs: since it began for who comes late, until it ends for who leaves.
 * Null on another day, outside the slot, and for a broken line, whose gaps no clock knows. Times are 'HH:MM'.
 */
export function minutesByClock(
  state: AttendanceState, slot: { heldOn: Day; startsAt: string; endsAt: string }, now: { day: Day; time: string },
): number | null {
  const [starts, ends, at] = [slot.startsAt, slot.endsAt, now.time].map(minuteOfDay) as [number, number, number]
  if (now.day !== slot.heldOn || at <= starts || at >= ends) return null
  if (state === 'late') return Math.min(600, at - starts)
  return state === 'left_early' ? Math.min(600, ends - at) : null
}

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** Whoever withdrew stays on the rolls they were marked on, as they were. */
export const whyNotOnRoll = (enrollment: string): Reason | null =>
  enrollment === 'withdrawn' ? { key: 'attendance.hasWithdrawn' } : null

export type RollCount = Record<AttendanceState | 'unmarked', number> & { planned: number }

/** The figures over a roll; those without a mark are counted as such, never as absent. */
export function countRoll(marks: readonly (Mark | null)[]): RollCount {
  const counts: RollCount = {
    planned: marks.length, unmarked: 0, present: 0, late: 0, left_early: 0, disconnected: 0,
    absent_notified: 0, absent_unnotified: 0, made_up: 0, exempt: 0,
  }
  for (const mark of marks) counts[mark?.state ?? 'unmarked'] += 1
  return counts
}

/** What stands on the roll: the mark, whence it comes, and when it was made. */
export interface Standing extends Mark { evidence: Evidence; markedAt: Date }

/** The same with the person who made it, where one did. */
export interface Signed extends Standing { by: number | null; byName: string | null }

/** What a row shows, in short: a tap says by it upon what it was made. Two marks alike, made in the same moment, are the same. */
export const revisionOf = (standing: Standing | null): string => standing === null ? 'unset'
  : [standing.state, standing.minutes ?? '', standing.evidence, standing.markedAt.getTime().toString(36)].join('.')

/**
 * Whoever contradicts a mark that somebody else made since the row was shown is asked first: the same tap once more, upon the row
 * as it stands by then, does it. Whoever agrees, or was not told what they saw, is not.
 */
export function whyNotUnseen(
  { seen, standing, next }: { seen: string | undefined; standing: Signed | null; next: Marking['next'] },
  me: number | null, timeOf: (moment: Date) => string,
): Reason | null {
  if (seen === undefined || standing === null || seen === revisionOf(standing)) return null
  if (standing.state === next.state || (standing.by !== null && standing.by === me)) return null
  const time = timeOf(standing.markedAt)
  return standing.byName === null ? { key: 'attendance.markedMeanwhile', data: { time } }
    : { key: 'attendance.markedMeanwhileBy', data: { time, name: standing.byName } }
}

/** A mark as the history keeps it, in the order in which they came. One that only said what stood, or came too late, has not `stood`. */
export interface KeptMark { id: number; undoes: number | null; by: number | null; markedAt: Date; stood: boolean }

/** The marks that lie upon each other, the one that stands on top: an undo takes its mark off again. */
export function pileOf<M extends KeptMark>(kept: readonly M[]): M[] {
  const pile: M[] = []
  for (const mark of kept.filter(({ stood }) => stood)) {
    const at = pile.findIndex(({ id }) => id === mark.undoes)
    if (mark.undoes === null) pile.push(mark)
    else if (at >= 0) pile.splice(at, 1)
  }
  return pile
}

/** Only what stands can be taken back, only by who made it, and not once somebody else has said the same: that is their word, too. */
export function whyNotUndo(kept: readonly KeptMark[], markId: number, me: number | null): Reason | null {
  const top = pileOf(kept).at(-1)
  const isAgreed = kept.some(({ id, by, stood, markedAt }) => id > markId && by !== me && !stood && top !== undefined && markedAt >= top.markedAt)
  return top?.id === markId && top.by === me && !isAgreed ? null : { key: 'attendance.undoTooLate' }
}

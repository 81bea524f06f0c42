import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'

export type AttendanceState = 'present' | 'late' | 'left_early' | 'disconnected'
  | 'absent_notified' | 'absent_unnotified' | 'made_up' | 'exempt'
export type Evidence = 'sign_in' | 'qr' | 'staff' | 'zoom_log_import' | 'self_declared'

export const attendanceStates = ['present', 'late', 'left_early', 'disconnected',
  'absent_notified', 'absent_unnotified', 'made_up', 'exempt'] as const satisfies readonly AttendanceState[]

/** One mark on the roll. `minutes` missed, 1 to 600, for late, left_early and disconnected; null for the others. */
export interface Mark { state: AttendanceState; minutes: number | null }

/**
 * What counts as attended in a training, kept with its criteria. Minutes up to a limit still count; who leaves early or loses the
 * line has the limit of lateness where none of their own is set. Each is a rule that trainings of this kind were found to have.
 */
export interface AttendanceSettings {
  lateLimitMinutes: number; madeUpCounts: boolean
  leftEarlyLimitMinutes?: number; disconnectedLimitMinutes?: number
  /** The modules that are exercises (演習), and the minutes that may be missed of one, whatever else is allowed. */
  exerciseModules?: readonly number[]; exerciseLimitMinutes?: number
  /** Who comes late is there only when it was said before the slot began. */
  lateNeedsNotice?: boolean
  /** Who signs by themselves does so before the slot begins. */
  signsBeforeStart?: boolean
  /** The first slot of a morning and of an afternoon are the checks of presence: each stands for its half of the day. */
  presenceChecks?: boolean
}

/** What is known of a mark beside it. `signedLate`: scanned by oneself after the slot had begun (a signed sheet is typed in later, and says no time). */
export interface MarkedSlot { isExercise?: boolean; isNoticed?: boolean; signedLate?: boolean }

const timed: ReadonlySet<AttendanceState> = new Set(['late', 'left_early', 'disconnected'])
const plannable: ReadonlySet<AttendanceState> = new Set(['absent_notified', 'exempt'])

export const needsMinutes = (state: AttendanceState): boolean => timed.has(state)

/** Null when the slot counts as attended; else why not, for the person concerned. Not marked yet never counts. */
export function whyNotCounted(mark: Mark | null, settings: AttendanceSettings, slot: MarkedSlot = {}): Reason | null {
  if (mark === null) return { key: 'attendance.notMarked' }
  if (mark.state === 'exempt') return null
  if (mark.state === 'present') return settings.signsBeforeStart && slot.signedLate ? { key: 'attendance.signedAfterStart' } : null
  if (mark.state === 'made_up') return settings.madeUpCounts ? null : { key: 'attendance.makeUpDoesNotCount' }
  if (!needsMinutes(mark.state)) return { key: 'attendance.wasAbsent' }
  const limit = limitFor(mark.state, settings, slot.isExercise === true)
  if ((mark.minutes ?? Infinity) > limit) return { key: 'attendance.missedTooMuch', data: { minutes: mark.minutes ?? 600, limit } }
  return mark.state === 'late' && settings.lateNeedsNotice && !slot.isNoticed ? { key: 'attendance.lateWithoutNotice' } : null
}

/** How many minutes of a slot may be missed in this way and still count. */
export function limitFor(state: AttendanceState, settings: AttendanceSettings, isExercise: boolean): number {
  const { lateLimitMinutes: late, leftEarlyLimitMinutes = late, disconnectedLimitMinutes = late, exerciseLimitMinutes } = settings
  const own = state === 'left_early' ? leftEarlyLimitMinutes : state === 'disconnected' ? disconnectedLimitMinutes : late
  return isExercise ? Math.min(own, exerciseLimitMinutes ?? own) : own
}

export const isExercise = ({ exerciseModules }: AttendanceSettings, moduleId: number | null | undefined): boolean =>
  moduleId != null && exerciseModules?.includes(moduleId) === true

export const countsAsAttended = (mark: Mark | null, settings: AttendanceSettings, slot: MarkedSlot = {}): boolean =>
  whyNotCounted(mark, settings, slot) === null

/** A slot that somebody has to attend, with what is known of it. `markedAt`: milliseconds; `startsAt`: 'HH:MM'. */
export interface SlotToAttend extends MarkedSlot {
  heldOn: Day; startsAt?: string; moduleId?: number | null; mark: Mark | null; markedAt?: number
  /** Its module was completed on that day of an earlier year: the slot asks for nothing any more. */
  carriedOn?: Day | null
}

/**
 * Of each slot of one person why it does not count, null where it does: by its own mark, by the check of presence that stands
 * for its half of the day, and as long as no more modules are made up than may be (the first that were made up count). What was
 * brought along counts, and stands neither for a check of presence nor for a module that was made up.
 */
export function whyNotEach(slots: readonly SlotToAttend[], settings: AttendanceSettings, modulesMax: number | null = null): (Reason | null)[] {
  const asked = slots.filter(({ carriedOn }) => !carriedOn)
  const reasons = new Map(whyNotAsked(asked, settings, modulesMax).map((reason, n) => [asked[n]!, reason]))
  return slots.map((slot) => reasons.get(slot) ?? null)
}

function whyNotAsked(slots: readonly SlotToAttend[], settings: AttendanceSettings, modulesMax: number | null): (Reason | null)[] {
  const plain = slots.map((slot) => whyNotCounted(slot.mark, settings, { ...slot, isExercise: isExercise(settings, slot.moduleId) }))
  const beyond = modulesMax === null ? new Set() : beyondMax(slots, plain, modulesMax)
  // A make-up that is one too many counts neither for its slot nor for those of which it is the check of presence.
  const reasons = new Map(slots.map((slot, n): [SlotToAttend, Reason | null] => [slot,
    slot.mark?.state === 'made_up' && beyond.has(moduleKey(slot, n)) ? { key: 'attendance.madeUpTooMany', data: { limit: modulesMax! } } : plain[n]!]))
  const own = (slot: SlotToAttend): Reason | null => reasons.get(slot) ?? null
  return slots.map((slot): Reason | null => {
    const check = settings.presenceChecks ? checkOf(slot, slots) : slot
    if (check === slot || slot.mark?.state === 'made_up' || slot.mark?.state === 'exempt') return own(slot)
    if (slot.mark === null) return own(check)
    return own(slot) ?? (check.mark === null || own(check) === null ? null : { key: 'attendance.checkMissed' })
  })
}

/** Missed: it does not count, and not only because nobody has marked it yet, on whatever day it was. `reason` is the one of `whyNotEach`. */
export const isMissed = ({ mark }: Pick<SlotToAttend, 'mark'>, reason: Reason | null): boolean =>
  reason !== null && (mark !== null || reason.key !== 'attendance.notMarked')

/** At most so many of `modules` may be made up, by number and by share (rounded down); null for any number. */
export function modulesAllowed(terms: { modulesMax: number | null; modulesPercentMax?: number | null }, modules: number): number | null {
  const { modulesMax, modulesPercentMax = null } = terms
  const limits = [modulesMax, modulesPercentMax === null ? null : Math.floor(modules * modulesPercentMax / 100)].filter((one) => one !== null)
  return limits.length === 0 ? null : Math.min(...limits)
}

/** The check of presence of a slot: the first slot of the same morning or afternoon. */
function checkOf(slot: SlotToAttend, slots: readonly SlotToAttend[]): SlotToAttend {
  const half = ({ heldOn, startsAt = '' }: SlotToAttend) => `${heldOn} ${startsAt < '12:00'}`
  return slots.filter((one) => half(one) === half(slot)).reduce((first, one) => (one.startsAt ?? '') < (first.startsAt ?? '') ? one : first)
}

/** Whether somebody was missing at a check of presence: marked, and not as there, nor made up within the limit. */
export function missedACheck(slots: readonly SlotToAttend[], settings: AttendanceSettings, modulesMax: number | null = null): boolean {
  if (settings.presenceChecks !== true) return false
  const reasons = whyNotEach(slots, settings, modulesMax)
  return slots.some((slot, n) => checkOf(slot, slots) === slot && slot.mark !== null && reasons[n] !== null)
}

/** A slot of no module is made up for itself. */
export const moduleKey = ({ moduleId }: Pick<SlotToAttend, 'moduleId'>, place: number): string => moduleId == null ? `slot ${place}` : `module ${moduleId}`

/** The modules that were made up beyond the limit: those first made up stand, so that making up one more takes none away. */
function beyondMax(slots: readonly SlotToAttend[], reasons: readonly (Reason | null)[], max: number): Set<string> {
  const madeUp = slots.flatMap((slot, n) => slot.mark?.state === 'made_up' && reasons[n] === null ? [{ key: moduleKey(slot, n), at: slot.markedAt ?? 0 }] : [])
  return new Set([...new Set(madeUp.toSorted((a, b) => a.at - b.at).map(({ key }) => key))].slice(max))
}

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

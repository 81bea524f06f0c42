import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { standingStates } from '../../classroom/attendance/guests/rules.ts'
import { moduleKey } from '../../classroom/attendance/rules.ts'
import type { MakeUpTerms } from '../evidence/rules.ts'

export type MakeUpKind = 'seat' | 'report'
export type MakeUpState = 'booked' | 'draft' | 'submitted' | 'returned' | 'done' | 'canceled' | 'missed'

/**
 * What a training allows: the terms of its criteria, and what the office sets beside them. `modulesMax` of a person is the limit that
 * the judgment has for them; `exerciseModules` are made up in a room only. `closesOn`: the last day, null for none.
 */
export interface Terms extends MakeUpTerms { exerciseModules: readonly number[]; closesOn: Day | null; reportLength: number }

/** A make-up that somebody has of a slot. */
export interface MakeUp { slotId: number; moduleId: number | null; kind: MakeUpKind; state: MakeUpState; seatHeldOn: Day | null }

/** A slot that was missed, or will be as somebody sent word. `choiceId`: of which days it was one to choose from. */
export interface MissedSlot { slotId: number; dayId: number; moduleId: number | null; cohortId: number; choiceId: number | null }

/** A slot of the training that is still to come. `taken`: who comes, guests among them. */
export interface Seat {
  slotId: number; dayId: number; moduleId: number | null; cohortId: number; choiceId: number | null; heldOn: Day; capacity: number; taken: number
}

/** A film of the module that the training uses. */
export interface Film { moduleId: number; isDone: boolean }

export const stands = ({ state }: Pick<MakeUp, 'state'>): boolean => (standingStates as readonly string[]).includes(state)

/** Modules that are made up or about to be; each counts once, however many of its slots, and a slot of no module for itself. */
export const modulesInUse = (makeUps: readonly MakeUp[]): Set<string> => new Set(makeUps.filter(stands).map((one) => moduleKey(one, one.slotId)))

/** Why nothing of this slot can be made up any more, whichever way: no way is open, it is too late, or enough was made up. */
export function whyNotMakeUp(terms: Terms, slot: Pick<MissedSlot, 'slotId' | 'moduleId'>, makeUps: readonly MakeUp[], today: Day): Reason | null {
  if (!terms.otherCohort && !terms.videoReport) return { key: 'makeUps.notAllowed' }
  if (terms.closesOn !== null && today > terms.closesOn) return { key: 'makeUps.isOver', data: { closesOn: terms.closesOn } }
  const used = modulesInUse(makeUps)
  if (terms.modulesMax !== null && !used.has(moduleKey(slot, slot.slotId)) && used.size >= terms.modulesMax) return { key: 'makeUps.enoughModules', data: { max: terms.modulesMax } }
  return null
}

/** A slot that teaches the same in another cohort, or on another of the days one was to choose from. */
export const teachesTheSame = (slot: MissedSlot, seat: Seat): boolean =>
  slot.moduleId !== null && seat.moduleId === slot.moduleId && seat.dayId !== slot.dayId
  && (seat.cohortId !== slot.cohortId || (seat.choiceId !== null && seat.choiceId === slot.choiceId))

export const isFull = ({ capacity, taken }: Pick<Seat, 'capacity' | 'taken'>): boolean => taken >= capacity

/** Who asks: a trainee up to the day before, the office also on the day itself. */
export type Asker = 'trainee' | 'office'

/** A seat for this slot: allowed, to come, before the last day, and free. The order says first what cannot be helped. */
export function whyNotSeat(terms: Terms, slot: MissedSlot, seat: Seat, { makeUps, by, today }: { makeUps: readonly MakeUp[]; by: Asker; today: Day }): Reason | null {
  const general = whyNotMakeUp(terms, slot, makeUps, today) ?? whyNotReplace(makeUps.find((one) => one.slotId === slot.slotId && stands(one)))
  if (general !== null) return general
  if (!terms.otherCohort) return { key: 'makeUps.noOtherCohort' }
  if (!teachesTheSame(slot, seat)) return { key: 'makeUps.teachesElse' }
  if (by === 'trainee' ? seat.heldOn <= today : seat.heldOn < today) return { key: 'makeUps.tooLateForSeat', data: { day: seat.heldOn } }
  if (terms.closesOn !== null && seat.heldOn > terms.closesOn) return { key: 'makeUps.afterTheEnd', data: { closesOn: terms.closesOn } }
  return isFull(seat) ? { key: 'makeUps.isFull', data: { day: seat.heldOn } } : null
}

/** What is decided, or lies before its reader, is not put aside for something else. */
function whyNotReplace(standing: MakeUp | undefined): Reason | null {
  if (standing?.state === 'done') return { key: 'makeUps.isDone' }
  return standing?.state === 'submitted' ? { key: 'makeUps.isHandedIn' } : null
}

/** Film and report: allowed, of a lecture and not of an exercise, with a film to watch, and no seat that is taken for the same slot. */
export function whyNotReport(terms: Terms, slot: MissedSlot, films: readonly Film[], { makeUps, today }: { makeUps: readonly MakeUp[]; today: Day }): Reason | null {
  const standing = makeUps.find((one) => one.slotId === slot.slotId && stands(one))
  const general = whyNotMakeUp(terms, slot, makeUps, today) ?? whyNotReplace(standing)
  if (general !== null) return general
  if (!terms.videoReport) return { key: 'makeUps.noReport' }
  if (slot.moduleId !== null && terms.exerciseModules.includes(slot.moduleId)) return { key: 'makeUps.isExercise' }
  if (!films.some(({ moduleId }) => moduleId === slot.moduleId)) return { key: 'makeUps.noFilm' }
  return standing?.kind === 'seat' ? { key: 'makeUps.hasSeat' } : null
}

/** Handed in once every film of the module is watched. */
export const whyNotHandIn = (slot: MissedSlot, films: readonly Film[]): Reason | null =>
  films.some(({ moduleId, isDone }) => moduleId === slot.moduleId && !isDone) ? { key: 'makeUps.watchFirst' } : null

/** How many signs a report has, as people count: without blanks and line ends. */
export const lengthOf = (text: string): number => [...text.replace(/\s/gu, '')].length

export function problemsOfReport(text: string, { reportLength: min }: Pick<Terms, 'reportLength'>): FieldReason[] {
  const length = lengthOf(text)
  return length >= min ? [] : [{ field: 'report', reason: { key: 'makeUps.tooShort', data: { min, length } } }]
}

/** Given up while nothing has come of it; a seat up to the day before, so that the room knows who comes. */
export function whyNotGiveUp(makeUp: MakeUp, by: Asker, today: Day): Reason | null {
  if (makeUp.state === 'done') return { key: 'makeUps.isDone' }
  if (by === 'trainee' && makeUp.seatHeldOn !== null && makeUp.seatHeldOn <= today) return { key: 'makeUps.tooLateToGiveUp' }
  return null
}

/** A report is judged while it lies there; one that is returned says what to change. */
export function whyNotJudge(state: MakeUpState): Reason | null {
  return state === 'submitted' ? null : { key: 'makeUps.notHandedIn' }
}

export interface Ways {
  /** Seats that can be had, the nearest first. */
  seats: Seat[]
  /** Film and report can still be handed in. */
  report: boolean
  /** The last day on which any of it is possible; null when nothing ends it. */
  lastOn: Day | null
}

/** Every way in which a slot can still be made up; what is booked or begun already counts as a way. */
export function waysOf(terms: Terms, slot: MissedSlot, about: { seats: readonly Seat[]; films: readonly Film[]; makeUps: readonly MakeUp[]; today: Day }): Ways {
  const others = about.makeUps.map((one) => one.slotId === slot.slotId && one.state !== 'done' ? { ...one, state: 'canceled' as const } : one)
  const standing = about.makeUps.find((one) => one.slotId === slot.slotId && stands(one))
  const seats = about.seats.filter((seat) => whyNotSeat(terms, slot, seat, { ...about, makeUps: others, by: 'trainee' }) === null)
    .toSorted((a, b) => (a.heldOn < b.heldOn ? -1 : a.heldOn > b.heldOn ? 1 : a.slotId - b.slotId))
  const report = whyNotReport(terms, slot, about.films, { makeUps: others, today: about.today }) === null || standing?.state === 'submitted'
  const booked = standing?.kind === 'seat' && standing.state === 'booked' && standing.seatHeldOn !== null ? [standing.seatHeldOn] : []
  const days = [...seats.map(({ heldOn }) => heldOn), ...booked, ...report && terms.closesOn !== null ? [terms.closesOn] : []].toSorted()
  return { seats, report, lastOn: report && terms.closesOn === null ? null : days.at(-1) ?? null }
}

export const isOpenWay = ({ seats, report }: Ways, standing: MakeUp | undefined): boolean =>
  seats.length > 0 || report || (standing !== undefined && stands(standing))

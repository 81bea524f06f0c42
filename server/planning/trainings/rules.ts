import { addDays, addYears, daysBetween, type Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'

export type TrainingState =
  'planned' | 'call_published' | 'call_closed' | 'selecting' | 'running' | 'judging' | 'closed' | 'canceled' | 'postponed'

/** Where a training may go from each state. A postponed one goes on where it stopped, see `whyNotMove`. */
export const trainingMoves: Record<TrainingState, readonly TrainingState[]> = {
  planned:        ['call_published', 'canceled', 'postponed'],
  call_published: ['call_closed', 'canceled', 'postponed'],
  call_closed:    ['call_published', 'selecting', 'canceled', 'postponed'],
  selecting:      ['running', 'canceled', 'postponed'],
  running:        ['judging', 'canceled', 'postponed'],
  judging:        ['closed'],
  closed:         [],
  canceled:       [],
  postponed:      ['planned', 'call_published', 'call_closed', 'selecting', 'running', 'canceled'],
}

const nextStep: Record<TrainingState, Reason> = {
  planned:        { key: 'trainings.isPlanned' },
  call_published: { key: 'trainings.isCallPublished' },
  call_closed:    { key: 'trainings.isCallClosed' },
  selecting:      { key: 'trainings.isSelecting' },
  running:        { key: 'trainings.isRunning' },
  judging:        { key: 'trainings.isJudging' },
  closed:         { key: 'trainings.isClosed' },
  canceled:       { key: 'trainings.isCanceled' },
  postponed:      { key: 'trainings.isPostponed' },
}

/** No step is skipped: what is not in the table is refused with the step that comes first. */
export function whyNotMove(from: TrainingState, to: TrainingState, postponedFrom: TrainingState | null = null): Reason | null {
  const resumesElsewhere = from === 'postponed' && to !== 'canceled' && postponedFrom !== null && to !== postponedFrom
  return trainingMoves[from].includes(to) && !resumesElsewhere ? null : nextStep[from]
}

export interface HandMove { to: TrainingState; name: 'postponed' | 'canceled' | 'resumed' | 'closed' }

/** The moves a person makes on the training itself; the others follow from publishing, announcing and judging. */
export function movesByHand(state: TrainingState, postponedFrom: TrainingState | null): HandMove[] {
  const resumed: HandMove[] = state === 'postponed' ? [{ to: postponedFrom ?? 'planned', name: 'resumed' }] : []
  const names = ['postponed', 'canceled', 'closed'] as const
  return [...resumed, ...names.filter((to) => trainingMoves[state].includes(to)).map((to) => ({ to, name: to }))]
}

/** Null for a move of `movesByHand`; else what comes first, or where this step is made. */
export function whyNotByHand(state: TrainingState, to: TrainingState, postponedFrom: TrainingState | null): Reason | null {
  if (movesByHand(state, postponedFrom).some((move) => move.to === to)) return null
  return whyNotMove(state, to, postponedFrom) ?? { key: 'trainings.notByHand' }
}

/** What is over is not changed any more: what was reported of it stays true. */
export function whyNotEdit(state: TrainingState): Reason | null {
  return state === 'closed' || state === 'canceled' ? nextStep[state] : null
}

/** A training is closed when nobody in it still waits for a decision. */
export function whyNotClose(undecided: number): Reason | null {
  return undecided > 0 ? { key: 'trainings.undecided', data: { count: undecided } } : null
}

export type CohortState = 'planned' | 'postponed' | 'canceled' | 'finished'

/** One cohort may be put off while the others go on; it is planned again when its new days are known. */
export const cohortMoves: Record<CohortState, readonly CohortState[]> = {
  planned:   ['planned', 'postponed', 'canceled'],
  postponed: ['planned', 'postponed', 'canceled'],
  canceled:  [],
  finished:  [],
}

/** Planned to planned is a change of days with a reason. A cohort that still has people in it is not canceled. */
export function whyNotMoveCohort(from: CohortState, to: CohortState, enrolled: number): Reason | null {
  if (!cohortMoves[from].includes(to)) return { key: from === 'finished' ? 'trainings.cohortFinished' : 'trainings.cohortCanceled' }
  return to === 'canceled' && enrolled > 0 ? { key: 'trainings.cohortHasPeople', data: { count: enrolled } } : null
}

/** A copy belongs to a later year, so that what was is never held twice. */
export function whyNotCopyTo(fromYear: number, toYear: number): Reason | null {
  return toYear > fromYear && toYear <= fromYear + 10 ? null : { key: 'trainings.copyYear', data: { from: fromYear + 1, to: fromYear + 10 } }
}

/** Seats of each of `count` cohorts: as even as they can be, the first ones take what is left over. */
export function dividedSeats(capacity: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => Math.max(1, Math.floor(capacity / count) + (n < capacity % count ? 1 : 0)))
}

/** What became of one day of last year; `note` says why it is not the matching weekday, null when it is. */
export interface ShiftedDay { from: Day; to: Day; weekdayKept: boolean; note: Reason | null }

/**
 * The days of `fromYear` in `toYear` (fiscal years): the same weekday of the matching week, at most three days from the
 * calendar date. A weekend, a holiday (`isHoliday`, handed in) or a day already given moves on to the next free working
 * day, so order and distinct days are kept and all stay inside the fiscal year. One line per day handed in, in that order.
 */
export function shiftedDays(
  days: readonly Day[], fromYear: number, toYear: number, isHoliday: (day: Day) => boolean,
): ShiftedDay[] {
  const [first, last] = [`${toYear}-04-01`, `${toYear + 1}-03-31`]
  const isWorking = (day: Day) => !isWeekend(day) && !isHoliday(day)
  const sources = [...new Set(days)].sort()
  const wished = sources.map((day) => matchingDay(day, toYear - fromYear))
  const placed: Day[] = []
  for (const [place, wish] of wished.entries()) {
    const before = placed[place - 1]
    let day = wish < first ? first : wish
    if (before !== undefined && day <= before) day = addDays(before, 1)
    placed.push(firstFrom(day, 1, (one) => one > last || isWorking(one)))
  }
  // Only at the very end of the year is there no later working day: then the last ones move forward instead.
  for (let place = placed.length - 1, limit = last; place >= 0; place -= 1) {
    if (placed[place]! > limit) placed[place] = firstFrom(limit, -1, (one) => one <= first || isWorking(one))
    limit = addDays(placed[place]!, -1)
  }
  return days.map((from) => {
    const place = sources.indexOf(from)
    const [wish, to] = [wished[place]!, placed[place]!]
    const note = to === wish ? null : noteOf(wish, first, last, isHoliday)
    return { from, to, weekdayKept: daysBetween(from, to) % 7 === 0, note }
  })
}

function noteOf(wish: Day, first: Day, last: Day, isHoliday: (day: Day) => boolean): Reason {
  if (wish < first || wish > last) return { key: 'trainings.shiftedAtYearEdge' }
  if (isHoliday(wish)) return { key: 'trainings.shiftedFromHoliday', data: { day: wish } }
  if (isWeekend(wish)) return { key: 'trainings.shiftedFromWeekend', data: { day: wish } }
  return { key: 'trainings.shiftedFromTaken', data: { day: wish } }
}

function matchingDay(day: Day, years: number): Day {
  const calendar = addYears(day, years)
  const ahead = (((daysBetween(calendar, day) % 7) + 7) % 7)
  return addDays(calendar, ahead > 3 ? ahead - 7 : ahead)
}

/** The first day from `day` on that `stops`, going by `step`. */
function firstFrom(day: Day, step: 1 | -1, stops: (day: Day) => boolean): Day {
  let found = day
  while (!stops(found)) found = addDays(found, step)
  return found
}

/** 1970-01-03 was a Saturday. */
const isWeekend = (day: Day): boolean => (((daysBetween('1970-01-03', day) % 7) + 7) % 7) < 2

/** A span of a class day in 'HH:MM'; `id` is whatever the page knows the row by. */
export interface SlotTimes { id: number; startsAt: string; endsAt: string }
export interface TimetableProblem { id: number; reason: Reason }

export const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** The slots of one class day: real times, ending after they start, none inside another. Each slot is named once. */
export function problemsOfSlots(slots: readonly SlotTimes[]): TimetableProblem[] {
  const wrong = slots.flatMap(({ id, startsAt, endsAt }): TimetableProblem[] => {
    if (!isTime(startsAt) || !isTime(endsAt)) return [{ id, reason: { key: 'trainings.slotTimeWrong' } }]
    return startsAt < endsAt ? [] : [{ id, reason: { key: 'trainings.slotEndsFirst', data: { startsAt, endsAt } } }]
  })
  const named = new Set(wrong.map(({ id }) => id))
  const sound = slots.filter(({ id }) => !named.has(id)).sort((a, b) => Number(a.startsAt > b.startsAt) - Number(a.startsAt < b.startsAt))
  let latest: SlotTimes | null = null
  for (const slot of sound) {
    if (latest !== null && slot.startsAt < latest.endsAt) {
      const { startsAt, endsAt } = latest
      wrong.push({ id: slot.id, reason: { key: 'trainings.slotsOverlap', data: { startsAt, endsAt } } })
    }
    if (latest === null || slot.endsAt > latest.endsAt) latest = slot
  }
  return wrong
}

/**
 * The class days of one training: a cohort meets once a day, and within the fiscal year or the months after it; a day to choose
 * comes after `chooseBy`, the last day to choose it.
 */
export function problemsOfDays(days: readonly { id: number; cohortId: number; heldOn: Day; chooseBy?: Day | null }[], fiscalYear: number): TimetableProblem[] {
  const seen = new Set<string>()
  return days.flatMap(({ id, cohortId, heldOn, chooseBy = null }): TimetableProblem[] => {
    const key = `${cohortId} ${heldOn}`
    if (seen.has(key)) return [{ id, reason: { key: 'trainings.dayTwice', data: { day: heldOn } } }]
    seen.add(key)
    // A cohort may run from January to May: the year a training belongs to is the one in which it was called.
    const [first, last] = [`${fiscalYear}-04-01`, `${fiscalYear + 2}-03-31`]
    if (heldOn < first || heldOn > last) return [{ id, reason: { key: 'trainings.dayOutsideYear', data: { day: heldOn } } }]
    return chooseBy !== null && heldOn <= chooseBy ? [{ id, reason: { key: 'trainings.dayBeforeChoice', data: { closesOn: chooseBy } } }] : []
  })
}

/** What later rooms wrote about slots, each of which says why they are not taken away from under it. */
export interface SlotTraces { roll: boolean; logs: boolean; door: boolean; guests: boolean }
/** The same about a class day as a whole. */
export interface DayTraces extends SlotTraces { notices: boolean; groups: boolean }

/** Why slots of a day are not taken out of it. */
export function whyNotTakeSlots({ roll, logs, door, guests }: SlotTraces): Reason | null {
  if (roll) return { key: 'trainings.dayHasRoll' }
  if (logs) return { key: 'trainings.slotHasLogs' }
  if (door) return { key: 'trainings.slotHasDoor' }
  return guests ? { key: 'trainings.dayHasGuests' } : null
}

/** Why a day is not taken away with its slots. */
export function whyNotTakeDay(traces: DayTraces): Reason | null {
  if (traces.roll) return { key: 'trainings.dayIsMarked' }
  if (traces.logs) return { key: 'trainings.dayHasLogs' }
  if (traces.door) return { key: 'trainings.dayHasDoor' }
  if (traces.guests) return { key: 'trainings.dayHasGuests' }
  if (traces.notices) return { key: 'trainings.dayHasNotices' }
  return traces.groups ? { key: 'trainings.dayHasGroups' } : null
}

/** What was written about the people of one cohort is not made another's. Groups that nobody sees yet are made anew. */
export const whyNotGive = ({ roll, logs, door, guests, notices, groups }: DayTraces): Reason | null =>
  roll || logs || door || guests || notices || groups ? { key: 'trainings.dayOfOtherCohort' } : null

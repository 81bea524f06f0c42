import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { TrainingState } from '../../planning/trainings/rules.ts'

export type EnrollmentState =
  'enrolled' | 'in_progress' | 'pending_judgment' | 'completed' | 'not_completed' | 'withdrawn' | 'carried_over'
export type EnrollmentAct = 'begin' | 'withdraw' | 'transfer'

/** In the order in which a person goes through them. */
export const enrollmentStates = [
  'enrolled', 'in_progress', 'pending_judgment', 'completed', 'not_completed', 'carried_over', 'withdrawn',
] as const satisfies readonly EnrollmentState[]

/** Those in which somebody is learning, or waits for the judgment. */
export const activeStates = ['enrolled', 'in_progress', 'pending_judgment'] as const satisfies readonly EnrollmentState[]

/** What is done to an enrollment here and where it leads. What the judgment does to it stands with the judgments. */
export const enrollmentMoves: Record<EnrollmentState, Partial<Record<EnrollmentAct, EnrollmentState>>> = {
  enrolled:         { begin: 'in_progress', withdraw: 'withdrawn', transfer: 'enrolled' },
  in_progress:      { withdraw: 'withdrawn', transfer: 'in_progress' },
  pending_judgment: {},
  completed:        {},
  not_completed:    {},
  withdrawn:        {},
  carried_over:     {},
}

const enrollmentIs: Record<EnrollmentState, Reason> = {
  enrolled:         { key: 'enrollments.isEnrolled' },
  in_progress:      { key: 'enrollments.isInProgress' },
  pending_judgment: { key: 'enrollments.isPendingJudgment' },
  completed:        { key: 'enrollments.isCompleted' },
  not_completed:    { key: 'enrollments.isNotCompleted' },
  withdrawn:        { key: 'enrollments.isWithdrawn' },
  carried_over:     { key: 'enrollments.isCarriedOver' },
}

export const whyNotStep = (state: EnrollmentState, act: EnrollmentAct): Reason | null =>
  enrollmentMoves[state][act] === undefined ? enrollmentIs[state] : null

/** Somebody leaves with a reason, and only while the training has not been judged. */
export function whyNotWithdraw(state: EnrollmentState, reason: string): Reason | null {
  return whyNotStep(state, 'withdraw') ?? (reason.trim() === '' ? { key: 'enrollments.withdrawalReasonMissing' } : null)
}

/** A cohort and who stands in it. */
export interface CohortSeats {
  id: number; capacity: number; state: 'planned' | 'postponed' | 'canceled' | 'finished'; taken: number
  /** From when on nobody can join any more, and its last class day; null while it has none. */
  beginsOn?: Day | null; lastDay?: Day | null
}

/** To another cohort of the same training that is still to be held and has a seat; the number stays. */
export function whyNotTransfer(
  { state, cohortId }: { state: EnrollmentState; cohortId: number }, to: CohortSeats, overPercent: number, reason: string,
): Reason | null {
  const step = whyNotStep(state, 'transfer')
  if (step !== null) return step
  if (to.id === cohortId) return { key: 'enrollments.sameCohort' }
  if (reason.trim() === '') return { key: 'enrollments.transferReasonMissing' }
  return whyNotSeat(to, overPercent, 1)
}

/** A training as it looks from its seats: who stands in which cohort, the withdrawn left out. */
export interface TrainingSeats {
  state: TrainingState; capacity: number; overPercent: number; taken: number; cohorts: readonly CohortSeats[]
}

/**
 * Why this many people may not be enrolled at once, by cohort: the training takes nobody any more, a cohort is not held,
 * or the soft limit of the training or of a cohort would be passed. All of them come in or nobody does.
 */
export function whyNotEnroll({ state, taken, ...seats }: TrainingSeats, wanted: ReadonlyMap<number, number>): Reason | null {
  if (state === 'judging' || state === 'closed' || state === 'canceled' || state === 'postponed') return { key: 'enrollments.trainingOver' }
  const limit = seatLimit(seats)
  if (taken + sumOf(wanted.values()) > limit) return { key: 'enrollments.trainingFull', data: { limit } }
  return seats.cohorts.map((cohort) => whyNotSeat(cohort, seats.overPercent, wanted.get(cohort.id) ?? 0))
    .find((reason) => reason !== null) ?? null
}

function whyNotSeat({ capacity, state, taken }: CohortSeats, overPercent: number, wanted: number): Reason | null {
  if (wanted === 0) return null
  if (state === 'canceled' || state === 'finished') return { key: 'enrollments.cohortOver' }
  const limit = cohortLimit(capacity, overPercent)
  return taken + wanted > limit ? { key: 'enrollments.cohortFull', data: { limit } } : null
}

const sumOf = (numbers: Iterable<number>): number => [...numbers].reduce((sum, number) => sum + number, 0)

/** The seats that may be given: the soft limit of the training, or less where its cohorts hold less. */
export function seatLimit(
  { capacity, overPercent, cohorts }: { capacity: number; overPercent: number; cohorts: readonly { capacity: number }[] },
): number {
  const all = Math.floor(stretched(capacity, overPercent))
  if (cohorts.length === 0) return all
  return Math.min(all, sumOf(cohorts.map((cohort) => cohortLimit(cohort.capacity, overPercent))))
}

/** Cohorts round up, so that three of 150 at 108.4 % can hold what a training of 450 may take. */
export const cohortLimit = (capacity: number, overPercent: number): number => Math.ceil(stretched(capacity, overPercent))

/** In thousandths, so that 250 × 108.4 % is 271 and not a hair more. */
const stretched = (seats: number, percent: number): number => Math.round(seats * percent * 10) / 1000

/** The number of somebody in a training as letters and papers write it: 3 → '0003'. */
export const enrollmentNumber = (number: number): string => String(number).padStart(4, '0')

import { describe, expect, test } from 'vitest'
import {
  cohortLimit, seatLimit, whyNotEnroll, whyNotStep, whyNotTransfer, whyNotWithdraw,
  type CohortSeats, type EnrollmentAct, type EnrollmentState, type TrainingSeats,
} from '../../../server/entry/enrollments/rules.ts'
import { onlyListedMoves } from '../../support/moves.ts'
import { keyOf } from '../../support/reasons.ts'

const acts: EnrollmentAct[] = ['begin', 'withdraw', 'transfer']
onlyListedMoves<EnrollmentState, EnrollmentAct>('an enrollment', acts, {
  enrolled: ['begin', 'withdraw', 'transfer'], in_progress: ['withdraw', 'transfer'], pending_judgment: [],
  completed: [], not_completed: [], withdrawn: [], carried_over: [],
}, whyNotStep)

const cohort = (id: number, taken: number, more: Partial<CohortSeats> = {}): CohortSeats =>
  ({ id, capacity: 2, state: 'planned', taken, ...more })
const training = (more: Partial<TrainingSeats> = {}): TrainingSeats =>
  ({ state: 'selecting', capacity: 4, overPercent: 100, taken: 0, cohorts: [cohort(1, 0), cohort(2, 0)], ...more })

describe('the seats of a training', () => {
  test.each<[string, Partial<TrainingSeats>, [number, number][], string | null]>([
    ['can all be taken at once',             {}, [[1, 2], [2, 2]], null],
    ['are not given beyond the last',        { taken: 3, cohorts: [cohort(1, 1), cohort(2, 2)] }, [[1, 2]], 'enrollments.trainingFull'],
    ['belong to a cohort',                   {}, [[1, 3]], 'enrollments.cohortFull'],
    ['stretch with the soft limit',          { overPercent: 125, taken: 4, cohorts: [cohort(1, 2), cohort(2, 2)] }, [[1, 1]], null],
    ['end where the soft limit ends',        { overPercent: 125, taken: 5, cohorts: [cohort(1, 3), cohort(2, 2)] }, [[2, 1]], 'enrollments.trainingFull'],
    ['are not in a cohort that is canceled', { cohorts: [cohort(1, 0, { state: 'canceled' }), cohort(2, 0)] }, [[1, 1]], 'enrollments.cohortOver'],
    ['are in the other one all the same',    { cohorts: [cohort(1, 0, { state: 'canceled' }), cohort(2, 0)] }, [[2, 1]], null],
    ['are closed while it is judged',        { state: 'judging' }, [[1, 1]], 'enrollments.trainingOver'],
    ['are closed while it is postponed',     { state: 'postponed' }, [[1, 1]], 'enrollments.trainingOver'],
    ['can be taken later, after somebody left', { state: 'running', taken: 3, cohorts: [cohort(1, 1), cohort(2, 2)] }, [[1, 1]], null],
  ])('%s', (_, more, wanted, expected) => {
    expect(keyOf(whyNotEnroll(training(more), new Map(wanted)))).toBe(expected)
  })

  test.each([[450, 108.4, 487], [450, 108.5, 488], [250, 108.4, 271], [4, 100, 4], [3, 133, 3], [3, 134, 4]])(
    'of %i at %f percent are %i', (capacity, overPercent, seats) => {
      expect(seatLimit({ capacity, overPercent, cohorts: [] })).toBe(seats)
    })

  test('are fewer where the cohorts hold fewer, and a share of a cohort rounds up', () => {
    expect(seatLimit({ capacity: 10, overPercent: 100, cohorts: [{ capacity: 3 }, { capacity: 4 }] })).toBe(7)
    expect(cohortLimit(150, 108.4)).toBe(163)
  })
})

test.each<[string, EnrollmentState, string, string | null]>([
  ['before it began',      'enrolled',         '異動のため', null],
  ['while it runs',        'in_progress',      '異動のため', null],
  ['without a reason',     'enrolled',         '　 ',      'enrollments.withdrawalReasonMissing'],
  ['while it is judged',   'pending_judgment', '異動のため', 'enrollments.isPendingJudgment'],
  ['a second time',        'withdrawn',        '異動のため', 'enrollments.isWithdrawn'],
  ['after completion',     'completed',        '異動のため', 'enrollments.isCompleted'],
])('leaving %s', (_, state, reason, expected) => {
  expect(keyOf(whyNotWithdraw(state, reason))).toBe(expected)
})

test.each<[string, EnrollmentState, CohortSeats, string, string | null]>([
  ['one with a seat',        'enrolled',    cohort(2, 1), '都合のため', null],
  ['one that is full',       'enrolled',    cohort(2, 2), '都合のため', 'enrollments.cohortFull'],
  ['the same one',           'in_progress', cohort(1, 1), '都合のため', 'enrollments.sameCohort'],
  ['one without saying why', 'in_progress', cohort(2, 0), '',         'enrollments.transferReasonMissing'],
  ['one that is canceled',   'in_progress', cohort(2, 0, { state: 'canceled' }), '都合のため', 'enrollments.cohortOver'],
  ['one after leaving',      'withdrawn',   cohort(2, 0), '都合のため', 'enrollments.isWithdrawn'],
])('moving to %s', (_, state, to, reason, expected) => {
  expect(keyOf(whyNotTransfer({ state, cohortId: 1 }, to, 100, reason))).toBe(expected)
})

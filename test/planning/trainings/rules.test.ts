import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, daysBetween, fiscalYearOf } from '../../../server/base/days.ts'
import {
  isTime, problemsOfDays, problemsOfSlots, shiftedDays, trainingMoves, whyNotMove, type TrainingState,
} from '../../../server/planning/trainings/rules.ts'
import { onlyListedMoves } from '../../support/moves.ts'
import { keyOf } from '../../support/reasons.ts'

const states = Object.keys(trainingMoves) as TrainingState[]
onlyListedMoves<TrainingState, TrainingState>('a training', states, {
  planned: ['call_published', 'canceled', 'postponed'],
  call_published: ['call_closed', 'canceled', 'postponed'],
  call_closed: ['call_published', 'selecting', 'canceled', 'postponed'],
  selecting: ['running', 'canceled', 'postponed'],
  running: ['judging', 'canceled', 'postponed'],
  judging: ['closed'],
  closed: [],
  canceled: [],
  postponed: ['planned', 'call_published', 'call_closed', 'selecting', 'running', 'canceled'],
}, whyNotMove)

test('a postponed training goes on where it stopped, and may be given up', () => {
  expect(keyOf(whyNotMove('postponed', 'running', 'running'))).toBeNull()
  expect(keyOf(whyNotMove('postponed', 'running', 'planned'))).toBe('trainings.isPostponed')
  expect(keyOf(whyNotMove('postponed', 'canceled', 'planned'))).toBeNull()
})

describe('the days of last year, shifted', () => {
  const holidays = new Set(['2026-09-21', '2026-09-22', '2026-09-23', '2026-11-03', '2027-01-01'])
  const isHoliday = (day: string) => holidays.has(day)
  const shift = (...days: string[]) => shiftedDays(days, 2025, 2026, isHoliday)
    .map(({ to, weekdayKept, note }) => [to, weekdayKept, keyOf(note)])

  test.each<[string, string[], [string, boolean, string | null][]]>([
    ['keep the weekday of the matching week', ['2025-09-19'], [['2026-09-18', true, null]]],
    ['leave a holiday for the next working day', ['2025-11-04'], [['2026-11-04', false, 'trainings.shiftedFromHoliday']]],
    ['pass over a row of holidays', ['2025-09-22'], [['2026-09-24', false, 'trainings.shiftedFromHoliday']]],
    ['leave a Saturday', ['2025-10-04'], [['2026-10-05', false, 'trainings.shiftedFromWeekend']]],
    ['leave a Sunday', ['2025-10-05'], [['2026-10-05', false, 'trainings.shiftedFromWeekend']]],
    ['stay two days when the first is pushed onto the second', ['2025-11-04', '2025-11-05'],
      [['2026-11-04', false, 'trainings.shiftedFromHoliday'], ['2026-11-05', false, 'trainings.shiftedFromTaken']]],
    ['stay in the order handed in', ['2025-10-08', '2025-10-01'], [['2026-10-07', true, null], ['2026-09-30', true, null]]],
    ['stay together where two cohorts met on one day', ['2025-10-08', '2025-10-08'], [['2026-10-07', true, null], ['2026-10-07', true, null]]],
    ['stay in the fiscal year at its beginning', ['2025-04-01'], [['2026-04-01', false, 'trainings.shiftedAtYearEdge']]],
    ['know that January belongs to the year before', ['2026-01-08'], [['2027-01-07', true, null]]],
  ])('%s', (_, days, expected) => {
    expect(shift(...days)).toEqual(expected)
  })

  test('find room at the very end of the year by moving forward', () => {
    const last = shiftedDays(['2025-03-28', '2025-03-31'], 2024, 2025, (day) => day >= '2026-03-27')
    expect(last.map(({ to }) => to)).toEqual(['2026-03-25', '2026-03-26'])
  })

  const somewhere = fc.integer({ min: 0, max: 364 })
  const anyYears = fc.record({ fromYear: fc.integer({ min: 2019, max: 2030 }), ahead: fc.integer({ min: 1, max: 4 }) })
  test('are distinct, in order, working days of the new year, and close to the calendar date', () => {
    const offsets = (maxLength: number) => fc.uniqueArray(somewhere, { maxLength })
    fc.assert(fc.property(offsets(20), offsets(40), anyYears, (meetings, free, { fromYear, ahead }) => {
      const days = meetings.map((offset) => addDays(`${fromYear}-04-01`, offset))
      const holidays = new Set(free.map((offset) => addDays(`${fromYear + ahead}-04-01`, offset)))
      const shifted = shiftedDays(days, fromYear, fromYear + ahead, (day) => holidays.has(day))
      expect(shifted.map(({ from }) => from)).toEqual(days)
      const inOrder = [...shifted].sort((a, b) => a.from < b.from ? -1 : 1).map(({ to }) => to)
      expect(inOrder).toEqual([...new Set(inOrder)].sort())
      for (const { from, to, weekdayKept, note } of shifted) {
        const weekday = (daysBetween('1970-01-04', to) % 7 + 7) % 7
        expect(weekday, to).toBeGreaterThan(0)
        expect(weekday, to).toBeLessThan(6)
        expect(holidays.has(to)).toBe(false)
        expect(fiscalYearOf(to)).toBe(fromYear + ahead)
        expect(weekdayKept).toBe(daysBetween(from, to) % 7 === 0)
        if (note === null) expect(Math.abs(daysBetween(from, to) - 365.25 * ahead)).toBeLessThan(5)
        keyOf(note)
      }
    }), { numRuns: 300 })
  })
})

describe('the slots of a day', () => {
  test.each<[string, [string, string][], (string | null)[]]>([
    ['may follow each other without a break', [['09:30', '12:00'], ['12:00', '13:00']], []],
    ['may be handed in in any order', [['13:00', '14:40'], ['09:30', '12:00']], []],
    ['end after they start', [['09:30', '09:30']], ['trainings.slotEndsFirst']],
    ['have real times', [['9:30', '12:00'], ['24:00', '25:00']], ['trainings.slotTimeWrong', 'trainings.slotTimeWrong']],
    ['do not overlap', [['09:30', '12:00'], ['11:59', '13:00']], ['trainings.slotsOverlap']],
    ['do not lie inside a longer one', [['09:00', '16:00'], ['10:00', '11:00'], ['15:00', '15:30']],
      ['trainings.slotsOverlap', 'trainings.slotsOverlap']],
    ['do not start together', [['09:00', '10:00'], ['09:00', '09:30']], ['trainings.slotsOverlap']],
  ])('%s', (_, times, expected) => {
    const slots = times.map(([startsAt, endsAt], id) => ({ id, startsAt, endsAt }))
    expect(problemsOfSlots(slots).map(({ reason }) => keyOf(reason))).toEqual(expected)
  })

  test('have no problem exactly when no minute belongs to two of them', () => {
    const minute = fc.integer({ min: 540, max: 600 })
    const clock = (all: number) => `${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`
    fc.assert(fc.property(fc.array(fc.tuple(minute, minute), { maxLength: 4 }), (spans) => {
      const sound = spans.every(([from, to]) => from < to)
      const apart = spans.every(([from, to], i) => spans.every(([other, end], j) => i === j || to <= other || end <= from))
      const slots = spans.map(([from, to], id) => ({ id, startsAt: clock(from), endsAt: clock(to) }))
      expect(problemsOfSlots(slots).length === 0).toBe(sound && apart)
    }))
  })
})

test.each([['09:30', true], ['00:00', true], ['23:59', true], ['9:30', false], ['24:00', false], ['12:60', false], ['12:00:00', false]])(
  'the time %s is read: %s', (text, expected) => { expect(isTime(text)).toBe(expected) })

test.each<[string, [number, string][], (string | null)[]]>([
  ['two cohorts may meet on one day', [[1, '2026-09-18'], [2, '2026-09-18']], []],
  ['one cohort meets once a day', [[1, '2026-09-18'], [1, '2026-09-18']], ['trainings.dayTwice']],
  ['a cohort may run over the end of the fiscal year', [[1, '2027-05-14']], []],
  ['a day years away is a slip of the pen', [[1, '2062-09-18']], ['trainings.dayOutsideYear']],
  ['a day before the year is too', [[1, '2026-03-31']], ['trainings.dayOutsideYear']],
])('%s', (_, days, expected) => {
  const problems = problemsOfDays(days.map(([cohortId, heldOn], id) => ({ id, cohortId, heldOn })), 2026)
  expect(problems.map(({ reason }) => keyOf(reason))).toEqual(expected)
})

import { expect, test } from 'vitest'
import { isLate, lastDayFor, problemsOfAnswer, problemsOfLeave, stateOfAnswer, whyNotAnswer, whyNotRemind, type Survey } from '../../../server/planning/demand-surveys/rules.ts'

/** C5: 該当者なし is an answer, a blank is none, and nought is not the same as either. */
const open: Survey = { state: 'open', dueOn: '2026-12-11' }
const closed: Survey = { ...open, state: 'closed' }
const none = { chair: 0, adviser: 0, case_presenter: 0, other: 0 }

test.each<[string, Parameters<typeof problemsOfAnswer>[0], string[]]>([
  ['numbers for every category', { nil: false, counts: { ...none, adviser: 2 } }, []],
  ['nobody, the numbers left blank', { nil: true, counts: {} }, []],
  ['nobody, with noughts beside it', { nil: true, counts: none }, []],
  ['nobody and two advisers', { nil: true, counts: { adviser: 2 } }, ['adviser demand.nilWithCount']],
  ['a category left blank', { nil: false, counts: { chair: 1, adviser: 2, other: 0 } }, ['case_presenter demand.countMissing']],
  ['noughts without the tick', { nil: false, counts: none }, ['nil demand.allNought']],
  ['nothing at all', { nil: false, counts: {} }, ['chair demand.countMissing', 'adviser demand.countMissing', 'case_presenter demand.countMissing', 'other demand.countMissing']],
])('%s', (_, typed, problems) => {
  expect(problemsOfAnswer(typed).map(({ field, reason }) => `${field} ${reason.key}`)).toEqual(problems)
})

test.each<[Survey, string | null, string, string | undefined]>([
  [open, null, '2026-12-11', undefined], [open, null, '2026-12-12', 'demand.over'], [open, '2026-12-18', '2026-12-18', undefined], [open, '2026-12-18', '2026-12-19', 'demand.over'],
  [closed, null, '2026-12-01', 'demand.isClosed'], [closed, '2026-12-18', '2026-12-18', undefined], [closed, '2026-12-18', '2026-12-19', 'demand.isClosed'],
])('%o with leave until %s on %s', (survey, leave, today, key) => {
  expect(whyNotAnswer(survey, leave, today)?.key).toBe(key)
})

test('late is what comes after the common day; a leave never shortens it', () => {
  expect([isLate(open, '2026-12-11'), isLate(open, '2026-12-12')]).toEqual([false, true])
  expect([lastDayFor(open, null), lastDayFor(open, '2026-12-18'), lastDayFor(open, '2026-12-01')]).toEqual(['2026-12-11', '2026-12-18', '2026-12-11'])
  expect([null, true, false].map(stateOfAnswer)).toEqual(['unanswered', 'nil', 'given'])
})

test('reminded are those without an answer, while it is open, once a day', () => {
  expect([whyNotRemind(open, 3, null, '2026-12-01'), whyNotRemind(open, 3, '2026-11-30', '2026-12-01')]).toEqual([null, null])
  expect([whyNotRemind(open, 0, null, '2026-12-01')?.key, whyNotRemind(closed, 3, null, '2026-12-01')?.key, whyNotRemind(open, 3, '2026-12-01', '2026-12-01')?.key])
    .toEqual(['demand.allAnswered', 'demand.alreadyClosed', 'demand.remindedToday'])
})

test('a later day for one lies after the common one and has not passed', () => {
  expect(problemsOfLeave(open, '2026-12-18', '2026-12-14')).toEqual([])
  expect([problemsOfLeave(open, '2026-12-11', '2026-12-01'), problemsOfLeave(open, '2026-12-13', '2026-12-14')].map(([one]) => one?.reason.key)).toEqual(['demand.leaveTooEarly', 'demand.dueInThePast'])
})

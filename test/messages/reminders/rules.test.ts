import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '../../../server/base/days.ts'
import { isHoliday } from '../../../server/base/holidays.ts'
import { daysTyped, isRestDay, isTimeToRemind, remindOn, stepDue, type Rule } from '../../../server/messages/reminders/rules.ts'

const rule: Rule = { days: [7, 3, 1], isOn: true, rests: false, version: 0 }
const resting: Rule = { ...rule, rests: true }

test.each<[string, Rule, string, string, number | null]>([
  ['a week before',                          rule,    '2026-07-10', '2026-07-03', 7],
  ['between two steps, long after',          { ...rule, days: [14, 1] }, '2026-07-20', '2026-07-11', null],
  ['a missed round is made up for',          rule,    '2026-07-10', '2026-07-06', 7],
  ['the nearer step speaks for both',        rule,    '2026-07-10', '2026-07-07', 3],
  ['the day before',                         rule,    '2026-07-10', '2026-07-09', 1],
  ['on the day itself, when missed',         rule,    '2026-07-10', '2026-07-10', 1],
  ['when the day is over',                   rule,    '2026-07-10', '2026-07-11', null],
  ['too early',                              rule,    '2026-07-10', '2026-07-02', null],
  ['switched off',                           { ...rule, isOn: false }, '2026-07-10', '2026-07-03', null],
  ['one day before a Monday, on the Friday', resting, '2026-07-13', '2026-07-10', 1],
  ['not on the Sunday',                      resting, '2026-07-13', '2026-07-12', null],
  ['missed on Friday, on the Monday itself', resting, '2026-07-13', '2026-07-13', 1],
  ['over the turn of the year',              { ...resting, days: [1] }, '2027-01-04', '2026-12-28', 1],
  ['from one fiscal year to the next',       rule,    '2026-04-01', '2026-03-31', 1],
  ['before 29 February',                     rule,    '2028-02-29', '2028-02-28', 1],
  ['on the day, where 0 is a step',          { ...rule, days: [0] }, '2026-07-10', '2026-07-10', 0],
])('%s', (_, asked, dueOn, today, step) => { expect(stepDue(asked, dueOn, today, isHoliday)).toBe(step) })

test('what rests is never reminded of on a rest day, and never later than it would have been', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 60 }), (n, before) => {
    const dueOn = addDays('2022-01-01', n)
    const on = remindOn(dueOn, before, true, isHoliday)
    return !isRestDay(on, isHoliday) && on <= addDays(dueOn, -before)
  }))
})

test.each<[string, boolean]>([
  ['2026-03-31T15:00:00Z', false], // midnight in Japan
  ['2026-03-31T22:59:59Z', false], ['2026-03-31T23:00:00Z', true], ['2026-04-01T14:59:59Z', true],
])('at %s it is time: %s', (now, expected) => { expect(isTimeToRemind(new Date(now))).toBe(expected) })

test.each<[string, number[] | null]>([
  ['7, 3, 1', [7, 3, 1]], ['１、３、７', [7, 3, 1]], ['1 1 1', [1]], ['0', [0]], ['', null], ['61', null], ['-1', null], ['x', null], ['1,2,3,4,5,6,7', null],
])('%s is read', (text, days) => { expect(daysTyped(text)).toEqual(days) })

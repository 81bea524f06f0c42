import { expect, test } from 'vitest'
import { isHoliday } from '../../server/base/holidays.ts'

test.each([
  ['2026-09-21', true,  '敬老の日'],
  ['2026-09-22', true,  'between two holidays'],
  ['2026-05-06', true,  'a substitute holiday'],
  ['2026-12-28', false, 'the last day at work'],
  ['2026-12-29', true,  'the year ends'],
  ['2027-01-03', true,  'the year begins'],
  ['2027-01-04', false, 'the first day at work'],
  ['2026-09-18', false, 'a Friday'],
  ['2026-09-19', false, 'a Saturday, which is no holiday of its own'],
])('%s is a holiday: %s (%s)', (day, expected) => { expect(isHoliday(day)).toBe(expected) })

import { expect, test } from 'vitest'
import { isTimeToClear, lyingSince, whyNotClear } from '../../../server/keeping/leftovers/rules.ts'

test.each<[number, number, boolean]>([
  [0, 0, true], [100, 100, true], [101, 1_010, true], [101, 1_009, false], [5_000, 5_000, false], [5_000, 50_000, true],
])('%i files without a row, of %i that lie there: may they go? %s', (unnamed, lying, may) => {
  expect(whyNotClear(unnamed, lying) === null).toBe(may)
})

test.each([['02:59', false], ['03:00', true], ['03:59', true], ['04:00', false], ['15:30', false]])('at %s in Japan it is time: %s', (time, isTime) => {
  expect(isTimeToClear(new Date(`2026-07-02T${time}:00+09:00`))).toBe(isTime)
})

test('what came within the last day is left alone', () => {
  expect(lyingSince(new Date('2026-07-02T03:00:00+09:00')).toISOString()).toBe(new Date('2026-07-01T03:00:00+09:00').toISOString())
})

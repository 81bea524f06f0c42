import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMonths } from '../../../server/base/days.ts'
import { goesTo, isDueForRefresh, isIdle, problemsOfAway, problemsOfEntry, problemsOfRefresh, standingOf, teachesOnWeekday, validUntilOf, whyNotLeave } from '../../../server/cascade/instructors/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const today = '2026-11-30'

test.each([
  ['2026-11-30', 'active'], ['2026-11-29', 'expired'], ['2027-01-01', 'active'],
] as const)('an entry until %s is %s today', (validUntil, standing) => {
  expect(standingOf({ state: 'active', validUntil }, today)).toBe(standing)
  expect(standingOf({ state: 'withdrawn', validUntil }, today)).toBe('withdrawn')
})

test('three years from the day of completion, that day being the first', () => {
  expect(validUntilOf('2026-02-20', 3)).toBe('2029-02-19')
  expect(validUntilOf('2024-02-29', 1)).toBe('2025-02-27')
})

test('a month later is the same date, or the last one there is', () => {
  expect([addMonths('2026-11-30', 3), addMonths('2026-01-31', 1), addMonths('2026-11-30', -12), addMonths('2026-01-15', -1)]).toEqual(['2027-02-28', '2026-02-28', '2025-11-30', '2025-12-15'])
})

test.each([
  ['due within the months', { state: 'active', validUntil: '2027-05-30' }, true], ['not yet', { state: 'active', validUntil: '2027-05-31' }, false],
  ['run out', { state: 'active', validUntil: '2026-01-01' }, true], ['nobody asks who left', { state: 'withdrawn', validUntil: '2026-01-01' }, false],
] as const)('refresh: %s', (_, entry, is) => { expect(isDueForRefresh(entry, 6, today)).toBe(is) })

test.each([
  ['never taught', null, true], ['taught a year ago to the day', '2025-11-30', false], ['longer ago', '2025-11-29', true],
] as const)('idle: %s', (_, lastTaughtOn, is) => { expect(isIdle({ state: 'active', lastTaughtOn }, 12, today)).toBe(is) })

test('one’s own municipality is always among those one goes to', () => {
  expect([goesTo({ willing: 'own', municipalityId: 1, areas: [] }, 1), goesTo({ willing: 'own', municipalityId: 1, areas: [2] }, 2), goesTo({ willing: 'chosen', municipalityId: 1, areas: [2] }, 2), goesTo({ willing: 'chosen', municipalityId: 1, areas: [2] }, 3), goesTo({ willing: 'all', municipalityId: null, areas: [] }, 3)])
    .toEqual([true, false, true, false, true])
  fc.assert(fc.property(fc.constantFrom('own', 'chosen', 'all' as const), fc.array(fc.nat(9)), fc.nat(9), (willing, areas, home) => goesTo({ willing: willing as 'own', municipalityId: home, areas }, home)))
})

test('weekdays: none said is any', () => {
  expect([teachesOnWeekday('', '2026-11-30'), teachesOnWeekday('13', '2026-11-30'), teachesOnWeekday('3', '2026-11-30')]).toEqual([true, true, false])
})

test('who chooses municipalities names one; days away end after they begin, and are to come', () => {
  expect(problemsOfEntry({ willing: 'chosen', areas: [] }).map(({ field }) => field)).toEqual(['areas'])
  expect(problemsOfEntry({ willing: 'own', areas: [] })).toEqual([])
  expect(problemsOfAway({ fromOn: '2026-12-02', toOn: '2026-12-01' }, today).map(({ reason }) => keyOf(reason))).toEqual(['instructors.awayEndsBefore'])
  expect(problemsOfAway({ fromOn: '2026-11-01', toOn: '2026-11-29' }, today).map(({ reason }) => keyOf(reason))).toEqual(['instructors.awayIsOver'])
})

test('a refresh by hand gives more time, with a reason, and not more than a new completion would', () => {
  const entry = { validUntil: '2027-02-19', years: 3 }
  const problems = (until: string, reason = '都の研修で教えたため') => problemsOfRefresh({ until, reason }, entry, today).map(({ field, reason: why }) => `${field} ${keyOf(why)}`)
  expect([problems('2027-02-19'), problems('2029-11-30'), problems('2029-11-29'), problems('2028-02-19', ' ')]).toEqual([['until instructors.refreshNotLater'], ['until instructors.refreshTooFar'], [], ['reason form.missing']])
})

test('whoever left has left', () => { expect((['invited', 'active', 'declined', 'withdrawn'] as const).map((state) => keyOf(whyNotLeave(state)))).toEqual([null, null, 'instructors.hasLeft', 'instructors.hasLeft']) })

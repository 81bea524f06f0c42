import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fewest, figures, nothing, ratesOf, shownTo, sumOf, type Group } from '../../../server/cascade/practice-rates/rules.ts'

const group = (key: string, answered: number, more: Partial<Group> = {}): Group => ({ ...nothing, key, name: key, nameEn: key, asked: answered + 3, reached: answered + 1, answered, practiced: answered, confirmed: 0, ...more })
const keys = ({ groups, restKeys, rest }: ReturnType<typeof shownTo>) => [groups.map(({ key }) => key).join(), restKeys.toSorted().join(), rest?.answered ?? null]

test.each<[string, Group[], ReturnType<typeof keys>]>([
  ['all large', [group('a', 5), group('b', 9)], ['a,b', '', null]],
  ['two small ones stand together', [group('a', 9), group('b', 3), group('c', 2)], ['a', 'b,c', 5]],
  ['a small one alone would be what is left of the total', [group('a', 9), group('b', 5), group('c', 4)], ['a', 'b,c', 9]],
  ['nobody answered in one', [group('a', 9), group('b', 0)], ['', 'a,b', 9]],
  ['too few in all', [group('a', 1), group('b', 2)], ['', 'a,b', 3]],
  ['nothing', [], ['', '', null]],
])('%s', (_, groups, shown) => {
  expect(keys(shownTo(false, groups))).toEqual(shown)
  expect(shownTo(true, groups)).toEqual({ groups, rest: null, restKeys: [] })
})

test('what is shown adds up to all, and neither a group nor what stands together is of fewer than five, unless everything is', () => {
  const one = fc.record({ answered: fc.integer({ min: 0, max: 12 }), silent: fc.integer({ min: 0, max: 5 }) })
  fc.assert(fc.property(fc.array(one, { maxLength: 12 }), (some) => {
    const groups = some.map(({ answered, silent }, n) => group(String(n), answered, { asked: answered + silent }))
    const { groups: shown, rest, restKeys } = shownTo(false, groups)
    expect(sumOf([...shown, ...rest === null ? [] : [rest]])).toEqual(sumOf(groups))
    expect(shown.length + restKeys.length).toBe(groups.length)
    expect(shown.every(({ answered }) => answered >= fewest)).toBe(true)
    expect(rest === null || rest.answered >= fewest || shown.length === 0).toBe(true)
  }))
})

test('both rates have their own denominator, and none is said of nobody', () => {
  expect(ratesOf({ ...nothing, asked: 8, reached: 7, answered: 6, practiced: 4, confirmed: 2 })).toEqual({ ofAnswered: '66.7', ofAsked: '50.0', confirmedOfAsked: '25.0', answeredOfAsked: '75.0' })
  expect(ratesOf(nothing)).toEqual({ ofAnswered: null, ofAsked: null, confirmedOfAsked: null, answeredOfAsked: null })
  expect(figures.length).toBe(7)
})

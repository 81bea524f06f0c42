import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical, differenceOf, movedIn, problemsOfDay, whyNotPublish } from '../../../server/answers/self-evaluation-papers/rules.ts'

test('the hash does not care in which order a database gives names back, and cares for everything else', () => {
  const turned = (value: unknown): unknown => Array.isArray(value) ? value.map(turned) : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).toReversed().map(([name, inner]) => [name, turned(inner)])) : value
  fc.assert(fc.property(fc.jsonValue(), (value) => { expect(canonical(turned(value))).toBe(canonical(value)) }))
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => { expect(canonical(one) === canonical(other)).toBe(canonical(JSON.parse(JSON.stringify(one))) === canonical(JSON.parse(JSON.stringify(other)))) }))
  expect(canonical({ a: 144 })).not.toBe(canonical({ a: 143 }))
})
test('a frozen figure and what is counted now say the same, or both are said', () => {
  fc.assert(fc.property(fc.option(fc.nat()), fc.option(fc.nat()), (frozen, now) => { expect(differenceOf(frozen, now)).toEqual(frozen === now ? null : { frozen, now }) }))
})
test('an item whose registers moved is named', () => { expect(movedIn([{ position: 1, proposed: 144, now: 143 }, { position: 2, proposed: 1, now: 1 }, { position: 3, proposed: null, now: 4 }])).toEqual([1, 3]) })
test.each([['2022-06-29', 1], ['2022-06-30', 0], ['2026-06-15', 0], ['2026-06-16', 1]])('a report on %s has %i problems', (day, count) => { expect(problemsOfDay('reportedOn', day, '2022-06-30', '2026-06-15')).toHaveLength(count) })
test.each([[{ reportedOn: null, number: 0 }, 0, 'evaluationPapers.reportFirst'], [{ reportedOn: '2022-07-01', number: 0 }, 0, null], [{ reportedOn: '2022-07-01', number: 0 }, 1, 'evaluationPapers.notTheLast']])('%j with the last %i', (edition, last, key) => { expect(whyNotPublish(edition, last)?.key ?? null).toBe(key) })

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cut, lengthOf, presenceIn, union, type Span } from '../../../server/classroom/online-logs/ranges.ts'

const slot: Span = [1_000, 10_000]
const moment = fc.integer({ min: 0, max: 12_000 })
const span = fc.tuple(moment, moment).map(([a, b]): Span => [Math.min(a, b), Math.max(a, b)])
const spans = fc.array(span, { maxLength: 12 })

test('three devices and two reconnects are one stay with the gaps between them', () => {
  expect(presenceIn(slot, [[500, 3_000], [2_000, 4_000], [4_600, 9_000], [4_700, 5_000], [11_000, 12_000]]))
    .toEqual({ spans: [[1_000, 4_000], [4_600, 9_000]], present: 7_400, late: 0, early: 1_000, gaps: [[4_000, 4_600]] })
})

test('who was there only before or after was not there', () => {
  expect(presenceIn(slot, [[0, 1_000], [10_000, 12_000]])).toBeNull()
  expect(presenceIn(slot, [])).toBeNull()
  expect(presenceIn(slot, [[5_000, 5_000]]), 'a connection of no length is none').toBeNull()
})

test('a union is in order, without overlap, and no longer than what it is of', () => {
  fc.assert(fc.property(spans, (some) => {
    const whole = union(some)
    for (const [n, [from, to]] of whole.entries()) {
      expect(from).toBeLessThan(to)
      if (n > 0) expect(whole[n - 1]![1]).toBeLessThan(from)
    }
    expect(lengthOf(whole)).toBeLessThanOrEqual(lengthOf(some))
    for (const [from, to] of some) if (to > from) expect(whole.some(([a, b]) => a <= from && to <= b)).toBe(true)
  }))
})

test('what lies in a slot never exceeds it, and present, late, early and gaps are the slot to the second', () => {
  fc.assert(fc.property(spans, (some) => {
    const presence = presenceIn(slot, some)
    if (presence === null) return
    const { present, late, early, gaps } = presence
    expect(present).toBeGreaterThan(0)
    expect(present + late + early + lengthOf(gaps)).toBe(slot[1] - slot[0])
  }))
})

test('neither the order, nor saying something twice, nor cutting a connection in two changes anything', () => {
  fc.assert(fc.property(spans, fc.integer({ min: 0, max: 11 }), fc.double({ min: 0, max: 1, noNaN: true }), (some, place, part) => {
    const as = presenceIn(slot, some)
    expect(presenceIn(slot, some.toReversed())).toEqual(as)
    expect(presenceIn(slot, [...some, ...some])).toEqual(as)
    const one = some[place]
    if (one === undefined) return
    const middle = Math.round(one[0] + (one[1] - one[0]) * part)
    expect(presenceIn(slot, [...some.filter((_, n) => n !== place), [one[0], middle], [middle, one[1]]])).toEqual(as)
  }))
})

test('a clock that is moved moves the slot with it: no zone and no summer time is in it', () => {
  fc.assert(fc.property(spans, fc.integer({ min: -500_000, max: 500_000 }), (some, by) => {
    const [here, there] = [presenceIn(slot, some), presenceIn([slot[0] + by, slot[1] + by], some.map(([a, b]) => [a + by, b + by] as const))]
    expect(there?.present).toEqual(here?.present)
    expect(there?.late).toEqual(here?.late)
  }))
})

test('cutting keeps what is inside, and nothing else', () => {
  expect(cut([[0, 500], [500, 1_500], [9_000, 20_000]], slot)).toEqual([[1_000, 1_500], [9_000, 10_000]])
})

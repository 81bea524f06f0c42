import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heldBy, isPoolOpen, placesOf, poolMoves, type Holding } from '../../../server/planning/calls/pool.ts'

const holding = (municipalityId: number, own: number, more: Partial<Holding> = {}): Holding =>
  ({ municipalityId, name: `第${municipalityId}市`, nameEn: `City ${municipalityId}`, category: 'chair', own, submitted: 0, returned: 0, kept: false, ...more })

test('unused places return on the published day, and not a day before', () => {
  expect(['2026-07-02', '2026-07-03', '2026-07-04'].map((day) => isPoolOpen('2026-07-03', day))).toEqual([false, true, true])
  expect(isPoolOpen(null, '2099-01-01')).toBe(false)
})

describe('before the day', () => {
  test('everybody has what was allotted, whatever others left unused', () => {
    expect(placesOf([holding(1, 3), holding(2, 5)], 1, false)).toEqual({ own: 3, limit: 3, pool: 0 })
  })
})

describe('from the day on', () => {
  test.each<[string, Holding[], { limit: number; pool: number }]>([
    ['what others did not hand in may be had', [holding(1, 3), holding(2, 5, { submitted: 2 })], { limit: 6, pool: 6 }],
    ['what I handed in is no longer in the pool', [holding(1, 3, { submitted: 2 }), holding(2, 5, { submitted: 5 })], { limit: 3, pool: 1 }],
    ['who took beyond their own took from the pool', [holding(1, 3), holding(2, 5, { submitted: 7 })], { limit: 1, pool: 1 }],
    ['an empty pool leaves nothing, not even less than nothing', [holding(1, 3), holding(2, 5, { submitted: 9 })], { limit: 0, pool: 0 }],
    ['who was given a later day keeps their places', [holding(1, 3), holding(2, 5, { kept: true })], { limit: 3, pool: 3 }],
    ['a sheet given back to be mended keeps what it names', [holding(1, 3), holding(2, 5, { returned: 4 })], { limit: 4, pool: 4 }],
    ['but not more than its own by naming more meanwhile', [holding(1, 3), holding(2, 5, { returned: 40 })], { limit: 3, pool: 3 }],
    ['who kept their places is not offered them a second time', [holding(1, 3, { kept: true }), holding(2, 5, { submitted: 5 })], { limit: 3, pool: 0 }],
  ])('%s', (_, holdings, answer) => {
    expect(placesOf(holdings, 1, true)).toMatchObject(answer)
  })

  test('whoever hands in up to their limit, in whatever order, no place is ever given twice', () => {
    const town = fc.record({ own: fc.nat(9), kept: fc.boolean(), wish: fc.nat(30) })
    fc.assert(fc.property(fc.array(town, { minLength: 1, maxLength: 20 }), (towns) => {
      const holdings = towns.map(({ own, kept }, n) => holding(n, own, { kept }))
      const offered = holdings.reduce((sum, { own }) => sum + own, 0)
      for (const [n, { wish }] of towns.entries()) {
        const { limit } = placesOf(holdings, n, true)
        if (holdings[n]!.kept) expect(limit).toBeGreaterThanOrEqual(holdings[n]!.own)
        holdings[n] = { ...holdings[n]!, submitted: Math.min(wish, limit), kept: false }
      }
      expect(holdings.reduce((sum, { submitted }) => sum + submitted, 0)).toBeLessThanOrEqual(offered)
    }))
  })
})

test('who gave back and who took is told by municipality', () => {
  const moves = poolMoves([holding(1, 3, { submitted: 3 }), holding(2, 5, { submitted: 2 }), holding(3, 1, { submitted: 3 })])
  expect(moves.map(({ municipalityId, back, taken }) => [municipalityId, back, taken])).toEqual([[2, 3, 0], [3, 0, 2]])
  expect(heldBy(holding(1, 3, { returned: 2 }))).toBe(2)
})

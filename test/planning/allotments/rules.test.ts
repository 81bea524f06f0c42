import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allot, baseFor, measures, problemsOfMix, problemsOfShare, whyNotAllot, whyNotCorrect, type Mix, type Share, type Weighed } from '../../../server/planning/allotments/rules.ts'

const none = { equal: 0, demand: 0, centers: 0, gaps: 0 }
const equal: Mix = { ...none, equal: 100 }
const byDemand: Mix = { ...none, demand: 100 }
const bodies = (...demands: number[]): Weighed[] => demands.map((demand, n) => ({ id: n + 1, code: `13${n + 100}1`, weights: { ...none, demand } }))
const share = (more: Partial<Share>): Share => ({ total: 0, base: 0, least: 0, most: 99, ...more })
const given = (...of: Parameters<typeof allot>) => of[0].map(({ id }) => allot(...of).get(id))

describe('the formula by hand', () => {
  test.each<[string, number[], Mix, Partial<Share>, number[]]>([
    ['equal parts', [0, 0, 0], equal, { total: 6 }, [2, 2, 2]],
    ['what does not divide goes by official order', [0, 0, 0], equal, { total: 7 }, [3, 2, 2]],
    ['by demand, largest remainder first', [1, 1, 3], byDemand, { total: 8 }, [2, 1, 5]],
    ['the base comes first, then the rest by demand', [0, 1, 3], byDemand, { total: 7, base: 1 }, [1, 2, 4]],
    ['nobody falls below the least, and the others pay for it', [0, 5, 5], byDemand, { total: 9, least: 1 }, [1, 4, 4]],
    ['nobody rises above the most, and the others have it', [8, 1, 1], byDemand, { total: 10, most: 4 }, [4, 3, 3]],
    ['who has no weight still takes what nobody else may have', [9, 0, 0], byDemand, { total: 8, most: 4 }, [4, 2, 2]],
    ['a base that cannot be paid is lowered for everybody', [1, 1, 1], byDemand, { total: 5, base: 3 }, [2, 2, 1]],
    ['a measure nobody has anything of counts as equal', [0, 0, 0], byDemand, { total: 3 }, [1, 1, 1]],
    ['too few for the least: everybody stands at the least', [1, 2, 3], byDemand, { total: 2, least: 1 }, [1, 1, 1]],
    ['too many for the most: everybody stands at the most', [1, 2, 3], byDemand, { total: 20, most: 5 }, [5, 5, 5]],
    ['nothing to give', [1, 2, 3], byDemand, { total: 0 }, [0, 0, 0]],
    ['one municipality has it all', [7], byDemand, { total: 5 }, [5]],
  ])('%s', (_, demands, mix, more, places) => {
    expect(given(bodies(...demands), mix, share(more))).toEqual(places)
  })

  test('half by demand and half by centers', () => {
    const two: Weighed[] = [{ id: 1, code: '131016', weights: { ...none, demand: 1, centers: 3 } }, { id: 2, code: '131024', weights: { ...none, demand: 1, centers: 1 } }]
    expect(given(two, { ...none, demand: 50, centers: 50 }, share({ total: 8 }))).toEqual([5, 3])
  })
  test('no municipality, no places', () => expect(allot([], equal, share({ total: 3 })).size).toBe(0))
  test('the base that is paid is said', () => expect([baseFor(62, share({ total: 186, base: 3 })), baseFor(62, share({ total: 100, base: 3 }))]).toEqual([3, 1]))
})

describe('whatever the figures', () => {
  const mixOf = fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)).map((cuts): Mix => {
    const [a, b, c] = cuts.sort((one, other) => one - other) as [number, number, number]
    return { equal: a, demand: b - a, centers: c - b, gaps: 100 - c }
  })
  const weights = fc.record({ equal: fc.constant(1), demand: fc.nat(400), centers: fc.nat(30), gaps: fc.nat(1) })
  const case_ = fc.record({
    towns: fc.array(weights, { minLength: 1, maxLength: 62 }), mix: mixOf, base: fc.nat(6), least: fc.nat(5), extra: fc.nat(10), at: fc.nat(1000),
  }).map(({ towns, mix, base, least, extra, at }) => {
    const most = least + extra
    const span = towns.length * extra
    const total = towns.length * least + Math.round(span * at / 1000)
    return { towns: towns.map((one, n): Weighed => ({ id: n + 1, code: String(131_000 + n), weights: one })), mix, share: { total, base, least, most } }
  })

  test('the places sum up to what is offered, and nobody is outside the bounds', () => {
    fc.assert(fc.property(case_, ({ towns, mix, share }) => {
      const places = [...allot(towns, mix, share).values()]
      expect(places.reduce((a, b) => a + b, 0)).toBe(share.total)
      expect(Math.min(...places)).toBeGreaterThanOrEqual(share.least)
      expect(Math.max(...places)).toBeLessThanOrEqual(share.most)
    }), { numRuns: 500 })
  })
  test('the order in which municipalities are given changes nothing', () => {
    fc.assert(fc.property(case_, fc.infiniteStream(fc.nat()), ({ towns, mix, share }, dice) => {
      const shuffled = towns.map((one) => ({ one, key: dice.next().value as number })).sort((a, b) => a.key - b.key).map(({ one }) => one)
      const [first, second] = [allot(towns, mix, share), allot(shuffled, mix, share)]
      expect(towns.map(({ id }) => second.get(id))).toEqual(towns.map(({ id }) => first.get(id)))
    }), { numRuns: 300 })
  })
  test('who weighs more in everything never gets less', () => {
    fc.assert(fc.property(case_, ({ towns, mix, share }) => {
      const places = allot(towns, mix, share)
      for (const a of towns) for (const b of towns) {
        if (measures.every((one) => one === 'equal' || a.weights[one] > b.weights[one])) expect(places.get(a.id)!).toBeGreaterThanOrEqual(places.get(b.id)!)
      }
    }), { numRuns: 150 })
  })
})

describe('what is refused', () => {
  test.each<[string, Partial<Share>, string[]]>([
    ['all is well', { total: 10, base: 1, least: 1, most: 5 }, []],
    ['least above most', { total: 10, least: 6, most: 5 }, ['chair.most']],
    ['fewer than everybody’s least', { total: 3, least: 1, most: 5 }, ['chair.total']],
    ['more than everybody’s most', { total: 21, least: 1, most: 5 }, ['chair.total']],
    ['a base above the most', { total: 10, base: 6, least: 0, most: 5 }, ['chair.base']],
  ])('%s', (_, more, fields) => {
    expect(problemsOfShare('chair', share(more), 4).map(({ field }) => field)).toEqual(fields)
  })
  test('a mix that is not whole', () => {
    expect(problemsOfMix({ ...equal, demand: 10 })[0]?.reason).toEqual({ key: 'allotments.notWhole', data: { percent: 110 } })
    expect(problemsOfMix(equal)).toEqual([])
  })
  test('places are shared out in a draft, corrected once published, and left alone afterwards', () => {
    const states = ['draft', 'in_approval', 'published', 'reopened', 'closed', 'finished'] as const
    expect(states.map((state) => whyNotAllot(state)?.key ?? null)).toEqual([
      null, 'calls.inApproval', 'allotments.byCorrection', 'allotments.byCorrection', 'allotments.over', 'allotments.over'])
    expect(states.map((state) => whyNotCorrect(state, '正誤')?.key ?? null)).toEqual([
      'allotments.notPublished', 'calls.inApproval', null, null, 'allotments.over', 'allotments.over'])
    expect(whyNotCorrect('published', ' ')?.key).toBe('calls.noteMissing')
  })
})

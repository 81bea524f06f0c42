import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dealt, drawn, groupsOf } from '../../../server/classroom/exercise-groups/balance/dealing.ts'
import { facilitatorOf } from '../../../server/classroom/exercise-groups/balance/facilitating.ts'
import { crowdOf, findingsOf, totalOf } from '../../../server/classroom/exercise-groups/balance/faults.ts'
import { startingWeights, type Member, type Pair, type Wish } from '../../../server/classroom/exercise-groups/balance/input.ts'
import { movesNeeded, rebalanced, type Seated } from '../../../server/classroom/exercise-groups/balance/rebalance.ts'
import { balanced } from '../../../server/classroom/exercise-groups/balance/search.ts'
import { groupsFor, sizesFor } from '../../../server/classroom/exercise-groups/balance/sizes.ts'
import { roomOf } from '../../../server/classroom/exercise-groups/balance/tables.ts'
import { cohortOf } from './cohort.ts'

const wishOf = (more: Partial<Wish> = {}): Wish => ({ size: 6, seed: 1, weights: startingWeights, apart: [], locked: new Map(), ...more })
const somebody = (id: number, more: Partial<Member> = {}): Member =>
  ({ id, category: 'adviser', profession: null, municipality: null, office: '', experienced: false, ...more })

/** Cohorts of any make-up, with locked seats and pairs to keep apart. */
const cohorts = fc.record({ count: fc.integer({ min: 2, max: 60 }), size: fc.integer({ min: 2, max: 9 }), seed: fc.integer({ min: 1, max: 1e6 }), lockedShare: fc.constantFrom(0, 0.2, 0.6) })
  .map(({ count, size, seed, lockedShare }) => {
    const people = cohortOf(count, seed)
    const groups = groupsFor(count, size)
    const locked = new Map(people.filter((_, n) => (n * 7919 % 100) / 100 < lockedShare).map(({ id }, n) => [id, n % groups]))
    const apart: Pair[] = people.length > 4 ? [[people[0]!.id, people[1]!.id], [people[2]!.id, people[3]!.id]] : []
    return { people, wish: wishOf({ size, seed, locked, apart }) }
  })
const few = { numRuns: 25 }

describe('sizes', () => {
  test.each([[540, 6, 90], [13, 6, 2], [15, 6, 3], [1, 6, 1], [0, 6, 0], [181, 6, 30]])('%i people in groups of %i are %i groups', (people, size, groups) => {
    expect(groupsFor(people, size)).toBe(groups)
  })
  test('are as even as locked seats allow', () => {
    expect(sizesFor(13, [0, 0])).toEqual([7, 6])
    expect(sizesFor(10, [6, 0, 0])).toEqual([6, 2, 2])
  })
})

describe('the search', () => {
  test('gives everybody one seat, keeps locked ones, and sizes that differ by one at most where nothing is locked', () => {
    fc.assert(fc.property(cohorts, ({ people, wish }) => {
      const groupOf = balanced(people, wish)
      expect(groupOf).toHaveLength(people.length)
      for (const [place, { id }] of people.entries()) if (wish.locked.has(id)) expect(groupOf[place]).toBe(wish.locked.get(id))
      const sizes = groupsOf(people, groupOf).map(({ length }) => length)
      expect(sizes).toHaveLength(groupsFor(people.length, wish.size))
      const locked = sizes.map((_, group) => [...wish.locked.values()].filter((one) => one === group).length)
      for (const [group, size] of sizes.entries()) expect(size === Math.max(...sizes) && locked[group] === size || size - Math.min(...sizes) <= 1).toBe(true)
    }), few)
  })
  test('gives the same groups for the same seed, and never worse ones than the draw it began with', () => {
    fc.assert(fc.property(cohorts, ({ people, wish }) => {
      const groupOf = balanced(people, wish)
      expect(balanced(people, wish)).toEqual(groupOf)
      const cost = (one: Int32Array) => totalOf(groupsOf(people, one), wish.weights, wish.apart)
      expect(cost(groupOf)).toBeLessThanOrEqual(cost(drawn(people, wish)))
    }), few)
  })
  test('reckons a swap as the faults say it', () => {
    fc.assert(fc.property(cohorts, fc.nat(), fc.nat(), ({ people, wish }, a, b) => {
      const room = roomOf(people, drawn(people, wish), wish)
      const [one, other] = [a % people.length, b % people.length]
      fc.pre(room.groupOf[one] !== room.groupOf[other])
      const before = totalOf(groupsOf(people, room.groupOf), wish.weights, wish.apart)
      const gain = room.gain(one, other)
      room.swap(one, other)
      expect(totalOf(groupsOf(people, room.groupOf), wish.weights, wish.apart)).toBeCloseTo(before + gain, 6)
    }), { numRuns: 100 })
  })
  test('another seed gives other groups', () => {
    const people = cohortOf(60, 3)
    expect(balanced(people, wishOf({ seed: 1 }))).not.toEqual(balanced(people, wishOf({ seed: 2 })))
  })
  test('parts colleagues and those who shall not sit together wherever it can be done', () => {
    const people = Array.from({ length: 36 }, (_, n) => somebody(n + 1, { office: `o${n % 6}`, experienced: n < 6 }))
    const apart: Pair[] = [[1, 2], [3, 4], [5, 6]]
    const groups = groupsOf(people, balanced(people, wishOf({ apart })))
    for (const group of groups) {
      expect(new Set(group.map(({ office }) => office)).size).toBe(6)
      expect(group.filter(({ experienced }) => experienced)).toHaveLength(1)
      for (const pair of apart) expect(group.filter(({ id }) => pair.includes(id)).length).toBeLessThan(2)
    }
  })
  test('is far better than a draw of lots and than dealing by number for a cohort as they are', () => {
    const people = cohortOf(180, 11)
    const cost = (one: Int32Array) => totalOf(groupsOf(people, one), startingWeights, [])
    const made = cost(balanced(people, wishOf()))
    expect(made).toBeLessThan(0.3 * cost(drawn(people, wishOf())))
    expect(made).toBeLessThan(0.3 * cost(dealt(people, wishOf())))
  })
})

describe('what is held against a group', () => {
  const crowd = crowdOf([...Array.from({ length: 6 }, (_, n) => somebody(n)), ...Array.from({ length: 6 }, (_, n) => somebody(6 + n, { category: 'chair' }))])
  test('is named, counted and worth its weight', () => {
    const group = [somebody(1, { office: 'a', municipality: 1 }), somebody(2, { office: 'a', municipality: 1 }), somebody(3, { office: 'a', municipality: 2 }), somebody(4)]
    expect(findingsOf(group, crowd, startingWeights, [[1, 4]])).toEqual([
      { fault: 'apart', value: '', count: 1, from: 0, to: 0, points: 1000 },
      { fault: 'sameOffice', value: 'a', count: 3, from: 0, to: 1, points: 300 },
      { fault: 'noChair', value: '', count: 0, from: 1, to: 4, points: 60 },
      { fault: 'category', value: 'adviser', count: 4, from: 2, to: 2, points: 16 },
      { fault: 'category', value: 'chair', count: 0, from: 2, to: 2, points: 16 },
      { fault: 'sameMunicipality', value: '1', count: 2, from: 0, to: 1, points: 12 },
    ])
  })
  test('is nothing in a group that is even, in one that is empty, and for weights of 0', () => {
    expect(findingsOf([somebody(1), somebody(2, { category: 'chair' })], crowd, startingWeights, [])).toEqual([])
    expect(findingsOf([], crowd, startingWeights, [])).toEqual([])
    const none = Object.fromEntries(Object.keys(startingWeights).map((fault) => [fault, 0])) as typeof startingWeights
    expect(findingsOf([somebody(1), somebody(2)], crowd, none, [[1, 2]])).toEqual([])
  })
})

test.each<[string, Partial<Member>[], number | null]>([
  ['an experienced chair before everybody', [{ experienced: true }, { category: 'chair' }, { category: 'chair', experienced: true }], 3],
  ['an experienced one before a chair', [{ category: 'chair' }, { experienced: true }], 2],
  ['the first by number of several', [{ category: 'chair' }, { category: 'chair' }], 1],
  ['nobody where nobody can', [{}, { category: 'other' }], null],
])('a group is led by %s', (_, members, leads) => {
  expect(facilitatorOf(members.map((more, n) => ({ ...somebody(n + 1, more), number: n + 1 })))).toBe(leads)
})

describe('evening out', () => {
  const seatedOf = (sizes: readonly number[], newcomers: number): Seated[] => {
    const people = cohortOf(sizes.reduce((sum, size) => sum + size, newcomers), 5)
    const groups = sizes.flatMap((size, group) => Array.from({ length: size }, () => group))
    return people.map((member, n) => ({ member, group: groups[n] ?? null }))
  }
  const rooms = fc.record({ sizes: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 8 }), newcomers: fc.integer({ min: 0, max: 6 }) })
    .filter(({ sizes, newcomers }) => sizes.reduce((sum, size) => sum + size, newcomers) > 0)
  const none = { weights: startingWeights, apart: [], locked: new Map<number, number>() }

  test('seats who is new, moves as few as can be, nobody twice, and ends within one of each other', () => {
    fc.assert(fc.property(rooms, ({ sizes, newcomers }) => {
      const seated = seatedOf(sizes, newcomers)
      const moves = rebalanced(seated, sizes.length, none)
      expect(new Set(moves.map(({ id }) => id)).size).toBe(moves.length)
      expect(moves.filter(({ from }) => from === null)).toHaveLength(newcomers)
      expect(moves.filter(({ from }) => from !== null)).toHaveLength(movesNeeded(sizes, newcomers))
      const to = new Map(moves.map((move) => [move.id, move.to]))
      const after = sizes.map((_, group) => seated.filter(({ member, group: now }) => (to.get(member.id) ?? now) === group).length)
      expect(Math.max(...after) - Math.min(...after)).toBeLessThanOrEqual(1)
    }), { numRuns: 120 })
  })
  test('never moves a locked seat', () => {
    fc.assert(fc.property(rooms, ({ sizes, newcomers }) => {
      const seated = seatedOf(sizes, newcomers)
      const locked = new Map(seated.filter(({ group }, n) => group !== null && n % 2 === 0).map(({ member, group }) => [member.id, group!]))
      expect(rebalanced(seated, sizes.length, { ...none, locked }).filter(({ id }) => locked.has(id))).toEqual([])
    }), few)
  })
  test('of all who could go it takes the one after whom least is held against the groups', () => {
    const at = (id: number, group: number, office: string): Seated => ({ member: somebody(id, { office, experienced: true }), group })
    const seated = [at(1, 0, 'a'), at(2, 0, 'b'), at(3, 0, 'c'), at(4, 1, 'a'), at(5, 1, 'd')]
    expect(rebalanced([...seated, at(6, 0, 'b')], 2, none)).toEqual([{ id: 2, from: 0, to: 1 }])
  })
  test('nothing to do is nothing done', () => {
    expect(rebalanced(seatedOf([3, 3, 2], 0), 3, none)).toEqual([])
    expect(movesNeeded([3, 3, 2], 0)).toBe(0)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freeSeats, replyBy, nextOffers, offerMoves, whyNotAnswer, whyNotMove, whyNotOffer, type OfferAct, type OfferState, type Waiting } from '../../../server/entry/waitlists/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const waiting = (id: number, more: Partial<Waiting> = {}): Waiting => ({
  id, state: 'waiting', category: 'adviser', professionCode: null, municipalityId: 1, team: null, wishedCohortIds: [], withdrawn: false, enrolled: false, takenBack: false, ...more,
})
const cohort = (id: number, free: number) => ({ id, free, taken: 10 - free, limit: 10 })
const seats = (free: number[], kinds: [string, number][] = []) =>
  ({ total: free.reduce((sum, one) => sum + one, 0), cohorts: free.map((one, index) => cohort(index + 1, one)), kinds: new Map(kinds) })
const promoted = (list: Waiting[], free: ReturnType<typeof seats>) => {
  const { offers, passed } = nextOffers(list, free)
  return [offers.map(({ id, cohortId }) => `${id}→${cohortId}`), passed.map(({ id, reason }) => `${id} ${keyOf(reason)}`)]
}

test.each<[string, Waiting[], ReturnType<typeof seats>, string[], string[]]>([
  ['the first in order', [waiting(1), waiting(2)], seats([1]), ['1→1'], []],
  ['the wished cohort, if it has room', [waiting(1, { wishedCohortIds: [2] })], seats([3, 1]), ['1→2'], []],
  ['the second wish, if the first has none', [waiting(1, { wishedCohortIds: [1, 3] })], seats([0, 2, 1]), ['1→3'], []],
  ['else the one with the most room', [waiting(1, { wishedCohortIds: [1] })], seats([0, 2]), ['1→2'], []],
  ['nobody without a seat, and nobody is passed over then', [waiting(1)], seats([0]), [], []],
  ['whoever was offered one is not offered another', [waiting(1, { state: 'offered' }), waiting(2)], seats([1]), ['2→1'], []],
  ['a withdrawn nomination does not stall the list', [waiting(1, { withdrawn: true }), waiting(2)], seats([1]), ['2→1'], ['1 waitlists.nominationWithdrawn']],
  ['nor does somebody who came in by another way', [waiting(1, { enrolled: true }), waiting(2)], seats([1]), ['2→1'], ['1 waitlists.alreadyEnrolled']],
  ['whose offer was taken back is not asked again by itself', [waiting(1, { takenBack: true }), waiting(2)], seats([1, 1]), ['2→1'], ['1 waitlists.takenBack']],
  ['a full category is passed over', [waiting(1, { category: 'chair' }), waiting(2)], seats([1], [['chair', 0]]), ['2→1'], ['1 waitlists.categoryFull']],
  ['a full profession is passed over', [waiting(1, { professionCode: 'x' }), waiting(2)], seats([1], [['profession x', 0]]), ['2→1'], ['1 waitlists.professionFull']],
  ['a team waits until all fit', [waiting(1, { team: 3 }), waiting(2, { team: 3 }), waiting(3)], seats([1]), ['3→1'], ['1 waitlists.teamTooLarge', '2 waitlists.teamTooLarge']],
  ['and is offered together', [waiting(1, { team: 3 }), waiting(3), waiting(2, { team: 3 })], seats([1, 1]), ['1→1', '2→2'], []],
  ['a team of another municipality is another team', [waiting(1, { team: 3 }), waiting(2, { team: 3, municipalityId: 2 })], seats([1]), ['1→1'], []],
])('%s', (_, list, free, offers, passed) => { expect(promoted(list, free)).toEqual([offers, passed]) })

test('whatever waits and is free: no seat is offered twice, no hard number passed, and the order only left with a reason', () => {
  const line = fc.record({ state: fc.constantFrom('waiting', 'waiting', 'offered', 'declined' as const), category: fc.constantFrom('chair', 'adviser' as const),
    professionCode: fc.constantFrom(null, 'x', 'y'), municipalityId: fc.integer({ min: 1, max: 2 }), team: fc.constantFrom(null, null, null, 1),
    wishedCohortIds: fc.uniqueArray(fc.constantFrom(1, 2, 9), { maxLength: 3 }), withdrawn: fc.integer({ max: 9, min: 0 }).map((n) => n === 0), enrolled: fc.constant(false) })
  const list = fc.array(line, { maxLength: 30 }).map((all) => all.map((one, index): Waiting => ({ id: index + 1, takenBack: false, ...one })))
  const free = fc.tuple(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 12 }), fc.option(fc.integer({ min: 0, max: 3 })), fc.option(fc.integer({ min: 0, max: 3 })))
  fc.assert(fc.property(list, free, (all, [cohorts, total, chair, x]) => {
    const kinds: [string, number][] = [...chair === null ? [] : [['chair', chair] as [string, number]], ...x === null ? [] : [['profession x', x] as [string, number]]]
    const given = { ...seats(cohorts, kinds), total: Math.min(total, cohorts.reduce((sum, one) => sum + one, 0)) }
    const { offers, passed } = nextOffers(all, given)
    const offered = offers.map(({ id }) => all.find((one) => one.id === id)!)
    expect(new Set(offers.map(({ id }) => id)).size).toBe(offers.length)
    expect(offers.length).toBeLessThanOrEqual(given.total)
    for (const { id, free } of given.cohorts) expect(offers.filter(({ cohortId }) => cohortId === id).length).toBeLessThanOrEqual(free)
    if (chair !== null) expect(offered.filter(({ category }) => category === 'chair').length).toBeLessThanOrEqual(chair)
    if (x !== null) expect(offered.filter(({ professionCode }) => professionCode === 'x').length).toBeLessThanOrEqual(x)
    for (const one of offered) expect([one.state, one.withdrawn]).toEqual(['waiting', false])
    const alone = offers.filter(({ id }) => all[id - 1]!.team === null)
    const last = Math.max(0, ...alone.map(({ id }) => id))
    for (const one of all) if (one.id < last && one.state === 'waiting') expect(offers.some(({ id }) => id === one.id) || passed.some(({ id }) => id === one.id), `${one.id} before ${last}`).toBe(true)
    if (offers.length < given.total) for (const one of all) if (one.state === 'waiting') expect(offers.some(({ id }) => id === one.id) || passed.some(({ id }) => id === one.id)).toBe(true)
  }), { numRuns: 500 })
})

describe('free seats', () => {
  const training = { state: 'running', capacity: 4, overPercent: 100, cohorts: [{ id: 1, capacity: 2, state: 'planned' as const, taken: 1 }, { id: 2, capacity: 2, state: 'canceled' as const, taken: 0 }] }
  test('are those of the cohorts that are held', () => { expect(freeSeats(training, new Map()).total).toBe(1) })
  test.each([['2026-07-23', 1], ['2026-07-22', 0], ['2026-07-21', 0], [null, 1]])('of a cohort whose first day is %s can be offered in turn: %i', (beginsOn, total) => {
    const cohorts = [{ ...training.cohorts[0]!, beginsOn, lastDay: beginsOn }]
    expect(freeSeats({ ...training, cohorts }, new Map(), replyBy('2026-07-20', 36)).total).toBe(total)
    expect(freeSeats({ ...training, cohorts }, new Map()).total).toBe(1) // by hand an officer decides
  })
  test('are those of a cohort to come, though another has begun and is full', () => {
    const begun = { id: 3, capacity: 2, state: 'planned' as const, taken: 2, beginsOn: '2026-07-01', lastDay: '2026-07-01' }
    const cohorts = [{ ...training.cohorts[0]!, beginsOn: '2026-09-01', lastDay: '2026-09-01' }, begun]
    expect(freeSeats({ ...training, cohorts }, new Map(), replyBy('2026-07-20', 36))).toMatchObject({ total: 1, cohorts: [{ id: 1, free: 1 }] })
  })
  test.each([['2026-09-01'], [null]])('of a cohort that is put off are offered by hand alone, whatever its old day was: %s', (beginsOn) => {
    const cohorts = [{ ...training.cohorts[0]!, state: 'postponed' as const, beginsOn, lastDay: beginsOn }]
    expect(freeSeats({ ...training, cohorts }, new Map(), replyBy('2026-07-20', 36)).total).toBe(0)
    expect(freeSeats({ ...training, cohorts }, new Map()).total).toBe(1)
  })
  test('are none while the training is not running', () => { expect(freeSeats({ ...training, state: 'judging' }, new Map()).total).toBe(0) })
  test('are no less than none when more stand in it than fit', () => {
    expect(freeSeats({ ...training, cohorts: [{ ...training.cohorts[0]!, taken: 9 }] }, new Map())).toMatchObject({ total: 0, cohorts: [{ free: 0 }] })
  })
})

const now = new Date('2026-08-01T10:00:00+09:00')
const later = new Date('2026-08-02T10:00:00+09:00')
const states: OfferState[] = ['open', 'accepted', 'declined', 'lapsed', 'withdrawn']
const acts: OfferAct[] = ['accept', 'decline', 'lapse', 'withdraw', 'prolong']
test.each(states.flatMap((state) => acts.map((act) => [state, act] as const)))('an offer that is %s: %s', (state, act) => {
  expect(whyNotAnswer({ state, dueAt: later }, act, now, '都合により') === null).toBe(offerMoves[state][act] !== undefined)
})
test.each([['accept', now, null, 'waitlists.isLapsed'], ['decline', now, null, 'waitlists.isLapsed'], ['prolong', now, '', 'waitlists.reasonMissing'], ['decline', later, ' ', 'waitlists.reasonMissing'], ['accept', later, '', null]] as const)(
  '%s of an offer due at %s with the reason %j is %s', (act, dueAt, reason, expected) => {
    expect(keyOf(whyNotAnswer({ state: 'open', dueAt }, act, now, reason ?? 'x'))).toBe(expected)
  })

test.each([
  ['waiting', 1, 2, '理由', null], ['offered', 1, 2, '理由', 'waitlists.notWaiting'], ['waiting', 1, 4, '理由', 'waitlists.noSuchPlace'],
  ['waiting', 1, 1, '理由', 'waitlists.nothingMoved'], ['waiting', 1, 2, ' ', 'waitlists.reasonMissing'],
] as const)('moving somebody who is %s from %i to %i with %j: %s', (state, from, to, reason, expected) => {
  expect(keyOf(whyNotMove(state, from, to, 3, reason))).toBe(expected)
})

test.each([
  ['a lapsed one may be asked again', { state: 'lapsed' }, cohort(1, 1), 1, null], ['an enrolled one may not', { state: 'enrolled' }, cohort(1, 1), 1, 'waitlists.notWaiting'],
  ['nor into a full cohort', {}, cohort(1, 0), 1, 'waitlists.noSeat'], ['nor beyond the training', {}, cohort(1, 1), 0, 'waitlists.noSeat'], ['nor into one that is over', {}, undefined, 1, 'waitlists.cohortOver'],
] as const)('an offer by hand: %s', (_, more, room, total, expected) => { expect(keyOf(whyNotOffer(waiting(1, more), room, total, '急な欠員のため'))).toBe(expected) })

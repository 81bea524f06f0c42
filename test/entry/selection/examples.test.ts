import { expect, test } from 'vitest'
import type { Category } from '../../../server/entry/nominations/rules.ts'
import { simulate } from '../../../server/entry/selection/simulation.ts'
import type { Nominee, SimulationInput } from '../../../server/entry/selection/simulation/input.ts'
import { lotOf } from '../../../server/entry/selection/simulation/lots.ts'

/**
 * The rules of the selection as cases that an officer could work out on paper. The properties beside them look for surprises;
 * these say what the answer is, so that each rule has an example that fails whenever it is broken.
 */
type Some = Partial<Nominee> & { id: number }
const nominee = ({ municipalityId = 1, ...more }: Some): Nominee => ({
  municipalityId, municipalityCode: `13${String(municipalityId).padStart(4, '0')}`, category: 'chair', rank: 1, professionCode: null, wishedCohortIds: [], problem: null, ...more,
})
const room: Omit<SimulationInput, 'nominations'> = { cohorts: [{ id: 1, capacity: 99 }], capacity: 99, overPercent: 100, waitlistMax: 0, seed: 1 }
const run = (nominations: readonly Some[], more: Partial<SimulationInput> = {}) => simulate({ ...room, ...more, nominations: nominations.map(nominee) })
const ids = ({ lines }: ReturnType<typeof run>, outcome: string) => lines.filter((line) => line.outcome === outcome).map(({ nominationId }) => nominationId)
const rules = ({ lines }: ReturnType<typeof run>) => Object.fromEntries(lines.map(({ nominationId, rule }) => [nominationId, rule]))
const places = ({ lines }: ReturnType<typeof run>) => Object.fromEntries(lines.map(({ nominationId, cohortId, cohortRule }) => [nominationId, [cohortId, cohortRule]]))
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)
/** Whatever is drawn: a rule that stands before the draw holds for every seed. */
const anySeed = range(1, 25)

/** Twelve municipalities with three chairs each: id 100·rank + municipality. In the second rank one of 36 is a dietitian, in the third one a pharmacist. */
const twelve = range(1, 3).flatMap((rank) => range(1, 12).map((municipalityId): Some => ({
  id: 100 * rank + municipalityId, municipalityId, rank,
  professionCode: rank === 2 && municipalityId === 7 ? 'dietitian' : rank === 3 && municipalityId === 3 ? 'pharmacist' : 'public_health_nurse',
})))
const ranks = (rank: number) => range(1, 12).map((municipalityId) => 100 * rank + municipalityId)

test.each(anySeed)('rank 1 of every municipality comes before any rank 2, then the scarce profession, then the draw (seed %i)', (seed) => {
  const result = run(twelve, { capacity: 15, seed, waitlistMax: 99 })
  const drawn = ranks(2).filter((id) => id !== 207).sort((a, b) => lotOf(seed, a) - lotOf(seed, b))
  expect(ids(result, 'selected').slice(0, 12).sort((a, b) => a - b)).toEqual(ranks(1))
  expect(ids(result, 'selected').slice(12)).toEqual([207, ...drawn.slice(0, 2)])
  expect(rules(result)).toMatchObject({ 101: 'first_rank', 112: 'first_rank', 207: 'scarce_profession', [drawn[0]!]: 'draw', [drawn[1]!]: 'draw', [drawn[2]!]: 'over_capacity', 303: 'over_capacity' })
  // those who wait stand in the same order: what is left of rank 2 by lot, then rank 3 with its scarce profession first
  expect(ids(result, 'waitlisted').slice(0, 9)).toEqual(drawn.slice(2))
  expect(ids(result, 'waitlisted')[9]).toBe(303)
})

test.each(anySeed)('rank 1 of every category comes before any rank 2, also in a municipality that names many (seed %i)', (seed) => {
  const kinds: Category[] = ['chair', 'adviser', 'case_presenter', 'other']
  const many = [...kinds.flatMap((category, n) => range(1, 5).map((rank): Some => ({ id: 10 * (n + 1) + rank, category, rank }))), { id: 99, municipalityId: 2, category: 'other' as const }]
  const result = run(many, { capacity: 5, seed })
  expect(ids(result, 'selected').sort((a, b) => a - b)).toEqual([11, 21, 31, 41, 99])
})

test('where seats are left a tier is taken whole, rank by rank, and nobody is drawn', () => {
  const result = run(twelve, { capacity: 36 })
  expect(ids(result, 'selected')).toEqual([...ranks(1), ...ranks(2), ...ranks(3)])
  expect(new Set(Object.values(rules(result)))).toEqual(new Set(['first_rank', 'next_rank']))
})

test('a colleague who is not eligible takes no turn: the next one moves up to it', () => {
  const result = run([{ id: 1, problem: { key: 'nominations.completedBefore' } }, { id: 2, rank: 2 }, { id: 3, municipalityId: 2 }, { id: 4, municipalityId: 2, rank: 2 }], { capacity: 2, waitlistMax: 9 })
  expect(rules(result)).toEqual({ 1: 'ineligible', 2: 'moved_up', 3: 'first_rank', 4: 'over_capacity' })
  expect(ids(result, 'declined')).toEqual([1])
})

test('a hard quota takes the first of each municipality and stops there, though seats are left and nobody else wants them', () => {
  const chairs = range(1, 5).map((n): Some => ({ id: n, municipalityId: n }))
  const advisers = range(6, 7).map((n): Some => ({ id: n, municipalityId: n, category: 'adviser' }))
  const result = run([...chairs, ...advisers], { capacity: 30, quotas: { chair: 2 }, hardQuota: true, waitlistMax: 9 })
  const byLot = range(1, 5).sort((a, b) => lotOf(1, a) - lotOf(1, b))
  expect(ids(result, 'selected').sort()).toEqual([...byLot.slice(0, 2), 6, 7].sort())
  expect(ids(result, 'waitlisted')).toEqual(byLot.slice(2))
  for (const id of byLot.slice(2)) expect(rules(result)[id]).toBe('over_quota')
})

test('a hard quota of no places at all takes nobody', () => {
  const result = run([{ id: 1 }, { id: 2, category: 'adviser' }], { quotas: { chair: 0 }, hardQuota: true })
  expect(ids(result, 'selected')).toEqual([2])
})

test('a soft quota is passed over only by as many as seats are left', () => {
  const chairs = range(1, 5).map((n): Some => ({ id: n, rank: n }))
  const result = run([...chairs, { id: 6, category: 'adviser', rank: 1 }], { capacity: 4, quotas: { chair: 2 } })
  expect(ids(result, 'selected').sort()).toEqual([1, 2, 3, 6])
  expect(rules(result)).toEqual({ 1: 'first_rank', 2: 'next_rank', 3: 'spare_seat', 4: 'over_capacity', 5: 'over_capacity', 6: 'first_rank' })
})

test('a hard quota of a profession lets the next rank pass, of another profession', () => {
  const result = run([{ id: 1, professionCode: 'dietitian' }, { id: 2, rank: 2, professionCode: 'dietitian' }, { id: 3, rank: 3, professionCode: 'dentist' }], { professionQuotas: { dietitian: 1 }, hardProfessionQuota: true, waitlistMax: 9 })
  expect(ids(result, 'selected')).toEqual([1, 3])
  expect(rules(result)[2]).toBe('over_profession')
})

test('a training of 450 in three cohorts that may be 108.5 % full takes 488, and no cohort more than its share', () => {
  const many = range(1, 541).map((id): Some => ({ id, municipalityId: id % 50, rank: 1 + Math.floor(id / 50) }))
  const result = run(many, { capacity: 450, overPercent: 108.5, cohorts: [1, 2, 3].map((id) => ({ id, capacity: 150 })), waitlistMax: 32 })
  expect(result.summary).toMatchObject({ nominated: 541, limit: 488, selected: 488, waitlisted: 32, declined: 21 })
  expect(result.summary.byCohort.map(({ selected, limit }) => [selected, limit])).toEqual([[163, 163], [163, 163], [162, 163]])
})

test('whole percents of the same training: 108 % are 486, 109 % are 490', () => {
  const many = range(1, 541).map((id): Some => ({ id, municipalityId: id % 50, rank: 1 + Math.floor(id / 50) }))
  for (const [overPercent, limit] of [[100, 450], [108, 486], [109, 490]] as const) expect(run(many, { capacity: 450, overPercent, cohorts: [1, 2, 3].map((id) => ({ id, capacity: 150 })) }).summary).toMatchObject({ limit, selected: limit })
})

test.each(anySeed)('whoever was promised a seat comes before every rank 1, whatever their own rank (seed %i)', (seed) => {
  const result = run([...twelve, { id: 900, municipalityId: 5, rank: 9, guaranteed: true }], { capacity: 3, seed })
  expect(ids(result, 'selected')[0]).toBe(900)
  expect(rules(result)[900]).toBe('guaranteed')
  expect(ids(result, 'selected').slice(1).every((id) => ranks(1).includes(id))).toBe(true)
})

test('a promise opens no hard quota and is none for who is not eligible', () => {
  const result = run([{ id: 1, guaranteed: true, problem: { key: 'nominations.completedBefore' } }, { id: 2, rank: 2, guaranteed: true }, { id: 3, rank: 3, guaranteed: true }], { quotas: { chair: 1 }, hardQuota: true, waitlistMax: 1 })
  expect(rules(result)[1]).toBe('ineligible')
  expect([ids(result, 'selected').length, ids(result, 'waitlisted').length]).toEqual([1, 1])
})

test('who stands behind the waitlist is promised next year’s seat in turn, and after those nobody', () => {
  const result = run(range(1, 6).map((rank): Some => ({ id: rank, rank })), { capacity: 1, waitlistMax: 2, guaranteeMax: 2 })
  expect([ids(result, 'selected'), ids(result, 'waitlisted'), ids(result, 'next_year'), ids(result, 'declined')]).toEqual([[1], [2, 3], [4, 5], [6]])
})

const cohorts = (...capacities: number[]) => capacities.map((capacity, n) => ({ id: n + 1, capacity }))
/** A team of this size in the first municipality, ids from 1. */
const team = (size: number, wishedCohortIds: readonly number[], more: Partial<Nominee> = {}) => range(1, size).map((id): Some => ({ id, rank: id, team: 1, wishedCohortIds, ...more }))

test('a team is not squeezed into the cohort it wished when that has no room for all of it; it goes whole to another one', () => {
  const result = run(team(3, [1]), { cohorts: cohorts(2, 5), capacity: 7 })
  expect(places(result)).toEqual({ 1: [2, 'with_team'], 2: [2, 'with_team'], 3: [2, 'with_team'] })
})

test('a team that just fits goes to the cohort it wished', () => {
  expect(places(run(team(3, [1]), { cohorts: cohorts(3, 5), capacity: 8 }))).toEqual({ 1: [1, 'wish_1'], 2: [1, 'wish_1'], 3: [1, 'wish_1'] })
})

test('two teams that wish for one cohort with room for one of them: the larger one has it, the other goes whole to the next', () => {
  const second = range(4, 5).map((id): Some => ({ id, municipalityId: 2, rank: id - 3, team: 1, wishedCohortIds: [1] }))
  const result = run([...second, ...team(3, [1])], { cohorts: cohorts(4, 4), capacity: 8 })
  expect(places(result)).toEqual({ 1: [1, 'wish_1'], 2: [1, 'wish_1'], 3: [1, 'wish_1'], 4: [2, 'with_team'], 5: [2, 'with_team'] })
})

test('a team goes together where two of its members wished, against one; who alone wished another goes with it', () => {
  const three = team(3, [2]).map((one) => one.id === 3 ? { ...one, wishedCohortIds: [1] } : one)
  expect(places(run(three, { cohorts: cohorts(9, 9), capacity: 18 }))).toEqual({ 1: [2, 'wish_1'], 2: [2, 'wish_1'], 3: [2, 'with_team'] })
})

test('the second wish of a team counts less than its first, and more than a cohort nobody in it wished', () => {
  expect(places(run(team(2, [2, 1]), { cohorts: cohorts(9, 9, 9), capacity: 27 }))).toEqual({ 1: [2, 'wish_1'], 2: [2, 'wish_1'] })
  expect(places(run(team(3, [2, 3]), { cohorts: cohorts(9, 2, 9), capacity: 20 }))).toEqual({ 1: [3, 'wish_2'], 2: [3, 'wish_2'], 3: [3, 'wish_2'] })
})

test('a team that no cohort can hold is divided and says so; the limits of the cohorts stand', () => {
  const result = run(team(4, []), { cohorts: cohorts(2, 2), capacity: 4 })
  expect(Object.values(places(result)).map(([, rule]) => rule)).toEqual(Array.from({ length: 4 }, () => 'team_apart'))
  expect(result.summary.byCohort.map(({ selected }) => selected)).toEqual([2, 2])
})

test('a team is placed before people who stand alone, so that they do not take the room it needs', () => {
  const alone = range(8, 9).map((id): Some => ({ id, municipalityId: id, wishedCohortIds: [1] }))
  const result = run([...alone, ...team(3, [1])], { cohorts: cohorts(3, 3), capacity: 6 })
  expect(places(result)).toEqual({ 1: [1, 'wish_1'], 2: [1, 'wish_1'], 3: [1, 'wish_1'], 8: [2, 'wishes_full'], 9: [2, 'wishes_full'] })
})

test('wishes are met in turn: the first, else the second, else the third, else a free cohort that says so', () => {
  const wishes = [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]
  const result = run(wishes.map((wishedCohortIds, n): Some => ({ id: n + 1, rank: n + 1, wishedCohortIds })), { cohorts: cohorts(1, 1, 1, 1), capacity: 4 })
  expect(places(result)).toEqual({ 1: [1, 'wish_1'], 2: [2, 'wish_2'], 3: [3, 'wish_3'], 4: [4, 'wishes_full'] })
  expect(result.lines.map(({ wishMet }) => wishMet)).toEqual([1, 2, 3, null])
  expect(result.summary).toMatchObject({ wishes: { met: [1, 1, 1], said: 4 }, withoutWish: 1 })
})

test('a wish weighs more than the balance, an earlier rank more than a later one, and whoever wished nothing fills what is left', () => {
  const result = run([{ id: 1, rank: 3, wishedCohortIds: [1] }, { id: 2, rank: 2, wishedCohortIds: [1] }, { id: 3, rank: 1 }, { id: 4, municipalityId: 2, wishedCohortIds: [1] }], { cohorts: cohorts(2, 2), capacity: 4 })
  expect(places(result)).toEqual({ 4: [1, 'wish_1'], 2: [1, 'wish_1'], 1: [2, 'wishes_full'], 3: [2, 'balance'] })
})

test('a wish for a cohort that is not held is no wish for another', () => {
  expect(places(run([{ id: 1, wishedCohortIds: [7, 2] }], { cohorts: cohorts(9, 9) }))).toEqual({ 1: [2, 'wish_2'] })
})

test('without wishes every cohort has the same share of each category and of each municipality', () => {
  const kinds: Category[] = ['chair', 'adviser', 'case_presenter']
  const people = kinds.flatMap((category, k) => range(1, 4).flatMap((municipalityId) => range(1, 3).map((rank): Some => ({ id: 100 * (k + 1) + 10 * municipalityId + rank, municipalityId, category, rank }))))
  const result = run(people, { cohorts: cohorts(12, 12, 12), capacity: 36 })
  const cohortOf = new Map(result.lines.map(({ nominationId, cohortId }) => [nominationId, cohortId]))
  const counted = (pick: (one: Some) => boolean) => cohorts(12, 12, 12).map(({ id }) => people.filter((one) => pick(one) && cohortOf.get(one.id) === id).length)
  for (const category of kinds) expect(counted((one) => one.category === category), category).toEqual([4, 4, 4])
  for (const municipality of range(1, 4)) expect(counted((one) => one.municipalityId === municipality), `municipality ${municipality}`).toEqual([3, 3, 3])
  expect(result.summary.balance).toEqual({ category: 36, municipality: 36 })
})

test('whoever wished nothing goes where their category is fewer, though that cohort has more people', () => {
  const chairs = range(1, 2).map((id): Some => ({ id, municipalityId: id, wishedCohortIds: [1] }))
  const advisers = range(3, 5).map((id): Some => ({ id, municipalityId: id, category: 'adviser', wishedCohortIds: [2] }))
  expect(places(run([...chairs, ...advisers, { id: 6, municipalityId: 6 }], { cohorts: cohorts(9, 9), capacity: 18 }))[6]).toEqual([2, 'balance'])
})

test('and of two cohorts with as many of their category, where their municipality has fewer', () => {
  const others: Some[] = [{ id: 1, municipalityId: 5, wishedCohortIds: [1] }, { id: 2, municipalityId: 6, wishedCohortIds: [2] }, { id: 3, municipalityId: 7, category: 'adviser', wishedCohortIds: [2] }]
  expect(places(run([...others, { id: 4, municipalityId: 5, rank: 2 }], { cohorts: cohorts(9, 9), capacity: 18 }))[4]).toEqual([2, 'balance'])
})

test('cohorts of different sizes have the same share, not the same number', () => {
  const people = range(1, 30).map((id): Some => ({ id, municipalityId: id, category: id % 2 ? 'chair' : 'adviser' }))
  const result = run(people, { cohorts: cohorts(20, 10), capacity: 30 })
  const cohortOf = new Map(result.lines.map(({ nominationId, cohortId }) => [nominationId, cohortId]))
  for (const parity of [0, 1]) expect([1, 2].map((cohort) => people.filter(({ id }) => id % 2 === parity && cohortOf.get(id) === cohort).length)).toEqual([10, 5])
})

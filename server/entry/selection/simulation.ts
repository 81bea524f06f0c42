import { cohortLimit, seatLimit } from '../enrollments/rules.ts'
import type { Category } from '../nominations/rules.ts'
import {
  summaryOf,
  type Nominee, type RuleData, type SimulatedLine, type SimulatedRule, type SimulationInput, type Summary,
} from './rules.ts'

/**
 * The simulated selection: one pure function from the nominations, the seats and a seed to one explained line each.
 * The same input gives the same answer in whatever order it is handed in.
 *
 * Tiers: the first eligible of every municipality and category, then the second, and so on. A tier that fits is taken
 * whole. One that does not is ordered: scarce professions first, then the draw. Soft quotas are filled first and then
 * passed over while seats are left; hard quotas never.
 */

export interface Simulation { lines: SimulatedLine[]; summary: Summary }

interface Candidate extends Nominee {
  /** 1..n among the eligible of the same municipality and category: a colleague who is not eligible takes no place. */
  place: number
  lot: number; draw: number
  scarce: { count: number; total: number } | null
}
interface Taken { candidate: Candidate; rule: SimulatedRule; ruleData: RuleData }

export function simulate(input: SimulationInput): Simulation {
  const candidates = candidatesOf(input)
  const limit = seatLimit(input)
  const taken = takeTiers(candidates, input, limit)
  const selected = new Set(taken.map(({ candidate }) => candidate.id))
  const left = candidates.filter(({ id }) => !selected.has(id)).sort(inTurn)
  const given = countBy(taken, ({ candidate }) => candidate.category)
  const cohortOf = placeInCohorts(taken.map(({ candidate }) => candidate), input)
  const nobody = { waitlistPosition: null, cohortId: null, wishMet: null }
  const lines = [
    ...taken.map(({ candidate, rule, ruleData }) => ({
      ...nobody, nominationId: candidate.id, outcome: 'selected' as const, rule, ruleData, ...cohortOf.get(candidate.id),
    })),
    ...left.map((candidate, place) => ({
      ...nobody, nominationId: candidate.id, ...whyLeft(candidate, given, input, limit),
      ...(place < input.waitlistMax
        ? { outcome: 'waitlisted' as const, waitlistPosition: place + 1 } : { outcome: 'declined' as const }),
    })),
    ...input.nominations.filter(({ problem }) => problem !== null).sort(byOffice).map(({ id, problem }) => ({
      ...nobody, nominationId: id, outcome: 'declined' as const, rule: 'ineligible' as const,
      ruleData: { ...problem!.data, problem: problem!.key },
    })),
  ].map((line, index): SimulatedLine => ({ ...line, position: index + 1 }))
  return { lines, summary: summaryOf(lines, input) }
}

/**
 * A number of its own for each nomination: the finalizer of splitmix32 over the mixed seed plus the id. It is one-to-one on
 * 32 bits, so no two lots are equal, and a lot does not change when somebody else's nomination comes or goes.
 */
export function lotOf(seed: number, id: number): number {
  return mixed((mixed((seed % 0x1_0000_0000) ^ Math.floor(seed / 0x1_0000_0000)) + id) | 0)
}

function mixed(value: number): number {
  let bits = (value + 0x9e3779b9) | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad)
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
  return (bits ^ (bits >>> 15)) >>> 0
}

const order: Record<Category, number> = { chair: 0, adviser: 1, case_presenter: 2, other: 3 }
const byText = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0

/** Official order: municipality code, category, rank. */
const byOffice = (a: Nominee, b: Nominee): number => byText(a.municipalityCode, b.municipalityCode)
  || order[a.category] - order[b.category] || a.rank - b.rank || a.id - b.id

/** The order of a tier that does not fit: the scarcest profession first, then the lot. */
const byNeed = (a: Candidate, b: Candidate): number =>
  share(a) - share(b) || a.lot - b.lot
const share = ({ scarce }: Candidate): number => scarce === null ? 1 : scarce.count / scarce.total
const inTurn = (a: Candidate, b: Candidate): number => a.place - b.place || byNeed(a, b)

function candidatesOf({ nominations, seed, scarceBelowPercent = 10 }: SimulationInput): Candidate[] {
  const eligible = nominations.filter(({ problem }) => problem === null).sort(byOffice)
  const total = countBy(eligible, ({ category }) => category)
  const held = countBy(eligible, ({ category, professionCode }) => `${category} ${professionCode}`)
  const places = new Map<string, number>()
  const candidates = eligible.map((nominee): Candidate => {
    const group = `${nominee.municipalityId} ${nominee.category}`
    const place = (places.get(group) ?? 0) + 1
    places.set(group, place)
    const profession = { count: held.get(`${nominee.category} ${nominee.professionCode}`)!, total: total.get(nominee.category)! }
    const isScarce = nominee.professionCode !== null && profession.count * 100 < profession.total * scarceBelowPercent
    return { ...nominee, place, lot: lotOf(seed, nominee.id), draw: 0, scarce: isScarce ? profession : null }
  })
  for (const tier of tiersOf(candidates))
    for (const [index, candidate] of [...tier].sort((a, b) => a.lot - b.lot).entries()) candidate.draw = index + 1
  return candidates
}

function countBy<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, number> {
  const counts = new Map<K, number>()
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1)
  return counts
}

function tiersOf(candidates: readonly Candidate[]): Candidate[][] {
  const tiers: Candidate[][] = []
  for (const candidate of candidates) (tiers[candidate.place - 1] ??= []).push(candidate)
  return tiers
}

function takeTiers(candidates: Candidate[], { quotas = {}, hardQuota = false, seed }: SimulationInput, limit: number): Taken[] {
  const taken: Taken[] = []
  const given = new Map<Category, number>()
  const selected = new Set<number>()
  for (const bound of hardQuota ? [quotas] : [quotas, {}]) {
    const room = (category: Category) => Math.max(0, (bound[category] ?? Infinity) - (given.get(category) ?? 0))
    for (const tier of tiersOf(candidates)) {
      const pool = tier.filter(({ id }) => !selected.has(id))
      const isTight = tightness(pool, room, limit - taken.length)
      for (const candidate of inOrder(pool, isTight)) {
        if (taken.length >= limit || room(candidate.category) === 0) continue
        taken.push({ candidate, ...whyTaken(candidate, isTight(candidate), bound === quotas ? null : quotas, seed) })
        given.set(candidate.category, (given.get(candidate.category) ?? 0) + 1)
        selected.add(candidate.id)
      }
    }
  }
  return taken
}

/** Who of a tier has to compete: all, when seats run out; else those of a category that has more people than places. */
function tightness(pool: readonly Candidate[], room: (category: Category) => number, seats: number) {
  const wanting = countBy(pool, ({ category }) => category)
  const fitting = [...wanting].reduce((sum, [category, count]) => sum + Math.min(count, room(category)), 0)
  const full = new Set([...wanting].filter(([category, count]) => count > room(category)).map(([category]) => category))
  return ({ category }: Candidate): boolean => fitting > seats || full.has(category)
}

const inOrder = (pool: readonly Candidate[], isTight: (candidate: Candidate) => boolean): Candidate[] =>
  [...pool.filter((one) => !isTight(one)), ...pool.filter(isTight).sort(byNeed)]

function whyTaken(
  { place, rank, scarce, professionCode, draw, category }: Candidate, isTight: boolean,
  passedOver: Partial<Record<Category, number>> | null, seed: number,
): { rule: SimulatedRule; ruleData: RuleData } {
  if (isTight && scarce !== null) return { rule: 'scarce_profession', ruleData: { profession: professionCode!, ...scarce } }
  if (isTight) return { rule: 'draw', ruleData: { draw, seed } }
  const quota = passedOver?.[category]
  if (quota !== undefined) return { rule: 'spare_seat', ruleData: { rank, quota } }
  if (place < rank) return { rule: 'moved_up', ruleData: { rank, place } }
  return place === 1 ? { rule: 'first_rank', ruleData: { rank } } : { rule: 'next_rank', ruleData: { rank: place } }
}

function whyLeft(
  { category, draw }: Candidate, given: ReadonlyMap<Category, number>, { quotas, hardQuota, seed }: SimulationInput, limit: number,
): { rule: SimulatedRule; ruleData: RuleData } {
  const quota = hardQuota ? quotas?.[category] : undefined
  if (quota !== undefined && (given.get(category) ?? 0) >= quota) return { rule: 'over_quota', ruleData: { quota, draw, seed } }
  return { rule: 'over_capacity', ruleData: { limit, draw, seed } }
}

interface Room {
  id: number; capacity: number; limit: number; target: number; total: number
  byCategory: Map<Category, number>; byMunicipality: Map<number, number>
}

/**
 * Wishes first, in the order of selection: into a wished cohort that still has a planned seat and is not yet crowded by the
 * person's category, else into any wished one with a seat. Everybody else goes where their category, then their
 * municipality, then people at all are fewest.
 */
function placeInCohorts(selected: readonly Candidate[], { cohorts, overPercent }: SimulationInput) {
  const all = cohorts.reduce((sum, { capacity }) => sum + capacity, 0) || 1
  const rooms = [...cohorts].sort((a, b) => a.id - b.id).map(({ id, capacity }): Room => {
    const limit = cohortLimit(capacity, overPercent)
    const target = Math.min(limit, Math.max(capacity, Math.ceil((selected.length * capacity) / all)))
    return { id, capacity, limit, target, total: 0, byCategory: new Map(), byMunicipality: new Map() }
  })
  const people = countBy(selected, ({ category }) => category)
  const seated = new Map<number, { cohortId: number; wishMet: number | null }>()
  const seat = (candidate: Candidate, room: Room, wishMet: number | null) => {
    room.total += 1
    room.byCategory.set(candidate.category, (room.byCategory.get(candidate.category) ?? 0) + 1)
    room.byMunicipality.set(candidate.municipalityId, (room.byMunicipality.get(candidate.municipalityId) ?? 0) + 1)
    seated.set(candidate.id, { cohortId: room.id, wishMet })
  }
  // A fifth more than its even share: enough for wishes, not enough for a cohort of chairs alone.
  const isCrowded = (room: Room, { category }: Candidate) =>
    (room.byCategory.get(category) ?? 0) >= Math.ceil(1.2 * people.get(category)! * (room.capacity / all))
  for (const candidate of selected) {
    const wished = candidate.wishedCohortIds.map((id) => rooms.find((room) => room.id === id))
    const good = wished.find((room) => room !== undefined && room.total < room.target && !isCrowded(room, candidate))
    const room = good ?? wished.find((one) => one !== undefined && one.total < one.limit)
    if (room !== undefined) seat(candidate, room, wished.indexOf(room) + 1)
  }
  for (const candidate of selected) {
    if (seated.has(candidate.id)) continue
    const open = rooms.filter((room) => room.total < room.limit)
    const [first, ...others] = open
    if (first === undefined) continue
    seat(candidate, others.reduce((best, room) => isBetter(room, best, candidate) ? room : best, first), null)
  }
  return seated
}

function isBetter(room: Room, found: Room, { category, municipalityId }: Candidate): boolean {
  const load = (one: Room) => [
    one.total < one.target ? 0 : 1, (one.byCategory.get(category) ?? 0) / one.capacity,
    (one.byMunicipality.get(municipalityId) ?? 0) / one.capacity, one.total / one.capacity,
  ]
  const [here, there] = [load(room), load(found)]
  const differing = here.findIndex((value, index) => value !== there[index])
  return differing >= 0 && here[differing]! < there[differing]!
}

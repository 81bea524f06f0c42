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
 * Tiers: whoever was promised a seat last year, then the first eligible of every municipality and category, then the second,
 * and so on. A tier that fits is taken whole. One that does not is ordered: scarce professions first, then the draw. Soft
 * quotas, of a category or a profession, are filled first and then passed over while seats are left; hard quotas never.
 *
 * A team is one lot: it is taken whole or waits whole. It stands in the tier of its last member, so naming a team takes no
 * colleague's turn; and what does not fit whole lets the next ones pass. Inside a municipality and category somebody is
 * therefore passed over by a later rank in three cases only, and each is the rule of a line: the one who waits belongs to a
 * team or to a profession whose places are taken, or the one who is selected was promised the seat.
 */

export interface Simulation { lines: SimulatedLine[]; summary: Summary }

interface Candidate extends Nominee {
  /** 1..n among the eligible of the same municipality and category: a colleague who is not eligible takes no place. */
  place: number
  scarce: { count: number; total: number } | null
}
/** Who is decided on together: one person, or the eligible members of a team in official order. */
interface Lot { members: Candidate[]; tier: number; lot: number; draw: number; share: number }
interface Taken { candidate: Candidate; rule: SimulatedRule; ruleData: RuleData }

export function simulate(input: SimulationInput): Simulation {
  const lots = lotsOf(input)
  const limit = seatLimit(input)
  const given: Given = new Map()
  const taken = takeTiers(lots, input, limit, given)
  const selected = new Set(taken.map(({ candidate }) => candidate.id))
  const left = lots.filter(({ members }) => !selected.has(members[0]!.id)).sort(inTurn)
  const cohortOf = placeInCohorts(taken.map(({ candidate }) => candidate), input)
  const nobody = { waitlistPosition: null, cohortId: null, wishMet: null }
  const lines = [
    ...taken.map(({ candidate, rule, ruleData }) => ({
      ...nobody, nominationId: candidate.id, outcome: 'selected' as const, rule, ruleData, ...cohortOf.get(candidate.id),
    })),
    ...outcomesOfLeft(left, input).map(({ candidate, lot, ...outcome }) => ({
      ...nobody, nominationId: candidate.id, ...whyLeft(candidate, lot, input, limit, taken.length, given), ...outcome,
    })),
    ...input.nominations.filter(({ problem }) => problem !== null).sort(byOffice).map(({ id, problem }) => ({
      ...nobody, nominationId: id, outcome: 'declined' as const, rule: 'ineligible' as const,
      ruleData: { ...problem!.data, problem: problem!.key },
    })),
  ].map((line, index): SimulatedLine => ({ ...line, position: index + 1 }))
  return { lines, summary: summaryOf(lines, input) }
}

/** Those left, in their turn: the waitlist, then those who are promised a seat next year, then nobody's. Teams stay whole. */
function outcomesOfLeft(left: readonly Lot[], { waitlistMax, guaranteeMax = 0 }: SimulationInput) {
  const rows: { candidate: Candidate; lot: Lot; outcome: 'waitlisted' | 'next_year' | 'declined'; waitlistPosition: number | null }[] = []
  let [waiting, promised] = [0, 0]
  for (const lot of left) {
    const size = lot.members.length
    const outcome = waiting + size <= waitlistMax ? 'waitlisted' : promised + size <= guaranteeMax ? 'next_year' : 'declined'
    for (const [n, candidate] of lot.members.entries())
      rows.push({ candidate, lot, outcome, waitlistPosition: outcome === 'waitlisted' ? waiting + n + 1 : null })
    if (outcome === 'waitlisted') waiting += size
    if (outcome === 'next_year') promised += size
  }
  const order = { waitlisted: 0, next_year: 1, declined: 2 }
  return rows.sort((a, b) => order[a.outcome] - order[b.outcome])
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
const byNeed = (a: Lot, b: Lot): number => a.share - b.share || a.lot - b.lot
const inTurn = (a: Lot, b: Lot): number => a.tier - b.tier || byNeed(a, b)
const share = ({ scarce }: Candidate): number => scarce === null ? 1 : scarce.count / scarce.total

/** Everybody eligible, in lots: official order of their first members. */
function lotsOf(input: SimulationInput): Lot[] {
  const grouped = new Map<string, Candidate[]>()
  for (const one of candidatesOf(input)) {
    const key = one.team ? `team ${one.municipalityId} ${one.team}` : `one ${one.id}`
    const members = grouped.get(key)
    if (members === undefined) grouped.set(key, [one])
    else members.push(one)
  }
  const lots = [...grouped.values()].map((members): Lot => ({
    members, tier: Math.max(...members.map(({ place, guaranteed }) => guaranteed ? 0 : place)),
    lot: lotOf(input.seed, Math.min(...members.map(({ id }) => id))), draw: 0, share: Math.min(...members.map(share)),
  }))
  for (const tier of tiersOf(lots))
    for (const [index, lot] of [...tier].sort((a, b) => a.lot - b.lot).entries()) lot.draw = index + 1
  return lots
}

function candidatesOf({ nominations, scarceBelowPercent = 10 }: SimulationInput): Candidate[] {
  const eligible = nominations.filter(({ problem }) => problem === null).sort(byOffice)
  const total = countBy(eligible, ({ category }) => category)
  const held = countBy(eligible, ({ category, professionCode }) => `${category} ${professionCode}`)
  const places = new Map<string, number>()
  return eligible.map((nominee): Candidate => {
    const group = `${nominee.municipalityId} ${nominee.category}`
    const place = (places.get(group) ?? 0) + 1
    places.set(group, place)
    const profession = { count: held.get(`${nominee.category} ${nominee.professionCode}`)!, total: total.get(nominee.category)! }
    const isScarce = nominee.professionCode !== null && profession.count * 100 < profession.total * scarceBelowPercent
    return { ...nominee, place, scarce: isScarce ? profession : null }
  })
}

function countBy<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, number> {
  const counts = new Map<K, number>()
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1)
  return counts
}

function tiersOf(lots: readonly Lot[]): Lot[][] {
  const tiers: Lot[][] = []
  for (const lot of lots) (tiers[lot.tier] ??= []).push(lot)
  return tiers.filter((tier) => tier !== undefined)
}

/** How many of each category and profession have been given a seat so far. */
type Given = Map<string, number>
const givenTo = (given: Given, kind: string): number => given.get(kind) ?? 0
const professionOf = (code: string): string => `profession ${code}`
const kindsOf = ({ category, professionCode }: Candidate): string[] => professionCode === null ? [category] : [category, professionOf(professionCode)]

/** How many places each category and each profession has; what has no number has no bound. */
type Bounds = ReadonlyMap<string, number>
function boundsOf({ quotas = {}, professionQuotas = {} }: SimulationInput, category: boolean, profession: boolean): Bounds {
  const bounds = new Map<string, number>()
  if (category) for (const [kind, places] of Object.entries(quotas)) if (places !== undefined) bounds.set(kind, places)
  if (profession) for (const [code, places] of Object.entries(professionQuotas)) bounds.set(professionOf(code), places)
  return bounds
}
function takeTiers(lots: readonly Lot[], input: SimulationInput, limit: number, given: Given): Taken[] {
  const { hardQuota = false, hardProfessionQuota = false, seed } = input
  const taken: Taken[] = []
  const selected = new Set<Lot>()
  const all = boundsOf(input, true, true)
  const tiers = tiersOf(lots)
  for (const bounds of hardQuota && hardProfessionQuota ? [all] : [all, boundsOf(input, hardQuota, hardProfessionQuota)]) {
    const room = (kind: string): number => Math.max(0, (bounds.get(kind) ?? Infinity) - givenTo(given, kind))
    for (const tier of tiers) {
      const pool = tier.filter((lot) => !selected.has(lot))
      const isTight = tightness(pool, room, limit - taken.length)
      for (const lot of inOrder(pool, isTight)) {
        if (!fits(lot, room, limit - taken.length)) continue
        for (const candidate of lot.members) {
          taken.push({ candidate, ...whyTaken(candidate, lot, isTight(lot), bounds === all ? null : all, given, seed) })
          for (const kind of kindsOf(candidate)) given.set(kind, givenTo(given, kind) + 1)
        }
        selected.add(lot)
      }
    }
  }
  return taken
}

function fits({ members }: Lot, room: (kind: string) => number, seats: number): boolean {
  if (members.length > seats) return false
  if (members.length === 1) return kindsOf(members[0]!).every((kind) => room(kind) > 0)
  return [...countBy(members.flatMap(kindsOf), (kind) => kind)].every(([kind, count]) => count <= room(kind))
}

/** Which lots of a tier have to compete: all, when seats run out; else those of a category or profession with more people than places. */
function tightness(pool: readonly Lot[], room: (kind: string) => number, seats: number): (lot: Lot) => boolean {
  const people = pool.flatMap(({ members }) => members)
  const wanting = countBy(people.flatMap(kindsOf), (kind) => kind)
  const fitting = people.length - [...countBy(people, ({ category }) => category)].reduce((sum, [kind, count]) => sum + Math.max(0, count - room(kind)), 0)
  const full = new Set([...wanting].filter(([kind, count]) => count > room(kind)).map(([kind]) => kind))
  return ({ members }) => fitting > seats || members.some((one) => kindsOf(one).some((kind) => full.has(kind)))
}

const inOrder = (pool: readonly Lot[], isTight: (lot: Lot) => boolean): Lot[] =>
  [...pool.filter((one) => !isTight(one)), ...pool.filter(isTight).sort(byNeed)]

function whyTaken(
  { place, rank, scarce, professionCode, category, guaranteed, team }: Candidate, lot: Lot, isTight: boolean,
  passedOver: Bounds | null, given: Given, seed: number,
): { rule: SimulatedRule; ruleData: RuleData } {
  if (guaranteed && lot.tier === 0 && passedOver === null) return { rule: 'guaranteed', ruleData: { rank } }
  if (isTight && scarce !== null) return { rule: 'scarce_profession', ruleData: { profession: professionCode!, ...scarce } }
  if (isTight) return { rule: 'draw', ruleData: { draw: lot.draw, seed } }
  const over = (kind: string): number | null => { const quota = passedOver?.get(kind); return quota !== undefined && givenTo(given, kind) >= quota ? quota : null }
  const [quota, ofProfession] = [over(category), professionCode === null ? null : over(professionOf(professionCode))]
  if (quota !== null) return { rule: 'spare_seat', ruleData: { rank, quota } }
  if (ofProfession !== null) return { rule: 'spare_profession', ruleData: { profession: professionCode!, quota: ofProfession } }
  if (lot.members.length > 1) return { rule: 'team', ruleData: { team: team!, size: lot.members.length, rank: lot.tier } }
  if (place < rank) return { rule: 'moved_up', ruleData: { rank, place } }
  return place === 1 ? { rule: 'first_rank', ruleData: { rank } } : { rule: 'next_rank', ruleData: { rank: place } }
}

function whyLeft(
  { category, professionCode, team }: Candidate, { draw, members }: Lot, input: SimulationInput, limit: number, selected: number, given: Given,
): { rule: SimulatedRule; ruleData: RuleData } {
  const { seed, hardQuota = false, hardProfessionQuota = false } = input
  const hard = boundsOf(input, hardQuota, hardProfessionQuota)
  const isFull = (kind: string): boolean => givenTo(given, kind) >= (hard.get(kind) ?? Infinity)
  if (isFull(category)) return { rule: 'over_quota', ruleData: { quota: hard.get(category)!, draw, seed } }
  const profession = professionCode === null ? null : professionOf(professionCode)
  if (profession !== null && isFull(profession)) return { rule: 'over_profession', ruleData: { profession: professionCode!, quota: hard.get(profession)! } }
  if (members.length > 1 && selected < limit) return { rule: 'team_waits', ruleData: { team: team!, size: members.length } }
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

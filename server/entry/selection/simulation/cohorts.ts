import { cohortLimit } from '../../enrollments/rules.ts'
import type { Category } from '../../nominations/rules.ts'
import type { SimulationInput } from './input.ts'
import { byText, categoryOrder, countBy, type Candidate, type Lot } from './lots.ts'

/**
 * Why somebody goes to their cohort: the wish that was met, the team they go with, the team that fits into no cohort as a
 * whole, wishes that had no seat left, or no wish at all, so that their seat could serve the balance.
 */
export const cohortRules = ['wish_1', 'wish_2', 'wish_3', 'with_team', 'team_apart', 'wishes_full', 'balance'] as const
export type CohortRule = (typeof cohortRules)[number]
export interface Place { cohortId: number; cohortRule: CohortRule; wishMet: number | null }

interface Room {
  id: number; capacity: number; limit: number; target: number; total: number
  byCategory: Map<Category, number>; byMunicipality: Map<number, number>
}

/**
 * Which cohort everybody selected goes to; none gets more people than its limit.
 *
 * Teams first, the largest before the others, because they cannot be divided: each goes whole to the cohort that is wished
 * most by its members. Then everybody else in turn, by tier and by lot within it: to the first of their wishes that has a
 * seat. So nobody has lost a wish to somebody whose turn came later, no two people would both rather have the other's
 * cohort, and to say a second wish never costs the first one. Whoever said no wish, or got none, comes last and evens out
 * the cohorts: they go where their category, then their municipality, then people at all are fewest.
 */
export function placeInCohorts(lots: readonly Lot[], input: SimulationInput): Map<number, Place> {
  const rooms = roomsOf(lots.reduce((sum, { members }) => sum + members.length, 0), input)
  const places = new Map<number, Place>()
  const seat = (one: Candidate, room: Room, rule: CohortRule | null) => {
    take(room, one)
    const wishMet = 1 + one.wishedCohortIds.indexOf(room.id)
    places.set(one.id, { cohortId: room.id, wishMet: wishMet || null, cohortRule: wishMet > 0 ? wishRule(wishMet) : rule ?? (one.wishedCohortIds.length > 0 ? 'wishes_full' : 'balance') })
  }
  const turns = [...lots].sort((a, b) => a.tier - b.tier || a.lot - b.lot)
  const apart = new Set<Lot>()
  for (const team of turns.filter(isTeam).sort((a, b) => b.members.length - a.members.length)) {
    const room = roomOfTeam(team.members, rooms)
    if (room === undefined) apart.add(team)
    else for (const member of team.members) seat(member, room, 'with_team')
  }
  const alone = turns.filter((lot) => !isTeam(lot) || apart.has(lot)).flatMap((lot) => lot.members.map((one) => ({ one, rule: apart.has(lot) ? 'team_apart' as const : null })))
  const free = alone.filter(({ one, rule }) => {
    const room = one.wishedCohortIds.map((id) => rooms.find((other) => other.id === id)).find((other) => other !== undefined && other.total < other.limit)
    if (room !== undefined) seat(one, room, rule)
    return room === undefined
  })
  for (const { one, rule } of free.sort((a, b) => byKind(a.one, b.one))) {
    const [first, ...others] = rooms.filter(({ total, limit }) => total < limit)
    if (first !== undefined) seat(one, others.reduce((best, room) => isBetter(room, best, one) ? room : best, first), rule)
  }
  return places
}

const isTeam = ({ members }: Lot): boolean => members.length > 1
const wishRule = (wish: number): CohortRule => cohortRules[Math.min(wish, 3) - 1]!

/** Up to its `target` a cohort is filled before any goes beyond: its seats, or its share of everybody where more are selected than seats. */
function roomsOf(selected: number, { cohorts, overPercent }: SimulationInput): Room[] {
  const all = cohorts.reduce((sum, { capacity }) => sum + capacity, 0) || 1
  return [...cohorts].sort((a, b) => a.id - b.id).map(({ id, capacity }) => {
    const limit = cohortLimit(capacity, overPercent)
    return { id, capacity, limit, target: Math.min(limit, Math.max(capacity, Math.ceil((selected * capacity) / all))), total: 0, byCategory: new Map(), byMunicipality: new Map() }
  })
}

function take(room: Room, { category, municipalityId }: Candidate): void {
  room.total += 1
  room.byCategory.set(category, (room.byCategory.get(category) ?? 0) + 1)
  room.byMunicipality.set(municipalityId, (room.byMunicipality.get(municipalityId) ?? 0) + 1)
}

/** Of the cohorts with room for all of them the one they wish most: a second wish counts as far as two first ones of others. */
function roomOfTeam(members: readonly Candidate[], rooms: readonly Room[]): Room | undefined {
  const far = (room: Room) => members.reduce((sum, { wishedCohortIds }) => {
    const place = wishedCohortIds.indexOf(room.id)
    return sum + (place >= 0 ? place : wishedCohortIds.length > 0 ? 3 : 0)
  }, 0)
  const [first, ...others] = rooms.filter(({ total, limit }) => total + members.length <= limit).map((room) => ({ room, far: far(room) }))
  return first && others.reduce((best, one) => one.far < best.far || (one.far === best.far && isBetter(one.room, best.room, members[0]!)) ? one : best, first).room
}

/** Those of one category, and in it of one municipality, one after the other: so they are dealt out evenly. */
const byKind = (a: Candidate, b: Candidate): number => categoryOrder[a.category] - categoryOrder[b.category]
  || byText(a.municipalityCode, b.municipalityCode)

/** Whether somebody evens out the cohorts more in this room than in the one found so far. */
function isBetter(room: Room, found: Room, { category, municipalityId }: Candidate): boolean {
  const difference = Number(room.total >= room.target) - Number(found.total >= found.target)
    || (room.byCategory.get(category) ?? 0) / room.capacity - (found.byCategory.get(category) ?? 0) / found.capacity
    || (room.byMunicipality.get(municipalityId) ?? 0) / room.capacity - (found.byMunicipality.get(municipalityId) ?? 0) / found.capacity
    || room.total / room.capacity - found.total / found.capacity
  return difference < 0
}

/**
 * How many of the people in cohorts are within the even share of their kind: as many of their cohort as of everybody,
 * rounded up. All of them, when the cohorts are as even as whole people can be.
 */
export function withinEvenShare(people: readonly { kind: string | number; cohortId: number }[]): number {
  const kinds = countBy(people, ({ kind }) => kind)
  const rooms = countBy(people, ({ cohortId }) => cohortId)
  const together = Map.groupBy(people, ({ kind, cohortId }) => `${cohortId} ${kind}`)
  return [...together.values()].reduce((sum, group) => {
    const { kind, cohortId } = group[0]!
    return sum + Math.min(group.length, Math.ceil((kinds.get(kind)! * rooms.get(cohortId)!) / people.length))
  }, 0)
}

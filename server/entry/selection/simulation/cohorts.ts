import { cohortLimit } from '../../enrollments/rules.ts'
import type { Category } from '../../nominations/rules.ts'
import type { SimulationInput } from './input.ts'
import { countBy, type Candidate } from './lots.ts'

interface Room {
  id: number; capacity: number; limit: number; target: number; total: number
  byCategory: Map<Category, number>; byMunicipality: Map<number, number>
}

/**
 * Wishes first, in the order of selection: into a wished cohort that still has a planned seat and is not yet crowded by the
 * person's category, else into any wished one with a seat. Everybody else goes where their category, then their
 * municipality, then people at all are fewest.
 */
export function placeInCohorts(selected: readonly Candidate[], { cohorts, overPercent }: SimulationInput) {
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

import { crowdOf, findingsOf, sum } from './faults.ts'
import type { Member, Wish } from './input.ts'

/** Somebody who comes, and the group they sit in; null for who is new. */
export interface Seated { member: Member; group: number | null }
/** Who goes where; `from` is null for who is new. */
export interface Move { id: number; from: number | null; to: number }

/**
 * Evens out groups that have lost and gained people, with the fewest moves: who is new comes into one of the smallest groups, then
 * somebody of the largest goes to the smallest until they differ by one at most. Among all who could, the one is taken
 * after whom least is held against the two groups. Locked seats stay.
 */
export function rebalanced(seated: readonly Seated[], groups: number, { weights, apart, locked }: Pick<Wish, 'weights' | 'apart' | 'locked'>): Move[] {
  const crowd = crowdOf(seated.map(({ member }) => member))
  const room = Array.from({ length: groups }, (_, group) => seated.filter((one) => one.group === group).map(({ member }) => member))
  const cost = (group: readonly Member[]) => sum(findingsOf(group, crowd, weights, apart))
  const moves: Move[] = []
  for (const { member } of seated.filter(({ group }) => group === null)) {
    const to = bestPlace(room, member, cost)
    room[to]!.push(member)
    moves.push({ id: member.id, from: null, to })
  }
  for (let next = nextMove(room, locked, cost); next !== null; next = nextMove(room, locked, cost)) {
    room[next.from]!.splice(room[next.from]!.findIndex(({ id }) => id === next!.id), 1)
    room[next.to]!.push(seated.find(({ member }) => member.id === next!.id)!.member)
    moves.push(next)
  }
  return shortened(moves)
}

type CostOf = (group: readonly Member[]) => number

function bestPlace(room: readonly Member[][], member: Member, cost: CostOf): number {
  const smallest = Math.min(...room.map(({ length }) => length))
  const places = [...room.keys()].filter((group) => room[group]!.length === smallest)
  return least(places, (group) => cost([...room[group]!, member]) - cost(room[group]!))
}

function nextMove(room: readonly Member[][], locked: ReadonlyMap<number, number>, cost: CostOf): { id: number; from: number; to: number } | null {
  const smallest = Math.min(...room.map(({ length }) => length))
  const movable = [...room.keys()].filter((group) => room[group]!.some(({ id }) => !locked.has(id)))
  const largest = Math.max(0, ...movable.map((group) => room[group]!.length))
  if (largest - smallest < 2) return null
  const receiving = [...room.keys()].filter((group) => room[group]!.length === smallest)
  const ways = movable.filter((group) => room[group]!.length === largest).flatMap((from) =>
    room[from]!.filter(({ id }) => !locked.has(id)).flatMap((member) => receiving.map((to) => ({ id: member.id, from, to, member }))))
  const { id, from, to } = least(ways, ({ member, from, to }) => cost(room[from]!.filter((one) => one !== member)) - cost(room[from]!)
    + cost([...room[to]!, member]) - cost(room[to]!))
  return { id, from, to }
}

/** The first of those that cost least. */
function least<T>(ways: readonly T[], cost: (way: T) => number): T {
  let best = ways[0] as T
  let lowest = Infinity
  for (const way of ways) {
    const now = cost(way)
    if (now < lowest - 1e-9) [best, lowest] = [way, now]
  }
  return best
}

/** Somebody who would go twice goes once, from the first group to the last. */
function shortened(moves: readonly Move[]): Move[] {
  return [...Map.groupBy(moves, ({ id }) => id).values()].map((own) => ({ ...own[0]!, to: own.at(-1)!.to })).filter(({ from, to }) => from !== to)
}

/**
 * How many people at least have to change their group, whoever they are, until sizes differ by one at most: the largest groups
 * keep one more where not all can be equal. Who is new is no move.
 */
export function movesNeeded(sizes: readonly number[], newcomers: number): number {
  const people = sizes.reduce((all, size) => all + size, newcomers)
  const [even, over] = [Math.floor(people / sizes.length), people % sizes.length]
  return [...sizes].sort((a, b) => b - a).reduce((all, size, place) => all + Math.max(0, size - even - Number(place < over)), 0)
}


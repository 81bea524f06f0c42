import { chance, shuffled } from './chance.ts'
import type { Member, Wish } from './input.ts'
import { groupsFor, sizesFor } from './sizes.ts'

/** How many groups there will be: as many as the wish says, and as many as locked seats name. */
export const countFor = (people: readonly Member[], { size, locked }: Pick<Wish, 'size' | 'locked'>): number =>
  Math.max(groupsFor(people.length, size), ...people.map(({ id }) => (locked.get(id) ?? -1) + 1))

/** A draw of lots: everybody whose seat is not locked comes into any group. @returns the place of the group of each, from 0 */
export function drawn(people: readonly Member[], wish: Wish): Int32Array {
  const { groupOf, free, seats } = withLocked(people, wish)
  const order = shuffled(seats.flatMap((count, group) => Array.from({ length: count }, () => group)), chance(wish.seed))
  for (const [turn, place] of free.entries()) groupOf[place] = order[turn]!
  return groupOf
}

/** By number, one after the other: the first into the first group, the second into the second, as cards are dealt. */
export function dealt(people: readonly Member[], wish: Wish): Int32Array {
  const { groupOf, free, seats } = withLocked(people, wish)
  let group = -1
  for (const place of free) {
    do { group = (group + 1) % seats.length } while (seats[group] === 0)
    seats[group]! -= 1
    groupOf[place] = group
  }
  return groupOf
}

function withLocked(people: readonly Member[], wish: Wish) {
  const count = countFor(people, wish)
  const groupOf = Int32Array.from(people, ({ id }) => wish.locked.get(id) ?? -1)
  const locked = Array.from({ length: count }, (_, group) => groupOf.filter((one) => one === group).length)
  const seats = sizesFor(people.length, locked).map((size, group) => size - locked[group]!)
  return { groupOf, seats, free: [...groupOf.keys()].filter((place) => groupOf[place] === -1) }
}

/** The people of each group, in the order in which they came in. */
export function groupsOf<T>(people: readonly T[], groupOf: ArrayLike<number>): T[][] {
  const groups = Array.from({ length: Math.max(-1, ...Array.from(groupOf)) + 1 }, (): T[] => [])
  for (const [place, one] of people.entries()) groups[groupOf[place]!]!.push(one)
  return groups
}

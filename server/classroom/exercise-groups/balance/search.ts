import { chance } from './chance.ts'
import { drawn, groupsOf } from './dealing.ts'
import { totalOf } from './faults.ts'
import type { Member, Wish } from './input.ts'
import { roomOf, type Room } from './tables.ts'

/**
 * Puts people into groups so that as little as possible is held against them: begins with a draw of lots, lets two people change places
 * again and again, first also where it gets somewhat worse (so that it does not stay in the first hollow), then only where it
 * gets better. The same people, wish and seed give the same groups; they are never worse than the draw they began with.
 * @returns the place of the group of each, from 0
 */
export function balanced(people: readonly Member[], wish: Wish): Int32Array {
  const start = drawn(people, wish)
  const free = [...people.keys()].filter((place) => !wish.locked.has(people[place]!.id))
  if (free.length < 2) return start
  const room = roomOf(people, start, wish)
  const cost = (groupOf: Int32Array) => totalOf(groupsOf(people, groupOf), wish.weights, wish.apart)
  if (wander(room, free, cost(start), chance(wish.seed + 1)) > nothing) settle(room, free)
  return cost(room.groupOf) <= cost(start) ? room.groupOf : start
}

/** Swaps tried for each person, and within which bounds; and what a swap may cost at first and in the end, in points. */
const tries = { perPerson: 600, most: 320_000 }
const heat = { first: 40, last: 0.5 }

/** Points are whole numbers of weights; what is less is rounding. */
const nothing = 1e-6

/** @returns the points that are left; nobody looks further once there are none */
function wander({ groupOf, gain, swap }: Room, free: readonly number[], points: number, random: () => number): number {
  let left = points
  const rounds = Math.min(tries.most, free.length * tries.perPerson)
  const cooling = (heat.last / heat.first) ** (1 / rounds)
  for (let round = 0, warmth = heat.first; round < rounds && left > nothing; round += 1, warmth *= cooling) {
    const one = free[Math.floor(random() * free.length)]!
    const other = free[Math.floor(random() * free.length)]!
    if (groupOf[one] === groupOf[other]) continue
    const luck = random()
    const change = gain(one, other)
    if (change > warmth * luck * luck * luck) continue
    swap(one, other)
    left += change
  }
  return left
}

/** Every two people, until no swap helps any more; bounded, since each pass looks at all pairs. */
function settle({ groupOf, gain, swap }: Room, free: readonly number[]): void {
  for (let pass = 0, helped = true; helped && pass < 6; pass += 1) {
    helped = false
    for (let a = 0; a < free.length; a += 1) {
      for (let b = a + 1; b < free.length; b += 1) {
        const [one, other] = [free[a]!, free[b]!]
        if (groupOf[one] === groupOf[other] || gain(one, other) > -1e-9) continue
        swap(one, other)
        helped = true
      }
    }
  }
}

import { crowdOf, evenShare, pointsOf, sharedValue, type Crowd } from './faults.ts'
import { canChair, type Fault, type Member, type Wish } from './input.ts'

/**
 * One kind of fault, ready to be counted: what each person is (-1 where it does not matter), how many of each there are in each group,
 * and what a group of that size pays for so many of them. All of them are looked up, none is computed while searching.
 */
interface Trait { of: Int32Array; values: number; counts: Int32Array; costs: Float64Array }

/** Where everybody sits while it is being searched, and what a swap would cost. */
export interface Room {
  groupOf: Int32Array
  /** By how much the total changes when the two change places; less than 0 is better. */
  gain: (one: number, other: number) => number
  swap: (one: number, other: number) => void
}

export function roomOf(people: readonly Member[], start: Int32Array, wish: Wish): Room {
  const groupOf = start.slice()
  const sizes = Array.from({ length: Math.max(...groupOf) + 1 }, (_, group) => groupOf.filter((one) => one === group).length)
  const span = Math.max(...sizes) + 2
  const traits = traitsOf(people, wish).map(({ values, cost }) => laidOut(groupOf, sizes, span, values, cost))
  const apart = apartOf(people, wish)
  const gain = (one: number, other: number) => {
    const [here, there] = [groupOf[one]!, groupOf[other]!]
    let change = 0
    for (const trait of traits) change += gainOf(trait, one, other, here, there, span)
    return apart === null ? change : change + wish.weights.apart * (
      met(apart[one]!, groupOf, there, other) - met(apart[one]!, groupOf, here, other) + met(apart[other]!, groupOf, here, one) - met(apart[other]!, groupOf, there, one))
  }
  return { groupOf, gain, swap: (one, other) => { change(traits, groupOf, one, other) } }
}

function gainOf({ of, values, counts, costs }: Trait, one: number, other: number, here: number, there: number, span: number): number {
  const [mine, theirs] = [of[one]!, of[other]!]
  if (mine === theirs) return 0
  let change = 0
  if (mine >= 0) {
    const [from, to] = [here * values + mine, there * values + mine]
    const [left, come] = [from * span + counts[from]!, to * span + counts[to]!]
    change += costs[left - 1]! - costs[left]! + costs[come + 1]! - costs[come]!
  }
  if (theirs >= 0) {
    const [from, to] = [there * values + theirs, here * values + theirs]
    const [left, come] = [from * span + counts[from]!, to * span + counts[to]!]
    change += costs[left - 1]! - costs[left]! + costs[come + 1]! - costs[come]!
  }
  return change
}

function change(traits: readonly Trait[], groupOf: Int32Array, one: number, other: number): void {
  const [here, there] = [groupOf[one]!, groupOf[other]!]
  for (const { of, values, counts } of traits) {
    const [mine, theirs] = [of[one]!, of[other]!]
    if (mine >= 0) { counts[here * values + mine]! -= 1; counts[there * values + mine]! += 1 }
    if (theirs >= 0) { counts[there * values + theirs]! -= 1; counts[here * values + theirs]! += 1 }
  }
  groupOf[one] = there
  groupOf[other] = here
}

const met = (others: readonly number[], groupOf: Int32Array, group: number, besides: number): number =>
  others.reduce((count, other) => count + Number(other !== besides && groupOf[other] === group), 0)

function apartOf(people: readonly Member[], { apart }: Wish): number[][] | null {
  if (apart.length === 0) return null
  const placeOf = new Map(people.map(({ id }, place) => [id, place]))
  const others = people.map((): number[] => [])
  for (const [one, other] of apart) {
    const [a, b] = [placeOf.get(one), placeOf.get(other)]
    if (a === undefined || b === undefined) continue
    others[a]!.push(b)
    others[b]!.push(a)
  }
  return others
}

type Cost = (value: string, count: number, size: number) => number
interface Kind { values: (string | null)[]; cost: Cost }

function traitsOf(people: readonly Member[], { weights }: Wish): Kind[] {
  const crowd: Crowd = crowdOf(people)
  const share = (kind: 'category' | 'profession' | 'experience'): Kind => ({
    values: people.map(sharedValue[kind]),
    cost: (value, count, size) => pointsOf.share(count, evenShare(crowd.of[kind].get(value)!, people.length, size), weights[kind]),
  })
  const together = (fault: Extract<Fault, 'sameOffice' | 'sameMunicipality'>, values: (string | null)[]): Kind =>
    ({ values, cost: (_, count) => pointsOf.together(count, weights[fault]) })
  return [
    together('sameOffice', people.map(({ office }) => office === '' ? null : office)),
    together('sameMunicipality', people.map(({ municipality }) => municipality === null ? null : String(municipality))),
    { values: people.map((member) => canChair(member) ? 'chair' : null), cost: (_, count) => pointsOf.nobody(count, weights.noChair) },
    share('category'), share('experience'), share('profession'),
  ]
}

/** `span` is longer than any group by two, so that one more than all of it can be asked for. */
function laidOut(groupOf: Int32Array, sizes: readonly number[], span: number, given: (string | null)[], cost: Cost): Trait {
  const names = [...new Set(given)].filter((value) => value !== null)
  const place = new Map(names.map((name, at) => [name, at]))
  const of = Int32Array.from(given, (value) => value === null ? -1 : place.get(value)!)
  const [values, counts] = [names.length, new Int32Array(sizes.length * names.length)]
  for (const [person, value] of of.entries()) if (value >= 0) counts[groupOf[person]! * values + value]! += 1
  const costs = new Float64Array(sizes.length * values * span)
  for (const [group, size] of sizes.entries()) {
    for (const [value, name] of names.entries()) {
      for (let count = 0; count < span; count += 1) costs[(group * values + value) * span + count] = cost(name, count, size)
    }
  }
  return { of, values, counts, costs }
}

import type { Category } from '../../nominations/rules.ts'
import type { Nominee, SimulationInput } from './input.ts'

export interface Candidate extends Nominee {
  /** 1..n among the eligible of the same municipality and category: a colleague who is not eligible takes no place. */
  place: number
  scarce: { count: number; total: number } | null
}
/** Who is decided on together: one person, or the eligible members of a team in official order. */
export interface Lot { members: Candidate[]; tier: number; lot: number; draw: number; share: number }
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

export const categoryOrder: Record<Category, number> = { chair: 0, adviser: 1, case_presenter: 2, other: 3 }
export const byText = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0

/** Official order: municipality code, category, rank. */
export const byOffice = (a: Nominee, b: Nominee): number => byText(a.municipalityCode, b.municipalityCode)
  || categoryOrder[a.category] - categoryOrder[b.category] || a.rank - b.rank || a.id - b.id

/** The order of a tier that does not fit: the scarcest profession first, then the lot. */
export const byNeed = (a: Lot, b: Lot): number => a.share - b.share || a.lot - b.lot
export const inTurn = (a: Lot, b: Lot): number => a.tier - b.tier || byNeed(a, b)
const share = ({ scarce }: Candidate): number => scarce === null ? 1 : scarce.count / scarce.total

/** Everybody eligible, in lots: official order of their first members. */
export function lotsOf(input: SimulationInput): Lot[] {
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

export function countBy<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, number> {
  const counts = new Map<K, number>()
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1)
  return counts
}

export function tiersOf(lots: readonly Lot[]): Lot[][] {
  const tiers: Lot[][] = []
  for (const lot of lots) (tiers[lot.tier] ??= []).push(lot)
  return tiers.filter((tier) => tier !== undefined)
}

import type { RuleData, SimulatedRule } from '../rules.ts'
import type { SimulationInput } from './input.ts'
import { byNeed, countBy, tiersOf, type Candidate, type Lot } from './lots.ts'

export interface Taken { candidate: Candidate; rule: SimulatedRule; ruleData: RuleData }

/** How many of each category and profession have been given a seat so far. */
export type Given = Map<string, number>
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
export function takeTiers(lots: readonly Lot[], input: SimulationInput, limit: number, given: Given): Taken[] {
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

export function whyLeft(
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

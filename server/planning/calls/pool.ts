import type { Day } from '../../base/days.ts'
import type { QuotaCategory } from './rules.ts'

/** What one municipality holds in one category, on a day. */
export interface Holding {
  municipalityId: number; name: string; nameEn: string; category: QuotaCategory
  /** Its places: the allotment, else what the call gives to each. */
  own: number
  /** How many it has handed in: names on a sheet that is submitted or accepted, without those withdrawn. */
  submitted: number
  /** How many it names on a sheet that the prefecture gave back to be mended. */
  returned: number
  /** It was given a later day by itself, which has not passed, and has not handed in yet. */
  kept: boolean
}

/** What a municipality may do in a category. `own` its places, `limit` how many it may name, `pool` what is left for all. */
export interface Places { own: number; limit: number; pool: number }

/** Unused places are in the pool from the published day on. */
export const isPoolOpen = (poolOn: Day | null, today: Day): boolean => poolOn !== null && poolOn <= today

/**
 * What a municipality takes out of the whole: what it handed in; a sheet given back to be mended loses no places of its
 * own by that; and who was given a later day keeps them until then.
 */
export const heldBy = ({ own, submitted, returned, kept }: Holding): number => Math.max(submitted, Math.min(returned, own), kept ? own : 0)

/**
 * The places of one municipality in one category. Before the pool opens they are its own. From then on everybody names out
 * of one whole: what others hold is taken, all the rest may be had, so that the sum handed in never exceeds what was offered.
 * @param holdings all municipalities in this category
 */
export function placesOf(holdings: readonly Holding[], municipalityId: number, open: boolean): Places {
  const own = holdings.find((one) => one.municipalityId === municipalityId)?.own ?? 0
  if (!open) return { own, limit: own, pool: 0 }
  const offered = holdings.reduce((sum, one) => sum + one.own, 0)
  const byOthers = holdings.reduce((sum, one) => sum + (one.municipalityId === municipalityId ? 0 : heldBy(one)), 0)
  const mine = holdings.find((one) => one.municipalityId === municipalityId)
  const limit = Math.max(0, offered - byOthers)
  return { own, limit, pool: Math.max(0, limit - (mine === undefined ? 0 : heldBy(mine))) }
}

/** What went back into the pool and what was taken out of it, by municipality: only those that gave or took. */
export function poolMoves(holdings: readonly Holding[]): Move[] {
  const moves = new Map<number, Move>()
  for (const one of holdings) {
    const move = moves.get(one.municipalityId) ?? { municipalityId: one.municipalityId, name: one.name, nameEn: one.nameEn, back: 0, taken: 0 }
    moves.set(one.municipalityId, { ...move, back: move.back + Math.max(0, one.own - heldBy(one)), taken: move.taken + Math.max(0, heldBy(one) - one.own) })
  }
  return [...moves.values()].filter(({ back, taken }) => back > 0 || taken > 0)
}
/** What one municipality gave back to the pool and took out of it, over all categories. */
export interface Move { municipalityId: number; name: string; nameEn: string; back: number; taken: number }

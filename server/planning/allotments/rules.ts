import type { FieldReason, Reason } from '../../base/errors.ts'
import type { CallState, QuotaCategory } from '../calls/rules.ts'

/** What the places are shared by, each with its part in percent; together they make 100. */
export const measures = ['equal', 'demand', 'centers', 'gaps'] as const
export type Measure = typeof measures[number]
export type Mix = Record<Measure, number>

/** How the places of one category are shared out: `total` to all, `base` to each first, never below `least` or above `most`. */
export interface Share { total: number; base: number; least: number; most: number }

/** One municipality as the formula sees it. `code` is its place in the official order. */
export interface Weighed { id: number; code: string; weights: Record<Measure, number> }

/**
 * The places of each municipality in one category. Everybody gets the base; the rest is shared by the mix of weights, whole
 * places by largest remainder, and where remainders are equal the earlier in official order comes first. Who would fall below
 * the least or rise above the most is held there, and the others share anew. A measure that nobody has anything of counts
 * as equal. Counted in whole numbers throughout, so the order in which municipalities are given changes nothing.
 * Where the bounds do not let the total be met, everybody stands at the bound that is nearest to it.
 * @returns places by municipality id; they sum up to the total wherever n × least ≤ total ≤ n × most
 */
export function allot(bodies: readonly Weighed[], mix: Mix, share: Share): Map<number, number> {
  const ordered = bodies.toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
  const weights = mixed(ordered, mix)
  const base = baseFor(bodies.length, share)
  const places = new Map<number, number>()
  for (;;) {
    const free = ordered.map(({ id }, at) => ({ id, weight: weights[at]! })).filter(({ id }) => !places.has(id))
    const rest = share.total - sum([...places.values()]) - base * free.length
    const outside = beyondBounds(free, rest, base, share)
    if (outside.length === 0) return withRest(places, free, rest, base)
    for (const [id, bound] of outside) places.set(id, bound)
    if (places.size === ordered.length) return places
  }
}

/** The base as far as it can be paid: places for everybody come before places for some. */
export const baseFor = (bodies: number, { total, base }: Share): number => bodies === 0 ? base : Math.min(base, Math.floor(total / bodies))

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
const sumOf = (numbers: readonly bigint[]): bigint => numbers.reduce((all, one) => all + one, 0n)

/** Each one's part of the rest over a common denominator: percent × own ÷ all, added over the measures. */
function mixed(bodies: readonly Weighed[], mix: Mix): bigint[] {
  const used = measures.filter((measure) => mix[measure] > 0).map((measure) => {
    const own = bodies.map(({ weights }) => BigInt(measure === 'equal' ? 1 : Math.max(0, Math.trunc(weights[measure]))))
    return { percent: BigInt(mix[measure]), own: sumOf(own) > 0n ? own : bodies.map(() => 1n) }
  })
  if (used.length === 0) return bodies.map(() => 1n)
  const all = used.map(({ own }) => sumOf(own))
  const common = all.reduce((product, one) => product * one, 1n)
  return bodies.map((_, at) => sumOf(used.map(({ percent, own }, which) => percent * own[at]! * (common / all[which]!))))
}

interface Part { id: number; weight: bigint }

/** Nobody left with a weight: what is left is shared equally among those who may still have more. */
const weighed = (free: readonly Part[]): Part[] => sumOf(free.map(({ weight }) => weight)) > 0n ? [...free] : free.map(({ id }) => ({ id, weight: 1n }))

/**
 * Who is certain to stand at a bound: when holding everybody within the bounds gives out more than there is, those at the
 * least; when it gives out less, those at the most; when it is just right, all of both.
 */
function beyondBounds(given: readonly Part[], rest: number, base: number, { least, most }: Share): [number, number][] {
  const free = weighed(given)
  const all = sumOf(free.map(({ weight }) => weight))
  const exact = (weight: bigint) => BigInt(rest) * weight // over `all`
  const bound = (n: number) => BigInt(n - base) * all
  const low = free.filter(({ weight }) => exact(weight) < bound(least))
  const high = free.filter(({ weight }) => exact(weight) > bound(most))
  const lifted = sumOf(low.map(({ weight }) => bound(least) - exact(weight)))
  const cut = sumOf(high.map(({ weight }) => exact(weight) - bound(most)))
  const at = (parts: Part[], places: number) => parts.map(({ id }): [number, number] => [id, places])
  return lifted > cut ? at(low, least) : lifted < cut ? at(high, most) : [...at(low, least), ...at(high, most)]
}

/** Whole places first, then one more to the largest remainders. `given` is in official order, which decides between equals. */
function withRest(places: Map<number, number>, given: readonly Part[], rest: number, base: number): Map<number, number> {
  const free = weighed(given)
  const all = sumOf(free.map(({ weight }) => weight))
  if (all === 0n) return places
  const parts = free.map(({ id, weight }) => ({ id, whole: Number(BigInt(rest) * weight / all), left: BigInt(rest) * weight % all }))
  const more = rest - sum(parts.map(({ whole }) => whole))
  const luckier = new Set(parts.toSorted((a, b) => (a.left > b.left ? -1 : a.left < b.left ? 1 : 0)).slice(0, more).map(({ id }) => id))
  for (const { id, whole } of parts) places.set(id, base + whole + (luckier.has(id) ? 1 : 0))
  return places
}

/** What is wrong with the parameters of one category, at their boxes; they are refused before anything is shared out. */
export function problemsOfShare(category: QuotaCategory, { total, base, least, most }: Share, bodies: number): FieldReason[] {
  const problems: FieldReason[] = []
  if (least > most) problems.push({ field: `${category}.most`, reason: { key: 'allotments.boundsCrossed' } })
  else if (total < least * bodies) problems.push({ field: `${category}.total`, reason: { key: 'allotments.tooFew', data: { needed: least * bodies, bodies, least } } })
  else if (total > most * bodies) problems.push({ field: `${category}.total`, reason: { key: 'allotments.tooMany', data: { possible: most * bodies, bodies, most } } })
  if (base > most) problems.push({ field: `${category}.base`, reason: { key: 'allotments.baseAboveMost' } })
  return problems
}

/** The parts of the mix are percent and make the whole. */
export function problemsOfMix(mix: Mix): FieldReason[] {
  const percent = sum(measures.map((measure) => mix[measure]))
  return percent === 100 ? [] : [{ field: 'equal', reason: { key: 'allotments.notWhole', data: { percent } } }]
}

/**
 * Places are shared out while the call is a draft. What somebody was asked to approve stays as they saw it; once it is
 * published, every municipality has planned with its places, so they change only by a correction that everybody is told of.
 */
export function whyNotAllot(state: CallState): Reason | null {
  if (state === 'draft') return null
  if (state === 'in_approval') return { key: 'calls.inApproval' }
  return state === 'published' || state === 'reopened' ? { key: 'allotments.byCorrection' } : { key: 'allotments.over' }
}

/** After publication places change by a correction, with its note, while names still come in. */
export function whyNotCorrect(state: CallState, note: string): Reason | null {
  if (state !== 'published' && state !== 'reopened') return whyNotAllot(state) ?? { key: 'allotments.notPublished' }
  return note.trim() === '' ? { key: 'calls.noteMissing' } : null
}

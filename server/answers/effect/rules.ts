/** What is compared. Cases are counted each time they are discussed (延べ). */
export const measures = ['held', 'cases'] as const
export type Measure = (typeof measures)[number]

/** The care conferences of one municipality in one fiscal year. `silent`: held, without saying how many cases. */
export interface YearOnRecord { fiscalYear: number; onRecord: number; held: number; cases: number; silent: number }
/** A municipality with the fiscal year of its first completer (null: none yet) and its years. */
export interface Body { id: number; code: string; name: string; nameEn: string; firstTrained: number | null; years: readonly YearOnRecord[] }

/** Null: nothing on record, which is not nought; or a held meeting that does not say how many cases it had. */
export function figureOf(measure: Measure, years: readonly YearOnRecord[], fiscalYear: number): number | null {
  const year = years.find((one) => one.fiscalYear === fiscalYear)
  if (year === undefined || year.onRecord === 0) return null
  return measure === 'held' ? year.held : year.silent > 0 ? null : year.cases
}

/** The year before that of the first completer, and the finished years after it. That year itself is neither. */
export interface Window { before: number; after: number[] }
export const windowOf = (firstTrained: number, lastFinished: number): Window =>
  ({ before: firstTrained - 1, after: Array.from({ length: Math.max(0, lastFinished - firstTrained) }, (_, n) => firstTrained + 1 + n) })

export type WhyLeftOut = 'noYearSince' | 'noneBefore' | 'noneAfter'
export interface Pair { before: number; after: number }
export interface Compared extends Pair {
  body: Body; beforeYear: number; afterYears: number[]
  /** The same years in municipalities that had no completer until their end; null where there is none. */
  untrained: (Pair & { bodies: number[] }) | null
}
export interface Effect {
  compared: Compared[]
  leftOut: { body: Body; why: WhyLeftOut }[]
  /** The mean of the municipalities compared; null where there is none. */
  mean: Pair | null
  /** Of those with somebody to set them against: their own mean, and that of the others over the same years. */
  against: { bodies: number; others: number; own: Pair; untrained: Pair } | null
}

/**
 * Conferences of each municipality before and after it had its first completer, per year. Only municipalities on record on both
 * sides are compared, and whoever is compared stands on both sides; the rest is left out with the reason. It says what was there
 * before and after, and nothing of why.
 */
export function effectOf(measure: Measure, bodies: readonly Body[], lastFinished: number): Effect {
  const compared: Compared[] = []
  const leftOut: Effect['leftOut'] = []
  for (const body of bodies) {
    if (body.firstTrained === null) continue
    const sides = sidesOf(measure, body, lastFinished)
    if (typeof sides === 'string') leftOut.push({ body, why: sides })
    else compared.push({ body, ...sides, untrained: untrainedOver(measure, bodies, sides) })
  }
  const set = compared.flatMap((one) => one.untrained === null ? [] : [{ own: one, other: one.untrained }])
  return {
    compared, leftOut, mean: meanOfPairs(compared),
    against: set.length === 0 ? null : { bodies: set.length, others: new Set(set.flatMap(({ other }) => other.bodies)).size, own: meanOfPairs(set.map(({ own }) => own))!, untrained: meanOfPairs(set.map(({ other }) => other))! },
  }
}

function sidesOf(measure: Measure, { firstTrained, years }: Body, lastFinished: number): Pair & { beforeYear: number; afterYears: number[] } | WhyLeftOut {
  const window = windowOf(firstTrained!, lastFinished)
  if (window.after.length === 0) return 'noYearSince'
  const before = figureOf(measure, years, window.before)
  if (before === null) return 'noneBefore'
  const afterYears = window.after.filter((year) => figureOf(measure, years, year) !== null)
  if (afterYears.length === 0) return 'noneAfter'
  return { before, after: mean(afterYears.map((year) => figureOf(measure, years, year)!)), beforeYear: window.before, afterYears }
}

/** Municipalities without a completer until the end of these years, and on record in every one of them. */
function untrainedOver(measure: Measure, bodies: readonly Body[], { beforeYear, afterYears }: { beforeYear: number; afterYears: number[] }) {
  const last = Math.max(...afterYears)
  const others = bodies.filter(({ firstTrained, years }) => (firstTrained === null || firstTrained > last)
    && [beforeYear, ...afterYears].every((year) => figureOf(measure, years, year) !== null))
  if (others.length === 0) return null
  return {
    bodies: others.map(({ id }) => id), before: mean(others.map(({ years }) => figureOf(measure, years, beforeYear)!)),
    after: mean(others.map(({ years }) => mean(afterYears.map((year) => figureOf(measure, years, year)!)))),
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const meanOfPairs = (pairs: readonly Pair[]): Pair | null =>
  pairs.length === 0 ? null : { before: mean(pairs.map(({ before }) => before)), after: mean(pairs.map(({ after }) => after)) }

/** Others than the prefecture are told of the others only together, and only where these are at least so many. */
export const fewestOthers = 5
export interface Band { bodies: number; before: Quartiles; after: Quartiles }
export interface Quartiles { low: number; middle: number; high: number }

/** What the others have together, without names; null where they are too few. */
export function bandOf(others: readonly Pair[]): Band | null {
  if (others.length < fewestOthers) return null
  return { bodies: others.length, before: quartilesOf(others.map(({ before }) => before)), after: quartilesOf(others.map(({ after }) => after)) }
}

/** Quartiles by the value that stands there, not between two. */
function quartilesOf(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!
  return { low: at(0.25), middle: at(0.5), high: at(0.75) }
}

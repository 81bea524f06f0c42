import type { Category } from '../../entry/nominations/rules.ts'
import type { Asked, Actual, Part } from './rules.ts'

/**
 * The people of one training in one category, as the database counts them. Category null: nobody is enrolled yet. Under the number of a course
 * with a minus stand the trainings of last year together in which nothing is open (progress.ts).
 */
export interface Heads {
  trainingId: number; courseId: number; fiscalYear: number; state: string
  /** Class days are still to be held, so that who has not attended yet may. */
  hasDaysToCome: boolean; cohorts: number
  category: Category | null; enrolled: number; attended: number; completed: number; active: number; expected: number
}
/** What of the people of one year was reached by how many of them; `of`: those of one category, or all of the course. */
export interface Rate { part: number; whole: number; of: 'category' | 'course' }
export type Step = 'attended' | 'completed'

/** A category with fewer people last year than these says too little; then the whole course speaks for it. */
export const fewestOfCategory = 20

/**
 * How many of last year's enrolled people came that far, in the same course: of the category where it had enough people, else of all.
 * Only trainings in which nobody is undecided any more count, and who withdrew counts as enrolled. Null: nothing is known.
 */
export function rateOf(step: Step, heads: readonly Heads[], of: { courseId: number; fiscalYear: number; category: Category | null }): Rate | null {
  const rates = keptFor(ratesOf, heads, () => new Map<string, Rate | null>())
  const key = `${step} ${of.courseId} ${of.fiscalYear} ${of.category}`
  const known = rates.get(key)
  if (known !== undefined) return known
  const rate = reckonRate(step, heads, of)
  rates.set(key, rate)
  return rate
}

/** What was worked out of the people of a page, for as long as the page holds them: each of a year's trainings asks for the same. */
const ratesOf = new WeakMap<readonly Heads[], Map<string, Rate | null>>()
const trainingsIn = new WeakMap<readonly Heads[], Map<number, Heads[]>>()
function keptFor<T extends object>(kept: WeakMap<readonly Heads[], T>, heads: readonly Heads[], make: () => T): T {
  const there = kept.get(heads)
  if (there !== undefined) return there
  const made = make()
  kept.set(heads, made)
  return made
}

function reckonRate(step: Step, heads: readonly Heads[], of: { courseId: number; fiscalYear: number; category: Category | null }): Rate | null {
  const decided = new Set(heads.filter((one) => one.courseId === of.courseId && one.fiscalYear === of.fiscalYear - 1).map(({ trainingId }) => trainingId))
  for (const one of heads) if (step === 'completed' ? one.active > 0 : one.expected > 0 && one.hasDaysToCome) decided.delete(one.trainingId)
  const known = heads.filter(({ trainingId }) => decided.has(trainingId))
  const sum = (rows: readonly Heads[], ofWhom: Rate['of']): Rate =>
    ({ part: rows.reduce((all, row) => all + row[step], 0), whole: rows.reduce((all, row) => all + row.enrolled, 0), of: ofWhom })
  const category = sum(known.filter((one) => one.category === of.category), 'category')
  const course = sum(known, 'course')
  return category.whole >= fewestOfCategory ? category : course.whole > 0 ? course : null
}

/** What one training will come to: `value` null where last year says nothing. `open`: people who may still add to it. */
export interface Projected { trainingId: number; now: number; open: number; value: number | null; rates: Rate[] }

/**
 * How far a training will come: who is there already, and of those still open as many as last year's rate says. Never more than everybody.
 * `of`: the people that are meant, where it is not all of them; the rate is that of everybody, since one municipality's are too few for one.
 */
export function projectTraining(step: Step, heads: readonly Heads[], trainingId: number, of: readonly Heads[] = heads): Projected {
  const own = keptFor(trainingsIn, of, () => Map.groupBy(of, (one) => one.trainingId)).get(trainingId) ?? []
  const now = own.reduce((all, one) => all + one[step], 0)
  const opens = own.map((one) => ({ open: openOf(step, one), rate: rateOf(step, heads, one) })).filter(({ open }) => open > 0)
  const open = opens.reduce((all, one) => all + one.open, 0)
  const rates = opens.flatMap(({ rate }) => rate ?? [])
  const value = rates.length < opens.length ? null : now + Math.round(opens.reduce((all, one) => all + one.open * one.rate!.part / one.rate!.whole, 0))
  return { trainingId, now, open, value, rates: rates.filter((rate, at) => rates.findIndex((other) => other.part === rate.part && other.whole === rate.whole) === at) }
}

const openOf = (step: Step, { active, expected, hasDaysToCome }: Heads): number => step === 'completed' ? active : hasDaysToCome ? expected : 0

/** Why there is no projection: nobody is selected (or named) yet · last year says nothing · nothing is on record · it is not counted here. */
export type WhyNone = 'notYet' | 'noRate' | 'nothing' | 'notKept'
/**
 * What a target will come to. `most`: if everybody still open comes that far. `without`: trainings that are not so far that anything
 * can be said of them, and are not in it. `rates`: what it is reckoned by; none where it is counted or planned.
 */
export interface Projection { value: number | null; whyNone: WhyNone | null; open: number; most: number | null; without: number; rates: Rate[] }

const settledFor: Partial<Record<Asked['measure'], readonly string[]>> = {
  nominated: ['call_closed', 'selecting', 'running', 'judging', 'closed'], selected: ['running', 'judging', 'closed'], municipalities: ['running', 'judging', 'closed'],
  attended: ['running', 'judging', 'closed'], completed: ['running', 'judging', 'closed'],
}
const none = (whyNone: WhyNone, without = 0): Projection => ({ value: null, whyNone, open: 0, most: null, without, rates: [] })

/** The people of one municipality, counted like those of all. */
export interface TownHeads extends Heads { municipalityId: number }

/** The people a target is about, out of those of all and those of each municipality. */
export function headsOfPart({ category, municipalityId }: Part, heads: readonly Heads[], towns: readonly TownHeads[]): readonly Heads[] {
  const own = municipalityId === null ? heads : towns.filter((one) => one.municipalityId === municipalityId)
  return category === null ? own : own.filter((one) => one.category === category)
}

/** The projection of a target: its actual, with what its own year will add. Years before are over, whatever is open in them. `of`: whom it is about. */
export function projectionOf(asked: Asked, actual: Actual, heads: readonly Heads[], meetingsToCome: number, of: readonly Heads[] = heads): Projection {
  if (asked.measure === 'model_municipalities') return none('notKept')
  const known = (value: number): Projection => ({ value, whyNone: null, open: 0, most: value, without: 0, rates: [] })
  if (asked.measure === 'meetings') return actual.value === null && meetingsToCome === 0 ? none('nothing') : known((actual.value ?? 0) + meetingsToCome)
  const own = trainingsOf(heads, asked)
  if (own.length === 0) return actual.value === null ? none('nothing') : known(actual.value)
  if (asked.measure === 'capacity') return known(actual.value ?? 0)
  if (asked.measure === 'cohorts') return known((actual.value ?? 0) + own.filter(({ state }) => isBefore(state)).reduce((all, { cohorts }) => all + cohorts, 0))
  const settled = own.filter(({ state }) => settledFor[asked.measure]!.includes(state))
  const without = own.length - settled.length
  if (settled.length === 0) return none('notYet', without)
  if (asked.measure !== 'attended' && asked.measure !== 'completed') return { ...known(actual.value ?? 0), without }
  const step = asked.measure
  const all = settled.map(({ trainingId }) => projectTraining(step, heads, trainingId, of))
  const open = all.reduce((sum, one) => sum + one.open, 0)
  const base = actual.value ?? 0
  const rates = all.flatMap((one) => one.rates)
  if (all.some(({ value }) => value === null)) return { ...none('noRate', without), open, most: base + open }
  return { value: base + all.reduce((sum, one) => sum + one.value! - one.now, 0), whyNone: null, open, most: base + open, without, rates }
}

const isBefore = (state: string): boolean => ['planned', 'call_published', 'call_closed', 'selecting'].includes(state)

/** The trainings of a target's own year, each once. */
function trainingsOf(heads: readonly Heads[], { courseId, fiscalYear }: Asked): Heads[] {
  const own = heads.filter((one) => one.fiscalYear === fiscalYear && (courseId === null || one.courseId === courseId))
  return [...new Map(own.toReversed().map((one) => [one.trainingId, one])).values()].toReversed()
}

/** Reached · it will be · it will not, by what is foreseen · it was not, and the year is over · nobody can say. */
export type Outlook = 'reached' | 'willBe' | 'behind' | 'missed' | 'unknown'
/** How a target stands, and of one behind what is missing, in the words of a text key. */
export interface Prospect { outlook: Outlook; short: number; missing: 'byRate' | 'evenAll' | 'plain' | null }

export function prospectOf({ value, actual, projection, isOver }: { value: number; actual: number | null; projection: Projection; isOver: boolean }): Prospect {
  if (actual !== null && actual >= value) return { outlook: 'reached', short: 0, missing: null }
  if (isOver && projection.open === 0) return { outlook: actual === null ? 'unknown' : 'missed', short: value - (actual ?? 0), missing: null }
  // Even without a rate it is known that everybody together will not do.
  const evenAll = projection.most !== null && projection.without === 0 && projection.most < value
  if (projection.value === null) return evenAll ? { outlook: 'behind', short: value - projection.most!, missing: 'evenAll' } : { outlook: 'unknown', short: value - (actual ?? 0), missing: null }
  if (projection.value >= value) return { outlook: 'willBe', short: 0, missing: null }
  const short = value - projection.value
  return { outlook: 'behind', short, missing: projection.open === 0 ? 'plain' : evenAll ? 'evenAll' : 'byRate' }
}

import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { Category } from '../../entry/nominations/rules.ts'

export type Measure = 'capacity' | 'nominated' | 'selected' | 'attended' | 'completed' | 'municipalities' | 'model_municipalities' | 'cohorts' | 'meetings'

/** Whom a measure is about: people and cohorts of trainings, or one of the other two undertakings of the program. */
export type About = 'training' | 'model_support' | 'liaison_meeting'
export const aboutOf = (measure: Measure): About =>
  measure === 'model_municipalities' ? 'model_support' : measure === 'meetings' ? 'liaison_meeting' : 'training'

/** What one training adds to the figures of its year. `begun` is whether its class days have started. */
export interface Counted {
  courseId: number; fiscalYear: number; begun: boolean
  capacity: number; nominated: number; selected: number; attended: number; completed: number; cohorts: number
}
/** How many liaison meetings were held in a fiscal year. */
export interface HeldMeetings { fiscalYear: number; count: number }
/** A municipality, for a fiscal year in which something was the case: it was supported as a model, or people of it were selected. */
export interface Supported { fiscalYear: number; municipalityId: number }
/** A printed figure over the fiscal years `from` to `to`, of which only the sum is known. */
export interface EarlierSum { id: number; courseId: number | null; about: About; measure: Measure; from: number; to: number; value: number }

export interface Asked { courseId: number | null; fiscalYear: number; measure: Measure; span: 'each' | 'cumulative' }
interface Others { meetings?: readonly HeldMeetings[]; supported?: readonly Supported[]; towns?: number }
/** Null value: nothing is on record, which is not nought. `of` says where the figure comes from; both may be part of a sum. */
export interface Actual { value: number | null; registers: boolean; earlier: number[] }

/**
 * The actual of a target: counted from the registers where a training of that course, or a meeting, was held in a year, else the printed
 * figure of that very year. A figure over several years only enters a cumulative target, and only when all its years are
 * in it and none is counted already; of two overlapping printed figures the longer one stands. `towns`: how many municipalities had
 * people selected for the trainings meant, each once however many of them it took part in.
 */
export function actualOf(asked: Asked, counted: readonly Counted[], earlier: readonly EarlierSum[], { meetings = [], supported = [], towns = 0 }: Others = {}): Actual {
  const about = aboutOf(asked.measure)
  const own = counted.filter((one) => (asked.courseId === null || one.courseId === asked.courseId)
    && (asked.span === 'each' ? one.fiscalYear === asked.fiscalYear : one.fiscalYear <= asked.fiscalYear))
  const held = about === 'liaison_meeting' && asked.measure === 'meetings' ? meetings.filter(({ fiscalYear }) => asked.span === 'each' ? fiscalYear === asked.fiscalYear : fiscalYear <= asked.fiscalYear) : []
  // A municipality that is supported for two years is one municipality of both together.
  const models = about === 'model_support' ? supported.filter(({ fiscalYear }) => asked.span === 'each' ? fiscalYear === asked.fiscalYear : fiscalYear <= asked.fiscalYear) : []
  const registers = about === 'training' && own.length > 0 || held.length > 0 || models.length > 0
  const years = new Set((models.length > 0 ? models : held.length > 0 ? held : registers ? own : []).map(({ fiscalYear }) => fiscalYear))
  const printed = earlier.filter((one) => one.about === about && one.measure === asked.measure
    && (asked.courseId === null || one.courseId === asked.courseId)
    && (asked.span === 'each' ? one.from === asked.fiscalYear && one.to === asked.fiscalYear : one.to <= asked.fiscalYear)
    && !overlaps(one, years))
  const standing = printed.filter((one) => !printed.some((other) => other !== one && other.courseId === one.courseId
    && other.from <= one.from && one.to <= other.to && (other.to - other.from > one.to - one.from || other.id < one.id)))
  const sum = models.length > 0 ? new Set(models.map(({ municipalityId }) => municipalityId)).size : held.length > 0 ? held.reduce((all, { count }) => all + count, 0)
    : asked.measure === 'municipalities' ? towns : own.reduce((all, one) => all + figureOf(one, asked.measure), 0)
  const value = registers || standing.length > 0 ? (registers ? sum : 0) + standing.reduce((all, one) => all + one.value, 0) : null
  return { value, registers, earlier: standing.map(({ id }) => id) }
}

const overlaps = ({ from, to }: EarlierSum, years: Set<number>) => [...years].some((year) => from <= year && year <= to)

function figureOf(one: Counted, measure: Measure): number {
  switch (measure) {
    case 'cohorts': return one.begun ? one.cohorts : 0
    case 'municipalities': case 'model_municipalities': case 'meetings': return 0
    default: return one[measure]
  }
}

/** Of whom a target is: everybody, those of one category, those of one municipality, or both. */
export interface Part { category: Category | null; municipalityId: number | null }
export const isPart = ({ category, municipalityId }: Part): boolean => category !== null || municipalityId !== null

/** What is counted by people, so that it has categories and municipalities. */
export const peopleMeasures = ['nominated', 'selected', 'attended', 'completed'] as const satisfies Measure[]
export type PeopleMeasure = typeof peopleMeasures[number]
export const isPeople = (measure: Measure): measure is PeopleMeasure => (peopleMeasures as readonly string[]).includes(measure)

/** Which parts a measure does not have, each at its box. */
export function problemsOfPart(measure: Measure, { category, municipalityId }: Part): { field: 'category' | 'municipalityId'; reason: Reason }[] {
  return [
    ...category !== null && !isPeople(measure) && measure !== 'municipalities' ? [{ field: 'category', reason: { key: 'targets.notOfCategory' } } as const] : [],
    ...municipalityId !== null && !isPeople(measure) ? [{ field: 'municipalityId', reason: { key: 'targets.notOfMunicipality' } } as const] : [],
  ]
}

/**
 * What is on record of a part: whether a training it is about was held, its figure from the registers, and the people who completed
 * in years in which the course was not held here. Sums that were printed say nothing of categories or municipalities.
 */
export interface PartCount { isHeld: boolean; figure: number; before: number }
export const actualOfPart = ({ isHeld, figure, before }: PartCount): Actual =>
  ({ value: isHeld || before > 0 ? figure + before : null, registers: isHeld || before > 0, earlier: [] })

/** Once its year has begun a target was promised: changing it needs a reason. */
export function whyNotChange(fiscalYear: number, today: Day, reason: string): Reason | null {
  return today >= `${fiscalYear}-04-01` && reason.trim() === '' ? { key: 'targets.reasonMissing', data: { year: fiscalYear } } : null
}

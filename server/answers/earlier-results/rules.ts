import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { Category } from '../../entry/nominations/rules.ts'

/** What an imported sum is of: a course, or one of the other two undertakings of the program. */
export type Of = `course:${number}` | 'model_support' | 'liaison_meeting'
export const measures = ['capacity', 'nominated', 'selected', 'attended', 'completed', 'municipalities', 'model_municipalities', 'cohorts', 'meetings'] as const
export type EarlierMeasure = typeof measures[number]

export const deliveryModes = ['on_site', 'live_online', 'on_demand'] as const
export type DeliveryMode = typeof deliveryModes[number]
/** `month` and `mode`: in which month and how it was held, where the paper says so. */
export interface ResultRow { from: number; to: number; of: Of; measure: EarlierMeasure; value: number; municipalities: number | null; source: string; printed: string; fact: string; month: number | null; mode: DeliveryMode | null }
export interface CompleterRow {
  name: string; kana: string; municipalityId: number; affiliation: string; professionCode: string | null; category: Category
  courseId: number; fiscalYear: number; completedOn: Day | null; certificateNumber: string; inPost: boolean
}
export interface ModelRow { fiscalYear: number; municipalityId: number; meetings: number | null; source: string; printed: string }

/** The same period, undertaking, figure and source is the same figure: printed once. */
export const keyOfResult = ({ from, to, of, measure, source }: ResultRow): string => JSON.stringify([from, to, of, measure, source])
export const keyOfCompleter = ({ courseId, fiscalYear, municipalityId, name, kana, certificateNumber }: CompleterRow): string => JSON.stringify([courseId, fiscalYear, municipalityId, name, kana, certificateNumber])
export const keyOfModel = ({ fiscalYear, municipalityId }: ModelRow): string => `${fiscalYear} ${municipalityId}`

const measuresOf: Record<'course' | 'model_support' | 'liaison_meeting', readonly EarlierMeasure[]> = {
  course: ['capacity', 'nominated', 'selected', 'attended', 'completed', 'municipalities', 'cohorts'], model_support: ['model_municipalities', 'meetings'], liaison_meeting: ['meetings', 'attended'],
}

/** What is wrong with a sum by itself. */
export function whyNotResult({ from, to, of, measure, municipalities }: ResultRow): { field: 'to' | 'measure' | 'municipalities'; reason: Reason } | null {
  if (to < from) return { field: 'to', reason: { key: 'earlierResults.endsBefore' } }
  const kind = of.startsWith('course:') ? 'course' : of as 'model_support' | 'liaison_meeting'
  if (!measuresOf[kind].includes(measure)) return { field: 'measure', reason: { key: `earlierResults.wrongMeasure.${kind}` } }
  return municipalities !== null && (kind !== 'course' || measure === 'municipalities') ? { field: 'municipalities', reason: { key: 'earlierResults.noBodies' } } : null
}

export const yearOf = (day: Day): number => Number(day.slice(0, 4)) - (day.slice(5) < '04-01' ? 1 : 0)

/** A row that this day cannot be about. */
export const whyNotYear = (year: number, today: Day): Reason | null => year > yearOf(today) ? { key: 'earlierResults.notYet' } : null

export interface Candidate { id: number; affiliation: string | null }
/** Which of the people with the same name, kana and municipality is the likeliest: who works where the row says, else the first known. */
export const likeliest = <One extends Candidate>(candidates: readonly One[], isSamePlace: (affiliation: string) => boolean): One | undefined =>
  candidates.find(({ affiliation }) => affiliation !== null && isSamePlace(affiliation)) ?? candidates[0]

export interface Hanging { takenBackAt: Date | null; hanging: readonly string[] }
/** A wrong import goes whole, and only while nothing was built on the people it brought. */
export function whyNotTakeBack({ takenBackAt, hanging }: Hanging): Reason | null {
  if (takenBackAt !== null) return { key: 'earlierResults.takenBackAlready' }
  return hanging.length === 0 ? null : { key: 'earlierResults.hangs', data: { count: hanging.length, names: hanging.slice(0, 5).join('、') } }
}

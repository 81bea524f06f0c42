import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

/** Words that stand in the database for what conferences are, in the order in which pages show them. */
export const functions = ['case_resolution', 'network_building', 'issue_discovery', 'resource_development', 'policy_formation'] as const
export type ConferenceFunction = (typeof functions)[number]
export const levels = ['individual', 'area', 'municipality'] as const
export type Level = (typeof levels)[number]
export const subtypes = ['self_reliance', 'difficult_case'] as const
export type Subtype = (typeof subtypes)[number]
export const councils = ['tier1', 'tier2'] as const
export type Council = (typeof councils)[number]

export const conferenceStates = ['planned', 'held', 'canceled'] as const
export type ConferenceState = (typeof conferenceStates)[number]
export const meetingKinds = ['regular', 'as_needed'] as const
export type MeetingKind = (typeof meetingKinds)[number]
export const modes = ['on_site', 'partly_online', 'online'] as const
export type Mode = (typeof modes)[number]

export const managers = ['support_center', 'care_manager_office', 'other'] as const
export type Manager = (typeof managers)[number]
export const reasons = ['support_level_certified', 'perceived_difficulty', 'community_issue', 'care_plan_review', 'other'] as const
export type CaseReason = (typeof reasons)[number]
export const careLevels = ['none', 'target', 'support_1', 'support_2', 'care_1', 'care_2', 'care_3', 'care_4', 'care_5'] as const
export type CareLevel = (typeof careLevels)[number]
export const ageBands = ['under_65', '65_74', '75_84', '85_94', 'over_95'] as const
export type AgeBand = (typeof ageBands)[number]
export const personRoles = ['chair', 'adviser', 'case_presenter', 'secretariat', 'other'] as const
export type PersonRole = (typeof personRoles)[number]
export const parts = ['participant', 'organizer', 'observer'] as const
export type Part = (typeof parts)[number]

/** How often, with what it is said of: `times_min`–`times_max` a year or month, or once every so many months; of the whole municipality or of each center. */
export interface Frequency {
  scope: 'municipality' | 'center'; timesMin: number | null; timesMax: number | null; per: 'year' | 'month' | null; everyMonths: number | null; source: string; since: Day | null
}
export interface FrequencyTyped {
  scope?: 'municipality' | 'center' | undefined; timesMin?: number | undefined; timesMax?: number | undefined; per?: 'year' | 'month' | undefined; everyMonths?: number | undefined; source?: string | undefined; since?: Day | undefined
}

const isBlank = ({ scope, timesMin, timesMax, everyMonths, source, since }: FrequencyTyped) => [scope, timesMin, timesMax, everyMonths, source, since].every((one) => one === undefined)

/** What rows of a form say of frequencies; a row without anything in it is none. */
export function frequenciesTyped(rows: readonly FrequencyTyped[]): { frequencies: Frequency[]; problems: FieldReason[] } {
  const problems: FieldReason[] = []
  const frequencies = rows.flatMap((row, n): Frequency[] => {
    if (isBlank(row)) return []
    const at = (field: string, reason: Reason) => problems.push({ field: `frequencies.${n}.${field}`, reason })
    const { scope, timesMin, timesMax, everyMonths } = row
    if (scope === undefined) at('scope', { key: 'form.notChosen' })
    const isTimes = timesMin !== undefined || timesMax !== undefined
    if (isTimes === (everyMonths !== undefined)) at(isTimes ? 'everyMonths' : 'timesMin', { key: isTimes ? 'conferenceTypes.timesOrMonths' : 'conferenceTypes.noFrequency' })
    const [least, most] = [timesMin ?? timesMax ?? null, timesMax ?? timesMin ?? null]
    if (least !== null && most !== null && most < least) at('timesMax', { key: 'conferenceTypes.mostIsLess' })
    else if (most === 0) at('timesMax', { key: 'form.tooSmall', data: { limit: 1 } })
    return [{
      scope: scope ?? 'municipality', timesMin: isTimes ? least : null, timesMax: isTimes ? most : null, per: isTimes ? row.per ?? 'year' : null, everyMonths: everyMonths ?? null,
      source: row.source?.trim() ?? '', since: row.since ?? null,
    }]
  })
  return { frequencies, problems }
}

export interface TypeTyped { level: Level; subtype: Subtype | null; council: Council | null; fromFiscalYear: number; toFiscalYear: number | null; functions: readonly ConferenceFunction[] }

/** A type of single cases may have a kind of cases; a council is one that a type of an area or of the whole municipality serves as. */
export function problemsOfType({ level, subtype, council, fromFiscalYear, toFiscalYear, functions: chosen }: TypeTyped): FieldReason[] {
  return [
    ...subtype !== null && level !== 'individual' ? [{ field: 'subtype', reason: { key: 'conferenceTypes.subtypeOfCases' } } as const] : [],
    ...council !== null && level === 'individual' ? [{ field: 'council', reason: { key: 'conferenceTypes.councilOfAreas' } } as const] : [],
    ...toFiscalYear !== null && toFiscalYear < fromFiscalYear ? [{ field: 'toFiscalYear', reason: { key: 'conferenceTypes.endsBefore' } } as const] : [],
    ...chosen.length === 0 ? [{ field: 'functions', reason: { key: 'form.notChosen' } } as const] : [],
  ]
}

/** A type with conferences is closed, never removed: what was held stays what it was. */
export const whyNotRemoveType = ({ conferences }: { conferences: number }): Reason | null =>
  conferences > 0 ? { key: 'conferenceTypes.hasConferences', data: { conferences } } : null

/** Between the whole municipality and its areas nothing moves any more once there are conferences. */
export const whyNotLevel = ({ level, conferences }: { level: Level; conferences: number }, next: Level): Reason | null =>
  conferences > 0 && (level === 'municipality') !== (next === 'municipality') ? { key: 'conferenceTypes.levelStays' } : null

/** A year after which a type is no more: not before its last conference. */
export const whyNotClose = ({ fromFiscalYear, lastYear }: { fromFiscalYear: number; lastYear: number | null }, toFiscalYear: number): FieldReason[] =>
  toFiscalYear < fromFiscalYear ? [{ field: 'toFiscalYear', reason: { key: 'conferenceTypes.endsBefore' } }]
    : lastYear !== null && toFiscalYear < lastYear ? [{ field: 'toFiscalYear', reason: { key: 'conferenceTypes.heldLater', data: { year: lastYear } } }] : []

export const isOfYear = ({ fromFiscalYear, toFiscalYear }: { fromFiscalYear: number; toFiscalYear: number | null }, year: number): boolean => fromFiscalYear <= year && (toFiscalYear === null || year <= toFiscalYear)

export const typesMax = 40
/** The rows for frequencies that a form has. */
export const frequencyRows = 4

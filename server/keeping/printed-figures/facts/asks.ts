import { earlierResults, targetsWithActuals } from '../../../answers/targets/queries.ts'
import type { About, Measure } from '../../../answers/targets/rules.ts'
import type { Day } from '../../../base/days.ts'
import { categories } from '../../../entry/nominations/rules.ts'
import { budgetOf, stepsOf } from '../../../planning/programs/queries.ts'
import { thresholdOf } from '../../../practice/care-plan-reviews/queries.ts'
import type { CareLevel, ThresholdRule } from '../../../practice/care-plan-reviews/rules.ts'
import { conferenceTypes } from '../../../practice/conference-types/queries.ts'
import { subtypes, type ConferenceFunction } from '../../../practice/conference-types/rules.ts'
import { conferenceCounts } from '../../../practice/conferences/queries.ts'
import { countOnShelf } from '../../../practice/shelf-items/queries.ts'
import { areaCount, centersWithoutDate, dateOf, onlineCount, organizationCount } from '../queries.ts'
import { idOf, type Fact, type Ground } from './shapes.ts'

type Ask = Pick<Fact, 'ask' | 'rows'>
type Span = { fiscalYear: number } | { from: Day; to: Day }
const all = { of: 'all' } as const

// What municipalities have: bodies, areas, kinds of conferences and their dates.

export const centersOf = (code: string, kind: 'support_center' | 'home_care_support_center'): Ask => ({
  ask: (ground) => organizationCount(ground.db, idOf(ground, code), kind), rows: (ground) => `/municipalities/${idOf(ground, code)}`,
})
export const areasOf = (code: string, center?: string): Ask => ({ ask: (ground) => areaCount(ground.db, idOf(ground, code), center), rows: (ground) => `/municipalities/${idOf(ground, code)}` })

const typesPage = (code: string) => (ground: Ground) => `/conference-types?municipality=${idOf(ground, code)}`
const typeOf = async (ground: Ground, code: string, name: string) => (await conferenceTypes(ground.db, all, idOf(ground, code))).find((one) => one.name === name)

/** How often a type meets: 'times' is one number or a span, 'least' the fewest, 'everyMonths' the interval. */
export const typeFrequency = (code: string, name: string, scope: 'municipality' | 'center', what: 'times' | 'least' | 'everyMonths'): Ask => ({
  ask: async (ground) => {
    const one = (await typeOf(ground, code, name))?.frequencies.find((frequency) => frequency.scope === scope)
    if (one === undefined) return null
    if (what === 'everyMonths') return one.everyMonths
    return what === 'least' || one.timesMin === one.timesMax || one.timesMin === null || one.timesMax === null ? one.timesMin : [one.timesMin, one.timesMax]
  },
  rows: typesPage(code),
})
export const typeStart = (code: string, name: string): Ask => ({ ask: async (ground) => (await typeOf(ground, code, name))?.startedFiscalYear ?? null, rows: typesPage(code) })
export const typeAreas = (code: string, name: string): Ask => ({ ask: async (ground) => (await typeOf(ground, code, name))?.areas.length ?? null, rows: typesPage(code) })
export const performs = (code: string, name: string, one: ConferenceFunction): Ask => ({ ask: async (ground) => (await typeOf(ground, code, name))?.functions.includes(one) ?? null, rows: typesPage(code) })

const listPage = (code: string, span: Span) => (ground: Ground) => `/conferences?municipality=${idOf(ground, code)}&year=${'fiscalYear' in span ? span.fiscalYear : span.from.slice(0, 4)}`
/** Dates of these types: all that stand in a year, or those held between two days. */
export const dates = (code: string, names: readonly string[], span: Span): Ask => ({
  ask: async (ground) => (await conferenceCounts(ground.db, all, { municipalityId: idOf(ground, code), ...span })).types.filter(({ name }) => names.includes(name))
    .reduce((sum, one) => sum + ('fiscalYear' in span ? one.scheduled : one.held), 0),
  rows: listPage(code, span),
})
export const onlineDates = (code: string, names: readonly string[], span: Span): Ask => ({ ask: (ground) => onlineCount(ground.db, idOf(ground, code), names, span), rows: listPage(code, span) })
export const centersWithout = (code: string, name: string, fiscalYear: number): Ask => ({ ask: (ground) => centersWithoutDate(ground.db, idOf(ground, code), name, fiscalYear), rows: listPage(code, { fiscalYear }) })
export const cityDate = (code: string, name: string, position: number, center?: string): Ask => ({ ask: (ground) => dateOf(ground.db, idOf(ground, code), { name, position, center, fiscalYear: 2021 }), rows: listPage(code, { fiscalYear: 2021 }) })

/** A threshold of care plans that holds on the last day of 令和4年度. */
export const threshold = (rule: ThresholdRule, careLevel?: CareLevel): Ask => ({
  ask: async ({ db }) => await thresholdOf(db, { rule, on: '2023-03-31', ...careLevel === undefined ? {} : { careLevel } }) ?? null, rows: () => '/care-plan-reviews/thresholds',
})

// What the prefecture has: its program, its targets, what it printed before, its shelf.

export const budget = (year: number, label: string): Ask => ({
  ask: async ({ db, programId }) => (await budgetOf(db, programId)).find((one) => one.fiscalYear === year && one.label.includes(label))?.amount ?? null, rows: ({ programId }) => `/programs/${programId}`,
})
export const stepMonth = (year: number, label: string): Ask => ({
  ask: async ({ db, programId }) => { const step = (await stepsOf(db, programId, year)).find((one) => one.label.includes(label)); return step === undefined ? null : Number(step.fromOn.slice(5, 7)) },
  rows: ({ programId }) => `/programs/${programId}?year=${year}`,
})
/** A figure of the years before this system; `what` is another column of the same line. */
export const earlier = (about: About, measure: Measure, from: number, to: number, course: string | null = null, what: 'value' | 'month' | 'mode' = 'value'): Ask => ({
  ask: async ({ db, courses }) => (await earlierResults(db)).find((one) => one.about === about && one.measure === measure && one.from === from && one.to === to
    && one.courseId === (course === null ? null : courses.get(course)))?.[what] ?? null,
  rows: () => '/earlier-results',
})

const targetsOf = async ({ db }: Ground, measure: Measure, year: number) => (await targetsWithActuals(db, year)).find((one) => one.measure === measure)
/** A target of one year, or of several that have the same. */
export const target = (measure: Measure, years: number | readonly number[]): Ask => ({
  ask: async (ground) => {
    const values = new Set(await Promise.all([years].flat().map(async (year) => (await targetsOf(ground, measure, year))?.value ?? null)))
    return values.size === 1 ? [...values][0]! : null
  },
  rows: () => `/targets?year=${[years].flat()[0]}`,
})
export const targetActual = (measure: Measure, year: number): Ask => ({ ask: async (ground) => (await targetsOf(ground, measure, year))?.actual ?? null, rows: () => `/targets?year=${year}` })

export const shelf = (asked: Parameters<typeof countOnShelf>[1]): Ask => ({ ask: ({ db }) => countOnShelf(db, asked), rows: () => `/shelf?kind=${asked.kind}` })

/** The kinds of the plan's table: two of cases, and the one that draws from them what areas need. */
export const kindsOfConference: Ask = { ask: async () => subtypes.length + 1, rows: () => '/conference-types' }
export const traineeCategories: Ask = { ask: async () => categories.length, rows: () => '/calls' }

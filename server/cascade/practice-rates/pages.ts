import type { FastifyRequest } from 'fastify'
import { barChart } from '../../base/charts.ts'
import { fiscalYearInWords } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { roles } from '../practice-reports/rules.ts'
import type { RatesQuery, RowsQuery } from './forms.ts'
import { choicesIn, groupsOf, rowsOf, type Choice, type Narrowed } from './queries.ts'
import { ratesOf, shownTo, sumOf, ways, type Counts, type Figure, type Group, type Way } from './rules.ts'

type Words = Pick<FastifyRequest, 'say' | 'language'>
const nameOf = ({ language }: Words, { name, nameEn }: Choice | Group) => language === 'ja' || nameEn === '' ? name : nameEn

/** A group in words. */
export function labelOf(request: Words, by: Way, group: Group): string {
  switch (by) {
    case 'year': return fiscalYearInWords(Number(group.key), request.language)
    case 'months': return request.say('practice.afterMonths', { months: group.key })
    case 'category': return request.say(`calls.quotas.${group.key}` as 'calls.quotas.chair')
    case 'municipality': return group.key === '0' ? request.say('practice.noMunicipality') : nameOf(request, group)
    case 'course': return nameOf(request, group)
  }
}

/** Whether somebody sees every group by itself, and may narrow what is counted: the prefecture, who knows everybody by name anyway. */
const seesAllOf = ({ scope }: FastifyRequest) => scope.of === 'all'
const waysFor = (seesAll: boolean): readonly Way[] => seesAll ? ways : ways.filter((way) => way !== 'municipality')

function asked(request: FastifyRequest, query: RatesQuery): { by: Way; narrowed: Narrowed; address: URLSearchParams } {
  const seesAll = seesAllOf(request)
  const by = found(waysFor(seesAll).find((way) => way === (query.by ?? 'course')))
  const { course, completed, months, category, municipality } = query
  const wanted = { course, completed, months, category, municipality }
  const narrowed: Narrowed = seesAll ? { course, year: completed, months, category: category || undefined, municipality } : {}
  const kept = Object.entries(seesAll ? wanted : {}).flatMap(([name, value]): [string, string][] => value === undefined || value === null || String(value) === '' ? [] : [[name, String(value)]])
  return { by, narrowed, address: new URLSearchParams([...kept, ['by', by]]) }
}

const toRows = (address: URLSearchParams, of: Figure, group: string | null) => `/practice/rows?${new URLSearchParams([...address, ['of', of], ...group === null ? [] : [['group', group] as [string, string]]])}`

/** A line of the table: its words, its figures with the address of their rows, and its two rates. */
const lineOf = (address: URLSearchParams, label: string, counts: Counts, group: string | null) =>
  ({ label, counts, rates: ratesOf(counts), href: (of: Figure) => toRows(address, of, group) })

/** How many of those who were asked put it into practice, set out in one of several ways. */
export async function ratesPage(request: FastifyRequest, query: RatesQuery) {
  const { db, scope, say } = request
  const seesAll = seesAllOf(request)
  const { by, narrowed, address } = asked(request, query)
  const [groups, choices] = await Promise.all([groupsOf(db, scope, by, narrowed), seesAll ? choicesIn(db, scope) : null])
  const { groups: shown, rest } = shownTo(seesAll, groups)
  const lines = [...shown.map((group) => lineOf(address, labelOf(request, by, group), group, group.key)), ...rest === null ? [] : [lineOf(address, say('practiceRates.rest'), rest, 'rest')]]
  const total = lineOf(address, say('part.sum'), sumOf(groups), null)
  return {
    by, seesAll, lines, total, hasRest: rest !== null, address: String(address), chart: chartOf(request, lines),
    tabs: waysFor(seesAll).map((way) => ({ href: `/practice?${new URLSearchParams([...[...address].filter(([name]) => name !== 'by'), ['by', way]])}`, label: say(`practice.by.${way}`), current: way === by })),
    filters: choices === null ? null : { action: '/practice', keep: { by }, fields: fieldsOf(request, choices, query) },
  }
}

function fieldsOf(request: FastifyRequest, { courses, years, months, municipalities }: Awaited<ReturnType<typeof choicesIn>>, query: RatesQuery) {
  const { say, language } = request
  const choice = (name: string, label: string, value: number | string | undefined, options: { value: string; label: string }[]) => ({ name, label, value: String(value ?? ''), options })
  const named = (some: Choice[]) => some.map((one) => ({ value: String(one.id), label: nameOf(request, one) }))
  return [
    choice('course', say('practice.by.course'), query.course, named(courses)), choice('completed', say('practice.by.year'), query.completed, years.toReversed().map((year) => ({ value: String(year), label: fiscalYearInWords(year, language) }))),
    choice('months', say('practice.by.months'), query.months, months.map((n) => ({ value: String(n), label: say('practice.afterMonths', { months: n }) }))),
    choice('category', say('practice.by.category'), query.category, roles.map((role) => ({ value: role, label: say(`calls.quotas.${role}`) }))),
    choice('municipality', say('practice.by.municipality'), query.municipality, named(municipalities)),
  ]
}

function chartOf({ say, language }: Words, lines: { label: string; rates: ReturnType<typeof ratesOf>; href: (of: Figure) => string }[]) {
  const rows = lines.flatMap(({ label, rates, href }) => rates.ofAsked === null ? [] : [{ label, value: Number(rates.ofAsked), href: href('practiced') }])
  if (rows.length < 2 || rows.length > 12) return null
  const description = rows.map(({ label, value }) => `${label} ${value}%`).join(language === 'ja' ? '、' : '; ')
  return barChart({ title: say('practiceRates.chart'), description, rows, valueHeading: say('practiceRates.ofAskedPercent') })
}

const perPage = 50
const rowsMax = 5_000

/** Which rows a figure has: those of a group only as far as that group is shown by itself. @throws Missing for another */
async function rowsAsked(request: FastifyRequest, query: RowsQuery) {
  const { by, narrowed, address } = asked(request, query)
  const figure = query.of || 'asked'
  if (!query.group) return { by, narrowed, address, figure, label: null }
  const { groups, restKeys } = shownTo(seesAllOf(request), await groupsOf(request.db, request.scope, by, narrowed))
  const group = groups.find(({ key }) => key === query.group)
  const keys = query.group === 'rest' && restKeys.length > 0 ? restKeys : [found(group).key]
  return { by, narrowed: { ...narrowed, group: { by, keys } }, address, figure, label: group === undefined ? request.say('practiceRates.rest') : labelOf(request, by, group) }
}

/** The people behind a figure. */
export async function rowsPage(request: FastifyRequest, query: RowsQuery) {
  const { narrowed, address, figure, label } = await rowsAsked(request, query)
  const page = query.page ?? 1
  const rows = await rowsOf(request.db, request.scope, figure, narrowed, { limit: perPage, offset: (page - 1) * perPage })
  const total = rows[0]?.total ?? 0
  const here = new URLSearchParams([...address, ['of', figure], ...query.group ? [['group', query.group] as [string, string]] : []])
  return {
    rows, figure, label, seesAll: seesAllOf(request), back: `/practice?${address}`, file: `/practice/rows/file?${here}`,
    begun: query.take === undefined ? null : `/practice/rows/file?${new URLSearchParams([...here, ...query.as ? [['as', query.as] as [string, string]] : []])}`,
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/practice/rows?${new URLSearchParams([...here, ['page', String(to)]])}` },
  }
}

/** All of them, for a file. */
export async function wholeRows(request: FastifyRequest, query: RowsQuery) {
  const { narrowed, figure, label } = await rowsAsked(request, query)
  return { figure, label, rows: await rowsOf(request.db, request.scope, figure, narrowed, { limit: rowsMax, offset: 0 }) }
}

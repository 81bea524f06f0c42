import type { FastifyRequest } from 'fastify'
import { barChart } from '../../base/charts.ts'
import type { TableFile } from '../../base/table-files.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { themesEver } from '../community-issues/queries.ts'
import { states, type IssueState } from '../community-issues/rules.ts'
import { inOwn } from '../community-issues/words.ts'
import type { FiguresQuery } from './forms.ts'
import { figuresOf, ownCounts, themeCounts, type StageCount } from './queries.ts'
import { fewestTowns, sharedOf, sharesOf } from './rules.ts'

export type By = 'theme' | 'municipality'
export interface Line { key: string; label: string; counts: Record<IssueState, number>; sum: number }

const noCounts = (): Record<IssueState, number> => Object.fromEntries(states.map((state) => [state, 0])) as Record<IssueState, number>

/** One line for each theme or municipality, a figure for each state. */
function linesOf(request: FastifyRequest, counts: readonly StageCount[]): Line[] {
  return [...Map.groupBy(counts, ({ id }) => id ?? 'other')].map(([key, some]) => {
    const line = { ...noCounts(), ...Object.fromEntries(some.map(({ state, count }) => [state, count])) }
    return { key: String(key), label: key === 'other' ? request.say('communityIssues.otherTheme') : inOwn(request, some[0]!), counts: line, sum: some.reduce((sum, { count }) => sum + count, 0) }
  })
}

const address = (query: object) => new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined && value !== null).map(([name, value]): [string, string] => [name, String(value)]))

/** How far the issues of a year have come: by theme or by municipality and state, and how many were answered. Every figure leads to its issues. */
export async function figuresPage(request: FastifyRequest, { by = 'theme', theme, municipality }: FiguresQuery) {
  const { db, scope, year, today, say, language } = request
  const [figures, themes, municipalities] = await Promise.all([figuresOf(db, scope, { year, today, theme, municipality }), themesEver(db), municipalitiesToChoose(db)])
  const toRows = (more: object) => `/community-issues?${address({ each: 'yes', year, theme, municipality, ...more })}`
  // Of issues of one theme, the others they have are no lines of their own.
  const lines = linesOf(request, by === 'theme' ? figures.themes.filter(({ id }) => theme === undefined || id === theme) : figures.towns).map((line) => ({
    ...line, href: (state?: IssueState) => toRows({ ...by === 'theme' ? { theme: line.key } : { municipality: line.key }, state }),
  }))
  const total = { ...noCounts(), ...Object.fromEntries(figures.total.map(({ state, count }) => [state, count])) }
  const shares = sharesOf(figures.funnel).map((one) => ({ ...one, label: say(`issueFigures.steps.${one.step}`), href: toRows(one.step === 'raised' ? {} : { reach: one.step }) }))
  return {
    by, states, lines, total, totalHref: (state?: IssueState) => toRows({ state }), shares, funnel: figures.funnel, stuck: figures.stuck, stuckMonths: figures.stuckMonths, stuckHref: toRows({ show: 'stuck' }), isNarrowed: theme !== undefined || municipality !== undefined,
    raising: figures.raising, silent: figures.municipalities - figures.raising, municipalities: figures.municipalities, address: String(address({ by, theme, municipality, year })), year,
    chart: figures.funnel.raised === 0 ? null : { ...barChart({
      title: say('issueFigures.chart'), description: shares.map(({ label, count }) => `${label} ${count}`).join(language === 'ja' ? '、' : '; '), valueHeading: say('issueFigures.count'),
      rows: shares.map(({ label, count, href }) => ({ label, value: count, href })),
    }), id: 'funnel' },
    tabs: (['theme', 'municipality'] as const).map((way) => ({ href: `/issue-figures?${address({ by: way, theme, municipality, year })}`, label: say(`issueFigures.by.${way}`), current: way === by })),
    filters: { action: '/issue-figures', keep: { by, year }, fields: [
      { name: 'theme', label: say('communityIssues.theme'), value: String(theme ?? ''), options: themes.map((one) => ({ value: String(one.id), label: inOwn(request, one) })) },
      { name: 'municipality', label: say('communityIssues.municipality'), value: String(municipality ?? ''), options: municipalities.map((one) => ({ value: String(one.id), label: language === 'ja' ? one.name : one.nameEn })) },
    ] },
  }
}

/** The matrix as a table to be taken. */
export function matrixTable({ say }: FastifyRequest, { by, lines, total, year }: Awaited<ReturnType<typeof figuresPage>>): TableFile {
  const title = `${say('issueFigures.title')} ${year}`
  const sum = states.reduce((all, state) => all + total[state], 0)
  return {
    fileName: title, sheet: say('issueFigures.sheet'), title, above: [[title], [say('issueFigures.means')]],
    columns: [{ header: say(`issueFigures.by.${by}`), width: 26, isText: true }, ...states.map((state) => ({ header: say(`communityIssues.states.${state}`), width: 14 })), { header: say('part.sum'), width: 10 }],
    rows: [...lines.map(({ label, counts, sum: all }) => [label, ...states.map((state) => counts[state]), all]), [say('issueFigures.distinct'), ...states.map((state) => total[state]), sum]],
  }
}

/** What all municipalities may know of each other: how many issues of how many municipalities a theme has. */
export async function sharedPage(request: FastifyRequest) {
  const { db, beyond, scope, year } = request
  const isAll = scope.of === 'all'
  const [counts, own] = await Promise.all([themeCounts(beyond, year), isAll ? [] : ownCounts(db, scope, year)])
  const { themes, rest } = sharedOf(counts)
  const ownOf = new Map(own.map(({ id, issues }) => [id, issues]))
  const shown = new Set(themes.map(({ id }) => id))
  return {
    isAll, fewestTowns, rest, ownRest: own.filter(({ id }) => !shown.has(id)).reduce((sum, { issues }) => sum + issues, 0), hasAny: themes.length > 0 || rest !== null, year,
    themes: themes.toSorted((a, b) => b.towns - a.towns || b.issues - a.issues).map((one) => ({ ...one, said: inOwn(request, one), own: ownOf.get(one.id!) ?? 0 })),
  }
}

import type { FastifyRequest } from 'fastify'
import type { Day } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { lostOf } from '../../base/table-files.ts'
import { findingsIn } from '../../learning/personal-data/rules.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { tableOf } from './building.ts'
import { IssueEditForm, IssueForm, type FileQuery, type ListQuery } from './forms.ts'
import { choicesFor, findIssue, issuesListed, themesEver, type IssueFilter } from './queries.ts'
import { functions, states, whyNotEdit, whyNotRemove } from './rules.ts'
import { caseInWords, inOwn, metInWords, placeInWords, themesInWords } from './words.ts'

const perPage = 50
const rowsMax = 5_000

/** Which issues an address asks for. */
const filterOf = ({ year, today }: FastifyRequest, query: ListQuery): IssueFilter => ({ ...query, year, today })

export const addressOf = (query: object): URLSearchParams =>
  new URLSearchParams(Object.entries(query).filter(([name, value]) => value !== undefined && value !== '' && !['page', 'take', 'as'].includes(name)).map(([name, value]): [string, string] => [name, String(value)]))

/** The issues of a year: a municipality's own, or all of them; what is asked for by the address. */
export async function listPage(request: FastifyRequest, query: ListQuery) {
  const { db, scope, year, say, language } = request
  const isAll = scope.of === 'all'
  const { page = 1 } = query
  const [rows, themes, municipalities] = await Promise.all([issuesListed(db, scope, filterOf(request, query), { limit: perPage, offset: (page - 1) * perPage }), themesEver(db), isAll ? municipalitiesToChoose(db) : []])
  const total = rows[0]?.total ?? 0
  const kept = addressOf({ ...query, year })
  const choice = (name: string, label: string, value: unknown, options: { value: string; label: string }[]) => ({ name, label, value: String(value ?? ''), options })
  const tab = (show: ListQuery['show']) => ({ href: `/community-issues?${addressOf({ ...query, show, year })}`, label: say(`communityIssues.shows.${show ?? 'all'}`), current: query.show === show })
  return {
    rows: rows.map((row) => ({ ...row, themesSaid: themesInWords(request, row), place: placeInWords(request, row) })), isAll, isEach: query.each === 'yes', reach: query.reach ?? null,
    lost: rows.length === total ? lostOf(tableOf(request, rows)) : [], isNarrowed: ['state', 'theme', 'municipality', 'function', 'show', 'reach', 'case'].some((name) => query[name as keyof ListQuery] !== undefined),
    tabs: [undefined, 'open' as const, 'due' as const, 'untold' as const, 'stuck' as const].map(tab), file: `/community-issues/file?${kept}`, paper: `/community-issues/list-paper?${kept}`, begun: query.take === undefined ? null : `/community-issues/file?${addressOf({ ...query, year })}&as=${query.as ?? 'xlsx'}`,
    filters: { action: '/community-issues', keep: { year, show: query.show, each: query.each, reach: query.reach, case: query.case }, fields: [
      choice('state', say('communityIssues.state'), query.state, states.map((value) => ({ value, label: say(`communityIssues.states.${value}`) }))),
      choice('theme', say('communityIssues.theme'), query.theme, [...themes.map((one) => ({ value: String(one.id), label: inOwn(request, one) })), { value: 'other', label: say('communityIssues.otherTheme') }]),
      choice('function', say('communityIssues.function'), query.function, functions.map((value) => ({ value, label: say(`conferenceTypes.function.${value}`) }))),
      ...isAll ? [choice('municipality', say('communityIssues.municipality'), query.municipality, municipalities.map((one) => ({ value: String(one.id), label: language === 'ja' ? one.name : one.nameEn })))] : [],
    ] },
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/community-issues?${new URLSearchParams([...kept, ['page', String(to)]])}` },
  }
}

/** All that the list shows, for a file or a paper. */
export async function wholeList(request: FastifyRequest, query: FileQuery) {
  return issuesListed(request.db, request.scope, filterOf(request, query), { limit: rowsMax, offset: 0 })
}

/** What a text that was just sent tells of people, beside its box. */
export function findingsOf({ method, body, say }: FastifyRequest, boxes: readonly string[]) {
  if (method !== 'POST') return []
  const typed = Object.fromEntries(boxes.map((box) => [box, (body as Record<string, unknown> | null)?.[box]]).filter(([, text]) => typeof text === 'string')) as Record<string, string>
  return findingsIn(typed).slice(0, 8).map((one) => ({ ...one, words: one.words, kindSaid: say(`personalData.kind.${one.kind}`), insteadSaid: say(`personalData.instead.${one.kind}`) }))
}
const boxes = ['title', 'situation', 'otherTheme', 'area', 'evidence'] as const

async function choicesOf(request: FastifyRequest, day: Day, asked: readonly number[], kept: { id: number; label: string; labelEn: string }[] = []) {
  const { db, scope, say, today } = request
  const { themes, conferences, cases, centers } = await choicesFor(db, scope, { day, today, asked })
  const all = [...themes, ...kept.filter(({ id }) => !themes.some((one) => one.id === id))]
  return {
    themes: all.map((one) => ({ value: String(one.id), label: inOwn(request, one) })), centers: centers.map(({ id, name }) => ({ value: String(id), label: name })),
    conferences: conferences.map((one) => ({ value: String(one.id), label: metInWords(request, one) })), functions: functions.map((value) => ({ value, label: say(`conferenceTypes.function.${value}`) })),
    cases: cases.map((one) => ({ value: String(one.caseId), label: caseInWords(request, one), hint: one.summary === '' ? undefined : one.summary.length > 60 ? `${one.summary.slice(0, 60)}…` : one.summary })),
  }
}
const idsIn = (value: unknown): number[] => [value ?? []].flat().map(Number).filter((id) => Number.isSafeInteger(id) && id > 0 && id < 2 ** 31)

/** A new issue: out of a case, at a conference, or by itself. */
export async function newPage(request: FastifyRequest, query: { case?: number | undefined; conference?: number | undefined } = {}) {
  const asked = [...query.case === undefined ? [] : [query.case], ...idsIn((request.body as { cases?: unknown } | null)?.cases)]
  const choices = await choicesOf(request, request.today, asked)
  const met = choices.conferences.find(({ value }) => value === String(query.conference))
  return {
    issue: null, choices, findings: findingsOf(request, boxes), whyNot: null, whyNotRemove: null,
    form: formOf(IssueForm, request, { raisedOn: request.today, cases: query.case === undefined ? [] : [query.case], conferenceId: met?.value ?? '', evidenceCases: query.case === undefined ? undefined : 1 }),
  }
}

export async function editPage(request: FastifyRequest, id: number) {
  const issue = found(await findIssue(request.db, request.scope, id, request.today))
  const asked = [...new Set([...issue.cases.map(({ caseId }) => caseId), ...idsIn((request.body as { cases?: unknown } | null)?.cases)])]
  const choices = await choicesOf(request, issue.raisedOn, asked, issue.themes)
  const starting = {
    ...issue, themes: issue.themes.map((one) => one.id), cases: issue.cases.map(({ caseId }) => caseId), organizationId: issue.organizationId ?? '', conferenceId: issue.conferenceId ?? '', evidenceCases: issue.evidenceCases ?? '', nextOn: issue.nextOn ?? undefined,
  }
  return { issue, choices, findings: findingsOf(request, boxes), whyNot: whyNotEdit(issue), whyNotRemove: whyNotRemove(issue, issue.moves), form: formOf(IssueEditForm, request, starting) }
}

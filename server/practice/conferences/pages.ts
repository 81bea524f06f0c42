import type { FastifyRequest } from 'fastify'
import { fiscalYearOf, isDay } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { findingsIn } from '../../learning/personal-data/rules.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { knownPeople } from '../../who/people/queries.ts'
import { municipalityAsked } from '../conference-types/pages.ts'
import { conferenceStates, isOfYear } from '../conference-types/rules.ts'
import { CaseForm, NewCaseForm, NewRecordForm, PersonForm, RecordForm, type ListQuery, type ShowQuery } from './forms.ts'
import { attendeeKinds, choicesOf, conferenceCounts, conferenceOfCase, conferences, findConference, type Conference } from './queries.ts'
import { kindsOf, whyNotCase, whyNotPerson, whyNotRemove, whyNotRemoveCase } from './rules.ts'

const perPage = 50

/** Conferences of a year with their counts: a municipality's own, or all of them. */
export async function listPage(request: FastifyRequest, { municipality, type, center, state, page = 1 }: ListQuery) {
  const { db, scope, year, say, language } = request
  const isAll = scope.of === 'all'
  const own = municipalityAsked(scope, municipality)
  const filter = { municipalityId: own, typeId: type, organizationId: center }
  const [rows, counts, choices, towns] = await Promise.all([
    conferences(db, scope, { year, state, ...filter }, { limit: perPage, offset: (page - 1) * perPage }), conferenceCounts(db, scope, { fiscalYear: year, ...filter }),
    own === undefined ? { types: [], centers: [] } : choicesOf(db, scope, own), isAll ? municipalitiesToChoose(db) : [],
  ])
  const total = rows[0]?.total ?? 0
  const kept = new URLSearchParams(Object.entries({ year, municipality, type, center, state }).filter(([, value]) => value !== undefined).map(([name, value]): [string, string] => [name, String(value)]))
  const named = (one: { id: number; name: string; nameEn?: string }) => ({ value: String(one.id), label: language === 'ja' ? one.name : one.nameEn || one.name })
  return {
    rows, counts, isAll, year, hasTypes: choices.types.length > 0 || own === undefined, filters: { action: '/conferences', keep: { year }, fields: [
      ...isAll ? [{ name: 'municipality', label: say('conferences.municipality'), value: String(municipality ?? ''), options: towns.map(named) }] : [],
      ...own === undefined ? [] : [{ name: 'type', label: say('conferences.type'), value: String(type ?? ''), options: choices.types.map(named) }, { name: 'center', label: say('conferences.center'), value: String(center ?? ''), options: choices.centers.map(named) }],
      { name: 'state', label: say('conferences.state'), value: state ?? '', options: conferenceStates.map((value) => ({ value, label: say(`conferences.states.${value}`) })) },
    ] },
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/conferences?${new URLSearchParams([...kept, ['page', String(to)]])}` },
  }
}

/** Numbers of people as they were typed, or as they are kept. */
function peopleOf(request: FastifyRequest, known?: Conference): Record<string, string> {
  const sent = request.method === 'POST' ? (request.body as { people?: unknown } | undefined)?.people : undefined
  if (request.method === 'POST') return sent !== null && typeof sent === 'object' ? Object.fromEntries(Object.entries(sent).map(([kind, people]) => [kind, String(people)])) : {}
  return Object.fromEntries((known?.attendance ?? []).map(({ kind, people }) => [kind, String(people)]))
}

/** Boxes of kinds have no box in the schema: their problems are told here. */
function peopleProblems({ unfit, say }: FastifyRequest, kinds: readonly { code: string; label: string; labelEn: string }[], language: 'ja' | 'en') {
  return unfit.flatMap(({ field, reason }) => {
    const kind = kinds.find(({ code }) => field === `people.${code}`)
    return kind ? [{ name: field, label: language === 'ja' ? kind.label : kind.labelEn, problem: say(reason.key, reason.data) }] : []
  })
}

const sentText = ({ method, body }: FastifyRequest, box: string): string => {
  const typed = method === 'POST' ? (body as Record<string, unknown> | undefined)?.[box] : undefined
  return typeof typed === 'string' ? typed : ''
}
const sentYear = ({ method, body, year }: FastifyRequest): number => {
  const typed = method === 'POST' ? (body as { heldOn?: unknown } | undefined)?.heldOn : undefined
  return typeof typed === 'string' && isDay(typed) ? fiscalYearOf(typed) : year
}

async function recordParts(request: FastifyRequest, known?: Conference) {
  const { db, scope, language } = request
  const municipalityId = known?.municipalityId ?? (scope.of === 'municipality' ? scope.municipalityId : 0)
  const [choices, all] = await Promise.all([choicesOf(db, scope, municipalityId), attendeeKinds(db)])
  const year = known?.fiscalYear ?? sentYear(request)
  const kinds = kindsOf(all, year, known?.attendance.map(({ kind }) => kind))
  return {
    kinds, people: peopleOf(request, known), peopleProblems: peopleProblems(request, kinds, language), findings: findingsIn({ remark: sentText(request, 'remark') }).slice(0, 5),
    types: choices.types.filter((one) => isOfYear(one, year) || one.id === known?.typeId), centers: choices.centers,
  }
}

export async function newPage(request: FastifyRequest) {
  const parts = await recordParts(request)
  const [only] = parts.centers.length === 1 ? parts.centers : []
  return { conference: null, whyNotRemove: null, ...parts, form: formOf(NewRecordForm, request, { meetingKind: 'as_needed', state: 'held', mode: 'on_site', typeId: parts.types.length === 1 ? parts.types[0]!.id : '', organizationId: only?.id ?? '' }) }
}

export async function editPage(request: FastifyRequest, id: number) {
  const known = found(await findConference(request.db, request.scope, id))
  const starting = {
    ...known, organizationId: known.organizationId ?? '', state: known.state === 'planned' && known.heldOn !== null && known.heldOn <= request.today ? 'held' : known.state, casesDiscussed: known.casesDiscussed ?? '', differentPeople: known.people ?? '', heldOn: known.heldOn ?? '',
  }
  return { conference: known, whyNotRemove: whyNotRemove(known), ...await recordParts(request, known), form: formOf(RecordForm, request, starting) }
}

/** One conference: what is kept of it, its cases and who took part. `q`: people of the municipality to be added. */
export async function showPage(request: FastifyRequest, id: number, { q = '' }: ShowQuery, sent?: 'people') {
  const { db, scope } = request
  const [known, matches] = await Promise.all([findConference(db, scope, id), scope.of === 'municipality' && q.trim() !== '' ? knownPeople(db, scope, q, 20) : []])
  const conference = found(known)
  const there = new Set(conference.persons.map(({ personId }) => personId))
  return {
    conference, q, matches: matches.map((one) => ({ ...one, isThere: there.has(one.id) })), whyNotCase: whyNotCase({ state: conference.state, cases: conference.cases.length }), whyNotPerson: whyNotPerson(conference),
    peopleForm: formOf(PersonForm, sent === 'people' ? request : nothingSent(request), { role: 'adviser' }), total: conference.attendance.reduce((sum, one) => sum + one.people, 0),
  }
}

const caseFindings = (request: FastifyRequest, { persons }: Conference) =>
  findingsIn({ summary: sentText(request, 'summary'), followUpNote: sentText(request, 'followUpNote') }, persons.map(({ name }) => name)).slice(0, 5)

export async function newCasePage(request: FastifyRequest, conferenceId: number) {
  const conference = found(await findConference(request.db, request.scope, conferenceId))
  const starting = { managedBy: 'support_center', reasons: [], functions: conference.typeFunctions.includes('case_resolution') ? ['case_resolution'] : [] }
  return { conference, one: null, whyNotRemove: null, issues: [], whyNot: whyNotCase({ state: conference.state, cases: conference.cases.length }), findings: caseFindings(request, conference), form: formOf(NewCaseForm, request, starting) }
}

export async function casePage(request: FastifyRequest, id: number) {
  const { db, scope } = request
  const conference = found(await findConference(db, scope, found(await conferenceOfCase(db, scope, id)).id))
  const one = found(conference.cases.find((row) => row.id === id))
  const starting = { ...one, careLevel: one.careLevel ?? '', ageBand: one.ageBand ?? '', isAgain: one.isAgain ? 'true' : '', checked: one.summaryChecked ? 'true' : '', followUpOn: one.followUpOn ?? '', followedUpOn: one.followedUpOn ?? '' }
  return { conference, one, whyNotRemove: whyNotRemoveCase(id, conference.issues), issues: conference.issues.filter(({ cases }) => cases.includes(id)), whyNot: null, findings: caseFindings(request, conference), form: formOf(CaseForm, request, starting) }
}

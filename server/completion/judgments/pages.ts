import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import { approvalOf } from '../../office/approvals/queries.ts'
import { CorrectionForm, LineForm, ManyForm, StartForm, type LinesQuery, type PartlyQuery } from './forms.ts'
import { criteriaOf } from '../criteria/queries.ts'
import { proposalOf, type Decision } from '../evidence/checklist.ts'
import { evidenceOf } from '../evidence/queries.ts'
import { cohortsOf, findLine, judgmentsOf, lastDays, linesOf, partlyCompleted, tallyOf, type LinesWanted } from './queries.ts'
import { differencesOf, rowsOf } from './rules.ts'

const perPage = 50

/** The judgment that was asked for, or the latest; or the form to start one. Two to four statements. */
export async function judgmentPage(request: FastifyRequest, trainingId: number, query: LinesQuery) {
  const { db, scope } = request
  const { training, judgments } = found(await judgmentsOf(db, scope, trainingId))
  const judgment = query.judgment === undefined ? judgments[0] : found(judgments.find(({ id }) => id === query.judgment))
  const canStart = ['running', 'judging'].includes(training.state) && training.waiting > 0 && judgments.every(({ state }) => state === 'confirmed')
  if (judgment === undefined || wantsToStart(request)) return { training, judgments, judgment: undefined, ...await startOf(request, trainingId), canStart }
  const { filters, rows } = await linesPage(request, judgment.id, query)
  const counts = tallied(await tallyOf(db, judgment.id))
  const approval = await approvalOf(db, `judgment:${judgment.id}`)
  const take = query.take === undefined ? null : `/trainings/${trainingId}/judgment-file?judgment=${judgment.id}&as=${query.take}`
  return {
    take, manyForm: formOf(ManyForm, request, { which: 'ticked' }), isMany: /\/many\b/.test(request.url), many: query.decided === undefined ? null : { decided: query.decided, skipped: query.skipped ?? 0 },
    training, judgments, judgment, canStart, approval, counts, lines: rows, filters, refused: refusedLine(request),
    lineForm: formOf(LineForm, request), address: (page: number) => addressOf(trainingId, { ...query, page }),
    decisions: `/judgments/${judgment.id}/decisions${queryOf({ ...query, decided: undefined, skipped: undefined, take: undefined })}`,
    manyAction: `/judgments/${judgment.id}/many${queryOf({ ...query, page: 1, decided: undefined, skipped: undefined, take: undefined })}`,
    pager: { page: query.page, perPage, total: rows[0]?.total ?? 0, pages: Math.max(1, Math.ceil((rows[0]?.total ?? 0) / perPage)), href: (page: number) => addressOf(trainingId, { ...query, page }) },
  }
}

/** `?start=1`, or a start that was sent and comes back. */
const wantsToStart = ({ url, method }: FastifyRequest) => (method === 'POST' ? /^\/trainings\/\d+\/judgments/ : /[?&]start=1/).test(url)

async function startOf(request: FastifyRequest, trainingId: number) {
  const criteria = await criteriaOf(request.db, trainingId)
  const { held, toCome } = await lastDays(request.db, trainingId, request.today)
  return { criteria, toCome, cohorts: await cohortsOf(request.db, trainingId), start: formOf(StartForm, request, { completedOn: held ?? request.today }) }
}

async function linesPage({ db }: FastifyRequest, judgmentId: number, query: LinesQuery) {
  const { proposal, decision, municipality = '', exception, changed } = query
  const filters = { proposal: proposal ?? '', decision: decision ?? '', municipality, exception: exception ?? '', changed: changed ?? '' }
  return { filters, rows: await linesOf(db, judgmentId, { ...narrowing(query), limit: perPage, offset: (query.page - 1) * perPage }) }
}

/** The filters of the page as the queries take them. */
export function narrowing({ proposal, decision, municipality = '', exception, changed }: Partial<LinesQuery>): Omit<LinesWanted, 'limit' | 'offset'> {
  return {
    ...proposal === undefined ? {} : { proposal }, ...decision === undefined ? {} : { decision }, exception: exception === '1', changed: changed === '1',
    ...municipality === 'none' ? { municipality: null } : /^\d{1,9}$/.test(municipality) ? { municipality: Number(municipality) } : {},
  }
}

/** The line whose decision was refused, so that its form is open again. */
const refusedLine = ({ method, body }: FastifyRequest): number | null =>
  method === 'POST' ? Number((body as { enrollmentId?: unknown } | undefined)?.enrollmentId) || null : null

function tallied(cells: Awaited<ReturnType<typeof tallyOf>>) {
  const sum = (which: (cell: (typeof cells)[number]) => boolean) => cells.filter(which).reduce((all, { people }) => all + people, 0)
  const decided = (decision: Decision) => sum((cell) => cell.decision === decision)
  const municipalities = [...new Map(cells.map((cell) => [cell.municipalityId, cell])).values()]
  return {
    people: sum(() => true), completed: decided('completed'), notCompleted: decided('not_completed'), pending: decided('pending'),
    exceptions: sum(({ proposal, decision }) => proposal !== decision), municipalities,
  }
}

/** The page of a training's judgment with the filters that are set. */
export const addressOf = (trainingId: number, query: LinesQuery): string => `/trainings/${trainingId}/judgment${queryOf(query)}`

function queryOf(query: object): string {
  const given = Object.entries(query).filter(([name, value]) => value !== undefined && value !== '' && !(name === 'page' && value === 1))
  return given.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])))}`
}

/**
 * One person of a judgment opened down to the records: what was kept, and what the records say otherwise by now. Four statements
 * with sign-in.
 */
export async function linePage(request: FastifyRequest, judgmentId: number, enrollmentId: number) {
  const { db, scope, today } = request
  const line = found(await findLine(db, scope, judgmentId, enrollmentId))
  const now = (await evidenceOf(db, [enrollmentId], today)).get(enrollmentId)
  const kept = line.evidence.slots && line.evidence.lessons ? { ...line.evidence, slots: line.evidence.slots, lessons: line.evidence.lessons } : null
  const differences = kept === null || now === undefined ? [] : differencesOf(kept, rowsOf(line.rule, now))
  return {
    line, kept, differences, proposalNow: differences.length === 0 || now === undefined ? null : proposalOf(line.rule, now).proposal,
    modules: (line.evidence.modules ?? []).map((done) => ({ ...done, ...line.modules.find(({ id }) => id === done.id) ?? { title: '', titleEn: '' } })),
    lineForm: formOf(LineForm, request, { decision: line.decision, reason: line.reason ?? '' }), correction: formOf(CorrectionForm, request, { completedOn: line.completedOn ?? line.judgedFor }),
  }
}

/** Who has completed modules of a training without the whole, or everybody. Four statements with sign-in. */
export async function partlyPage({ db, scope }: FastifyRequest, trainingId: number, { who, page }: PartlyQuery) {
  const training = found(await findTraining(db, scope, trainingId))
  const rows = await partlyCompleted(db, trainingId, { everybody: who === 'all', limit: perPage, offset: (page - 1) * perPage })
  const total = rows[0]?.total ?? 0
  const at = `/trainings/${trainingId}/modules-done`
  const href = (to: number) => `${at}${queryOf({ who, page: to })}`
  return { training, rows, who: who ?? '', at, pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href } }
}

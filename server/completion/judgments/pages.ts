import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { approvalOf } from '../../office/approvals/queries.ts'
import { LineForm, StartForm, type LinesQuery } from './forms.ts'
import { criteriaOf } from '../criteria/queries.ts'
import type { Decision } from '../evidence/rules.ts'
import { judgmentsOf, lastDays, linesOf, tallyOf } from './queries.ts'

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
  return {
    training, judgments, judgment, canStart, approval, counts, lines: rows, filters, refused: refusedLine(request),
    lineForm: formOf(LineForm, request), address: (page: number) => addressOf(trainingId, { ...query, page }),
    decisions: `/judgments/${judgment.id}/decisions${queryOf({ ...query })}`,
    pager: { page: query.page, perPage, total: rows[0]?.total ?? 0, pages: Math.max(1, Math.ceil((rows[0]?.total ?? 0) / perPage)), href: (page: number) => addressOf(trainingId, { ...query, page }) },
  }
}

/** `?start=1`, or a start that was sent and comes back. */
const wantsToStart = ({ url, method }: FastifyRequest) => (method === 'POST' ? /^\/trainings\/\d+\/judgments/ : /[?&]start=1/).test(url)

async function startOf(request: FastifyRequest, trainingId: number) {
  const criteria = await criteriaOf(request.db, trainingId)
  const { held, toCome } = await lastDays(request.db, trainingId, request.today)
  return { criteria, toCome, start: formOf(StartForm, request, { completedOn: held ?? request.today }) }
}

async function linesPage({ db }: FastifyRequest, judgmentId: number, query: LinesQuery) {
  const { proposal, decision, municipality = '', exception } = query
  const filters = { proposal: proposal ?? '', decision: decision ?? '', municipality, exception: exception ?? '' }
  const rows = await linesOf(db, judgmentId, {
    ...proposal === undefined ? {} : { proposal }, ...decision === undefined ? {} : { decision }, exception: exception === '1',
    ...municipality === 'none' ? { municipality: null } : /^\d{1,9}$/.test(municipality) ? { municipality: Number(municipality) } : {},
    limit: perPage, offset: (query.page - 1) * perPage,
  })
  return { filters, rows }
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

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { callOfTraining } from '../../planning/calls/queries.ts'
import { boardPage, needsOf, perPage } from './board.ts'
import { announceSelection, decideSelection, simulateSelection } from './changes.ts'
import {
  AnnouncementForm, ApprovalForm, BoardQuery, LineForm, LineParams, LinesForm, PageQuery, PickQuery, SimulationForm, TrainingParams, VersionQuery, WhatIfQuery,
  type BoardQuery as Looking,
} from './forms.ts'
import {
  announcedAt, announcedOutcomes, countNominees, findBoard, findLines, lettersOf, municipalitiesTold, nominationOf, notReached, selectionsOfYear,
} from './queries.ts'
import { changeLine, changeLines } from './lines/changes.ts'
import { idsIn, planOf } from './lines/many.ts'
import { withStandings } from './outcomes.ts'
import { openCohorts, whyNotStep } from './rules.ts'
import { whatIfPage } from './what-if.ts'

export const selection: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/selections', { config: { access: 'selection.read' } }, async (request, reply) =>
    reply.page('entry/selection/index', { trainings: await selectionsOfYear(request.db, request.year), year: request.year }))

  app.get('/trainings/:trainingId/selection', {
    config: { access: 'selection.read', traced: true },
    schema: { params: TrainingParams, querystring: BoardQuery },
  }, async (request, reply) => showBoard(request, reply))

  app.get('/trainings/:trainingId/selection/simulation', {
    config: { access: 'selection.prepare' }, schema: { params: TrainingParams },
  }, async (request, reply) => showSimulation(request, reply))

  app.get('/trainings/:trainingId/selection/what-if', {
    config: { access: 'selection.prepare', traced: true }, schema: { params: TrainingParams, querystring: WhatIfQuery },
  }, async (request, reply) => reply.page('entry/selection/what-if', await whatIfPage(request, request.params.trainingId)))

  app.post('/trainings/:trainingId/selection', {
    config: { access: 'selection.prepare', again: showSimulation },
    schema: { params: TrainingParams, body: SimulationForm }, attachValidation: true,
  }, async ({ params: { trainingId }, body }, reply) =>
    reply.submit((change) => simulateSelection(change, trainingId, body), () => ({ to: `/trainings/${trainingId}/selection`, notice: 'selection.simulated' })))

  app.get('/trainings/:trainingId/selection/lines', {
    config: { access: 'selection.prepare', traced: true }, schema: { params: TrainingParams, querystring: PickQuery },
  }, showLines)

  app.post('/trainings/:trainingId/selection/lines', {
    config: { access: 'selection.prepare', again: showLines }, schema: { params: TrainingParams, body: LinesForm }, attachValidation: true,
  }, async ({ params: { trainingId }, body }, reply) =>
    reply.submit((change) => changeLines(change, trainingId, body), () => ({ to: `/trainings/${trainingId}/selection?show=changed`, notice: 'selection.bulkChanged' })))

  app.post('/trainings/:trainingId/selection/lines/:nominationId', {
    config: { access: 'selection.prepare', again: showBoard },
    schema: { params: LineParams, querystring: BoardQuery, body: LineForm }, attachValidation: true,
  }, async ({ params: { trainingId, nominationId }, query, body }, reply) =>
    reply.submit((change) => changeLine(change, trainingId, nominationId, body), () => ({ to: boardAt(trainingId, query), notice: done[body.act] })))

  app.post('/trainings/:trainingId/selection/approval', {
    config: { access: 'selection.prepare', again: showBoard },
    schema: { params: TrainingParams, querystring: VersionQuery, body: ApprovalForm }, attachValidation: true,
  }, async ({ params: { trainingId }, query: { version = 0 }, body }, reply) =>
    reply.submit((change) => decideSelection(change, trainingId, body, version), () => ({
      to: `/trainings/${trainingId}/selection`, notice: decided[body.decision],
    })))

  app.get('/trainings/:trainingId/selection/announcement', {
    config: { access: 'selection.read', traced: true }, schema: { params: TrainingParams },
  }, async (request, reply) => showAnnouncement(request, reply))

  app.post('/trainings/:trainingId/selection/announcement', {
    config: { access: 'selection.announce', again: showAnnouncement },
    schema: { params: TrainingParams, body: AnnouncementForm }, attachValidation: true,
  }, async ({ params: { trainingId }, body: { version } }, reply) =>
    reply.submit((change) => announceSelection(change, trainingId, version), () => ({
      to: `/trainings/${trainingId}/selection`, notice: 'selection.announced',
    })))

  app.get('/trainings/:trainingId/outcome', {
    config: { access: 'nominations.read', traced: true }, schema: { params: TrainingParams, querystring: PageQuery },
  }, async (request, reply) => {
    const { db, scope, params: { trainingId }, query: { page = 1 } } = request
    const call = found(await callOfTraining(db, scope, trainingId))
    const rows = await announcedOutcomes(db, scope, trainingId, { limit: perPage, offset: (page - 1) * perPage })
    const announced = await announcedAt(db, trainingId)
    return reply.page('entry/selection/outcome', { call, rows: await withStandings(request, trainingId, rows), page, perPage, total: rows[0]?.total ?? 0, announced })
  })
}

const done = {
  change: 'selection.changed', restore: 'selection.restored', up: 'selection.moved', down: 'selection.moved', place: 'selection.moved',
} as const
const decided = {
  ask: 'selection.asked', approve: 'selection.confirmed', return: 'selection.returned', recall: 'selection.recalled', reopen: 'selection.reopened',
} as const

/** The board as it was looked at, the line no longer open. */
function boardAt(trainingId: number, { line: _, to: __, ...query }: Looking): string {
  const kept = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]))
  return `/trainings/${trainingId}/selection${kept.size > 0 ? `?${kept}` : ''}`
}

const trainingOf = (request: FastifyRequest): number => (request.params as { trainingId: number }).trainingId

async function showBoard(request: FastifyRequest, reply: FastifyReply) {
  const { nominationId, trainingId } = request.params as { trainingId: number; nominationId?: number }
  if (nominationId !== undefined) found(await nominationOf(request.db, trainingId, nominationId))
  const data = await boardPage(request, trainingId)
  const line = nominationId ?? (request.query as Looking).line ?? null
  return reply.page('entry/selection/board', { ...data, line, form: formOf(LineForm, request, startingWith(data, line, (request.query as Looking).to)) })
}

/** What a line stands at, for the boxes of its form. */
function startingWith(data: Awaited<ReturnType<typeof boardPage>>, line: number | null, to?: number) {
  const row = data.rows?.find(({ id }) => id === line)
  return row === undefined ? {} : { outcome: row.outcome, cohortId: row.cohortId, to: to ?? row.waitlistPosition ?? '', reason: row.changedBy === null || to !== undefined ? '' : row.changeReason ?? '' }
}

/** The ticked lines with the one form for all of them; once it was sent, what it would do and whom it would skip. */
async function showLines(request: FastifyRequest, reply: FastifyReply) {
  const board = found(await findBoard(request.db, trainingOf(request)))
  const selection = found(board.selection)
  const sent = (request.body ?? {}) as Partial<LinesForm>
  const ids = idsIn(sent.ids ?? Object.keys(request.query as object).map((name) => name.replace(/^n/, '')).join(' '))
  const asked = request.refusal?.key === 'selection.bulkAsk' || request.refusal?.key === 'selection.bulkNobody' ? sent as LinesForm : null
  const plan = asked === null ? null : await planOf(request.db, board, asked)
  const lines = plan?.lines ?? await findLines(request.db, selection.id, ids)
  return reply.page('entry/selection/lines', {
    board, selection, lines, plan, sent: asked, openCohorts: openCohorts(board.cohorts), form: formOf(LinesForm, request),
  })
}

async function showSimulation(request: FastifyRequest, reply: FastifyReply) {
  const board = found(await findBoard(request.db, trainingOf(request)))
  const { selection } = board
  const offered = board.professions
  const quotas = (selection === null ? board.callProfessionQuotas : selection.professionQuotas) as Record<string, number> | null ?? {}
  const rows = { professions: offered.map(({ code }) => ({ code, places: quotas[code] })) }
  const starting = selection === null ? { overPercent: board.overPercent, waitlistMax: 50, guaranteeMax: 0, ...rows }
    : { ...selection, ...rows, hardQuota: selection.hardQuota ? 'true' : '', hardProfessionQuota: selection.hardProfessionQuota ? 'true' : '' }
  const needs = await needsOf(request, board)
  const nominated = board.callId === null ? 0 : await countNominees(request.db, board.callId)
  return reply.page('entry/selection/simulate', { board, selection, needs, nominated, professions: offered, typed: flat(request.body ?? {}), refusal: request.refusal, form: formOf(SimulationForm, request, starting) })
}

/** What was typed as hidden boxes carry it: a row's box by its place. */
function flat(boxes: object, before = ''): Record<string, string | number> {
  return Object.assign({}, ...Object.entries(boxes).map(([name, value]) =>
    value !== null && typeof value === 'object' ? flat(value, `${before}${name}.`) : { [`${before}${name}`]: value }))
}

async function showAnnouncement(request: FastifyRequest, reply: FastifyReply) {
  const { db } = request
  const board = found(await findBoard(db, trainingOf(request)))
  const selection = found(board.selection)
  // What will be sent is no longer a question once it has been: the board says what was.
  if (request.method === 'GET' && selection.state === 'announced') return reply.redirect(`/trainings/${board.id}/selection`, 303)
  const [letters, untold] = [await lettersOf(db, selection.id), await notReached(db, selection.id)]
  const nominating = await municipalitiesTold(db, selection.id)
  return reply.page('entry/selection/announce', { board, selection, letters, nominating, held: untold.filter(({ held }) => held), unable: untold.filter(({ held }) => !held), whyNot: whyNotStep(selection.state, 'announce') })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { dayInJapan, fiscalYearInWords } from '../../base/days.ts'
import { formOf } from '../../base/forms.ts'
import { tableDesk } from '../../office/table-imports/desk.ts'
import { closeCheck, editCheck, giveLeave, openCheck, remindCheck, saveLines } from './changes.ts'
import { ArrivalForm, CheckForm, CorrectionForm, FileQuery, IdParams, LeaveForm, LeaveQuery, LinesForm, NewCheckForm, PageQuery, RefusalForm, SheetParams, SubmissionForm } from './forms.ts'
import { transferTable } from './imports.ts'
import { confirmArrival, correctLine, refuseArrival, submitSheet } from './moves/changes.ts'
import { correctionPage, lookPage, ownPage, paperOf, progressFile, progressPage, savedPiece, sheetPage } from './pages.ts'
import { arrivalsFor, checksFor, findArrival, findCheck, placesToChoose, progressList } from './queries.ts'
import { categories, lastDayFor, whyNotAnswer, whyNotDecide } from './rules.ts'

const [read, edit, answer] = ['transfer_checks.read', 'transfer_checks.edit', 'transfer_checks.answer'] as const
const at = (id: number) => `/transfer-checks/${id}`
const arrivalsPerPage = 50

export const transferChecks: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/transfer-checks', { config: { access: read } }, async ({ db, scope, today }, reply) => reply.page('who/transfer-checks/index', {
    own: scope.of === 'municipality', checks: (await checksFor(db, scope)).map((one) => ({
      ...one, lastDay: lastDayFor(one, one.leave), open: whyNotAnswer(one, { submittedOn: one.submittedAt && dayInJapan(one.submittedAt) }, one.leave, today) === null,
    })),
  }))
  app.get('/transfer-checks/new', { config: { access: edit } }, newAgain)
  app.post('/transfer-checks', { config: { access: edit, again: newAgain }, schema: { body: NewCheckForm }, attachValidation: true }, async (request, reply) =>
    reply.submit((change) => openCheck(change, request.body), (id) => ({ to: at(id), notice: 'transferChecks.opened' })))

  app.get('/transfer-checks/:id', { config: { access: read, traced: true }, schema: { params: IdParams, querystring: PageQuery } }, showAgain)
  app.get('/transfer-checks/:id/edit', { config: { access: edit }, schema: { params: IdParams } }, editAgain)
  app.post('/transfer-checks/:id', { config: { access: edit, again: editAgain }, schema: { params: IdParams, body: CheckForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => editCheck(change, id, body), () => ({ to: at(id), notice: 'form.saved' })))
  app.post('/transfer-checks/:id/reminders', { config: { access: edit, again: showAgain }, schema: { params: IdParams } }, async ({ params: { id } }, reply) =>
    reply.submit((change) => remindCheck(change, id), () => ({ to: at(id), notice: 'transferChecks.reminded' })))
  app.post('/transfer-checks/:id/closing', { config: { access: edit, again: showAgain }, schema: { params: IdParams } }, async ({ params: { id } }, reply) =>
    reply.submit((change) => closeCheck(change, id), () => ({ to: at(id), notice: 'transferChecks.closed' })))
  app.get('/transfer-checks/:id/leaves/new', { config: { access: edit }, schema: { params: IdParams, querystring: LeaveQuery } }, leaveAgain)
  app.post('/transfer-checks/:id/leaves', { config: { access: edit, again: leaveAgain }, schema: { params: IdParams, body: LeaveForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => giveLeave(change, id, body), () => ({ to: at(id), notice: 'transferChecks.leaveGiven' })))
  app.get('/transfer-checks/:id/progress-file', { config: { access: edit }, schema: { params: IdParams, querystring: FileQuery } }, async (request, reply) => {
    const built = await progressFile(request, found(await findCheck(request.db, request.params.id)), request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get('/transfer-checks/:id/sheets/:municipalityId', { config: { access: edit, traced: true }, schema: { params: SheetParams, querystring: PageQuery } }, async (request, reply) =>
    reply.page('who/transfer-checks/sheet', await sheetPage(request, request.params.id, request.params.municipalityId, request.query.page ?? 1)))

  app.post('/transfer-checks/:id/lines', { config: { access: answer, again: showAgain }, schema: { params: IdParams, querystring: PageQuery, body: LinesForm }, attachValidation: true }, async (request, reply) => {
    const { params: { id }, body, query } = request
    const back = query.page === undefined ? at(id) : `${at(id)}?page=${query.page}`
    return reply.submit((change) => saveLines(change, id, body), () => ({ to: body.act === 'look' ? `${at(id)}/submission` : back, notice: body.act === 'rest' ? 'transferChecks.restHere' : 'transferChecks.drafted' }))
  })
  app.get('/transfer-checks/:id/submission', { config: { access: answer, traced: true }, schema: { params: IdParams } }, lookAgain)
  app.post('/transfer-checks/:id/submission', { config: { access: answer, again: lookAgain }, schema: { params: IdParams, body: SubmissionForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => submitSheet(change, id, body), () => ({ to: at(id), notice: 'transferChecks.submitted' })))
  app.get('/transfer-checks/:id/list.pdf', { config: { access: answer, traced: true }, schema: { params: IdParams } }, async (request, reply) => {
    const { check, data } = await paperOf(request, request.params.id)
    return sendMade(reply, await app.outside.paper.print('transfer-check', data), { name: `異動確認票_${fiscalYearInWords(check.fiscalYear, 'ja')}.pdf`, type: 'application/pdf', shown: 'inline' })
  })

  await app.register(tableDesk(transferTable))

  app.get('/transfer-lines/:id/correction', { config: { access: answer, traced: true }, schema: { params: IdParams } }, correctionAgain)
  app.post('/transfer-lines/:id/correction', { config: { access: answer, again: correctionAgain }, schema: { params: IdParams, body: CorrectionForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => correctLine(change, id, body), ({ checkId }) => ({ to: at(checkId), notice: 'transferChecks.corrected' })))

  app.get('/transfer-arrivals', { config: { access: read, traced: true }, schema: { querystring: PageQuery } }, async ({ db, scope, query: { page = 1 } }, reply) => {
    const rows = await arrivalsFor(db, scope, { limit: arrivalsPerPage, offset: (page - 1) * arrivalsPerPage })
    const total = rows[0]?.total ?? 0
    return reply.page('who/transfer-checks/arrivals', { rows, me: scope.of === 'municipality' ? scope.municipalityId : null, pager: { page, pages: Math.max(1, Math.ceil(total / arrivalsPerPage)), total, perPage: arrivalsPerPage } })
  })
  app.get('/transfer-arrivals/:id', { config: { access: read, traced: true }, schema: { params: IdParams } }, arrivalAgain)
  app.post('/transfer-arrivals/:id/confirmation', { config: { access: answer, again: arrivalAgain }, schema: { params: IdParams, body: ArrivalForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => confirmArrival(change, id, body), () => ({ to: `/transfer-arrivals/${id}`, notice: 'transferChecks.confirmed' })))
  app.post('/transfer-arrivals/:id/refusal', { config: { access: answer, again: arrivalAgain }, schema: { params: IdParams, body: RefusalForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => refuseArrival(change, id, body), () => ({ to: `/transfer-arrivals/${id}`, notice: 'transferChecks.refused' })))
}

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

/** A municipality's own people; for the prefecture everybody's progress. What a page sends by itself gets its small answer. */
async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  const id = idOf(request)
  if (request.scope.of !== 'municipality') return reply.page('who/transfer-checks/show', await progressPage(request, found(await findCheck(request.db, id))))
  if (request.wantsFragment && request.method === 'GET') return reply.page('who/transfer-checks/own', await savedPiece(request, id))
  const page = await ownPage(request, id)
  return page.submitted === null ? reply.page('who/transfer-checks/own', { ...page, savedAt: null }) : reply.page('who/transfer-checks/said', page)
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('who/transfer-checks/new', { form: formOf(NewCheckForm, request, { fiscalYear: String(request.year) }) })
}
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const check = found(await findCheck(request.db, idOf(request)))
  return reply.page('who/transfer-checks/edit', { check, form: formOf(CheckForm, request, check) })
}
async function leaveAgain(request: FastifyRequest, reply: FastifyReply) {
  const check = found(await findCheck(request.db, idOf(request)))
  const bodies = (await progressList(request.db, check.id)).filter(({ state }) => state !== 'submitted')
  return reply.page('who/transfer-checks/leave', { check, bodies, form: formOf(LeaveForm, request, { municipalityId: (request.query as { municipality?: number }).municipality }) })
}
async function lookAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('who/transfer-checks/submission', await lookPage(request, idOf(request)))
}
async function correctionAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('who/transfer-checks/correction', await correctionPage(request, idOf(request)))
}
async function arrivalAgain(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope } = request
  const arrival = found(await findArrival(request.beyond, scope, idOf(request)))
  const isMine = scope.of === 'municipality' && scope.municipalityId === arrival.municipalityId
  // Where somebody works now is for whoever has them; who sent them reads what they said themselves.
  const place = isMine || scope.of === 'all' ? arrival.worksAt ?? arrival.organization : arrival.organization
  const organizations = isMine ? (await placesToChoose(db, arrival.municipalityId)).organizations : []
  return reply.page('who/transfer-checks/arrival', {
    arrival, place, isMine, organizations, categories, whyNot: whyNotDecide(arrival),
    form: formOf(ArrivalForm, request, { organization: arrival.organization, category: arrival.category }), refusalForm: formOf(RefusalForm, request, {}),
  })
}

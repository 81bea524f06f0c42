import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { recallSheet, saveSheet, submitSheet } from './changes.ts'
import { acceptAllSheets, acceptSheet, returnSheet, waitForSheet } from './receiving/changes.ts'
import { IdParams, LateForm, LateQuery, ReturnForm, SheetForm, SheetQuery, SheetsQuery, SubmissionForm } from './forms.ts'
import { actOf, number, typedOf } from './lines.ts'
import { checkPage, latePage, ownSheet, readPage, sheetPage, sheetsPage } from './pages.ts'
import { nameOfSheet, sheetPaper } from './paper.ts'
import { findSheet, noticeGround } from './queries.ts'
import { whyNotEdit } from './rules.ts'

type OfId = FastifyRequest<{ Params: { id: number } }>

export const nominations: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/calls/:id/sheet', {
    config: { access: 'nominations.edit' }, schema: { params: IdParams, querystring: SheetQuery },
  }, async (request, reply) => {
    const { call, desk } = await ownSheet(request, request.params.id)
    if (whyNotEdit(desk, call, request.today) !== null) return reply.page('entry/nominations/show', await readPage(request, call, desk))
    return reply.page('entry/nominations/edit', await sheetPage(request, call, desk, request.query))
  })

  app.post('/calls/:id/sheet/draft', {
    config: { access: 'nominations.edit', again: editAgain }, schema: { params: IdParams, body: SheetForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    const act = actOf(request.body.act)
    // Somebody who is choosing between two versions has not decided yet: only a button saves.
    if (request.body.choosing && request.wantsFragment) refuse({ key: 'form.stale' })
    await request.change((change) => saveSheet(change, id, typedOf(request.body), act))
    if (act?.verb === 'check') return reply.redirect(`/calls/${id}/sheet/check`, 303)
    if (act?.verb === 'find') return reply.redirect(`/calls/${id}/sheet?${new URLSearchParams({ known: request.body.words ?? '' })}#known`, 303)
    if (act?.verb === 'seek') return reply.redirect(`/calls/${id}/sheet?seek=${act.category}.${act.n}#${act.category}-${act.n}-found`, 303)
    if (act?.verb === 'more') return reply.redirect(`/calls/${id}/sheet?more=${act.category}#${act.category}`, 303)
    if (!request.wantsFragment) reply.notice('form.saved')
    return reply.redirect(`/calls/${id}/sheet${act?.category ? `#${act.category}` : ''}`, 303)
  })

  app.get('/calls/:id/sheet/check', { config: { access: 'nominations.edit' }, schema: { params: IdParams } }, showCheck)

  app.post('/calls/:id/sheet/submission', {
    config: { access: 'nominations.edit', again: (request, reply) => showCheck(request as OfId, reply) },
    schema: { params: IdParams, body: SubmissionForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => submitSheet(change, request.params.id, request.body.version),
    () => ({ to: `/calls/${request.params.id}/sheet/receipt`, notice: 'nominations.submitted' })))

  app.get('/calls/:id/sheet/receipt', { config: { access: 'nominations.edit' }, schema: { params: IdParams } }, async (request, reply) => {
    const { call, desk } = await ownSheet(request, request.params.id)
    found(desk.state === 'submitted' || desk.state === 'accepted' ? desk : null)
    return reply.page('entry/nominations/receipt', { call, desk, nils: desk.nilReturns, problemsAt: [] })
  })

  app.post('/calls/:id/sheet/recall', {
    config: { access: 'nominations.edit' }, schema: { params: IdParams },
  }, async (request, reply) => reply.submit((change) => recallSheet(change, request.params.id),
    () => ({ to: `/calls/${request.params.id}/sheet`, notice: 'nominations.recalled' })))

  app.get('/calls/:id/sheets', {
    config: { access: 'nominations.return' }, schema: { params: IdParams, querystring: SheetsQuery },
  }, async (request, reply) => reply.page('entry/nominations/index', await sheetsPage(request, request.params.id, request.query.state)))

  app.post('/calls/:id/sheets/acceptance', {
    config: { access: 'nominations.return', again: async (request, reply) => reply.page('entry/nominations/index', await sheetsPage(request, (request as OfId).params.id)) },
    schema: { params: IdParams },
  }, async (request, reply) => reply.submit((change) => acceptAllSheets(change, request.params.id),
    () => ({ to: `/calls/${request.params.id}/sheets`, notice: 'nominations.acceptedAll' })))

  app.get('/calls/:id/sheets/late', {
    config: { access: 'nominations.return' }, schema: { params: IdParams, querystring: LateQuery },
  }, async (request, reply) => reply.page('entry/nominations/late', await latePage(request, request.params.id, request.query.municipality)))

  app.post('/calls/:id/sheets/late', {
    config: { access: 'nominations.return', again: lateAgain }, schema: { params: IdParams, body: LateForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => waitForSheet(change, request.params.id, request.body),
    () => ({ to: `/calls/${request.params.id}/sheets`, notice: 'nominations.waitingFor' })))

  app.get('/sheets/:id', {
    config: { access: 'nominations.read', traced: true }, schema: { params: IdParams },
  }, showSheet)

  app.get('/sheets/:id/pdf', { config: { access: 'nominations.read', traced: true }, schema: { params: IdParams } }, async (request, reply) => {
    const desk = found(await findSheet(request.db, request.scope, request.params.id))
    found(desk.state === 'submitted' || desk.state === 'accepted' ? desk : null)
    const paper = sheetPaper(found(await noticeGround(request.db, request.scope, { callId: desk.callId, municipalityId: desk.municipalityId })), desk)
    return sendMade(reply, await app.outside.paper.print('outcome-list', paper), { name: nameOfSheet(desk), type: 'application/pdf', shown: 'inline' })
  })

  app.post('/sheets/:id/acceptance', {
    config: { access: 'nominations.return', again: (request, reply) => showSheet(request as OfId, reply) }, schema: { params: IdParams },
  }, async (request, reply) => reply.submit((change) => acceptSheet(change, request.params.id),
    () => ({ to: `/sheets/${request.params.id}`, notice: 'nominations.accepted' })))

  app.post('/sheets/:id/return', {
    config: { access: 'nominations.return', again: (request, reply) => showSheet(request as OfId, reply) },
    schema: { params: IdParams, body: ReturnForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => returnSheet(change, request.params.id, request.body),
    () => ({ to: `/sheets/${request.params.id}`, notice: 'nominations.returned' })))
}

/** What was typed, whatever was wrong with it; beside it what somebody else saved when that is what was wrong. */
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const { call, desk } = await ownSheet(request, (request as OfId).params.id)
  return reply.page('entry/nominations/edit', await sheetPage(request, call, desk, {}, typedOf(request.body as object)))
}

async function showCheck(request: OfId, reply: FastifyReply) {
  const { call, desk } = await ownSheet(request, request.params.id)
  return reply.page('entry/nominations/check', await checkPage(request, call, desk))
}

async function showSheet(request: OfId, reply: FastifyReply) {
  return reply.page('entry/nominations/show', { ...await readPage(request, null, null, request.params.id), form: formOf(ReturnForm, request) })
}

async function lateAgain(request: FastifyRequest, reply: FastifyReply) {
  const { municipalityId } = (request.body ?? {}) as { municipalityId?: unknown }
  return reply.page('entry/nominations/late', await latePage(request, (request as OfId).params.id, number(municipalityId) ?? undefined))
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade, sendStored } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import {
  askForApproval, closeCall, decideCall, draftCall, editCall, finishCall, publishCall, reopenCall, reviseCall, setRules, takeBackToDraft,
} from './changes.ts'
import {
  CallForm, CallParams, CallsQuery, DecisionForm, NewCallForm, NewCallQuery, PdfQuery, PublicationForm, ReopeningForm, RevisionForm, RulesForm,
} from './forms.ts'
import { editPage, indexPage, newAgain, newPage, revisePage, rulesPage, showPage } from './pages.ts'
import { nameOfNotice, noticeOf } from './paper.ts'
import { fileOfRevision, revisionsOf, scheduleOf, wholeCall } from './queries.ts'

const prepare = 'calls.prepare' as const
const decide = 'approvals.decide' as const

export const calls: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/calls', { config: { access: 'calls.read' }, schema: { querystring: CallsQuery } }, async (request, reply) =>
    reply.page('planning/calls/index', await indexPage(request)))

  app.get('/calls/new', { config: { access: prepare }, schema: { querystring: NewCallQuery } }, async (request, reply) =>
    reply.page('planning/calls/new', await newPage(request, request.query.training)))
  app.post('/calls', {
    config: { access: prepare, again: newFormAgain }, schema: { body: NewCallForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => draftCall(change, request.body),
    (id) => ({ to: `/calls/${id}`, notice: 'calls.drafted' })))

  app.get('/calls/:callId', { config: { access: 'calls.read' }, schema: { params: CallParams } }, showAgain)

  app.get('/calls/:callId/edit', { config: { access: prepare }, schema: { params: CallParams } }, editAgain)
  app.post('/calls/:callId', {
    config: { access: prepare, again: editAgain }, schema: { params: CallParams, body: CallForm }, attachValidation: true,
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => editCall(change, callId, request.body), () => ({ to: `/calls/${callId}`, notice: 'form.saved' }))
  })

  app.get('/calls/:callId/rules', { config: { access: prepare }, schema: { params: CallParams } }, rulesAgain)
  app.post('/calls/:callId/rules', {
    config: { access: prepare, again: rulesAgain }, schema: { params: CallParams, body: RulesForm }, attachValidation: true,
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => setRules(change, callId, request.body), () => ({ to: `/calls/${callId}`, notice: 'calls.rulesSaved' }))
  })

  app.post('/calls/:callId/request', {
    config: { access: prepare, again: showAgain }, schema: { params: CallParams },
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => askForApproval(change, callId), () => ({ to: `/calls/${callId}`, notice: 'calls.asked' }))
  })

  // Taking back is for those who prepare; that deciding is not is asked again where it is done.
  app.post('/calls/:callId/approval', {
    config: { access: prepare, again: showAgain }, schema: { params: CallParams, body: DecisionForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { callId }, body } = request
    const published = body.decision === 'approve' && body.documentNumber !== undefined
    const notices = { approve: published ? 'calls.published' : 'calls.approved', return: 'calls.returned', recall: 'calls.recalled' } as const
    return reply.submit((change) => decideCall(change, callId, body), () => ({ to: `/calls/${callId}`, notice: notices[body.decision] }))
  })
  app.post('/calls/:callId/publication', {
    config: { access: decide, again: showAgain }, schema: { params: CallParams, body: PublicationForm }, attachValidation: true,
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => publishCall(change, callId, request.body), () => ({ to: `/calls/${callId}`, notice: 'calls.published' }))
  })
  app.post('/calls/:callId/draft', {
    config: { access: prepare, again: showAgain }, schema: { params: CallParams },
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => takeBackToDraft(change, callId), () => ({ to: `/calls/${callId}`, notice: 'calls.recalled' }))
  })

  app.get('/calls/:callId/revisions/new', { config: { access: decide }, schema: { params: CallParams } }, reviseAgain)
  app.post('/calls/:callId/revisions', {
    config: { access: decide, again: reviseAgain }, schema: { params: CallParams, body: RevisionForm }, attachValidation: true,
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => reviseCall(change, callId, request.body), () => ({ to: `/calls/${callId}`, notice: 'calls.revised' }))
  })

  app.post('/calls/:callId/closing', {
    config: { access: prepare, again: showAgain }, schema: { params: CallParams },
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => closeCall(change, callId), () => ({ to: `/calls/${callId}`, notice: 'calls.closed' }))
  })
  app.post('/calls/:callId/reopening', {
    config: { access: decide, again: showAgain }, schema: { params: CallParams, body: ReopeningForm }, attachValidation: true,
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => reopenCall(change, callId, request.body), () => ({ to: `/calls/${callId}`, notice: 'calls.reopened' }))
  })
  app.post('/calls/:callId/ending', {
    config: { access: prepare, again: showAgain }, schema: { params: CallParams },
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => finishCall(change, callId), () => ({ to: `/calls/${callId}`, notice: 'calls.ended' }))
  })

  // The stored notice; until it is printed, and for a draft, the same sheet printed for this one answer.
  app.get('/calls/:callId/pdf', {
    config: { access: 'calls.read' }, schema: { params: CallParams, querystring: PdfQuery },
  }, async ({ beyond, db, scope, today, params: { callId }, query }, reply) => {
    // The annex lists the places of every municipality, whoever takes the paper.
    const call = found(await wholeCall(beyond, scope, callId, today))
    const { files, paper } = app.outside
    const revision = query.revision ?? call.revision
    const file = await fileOfRevision(db, callId, revision)
    if (file !== undefined) return sendStored(reply, files, file)
    found(revision === call.revision ? call : undefined)
    const notice = noticeOf(call, await scheduleOf(db, call.trainingId), await revisionsOf(db, callId))
    return sendMade(reply, await paper.print('call-notice', notice), { name: nameOfNotice(call, revision), type: 'application/pdf' })
  })
}

const idOf = (request: FastifyRequest) => (request.params as { callId: number }).callId

async function newFormAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/calls/new', await newAgain(request))
}
async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/calls/show', await showPage(request, idOf(request)))
}
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/calls/edit', await editPage(request, idOf(request)))
}
async function rulesAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/calls/rules', await rulesPage(request, idOf(request)))
}
async function reviseAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/calls/revise', await revisePage(request, idOf(request)))
}

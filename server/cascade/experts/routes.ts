import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { addExpert, answerRequest, askExpert, editExpert, endAppointment } from './changes.ts'
import { AnswerForm, ExpertForm, ExpertsQuery, IdParams, NewExpertForm, PlainForm, RequestForm, RequestsQuery } from './forms.ts'
import { askPage, expertPage, listPage, newPage, requestListPage, requestPage } from './pages.ts'
import { nameOfRequest, requestLetter } from './paper.ts'
import { requestToPrint } from './queries.ts'

const [read, keep, requests] = ['experts.read', 'experts.keep', 'expert_requests.read'] as const

/** 有識者: the pool, and who is asked to advise which municipality for how long. An expert sees the requests made to them. */
export const experts: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/experts', { config: { access: read }, schema: { querystring: ExpertsQuery } }, async (request, reply) =>
    reply.page('cascade/experts/index', await listPage(request, request.query)))
  app.get('/experts/new', { config: { access: keep } }, newAgain)
  app.post('/experts', { config: { access: keep, again: newAgain }, schema: { body: NewExpertForm }, attachValidation: true }, async (request, reply) =>
    reply.submit((change) => addExpert(change, request.body), (id) => ({ to: `/experts/${id}`, notice: 'experts.added' })))
  app.get('/experts/:id', { config: { access: read }, schema: { params: IdParams } }, showAgain)
  app.post('/experts/:id', {
    config: { access: keep, again: showAgain }, schema: { params: IdParams, body: ExpertForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => editExpert(change, id, body), () => ({ to: `/experts/${id}`, notice: 'form.saved' })))

  app.get('/model-supports/:id/experts/new', { config: { access: keep }, schema: { params: IdParams } }, askAgain)
  app.post('/model-supports/:id/experts', {
    config: { access: keep, again: askAgain }, schema: { params: IdParams, body: RequestForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => askExpert(change, id, body), () => ({ to: `/model-supports/${id}`, notice: 'experts.asked' })))

  app.get('/expert-requests', { config: { access: requests }, schema: { querystring: RequestsQuery } }, async (request, reply) =>
    reply.page('cascade/experts/requests', await requestListPage(request, request.query.page)))
  app.get('/expert-requests/:id', { config: { access: requests }, schema: { params: IdParams } }, requestAgain)
  app.get('/expert-requests/:id/paper', { config: { access: requests }, schema: { params: IdParams } }, async ({ db, scope, params: { id } }, reply) => {
    const asked = found(await requestToPrint(db, scope, id))
    return sendMade(reply, await app.outside.paper.print('letter', requestLetter(asked)), { name: nameOfRequest(asked), type: 'application/pdf' })
  })
  app.post('/expert-requests/:id/answer', {
    config: { access: 'expert_requests.answer', again: requestAgain }, schema: { params: IdParams, body: AnswerForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => answerRequest(change, id, body), () => ({ to: `/expert-requests/${id}`, notice: `experts.became.${body.answer}` })))
  app.post('/expert-requests/:id/ending', {
    config: { access: keep, again: requestAgain }, schema: { params: IdParams, body: PlainForm },
  }, async ({ params: { id } }, reply) => reply.submit((change) => endAppointment(change, id), () => ({ to: `/expert-requests/${id}`, notice: 'experts.became.end' })))
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/experts/new', await newPage(request)) }
async function showAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/experts/show', await expertPage(request)) }
async function askAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/experts/ask', await askPage(request)) }
async function requestAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/experts/request', await requestPage(request)) }

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { answerRequest, changeRequest, draftRequest, sendRequest, withdrawRequest } from './changes.ts'
import { AnswerForm, ChangeForm, ChooseQuery, IdParams, NewRequestForm, VersionForm, WithdrawForm } from './forms.ts'
import { choosePage, editPage, newPage, ownRequestPage, ownRequestsPage, requestPage } from './pages.ts'
import { requestLetter } from './paper.ts'
import { findRequest } from './queries.ts'

const [read, keep, own] = ['local_trainings.read', 'local_trainings.keep', 'instructors.own'] as const
const at = (id: number) => `/instructor-requests/${id}`
const mine = (id: number) => `/my-requests/${id}`

/** 講師依頼と承諾書: a municipality asks somebody of the register for its training, and they answer. */
export const instructorRequests: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/local-trainings/:id/requests/new', { config: { access: keep, traced: true }, schema: { params: IdParams, querystring: ChooseQuery } }, async (request, reply) => {
    const { params: { id }, query } = request
    return query.instructor === undefined ? reply.page('cascade/instructor-requests/choose', await choosePage(request, id, query))
      : reply.page('cascade/instructor-requests/edit', await newPage(request, id, query.instructor))
  })
  app.post('/local-trainings/:id/requests', { config: { access: keep, again: newAgain }, schema: { params: IdParams, body: NewRequestForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => draftRequest(change, id, body.instructor, body), (made) => ({ to: at(made), notice: 'instructorRequests.drafted' })))

  app.get('/instructor-requests/:id', { config: { access: read, traced: true }, schema: { params: IdParams } }, showAgain)
  app.get('/instructor-requests/:id/edit', { config: { access: keep, traced: true }, schema: { params: IdParams } }, editAgain)
  app.post('/instructor-requests/:id', { config: { access: keep, again: editAgain }, schema: { params: IdParams, body: ChangeForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => changeRequest(change, id, body), () => ({ to: at(id), notice: 'form.saved' })))
  app.post('/instructor-requests/:id/sending', { config: { access: keep, again: showAgain }, schema: { params: IdParams, body: VersionForm } },
    async ({ params: { id }, body }, reply) => reply.submit((change) => sendRequest(change, id, body.version), () => ({ to: at(id), notice: 'instructorRequests.sentNotice' })))
  app.post('/instructor-requests/:id/withdrawal', { config: { access: keep, again: showAgain }, schema: { params: IdParams, body: WithdrawForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => withdrawRequest(change, id, body), () => ({ to: at(id), notice: 'instructorRequests.withdrawnNotice' })))
  app.get('/instructor-requests/:id/letter', { config: { access: read, traced: true }, schema: { params: IdParams } }, letter)
  app.get('/instructor-requests/:id/acceptance', { config: { access: read, traced: true }, schema: { params: IdParams } }, acceptance)

  app.get('/my-requests', { config: { access: own } }, async (request, reply) => reply.page('cascade/instructor-requests/index', await ownRequestsPage(request)))
  app.get('/my-requests/:id', { config: { access: own }, schema: { params: IdParams } }, ownAgain)
  app.post('/my-requests/:id/answer', { config: { access: own, again: ownAgain }, schema: { params: IdParams, body: AnswerForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => answerRequest(change, id, body), () => ({ to: mine(id), notice: body.answer === 'accept' ? 'instructorRequests.acceptedNotice' : 'instructorRequests.declinedNotice' })))
  app.get('/my-requests/:id/letter', { config: { access: own, traced: true }, schema: { params: IdParams } }, letter)
  app.get('/my-requests/:id/acceptance', { config: { access: own, traced: true }, schema: { params: IdParams } }, acceptance)
}

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  const { instructor } = request.body as { instructor?: unknown }
  const id = Number(instructor)
  return reply.page('cascade/instructor-requests/edit', await newPage(request, idOf(request), Number.isInteger(id) && id > 0 && id <= 2_147_483_647 ? id : 0))
}
async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/instructor-requests/show', await requestPage(request, idOf(request)))
}
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/instructor-requests/edit', await editPage(request, idOf(request)))
}
async function ownAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/instructor-requests/mine', await ownRequestPage(request, idOf(request)))
}

/** The letter as it was sent; before that, as it would be. */
async function letter({ db, scope, params, server }: FastifyRequest, reply: FastifyReply) {
  const asked = found(await findRequest(db, scope, (params as { id: number }).id))
  const pdf = await server.outside.paper.print('letter', asked.letter ?? requestLetter(asked))
  return sendMade(reply, pdf, { name: `講師依頼_${asked.name}.pdf`, type: 'application/pdf', shown: 'inline' })
}

async function acceptance({ db, scope, params, server }: FastifyRequest, reply: FastifyReply) {
  const asked = found(await findRequest(db, scope, (params as { id: number }).id))
  const pdf = await server.outside.paper.print('letter', found(asked.acceptance))
  return sendMade(reply, pdf, { name: `講師承諾書_${asked.name}.pdf`, type: 'application/pdf', shown: 'inline' })
}

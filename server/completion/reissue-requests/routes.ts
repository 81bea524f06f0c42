import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found, refuse } from '../../base/errors.ts'
import { printAgain } from '../certificates/printing.ts'
import { whyNotReissue } from '../certificates/rules.ts'
import { acceptRequest, askReissue, refuseRequest, withdrawRequest } from './changes.ts'
import { AcceptForm, CertificateParams, ListQuery, PlainForm, RefusalForm, RequestForm, RequestParams } from './forms.ts'
import { askPage, listPage, paperForm, requestPage } from './pages.ts'
import { findRequest } from './queries.ts'
import { whyNotDecide } from './rules.ts'

/** 再発行申請書: the person asks, the office looks at who it is and decides. */
export const reissueRequests: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/my-certificates/:certificateId/reissue-request', { config: { access: 'certificates.own' }, schema: { params: CertificateParams } }, ask)
  app.post('/my-certificates/:certificateId/reissue-request', {
    config: { access: 'certificates.own', again: ask }, schema: { params: CertificateParams, body: RequestForm }, attachValidation: true,
  }, async (request, reply) => {
    const { certificateId } = request.params
    return reply.submit((change) => askReissue(change, certificateId, request.body), () => ({ to: `/my-certificates/${certificateId}/reissue-request`, notice: 'reissueRequests.received' }))
  })
  app.post('/my-reissue-requests/:requestId/withdrawal', {
    config: { access: 'certificates.own' }, schema: { params: RequestParams, body: PlainForm },
  }, async (request, reply) => reply.submit((change) => withdrawRequest(change, request.params.requestId),
    (certificateId) => ({ to: `/my-certificates/${certificateId}/reissue-request`, notice: 'reissueRequests.withdrawn' })))
  app.get('/my-certificates/:certificateId/reissue-form', { config: { access: 'certificates.own' }, schema: { params: CertificateParams } }, async (request, reply) =>
    sendMade(reply, await paperForm(request, request.params.certificateId), { name: '修了証書再発行申請書.pdf', type: 'application/pdf', shown: 'inline' }))
  await app.register(office)
}

const office: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/reissue-requests', { config: { access: 'reissues.decide', traced: true }, schema: { querystring: ListQuery } }, async (request, reply) =>
    reply.page('completion/reissue-requests/index', await listPage(request, request.query.state)))
  app.get('/reissue-requests/:requestId', { config: { access: 'reissues.decide', traced: true }, schema: { params: RequestParams } }, decide)

  app.post('/reissue-requests/:requestId/acceptance', {
    config: { access: 'reissues.decide', again: decide }, schema: { params: RequestParams, body: AcceptForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { requestId }, body } = request
    const one = found(await findRequest(request.db, request.scope, requestId))
    refuse(whyNotDecide(one.state))
    const file = await printAgain(request, one.certificateId, { name: body.name, whyNot: (state) => whyNotReissue(state, body.reason), reissued: true })
    return reply.submit((change) => acceptRequest(change, requestId, body, file), (certificateId) => ({ to: `/certificates/${certificateId}`, notice: 'certificates.reissued' }))
  })
  app.post('/reissue-requests/:requestId/refusal', {
    config: { access: 'reissues.decide', again: decide }, schema: { params: RequestParams, body: RefusalForm }, attachValidation: true,
  }, async (request, reply) => {
    const { requestId } = request.params
    return reply.submit((change) => refuseRequest(change, requestId, request.body), () => ({ to: `/reissue-requests/${requestId}`, notice: 'reissueRequests.refused' }))
  })
}

const ask = async (request: FastifyRequest, reply: FastifyReply) =>
  reply.page('completion/reissue-requests/ask', await askPage(request, (request.params as { certificateId: number }).certificateId))
const decide = async (request: FastifyRequest, reply: FastifyReply) =>
  reply.page('completion/reissue-requests/show', await requestPage(request, (request.params as { requestId: number }).requestId))

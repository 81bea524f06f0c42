import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { correctAllotment, saveAllotment } from './changes.ts'
import { AllotmentForm, CallParams, PreviewQuery } from './forms.ts'
import { allotmentPage } from './pages.ts'

export const allotments: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/calls/:callId/allotment', {
    config: { access: 'calls.prepare' }, schema: { params: CallParams, querystring: PreviewQuery },
  }, showAgain)
  app.post('/calls/:callId/allotment', {
    config: { access: 'calls.prepare', again: showAgain }, schema: { params: CallParams, body: AllotmentForm }, attachValidation: true,
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => saveAllotment(change, callId, request.body), () => ({ to: `/calls/${callId}/allotment`, notice: 'allotments.saved' }))
  })
  // Who may correct a published call may correct its places.
  app.post('/calls/:callId/allotment/revisions', {
    config: { access: 'approvals.decide', again: showAgain }, schema: { params: CallParams, body: AllotmentForm }, attachValidation: true,
  }, async (request, reply) => {
    const { callId } = request.params
    return reply.submit((change) => correctAllotment(change, callId, request.body), () => ({ to: `/calls/${callId}`, notice: 'allotments.corrected' }))
  })
}

async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/allotments/show', await allotmentPage(request, (request.params as { callId: number }).callId))
}

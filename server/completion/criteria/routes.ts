import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { saveCriteria } from './changes.ts'
import { CriteriaForm, IdParams, PageQuery } from './forms.ts'
import { criteriaPage } from './pages.ts'

/** What completes a training (修了要件): its versions, and the next one. */
export const criteria: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:id/criteria', {
    config: { access: 'judgments.read' }, schema: { params: IdParams, querystring: PageQuery },
  }, async (request, reply) => reply.page('completion/criteria/show', await criteriaPage(request, request.params.id, request.query.preset)))

  // A button that shapes the form or looks ahead saves nothing.
  app.post('/trainings/:id/criteria', {
    config: { access: 'judgments.prepare', again: criteriaAgain }, schema: { params: IdParams, body: CriteriaForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { id }, body } = request
    if (body.act !== undefined) return criteriaAgain(request, reply)
    return reply.submit((change) => saveCriteria(change, id, body), () => ({ to: `/trainings/${id}/criteria`, notice: 'judgments.criteriaSaved' }))
  })
}

async function criteriaAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('completion/criteria/show', await criteriaPage(request, (request.params as { id: number }).id))
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { agreeToPlan, checkGoals, savePlan } from './changes.ts'
import { AgreementForm, CheckQuery, ChecksForm, PlanForm, PlanQuery, SupportParams } from './forms.ts'
import { checksPage, editPage, planPage } from './pages.ts'
import { nameOfPlan, planPaper } from './paper.ts'

const [read, plan] = ['supports.read', 'supports.plan'] as const

/** 支援計画: goals with their evidence, agreed by both sides, kept in versions, and looked at after half a year and at the end. */
export const supportPlans: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/model-supports/:id/plan', { config: { access: read }, schema: { params: SupportParams, querystring: PlanQuery } }, async (request, reply) =>
    reply.page('cascade/support-plans/show', await planPage(request, request.query.version)))
  app.get('/model-supports/:id/plan/paper', { config: { access: read }, schema: { params: SupportParams, querystring: PlanQuery } }, async (request, reply) => {
    const shown = await planPage(request, request.query.version)
    const one = found(shown.plan)
    return sendMade(reply, await app.outside.paper.print('support-paper', planPaper(shown.support, one)), { name: nameOfPlan(shown.support, one), type: 'application/pdf' })
  })
  app.get('/model-supports/:id/plan/edit', { config: { access: plan }, schema: { params: SupportParams } }, editAgain)
  app.post('/model-supports/:id/plan', {
    config: { access: plan, again: editAgain }, schema: { params: SupportParams, body: PlanForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => savePlan(change, id, body), () => ({ to: `/model-supports/${id}/plan`, notice: 'form.saved' })))
  app.post('/model-supports/:id/plan/agreement', {
    config: { access: plan, again: showAgain }, schema: { params: SupportParams, body: AgreementForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => agreeToPlan(change, id, body), () => ({ to: `/model-supports/${id}/plan`, notice: 'supportPlans.agreedTo' })))

  app.get('/model-supports/:id/checks', { config: { access: read }, schema: { params: SupportParams, querystring: CheckQuery } }, async (request, reply) =>
    reply.page('cascade/support-plans/checks', await checksPage(request, request.query.kind)))
  app.post('/model-supports/:id/checks', {
    config: { access: plan, again: checksAgain }, schema: { params: SupportParams, body: ChecksForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => checkGoals(change, id, body), () => ({ to: `/model-supports/${id}/checks?kind=${body.kind}`, notice: 'form.saved' })))
}

async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/support-plans/show', await planPage(request))
}
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/support-plans/edit', await editPage(request))
}
async function checksAgain(request: FastifyRequest, reply: FastifyReply) {
  const { kind } = request.body as { kind?: unknown }
  return reply.page('cascade/support-plans/checks', await checksPage(request, kind === 'end' ? 'end' : 'half_year'))
}

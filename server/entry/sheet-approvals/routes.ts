import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { checkPage, ownSheet } from '../nominations/pages.ts'
import { askApproval, decideApproval, recallApproval, setSteps } from './changes.ts'
import { AskForm, CallParams, DecisionForm, ListQuery, PlainForm, RoundParams, StepsForm } from './forms.ts'
import { roundPage, roundsPage, stepsPage } from './pages.ts'

/** How a municipality approves its sheet before the prefecture gets it: 担当 → 係長 → 課長. */
export const sheetApprovals: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/sheet-approvals', {
    config: { access: 'nominations.edit' }, schema: { querystring: ListQuery },
  }, async (request, reply) => reply.page('entry/sheet-approvals/index', await roundsPage(request, request.query.page)))

  app.get('/sheet-approvals/steps', { config: { access: 'nominations.edit' } }, showSteps)

  app.post('/sheet-approvals/steps', {
    config: { access: 'nominations.edit', again: showSteps }, schema: { body: StepsForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => setSteps(change, request.body),
    () => ({ to: '/sheet-approvals/steps', notice: 'sheetApprovals.saved' })))

  app.post('/calls/:id/sheet/approval', {
    config: { access: 'nominations.edit', again: showCheck }, schema: { params: CallParams, body: AskForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => askApproval(change, request.params.id, request.body),
    (id) => ({ to: `/sheet-approvals/${id}`, notice: 'sheetApprovals.asked' })))

  app.get('/sheet-approvals/:id', { config: { access: 'nominations.edit' }, schema: { params: RoundParams } }, showRound)

  app.post('/sheet-approvals/:id/decision', {
    config: { access: 'nominations.edit', again: showRound }, schema: { params: RoundParams, body: DecisionForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => decideApproval(change, request.params.id, request.body),
    (said) => ({ to: `/sheet-approvals/${request.params.id}`, notice: `sheetApprovals.${said}` })))

  app.post('/sheet-approvals/:id/recall', {
    config: { access: 'nominations.edit', again: showRound }, schema: { params: RoundParams, body: PlainForm },
  }, async (request, reply) => reply.submit((change) => recallApproval(change, request.params.id),
    (callId) => ({ to: `/calls/${callId}/sheet`, notice: 'sheetApprovals.recalled' })))
}

const idOf = (request: FastifyRequest): number => (request.params as { id: number }).id

async function showRound(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('entry/sheet-approvals/show', await roundPage(request, idOf(request)))
}

async function showSteps(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('entry/sheet-approvals/steps', await stepsPage(request))
}

async function showCheck(request: FastifyRequest, reply: FastifyReply) {
  const { call, desk } = await ownSheet(request, idOf(request))
  const { message } = (request.body ?? {}) as { message?: unknown }
  return reply.page('entry/nominations/check', { ...await checkPage(request, call, desk), message: typeof message === 'string' ? message : '' })
}

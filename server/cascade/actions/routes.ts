import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addAction, editAction, settleAction } from './changes.ts'
import { ActionForm, ActionParams, ActionsQuery, NewActionForm, NewActionQuery, SettlementForm } from './forms.ts'
import { listPage, newPage, showPage } from './pages.ts'
import { parentIn, type ParentName } from './parents.ts'

const [read, write] = ['actions.read', 'actions.write'] as const

/** Who does what until when: settled at a meeting, shown first at the next, until it is done. */
export const actions: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/actions', { config: { access: read }, schema: { querystring: ActionsQuery } }, async (request, reply) =>
    reply.page('cascade/actions/index', await listPage(request, request.query)))

  app.get('/actions/new', { config: { access: write }, schema: { querystring: NewActionQuery } }, async (request, reply) =>
    reply.page('cascade/actions/new', await newPage(request, parentIn(request.query))))
  app.post('/actions', {
    config: { access: write, again: newAgain }, schema: { body: NewActionForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => addAction(change, request.body), (to) => ({ to, notice: 'actions.added' })))

  app.get('/actions/:id', { config: { access: write }, schema: { params: ActionParams } }, showAgain)
  app.post('/actions/:id', {
    config: { access: write, again: showAgain }, schema: { params: ActionParams, body: ActionForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => editAction(change, id, body), () => ({ to: `/actions/${id}`, notice: 'form.saved' })))
  app.post('/actions/:id/settlement', {
    config: { access: write, again: showAgain }, schema: { params: ActionParams, body: SettlementForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => settleAction(change, id, body), () => ({ to: body.back ?? `/actions/${id}`, notice: `actions.became.${body.state}` })))
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  // As typed, numbers may be words: what is none names no meeting.
  const named = Object.fromEntries(Object.entries(request.body as Record<string, unknown>).filter(([, value]) => Number.isSafeInteger(value)))
  return reply.page('cascade/actions/new', await newPage(request, parentIn(named as Partial<Record<ParentName, number>>)))
}
async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/actions/show', await showPage(request))
}

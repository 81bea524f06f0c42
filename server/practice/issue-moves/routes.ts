import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { groupIssues, moveIssue, tellCase, undoMove, ungroupIssue } from './changes.ts'
import { GroupForm, GroupQuery, HearingForm, IdParams, MoveForm, UndoForm } from './forms.ts'
import { groupPage, showPage, type SentForm } from './pages.ts'

const keep = 'community_issues.keep' as const
const at = (id: number) => `/community-issues/${id}`

/** How an issue goes on: discussed, escalated, answered, told to the cases it came from; several become one. */
export const issueMoves: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/community-issues/:id', { config: { access: 'community_issues.read', traced: true }, schema: { params: IdParams } }, showAgain())
  app.post('/community-issues/:id/moves', { config: { access: keep, again: showAgain('move') }, schema: { params: IdParams, body: MoveForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => moveIssue(change, id, body), () => ({ to: at(id), notice: `issueMoves.done.${body.act}` })))
  app.post('/community-issues/:id/undo', { config: { access: keep, again: showAgain() }, schema: { params: IdParams, body: UndoForm } },
    async ({ params: { id }, body }, reply) => reply.submit((change) => undoMove(change, id, body), () => ({ to: at(id), notice: 'issueMoves.undone' })))
  app.post('/community-issues/:id/hearings', { config: { access: keep, again: showAgain('hearing') }, schema: { params: IdParams, body: HearingForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => tellCase(change, id, body), () => ({ to: at(id), notice: 'issueMoves.caseTold' })))

  app.get('/issue-groupings/new', { config: { access: keep }, schema: { querystring: GroupQuery } }, async (request, reply) => reply.page('practice/issue-moves/grouping', await groupPage(request, request.query)))
  app.post('/issue-groupings', { config: { access: keep, again: groupAgain }, schema: { body: GroupForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => groupIssues(change, body), (id) => ({ to: at(id), notice: 'issueMoves.grouped' })))
  app.post('/community-issues/:id/ungrouping', { config: { access: keep, again: showAgain() }, schema: { params: IdParams, body: UndoForm } },
    async ({ params: { id }, body }, reply) => reply.submit((change) => ungroupIssue(change, id, body), () => ({ to: '/community-issues', notice: 'issueMoves.ungrouped' })))
}

const showAgain = (sent?: SentForm) => async (request: FastifyRequest, reply: FastifyReply) => reply.page('practice/issue-moves/show', await showPage(request, (request.params as { id: number }).id, sent))
async function groupAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('practice/issue-moves/grouping', await groupPage(request, {})) }

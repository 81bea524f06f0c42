import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addMembers, changeGroup, makeGroup, putOnAgenda, removeGroup, removeMember } from './changes.ts'
import { AgendaForm, GroupEditForm, GroupForm, GroupQuery, IdParams, MemberForm, MembersForm, VersionForm } from './forms.ts'
import { editPage, groupPage, newPage } from './pages.ts'
import { groupsListed } from './queries.ts'

const [read, keep] = ['issue_groups.read', 'issue_groups.keep'] as const
const at = (id: number) => `/issue-groups/${id}`

/** 都のテーマ別のまとまり: issues of several municipalities seen together, by the prefecture alone. */
export const issueGroups: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/issue-groups', { config: { access: read } }, async (request, reply) => reply.page('practice/issue-groups/index', { groups: await groupsListed(request.db, request.scope) }))
  app.get('/issue-groups/new', { config: { access: keep } }, newAgain)
  app.post('/issue-groups', { config: { access: keep, again: newAgain }, schema: { body: GroupForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => makeGroup(change, body), (id) => ({ to: at(id), notice: 'issueGroups.made' })))
  app.get('/issue-groups/:id', { config: { access: read }, schema: { params: IdParams, querystring: GroupQuery } }, showAgain)
  app.get('/issue-groups/:id/edit', { config: { access: keep }, schema: { params: IdParams } }, editAgain)
  app.post('/issue-groups/:id', { config: { access: keep, again: editAgain }, schema: { params: IdParams, body: GroupEditForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => changeGroup(change, id, body), () => ({ to: at(id), notice: 'form.saved' })))
  app.post('/issue-groups/:id/members', { config: { access: keep, again: showAgain }, schema: { params: IdParams, body: MembersForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => addMembers(change, id, body), () => ({ to: at(id), notice: 'issueGroups.joined' })))
  app.post('/issue-groups/:id/members/removal', { config: { access: keep, again: showAgain }, schema: { params: IdParams, body: MemberForm } },
    async ({ params: { id }, body }, reply) => reply.submit((change) => removeMember(change, id, body), () => ({ to: at(id), notice: 'issueGroups.left' })))
  app.post('/issue-groups/:id/agenda', { config: { access: keep, again: showAgain }, schema: { params: IdParams, body: AgendaForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => putOnAgenda(change, id, body), () => ({ to: at(id), notice: 'issueGroups.putOnAgenda' })))
  app.post('/issue-groups/:id/removal', { config: { access: keep, again: editAgain }, schema: { params: IdParams, body: VersionForm } },
    async ({ params: { id }, body }, reply) => reply.submit((change) => removeGroup(change, id, body), () => ({ to: '/issue-groups', notice: 'issueGroups.removed' })))
}

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id
async function newAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('practice/issue-groups/edit', await newPage(request)) }
async function editAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('practice/issue-groups/edit', await editPage(request, idOf(request))) }
async function showAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('practice/issue-groups/show', await groupPage(request, idOf(request), request.query as { theme?: number; page?: number })) }

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { beginFile, pageBeginning, sendMade } from '../../base/downloads.ts'
import { buildTable } from '../../base/table-files.ts'
import { tableDesk } from '../../office/table-imports/desk.ts'
import { tableOf } from './building.ts'
import { changeIssue, raiseIssue, removeIssue } from './changes.ts'
import { FileQuery, IdParams, IssueEditForm, IssueForm, ListQuery, NewQuery, VersionForm } from './forms.ts'
import { editPage, listPage, newPage, wholeList } from './pages.ts'
import { issuePaper } from './paper.ts'
import { issueTable } from './table.ts'

const [read, keep] = ['community_issues.read', 'community_issues.keep'] as const
const at = (id: number) => `/community-issues/${id}`

/** 地域課題: raised by a municipality out of cases or at a conference, without a word of who they are; the prefecture reads all of them. */
export const communityIssues: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/community-issues', { config: { access: read, traced: true }, schema: { querystring: ListQuery } }, async (request, reply) => {
    const page = await listPage(request, request.query)
    if (page.begun !== null && page.rows.length > 0) beginFile(reply, page.begun)
    return reply.page('practice/community-issues/index', page)
  })
  app.get('/community-issues/file', {
    config: { access: 'community_issues.take', traced: true, justSignedIn: ({ query }) => pageBeginning('/community-issues', query, 'file') }, schema: { querystring: FileQuery },
  }, async (request, reply) => {
    const built = await buildTable(tableOf(request, await wholeList(request, request.query)), request.query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })
  app.get('/community-issues/list-paper', { config: { access: read, traced: true }, schema: { querystring: FileQuery } }, async (request, reply) => {
    const { year, today, scope } = request
    const pdf = await app.outside.paper.print('issue-list', issuePaper(await wholeList(request, request.query), { year, today, isAll: scope.of === 'all' }))
    return sendMade(reply, pdf, { name: `地域課題一覧_${year}年度.pdf`, type: 'application/pdf' })
  })

  app.get('/community-issues/new', { config: { access: keep }, schema: { querystring: NewQuery } }, async (request, reply) => reply.page('practice/community-issues/edit', await newPage(request, request.query)))
  app.post('/community-issues', { config: { access: keep, again: newAgain }, schema: { body: IssueForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => raiseIssue(change, body), (id) => ({ to: at(id), notice: 'communityIssues.raised' })))
  app.get('/community-issues/:id/edit', { config: { access: keep }, schema: { params: IdParams } }, editAgain)
  app.post('/community-issues/:id', { config: { access: keep, again: editAgain }, schema: { params: IdParams, body: IssueEditForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => changeIssue(change, id, body), () => ({ to: at(id), notice: 'form.saved' })))
  app.post('/community-issues/:id/removal', { config: { access: keep, again: editAgain }, schema: { params: IdParams, body: VersionForm } },
    async ({ params: { id }, body }, reply) => reply.submit((change) => removeIssue(change, id, body), () => ({ to: '/community-issues', notice: 'communityIssues.removed' })))

  await app.register(tableDesk(issueTable))
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('practice/community-issues/edit', await newPage(request)) }
async function editAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('practice/community-issues/edit', await editPage(request, (request.params as { id: number }).id)) }

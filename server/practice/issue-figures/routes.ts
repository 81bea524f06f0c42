import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sendMade } from '../../base/downloads.ts'
import { buildTable } from '../../base/table-files.ts'
import { FiguresFileQuery, FiguresQuery } from './forms.ts'
import { figuresPage, matrixTable, sharedPage } from './pages.ts'

/** How far community issues come, for the prefecture; and what of it all municipalities may know. */
export const issueFigures: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/issue-figures', { config: { access: 'issue_figures.read' }, schema: { querystring: FiguresQuery } }, async (request, reply) =>
    reply.page('practice/issue-figures/index', await figuresPage(request, request.query)))
  app.get('/issue-figures/file', { config: { access: 'issue_figures.read' }, schema: { querystring: FiguresFileQuery } }, async (request, reply) => {
    const built = await buildTable(matrixTable(request, await figuresPage(request, request.query)), request.query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })
  app.get('/issue-theme-counts', { config: { access: 'issue_counts.read' } }, async (request, reply) => reply.page('practice/issue-figures/shared', await sharedPage(request)))
}

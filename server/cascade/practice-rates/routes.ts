import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { beginFile, pageBeginning, sendMade } from '../../base/downloads.ts'
import { buildRates, buildRows } from './building.ts'
import { RatesFileQuery, RatesQuery, RowsQuery } from './forms.ts'
import { ratesPage, rowsPage, wholeRows } from './pages.ts'

/** How many of those who were asked put it into practice, with whom each figure counts. */
export const practiceRates: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/practice', { config: { access: 'practice_reports.read' }, schema: { querystring: RatesQuery } }, async (request, reply) =>
    reply.page('cascade/practice-rates/index', await ratesPage(request, request.query)))
  app.get('/practice/definition', { config: { access: 'practice_reports.read' } }, async (_, reply) => reply.page('cascade/practice-rates/definition', {}))
  app.get('/practice/file', { config: { access: 'practice_reports.read' }, schema: { querystring: RatesFileQuery } }, async (request, reply) => {
    const built = await buildRates(request, await ratesPage(request, request.query), request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get('/practice/rows', { config: { access: 'practice_reports.read', traced: true }, schema: { querystring: RowsQuery } }, async (request, reply) => {
    const page = await rowsPage(request, request.query)
    if (page.begun !== null && page.rows.length > 0) beginFile(reply, page.begun)
    return reply.page('cascade/practice-rates/rows', page)
  })
  app.get('/practice/rows/file', {
    config: { access: 'practice_reports.read', traced: true, justSignedIn: ({ query }) => pageBeginning('/practice/rows', query, 'file') }, schema: { querystring: RowsQuery },
  }, async (request, reply) => {
    const built = await buildRows(request, await wholeRows(request, request.query), request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sendMade } from '../../base/downloads.ts'
import { FileQuery, PeopleQuery, ResultsQuery } from './forms.ts'
import { peoplePage, resultsFile, resultsPage, resultsPaper } from './pages.ts'

/** 事業実績: the five head-counts by year, course, municipality, category and profession, each figure with its rows. */
export const results: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/results', { config: { access: 'results.read' }, schema: { querystring: ResultsQuery } }, async (request, reply) =>
    reply.page('answers/results/index', await resultsPage(request, request.query)))
  app.get('/results/counted-people', { config: { access: 'results.read', traced: true }, schema: { querystring: PeopleQuery } }, async (request, reply) =>
    reply.page('answers/results/counted-people', await peoplePage(request, request.query)))
  app.get('/results/file', { config: { access: 'results.read' }, schema: { querystring: FileQuery } }, async (request, reply) => {
    const built = await resultsFile(request, request.query, request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get('/results/pdf', { config: { access: 'results.read' }, schema: { querystring: FileQuery } }, async (request, reply) => {
    const { bytes, name } = await resultsPaper(request, request.query)
    return sendMade(reply, bytes, { name, type: 'application/pdf', shown: 'inline' })
  })
}

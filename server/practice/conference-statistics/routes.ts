import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sendMade } from '../../base/downloads.ts'
import { FileQuery, PageQuery, RowsQuery, TownParams } from './forms.ts'
import { rowsPage, townFile, townPage, wholeFile, wholePage } from './pages.ts'
import { conferencePaper } from './paper.ts'

const [read, take] = ['statistics.read', 'statistics.take'] as const

/** 会議の年間の集計: the page a municipality prints of its conferences, counted where there are records and else as it reported. */
export const conferenceStatistics: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/conference-statistics', { config: { access: read }, schema: { querystring: PageQuery } }, async (request, reply) => request.scope.of === 'municipality'
    ? reply.page('practice/conference-statistics/town', await townPage(request, request.scope.municipalityId, request.query.about)) : reply.page('practice/conference-statistics/index', await wholePage(request)))
  app.get('/conference-statistics/rows', { config: { access: read }, schema: { querystring: RowsQuery } }, async (request, reply) =>
    reply.page('practice/conference-statistics/rows', await rowsPage(request, request.query)))
  app.get('/conference-statistics/file', { config: { access: take }, schema: { querystring: FileQuery } }, async (request, reply) => {
    const built = await wholeFile(request, request.query.as)
    return sendMade(reply, built.bytes, built)
  })
  app.get('/conference-statistics/:municipalityId', { config: { access: read }, schema: { params: TownParams, querystring: PageQuery } }, async (request, reply) =>
    reply.page('practice/conference-statistics/town', await townPage(request, request.params.municipalityId, request.query.about)))
  app.get('/conference-statistics/:municipalityId/file', { config: { access: take }, schema: { params: TownParams, querystring: FileQuery } }, async (request, reply) => {
    const built = await townFile(request, request.params.municipalityId, request.query.about, request.query.as)
    return sendMade(reply, built.bytes, built)
  })
  app.get('/conference-statistics/:municipalityId/pdf', { config: { access: take }, schema: { params: TownParams, querystring: PageQuery } }, async (request, reply) => {
    const page = await townPage(request, request.params.municipalityId, request.query.about)
    const pdf = await app.outside.paper.print('conference-statistics', conferencePaper(page, request.today))
    return sendMade(reply, pdf, { name: `${page.town.code}_${page.town.name}_地域ケア会議の集計_${page.chosenYear}.pdf`, type: 'application/pdf', shown: 'inline' })
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { correctFigure, saveSheet } from './changes.ts'
import { CorrectionForm, FigureParams, FileQuery, MeasureParams, SheetForm, SheetQuery, TableFileQuery, TableQuery, TownParams, YearQuery } from './forms.ts'
import { tableDesk } from '../../office/table-imports/desk.ts'
import { editPage, figurePage, measurePage, tableFile, tablePage, townFile, townPage } from './pages.ts'
import { statisticsTable } from './table.ts'

const [read, edit] = ['statistics.read', 'statistics.edit'] as const

/** 統計: figures that municipalities report and that are counted nowhere here, by measures with a time of their own. */
export const statistics: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/statistics', { config: { access: read }, schema: { querystring: TableQuery } }, async (request, reply) =>
    request.scope.of === 'municipality' ? reply.page('practice/statistics/town', await townPage(request, request.scope.municipalityId)) : reply.page('practice/statistics/index', await tablePage(request, request.query)))
  app.get('/statistics/file', { config: { access: 'statistics.take' }, schema: { querystring: TableFileQuery } }, async (request, reply) => {
    const built = await tableFile(request, request.query, request.query.as)
    return sendMade(reply, built.bytes, built)
  })
  await app.register(tableDesk(statisticsTable))
  app.get('/statistics/:municipalityId', { config: { access: read }, schema: { params: TownParams, querystring: YearQuery } }, async (request, reply) =>
    reply.page('practice/statistics/town', await townPage(request, request.params.municipalityId)))
  app.get('/statistics/:municipalityId/file', { config: { access: 'statistics.take' }, schema: { params: TownParams, querystring: FileQuery } }, async (request, reply) => {
    const { built } = await townFile(request, request.params.municipalityId, request.query.as)
    return sendMade(reply, built.bytes, built)
  })
  app.get('/statistics/:municipalityId/measures/:code', { config: { access: read }, schema: { params: MeasureParams, querystring: YearQuery } }, async (request, reply) =>
    reply.page('practice/statistics/measure', await measurePage(request, request.params.municipalityId, request.params.code)))
  app.get('/statistics/:municipalityId/measures/:code/edit', { config: { access: edit }, schema: { params: MeasureParams, querystring: SheetQuery } }, editAgain)
  app.post('/statistics/:municipalityId/measures/:code', {
    config: { access: edit, again: editAgain }, schema: { params: MeasureParams, body: SheetForm }, attachValidation: true,
  }, async ({ params: { municipalityId, code }, body }, reply) => reply.submit((change) => saveSheet(change, municipalityId, code, body), () => ({ to: `/statistics/${municipalityId}/measures/${code}?year=${body.year}`, notice: 'form.saved' })))

  app.get('/statistic-figures/:figureId', { config: { access: read, traced: true }, schema: { params: FigureParams } }, figureAgain)
  app.post('/statistic-figures/:figureId', {
    config: { access: edit, again: figureAgain }, schema: { params: FigureParams, body: CorrectionForm }, attachValidation: true,
  }, async ({ params: { figureId }, body }, reply) => reply.submit((change) => correctFigure(change, figureId, body), () => ({ to: `/statistic-figures/${figureId}`, notice: 'form.saved' })))
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const { municipalityId, code } = request.params as { municipalityId: number; code: string }
  return reply.page('practice/statistics/edit', await editPage(request, municipalityId, code))
}

async function figureAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('practice/statistics/figure', await figurePage(request, (request.params as { figureId: number }).figureId))
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { beginFile, sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { buildTable } from '../../base/table-files.ts'
import { FileQuery, ForecastQuery, IdParams } from './forms.ts'
import { listPage, minePage } from './pages.ts'
import { forecastsOf, trainingsToForecast } from './queries.ts'
import { tableOf } from './table.ts'

/** Who can still complete, who cannot any more, and what would help (修了の見込み). */
export const forecasts: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/my-make-ups', { config: { access: 'lessons.learn' } }, async (request, reply) => reply.page('completion/forecasts/mine', await minePage(request)))

  app.get('/forecasts', { config: { access: 'forecasts.read' } }, async ({ db, scope, year }, reply) =>
    reply.page('completion/forecasts/index', { trainings: await trainingsToForecast(db, scope, year) }))
  app.get('/trainings/:id/forecast', {
    config: { access: 'forecasts.read', traced: true }, schema: { params: IdParams, querystring: ForecastQuery },
  }, async (request, reply) => {
    const page = await listPage(request, request.params.id, request.query)
    if (page.begun !== null) beginFile(reply, page.begun)
    return reply.page('completion/forecasts/list', page)
  })
  app.get('/trainings/:id/forecast-file', {
    config: { access: 'forecasts.take', traced: true, justSignedIn: pageBeginning }, schema: { params: IdParams, querystring: FileQuery },
  }, async (request, reply) => {
    const { db, beyond, scope, today, params, query } = request
    const built = await buildTable(tableOf(request, found(await forecastsOf({ db, beyond, today }, scope, params.id))), query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })
}

function pageBeginning({ params, query }: FastifyRequest): string {
  const [{ id }, { as }] = [params as { id: string }, query as { as?: string }]
  return `/trainings/${encodeURIComponent(id)}/forecast?${new URLSearchParams({ take: 'file', ...typeof as === 'string' && { as } })}`
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sendMade } from '../../base/downloads.ts'
import { buildEffect } from './building.ts'
import { BodyParams, EffectQuery, FileQuery, RowsQuery } from './forms.ts'
import { bodyPage, effectPage, rowsPage } from './pages.ts'

/** What municipalities did before and after they had trained people: conferences, cases, and the practice rate. No claim of a cause. */
export const effect: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/effect', { config: { access: 'results.read' }, schema: { querystring: EffectQuery } }, async (request, reply) =>
    reply.page('answers/effect/index', await effectPage(request, request.query)))
  app.get('/effect/file', { config: { access: 'results.read' }, schema: { querystring: FileQuery } }, async (request, reply) => {
    const built = await buildEffect(request, await effectPage(request, request.query), request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get('/effect/:id', { config: { access: 'results.read' }, schema: { params: BodyParams } }, async (request, reply) =>
    reply.page('answers/effect/show', await bodyPage(request, request.params.id)))
  app.get('/effect/:id/conferences', { config: { access: 'results.read' }, schema: { params: BodyParams, querystring: RowsQuery } }, async (request, reply) =>
    reply.page('answers/effect/rows', await rowsPage(request, request.params.id, request.query)))
}

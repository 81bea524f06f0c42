import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, ScreenQuery } from './forms.ts'
import { meetingPage, screenPage } from './pages.ts'

/** The page of a meeting, made of parts by the rooms around it, and the same on a wall. */
export const meetingPages: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/liaison-meetings/:id', { config: { access: 'meetings.read' }, schema: { params: IdParams } }, async (request, reply) =>
    reply.page('cascade/meeting-pages/show', await meetingPage(request, request.params.id)))
  app.get('/liaison-meetings/:id/screen', { config: { access: 'meetings.read' }, schema: { params: IdParams, querystring: ScreenQuery } }, async (request, reply) =>
    reply.page('cascade/meeting-pages/screen', await screenPage(request, request.params.id, request.query.item)))
}

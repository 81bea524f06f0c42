import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { number } from '../nominations/lines.ts'
import { copyPeople } from './changes.ts'
import { CopyForm, CopyQuery, IdParams } from './forms.ts'
import { copyPage } from './pages.ts'

/** People of an earlier sheet, brought over to the one that is being written. */
export const sheetCopies: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/calls/:id/sheet/copy', {
    config: { access: 'nominations.edit', traced: true }, schema: { params: IdParams, querystring: CopyQuery },
  }, async (request, reply) => reply.page('entry/sheet-copies/show', await copyPage(request, request.params.id, request.query.from ?? null)))

  app.post('/calls/:id/sheet/copy', {
    config: { access: 'nominations.edit', again }, schema: { params: IdParams, body: CopyForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => copyPeople(change, request.params.id, request.body),
    () => ({ to: `/calls/${request.params.id}/sheet`, notice: 'sheetCopies.copied' })))
}

/** The same people with the ticks as they were sent. */
async function again(request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as { id: number }
  const { from, people } = (request.body ?? {}) as { from?: unknown; people?: unknown }
  const ticked = new Set([people].flat().map(Number))
  return reply.page('entry/sheet-copies/show', await copyPage(request, id, number(from), ticked))
}

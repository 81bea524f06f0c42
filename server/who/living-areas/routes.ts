import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { addArea, editArea } from './changes.ts'
import { AreaForm, IdParams } from './forms.ts'
import { findArea, placeOfAreas } from './queries.ts'

const access = 'organizations.edit' as const
const idOf = (request: FastifyRequest) => (request.params as { id: number }).id
const after = (municipalityId: number) => ({ to: `/municipalities/${municipalityId}#areas`, notice: 'livingAreas.saved' as const })

/** 日常生活圏域: which part of a municipality which center looks after. */
export const livingAreas: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/municipalities/:id/living-areas/new', { config: { access }, schema: { params: IdParams } }, newAgain)
  app.post('/municipalities/:id/living-areas', { config: { access, again: newAgain }, schema: { params: IdParams, body: AreaForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => addArea(change, id, body), after))
  app.get('/living-areas/:id/edit', { config: { access }, schema: { params: IdParams } }, editAgain)
  app.post('/living-areas/:id', { config: { access, again: editAgain }, schema: { params: IdParams, body: AreaForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => editArea(change, id, body), after))
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  const place = found(await placeOfAreas(request.db, request.scope, idOf(request)))
  return reply.page('who/living-areas/edit', { place, area: null, form: formOf(AreaForm, request, { position: place.next, version: 0 }) })
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const area = found(await findArea(request.db, request.scope, idOf(request)))
  const place = found(await placeOfAreas(request.db, request.scope, area.municipalityId))
  return reply.page('who/living-areas/edit', { place, area, form: formOf(AreaForm, request, { ...area, firstYear: area.firstYear ?? '', lastYear: area.lastYear ?? '' }) })
}

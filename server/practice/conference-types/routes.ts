import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { changeConferenceType, closeConferenceType, makeConferenceType, placeConferenceType, removeConferenceType } from './changes.ts'
import { ClosingForm, IdParams, ListQuery, NewTypeForm, PlaceForm, PlainForm, TypeForm } from './forms.ts'
import { newTypePage, typePage, typesPage } from './pages.ts'

const keep = 'conferences.keep' as const
const list = '/conference-types'

/** 会議の種類: each municipality's own list, mapped to the five functions. */
export const conferenceTypes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(list, { config: { access: 'conferences.read' }, schema: { querystring: ListQuery } },
    async (request, reply) => reply.page('practice/conference-types/index', await typesPage(request, request.query)))
  app.get(`${list}/new`, { config: { access: keep } }, newAgain)
  app.post(list, { config: { access: keep, again: newAgain }, schema: { body: NewTypeForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => makeConferenceType(change, body), () => ({ to: list, notice: 'conferenceTypes.made' })))
  app.get(`${list}/:id`, { config: { access: keep }, schema: { params: IdParams } }, editAgain())
  app.post(`${list}/:id`, { config: { access: keep, again: editAgain() }, schema: { params: IdParams, body: TypeForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => changeConferenceType(change, id, body), () => ({ to: list, notice: 'form.saved' })))
  app.post(`${list}/:id/closing`, { config: { access: keep, again: editAgain('closing') }, schema: { params: IdParams, body: ClosingForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => closeConferenceType(change, id, body), () => ({ to: list, notice: 'conferenceTypes.closed' })))
  app.post(`${list}/:id/removal`, { config: { access: keep, again: editAgain() }, schema: { params: IdParams, body: PlainForm } },
    async ({ params: { id } }, reply) => reply.submit((change) => removeConferenceType(change, id), () => ({ to: list, notice: 'conferenceTypes.removed' })))
  app.post(`${list}/:id/place`, { config: { access: keep }, schema: { params: IdParams, body: PlaceForm } },
    async ({ params: { id }, body }, reply) => reply.submit((change) => placeConferenceType(change, id, body), () => ({ to: list })))
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('practice/conference-types/edit', await newTypePage(request))
}
const editAgain = (sent?: 'closing') => async (request: FastifyRequest, reply: FastifyReply) =>
  reply.page('practice/conference-types/edit', await typePage(request, (request.params as { id: number }).id, sent))

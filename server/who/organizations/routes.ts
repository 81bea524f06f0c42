import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { addOrganization, editOrganization } from './changes.ts'
import { IdParams, OrganizationForm } from './forms.ts'
import { findOrganization, municipalitiesInOrder, wholeMunicipality } from './queries.ts'
import { organizationKinds } from './rules.ts'

type OfId = FastifyRequest<{ Params: { id: number } }>
const Kinds = Type.Object({ kind: Type.Optional(Type.String({ maxLength: 20 })) })

export const organizations: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/municipalities', { config: { access: 'municipalities.read' }, schema: { querystring: Kinds } }, async (request, reply) => {
    const { db, scope, year, today, query: { kind } } = request
    return reply.page('who/organizations/index', { rows: await municipalitiesInOrder(db, scope, year, today, kind), kind: kind ?? '', year })
  })

  app.get('/municipalities/:id', { config: { access: 'municipalities.read' }, schema: { params: IdParams } }, async (request, reply) => {
    const { db, scope, year, params: { id } } = request
    return reply.page('who/organizations/show', { place: found(await wholeMunicipality(db, scope, id, year)), year })
  })

  app.get('/municipalities/:id/organizations/new', { config: { access: 'organizations.edit' }, schema: { params: IdParams } }, newAgain)
  app.post('/municipalities/:id/organizations', {
    config: { access: 'organizations.edit', again: newAgain }, schema: { params: IdParams, body: OrganizationForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => addOrganization(change, request.params.id, request.body),
    () => ({ to: `/municipalities/${request.params.id}`, notice: 'organizations.added' })))

  app.get('/organizations/:id/edit', { config: { access: 'organizations.edit' }, schema: { params: IdParams } }, editAgain)
  app.post('/organizations/:id', {
    config: { access: 'organizations.edit', again: editAgain }, schema: { params: IdParams, body: OrganizationForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => editOrganization(change, request.params.id, request.body),
    (municipalityId) => ({ to: `/municipalities/${municipalityId}`, notice: 'organizations.changed' })))
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  const place = found(await wholeMunicipality(request.db, request.scope, (request as OfId).params.id, request.year))
  return reply.page('who/organizations/edit', {
    place, kinds: organizationKinds, action: `/municipalities/${place.id}/organizations`, organization: null, form: formOf(OrganizationForm, request),
  })
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const organization = found(await findOrganization(request.db, request.scope, (request as OfId).params.id))
  return reply.page('who/organizations/edit', {
    place: { id: organization.municipalityId, name: organization.municipality, nameEn: organization.municipalityEn }, kinds: organizationKinds,
    action: `/organizations/${organization.id}`, organization, form: formOf(OrganizationForm, request, organization),
  })
}

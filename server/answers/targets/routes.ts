import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { tableDesk } from '../../office/table-imports/desk.ts'
import { changeTarget, removeTarget, setTargets } from './changes.ts'
import { ListQuery, NewTargetForm, RemovalForm, RowsQuery, TargetForm, TargetParams } from './forms.ts'
import { indexPage, newPage, ownPage, rowsPage } from './pages.ts'
import { findTarget } from './queries.ts'
import { targetTable } from './table.ts'

const [read, edit] = ['targets.read', 'targets.edit'] as const

/** 目標と実績: what was promised, beside what the registers count; a municipality reads what is about itself. */
export const targets: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/targets', { config: { access: read }, schema: { querystring: ListQuery } }, async (request, reply) =>
    reply.page('answers/targets/index', request.scope.of === 'municipality' ? await ownPage(request, request.scope.municipalityId) : await indexPage(request, request.query.page ?? 1)))

  app.get('/targets/new', { config: { access: edit } }, newAgain)
  app.post('/targets', {
    config: { access: edit, again: newAgain }, schema: { body: NewTargetForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => setTargets(change, request.body),
    (year) => ({ to: `/targets?year=${year}`, notice: 'targets.saved' })))
  await app.register(tableDesk(targetTable))

  app.get('/targets/:id/rows', {
    config: { access: read, traced: true }, schema: { params: TargetParams, querystring: RowsQuery },
  }, async (request, reply) => reply.page('answers/targets/rows', await rowsPage(request, request.params.id, request.query)))

  app.get('/targets/:id/edit', { config: { access: edit }, schema: { params: TargetParams } }, editAgain)
  app.post('/targets/:id', {
    config: { access: edit, again: editAgain }, schema: { params: TargetParams, body: TargetForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => changeTarget(change, request.params.id, request.body),
    (year) => ({ to: `/targets?year=${year}`, notice: 'targets.saved' })))

  app.get('/targets/:id/removal', { config: { access: edit }, schema: { params: TargetParams } }, removalAgain)
  app.post('/targets/:id/removal', {
    config: { access: edit, again: removalAgain }, schema: { params: TargetParams, body: RemovalForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => removeTarget(change, request.params.id, request.body),
    (year) => ({ to: `/targets?year=${year}`, notice: 'targets.removed' })))
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('answers/targets/new', await newPage(request))
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const target = found(await findTarget(request.db, (request.params as { id: number }).id))
  return reply.page('answers/targets/edit', { target, version: versionOf(request, target.version), form: formOf(TargetForm, request, target) })
}

async function removalAgain(request: FastifyRequest, reply: FastifyReply) {
  const target = found(await findTarget(request.db, (request.params as { id: number }).id))
  return reply.page('answers/targets/removal', { target, version: versionOf(request, target.version), form: formOf(RemovalForm, request) })
}

/** After someone else was quicker it is their version, now that it has been said; else the one the form began from. */
function versionOf({ refusal, body, method }: FastifyRequest, current: number): number {
  const typed = Number((body as { version?: unknown } | undefined)?.version)
  return method === 'POST' && refusal?.key !== 'form.stale' && Number.isInteger(typed) && typed > 0 ? typed : current
}

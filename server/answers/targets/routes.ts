import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { municipalitiesBehind, peopleBehind } from '../../planning/trainings/counts.ts'
import { changeTarget, removeTarget, setTargets } from './changes.ts'
import { NewTargetForm, RemovalForm, RowsQuery, TargetForm, TargetParams } from './forms.ts'
import { coursesOfTargets, earlierResults, extentOf, findTarget, isPeople, meetingsBehind, targetsWithActuals, targetWithActual, trainingsBehind } from './queries.ts'

const edit = 'targets.edit' as const

export const targets: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/targets', { config: { access: 'programs.read' } }, async ({ db, year }, reply) =>
    reply.page('answers/targets/index', { year, targets: await targetsWithActuals(db, year), earlier: await earlierResults(db) }))

  app.get('/targets/new', { config: { access: edit } }, newAgain)
  app.post('/targets', {
    config: { access: edit, again: newAgain }, schema: { body: NewTargetForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => setTargets(change, request.body),
    (year) => ({ to: `/targets?year=${year}`, notice: 'targets.saved' })))

  app.get('/targets/:id/rows', {
    config: { access: 'programs.read', traced: true }, schema: { params: TargetParams, querystring: RowsQuery },
  }, async (request, reply) => reply.page('answers/targets/rows', await rowsPage(request, request.params.id, request.query.page ?? 1)))

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

/** The rows an actual is made of: people, municipalities or trainings from the registers, and printed figures as printed. */
async function rowsPage({ db, scope }: FastifyRequest, id: number, page: number) {
  const target = found(await targetWithActual(db, id))
  const shown = { target, people: null, municipalities: null, trainings: null, meetings: null }
  if (!target.registers) return shown
  if (isPeople(target.measure)) return { ...shown, people: await peopleBehind(db, scope, target.measure, extentOf(target), page) }
  if (target.measure === 'municipalities') return { ...shown, municipalities: await municipalitiesBehind(db, scope, 'selected', extentOf(target)) }
  if (target.measure === 'meetings') return { ...shown, meetings: await meetingsBehind(db, target) }
  return { ...shown, trainings: await trainingsBehind(db, target) }
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  const starting = { fiscalYear: String(request.year), years: 1, span: 'each', unit: '人' }
  return reply.page('answers/targets/new', { courses: await coursesOfTargets(request.db), form: formOf(NewTargetForm, request, starting) })
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

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { editTraining, makeTraining, moveByHand, moveCohort, removeDay, saveCohort, saveDay } from './changes.ts'
import {
  CohortForm, CohortParams, CountQuery, DayForm, DayParams, NewTrainingForm, PostponeForm, StateForm, ToQuery,
  TrainingForm, TrainingParams, VersionForm,
} from './forms.ts'
import { cohortPage, countPage, dayPage, editPage, indexPage, newPage, postponePage, removalPage, showPage, statePage } from './pages.ts'

const edit = 'trainings.edit' as const

export const trainings: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings', { config: { access: 'trainings.read' } }, async (request, reply) =>
    reply.page('planning/trainings/index', await indexPage(request)))

  app.get('/trainings/new', { config: { access: edit } }, newAgain)
  app.post('/trainings', {
    config: { access: edit, again: newAgain }, schema: { body: NewTrainingForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => makeTraining(change, request.body),
    (id) => ({ to: `/trainings/${id}`, notice: 'trainings.created' })))

  app.get('/trainings/:id', { config: { access: 'trainings.read' }, schema: { params: TrainingParams } }, async (request, reply) =>
    reply.page('planning/trainings/show', await showPage(request, request.params.id)))

  app.get('/trainings/:id/people', {
    config: { access: 'trainings.read', traced: true }, schema: { params: TrainingParams, querystring: CountQuery },
  }, async (request, reply) => {
    const { count, page = 1 } = request.query
    return reply.page('planning/trainings/people', await countPage(request, request.params.id, count, page))
  })

  app.get('/trainings/:id/edit', { config: { access: edit }, schema: { params: TrainingParams } }, editAgain)
  app.post('/trainings/:id', {
    config: { access: edit, again: editAgain }, schema: { params: TrainingParams, body: TrainingForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => editTraining(change, id, request.body), () => ({ to: `/trainings/${id}`, notice: 'form.saved' }))
  })

  app.get('/trainings/:id/state', { config: { access: edit }, schema: { params: TrainingParams, querystring: ToQuery } }, async (request, reply) =>
    reply.page('planning/trainings/state', await statePage(request, request.params.id, request.query.to)))
  app.post('/trainings/:id/state', {
    config: { access: edit }, schema: { params: TrainingParams, body: StateForm },
  }, async (request, reply) => {
    const [{ id }, { to }] = [request.params, request.body]
    return reply.submit((change) => moveByHand(change, id, to),
      () => ({ to: `/trainings/${id}`, notice: 'trainings.moved' }))
  })

  app.get('/trainings/:id/cohorts/new', { config: { access: edit }, schema: { params: TrainingParams } }, cohortAgain)
  app.post('/trainings/:id/cohorts', {
    config: { access: edit, again: cohortAgain }, schema: { params: TrainingParams, body: CohortForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => saveCohort(change, id, null, request.body), () => ({ to: `/trainings/${id}`, notice: 'form.saved' }))
  })
  app.get('/trainings/:id/cohorts/:cohortId/edit', { config: { access: edit }, schema: { params: CohortParams } }, cohortAgain)
  app.post('/trainings/:id/cohorts/:cohortId', {
    config: { access: edit, again: cohortAgain }, schema: { params: CohortParams, body: CohortForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id, cohortId } = request.params
    return reply.submit((change) => saveCohort(change, id, cohortId, request.body), () => ({ to: `/trainings/${id}`, notice: 'form.saved' }))
  })

  app.get('/trainings/:id/cohorts/:cohortId/dates', { config: { access: edit }, schema: { params: CohortParams } }, postponeAgain)
  app.post('/trainings/:id/cohorts/:cohortId/dates', {
    config: { access: edit, again: postponeAgain }, schema: { params: CohortParams, body: PostponeForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id, cohortId } = request.params
    return reply.submit((change) => moveCohort(change, id, cohortId, request.body), () => ({ to: `/trainings/${id}`, notice: 'trainings.cohortMoved' }))
  })

  app.get('/trainings/:id/days/new', { config: { access: edit }, schema: { params: TrainingParams } }, dayAgain)
  app.post('/trainings/:id/days', {
    config: { access: edit, again: dayAgain }, schema: { params: TrainingParams, body: DayForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => saveDay(change, id, null, request.body), () => ({ to: `/trainings/${id}`, notice: 'form.saved' }))
  })
  app.get('/trainings/:id/days/:dayId/edit', { config: { access: edit }, schema: { params: DayParams } }, dayAgain)
  app.post('/trainings/:id/days/:dayId', {
    config: { access: edit, again: dayAgain }, schema: { params: DayParams, body: DayForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id, dayId } = request.params
    return reply.submit((change) => saveDay(change, id, dayId, request.body), () => ({ to: `/trainings/${id}`, notice: 'form.saved' }))
  })
  app.get('/trainings/:id/days/:dayId/removal', { config: { access: edit }, schema: { params: DayParams } }, removalAgain)
  app.post('/trainings/:id/days/:dayId/removal', {
    config: { access: edit, again: removalAgain }, schema: { params: DayParams, body: VersionForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id, dayId } = request.params
    return reply.submit((change) => removeDay(change, id, dayId, request.body.version), () => ({ to: `/trainings/${id}`, notice: 'trainings.dayRemoved' }))
  })
}

type Ids = { id: number; cohortId?: number; dayId?: number }
const idsOf = (request: FastifyRequest) => request.params as Ids

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/trainings/new', await newPage(request))
}
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/trainings/edit', await editPage(request, idsOf(request).id))
}
async function cohortAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/trainings/cohort', await cohortPage(request, idsOf(request).id, idsOf(request).cohortId ?? null))
}
async function postponeAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/trainings/dates', await postponePage(request, idsOf(request).id, idsOf(request).cohortId!))
}
async function dayAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/trainings/day', await dayPage(request, idsOf(request).id, idsOf(request).dayId ?? null))
}
async function removalAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/trainings/removal', await removalPage(request, idsOf(request).id, idsOf(request).dayId!))
}

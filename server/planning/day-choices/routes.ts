import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { chooseDay, divideRest, putOnDay, removeChoice, saveChoice } from './changes.ts'
import { ChoiceForm, ChoiceOfTraining, ChoiceParams, NewQuery, OwnDayForm, PutForm, TrainingParams, VersionForm } from './forms.ts'
import { editPage, ownPage, removalPage, showPage } from './pages.ts'

const edit = 'trainings.edit' as const

/** "One of N days": the office says which days, trainees choose, the office places who has not. */
export const dayChoices: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:id/day-choices/new', { config: { access: edit }, schema: { params: TrainingParams, querystring: NewQuery } }, editAgain)
  app.post('/trainings/:id/day-choices', {
    config: { access: edit, again: editAgain }, schema: { params: TrainingParams, body: ChoiceForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => saveChoice(change, id, null, body), () => ({ to: `/trainings/${id}`, notice: 'form.saved' })))
  app.get('/trainings/:id/day-choices/:choiceId/edit', { config: { access: edit }, schema: { params: ChoiceOfTraining } }, editAgain)
  app.post('/trainings/:id/day-choices/:choiceId', {
    config: { access: edit, again: editAgain }, schema: { params: ChoiceOfTraining, body: ChoiceForm }, attachValidation: true,
  }, async ({ params: { id, choiceId }, body }, reply) =>
    reply.submit((change) => saveChoice(change, id, choiceId, body), () => ({ to: `/trainings/${id}`, notice: 'form.saved' })))
  app.get('/trainings/:id/day-choices/:choiceId/removal', { config: { access: edit }, schema: { params: ChoiceOfTraining } }, removalAgain)
  app.post('/trainings/:id/day-choices/:choiceId/removal', {
    config: { access: edit, again: removalAgain }, schema: { params: ChoiceOfTraining, body: VersionForm }, attachValidation: true,
  }, async ({ params: { id, choiceId }, body }, reply) =>
    reply.submit((change) => removeChoice(change, id, choiceId, body.version), () => ({ to: `/trainings/${id}`, notice: 'dayChoices.removed' })))

  app.get('/day-choices/:id', { config: { access: 'roll.read', traced: true }, schema: { params: ChoiceParams } }, showAgain)
  app.post('/day-choices/:id/people', {
    config: { access: edit, again: showAgain }, schema: { params: ChoiceParams, body: PutForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => putOnDay(change, id, body), () => ({ to: `/day-choices/${id}`, notice: 'dayChoices.put' })))
  app.get('/day-choices/:id/rest', { config: { access: edit }, schema: { params: ChoiceParams } }, restAgain)
  app.post('/day-choices/:id/rest', { config: { access: edit, again: restAgain }, schema: { params: ChoiceParams } }, async ({ params: { id } }, reply) =>
    reply.submit((change) => divideRest(change, id),
      ({ left }) => ({ to: `/day-choices/${id}`, notice: left === 0 ? 'dayChoices.divided' : 'dayChoices.dividedInPart' })))

  app.get('/my-days/choices/:id', { config: { access: 'lessons.learn' }, schema: { params: ChoiceParams } }, ownAgain)
  app.post('/my-days/choices/:id', {
    config: { access: 'lessons.learn', again: ownAgain }, schema: { params: ChoiceParams, body: OwnDayForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => chooseDay(change, id, body.dayId), () => ({ to: '/my-days', notice: 'dayChoices.chosen' })))
}

type Ids = { id: number; choiceId?: number }
const idsOf = (request: FastifyRequest) => request.params as Ids

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/day-choices/edit', await editPage(request, idsOf(request).id, idsOf(request).choiceId ?? null))
}
async function removalAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/day-choices/removal', await removalPage(request, idsOf(request).id, idsOf(request).choiceId!))
}
async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/day-choices/show', await showPage(request, idsOf(request).id))
}
async function restAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/day-choices/rest', await showPage(request, idsOf(request).id))
}
async function ownAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/day-choices/own', await ownPage(request, idsOf(request).id))
}

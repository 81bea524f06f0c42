import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { answerSurvey, closeSurvey, editSurvey, giveLeave, openSurvey, remindSurvey, takeAnswer } from './changes.ts'
import { AnswerForm, FileQuery, LeaveForm, LeaveQuery, NewSurveyForm, SurveyForm, SurveyParams, TakenForm, TakenParams } from './forms.ts'
import { buildAnswers } from './building.ts'
import { answerOf, answersOf, coursesOfSurveys, findSurvey, standingOf, surveysFor, tallyOf, type Answer } from './queries.ts'
import { lastDayFor, surveyCategories, whyNotAnswer, whyNotTake } from './rules.ts'

const edit = 'demand.edit' as const

export const demandSurveys: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/demand-surveys', { config: { access: 'demand.read' } }, async (request, reply) => reply.page('planning/demand-surveys/index', await indexPage(request)))

  app.get('/demand-surveys/new', { config: { access: edit } }, newAgain)
  app.post('/demand-surveys', { config: { access: edit, again: newAgain }, schema: { body: NewSurveyForm }, attachValidation: true }, async (request, reply) =>
    reply.submit((change) => openSurvey(change, request.body), (id) => ({ to: `/demand-surveys/${id}`, notice: 'demand.opened' })))

  app.get('/demand-surveys/:surveyId', { config: { access: 'demand.read' }, schema: { params: SurveyParams } }, showAgain)
  app.get('/demand-surveys/:surveyId/edit', { config: { access: edit }, schema: { params: SurveyParams } }, editAgain)
  app.post('/demand-surveys/:surveyId', {
    config: { access: edit, again: editAgain }, schema: { params: SurveyParams, body: SurveyForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => editSurvey(change, request.params.surveyId, request.body),
    () => ({ to: `/demand-surveys/${request.params.surveyId}`, notice: 'form.saved' })))

  app.post('/demand-surveys/:surveyId/answer', {
    config: { access: 'demand.answer', again: showAgain }, schema: { params: SurveyParams, body: AnswerForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => answerSurvey(change, request.params.surveyId, request.body),
    () => ({ to: `/demand-surveys/${request.params.surveyId}`, notice: 'demand.answered' })))

  app.get('/demand-surveys/:surveyId/answers/:municipalityId', { config: { access: edit }, schema: { params: TakenParams } }, takenAgain)
  app.post('/demand-surveys/:surveyId/answers/:municipalityId', {
    config: { access: edit, again: takenAgain }, schema: { params: TakenParams, body: TakenForm }, attachValidation: true,
  }, async (request, reply) => {
    const { surveyId, municipalityId } = request.params
    return reply.submit((change) => takeAnswer(change, surveyId, municipalityId, request.body), () => ({ to: `/demand-surveys/${surveyId}`, notice: 'demand.taken' }))
  })

  app.get('/demand-surveys/:surveyId/answers-file', {
    config: { access: edit }, schema: { params: SurveyParams, querystring: FileQuery },
  }, async (request, reply) => {
    const survey = found(await findSurvey(request.db, request.params.surveyId))
    const built = await buildAnswers(request, survey, await answersOf(request.db, survey), request.query.as)
    return sendMade(reply, built.bytes, built)
  })

  app.post('/demand-surveys/:surveyId/reminders', { config: { access: edit, again: showAgain }, schema: { params: SurveyParams } }, async (request, reply) =>
    reply.submit((change) => remindSurvey(change, request.params.surveyId), () => ({ to: `/demand-surveys/${request.params.surveyId}`, notice: 'demand.reminded' })))
  app.post('/demand-surveys/:surveyId/closing', { config: { access: edit, again: showAgain }, schema: { params: SurveyParams } }, async (request, reply) =>
    reply.submit((change) => closeSurvey(change, request.params.surveyId), () => ({ to: `/demand-surveys/${request.params.surveyId}`, notice: 'demand.closed' })))

  app.get('/demand-surveys/:surveyId/leaves/new', {
    config: { access: edit }, schema: { params: SurveyParams, querystring: LeaveQuery },
  }, leaveAgain)
  app.post('/demand-surveys/:surveyId/leaves', {
    config: { access: edit, again: leaveAgain }, schema: { params: SurveyParams, body: LeaveForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => giveLeave(change, request.params.surveyId, request.body),
    () => ({ to: `/demand-surveys/${request.params.surveyId}`, notice: 'demand.leaveGiven' })))
}

async function indexPage({ db, scope, today }: FastifyRequest) {
  const surveys = await surveysFor(db, scope)
  return { own: scope.of === 'municipality', surveys: surveys.map((one) => ({ ...one, lastDay: lastDayFor(one, one.leave), open: whyNotAnswer(one, one.leave, today) === null })) }
}

const idOf = (request: FastifyRequest) => (request.params as { surveyId: number }).surveyId

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/demand-surveys/new', { courses: await coursesOfSurveys(request.db), form: formOf(NewSurveyForm, request, { fiscalYear: String(request.year + 1) }) })
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const survey = found(await findSurvey(request.db, idOf(request)))
  return reply.page('planning/demand-surveys/edit', { survey, form: formOf(SurveyForm, request, { ...survey, capacity: survey.plannedCapacity }) })
}

/** The municipality's own answer; for the prefecture everybody's. */
async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope, today } = request
  const survey = found(await findSurvey(db, idOf(request)))
  if (scope.of === 'municipality') {
    const answer = found(await answerOf(db, survey.id, scope.municipalityId))
    return reply.page('planning/demand-surveys/answer', {
      survey, answer, lastDay: lastDayFor(survey, answer.leave), whyNot: whyNotAnswer(survey, answer.leave, today), form: formOf(AnswerForm, request, asTyped(answer)),
    })
  }
  const answers = await answersOf(db, survey)
  return reply.page('planning/demand-surveys/show', { survey, answers, tally: tallyOf(answers), categories: surveyCategories })
}

/** An answer as its form has it: of 該当者なし no number stands in a box. */
const asTyped = (answer: Answer) =>
  ({ ...answer, ...Object.fromEntries(surveyCategories.map((category) => [category, answer.nil ? null : answer[category]])) })

async function takenAgain(request: FastifyRequest, reply: FastifyReply) {
  const survey = found(await findSurvey(request.db, idOf(request)))
  const answer = found(await answerOf(request.db, survey.id, (request.params as { municipalityId: number }).municipalityId))
  return reply.page('planning/demand-surveys/taken', { survey, answer, whyNot: whyNotTake(survey, standingOf(answer)), form: formOf(TakenForm, request, asTyped(answer)) })
}

async function leaveAgain(request: FastifyRequest, reply: FastifyReply) {
  const survey = found(await findSurvey(request.db, idOf(request)))
  const { municipality } = request.query as { municipality?: number }
  const answers = await answersOf(request.db, survey)
  return reply.page('planning/demand-surveys/leave', { survey, answers, form: formOf(LeaveForm, request, { municipalityId: municipality }) })
}

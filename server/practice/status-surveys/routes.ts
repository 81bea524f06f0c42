import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fiscalYearInWords } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { definitionBefore } from '../survey-definitions/queries.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { addCover, createSurvey, editSurvey, giveLeave, remindSurvey, removeCover, takeStep } from './changes.ts'
import { CoverForm, LeaveForm, NewSurveyForm, OfParams, OfQuery, PlainForm, StandingsQuery, StepForm, SurveyForm, SurveyParams } from './forms.ts'
import { coversOf, findSurvey, standingsOf, surveysFor, tallyOf, type Standing } from './queries.ts'
import { lastDayFor, steps, whyNotAnswer, whyNotRemind, whyNotStep, type Step } from './rules.ts'

const [read, follow, edit, publish] = ['status_surveys.read', 'status_surveys.follow', 'status_surveys.edit', 'status_surveys.publish'] as const
const at = '/status-surveys/:surveyId'
const page = (id: number) => `/status-surveys/${id}`

/** 実施状況調査: the survey of a year, its states, who has answered, and who is asked again. */
export const statusSurveys: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/status-surveys', { config: { access: read } }, showIndex)
  app.get('/status-surveys/new', { config: { access: edit } }, showNew)
  app.post('/status-surveys', { config: { access: edit, again: showNew }, schema: { body: NewSurveyForm }, attachValidation: true }, async ({ body }, reply) =>
    reply.submit((change) => createSurvey(change, body), (id) => ({ to: `${page(id)}/definition`, notice: 'statusSurveys.created' })))
  app.get(at, { config: { access: follow, traced: true }, schema: { params: SurveyParams, querystring: StandingsQuery } }, showSurvey)
  app.get(`${at}/edit`, { config: { access: edit }, schema: { params: SurveyParams } }, showEdit)
  app.post(at, { config: { access: edit, again: showEdit }, schema: { params: SurveyParams, body: SurveyForm }, attachValidation: true }, async ({ params: { surveyId }, body }, reply) =>
    reply.submit((change) => editSurvey(change, surveyId, body), () => ({ to: page(surveyId), notice: 'form.saved' })))

  for (const step of Object.keys(steps) as Step[]) {
    const access = step === 'publication' ? publish : edit
    const show = showStep(step)
    app.get(`${at}/${step}`, { config: { access }, schema: { params: SurveyParams } }, show)
    app.post(`${at}/${step}`, { config: { access, again: show }, schema: { params: SurveyParams, body: StepForm }, attachValidation: true }, async ({ params: { surveyId }, body }, reply) =>
      reply.submit((change) => takeStep(change, surveyId, step, body.version), () => ({ to: page(surveyId), notice: `statusSurveys.did.${step}` })))
  }
  app.post(`${at}/reminders`, { config: { access: edit, again: showSurvey }, schema: { params: SurveyParams, body: PlainForm } }, async ({ params: { surveyId } }, reply) =>
    reply.submit((change) => remindSurvey(change, surveyId), () => ({ to: page(surveyId), notice: 'statusSurveys.reminded' })))

  app.get(`${at}/leaves/new`, { config: { access: edit }, schema: { params: SurveyParams, querystring: OfQuery } }, showLeave)
  app.post(`${at}/leaves`, { config: { access: edit, again: showLeave }, schema: { params: SurveyParams, body: LeaveForm }, attachValidation: true }, async ({ params: { surveyId }, body }, reply) =>
    reply.submit((change) => giveLeave(change, surveyId, body), () => ({ to: page(surveyId), notice: 'statusSurveys.leaveGiven' })))

  app.get(`${at}/covers`, { config: { access: follow }, schema: { params: SurveyParams } }, showCovers)
  app.post(`${at}/covers`, { config: { access: edit, again: showCovers }, schema: { params: SurveyParams, body: CoverForm }, attachValidation: true }, async ({ params: { surveyId }, body }, reply) =>
    reply.submit((change) => addCover(change, surveyId, body), () => ({ to: `${page(surveyId)}/covers`, notice: 'form.saved' })))
  app.post(`${at}/covers/:municipalityId/removal`, { config: { access: edit, again: showCovers }, schema: { params: OfParams, body: PlainForm } }, async ({ params: { surveyId, municipalityId } }, reply) =>
    reply.submit((change) => removeCover(change, surveyId, municipalityId), () => ({ to: `${page(surveyId)}/covers`, notice: 'form.saved' })))
}

const idOf = (request: FastifyRequest) => (request.params as { surveyId: number }).surveyId
const surveyOf = async (request: FastifyRequest) => found(await findSurvey(request.db, request.scope, idOf(request)))

async function showIndex(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope, today } = request
  const surveys = await surveysFor(db, scope)
  return reply.page('practice/status-surveys/index', {
    own: scope.of === 'municipality',
    surveys: surveys.map((one) => ({ ...one, lastDay: lastDayFor(one, one.leave), mayAnswer: whyNotAnswer(one, { answer: one.own, leave: one.leave }, today) === null })),
  })
}

async function showNew(request: FastifyRequest, reply: FastifyReply) {
  const last = await definitionBefore(request.db, 9999)
  const { language, year } = request
  return reply.page('practice/status-surveys/new', {
    last, form: formOf(NewSurveyForm, request, { fiscalYear: String(year), begin: last === undefined ? 'standard' : 'last', ...titlesOf(year) }),
    year: fiscalYearInWords(year, language),
  })
}
const titlesOf = (year: number) => ({ title: `${fiscalYearInWords(year, 'ja')} 地域ケア会議の実施状況調査`, titleEn: `Status survey of care conferences, ${fiscalYearInWords(year, 'en')}` })

const shows: Record<string, (one: Standing) => boolean> = { missing: ({ isGiven }) => !isGiven, returned: ({ answer }) => answer === 'returned', late: ({ late }) => late === true }

async function showSurvey(request: FastifyRequest, reply: FastifyReply) {
  const survey = await surveyOf(request)
  const standings = await standingsOf(request.db, survey.id)
  const { show } = request.query as { show?: string }
  const tally = tallyOf(standings)
  return reply.page('practice/status-surveys/show', {
    survey, tally, show: show ?? null, standings: show === undefined ? standings : standings.filter(shows[show] ?? (() => true)),
    mayRemind: whyNotRemind(survey, tally.bodies, null, request.today) === null,
  })
}

async function showEdit(request: FastifyRequest, reply: FastifyReply) {
  const survey = await surveyOf(request)
  return reply.page('practice/status-surveys/edit', { survey, form: formOf(SurveyForm, request, survey) })
}

const showStep = (step: Step) => async (request: FastifyRequest, reply: FastifyReply) => {
  const survey = await surveyOf(request)
  return reply.page('practice/status-surveys/step', { survey, step, tally: tallyOf(await standingsOf(request.db, survey.id)), whyNot: whyNotStep(survey, step) })
}

async function showLeave(request: FastifyRequest, reply: FastifyReply) {
  const [survey, municipalities] = [await surveyOf(request), await municipalitiesToChoose(request.db)]
  const { municipality } = request.query as { municipality?: number }
  return reply.page('practice/status-surveys/leave', { survey, municipalities, form: formOf(LeaveForm, request, { municipalityId: municipality }) })
}

async function showCovers(request: FastifyRequest, reply: FastifyReply) {
  const [survey, municipalities] = [await surveyOf(request), await municipalitiesToChoose(request.db)]
  return reply.page('practice/status-surveys/covers', { survey, municipalities, covers: await coversOf(request.db, survey.id), form: formOf(CoverForm, request) })
}

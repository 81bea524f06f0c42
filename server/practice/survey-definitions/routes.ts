import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { publishEdition, rearrange, saveIndicator, saveQuestion, saveSection } from './changes.ts'
import { EditionParams, IndicatorForm, IndicatorParams, NewQuestionQuery, OrderForm, PublishForm, QuestionForm, QuestionParams, SectionForm, SectionParams, SurveyParams } from './forms.ts'
import { showDefinition, showEdition, showIndicator, showIndicators, showQuestion, showSection } from './pages.ts'

const [read, edit] = ['status_surveys.follow', 'status_surveys.edit'] as const
const at = '/status-surveys/:surveyId/definition'
const page = (surveyId: number) => `/status-surveys/${surveyId}/definition`

/** 調査票: what a survey asks, drafted on pages and frozen by publishing; and the indicators that questions may be linked to. */
export const surveyDefinitions: FastifyPluginAsyncTypebox = async (app) => {
  app.get(at, { config: { access: read }, schema: { params: SurveyParams } }, showDefinition)
  app.get(`${at}/editions/:number`, { config: { access: read }, schema: { params: EditionParams } }, showEdition)
  app.post(`${at}/publication`, { config: { access: edit, again: showDefinition }, schema: { params: SurveyParams, body: PublishForm }, attachValidation: true }, async ({ params: { surveyId }, body }, reply) =>
    reply.submit((change) => publishEdition(change, surveyId, body), () => ({ to: page(surveyId), notice: 'surveyDefinitions.published' })))
  app.post(`${at}/order`, { config: { access: edit, again: showDefinition }, schema: { params: SurveyParams, body: OrderForm }, attachValidation: true }, async ({ params: { surveyId }, body }, reply) =>
    reply.submit((change) => rearrange(change, surveyId, body), () => ({ to: `${page(surveyId)}${body.move === 'remove' ? '' : `#${body.what}-${body.number}`}`, notice: 'form.saved' })))

  app.get(`${at}/sections/new`, { config: { access: edit }, schema: { params: SurveyParams } }, showSection)
  app.post(`${at}/sections`, { config: { access: edit, again: showSection }, schema: { params: SurveyParams, body: SectionForm }, attachValidation: true }, async ({ params: { surveyId }, body }, reply) =>
    reply.submit((change) => saveSection(change, surveyId, null, body), () => ({ to: page(surveyId), notice: 'form.saved' })))
  app.get(`${at}/sections/:section`, { config: { access: edit }, schema: { params: SectionParams } }, showSection)
  app.post(`${at}/sections/:section`, { config: { access: edit, again: showSection }, schema: { params: SectionParams, body: SectionForm }, attachValidation: true }, async ({ params: { surveyId, section }, body }, reply) =>
    reply.submit((change) => saveSection(change, surveyId, section, body), () => ({ to: `${page(surveyId)}#section-${section}`, notice: 'form.saved' })))

  app.get(`${at}/questions/new`, { config: { access: edit }, schema: { params: SurveyParams, querystring: NewQuestionQuery } }, showQuestion)
  app.post(`${at}/questions`, { config: { access: edit, again: showQuestion }, schema: { params: SurveyParams, body: QuestionForm }, attachValidation: true }, async ({ params: { surveyId }, body }, reply) =>
    reply.submit((change) => saveQuestion(change, surveyId, null, body), () => ({ to: `${page(surveyId)}#section-${body.section}`, notice: 'form.saved' })))
  app.get(`${at}/questions/:question`, { config: { access: edit }, schema: { params: QuestionParams } }, showQuestion)
  app.post(`${at}/questions/:question`, { config: { access: edit, again: showQuestion }, schema: { params: QuestionParams, body: QuestionForm }, attachValidation: true }, async ({ params: { surveyId, question }, body }, reply) =>
    reply.submit((change) => saveQuestion(change, surveyId, question, body), () => ({ to: `${page(surveyId)}#question-${question}`, notice: 'form.saved' })))

  app.get('/survey-indicators', { config: { access: read } }, showIndicators)
  app.get('/survey-indicators/new', { config: { access: edit } }, showIndicator)
  app.post('/survey-indicators', { config: { access: edit, again: showIndicator }, schema: { body: IndicatorForm }, attachValidation: true }, async ({ body }, reply) =>
    reply.submit((change) => saveIndicator(change, null, body), () => ({ to: '/survey-indicators', notice: 'form.saved' })))
  app.get('/survey-indicators/:id', { config: { access: edit }, schema: { params: IndicatorParams } }, showIndicator)
  app.post('/survey-indicators/:id', { config: { access: edit, again: showIndicator }, schema: { params: IndicatorParams, body: IndicatorForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => saveIndicator(change, id, body), () => ({ to: '/survey-indicators', notice: 'form.saved' })))
}

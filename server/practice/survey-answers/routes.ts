import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { tableDesk } from '../../office/table-imports/desk.ts'
import { correctAnswer, reopenAnswer, returnAnswer, saveSection, sendAnswer, takeEdition } from './changes.ts'
import { CellQuery, CorrectionForm, OfParams, PlainForm, ReturnForm, SavedQuery, SectionForm, SectionParams, SendForm, SurveyParams } from './forms.ts'
import { answerTable } from './tables.ts'
import { showAnswer, showCheck, showCorrection, showReceipt, showSection, showTasks } from './pages.ts'

const [own, follow, edit] = ['status_surveys.answer', 'status_surveys.follow', 'status_surveys.edit'] as const
const at = '/status-surveys/:surveyId/answer'
const page = (surveyId: number) => `/status-surveys/${surveyId}/answer`

/** What a municipality answers: section by section, looked at, sent, given back and corrected. */
export const surveyAnswers: FastifyPluginAsyncTypebox = async (app) => {
  app.get(at, { config: { access: own, traced: true }, schema: { params: SurveyParams } }, showTasks)
  app.get(`${at}/sections/:section`, { config: { access: own }, schema: { params: SectionParams, querystring: SavedQuery } }, showSection)
  app.post(`${at}/sections/:section`, {
    config: { access: own, again: showSection }, schema: { params: SectionParams, body: SectionForm }, attachValidation: true,
  }, async ({ params: { surveyId, section }, body, wantsFragment }, reply) => reply.submit((change) => saveSection(change, surveyId, section, body), ({ version, merged, warned, next }) => {
    const here = `${page(surveyId)}/sections/${section}`
    if (wantsFragment) return { to: `${here}?saved=${version}` }
    if (merged) return { to: here, notice: 'surveyAnswers.merged' }
    if (warned && body.warned === undefined && body.act === 'next') return { to: here, notice: 'surveyAnswers.pleaseCheck' }
    return body.act === 'next' ? { to: next === null ? `${page(surveyId)}/check` : `${page(surveyId)}/sections/${next}`, notice: 'surveyAnswers.saved' } : { to: here, notice: body.act?.startsWith('take-') ? 'surveyAnswers.proposalTaken' : 'surveyAnswers.saved' }
  }))
  app.get(`${at}/check`, { config: { access: own }, schema: { params: SurveyParams } }, showCheck)
  app.post(`${at}/submission`, { config: { access: own, again: showCheck }, schema: { params: SurveyParams, body: SendForm }, attachValidation: true }, async ({ params: { surveyId }, body }, reply) =>
    reply.submit((change) => sendAnswer(change, surveyId, body), () => ({ to: `${page(surveyId)}/receipt`, notice: 'surveyAnswers.sent' })))
  app.get(`${at}/receipt`, { config: { access: own, traced: true }, schema: { params: SurveyParams } }, showReceipt)
  app.post(`${at}/reopening`, { config: { access: own, again: showTasks }, schema: { params: SurveyParams, body: PlainForm } }, async ({ params: { surveyId } }, reply) =>
    reply.submit((change) => reopenAnswer(change, surveyId), () => ({ to: page(surveyId), notice: 'surveyAnswers.reopened' })))
  app.post(`${at}/edition`, { config: { access: own, again: showTasks }, schema: { params: SurveyParams, body: PlainForm } }, async ({ params: { surveyId } }, reply) =>
    reply.submit((change) => takeEdition(change, surveyId), () => ({ to: page(surveyId), notice: 'surveyAnswers.editionTaken' })))

  await app.register(tableDesk(answerTable))

  const theirs = '/status-surveys/:surveyId/answers/:municipalityId'
  const pageOf = ({ surveyId, municipalityId }: { surveyId: number; municipalityId: number }) => `/status-surveys/${surveyId}/answers/${municipalityId}`
  app.get(theirs, { config: { access: follow, traced: true }, schema: { params: OfParams } }, showAnswer)
  app.post(`${theirs}/return`, { config: { access: edit, again: showAnswer }, schema: { params: OfParams, body: ReturnForm }, attachValidation: true }, async ({ params, body }, reply) =>
    reply.submit((change) => returnAnswer(change, params.surveyId, params.municipalityId, body), () => ({ to: pageOf(params), notice: 'surveyAnswers.returned' })))
  app.get(`${theirs}/correction`, { config: { access: edit }, schema: { params: OfParams, querystring: CellQuery } }, showCorrection)
  app.post(`${theirs}/correction`, { config: { access: edit, again: showCorrection }, schema: { params: OfParams, body: CorrectionForm }, attachValidation: true }, async ({ params, body }, reply) =>
    reply.submit((change) => correctAnswer(change, params.surveyId, params.municipalityId, body), () => ({ to: pageOf(params), notice: 'surveyAnswers.corrected' })))
}

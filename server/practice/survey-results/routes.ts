import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { FileQuery, PageQuery, QuestionParams, SectionParams, SurveyParams } from './forms.ts'
import { sendFile, sendPaper, showQuestion, showResults, showSection } from './pages.ts'

const read = 'status_results.read' as const
const at = '/status-surveys/:surveyId/results'

/** What the answers add up to: for the office while it counts, for municipalities once it is published. */
export const surveyResults: FastifyPluginAsyncTypebox = async (app) => {
  app.get(at, { config: { access: read }, schema: { params: SurveyParams } }, showResults)
  app.get(`${at}/sections/:section`, { config: { access: read }, schema: { params: SectionParams, querystring: PageQuery } }, showSection)
  app.get(`${at}/questions/:question`, { config: { access: read }, schema: { params: QuestionParams, querystring: PageQuery } }, showQuestion)
  app.get('/status-surveys/:surveyId/results-file', { config: { access: read }, schema: { params: SurveyParams, querystring: FileQuery } }, sendFile)
  app.get('/status-surveys/:surveyId/results-paper', { config: { access: read }, schema: { params: SurveyParams } }, sendPaper)
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { buildResults } from './building.ts'
import { answerQuestionnaire, countAnswers, saveQuestionnaire } from './changes.ts'
import { EditForm } from './editing.ts'
import { AnswerForm, CountForm, FileQuery, LessonParams, OwnParams, ResultParams } from './forms.ts'
import { answerPage, editPage, previewPage, resultsPage, textsOf } from './pages.ts'
import { resultsPaper } from './paper.ts'
import { findQuestionnaire, potsOf, questionnairesFor } from './queries.ts'
import { arrangementOf } from './rules.ts'

/** Questionnaires: made by the office, answered without a name, counted together. */
export const questionnaires: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/lessons/:id/questionnaire', { config: { access: 'lessons.edit' }, schema: { params: LessonParams } }, editAgain)
  app.post('/lessons/:id/questionnaire', {
    config: { access: 'lessons.edit', again: editAgain }, schema: { params: LessonParams, body: EditForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => saveQuestionnaire(change, id, body),
    () => ({ to: `/lessons/${id}/questionnaire${arrangementOf(body.act) === null ? '' : '#items'}`, notice: 'form.saved' })))
  app.get('/lessons/:id/questionnaire/preview', { config: { access: 'lessons.read' }, schema: { params: LessonParams } }, async (request, reply) =>
    reply.page('learning/questionnaires/preview', await previewPage(request, request.params.id)))

  app.get('/learn/:enrollment/questionnaires/:lesson', { config: { access: 'lessons.learn' }, schema: { params: OwnParams } }, answerAgain)
  app.post('/learn/:enrollment/questionnaires/:lesson', {
    config: { access: 'lessons.learn', again: answerAgain, untold: true }, schema: { params: OwnParams, body: AnswerForm }, attachValidation: true,
  }, async ({ params: { enrollment, lesson }, body }, reply) =>
    reply.submit((change) => answerQuestionnaire(change, enrollment, lesson, body.answers), () => ({ to: '/learn', notice: 'questionnaires.taken' })))

  app.get('/questionnaires', { config: { access: 'questionnaires.results' } }, async (request, reply) =>
    reply.page('learning/questionnaires/index', { questionnaires: await questionnairesFor(request.db, request.scope) }))
  app.get('/trainings/:id/questionnaires/:lesson', { config: { access: 'questionnaires.results' }, schema: { params: ResultParams } }, resultsAgain)
  app.post('/trainings/:id/questionnaires/:lesson/counting', {
    config: { access: 'questionnaires.count', again: resultsAgain }, schema: { params: ResultParams, body: CountForm }, attachValidation: true,
  }, async ({ params: { id, lesson }, body }, reply) =>
    reply.submit((change) => countAnswers(change, id, lesson, body.groups), () => ({ to: `/trainings/${id}/questionnaires/${lesson}`, notice: 'questionnaires.counted' })))
  app.get('/trainings/:id/questionnaires/:lesson/texts', { config: { access: 'questionnaires.texts' }, schema: { params: ResultParams } }, async (request, reply) => {
    const { id, lesson } = request.params
    const [one, pots] = await Promise.all([findQuestionnaire(request.db, request.scope, id, lesson), potsOf(request.db, request.scope, id, lesson)])
    const questionnaire = found(one)
    const items = questionnaire.asked.items.filter(({ kind }) => kind === 'text').map((item) => ({ item, texts: textsOf(pots, item) }))
    return reply.page('learning/questionnaires/texts', { questionnaire, items })
  })
  app.get('/trainings/:id/questionnaires/:lesson/file', { config: { access: 'questionnaires.results' }, schema: { params: ResultParams, querystring: FileQuery } }, async (request, reply) => {
    const { id, lesson } = request.params
    const [one, pots] = await Promise.all([findQuestionnaire(request.db, request.scope, id, lesson), potsOf(request.db, request.scope, id, lesson)])
    const built = await buildResults(request, found(one), pots, request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get('/trainings/:id/questionnaires/:lesson/paper', { config: { access: 'questionnaires.results' }, schema: { params: ResultParams } }, async (request, reply) => {
    const { id, lesson } = request.params
    const [one, pots] = await Promise.all([findQuestionnaire(request.db, request.scope, id, lesson), potsOf(request.db, request.scope, id, lesson)])
    const bytes = await app.outside.paper.print('questionnaire-results', resultsPaper(request, found(one), pots))
    return sendMade(reply, bytes, { name: `${request.say('questionnaires.take')}.pdf`, type: 'application/pdf', shown: 'inline' })
  })
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('learning/questionnaires/edit', await editPage(request, (request.params as { id: number }).id))
}
async function answerAgain(request: FastifyRequest, reply: FastifyReply) {
  const { enrollment, lesson } = request.params as { enrollment: number; lesson: number }
  return reply.page('learning/questionnaires/answer', await answerPage(request, enrollment, lesson))
}
async function resultsAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id, lesson } = request.params as { id: number; lesson: number }
  return reply.page('learning/questionnaires/results', await resultsPage(request, id, lesson))
}

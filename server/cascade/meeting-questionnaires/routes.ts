import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addDays } from '../../base/days.ts'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { buildResults } from '../../learning/questionnaires/building.ts'
import { EditForm } from '../../learning/questionnaires/editing.ts'
import { answerForm, editorOf, resultsOf, textsOf, waitingOf } from '../../learning/questionnaires/pages.ts'
import { resultsPaper } from '../../learning/questionnaires/paper.ts'
import { potsOfAsking } from '../../learning/questionnaires/queries.ts'
import { arrangementOf } from '../../learning/questionnaires/rules.ts'
import { answerForMeeting, countForMeeting, openQuestionnaire, saveQuestions } from './changes.ts'
import { AnswerForm, CountForm, FileQuery, IdParams, OpeningForm } from './forms.ts'
import { hasAnswered, questionnaireOf } from './queries.ts'
import { whyNotAnswer, whyNotEdit } from './rules.ts'

const [answer, edit, count] = ['meeting_questionnaires.answer', 'meeting_questionnaires.edit', 'meeting_questionnaires.count'] as const
const at = '/liaison-meetings/:id/questionnaire'
const page = (id: number) => `/liaison-meetings/${id}/questionnaire`
const usualDays = 14

/** アンケート of a meeting: asked, answered and counted as those of lessons are, and by the same code. */
export const meetingQuestionnaires: FastifyPluginAsyncTypebox = async (app) => {
  app.get(at, { config: { access: answer }, schema: { params: IdParams } }, showAnswer)
  app.post(at, {
    config: { access: answer, again: showAnswer, untold: true }, schema: { params: IdParams, body: AnswerForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => answerForMeeting(change, id, body.answers), () => ({ to: `/liaison-meetings/${id}/afterwards`, notice: 'questionnaires.taken' })))

  app.get(`${at}/edit`, { config: { access: edit }, schema: { params: IdParams } }, showEditor)
  app.post(`${at}/edit`, {
    config: { access: edit, again: showEditor }, schema: { params: IdParams, body: EditForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => saveQuestions(change, id, body), () => ({ to: `${page(id)}/edit${arrangementOf(body.act) === null ? '' : '#items'}`, notice: 'form.saved' })))
  app.post(`${at}/opening`, {
    config: { access: edit, again: showEditor }, schema: { params: IdParams, body: OpeningForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => openQuestionnaire(change, id, body.closesOn), () => ({ to: `${page(id)}/results`, notice: 'meetingQuestionnaires.opened' })))

  app.get(`${at}/results`, { config: { access: edit }, schema: { params: IdParams } }, showResults)
  app.post(`${at}/counting`, {
    config: { access: count, again: showResults }, schema: { params: IdParams, body: CountForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => countForMeeting(change, id, body.groups), () => ({ to: `${page(id)}/results`, notice: 'questionnaires.counted' })))
  app.get(`${at}/texts`, { config: { access: count }, schema: { params: IdParams } }, async (request, reply) => {
    const { named, pots } = await counted(request)
    const items = named.asked.items.filter(({ kind }) => kind === 'text').map((item) => ({ item, texts: textsOf(pots, item) }))
    return reply.page('cascade/meeting-questionnaires/texts', { meeting: named.meeting, items })
  })
  app.get(`${at}/file`, { config: { access: edit }, schema: { params: IdParams, querystring: FileQuery } }, async (request, reply) => {
    const { named, pots } = await counted(request)
    const built = await buildResults(request, named, pots, request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get(`${at}/paper`, { config: { access: edit }, schema: { params: IdParams } }, async (request, reply) => {
    const { named, pots } = await counted(request)
    const bytes = await app.outside.paper.print('questionnaire-results', resultsPaper(request, named, pots))
    return sendMade(reply, bytes, { name: `${request.say('questionnaires.take')}.pdf`, type: 'application/pdf', shown: 'inline' })
  })
}

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

/** The questionnaire of a meeting under the names its papers bear, with what was counted. */
async function counted(request: FastifyRequest) {
  const one = found(await questionnaireOf(request.db, request.scope, idOf(request)))
  const pots = await potsOfAsking(request.db, request.scope, { meetingId: one.meeting.id })
  const { title, titleEn, series, seriesEn, fiscalYear } = one.meeting
  return { named: { ...one, title, titleEn, training: series, trainingEn: seriesEn, fiscalYear }, pots }
}

async function showAnswer(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope, actor, today } = request
  const one = found(await questionnaireOf(db, scope, idOf(request)))
  found(one.state === 'open' ? one : null)
  const has = await hasAnswered(db, one.meeting.id, actor!.personId)
  return reply.page('cascade/meeting-questionnaires/answer', { ...one, hasAnswered: has, whyNot: whyNotAnswer(one, has, today), form: answerForm(request, one.asked) })
}

async function showEditor(request: FastifyRequest, reply: FastifyReply) {
  const one = found(await questionnaireOf(request.db, request.scope, idOf(request)))
  const isOpening = request.routeOptions.url?.endsWith('/opening') ?? false
  const opening = formOf(OpeningForm, isOpening ? request : nothingSent(request), { closesOn: one.closesOn ?? addDays(request.today, usualDays) })
  return reply.page('cascade/meeting-questionnaires/edit', { meeting: one.meeting, state: one.state, closesOn: one.closesOn, whyNot: whyNotEdit(one.state, one.answered), opening, ...editorOf(isOpening ? nothingSent(request) : request, one.asked, one.version) })
}

async function showResults(request: FastifyRequest, reply: FastifyReply) {
  const { named, pots } = await counted(request)
  return reply.page('cascade/meeting-questionnaires/results', { questionnaire: named, ...resultsOf(request, named, pots), trends: [], waiting: waitingOf(request, pots) })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findMeeting, itemsOf } from '../liaison-meetings/queries.ts'
import { answerSeen } from '../minutes/rules.ts'
import { answerQuestion, askAfterwards } from './changes.ts'
import { AnswerForm, IdParams, NewQuestionQuery, QuestionForm, QuestionsQuery } from './forms.ts'
import { countAsked, findQuestion, meetingsAsked, questionsPage } from './queries.ts'
import { audiences, whyNotAsk } from './rules.ts'

const perPage = 20

/** 質疑応答: what was asked before and after meetings, and what the office answered, to be found again across the years. */
export const meetingAnswers: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/meeting-questions', { config: { access: 'meetings.read' }, schema: { querystring: QuestionsQuery } }, async (request, reply) => {
    const { db, scope, query: { page, ...filter } } = request
    const [rows, meetings] = [await questionsPage(db, scope, filter, { limit: perPage, offset: (page - 1) * perPage }), await meetingsAsked(db, scope)]
    const total = rows[0]?.total ?? 0
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]))
    return reply.page('cascade/meeting-answers/index', {
      rows, meetings, filter, isOffice: scope.of === 'all', own: scope.of === 'municipality' ? scope.municipalityId : null,
      pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/meeting-questions?${new URLSearchParams({ ...given, page: String(to) })}` },
    })
  })
  app.get('/meeting-questions/new', { config: { access: 'meetings.ask' }, schema: { querystring: NewQuestionQuery } }, async (request, reply) => showNew(request, reply, request.query.meetingId))
  app.post('/meeting-questions', {
    config: { access: 'meetings.ask', again: (request, reply) => showNew(request, reply, Number((request.body as { meetingId?: unknown } | null)?.meetingId)) }, schema: { body: QuestionForm }, attachValidation: true,
  }, async ({ body }, reply) => reply.submit((change) => askAfterwards(change, body), () => ({ to: `/meeting-questions?state=own&meeting=${body.meetingId}`, notice: 'meetingAnswers.asked' })))
  app.get('/meeting-questions/:id', { config: { access: 'meetings.answer' }, schema: { params: IdParams } }, showQuestion)
  app.post('/meeting-questions/:id', {
    config: { access: 'meetings.answer', again: showQuestion }, schema: { params: IdParams, body: AnswerForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => answerQuestion(change, id, body), () => ({ to: '/meeting-questions?state=open', notice: 'meetingAnswers.answered' })))
}

async function showNew(request: FastifyRequest, reply: FastifyReply, meetingId: number | undefined) {
  const { db, scope } = request
  const meeting = found(Number.isSafeInteger(meetingId) ? await findMeeting(db, scope, meetingId!) : null)
  const asked = scope.of === 'municipality' ? await countAsked(db, meeting.id, scope.municipalityId) : 0
  return reply.page('cascade/meeting-answers/new', {
    meeting, items: (await itemsOf(db, meeting.id)).map(({ id, title }, n) => ({ value: id, label: `${n + 1}　${title}` })), form: formOf(QuestionForm, request), whyNot: whyNotAsk(meeting.state, asked),
  })
}

async function showQuestion(request: FastifyRequest, reply: FastifyReply) {
  const question = found(await findQuestion(request.db, request.scope, (request.params as { id: number }).id))
  return reply.page('cascade/meeting-answers/answer', { question, audiences, seen: answerSeen(question), isStale: request.refusal?.key === 'form.stale', form: formOf(AnswerForm, request, { answer: question.answer, to: question.sharedAt !== null || question.answer === '' ? 'all' : 'asker' }) })
}

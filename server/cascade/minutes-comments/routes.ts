import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { knownMinutes } from '../minutes/pages.ts'
import { commentsOf, findComment } from '../minutes/queries.ts'
import { answerSeen, whyNotComment, whyNotOneMore } from '../minutes/rules.ts'
import { addComment, answerComment } from './changes.ts'
import { AnswerForm, CommentForm, IdParams } from './forms.ts'

const [read, comment, answer] = ['minutes.comments', 'minutes.comment', 'minutes.write'] as const
const at = '/liaison-meetings/:id/minutes/comments'
const page = (id: number) => `/liaison-meetings/${id}/minutes/comments`

/** What municipalities say of the minutes before they are final, and what the office answers. Each reads its own. */
export const minutesComments: FastifyPluginAsyncTypebox = async (app) => {
  app.get(at, { config: { access: read }, schema: { params: IdParams } }, showComments)
  app.post(at, {
    config: { access: comment, again: showComments }, schema: { params: IdParams, body: CommentForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => addComment(change, id, body), () => ({ to: page(id), notice: 'minutesComments.added' })))
  app.get('/minutes-comments/:id', { config: { access: answer }, schema: { params: IdParams } }, showAnswer)
  app.post('/minutes-comments/:id', {
    config: { access: answer, again: showAnswer }, schema: { params: IdParams, body: AnswerForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => answerComment(change, id, body), ({ meetingId }) => ({ to: page(meetingId), notice: 'minutesComments.answered' })))
}

async function showComments(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope, today } = request
  const { id } = request.params as { id: number }
  const { meeting, standing } = await knownMinutes(request, id)
  const comments = await commentsOf(db, scope, id)
  return reply.page('cascade/minutes-comments/index', {
    meeting, standing, comments, isOffice: scope.of === 'all', whyNot: whyNotComment(standing, today) ?? whyNotOneMore(comments.length),
    items: meeting.items.map((item, n) => ({ value: item.id, label: `${n + 1}　${item.title}` })), form: formOf(CommentForm, request),
  })
}

async function showAnswer(request: FastifyRequest, reply: FastifyReply) {
  const one = found(await findComment(request.db, request.scope, (request.params as { id: number }).id))
  return reply.page('cascade/minutes-comments/answer', { comment: one, seen: answerSeen(one), isStale: request.refusal?.key === 'form.stale', form: formOf(AnswerForm, request, { answer: one.answer }) })
}

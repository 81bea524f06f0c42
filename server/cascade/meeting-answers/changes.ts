import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { found, refuse } from '../../base/errors.ts'
import { findMeeting, itemsOf } from '../liaison-meetings/queries.ts'
import { answerSeen } from '../minutes/rules.ts'
import type { AnswerForm, QuestionForm } from './forms.ts'
import { countAsked, findQuestion } from './queries.ts'
import { whyNotAnswer, whyNotAsk } from './rules.ts'

/** Keeps what a municipality asks after a meeting, whether it was there or not. Logs 'meeting.asked'. @throws Missing for a meeting out of reach · Refusal before it was held */
export async function askAfterwards({ tx, scope, actor, now, log }: Change, { meetingId, itemId, text }: QuestionForm): Promise<void> {
  assert(actor !== null && scope.of === 'municipality')
  const meeting = found(await findMeeting(tx, scope, meetingId))
  if (itemId !== undefined) found((await itemsOf(tx, meetingId)).find(({ id }) => id === itemId))
  refuse(whyNotAsk(meeting.state, await countAsked(tx, meetingId, scope.municipalityId)))
  await tx.insertInto('meeting_question').values({
    meeting_id: meetingId, municipality_id: scope.municipalityId, item_id: itemId ?? null, text: text.trim(), asked_when: 'after', asked_at: now, asked_by: actor.personId,
  }).execute()
  log('meeting.asked', `meeting:${meetingId}`)
}

/** Answers a question, for all to read or for its municipality alone. Logs 'meeting.question_answered', which its municipality is told. @throws Missing · Refusal to take back what all may read, or when somebody else answered meanwhile */
export async function answerQuestion({ tx, scope, actor, now, log }: Change, id: number, { answer, to, seen = '' }: AnswerForm): Promise<void> {
  assert(actor !== null)
  await tx.selectFrom('meeting_question').select('id').where('id', '=', id).forUpdate().execute()
  const question = found(await findQuestion(tx, scope, id))
  refuse(seen === answerSeen(question) ? whyNotAnswer(question.sharedAt !== null, to) : { key: 'form.stale' })
  const shared = to === 'all' && question.sharedAt === null ? { shared_at: now, shared_by: actor.personId } : {}
  await tx.updateTable('meeting_question').set({ answer: answer.trim(), answered_at: now, answered_by: actor.personId, ...shared }).where('id', '=', id).execute()
  log('meeting.question_answered', `meeting:${question.meetingId}`, { municipalityId: question.municipalityId, questionId: id, to })
}

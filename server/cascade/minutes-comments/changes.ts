import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { findMeeting, itemsOf } from '../liaison-meetings/queries.ts'
import { commentsOf, findComment, standingOf } from '../minutes/queries.ts'
import { answerSeen, isShown, whyNotComment, whyNotOneMore } from '../minutes/rules.ts'
import type { AnswerForm, CommentForm } from './forms.ts'

/**
 * Keeps what a municipality says of the minutes, whether somebody of it was there or not. Logs 'minutes.commented'.
 * @throws Missing for a meeting or an item out of reach · Refusal before the minutes are shown and after the last day
 */
export async function addComment({ tx, scope, actor, now, log }: Change, meetingId: number, { itemId, text }: CommentForm): Promise<void> {
  assert(actor !== null && scope.of === 'municipality')
  found(await findMeeting(tx, scope, meetingId))
  const standing = await standingOf(tx, meetingId)
  found(isShown(standing.state) ? standing : null)
  if (itemId !== undefined) found((await itemsOf(tx, meetingId)).find(({ id }) => id === itemId))
  refuse(whyNotComment(standing, dayInJapan(now)) ?? whyNotOneMore((await commentsOf(tx, scope, meetingId)).length))
  await tx.insertInto('minutes_comment').values({
    meeting_id: meetingId, meeting_item_id: itemId ?? null, municipality_id: scope.municipalityId, text: text.trim(), made_at: now, made_by: actor.personId,
  }).execute()
  log('minutes.commented', `meeting:${meetingId}`, { itemId: itemId ?? null })
}

/** Keeps what the office answers to a comment; answering anew replaces the answer. Logs 'minutes.answered', which its municipality is told. @throws Missing · Refusal when somebody else answered meanwhile */
export async function answerComment({ tx, scope, actor, now, log }: Change, id: number, { answer, seen = '' }: AnswerForm): Promise<{ meetingId: number }> {
  assert(actor !== null)
  await tx.selectFrom('minutes_comment').select('id').where('id', '=', id).forUpdate().execute()
  const comment = found(await findComment(tx, scope, id))
  refuse(seen === answerSeen(comment) ? null : { key: 'form.stale' })
  await tx.updateTable('minutes_comment').set({ answer: answer.trim(), answered_at: now, answered_by: actor.personId }).where('id', '=', id).execute()
  log('minutes.answered', `meeting:${comment.meetingId}`, { municipalityId: comment.municipalityId, commentId: id })
  return comment
}

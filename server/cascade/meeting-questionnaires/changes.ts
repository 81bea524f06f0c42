import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { askedTyped, countAmongAll, countWaiting } from '../../learning/questionnaires/changes.ts'
import { answerOf, problemsOfAnswer, problemsOfAsked } from '../../learning/questionnaires/rules.ts'
import { hasAnswered, questionnaireOf } from './queries.ts'
import { standard } from './standard.ts'
import { whyNotAnswer, whyNotEdit, whyNotOpen } from './rules.ts'

/** What the editor of questionnaires sends. */
type Edited = Parameters<typeof askedTyped>[1]

/** Keeps what is asked of a meeting; the button did what it says. Logs 'meeting_questionnaire.saved'. @throws Missing · Refusal when somebody was faster, or has answered */
export async function saveQuestions(change: Change, meetingId: number, form: Edited): Promise<void> {
  const { tx, log } = change
  const { state, version, answered } = await held(change, meetingId)
  refuse(version === form.version ? whyNotEdit(state, answered) : { key: 'form.stale' })
  const asked = { ...askedTyped(change, form, standard), grouping: 'none', within: 'none' }
  await tx.updateTable('meeting_questionnaire').set({ content: JSON.stringify(asked), version: version + 1 }).where('meeting_id', '=', meetingId).execute()
  log('meeting_questionnaire.saved', `meeting:${meetingId}`, { items: asked.items.length })
}

/** Lets municipalities answer until a day. Logs 'meeting_questionnaire.opened'. @throws Missing · Refusal without questions */
export async function openQuestionnaire(change: Change, meetingId: number, closesOn: Day): Promise<void> {
  const { tx, now, log } = change
  const { meeting, asked } = await held(change, meetingId)
  refuse(whyNotOpen(meeting, problemsOfAsked(asked), closesOn, dayInJapan(now)))
  await tx.updateTable('meeting_questionnaire').set({ state: 'open', closes_on: closesOn }).where('meeting_id', '=', meetingId).execute()
  log('meeting_questionnaire.opened', `meeting:${meetingId}`, { closesOn })
}

/**
 * An answer is counted among all, and it is kept that its giver has answered: the two are said apart, as with lessons, and the audit line
 * knows only who. @throws Missing · Refusal when it is not open or was answered · Unfit
 */
export async function answerForMeeting(change: Change, meetingId: number, sent: unknown): Promise<void> {
  const { tx, scope, actor, now, log } = change
  assert(actor !== null && scope.of === 'municipality')
  const { state, closesOn, asked } = found(await questionnaireOf(tx, scope, meetingId))
  const today = dayInJapan(now)
  refuse(whyNotAnswer({ state, closesOn }, await hasAnswered(tx, meetingId, actor.personId), today))
  const answer = answerOf(asked, sent)
  mend(problemsOfAnswer(asked, answer))
  // Of two answers of one person at once the second finds the row, and is told that it came second.
  const first = await tx.insertInto('meeting_questionnaire_answered').values({ meeting_id: meetingId, person_id: actor.personId, municipality_id: scope.municipalityId, answered_on: today })
    .onConflict((oc) => oc.columns(['meeting_id', 'person_id']).doNothing()).returning('meeting_id').executeTakeFirst()
  refuse(whyNotAnswer({ state, closesOn }, first === undefined, today))
  await countAmongAll(tx, { meetingId }, asked, answer)
  log('meeting_questionnaire.answered', `meeting:${meetingId}`)
}

/** Counts the answers that wait, as with lessons: never fewer than five at once. Logs 'meeting_questionnaire.counted'. @throws Missing, Refusal */
export async function countForMeeting(change: Change, meetingId: number, groups: readonly string[] | undefined): Promise<void> {
  found(await questionnaireOf(change.tx, change.scope, meetingId))
  const people = await countWaiting(change, { meetingId }, groups)
  change.log('meeting_questionnaire.counted', `meeting:${meetingId}`, { people })
}

async function held({ tx, scope }: Change, meetingId: number) {
  found(await questionnaireOf(tx, scope, meetingId))
  await tx.insertInto('meeting_questionnaire').values({ meeting_id: meetingId }).onConflict((oc) => oc.column('meeting_id').doNothing()).execute()
  await tx.selectFrom('meeting_questionnaire').select('meeting_id').where('meeting_id', '=', meetingId).forUpdate().execute()
  return found(await questionnaireOf(tx, scope, meetingId))
}

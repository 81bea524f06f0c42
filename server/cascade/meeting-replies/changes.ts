import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { holdMeeting, itemsOf, type Meeting } from '../liaison-meetings/queries.ts'
import type { ReplyForm, TakenForm } from './forms.ts'
import { contentOf, findQuestion, knownOf, openOf, replyOf, type OwnReply } from './queries.ts'
import { isLate, problemsOfReply, whyNotLeaveOut, whyNotRemind, whyNotReply, whyNotShare, whyNotTake, type Named, type Reply } from './rules.ts'

const subjectOf = (id: number) => `meeting:${id}`

/** Keeps what a municipality has written, right or wrong; nothing is sent. Logs 'meeting_reply.saved'. @throws Missing, Refusal */
export async function saveReply(change: Change, id: number, form: ReplyForm): Promise<void> {
  const { tx, scope, now, actor, log } = change
  assert(scope.of === 'municipality' && actor !== null)
  const meeting = found(await holdMeeting(tx, scope, id))
  refuse(whyNotReply(meeting))
  const own = found(await replyOf(tx, id, scope.municipalityId))
  const row = { content: JSON.stringify(await readReply(change, meeting, own, form)), saved_at: now, saved_by: actor.personId }
  await tx.insertInto('meeting_reply_draft').values({ meeting_id: id, municipality_id: scope.municipalityId, ...row })
    .onConflict((oc) => oc.columns(['meeting_id', 'municipality_id']).doUpdateSet(row)).execute()
  log('meeting_reply.saved', subjectOf(id), { municipalityId: scope.municipalityId })
}

/**
 * A municipality sends what it has written, for the first time or again. After the last day it is late, and kept as that. Logs
 * 'meeting_reply.sent'. @throws Missing · Refusal when replies are not taken, or somebody of the same office sent meanwhile · Unfit
 */
export async function sendReply(change: Change, id: number, version: number): Promise<void> {
  const { tx, scope } = change
  assert(scope.of === 'municipality')
  const meeting = found(await holdMeeting(tx, scope, id))
  refuse(whyNotReply(meeting))
  const own = found(await replyOf(tx, id, scope.municipalityId))
  const kept = await keepReply(change, meeting, own, contentOf(own), { version, takenBy: null, takenReason: '' })
  change.log('meeting_reply.sent', subjectOf(id), kept)
}

/** The office writes down what a municipality said otherwise, with how it heard of it. Logs 'meeting_reply.taken'. @throws Missing, Refusal, Unfit */
export async function takeReply(change: Change, id: number, municipalityId: number, { takenBy, takenReason, version, ...form }: TakenForm): Promise<void> {
  const { tx, scope } = change
  assert(scope.of === 'all')
  const meeting = found(await holdMeeting(tx, scope, id))
  refuse(whyNotTake(meeting))
  const own = found(await replyOf(tx, id, municipalityId))
  const kept = await keepReply(change, meeting, own, await readReply(change, meeting, own, form), { version, takenBy, takenReason: takenReason.trim() })
  change.log('meeting_reply.taken', subjectOf(id), { ...kept, takenBy })
}

interface How { version: number; takenBy: TakenForm['takenBy'] | null; takenReason: string }

async function keepReply({ tx, now, actor }: Change, meeting: Meeting, own: OwnReply, reply: Reply, { version, takenBy, takenReason }: How) {
  assert(actor !== null)
  if ((own.version ?? 0) !== version) refuse({ key: 'form.stale' })
  mend(problemsOfReply(reply, meeting.mode))
  refuse(whyNotLeaveOut(own.people, reply.people.map(({ id }) => id)))
  const key = { meeting_id: meeting.id, municipality_id: own.municipalityId }
  const said = { answer: reply.answer!, answered_at: now, answered_by: actor.personId, taken_by: takenBy, taken_reason: takenReason, late: isLate(meeting, dayInJapan(now)) }
  const row = { ...said, remark: reply.remark, contact_name: reply.contactName, contact_phone: reply.contactPhone, contact_email: reply.contactEmail, version: version + 1 }
  await tx.insertInto('meeting_reply').values({ ...key, ...row, first_at: now }).onConflict((oc) => oc.columns(['meeting_id', 'municipality_id']).doUpdateSet(row)).execute()
  await tx.insertInto('meeting_reply_revision').values({ ...key, ...said, round: meeting.round, people: reply.people.length }).execute()
  await keepPeople(tx, key, own, reply.people, now)
  await keepQuestions(tx, key, own, reply.questions, { asked_at: now, asked_by: actor.personId })
  await tx.deleteFrom('meeting_reply_draft').where('meeting_id', '=', key.meeting_id).where('municipality_id', '=', key.municipality_id).execute()
  return { municipalityId: own.municipalityId, answer: said.answer, people: reply.people.length, late: said.late }
}

type Key = { meeting_id: number; municipality_id: number }

/** Those named now take the place of those named before; who was named before and is named again stays the same row, with its marks. */
async function keepPeople(tx: Change['tx'], key: Key, own: OwnReply, people: readonly Named[], added_at: Date): Promise<void> {
  const gone = own.people.filter(({ id }) => !people.some((one) => one.id === id)).map(({ id }) => id)
  if (gone.length > 0) await tx.deleteFrom('meeting_person').where('id', 'in', gone).where('here_at', 'is', null).execute()
  for (const [place, { id, personId, name, section, jobTitle, mode, standsInFor }] of people.entries()) {
    const row = { person_id: personId, name, section, job_title: jobTitle, mode, stands_in_for: standsInFor, position: place + 1 }
    // A row of a draft may be gone meanwhile, when the office wrote down another reply.
    if (own.people.some((one) => one.id === id)) await tx.updateTable('meeting_person').set(row).where('id', '=', id).execute()
    else await tx.insertInto('meeting_person').values({ ...key, ...row, origin: 'reply', added_at }).execute()
  }
}

/** What was shared with all stays as it was shared; of the rest, what is written now stands. */
async function keepQuestions(tx: Change['tx'], key: Key, own: OwnReply, questions: Reply['questions'], asked: { asked_at: Date; asked_by: number }): Promise<void> {
  const gone = own.questions.filter(({ id, isShared }) => !isShared && !questions.some((one) => one.id === id)).map(({ id }) => id)
  if (gone.length > 0) await tx.deleteFrom('meeting_question').where('id', 'in', gone).execute()
  for (const { id, itemId, text } of questions) {
    if (own.questions.some((one) => one.id === id)) await tx.updateTable('meeting_question').set({ item_id: itemId, text }).where('id', '=', id).execute()
    else await tx.insertInto('meeting_question').values({ ...key, item_id: itemId, text, ...asked }).execute()
  }
}

/** What a form says, with each number in it looked up: people of this municipality, rows of this reply, items of this agenda. */
async function readReply({ tx }: Change, meeting: Meeting, own: OwnReply, form: ReplyForm): Promise<Reply> {
  const [known, items] = [await knownOf(tx, own.municipalityId), await itemsOf(tx, meeting.id)]
  const people = (form.people ?? []).flatMap(({ id, personId, name = '', section = '', jobTitle = '', mode, standsInFor = '' }): Named[] => {
    const person = personId === undefined ? null : found(known.find((one) => one.id === personId))
    const called = name.trim() || (person?.name ?? '')
    if (called === '') return []
    if (id !== undefined) found(own.people.find((one) => one.id === id))
    return [{
      id: id ?? null, personId: person?.id ?? null, name: called, section: section.trim() || (person?.section ?? ''), jobTitle: jobTitle.trim() || (person?.post ?? '').slice(0, 60),
      mode: mode ?? (meeting.mode === 'online' ? 'online' : 'venue'), standsInFor: standsInFor.trim(),
    }]
  })
  const questions = (form.questions ?? []).flatMap(({ id, itemId, text = '' }) => {
    if (text.trim() === '') return []
    if (id !== undefined) found(own.questions.find((one) => one.id === id && !one.isShared))
    if (itemId !== undefined) found(items.find((one) => one.id === itemId))
    return [{ id: id ?? null, itemId: itemId ?? null, text: text.trim() }]
  })
  const { answer = null, remark = '', contactName = '', contactPhone = '', contactEmail = '' } = form
  return { answer, people, questions, remark: remark.trim(), contactName: contactName.trim(), contactPhone: contactPhone.trim(), contactEmail: contactEmail.trim() }
}

/** Reminds those who have not replied and were not reminded by hand. Logs 'meeting.reminded' with who they are. @throws Missing, Refusal */
export async function remindMeeting({ tx, scope, now, actor, log }: Change, id: number): Promise<number> {
  assert(scope.of === 'all' && actor !== null)
  const meeting = found(await holdMeeting(tx, scope, id))
  const open = await openOf(tx, meeting)
  const left = open.filter(({ remindedAt }) => remindedAt === null)
  refuse(whyNotRemind(meeting, open.length, left.length))
  const told = await tx.insertInto('meeting_reminder').values(left.map((one) => ({ meeting_id: id, municipality_id: one.id, round: meeting.round, sent_at: now, sent_by: actor.personId })))
    .onConflict((oc) => oc.constraint('meeting_reminder_once').doNothing()).returning('municipality_id as id').execute()
  log('meeting.reminded', subjectOf(id), { municipalityIds: told.map((one) => one.id), count: told.length })
  return told.length
}

/** Shows a question to all municipalities before the meeting, or takes that back. Logs 'meeting_question.shared' or '.unshared'. @throws Missing, Refusal */
export async function shareQuestion({ tx, scope, now, actor, log }: Change, id: number, isShared: boolean): Promise<number> {
  assert(scope.of === 'all' && actor !== null)
  const question = found(await findQuestion(tx, id))
  refuse(whyNotShare(question, isShared))
  await tx.updateTable('meeting_question').set(isShared ? { shared_at: now, shared_by: actor.personId } : { shared_at: null, shared_by: null }).where('id', '=', id).execute()
  log(isShared ? 'meeting_question.shared' : 'meeting_question.unshared', subjectOf(question.meetingId), { municipalityId: question.municipalityId })
  return question.meetingId
}

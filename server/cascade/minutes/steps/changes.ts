import assert from 'node:assert/strict'
import type { Change } from '../../../base/change.ts'
import { dayInJapan } from '../../../base/days.ts'
import { refuse } from '../../../base/errors.ts'
import type { SavedFile } from '../../../base/files.ts'
import { enqueue } from '../../../base/jobs.ts'
import { actionsOfMeeting } from '../../actions/queries.ts'
import { shareMinutes } from '../../liaison-meetings/changes.ts'
import { heldMinutes } from '../changes.ts'
import { minutesOf } from '../content.ts'
import type { CorrectionForm, OpeningForm } from '../forms.ts'
import { editionsOf, notesOf, presenceOf } from '../queries.ts'
import { whyNotCorrect, whyNotFinish, whyNotOpen } from '../rules.ts'

export const printJob = 'print-minutes'

/** Shows the minutes to all municipalities, who comment until a day; a later day may be given. Logs 'minutes.opened', which is told to all. @throws Missing, Refusal */
export async function openMinutes(change: Change, id: number, { dueOn, version }: OpeningForm): Promise<void> {
  const { tx, actor, now, log } = change
  assert(actor !== null)
  const { meeting, minutes } = await heldMinutes(change, id, version)
  refuse(whyNotOpen(meeting, minutes, dueOn, dayInJapan(now)))
  await tx.updateTable('minutes').set({ state: 'comments', comments_due_on: dueOn, opened_at: now, opened_by: actor.personId, version: minutes.version + 1 }).where('meeting_id', '=', id).execute()
  log('minutes.opened', `meeting:${id}`, { dueOn, later: minutes.state === 'comments' })
}

/**
 * Freezes the minutes as they stand: an edition with all it says, and a job that prints and keeps it. The first shares the minutes of the
 * meeting, which is told to all; a later one is a correction with its number and reason, and logs 'minutes.corrected', which is told, too.
 * Logs 'minutes.finished'. @throws Missing · Refusal while municipalities may still comment
 */
export async function finishMinutes(change: Change, id: number, version: number): Promise<void> {
  const { tx, scope, actor, now, log } = change
  assert(actor !== null)
  const { meeting, minutes } = await heldMinutes(change, id, version)
  refuse(whyNotFinish(meeting, minutes, dayInJapan(now)))
  const content = minutesOf({ meeting, presence: await presenceOf(tx, id), notes: await notesOf(tx, id), actions: (await actionsOfMeeting(tx, scope, id).execute()).toReversed() })
  const number = ((await editionsOf(tx, id))[0]?.number ?? -1) + 1
  const reason = minutes.correctionReason
  await tx.insertInto('minutes_edition').values({ meeting_id: id, number, reason, content: JSON.stringify(content), made_at: now, made_by: actor.personId }).execute()
  await tx.updateTable('minutes').set({ state: 'final', correction_reason: '', version: minutes.version + 1 }).where('meeting_id', '=', id).execute()
  await tx.updateTable('minutes_note').set({ edit_key: null, edit_from: null }).where('meeting_id', '=', id).execute()
  await enqueue(tx, printJob, { meetingId: id, number })
  log(number === 0 ? 'minutes.finished' : 'minutes.corrected', `meeting:${id}`, { number, ...number === 0 ? {} : { reason } })
  if (meeting.state === 'held') await shareMinutes(change, id)
}

/** Opens final minutes for a correction, with its reason; everybody goes on reading the last edition until it is finished. Logs 'minutes.correcting'. @throws Missing, Refusal */
export async function correctMinutes(change: Change, id: number, { reason, version }: CorrectionForm): Promise<void> {
  const { minutes } = await heldMinutes(change, id, version)
  refuse(whyNotCorrect(minutes.state))
  await change.tx.updateTable('minutes').set({ state: 'correcting', correction_reason: reason.trim(), version: minutes.version + 1 }).where('meeting_id', '=', id).execute()
  change.log('minutes.correcting', `meeting:${id}`, { reason: reason.trim() })
}

/** Keeps the printed edition; false when another try kept it. Logs 'minutes.printed'. */
export async function keepEdition({ tx, now, log }: Change, { meetingId, number }: { meetingId: number; number: number }, file: SavedFile & { name: string }): Promise<boolean> {
  const edition = await tx.selectFrom('minutes_edition').select(['id', 'file_id as fileId']).where('meeting_id', '=', meetingId).where('number', '=', number).forUpdate().executeTakeFirst()
  const isNeeded = edition !== undefined && edition.fileId === null
  log('minutes.printed', `meeting:${meetingId}`, { number, kept: isNeeded })
  if (!isNeeded) return false
  const { id } = await tx.insertInto('file').values({ ...file, type: 'application/pdf', made_at: now }).returning('id').executeTakeFirstOrThrow()
  await tx.updateTable('minutes_edition').set({ file_id: id }).where('id', '=', edition.id).execute()
  return true
}

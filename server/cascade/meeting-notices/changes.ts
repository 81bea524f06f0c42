import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { enqueue } from '../../base/jobs.ts'
import { stepping } from '../liaison-meetings/changes.ts'
import { doorWindow } from '../liaison-meetings/rules.ts'
import type { NoticeForm } from './forms.ts'

export const printJob = 'print-meeting'

/** Keeps what will stand on the invitation, so that it can be looked at before it goes out. Logs 'meeting.notice_written'. @throws Missing, Refusal */
export async function writeNotice(change: Change, id: number, form: NoticeForm): Promise<void> {
  const meeting = await stepping(change, id, 'announce')
  if (meeting.version !== form.version) refuse({ key: 'form.stale' })
  await change.tx.updateTable('meeting').set({ ...noticeRow(form), version: meeting.version + 1 }).where('id', '=', id).execute()
  change.log('meeting.notice_written', `meeting:${id}`, { documentNumber: form.documentNumber.trim() })
}

/**
 * Invites every municipality: the invitation is printed by a job and kept, all are told, and the door of the meeting has its secret and its
 * window. Logs 'meeting.announced'. @throws Missing · Refusal when it is announced already or somebody changed it meanwhile
 */
export async function announceMeeting(change: Change, id: number, form: NoticeForm): Promise<void> {
  const { tx, actor, now, random, log } = change
  assert(actor !== null)
  const meeting = await stepping(change, id, 'announce')
  if (meeting.version !== form.version) refuse({ key: 'form.stale' })
  const round = meeting.round + 1
  await tx.updateTable('meeting').set({
    ...noticeRow(form), state: form.opensNow ? 'registration' : 'announced', round, announced_at: now, announced_by: actor.personId, notice_file_id: null, version: meeting.version + 1,
  }).where('id', '=', id).execute()
  const window = { ...doorWindow(meeting), opened_by: actor.personId }
  await tx.insertInto('meeting_door').values({ meeting_id: id, secret: Buffer.from(random(32)).toString('base64url'), ...window }).onConflict((oc) => oc.column('meeting_id').doUpdateSet(window)).execute()
  await enqueue(tx, printJob, { meetingId: id, round })
  log('meeting.announced', `meeting:${id}`, { documentNumber: form.documentNumber.trim(), dueOn: meeting.repliesDueOn, opens: form.opensNow === true })
}

const noticeRow = ({ documentNumber, issuedOn, addressee, sender, sealOmitted = false }: NoticeForm) =>
  ({ document_number: documentNumber.trim(), issued_on: issuedOn, addressee: addressee.trim(), sender: sender.trim(), seal_omitted: sealOmitted })

/** Keeps the printed invitation; false when another try kept it, or the meeting was announced anew. Logs 'meeting.notice_printed'. */
export async function keepNotice({ tx, now, log }: Change, { meetingId, round }: { meetingId: number; round: number }, file: SavedFile & { name: string }): Promise<boolean> {
  const meeting = await tx.selectFrom('meeting').select(['round', 'notice_file_id as fileId']).where('id', '=', meetingId).forUpdate().executeTakeFirst()
  const isNeeded = meeting !== undefined && meeting.round === round && meeting.fileId === null
  log('meeting.notice_printed', `meeting:${meetingId}`, { round, kept: isNeeded })
  if (!isNeeded) return false
  const { id } = await tx.insertInto('file').values({ ...file, type: 'application/pdf', made_at: now }).returning('id').executeTakeFirstOrThrow()
  await tx.updateTable('meeting').set({ notice_file_id: id }).where('id', '=', meetingId).execute()
  return true
}


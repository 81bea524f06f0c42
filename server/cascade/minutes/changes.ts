import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { found, refuse } from '../../base/errors.ts'
import { findItem, holdMeeting } from '../liaison-meetings/queries.ts'
import type { NoteForm } from './forms.ts'
import { standingOf } from './queries.ts'
import { isSame, tidy, whyNotNote, whyNotSave, type Written } from './rules.ts'

/**
 * Keeps what was noted of an item: the text that stands, and a revision of its own that nothing changes any more. What was made out of a text
 * that somebody else has replaced is refused, and nothing is kept; what says nothing new makes no revision. Returns the version that stands.
 * Logs 'note.saved'. @throws Missing · Refusal 'minutes.stale', or when the minutes are final
 */
export async function saveNote(change: Change, itemId: number, form: NoteForm): Promise<{ version: number; meetingId: number }> {
  const { tx, scope, actor, now, log } = change
  assert(actor !== null)
  const item = found(await findItem(tx, scope, itemId))
  // Shared among those who write, and waited for by whoever makes the minutes final: nothing is saved that the final text does not hold.
  await tx.selectFrom('meeting').select('id').where('id', '=', item.meetingId).forShare().execute()
  const note = await heldNote(tx, itemId, item.meetingId)
  refuse(whyNotNote(item, (await standingOf(tx, item.meetingId)).state))
  const typed: Written = tidy({ text: form.text ?? '', decision: form.decision ?? '' })
  const says = { version: form.version, page: form.page ?? null, seen: form.seen ?? null }
  if (isSame(typed, note)) return logged(note.version)
  refuse(whyNotSave(note, says))

  const version = note.version + 1
  const isSamePage = says.page !== null && says.page === note.editKey
  await tx.insertInto('minutes_note_revision').values({ meeting_item_id: itemId, version, ...typed, saved_at: now, saved_by: actor.personId }).execute()
  await tx.updateTable('minutes_note').set({
    ...typed, version, saved_at: now, saved_by: actor.personId, edit_key: says.page, edit_from: isSamePage ? note.editFrom : note.version,
  }).where('meeting_item_id', '=', itemId).execute()
  return logged(version)

  function logged(version: number) {
    log('note.saved', `meeting_item:${itemId}`, { version })
    return { version, meetingId: item.meetingId }
  }
}

/** The note of an item, made when there is none yet, and held: of two that save at once the second waits and is told. */
async function heldNote(tx: Writer, itemId: number, meetingId: number) {
  await tx.insertInto('minutes_note').values({ meeting_item_id: itemId, meeting_id: meetingId }).onConflict((oc) => oc.column('meeting_item_id').doNothing()).execute()
  return tx.selectFrom('minutes_note').select(['text', 'decision', 'version', 'edit_key as editKey', 'edit_from as editFrom']).where('meeting_item_id', '=', itemId).forUpdate().executeTakeFirstOrThrow()
}

/** The minutes of a meeting with their meeting, both held: made when there are none yet. @throws Missing · Refusal when somebody was faster */
export async function heldMinutes({ tx, scope }: Change, meetingId: number, version: number) {
  const meeting = found(await holdMeeting(tx, scope, meetingId))
  await tx.insertInto('minutes').values({ meeting_id: meetingId, version: 0 }).onConflict((oc) => oc.column('meeting_id').doNothing()).execute()
  const minutes = await standingOf(tx, meetingId)
  if (minutes.version !== version) refuse({ key: 'form.stale' })
  return { meeting, minutes }
}

import type { Change } from '../../base/change.ts'
import { dayInJapan, instantInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { isLinkOf, scannedAt } from '../../classroom/check-ins/codes.ts'
import { problemsOfWindow, whyNotOpen } from '../../classroom/check-ins/rules.ts'
import { findMeeting } from '../liaison-meetings/queries.ts'
import type { WalkInForm, WindowForm } from './forms.ts'
import { doorOf, holdPerson, ownRow } from './queries.ts'
import { doorName, placesOf, whoseIs, whyNotMark, whyNotWindow, type How, type Where } from './rules.ts'

const subjectOf = (id: number) => `meeting:${id}`

/** Sets when the door of a meeting is open. The secret stays, so that links and scans survive. Logs 'meeting_door.set'. @throws Missing, Refusal, Unfit */
export async function setDoor({ tx, scope, now, actor, log }: Change, meetingId: number, form: WindowForm): Promise<void> {
  const meeting = found(await findMeeting(tx, scope, meetingId))
  refuse(whyNotWindow(meeting, dayInJapan(now)))
  mend(problemsOfWindow(meeting, form, now, 'meetingCheckIns.closesAfterMeeting'))
  await tx.updateTable('meeting_door').set({ opens_at: instantInJapan(meeting.heldOn, form.opensAt), closes_at: instantInJapan(meeting.heldOn, form.closesAt), opened_by: actor?.personId ?? null })
    .where('meeting_id', '=', meetingId).execute()
  log('meeting_door.set', subjectOf(meetingId), { opensAt: form.opensAt, closesAt: form.closesAt })
}

/** The desk marks somebody as there, with one tap. Who is there already stays as they were. Logs 'meeting_person.here' or '.kept'. @throws Missing, Refusal */
export async function markAtDesk(change: Change, id: number, where: Where): Promise<number> {
  const { meetingId } = await reached(change, id)
  await markHere(change, meetingId, id, where, 'desk')
  return meetingId
}

/** Takes back that somebody was there; who had walked in is no longer listed. Logs 'meeting_person.undone'. @throws Missing, Refusal */
export async function undoAtDesk(change: Change, id: number): Promise<number> {
  const { tx, now, actor, log } = change
  const { meetingId } = await reached(change, id)
  await holdDay(change, meetingId)
  const person = found(await holdPerson(tx, id))
  refuse(person.hereAt === null ? { key: 'meetingCheckIns.isNotHere' } : null)
  log('meeting_person.undone', subjectOf(meetingId), { attendee: id, municipalityId: person.municipalityId })
  if (person.origin === 'walk_in') {
    await tx.deleteFrom('meeting_person').where('id', '=', id).execute()
    return meetingId
  }
  await tx.updateTable('meeting_person').set({ here_at: null, here_mode: null, here_how: null }).where('id', '=', id).execute()
  await tx.insertInto('meeting_mark').values({ meeting_person_id: id, here: false, mode: null, how: 'desk', marked_by: actor?.personId ?? null, marked_at: now }).execute()
  return meetingId
}

/** Somebody came without being named: they are listed with their municipality and are there. Logs 'meeting_person.walked_in'. @throws Missing, Refusal */
export async function takeWalkIn(change: Change, meetingId: number, { municipalityId, name, section = '', where }: WalkInForm): Promise<void> {
  const { tx, now, log } = change
  await holdDay(change, meetingId)
  if (municipalityId !== undefined) found(await tx.selectFrom('municipality').select('id').where('id', '=', municipalityId).where('valid_to', 'is', null).executeTakeFirst())
  const { id } = await tx.insertInto('meeting_person').values({
    meeting_id: meetingId, municipality_id: municipalityId ?? null, name: name.trim(), section: section.trim(), mode: where, origin: 'walk_in', position: 99, added_at: now, ...hereRow(now, where, 'desk'),
  }).returning('id').executeTakeFirstOrThrow()
  await keepMark(change, id, where, 'desk')
  log('meeting_person.walked_in', subjectOf(meetingId), { attendee: id, municipalityId: municipalityId ?? null })
}

/**
 * Somebody who is named and has an account checks in with the scan their browser holds. A second time changes nothing. Logs
 * 'meeting_person.here', or '.kept'. @throws Missing · Refusal without a scan that counts, or for who is not named
 */
export async function checkInByScan(change: Change, meetingId: number, scan: string | undefined): Promise<void> {
  const { tx, actor, now } = change
  const door = found(await doorOf(tx, meetingId))
  const own = await ownRow(tx, meetingId, found(actor).personId)
  if (own === undefined || own.hereAt === null) {
    const at = scannedAt({ secret: door.secret, door: doorName(meetingId) }, scan, now)
    refuse(at === null ? { key: 'checkIns.scanAgain' } : whyNotOpen({ opensAt: door.from, closesAt: door.until }, at))
  }
  refuse(own === undefined ? { key: 'meetingCheckIns.notNamed' } : null)
  await markHere(change, meetingId, own!.id, 'venue', 'scan')
}

/**
 * Somebody checks in by the link of their municipality, or by their own: without an account, but while the door is open. Logs
 * 'meeting_person.here' or '.kept'. @throws Missing for a link this door did not make, or a person it is not for · Refusal while it is closed
 */
export async function checkInByLink(change: Change, meetingId: number, token: string, personId: number, where: Where): Promise<void> {
  const { tx, now } = change
  const [door, of] = [found(await doorOf(tx, meetingId)), found(whoseIs(token))]
  if (!isLinkOf({ secret: door.secret, door: doorName(meetingId) }, of.whose, of.proof)) found(null)
  const person = found(await holdPerson(tx, personId))
  if (person.meetingId !== meetingId || (of.of === 'person' ? person.id !== of.id : person.municipalityId !== of.id)) found(null)
  refuse(person.hereAt === null ? whyNotOpen({ opensAt: door.from, closesAt: door.until }, now) : null)
  await markHere(change, meetingId, personId, where, 'link')
}

/** The mark itself: whoever comes second finds somebody who is there already, and leaves it. */
async function markHere(change: Change, meetingId: number, id: number, where: Where, how: How): Promise<void> {
  const { tx, now, log } = change
  const meeting = await holdDay(change, meetingId)
  const person = found(await holdPerson(tx, id))
  const fact = { attendee: id, municipalityId: person.municipalityId, by: how }
  if (person.hereAt !== null) return log('meeting_person.kept', subjectOf(meetingId), fact)
  refuse(placesOf(meeting.mode).includes(where) ? null : { key: where === 'online' ? 'meetingReplies.noOnline' : 'meetingReplies.noVenue' })
  await tx.updateTable('meeting_person').set(hereRow(now, where, how)).where('id', '=', id).execute()
  await keepMark(change, id, where, how)
  log('meeting_person.here', subjectOf(meetingId), fact)
}

const hereRow = (here_at: Date, here_mode: Where, here_how: How) => ({ here_at, here_mode, here_how })

async function keepMark({ tx, now, actor }: Change, id: number, mode: Where, how: How): Promise<void> {
  await tx.insertInto('meeting_mark').values({ meeting_person_id: id, here: true, mode, how, marked_by: actor?.personId ?? null, marked_at: now }).execute()
}

/** Somebody of a meeting that the scope reaches. */
async function reached({ tx, scope }: Change, id: number): Promise<{ meetingId: number }> {
  const row = found(await tx.selectFrom('meeting_person').select('meeting_id as meetingId').where('id', '=', id).executeTakeFirst())
  found(await findMeeting(tx, scope, row.meetingId))
  return row
}

/** The day is held so that nobody is marked while it is counted; two doors do not wait for each other by it. */
async function holdDay({ tx, now }: Change, meetingId: number) {
  const meeting = found(await tx.selectFrom('meeting').select(['id', 'state', 'held_on as heldOn', 'mode']).where('id', '=', meetingId).forShare().executeTakeFirst())
  refuse(whyNotMark(meeting, dayInJapan(now)))
  return meeting
}

import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { findClassDay, findDayOfSlot } from '../attendance/queries.ts'
import { examine } from './examining.ts'
import { findLog, type Log } from './queries.ts'
import { lengthOf, type Presence } from './ranges.ts'
import type { Layout, LogRow, Reading } from './reading.ts'
import { decided, isRemembered, whyNotEnd, whyNotLead, whyNotTake } from './rules.ts'

/** Where a day's meeting is held, or (null) nowhere yet. Logs 'online_meeting.set'. */
export async function setMeeting({ tx, scope, now, actor, log }: Change, dayId: number, url: string | null): Promise<void> {
  found(await findClassDay(tx, scope, dayId))
  const whyNot = url === null ? null : whyNotLead(url)
  mend(whyNot === null ? [] : [{ field: 'url', reason: whyNot }])
  const row = { url: url ?? '', set_by: actor?.personId ?? null, set_at: now }
  if (url === null) await tx.deleteFrom('online_meeting').where('class_day_id', '=', dayId).execute()
  else await tx.insertInto('online_meeting').values({ class_day_id: dayId, ...row }).onConflict((oc) => oc.column('class_day_id').doUpdateSet(row)).execute()
  log('online_meeting.set', `classDay:${dayId}`, { given: url !== null })
}

/**
 * When a slot really ended, where the lecturer finished early; null for as planned. What was taken in before stays as it was until the
 * log is taken in again. Logs 'slot.ended'. @returns the day @throws Unfit for a time outside the slot
 */
export async function setEnding({ tx, scope, now, actor, log }: Change, slotId: number, endedAt: string | null): Promise<number> {
  const day = found(await findDayOfSlot(tx, scope, slotId))
  const whyNot = endedAt === null ? null : whyNotEnd(day, endedAt)
  mend(whyNot === null ? [] : [{ field: 'endedAt', reason: whyNot }])
  const row = { ended_at: endedAt ?? '', set_by: actor?.personId ?? null, set_at: now }
  if (endedAt === null || endedAt === day.endsAt) await tx.deleteFrom('slot_ending').where('slot_id', '=', slotId).execute()
  else await tx.insertInto('slot_ending').values({ slot_id: slotId, ...row }).onConflict((oc) => oc.column('slot_id').doUpdateSet(row)).execute()
  log('slot.ended', `slot:${slotId}`, { endedAt: endedAt ?? day.endsAt })
  return day.id
}

/** What a file was read as; 'unknown' waits for somebody to say which column is what. */
export type Read = Reading | 'unknown'
export interface Arrived { slotId: number | null; graceMinutes: number; zone: number | null; read: Read }

/** Keeps a log that was sent, with its rows. Nothing counts yet. Logs 'onlineLog.sent'. */
export async function keepLog({ tx, scope, now, actor, log }: Change, dayId: number, file: SavedFile & { name: string }, { slotId, graceMinutes, zone, read }: Arrived): Promise<{ id: number; unneeded: string[] }> {
  found(await findClassDay(tx, scope, dayId))
  if (slotId !== null) found(await tx.selectFrom('slot').select('id').where('id', '=', slotId).where('class_day_id', '=', dayId).executeTakeFirst())
  const { id } = await tx.insertInto('online_log').values({
    class_day_id: dayId, slot_id: slotId, key: file.key, name: file.name, bytes: file.bytes, sha256: file.sha256, grace_minutes: graceMinutes,
    service: read === 'unknown' ? null : read.service, said: JSON.stringify(read === 'unknown' ? [] : read.said), zone_minutes: read === 'unknown' ? zone : read.zone, sent_by: actor?.personId ?? null, sent_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  if (read !== 'unknown') await putRows(tx, id, read.rows)
  log('onlineLog.sent', `onlineLog:${id}`, { classDay: dayId, bytes: file.bytes, sha256: file.sha256 })
  return { id, unneeded: [] }
}

async function putRows(tx: Writer, logId: number, rows: readonly LogRow[]): Promise<void> {
  const at = (seconds: number | null) => seconds === null ? null : new Date(seconds * 1000)
  for (let from = 0; from < rows.length; from += 2_000) {
    await tx.insertInto('online_log_row').values(rows.slice(from, from + 2_000).map(({ line, identity, name, email, marks, joined, left, isWaiting, cells }) => ({
      log_id: logId, line, identity, name, email, marks, joined_at: at(joined), left_at: at(left), is_waiting: isWaiting, cells: JSON.stringify(cells),
    }))).execute()
  }
}

/** A log that may still be changed, held; its day looked up through the scope. @throws Refusal when it counts already or was given up */
export async function holdOpen({ tx, scope }: Pick<Change, 'tx' | 'scope'>, id: number): Promise<Log> {
  const { classDayId } = found(await tx.selectFrom('online_log').select('class_day_id as classDayId').where('id', '=', id).executeTakeFirst())
  found(await findClassDay(tx, scope, classDayId))
  // Everything that lets a log count, or not count any more, holds the day first: two of them come one after the other.
  await tx.selectFrom('class_day').select('id').where('id', '=', classDayId).forNoKeyUpdate().execute()
  await tx.selectFrom('online_log').select('id').where('id', '=', id).forUpdate().execute()
  const log = found(await findLog(tx, id))
  refuse(whyNotTake(log.state))
  return log
}

/** Reads a log in another way: which column is what, in which zone its clock ran, what is overlooked. Logs 'onlineLog.read'. */
export async function readAgain(change: Change, id: number, how: { layout: Layout | null; graceMinutes: number; read: Read }): Promise<void> {
  const { tx, log } = change
  await holdOpen(change, id)
  const { layout, graceMinutes, read } = how
  await tx.deleteFrom('online_log_row').where('log_id', '=', id).execute()
  if (read !== 'unknown') await putRows(tx, id, read.rows)
  await tx.updateTable('online_log').set({
    layout: layout === null ? null : JSON.stringify(layout), grace_minutes: graceMinutes,
    ...read === 'unknown' ? {} : { service: read.service, zone_minutes: read.zone, said: JSON.stringify(read.said) },
  }).where('id', '=', id).execute()
  log('onlineLog.read', `onlineLog:${id}`, { rows: read === 'unknown' ? 0 : read.rows.length, graceMinutes })
}

/** A log that nobody will take in. Logs 'onlineLog.dropped'. @returns the day */
export async function dropLog(change: Change, id: number): Promise<number> {
  const { dayId } = await holdOpen(change, id)
  await change.tx.updateTable('online_log').set({ state: 'dropped' }).where('id', '=', id).execute()
  change.log('onlineLog.dropped', `onlineLog:${id}`, { classDay: dayId })
  return dayId
}

export interface Said { as: 'trainee' | 'other' | 'open'; enrollmentId?: number | undefined; together?: boolean | undefined }

/**
 * Says whose connection a row is: a trainee's, several at one computer (`together`), nobody's of the training, or not known after
 * all. By an address or a link's id it is remembered for the later logs of that training; by a name never. Logs 'onlineLog.said'.
 */
export async function sayWho(change: Change, id: number, rowId: number, { as, enrollmentId, together = false }: Said): Promise<void> {
  const { tx, scope, now, actor, log } = change
  const own = await holdOpen(change, id)
  const { identity } = found(await tx.selectFrom('online_log_row').select('identity').where('id', '=', rowId).where('log_id', '=', id).executeTakeFirst())
  const { roster, parties } = await examine(tx, scope, id, false)
  const person = as === 'trainee' ? found(roster.find((one) => one.id === enrollmentId && one.comes)) : null
  const before = together ? parties.find((one) => one.logId === id && one.identity === identity)?.match.ids ?? [] : []
  const everywhere = isRemembered(identity) && !together
  await tx.deleteFrom('online_identity').where('training_id', '=', own.trainingId).where('identity', '=', identity)
    .where((eb) => everywhere ? eb.or([eb('log_id', '=', id), eb('log_id', 'is', null)]) : eb('log_id', '=', id)).execute()
  if (as !== 'open') {
    const whose = as === 'other' ? [null] : [...new Set([...before, person!.id])]
    await tx.insertInto('online_identity').values([id, ...everywhere ? [null] : []].flatMap((log_id) => whose.map((enrollment_id) => ({
      training_id: own.trainingId, log_id, identity, enrollment_id, decided_by: actor?.personId ?? null, decided_at: now,
    })))).execute()
  } else if (decided(identity, id, own.decisions) === null) refuse({ key: 'onlineLogs.nothingSaid' })
  log('onlineLog.said', `onlineLog:${id}`, { said: as, enrollment: person?.id ?? null, remembered: everywhere && as !== 'open' })
}

export interface PutMark { slotId: number; enrollmentId: number; state: string | null; minutes: number | null; before: object | null }

/** A log counts from now on, in the place of others or beside them; which marks it put in the place of which is kept. */
export async function keepTaken({ tx, now, actor }: Change, id: number, replaced: readonly number[], marks: readonly PutMark[]): Promise<void> {
  await tx.updateTable('online_log').set({ state: 'taken', taken_at: now, taken_by: actor?.personId ?? null }).where('id', '=', id).execute()
  if (replaced.length > 0) await tx.updateTable('online_log').set({ state: 'replaced', replaced_by: id }).where('id', 'in', [...replaced]).execute()
  for (let from = 0; from < marks.length; from += 2_000) {
    await tx.insertInto('online_log_mark').values(marks.slice(from, from + 2_000).map(({ slotId, enrollmentId, state, minutes, before }) => ({
      log_id: id, slot_id: slotId, enrollment_id: enrollmentId, state, minutes, before: before === null ? null : JSON.stringify(before),
    }))).execute()
  }
}

/** A log counts no more, and those it had taken the place of count again. */
export async function keepUndone({ tx, now }: Change, id: number): Promise<void> {
  await tx.updateTable('online_log').set({ state: 'undone', undone_at: now }).where('id', '=', id).execute()
  await tx.updateTable('online_log').set({ state: 'taken', replaced_by: null }).where('replaced_by', '=', id).execute()
}

/** What of connections lies in a slot, for everybody who was there: written anew, since several logs may say it together. */
export async function keepPresence({ tx }: Change, slotId: number, endedAt: string, rows: readonly { enrollmentId: number; logId: number; presence: Presence }[]): Promise<void> {
  await tx.deleteFrom('online_presence').where('slot_id', '=', slotId).execute()
  if (rows.length === 0) return
  await tx.insertInto('online_presence').values(rows.map(({ enrollmentId, logId, presence: { spans, present, late, early, gaps } }) => ({
    slot_id: slotId, enrollment_id: enrollmentId, log_id: logId, ended_at: endedAt, spans: JSON.stringify(spans),
    present_seconds: present, late_seconds: late, early_seconds: early, gap_seconds: lengthOf(gaps),
  }))).execute()
}

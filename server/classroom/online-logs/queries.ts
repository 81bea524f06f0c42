import { sql, type ExpressionBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { Tables } from '../../base/tables.ts'
import { within } from '../../base/within.ts'
import { isOwnDay } from '../../planning/trainings/class-days.ts'
import { slotTitleEn } from '../attendance/facts.ts'
import { comesOn, type ClassDay } from '../attendance/queries.ts'
import type { AttendanceState, Evidence } from '../attendance/rules.ts'
import type { Span } from './ranges.ts'
import type { Decision, LogState, Service } from './rules.ts'
import type { Layout } from './reading.ts'

/** The slots of a day with when they really ended, where somebody said so. */
const slotsOf = (eb: Pick<ExpressionBuilder<Tables, never>, 'selectFrom'>, dayId: Parameters<typeof sql>[1]) => eb.selectFrom('slot as s')
  .leftJoin('module as m', 'm.id', 's.module_id').leftJoin('slot_ending as x', 'x.slot_id', 's.id')
  .select(['s.id', 's.position', 's.title', 's.starts_at as startsAt', 's.ends_at as endsAt', 's.delivery_mode as deliveryMode', 'x.ended_at as endedAt'])
  .select(slotTitleEn.as('titleEn'))
  .where(sql<boolean>`s.class_day_id = ${dayId}`).orderBy('s.position').orderBy('s.id').limit(20)

export type OnlineSlot = Awaited<ReturnType<ReturnType<typeof slotsOf>['execute']>>[number]

/** What the online side of a day stands on: its slots, where it is held, and the logs that came for it, the latest first. */
export const onlineOf = (db: Reader, dayId: number) => db.selectFrom('class_day as d').leftJoin('online_meeting as o', 'o.class_day_id', 'd.id')
  .select((eb) => ['o.url', jsonArrayFrom(slotsOf(eb as never, sql.ref('d.id'))).as('slots'), jsonArrayFrom(eb.selectFrom('online_log as l')
    .leftJoin('person as p', 'p.id', 'l.sent_by').leftJoin('slot as s', 's.id', 'l.slot_id')
    .select(['l.id', 'l.name', 'l.service', 'l.state', 'l.slot_id as slotId', 's.position', 'l.sent_at as sentAt', 'p.name as sentBy'])
    .whereRef('l.class_day_id', '=', 'd.id').where('l.state', '<>', 'dropped').orderBy('l.id', 'desc').limit(50)).as('logs')])
  .where('d.id', '=', dayId).executeTakeFirstOrThrow()

/** Another log of the same day, as far as it matters to one that is looked at. */
export interface Sibling { id: number; name: string; slotId: number | null; state: LogState; sha256: string; graceMinutes: number; sentAt: string }

/** A log with the day it is for, its slots, what else came for the day, and what staff decided of identities; the day is to be looked up through the scope. */
export async function findLog(db: Reader, id: number) {
  const row = await db.selectFrom('online_log as l').innerJoin('class_day as d', 'd.id', 'l.class_day_id').innerJoin('cohort as c', 'c.id', 'd.cohort_id')
    .select((eb) => ['l.id', 'l.class_day_id as dayId', 'l.slot_id as slotId', 'l.key', 'l.name', 'l.sha256', 'l.service', 'l.layout', 'l.said', 'l.zone_minutes as zone', 'l.grace_minutes as graceMinutes',
      'l.state', 'l.sent_at as sentAt', 'l.taken_at as takenAt', 'd.held_on as heldOn', 'c.training_id as trainingId',
      eb.selectFrom('person as p').select('p.name').whereRef('p.id', '=', 'l.taken_by').as('takenBy'),
      jsonArrayFrom(slotsOf(eb as never, sql.ref('l.class_day_id'))).as('slots'),
      jsonArrayFrom(eb.selectFrom('online_log as o').select(['o.id', 'o.name', 'o.slot_id as slotId', 'o.state', 'o.sha256', 'o.grace_minutes as graceMinutes', 'o.sent_at as sentAt'])
        .whereRef('o.class_day_id', '=', 'l.class_day_id').whereRef('o.id', '<>', 'l.id').where('o.state', '<>', 'dropped').orderBy('o.id').limit(100)).as('siblings'),
      jsonArrayFrom(eb.selectFrom('online_identity as i').select(['i.identity', 'i.log_id as logId', 'i.enrollment_id as enrollmentId'])
        .whereRef('i.training_id', '=', 'c.training_id').orderBy('i.id').limit(5000)).as('decisions')])
    .where('l.id', '=', id).executeTakeFirst()
  return row && { ...row, state: row.state as LogState, service: row.service as Service | null, layout: row.layout as Layout | null, said: row.said as Reason[], siblings: row.siblings as Sibling[], decisions: row.decisions as Decision[] }
}
export type Log = NonNullable<Awaited<ReturnType<typeof findLog>>>

/** The most connections a log may have: five hundred people who each come back thirty times. */
export const rowsMax = 20_000

/** The connections of some logs, in the order of their files; of whoever is in row `whole` the cells as they came, too. Times in seconds since 1970. */
export const rowsOf = (db: Reader, logIds: readonly number[], whole = 0) => db.selectFrom('online_log_row as r')
  .select(['r.id', 'r.log_id as logId', 'r.line', 'r.identity', 'r.name', 'r.email', 'r.marks', 'r.is_waiting as isWaiting'])
  .select([sql<number | null>`extract(epoch from r.joined_at)::float8`.as('joined'), sql<number | null>`extract(epoch from r.left_at)::float8`.as('left'),
    sql<string[] | null>`case when r.identity = (select w.identity from online_log_row w where w.id = ${whole}) then r.cells end`.as('cells')])
  .where('r.log_id', 'in', [...logIds]).orderBy('r.log_id').orderBy('r.id').limit(rowsMax * 4).execute()
export type StoredRow = Awaited<ReturnType<typeof rowsOf>>[number]

export interface StandingMark { slotId: number; state: AttendanceState; minutes: number | null; evidence: Evidence; reason: string | null }

/**
 * Everybody enrolled in a training with what a log may know them by, the marks they have on a day, and whether they come on it. People
 * of other cohorts are among them, so that one who joined a wrong meeting is not taken for a stranger; their names are not shown.
 */
export async function rosterOf(db: Reader, day: Pick<ClassDay, 'id' | 'trainingId' | 'cohortId'>) {
  const rows = await db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id')
    .select((eb) => ['e.id', 'e.number', 'e.affiliation', 'p.name', 'p.kana', 'p.search_key as searchKey', 'p.email',
      eb('e.id', 'in', comesOn(db, day).select('e.id')).as('comes'),
      jsonArrayFrom(eb.selectFrom('account as a').select('a.email').whereRef('a.person_id', '=', 'p.id').limit(5)).as('accounts'),
      jsonArrayFrom(eb.selectFrom('attendance as k').innerJoin('slot as s', 's.id', 'k.slot_id').select(['k.slot_id as slotId', 'k.state', 'k.minutes', 'k.evidence', 'k.reason'])
        .whereRef('k.enrollment_id', '=', 'e.id').where('s.class_day_id', '=', day.id).limit(20)).as('marks')])
    .where('e.training_id', '=', day.trainingId).where('e.state', '<>', 'withdrawn').orderBy('e.number').orderBy('e.id').limit(3000).execute()
  return rows.map(({ accounts, email, marks, comes, ...row }) => ({
    ...row, comes: Boolean(comes), marks: marks as StandingMark[],
    emails: [email, ...accounts.map((one) => one.email)].flatMap((one) => one === null || one === '' ? [] : one.normalize('NFKC').trim().toLowerCase()),
  }))
}
export type RosterRow = Awaited<ReturnType<typeof rosterOf>>[number]

/** Who was there in a slot and when, by number, with the mark that stands; for a slot of a day that was looked up through the scope. */
export const presenceOf = (db: Reader, slotId: number) => db.selectFrom('online_presence as o').innerJoin('enrollment as e', 'e.id', 'o.enrollment_id')
  .innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('online_log as l', 'l.id', 'o.log_id')
  .leftJoin('attendance as a', (join) => join.onRef('a.slot_id', '=', 'o.slot_id').onRef('a.enrollment_id', '=', 'o.enrollment_id'))
  .select(['e.id', 'e.number', 'p.name', 'p.kana', 'e.affiliation', 'o.spans', 'o.ended_at as endedAt', 'o.present_seconds as present', 'o.late_seconds as late',
    'o.early_seconds as early', 'o.gap_seconds as gaps', 'l.grace_minutes as graceMinutes', 'a.state', 'a.minutes', 'a.evidence'])
  .where('o.slot_id', '=', slotId).orderBy('e.number').orderBy('e.id').limit(300).execute()
  .then((rows) => rows.map((row) => ({ ...row, spans: row.spans as Span[] })))

/** What a trainee's own online slots say: what was kept of the connection, and where and under which name one joins. */
export const ownOnline = (db: Reader, scope: Scope) => db.selectFrom('enrollment as e').innerJoin('class_day as d', 'd.cohort_id', 'e.cohort_id')
  .innerJoin('slot as s', 's.class_day_id', 'd.id').leftJoin('online_meeting as m', 'm.class_day_id', 'd.id')
  .leftJoin('online_presence as o', (join) => join.onRef('o.slot_id', '=', 's.id').onRef('o.enrollment_id', '=', 'e.id'))
  .select(['s.id as slotId', 'd.id as dayId', 'e.id as enrollmentId', 'e.number', 'm.url', 'o.present_seconds as present', 'o.late_seconds as late',
    'o.early_seconds as early', 'o.gap_seconds as gaps', 'o.ended_at as endedAt'])
  .where('s.delivery_mode', '=', 'live_online').where('e.state', '<>', 'withdrawn').where(isOwnDay('e', 'd'))
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))
  .orderBy('d.held_on', 'desc').orderBy('s.id').limit(300).execute()

/** The days on which somebody joins a meeting, the nearest to come first, with the meeting and the person; of enrollments that stand. */
export const meetingsOf = (db: Reader, scope: Scope, today: Day) => db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id')
  .innerJoin('class_day as d', 'd.cohort_id', 'e.cohort_id').innerJoin('cohort as c', 'c.id', 'd.cohort_id').innerJoin('training as t', 't.id', 'c.training_id')
  .leftJoin('online_meeting as m', 'm.class_day_id', 'd.id')
  .select(['e.id', 'e.number', 'p.name', 'd.id as dayId', 'd.held_on as heldOn', 'c.name as cohort', 'c.name_en as cohortEn', 't.title', 't.title_en as titleEn', 'm.url'])
  .select((eb) => jsonArrayFrom(slotsOf(eb as never, sql.ref('d.id'))).as('slots'))
  .where('e.state', '<>', 'withdrawn').where('d.held_on', '>=', today).where('c.state', 'in', ['planned', 'finished']).where(isOwnDay('e', 'd'))
  .where(({ exists, selectFrom }) => exists(selectFrom('slot as o').select('o.id').whereRef('o.class_day_id', '=', 'd.id').where('o.delivery_mode', '=', 'live_online')))
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))
  .orderBy('d.held_on').orderBy('d.id').limit(50).execute()

/** What an import put in the place of what, for it to be taken back. */
export const marksPutBy = (db: Reader, logId: number) => db.selectFrom('online_log_mark').select(['slot_id as slotId', 'enrollment_id as enrollmentId', 'state', 'minutes', 'before'])
  .where('log_id', '=', logId).orderBy('slot_id').orderBy('enrollment_id').limit(10_000).execute()
  .then((rows) => rows.map((row) => ({ ...row, before: row.before as Omit<StandingMark, 'slotId'> | null })))

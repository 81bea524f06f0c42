import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import { prepared } from '../../base/prepared.ts'
import { within } from '../../base/within.ts'
import type { Range } from '../lessons/ranges.ts'

/** More lines than any training leaves behind; a file without an end is never made. */
export const recordedMax = 50_000

const ours = (scope: Scope) => ({ ref }: { ref: (name: 'e.municipality_id' | 'e.person_id' | 'e.cohort_id') => Parameters<typeof within>[1]['person'] }) =>
  within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') })

/** A training of which a scope reaches somebody; the prefecture reaches each. */
export function findViewedTraining(db: Reader, scope: Scope, trainingId: number) {
  return db.selectFrom('training as t').select(['t.id', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear'])
    .where('t.id', '=', trainingId)
    .where((eb) => scope.of === 'all' ? eb.lit(true) : eb.exists(eb.selectFrom('enrollment as e').select('e.id').whereRef('e.training_id', '=', 't.id').where(ours(scope))))
    .executeTakeFirst()
}

/** The films and documents of a training in order, with their length in the version that stands. At most 500. */
export function viewedLessons(db: Reader, trainingId: number) {
  return db.selectFrom('training_lesson as tl')
    .innerJoin('lesson as l', 'l.id', 'tl.lesson_id').innerJoin('lesson_version as v', 'v.id', 'l.published_version_id').innerJoin('module as m', 'm.id', 'l.module_id')
    .select(['l.id', 'l.kind', 'l.title', 'l.title_en as titleEn', 'm.title as moduleTitle', 'm.title_en as moduleTitleEn'])
    .where('tl.training_id', '=', trainingId).where('l.kind', 'in', ['video', 'document'])
    .orderBy('m.position').orderBy('l.position').orderBy('l.id').limit(500)
    .execute()
}

/** How often and how long somebody had a lesson open, and how much of that it played. */
const sums = sql<{ sittings: number; open: number; played: number; first: string; last: string } | null>`(
  select jsonb_build_object('sittings', count(*), 'open', sum(w.open_seconds), 'played', sum(w.played_seconds), 'first', min(w.opened_at), 'last', max(w.seen_at))
  from viewing w where w.enrollment_id = e.id and w.lesson_id = l.id having count(*) > 0)`

const viewed = ['p.state', 'p.percent', 'p.completed_at as completedAt', 'v.duration_seconds as durationSeconds', 'v.pages', 'v.percent_needed as percentNeeded'] as const

/** Enrollments with a lesson each, as far as a scope reaches, and how far each is: the ground of every record. */
const viewers = (db: Reader, scope: Scope) => db.selectFrom('enrollment as e')
  .innerJoin('person as n', 'n.id', 'e.person_id').innerJoin('cohort as c', 'c.id', 'e.cohort_id')
  .innerJoin('training_lesson as tl', 'tl.training_id', 'e.training_id').innerJoin('lesson as l', 'l.id', 'tl.lesson_id')
  .leftJoin('progress as p', (join) => join.onRef('p.enrollment_id', '=', 'e.id').onRef('p.lesson_id', '=', 'l.id'))
  .innerJoin('lesson_version as v', (join) => join.on('v.id', '=', sql<number>`coalesce(p.lesson_version_id, l.published_version_id)`))
  .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
  .select(['e.id as enrollmentId', 'e.number', 'n.name', 'n.kana', 'e.affiliation', 'c.name as cohort', 'c.name_en as cohortEn', 'm.code', 'm.name as municipality', 'm.name_en as municipalityEn', ...viewed])
  .select([sql<Range[] | null>`p.ranges`.as('ranges'), sums.as('sums')])
  .where('e.state', '<>', 'withdrawn').where('l.kind', 'in', ['video', 'document'])
  .where(ours(scope))

/** Who watched one lesson of a training, by number. */
export const viewersOf = (db: Reader, scope: Scope, trainingId: number, lessonId: number, { limit, offset }: { limit: number; offset: number }) =>
  viewers(db, scope).select(({ fn }) => fn.countAll<number>().over().as('total'))
    .where('e.training_id', '=', trainingId).where('l.id', '=', lessonId)
    .orderBy('e.number').orderBy('e.id').limit(limit).offset(offset).execute()

/** The whole record of a training: a line for each person and lesson. */
export const recordOfTraining = (db: Reader, scope: Scope, trainingId: number) =>
  viewers(db, scope).innerJoin('module as o', 'o.id', 'l.module_id')
    .select(['l.kind', 'l.title', 'l.title_en as titleEn', 'o.title as moduleTitle', 'o.title_en as moduleTitleEn'])
    .select((eb) => eb.selectFrom('viewing_cancellation as k').select(eb.fn.countAll<number>().as('n')).whereRef('k.enrollment_id', '=', 'e.id').whereRef('k.lesson_id', '=', 'l.id').as('cancellations'))
    .where('e.training_id', '=', trainingId)
    .orderBy('e.number').orderBy('e.id').orderBy('o.position').orderBy('l.position').orderBy('l.id').limit(recordedMax).execute()

/** The person whose record is looked at, in their training. */
export function findViewer(db: Reader, scope: Scope, enrollmentId: number) {
  return db.selectFrom('enrollment as e')
    .innerJoin('person as n', 'n.id', 'e.person_id').innerJoin('training as t', 't.id', 'e.training_id').innerJoin('cohort as c', 'c.id', 'e.cohort_id')
    .leftJoin('profession as f', 'f.code', 'e.profession_code')
    .select(['e.id', 'e.number', 'e.state', 'e.training_id as trainingId', 'n.name', 'n.kana', 'e.affiliation', 'f.name as profession', 'f.name_en as professionEn',
      't.title', 't.title_en as titleEn', 'c.name as cohort', 'c.name_en as cohortEn'])
    .where('e.id', '=', enrollmentId).where(ours(scope))
    .executeTakeFirst()
}

/** What one person watched: every film and document of the training, with each sitting (the last 50) and what was set back. At most 500. */
export const recordOf = (db: Reader, scope: Scope, enrollmentId: number) =>
  viewers(db, scope).innerJoin('module as o', 'o.id', 'l.module_id')
    .select(['l.id', 'l.kind', 'l.title', 'l.title_en as titleEn', 'o.title as moduleTitle', 'o.title_en as moduleTitleEn'])
    .select((eb) => [
      jsonArrayFrom(eb.selectFrom('viewing as w')
        .select(['w.id', 'w.device', sql<string>`w.opened_at`.as('openedAt'), sql<string>`w.seen_at`.as('seenAt'), 'w.open_seconds as open', 'w.played_seconds as played', 'w.hidden_seconds as hidden'])
        .whereRef('w.enrollment_id', '=', 'e.id').whereRef('w.lesson_id', '=', 'l.id').orderBy('w.id', 'desc').limit(50)).as('sittings'),
      jsonArrayFrom(eb.selectFrom('viewing_cancellation as k').leftJoin('person as b', 'b.id', 'k.canceled_by')
        .select(['k.id', 'k.reason', 'k.percent', 'k.state', sql<string>`k.canceled_at`.as('canceledAt'), 'b.name as by'])
        .whereRef('k.enrollment_id', '=', 'e.id').whereRef('k.lesson_id', '=', 'l.id').orderBy('k.id', 'desc').limit(20)).as('cancellations'),
    ])
    .where('e.id', '=', enrollmentId)
    .orderBy('o.position').orderBy('l.position').orderBy('l.id').limit(500).execute()

export type Recorded = Awaited<ReturnType<typeof recordOf>>[number]

/** A sitting as its player names it, in whose account it has to be, and the lesson it has to be of. */
interface Ids { accountId: number; enrollmentId: number; lessonId: number; sittingId: number }

const sittings = (db: Reader, { accountId, enrollmentId, lessonId, sittingId }: Ids) => db.selectFrom('player as p')
  .innerJoin('viewing as w', (join) => join.on('w.id', '=', sittingId))
  .select(['p.viewing_id as viewingId', 'p.seen_at as seenAt', 'p.spare_seconds as spare', 'w.id', 'w.seen_at as heardAt', 'w.late_seconds as late'])
  .where('p.account_id', '=', accountId).where('w.enrollment_id', '=', enrollmentId).where('w.lesson_id', '=', lessonId)

const heldSitting = prepared((db, ids: Ids) => sittings(db, ids).forUpdate(['p', 'w']))
const heldWatching = prepared((db, ids: Ids) => sittings(db, ids)
  .innerJoin('progress as g', (join) => join.onRef('g.enrollment_id', '=', 'w.enrollment_id').onRef('g.lesson_id', '=', 'w.lesson_id'))
  .select(['g.state', sql<Range[]>`g.ranges`.as('ranges'), 'g.position_seconds as positionSeconds', 'g.completed_at as completedAt'])
  .forUpdate(['p', 'w', 'g']))

/** Holds the player of an account and one of its sittings, of a lesson that was not begun. */
export async function holdSitting(tx: Writer, ids: Ids) {
  const [row] = await heldSitting(tx, ids)
  return row && { player: row, sitting: { id: row.id, seenAt: row.heardAt, late: row.late }, progress: undefined }
}

/** The same with how far the lesson is, once it was begun. */
export async function holdWatching(tx: Writer, ids: Ids) {
  const [row] = await heldWatching(tx, ids)
  return row && { player: row, sitting: { id: row.id, seenAt: row.heardAt, late: row.late }, progress: row }
}

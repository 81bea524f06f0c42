import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'

const open = sql<number>`(select r.id from submission_round r where r.submission_id = s.id order by r.number desc limit 1)`
const marks = sql<number>`(select count(*)::int from marking k where k.round_id = ${open})`
const markers = sql<number>`coalesce((v.content->>'markers')::int, 1)`

/** What was handed in and is to be marked, the oldest first; where two differ; or what was settled, the latest first. `isMine`: marked by whoever asks. */
export const queueOf = (db: Reader, scope: Scope, personId: number, which: 'waiting' | 'differ' | 'settled', { limit, offset }: { limit: number; offset: number }) =>
  db.selectFrom('submission as s').innerJoin('enrollment as e', 'e.id', 's.enrollment_id').innerJoin('person as p', 'p.id', 'e.person_id')
    .innerJoin('lesson as l', 'l.id', 's.lesson_id').innerJoin('lesson_version as v', 'v.id', 's.lesson_version_id').innerJoin('training as t', 't.id', 'e.training_id').innerJoin('cohort as c', 'c.id', 'e.cohort_id')
    .innerJoin('submission_round as r', (join) => join.on('r.id', '=', open))
    .select(['s.id', 's.state', 'e.number', 'p.name', 'l.title', 'l.title_en as titleEn', 't.title as training', 't.title_en as trainingEn', 'c.name as cohort', 'c.name_en as cohortEn',
      'r.number as round', 'r.handed_in_at as handedInAt', 'r.is_late as isLate', 'r.settled_at as settledAt', 'r.outcome', marks.as('marks'), markers.as('markers'),
      sql<boolean>`coalesce((v.content->>'isAnonymous')::boolean, false)`.as('isAnonymous'), sql<boolean>`exists (select from marking k where k.round_id = r.id and k.marked_by = ${personId})`.as('isMine'), sql<number>`count(*) over ()::int`.as('total')])
    .where(({ ref }) => within(scope, { municipality: sql<null>`null::int`, person: sql<null>`null::int`, cohort: ref('e.cohort_id') }))
    .where((eb) => which === 'settled' ? eb('r.outcome', 'is not', null) : eb.and([eb('s.state', '=', 'submitted'), eb(marks, which === 'differ' ? '>=' : '<', markers)]))
    .orderBy((eb) => which === 'settled' ? eb.ref('r.settled_at') : eb.ref('r.handed_in_at'), which === 'settled' ? 'desc' : 'asc').orderBy('s.id').limit(limit).offset(offset).execute()

/** A training of which the scope reaches somebody, or all of them. */
export const findTrainingOfWork = (db: Reader, scope: Scope, id: number) => db.selectFrom('training as t').select(['t.id', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear', 't.course_id as courseId'])
  .where('t.id', '=', id)
  .where((eb) => scope.of === 'all' ? eb.lit(true) : eb.exists(eb.selectFrom('enrollment as e').select('e.id').whereRef('e.training_id', '=', 't.id')
    .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') }))))
  .executeTakeFirst()

/** The assignments that a training opens, in order. */
export const assignmentsOf = (db: Reader, trainingId: number) => db.selectFrom('training_lesson as tl').innerJoin('lesson as l', 'l.id', 'tl.lesson_id').innerJoin('module as m', 'm.id', 'l.module_id')
  .select(['l.id', 'l.title', 'l.title_en as titleEn', 'tl.due_on as dueOn']).where('tl.training_id', '=', trainingId).where('l.kind', '=', 'assignment').where('l.published_version_id', 'is not', null)
  .orderBy('m.position').orderBy('l.position').orderBy('l.id').limit(100).execute()

export interface WorkFilter { lesson: number; state?: 'not_handed_in' | 'late' | 'submitted' | 'returned' | 'accepted' | undefined; today: Day }

/** One row for everybody of a training who stands and is reached, with how far they are in one assignment; never what they wrote. */
export function workOf(db: Reader, scope: Scope, trainingId: number, { lesson, state, today }: WorkFilter, { limit, offset }: { limit: number; offset: number }) {
  const due = sql<Day | null>`coalesce(s.due_on, tl.due_on)`
  const isOut = sql<boolean>`(s.id is null or s.state in ('draft', 'returned'))`
  return db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('cohort as c', 'c.id', 'e.cohort_id').leftJoin('municipality as m', 'm.id', 'e.municipality_id')
    .innerJoin('training_lesson as tl', (join) => join.onRef('tl.training_id', '=', 'e.training_id').on('tl.lesson_id', '=', lesson))
    .innerJoin('lesson as l', 'l.id', 'tl.lesson_id')
    .leftJoin('submission as s', (join) => join.onRef('s.enrollment_id', '=', 'e.id').onRef('s.lesson_id', '=', 'tl.lesson_id'))
    .leftJoin('lesson_version as v', (join) => join.on('v.id', '=', sql<number>`coalesce(s.lesson_version_id, l.published_version_id)`))
    .leftJoin('submission_round as r', (join) => join.on('r.id', '=', sql<number>`(select x.id from submission_round x where x.submission_id = s.id and x.recalled_at is null order by x.number desc limit 1)`))
    .select(['e.id as enrollmentId', 'e.number', 'p.name', 'p.kana', 'm.name as municipality', 'm.name_en as municipalityEn', 'c.name as cohort', 'c.name_en as cohortEn', 's.id', 's.state',
      'r.handed_in_at as handedInAt', 'r.is_late as isLate', 'r.settled_at as settledAt', due.as('dueOn'), sql<boolean>`${isOut} and coalesce(${due} < ${today}::date, false)`.as('isOverdue'),
      sql<boolean>`coalesce((v.content->>'isAnonymous')::boolean, false)`.as('isAnonymous'), sql<number>`count(*) over ()::int`.as('total')])
    .where('e.training_id', '=', trainingId).where('e.state', '<>', 'withdrawn')
    .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') }))
    .where((eb) => state === undefined ? eb.lit(true) : state === 'not_handed_in' ? eb.or([eb('s.id', 'is', null), eb('s.state', '=', 'draft')])
      : state === 'late' ? eb.or([eb('r.is_late', '=', true), sql<boolean>`${isOut} and coalesce(${due} < ${today}::date, false)`]) : eb('s.state', '=', state))
    .orderBy('e.number').orderBy('e.id').limit(limit).offset(offset).execute()
}
export type WorkRow = Awaited<ReturnType<typeof workOf>>[number]

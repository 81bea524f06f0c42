import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import type { Fact } from './contents.ts'
import type { StaffLesson } from './queries.ts'

/**
 * The trainings that open a lesson, newest first, each with how many of its trainees there are, have begun it and have done it, as
 * far as somebody reaches them. At most 20.
 */
export function usesOf(db: Reader, scope: Scope, lessonId: number) {
  return db.selectFrom('training_lesson as tl').innerJoin('training as t', 't.id', 'tl.training_id')
    .innerJoinLateral((eb) => eb.selectFrom('enrollment as e')
      .leftJoin('progress as p', (join) => join.onRef('p.enrollment_id', '=', 'e.id').onRef('p.lesson_id', '=', 'tl.lesson_id'))
      .select([sql<number>`count(*)::int`.as('people'), sql<number>`count(p.opened_at)::int`.as('begun'), sql<number>`(count(*) filter (where p.state = 'completed'))::int`.as('done')])
      .whereRef('e.training_id', '=', 't.id').where('e.state', '<>', 'withdrawn')
      .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') }))
      .as('n'), (join) => join.onTrue())
    .select(['t.id', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear', 'tl.opens_on as opensOn', 'tl.due_on as dueOn', 'n.people', 'n.begun', 'n.done'])
    .where('tl.lesson_id', '=', lessonId)
    .orderBy('t.fiscal_year', 'desc').orderBy('t.id', 'desc').limit(20).execute()
}

/** What staff want to know at a glance of a lesson that is watched; the other kinds show all they are. */
export function factsOfFilm({ kind, durationSeconds, percentNeeded, skipping, background, ratePercentMax, captionsFileId, noCaptionsReason }: StaffLesson): Fact[] {
  if (kind !== 'video' || durationSeconds === null) return []
  const [minutes, seconds] = [Math.floor(durationSeconds / 60), Math.round(durationSeconds % 60)]
  return [
    { label: 'lessons.fact.length', value: { key: 'lessons.length', data: { minutes, seconds } } },
    { label: 'lessons.column.completes', value: { key: 'lessons.short.video', data: { percent: percentNeeded } } },
    { label: 'lessons.form.skipping', value: { key: `lessons.form.skipping.${skipping as 'free' | 'watched'}` } },
    { label: 'lessons.form.background', value: { key: `lessons.form.background.${background as 'counts' | 'pauses'}` } },
    { label: 'lessons.form.rate', value: { key: 'lessons.form.rateOf', data: { rate: ratePercentMax / 100 } } },
    { label: 'lessons.fact.captions', value: captionsFileId !== null ? { key: 'lessons.fact.captionsThere' } : { key: 'lessons.noCaptionsBecause', data: { reason: noCaptionsReason ?? '' } } },
  ]
}

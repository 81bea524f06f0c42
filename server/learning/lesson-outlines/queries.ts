import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { needsOf } from '../lessons/queries.ts'
import { reachesCourse } from '../lessons/reach.ts'

/** All courses, to choose whose lessons to look at, and whether one makes them. */
export function coursesWithLessons(db: Reader, editor: Scope) {
  return db.selectFrom('course as c').select(['c.id', 'c.name', 'c.name_en as nameEn'])
    .select(({ ref }) => reachesCourse(editor, ref('c.id')).as('canEdit')).orderBy('c.id').limit(100).execute()
}

/** The modules of a course in order, each with its lessons in order; a module without any is one row with id null. */
export function modulesWithLessons(db: Reader, courseId: number) {
  return db.selectFrom('module as m')
    .leftJoin('lesson as l', 'l.module_id', 'm.id')
    .leftJoin('lesson_version as v', (join) => join.on('v.id', '=', sql<number>`coalesce(l.published_version_id, (select d.id from lesson_version d where d.lesson_id = l.id and d.published_at is null))`))
    .leftJoin('lesson_version as d', (join) => join.onRef('d.lesson_id', '=', 'l.id').on('d.published_at', 'is', null))
    .select(['m.id as moduleId', 'm.position as modulePosition', 'm.title as moduleTitle', 'm.title_en as moduleTitleEn',
      'l.id', 'l.kind', 'l.title', 'l.title_en as titleEn', 'v.duration_seconds as durationSeconds', 'v.pages',
      'v.percent_needed as percentNeeded', 'v.captions_file_id as captionsFileId', 'v.no_captions_reason as noCaptionsReason', 'v.published_at as publishedAt', 'd.id as draftId'])
    .select(needsOf.as('needs'))
    .where('m.course_id', '=', courseId)
    .orderBy('m.position').orderBy('l.position').orderBy('l.id')
    .limit(500)
    .execute()
}

/** The modules of a course in their order, to choose one. */
export function modulesOfCourse(db: Reader, courseId: number) {
  return db.selectFrom('module').select(['id', 'position', 'title', 'title_en as titleEn']).where('course_id', '=', courseId).orderBy('position').limit(100).execute()
}

/** The trainings of the course from a fiscal year on, to decide which of them opens a lesson when. */
export function trainingsOfCourse(db: Reader, courseId: number, fromFiscalYear: number) {
  return db.selectFrom('training as t')
    .select(['t.id', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear'])
    .select((eb) => eb.selectFrom('training_lesson as tl').select(eb.fn.countAll<number>().as('n'))
      .whereRef('tl.training_id', '=', 't.id').as('lessons'))
    .where('t.course_id', '=', courseId).where('t.fiscal_year', '>=', fromFiscalYear)
    .orderBy('t.fiscal_year').orderBy('t.id').limit(50)
    .execute()
}

import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { reachesCourse } from '../lessons/reach.ts'

/** Every module whose lessons one makes, by course, to choose where a copy goes. At most 500. */
export function modulesToCopyTo(db: Reader, editor: Scope) {
  return db.selectFrom('module as m').innerJoin('course as c', 'c.id', 'm.course_id')
    .select(['m.id', 'm.position', 'm.title', 'm.title_en as titleEn', 'c.id as courseId', 'c.name as courseName', 'c.name_en as courseNameEn'])
    .where(({ ref }) => reachesCourse(editor, ref('c.id'))).orderBy('c.id').orderBy('m.position').limit(500).execute()
}

/** The lessons of a module in their order. */
export const lessonsOfModule = (db: Reader, moduleId: number) =>
  db.selectFrom('lesson').select(['id', 'title', 'title_en as titleEn', 'kind']).where('module_id', '=', moduleId).orderBy('position').limit(500).execute()

/** Which of these lessons wait for which others of them. */
export const waitsAmong = (db: Reader, lessonIds: readonly number[]) =>
  db.selectFrom('lesson_prerequisite').select(['lesson_id as lessonId', 'needs_lesson_id as needsId'])
    .where('lesson_id', 'in', [...lessonIds]).where('needs_lesson_id', 'in', [...lessonIds]).orderBy('lesson_id').orderBy('needs_lesson_id').limit(10_000).execute()

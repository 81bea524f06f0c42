import type { Reader } from '../../base/database.ts'

/** The lessons of a course in their order, to choose which come first. At most 500. */
export function lessonsOfCourse(db: Reader, courseId: number) {
  return db.selectFrom('lesson as l').innerJoin('module as m', 'm.id', 'l.module_id')
    .select(['l.id', 'l.kind', 'l.title', 'l.title_en as titleEn', 'l.published_version_id as publishedVersionId', 'm.position as modulePosition', 'm.title as moduleTitle', 'm.title_en as moduleTitleEn'])
    .where('m.course_id', '=', courseId).orderBy('m.position').orderBy('l.position').orderBy('l.id').limit(500).execute()
}

/** Which lessons of a course wait for which. */
export function waitsOfCourse(db: Reader, courseId: number) {
  return db.selectFrom('lesson_prerequisite as q').innerJoin('lesson as l', 'l.id', 'q.lesson_id').innerJoin('module as m', 'm.id', 'l.module_id')
    .select(['q.lesson_id as lessonId', 'q.needs_lesson_id as needsId']).where('m.course_id', '=', courseId)
    .orderBy('q.lesson_id').orderBy('q.needs_lesson_id').limit(10_000).execute()
}

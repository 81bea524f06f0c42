import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { found } from '../../base/errors.ts'
import { findLessonToEdit } from '../lessons/queries.ts'
import type { MoveForm } from './forms.ts'

/**
 * A lesson is put at a place (1: the first) in its module or in another one of its course; past the last place is the last.
 * @throws Missing for a module of another course
 */
export async function moveLesson({ tx, scope, log }: Change, lessonId: number, { moduleId, place }: MoveForm): Promise<void> {
  const { courseId, moduleId: from } = found(await findLessonToEdit(tx, scope, lessonId))
  const ofCourse = await tx.selectFrom('module').select('id').where('course_id', '=', courseId).orderBy('id').forUpdate().execute()
  found(ofCourse.find(({ id }) => id === moduleId))
  const lessonsOf = async (module: number) => (await tx.selectFrom('lesson').select('id').where('module_id', '=', module)
    .where('id', '<>', lessonId).orderBy('position').limit(500).execute()).map(({ id }) => id)
  const lessons = await lessonsOf(moduleId)
  lessons.splice((place ?? lessons.length + 1) - 1, 0, lessonId)
  await tx.updateTable('lesson').set({ position: sql<number>`-id` }).where('id', 'in', [lessonId, ...lessons]).execute()
  await tx.updateTable('lesson').set({ module_id: moduleId, position: sql<number>`array_position(${lessons}::int[], id)` }).where('id', 'in', lessons).execute()
  log('lesson.moved', `lesson:${lessonId}`, { module: moduleId, place: lessons.indexOf(lessonId) + 1, ...from === moduleId ? {} : { from } })
}

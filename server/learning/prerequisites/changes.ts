import type { Change } from '../../base/change.ts'
import { found, mend } from '../../base/errors.ts'
import { findLessonToEdit } from '../lessons/queries.ts'
import type { PrerequisitesForm } from './forms.ts'
import { lessonsOfCourse, waitsOfCourse } from './queries.ts'
import { circleThrough } from './rules.ts'

/**
 * Says which lessons of its course come before a lesson. It counts from now on; what somebody has done already stays done.
 * @throws Missing for a lesson of another course, Unfit when lessons would wait for each other in a circle
 */
export async function setPrerequisites({ tx, scope, log }: Change, lessonId: number, { needs = [] }: PrerequisitesForm): Promise<void> {
  const { courseId } = found(await findLessonToEdit(tx, scope, lessonId))
  // Two at once could each close half a circle.
  await tx.selectFrom('course').select('id').where('id', '=', courseId).forUpdate().execute()
  const [lessons, waits] = [await lessonsOfCourse(tx, courseId), await waitsOfCourse(tx, courseId)]
  const titles = new Map(lessons.map(({ id, title }) => [id, title]))
  for (const id of needs) found(titles.get(id))
  const circle = circleThrough(lessonId, needs, waits)
  mend(circle === null ? [] : [{ field: 'needs', reason: { key: 'prerequisites.circle', data: { circle: circle.map((id) => titles.get(id)!).join(' → ') } } }])
  await tx.deleteFrom('lesson_prerequisite').where('lesson_id', '=', lessonId).execute()
  const once = [...new Set(needs)]
  if (once.length > 0) await tx.insertInto('lesson_prerequisite').values(once.map((needs_lesson_id) => ({ lesson_id: lessonId, needs_lesson_id }))).execute()
  log('lesson.prerequisitesSet', `lesson:${lessonId}`, { needs: once })
}

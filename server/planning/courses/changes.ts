import type { Change } from '../../base/change.ts'
import { found, refuse } from '../../base/errors.ts'
import type { CourseForm, ModuleForm } from './forms.ts'
import { outlineOf } from './queries.ts'

const columnsOf = ({ nameEn, description = '', requirements = '', instructorYears = 3, ...form }: CourseForm) =>
  ({ ...pick(form), name_en: nameEn, description, requirements, instructor_years: instructorYears })
const pick = ({ kind, name, mark }: Pick<CourseForm, 'kind' | 'name' | 'mark'>) => ({ kind, name, mark })

export async function makeCourse({ tx, log }: Change, form: CourseForm): Promise<number> {
  const { id } = await tx.insertInto('course').values(columnsOf(form)).returning('id').executeTakeFirstOrThrow()
  log('course.made', `course:${id}`, { kind: form.kind })
  return id
}

export async function editCourse({ tx, log }: Change, id: number, form: CourseForm): Promise<void> {
  found(await tx.updateTable('course').set(columnsOf(form)).where('id', '=', id).returning('id').executeTakeFirst())
  log('course.edited', `course:${id}`, { kind: form.kind })
}

/** Holds the course that owns the order of its modules. */
async function holdCourse({ tx }: Change, id: number): Promise<void> {
  found(await tx.selectFrom('course').select('id').where('id', '=', id).forUpdate().executeTakeFirst())
}

/** Adds a module at the end of the outline, or edits one of this course. */
export async function saveModule(change: Change, courseId: number, moduleId: number | null, form: ModuleForm): Promise<void> {
  const { tx, log } = change
  await holdCourse(change, courseId)
  const values = { title: form.title, title_en: form.titleEn, minutes: form.minutes ?? null }
  if (moduleId !== null) {
    found(await tx.updateTable('module').set(values).where('id', '=', moduleId).where('course_id', '=', courseId).returning('id').executeTakeFirst())
  } else {
    const { last } = await tx.selectFrom('module').select(({ fn }) => fn.max('position').as('last')).where('course_id', '=', courseId).executeTakeFirstOrThrow()
    await tx.insertInto('module').values({ ...values, course_id: courseId, position: (last ?? 0) + 1 }).execute()
  }
  log('module.saved', `course:${courseId}`, { moduleId, minutes: form.minutes ?? null })
}

/** Exchanges a module with its neighbor; at either end nothing moves, and nothing is wrong. */
export async function moveModule(change: Change, courseId: number, moduleId: number, by: 'up' | 'down'): Promise<void> {
  const { tx, log } = change
  await holdCourse(change, courseId)
  const outline = await outlineOf(tx, courseId)
  const place = outline.findIndex(({ id }) => id === moduleId)
  const module = found(outline[place])
  const other = outline[by === 'up' ? place - 1 : place + 1]
  log('module.moved', `course:${courseId}`, { moduleId, by })
  if (other === undefined) return
  await tx.updateTable('module').set({ position: -1 }).where('id', '=', module.id).execute()
  await tx.updateTable('module').set({ position: module.position }).where('id', '=', other.id).execute()
  await tx.updateTable('module').set({ position: other.position }).where('id', '=', module.id).execute()
}

/** Takes a module out of the outline; one that is taught or has lessons stays. */
export async function removeModule(change: Change, courseId: number, moduleId: number): Promise<void> {
  const { tx, log } = change
  await holdCourse(change, courseId)
  found(await tx.selectFrom('module').select('id').where('id', '=', moduleId).where('course_id', '=', courseId).executeTakeFirst())
  const taught = await tx.selectFrom('slot').select('id').where('module_id', '=', moduleId).limit(1).executeTakeFirst()
  const lesson = await tx.selectFrom('lesson').select('id').where('module_id', '=', moduleId).limit(1).executeTakeFirst()
  refuse(taught || lesson ? { key: 'courses.moduleInUse' } : null)
  await tx.deleteFrom('module').where('id', '=', moduleId).execute()
  log('module.removed', `course:${courseId}`, { moduleId })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findLessonToEdit } from '../lessons/queries.ts'
import { editScopeOf } from '../lessons/reach.ts'
import { kinds } from '../lessons/rules.ts'
import { spaceTaken } from '../lessons/space.ts'
import { moveLesson } from './changes.ts'
import { CourseQuery, LessonParams, MoveForm } from './forms.ts'
import { coursesWithLessons, modulesOfCourse, modulesWithLessons, trainingsOfCourse } from './queries.ts'

/** The lessons of a course by module, in their order, and how one is moved. */
export const lessonOutlines: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/lessons', { config: { access: 'lessons.read' }, schema: { querystring: CourseQuery } }, async (request, reply) =>
    reply.page('learning/lesson-outlines/index', await indexPage(request, request.query.course)))

  app.get('/lessons/:id/position', { config: { access: 'lessons.edit' }, schema: { params: LessonParams } }, positionPage)
  app.post('/lessons/:id/position', {
    config: { access: 'lessons.edit', again: positionPage }, schema: { params: LessonParams, body: MoveForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    const { courseId } = found(await findLessonToEdit(request.db, request.scope, id))
    return reply.submit((change) => moveLesson(change, id, request.body), () => ({ to: `/lessons?course=${courseId}#lesson-${id}`, notice: 'lessons.moved' }))
  })
}

async function indexPage({ db, year, actor, server }: FastifyRequest, asked: number | undefined) {
  const courses = await coursesWithLessons(db, editScopeOf(actor))
  const course = asked === undefined ? courses.find(({ canEdit }) => canEdit) ?? courses[0] : found(courses.find(({ id }) => id === asked))
  const rows = course === undefined ? [] : await modulesWithLessons(db, course.id)
  const trainings = course === undefined ? [] : await trainingsOfCourse(db, course.id, year)
  const modules = [...Map.groupBy(rows, ({ moduleId }) => moduleId)].map(([id, rows]) => {
    const { moduleTitle: title, moduleTitleEn: titleEn, modulePosition: position } = rows[0]!
    return { id, title, titleEn, position, lessons: rows.filter((row) => row.id !== null) }
  })
  const taken = course?.canEdit ? await spaceTaken(db) : 0
  return { courses, course, modules, trainings, kinds, taken, space: server.outside.lessonSpace }
}

/** Where a lesson goes, typed: what the handle does, for every browser. */
async function positionPage(request: FastifyRequest, reply: FastifyReply) {
  const lesson = found(await findLessonToEdit(request.db, request.scope, (request.params as { id: number }).id))
  const modules = await modulesOfCourse(request.db, lesson.courseId)
  return reply.page('learning/lesson-outlines/position', { lesson, modules, form: formOf(MoveForm, request, { moduleId: lesson.moduleId }) })
}

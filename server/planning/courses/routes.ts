import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { editCourse, makeCourse, moveModule, removeModule, saveModule } from './changes.ts'
import { CourseForm, CourseParams, ModuleForm, ModuleParams, MoveForm } from './forms.ts'
import { allCourses, findCourse, findModule, outlineOf, trainingsOfCourse } from './queries.ts'

const edit = 'courses.edit' as const

export const courses: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/courses', { config: { access: 'courses.read' } }, async ({ db }, reply) =>
    reply.page('planning/courses/index', { courses: await allCourses(db) }))

  app.get('/courses/new', { config: { access: edit } }, courseAgain)
  app.post('/courses', { config: { access: edit, again: courseAgain }, schema: { body: CourseForm }, attachValidation: true }, async (request, reply) =>
    reply.submit((change) => makeCourse(change, request.body), (id) => ({ to: `/courses/${id}`, notice: 'courses.made' })))

  app.get('/courses/:id', { config: { access: 'courses.read' }, schema: { params: CourseParams } }, showAgain)
  app.get('/courses/:id/edit', { config: { access: edit }, schema: { params: CourseParams } }, courseAgain)
  app.post('/courses/:id', {
    config: { access: edit, again: courseAgain }, schema: { params: CourseParams, body: CourseForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => editCourse(change, id, request.body), () => ({ to: `/courses/${id}`, notice: 'form.saved' }))
  })

  app.post('/courses/:id/modules', {
    config: { access: edit, again: showAgain }, schema: { params: CourseParams, body: ModuleForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => saveModule(change, id, null, request.body), () => ({ to: `/courses/${id}`, notice: 'form.saved' }))
  })
  app.get('/courses/:id/modules/:moduleId', { config: { access: edit }, schema: { params: ModuleParams } }, moduleAgain)
  app.post('/courses/:id/modules/:moduleId', {
    config: { access: edit, again: moduleAgain }, schema: { params: ModuleParams, body: ModuleForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id, moduleId } = request.params
    return reply.submit((change) => saveModule(change, id, moduleId, request.body), () => ({ to: `/courses/${id}`, notice: 'form.saved' }))
  })
  app.post('/courses/:id/modules/:moduleId/order', {
    config: { access: edit }, schema: { params: ModuleParams, body: MoveForm },
  }, async (request, reply) => {
    const { id, moduleId } = request.params
    return reply.submit((change) => moveModule(change, id, moduleId, request.body.by), () => ({ to: `/courses/${id}` }))
  })
  app.post('/courses/:id/modules/:moduleId/removal', {
    config: { access: edit, again: moduleAgain }, schema: { params: ModuleParams },
  }, async (request, reply) => {
    const { id, moduleId } = request.params
    return reply.submit((change) => removeModule(change, id, moduleId), () => ({ to: `/courses/${id}`, notice: 'courses.removed' }))
  })
}

type Ids = { id: number; moduleId: number }

async function courseAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as Partial<Ids>
  const course = id === undefined ? null : found(await findCourse(request.db, id))
  return reply.page('planning/courses/edit', { course, form: formOf(CourseForm, request, course ?? {}) })
}

async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as Ids
  const course = found(await findCourse(request.db, id))
  const [outline, trainings] = [await outlineOf(request.db, id), await trainingsOfCourse(request.db, id)]
  return reply.page('planning/courses/show', { course, outline, trainings, form: formOf(ModuleForm, request) })
}

async function moduleAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id, moduleId } = request.params as Ids
  const course = found(await findCourse(request.db, id))
  const module = found(await findModule(request.db, id, moduleId))
  return reply.page('planning/courses/module', { course, module, form: formOf(ModuleForm, request, module) })
}

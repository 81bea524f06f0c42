import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findLessonToEdit, findModule } from '../lessons/queries.ts'
import { copyLesson, copyModule, type Copied } from './changes.ts'
import { CopyForm, SourceParams } from './forms.ts'
import { lessonsOfModule, modulesToCopyTo } from './queries.ts'

const edit = 'lessons.edit' as const

/** Lessons are made once and used in another course: one by one, or a whole module. */
export const lessonCopies: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/lessons/:id/copy', { config: { access: edit }, schema: { params: SourceParams } }, lessonPage)
  app.post('/lessons/:id/copy', {
    config: { access: edit, again: lessonPage }, schema: { params: SourceParams, body: CopyForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => copyLesson(change, id, body), copyMade))

  app.get('/modules/:id/copy', { config: { access: edit }, schema: { params: SourceParams } }, modulePage)
  app.post('/modules/:id/copy', {
    config: { access: edit, again: modulePage }, schema: { params: SourceParams, body: CopyForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => copyModule(change, id, body), copyMade))
}

const copyMade = ({ courseId, lessonId }: Copied) => ({ to: `/lessons?course=${courseId}#lesson-${lessonId}`, notice: 'lessonCopies.made' as const })

async function lessonPage(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope } = request
  const lesson = found(await findLessonToEdit(db, scope, (request.params as { id: number }).id))
  return reply.page('learning/lesson-copies/new', {
    action: `/lessons/${lesson.id}/copy`, back: `/lessons/${lesson.id}`, courseId: lesson.courseId, whole: lesson, lessons: [lesson],
    modules: await modulesToCopyTo(db, scope), form: formOf(CopyForm, request),
  })
}

async function modulePage(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope } = request
  const module = found(await findModule(db, scope, (request.params as { id: number }).id))
  return reply.page('learning/lesson-copies/new', {
    action: `/modules/${module.id}/copy`, back: `/lessons?course=${module.courseId}`, courseId: module.courseId, whole: module, lessons: await lessonsOfModule(db, module.id),
    modules: await modulesToCopyTo(db, scope), form: formOf(CopyForm, request),
  })
}

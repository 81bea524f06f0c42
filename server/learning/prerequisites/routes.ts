import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findLessonToEdit } from '../lessons/queries.ts'
import { setPrerequisites } from './changes.ts'
import { PrerequisitesForm, PrerequisitesParams } from './forms.ts'
import { lessonsOfCourse } from './queries.ts'

/** Which lessons of a course come before another one. */
export const prerequisites: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/lessons/:id/prerequisites', { config: { access: 'lessons.edit' }, schema: { params: PrerequisitesParams } }, showPage)
  app.post('/lessons/:id/prerequisites', {
    config: { access: 'lessons.edit', again: showPage }, schema: { params: PrerequisitesParams, body: PrerequisitesForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => setPrerequisites(change, id, body), () => ({ to: `/lessons/${id}`, notice: 'prerequisites.set' })))
}

async function showPage(request: FastifyRequest, reply: FastifyReply) {
  const lesson = found(await findLessonToEdit(request.db, request.scope, (request.params as { id: number }).id))
  const others = (await lessonsOfCourse(request.db, lesson.courseId)).filter(({ id }) => id !== lesson.id)
  return reply.page('learning/prerequisites/edit', { lesson, others, form: formOf(PrerequisitesForm, request, { needs: lesson.needs.map(({ id }) => id) }) })
}

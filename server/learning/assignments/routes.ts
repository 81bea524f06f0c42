import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, Missing } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { submitFile, takeFile } from '../../base/sent.ts'
import { htmlOf } from '../lessons/markdown.ts'
import { findLesson } from '../lessons/queries.ts'
import { saveAssignment, saveTemplate } from './changes.ts'
import { AssignmentForm, AssignmentParams, DropForm, levelsMax, rubricMax, startingOf, TemplateForm } from './forms.ts'
import { assignmentOf } from './rules.ts'
import { templateAsked } from './uploads.ts'

const edit = 'lessons.edit' as const

/** How staff say what an assignment asks, and look at it as trainees will. */
export const assignments: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/lessons/:id/assignment', { config: { access: edit }, schema: { params: AssignmentParams } }, editAgain)
  app.post('/lessons/:id/assignment', {
    config: { access: edit, again: editAgain }, schema: { params: AssignmentParams, body: AssignmentForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => saveAssignment(change, id, body), () => ({ to: `/lessons/${id}/assignment`, notice: 'form.saved' })))

  app.get('/lessons/:id/assignment/preview', { config: { access: 'lessons.read' }, schema: { params: AssignmentParams } }, async (request, reply) => {
    const { lesson, assignment } = await assignmentLesson(request)
    return reply.page('learning/assignments/preview', { lesson, assignment, html: htmlOf(assignment?.instructions ?? '') })
  })

  app.post('/lessons/:id/assignment/template/removal', {
    config: { access: edit, again: editAgain }, schema: { params: AssignmentParams, body: DropForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => saveTemplate(change, id, body.version, null), () => ({ to: `/lessons/${id}/assignment`, notice: 'assignments.templateGone' })))

  await app.register(async (inner) => {
    await takeFile(inner, templateAsked)
    inner.post<{ Params: { id: number }; Body: { version: number } }>('/lessons/:id/assignment/template', {
      config: { access: edit, again: editAgain }, schema: { params: AssignmentParams, body: TemplateForm }, attachValidation: true,
    }, async (request, reply) => submitFile(request, reply, (change, file) => saveTemplate(change, request.params.id, request.body.version, file),
      (id) => ({ to: `/lessons/${id}/assignment`, notice: 'assignments.templateKept' })))
  })
}

async function assignmentLesson(request: FastifyRequest) {
  const lesson = found(await findLesson(request.db, (request.params as { id: number }).id))
  if (lesson.kind !== 'assignment') throw new Missing()
  return { lesson, assignment: assignmentOf(lesson.content) }
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const { lesson, assignment } = await assignmentLesson(request)
  const typed = (request.body as { rubric?: unknown[] } | undefined)?.rubric
  const rows = Math.min(rubricMax, Math.max(Array.isArray(typed) ? typed.length : 0, (assignment?.rubric.length ?? 0) + 1, 2))
  const ofTemplate = request.routeOptions.url?.includes('/template') ?? false
  const [boxes, templateBoxes] = ofTemplate ? [nothingSent(request), request] : [request, nothingSent(request)]
  return reply.page('learning/assignments/edit', {
    lesson, assignment, rows, levels: levelsMax,
    form: formOf(AssignmentForm, boxes, startingOf(assignment, lesson.version)), templateForm: formOf(TemplateForm, templateBoxes, { version: lesson.version }),
  })
}

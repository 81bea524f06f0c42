import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found, mend } from '../../base/errors.ts'
import { findCourse } from '../../planning/courses/queries.ts'
import { certificatePaper } from '../certificates/paper.ts'
import { originOf } from '../certificates/printing.ts'
import { designOfForm, problemsOfDesign, saveDesign } from './changes.ts'
import { CourseParams, DesignForm } from './forms.ts'
import { designPage, sampleOf } from './pages.ts'
import { besidesOf } from './queries.ts'

/** How the certificates of a course look, in versions: seen while it is typed, as a page without scripts, and as the PDF itself. */
export const certificateTemplates: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/courses/:id/certificate-template', { config: { access: 'courses.read' }, schema: { params: CourseParams } }, async (request, reply) =>
    reply.page('completion/certificate-templates/edit', await designPage(request, null)))

  app.post('/courses/:id/certificate-template', {
    config: { access: 'courses.edit', again }, schema: { params: CourseParams, body: DesignForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => saveDesign(change, id, request.body), () => ({ to: `/courses/${id}/certificate-template`, notice: 'certificateTemplates.saved' }))
  })

  app.post('/courses/:id/certificate-template/preview', {
    config: { access: 'courses.edit', again }, schema: { params: CourseParams, body: DesignForm }, attachValidation: true,
  }, async (request, reply) => reply.page('completion/certificate-templates/edit', await designPage(request, request.body)))

  app.post('/courses/:id/certificate-template/sample', {
    config: { access: 'courses.edit', again }, schema: { params: CourseParams, body: DesignForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { id }, body } = request
    mend(problemsOfDesign(body))
    const course = found(await findCourse(request.db, id))
    const paper = certificatePaper(sampleOf(request, designOfForm(body), course, await besidesOf(request.db, course)), originOf(request))
    return sendMade(reply, await app.outside.paper.print('certificate', paper), { name: `修了証書 見本 ${course.name}.pdf`, type: 'application/pdf', shown: 'inline' })
  })
}

/** The form as typed; where it is too poor to be drawn, beside the design in force. */
const again = async (request: FastifyRequest, reply: Parameters<NonNullable<FastifyRequest['routeOptions']['config']['again']>>[1]) =>
  reply.page('completion/certificate-templates/edit', await designPage(request, request.validationError ? null : request.body as DesignForm))

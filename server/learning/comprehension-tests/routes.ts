import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { saveTest } from './changes.ts'
import { LessonParams, PreviewQuery, TestForm } from './forms.ts'
import { editPage, previewPage } from './pages.ts'

/** What a test asks and how: settings, sections, where its questions come from. */
export const comprehensionTests: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/lessons/:id/test', { config: { access: 'lessons.edit' }, schema: { params: LessonParams } }, editAgain)
  app.post('/lessons/:id/test', {
    config: { access: 'lessons.edit', again: editAgain }, schema: { params: LessonParams, body: TestForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => saveTest(change, id, body), () => ({ to: `/lessons/${id}/test${body.act === undefined || body.act === 'save' ? '' : '#sections'}`, notice: 'form.saved' })))

  app.get('/lessons/:id/test/preview', {
    config: { access: 'lessons.read' }, schema: { params: LessonParams, querystring: PreviewQuery },
  }, async (request, reply) => reply.page('learning/comprehension-tests/preview', await previewPage(request, request.params.id, request.query)))
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('learning/comprehension-tests/edit', await editPage(request, (request.params as { id: number }).id))
}

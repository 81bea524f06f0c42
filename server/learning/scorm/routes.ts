import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { beginAgain, launchItem } from './playing/changes.ts'
import { LaunchForm, OwnParams, PlainForm, PlayParams } from './forms.ts'
import { menuPage, playPage, sendPlay } from './pages.ts'
import { packages } from './staff.ts'

/** Packages of SCORM: trainees play them, staff send them and decide what counts. They run on an origin of their own (`host.ts`). */
export const scorm: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/learn/:enrollment/packages/:lesson', { config: { access: 'lessons.learn' }, schema: { params: OwnParams } }, menu)

  app.post('/learn/:enrollment/packages/:lesson/launches', {
    config: { access: 'lessons.learn', again: menu }, schema: { params: OwnParams, body: LaunchForm },
  }, async (request, reply) => {
    const { enrollment, lesson } = request.params
    // Not by a one-time key: what it answers has a secret in it, and that is kept nowhere.
    const token = await request.change((change) => launchItem(change, enrollment, lesson, request.body.item))
    return reply.redirect(`/learn/${enrollment}/packages/${lesson}/play/${token}`, 303)
  })

  app.get('/learn/:enrollment/packages/:lesson/play/:token', {
    config: { access: 'lessons.learn' }, schema: { params: PlayParams },
  }, async (request, reply) => {
    const { enrollment, lesson, token } = request.params
    return sendPlay(request, reply, await playPage(request, enrollment, lesson, token))
  })

  app.post('/learn/:enrollment/packages/:lesson/attempts', {
    config: { access: 'lessons.learn', again: menu }, schema: { params: OwnParams, body: PlainForm },
  }, async (request, reply) => {
    const { enrollment, lesson } = request.params
    return reply.submit((change) => beginAgain(change, enrollment, lesson), () => ({ to: `/learn/${enrollment}/packages/${lesson}`, notice: 'scorm.begunAgain' }))
  })

  await app.register(packages)
}

async function menu(request: FastifyRequest, reply: FastifyReply) {
  const { enrollment, lesson } = request.params as { enrollment: number; lesson: number }
  return reply.page('learning/scorm/menu', { ...await menuPage(request, enrollment, lesson), hasPlace: request.server.outside.contentOriginFor(request) !== null })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { watchedOf } from '../lessons/standing.ts'
import { takeBeat } from './changes.ts'
import { BeatForm, OwnLessonParams } from './forms.ts'
import { records } from './records.ts'
import { readerFiles } from './reader-files.ts'
import { deviceOf } from './rules.ts'

/** What somebody watched, as their player reports it and as staff look at it. */
export const viewings: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(readerFiles)
  await app.register(records)

  app.post('/learn/:enrollment/lessons/:lesson/beats', {
    config: { access: 'lessons.learn' }, schema: { params: OwnLessonParams, body: BeatForm },
  }, async (request, reply) => {
    const { enrollment, lesson } = request.params
    const watched = await request.beat((change) => takeBeat(change, enrollment, lesson, request.body, deviceOf(request.headers['user-agent'])))
    return reply.page('learning/viewings/watched', { ...watched, ...watchedOf(watched.lesson) })
  })
}

import type { FastifyPluginAsync } from 'fastify'
import { letter, samples } from './samples.ts'

/** Every component once, with invented people; registered outside production only. */
export const styleguide: FastifyPluginAsync = async (app) => {
  app.get('/styleguide', { config: { access: 'anyone' } }, async (request, reply) =>
    reply.page('keeping/styleguide/index', samples(request.language)))

  app.get('/styleguide/paper', { config: { access: 'anyone' } }, async (request, reply) =>
    reply.page('keeping/styleguide/paper', letter(request.language)))
}

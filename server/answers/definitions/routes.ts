import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { figures, parts } from './figures.ts'

/** What every figure means, where it comes from and what is not in it. A figure on a page leads here by its name. */
export const definitions: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/definitions', { config: { access: 'home.read' } }, async (_, reply) => reply.page('answers/definitions/index', { figures, parts }))
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

export const marking: FastifyPluginAsyncTypebox = async () => {}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { found } from '../../base/errors.ts'
import { categories } from '../../entry/nominations/rules.ts'
import { coverageOf, findCoverage, perPage, trainedInPost } from './queries.ts'
import { matrixOf } from './rules.ts'

const Place = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
const Narrowed = Type.Object({
  category: Type.Optional(Type.Enum([...categories])),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  year: Type.Optional(Type.String({ maxLength: 4 })),
})

export const coverage: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/coverage', { config: { access: 'results.read' }, schema: { querystring: Narrowed } }, async ({ db, scope, query }, reply) =>
    reply.page('answers/coverage/index', { coverage: matrixOf(await coverageOf(db, scope, query.page)) }))

  app.get('/coverage/:id', {
    config: { access: 'results.read', traced: true }, schema: { params: Place, querystring: Narrowed },
  }, async ({ db, scope, params, query }, reply) => {
    const { page = 1 } = query
    const category = query.category || null
    const municipality = found(await findCoverage(db, scope, params.id))
    const people = await trainedInPost(db, scope, params.id, category, page)
    const total = people[0]?.total ?? 0
    return reply.page('answers/coverage/show', {
      municipality, people, category, categories, pager: { page, pages: Math.max(1, Math.ceil(total / perPage)), total, perPage },
    })
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Kind } from '../../base/policy.ts'

/** How many steps the help of each role has; the words are in texts.ts. */
const roles = { trainee: 5, municipality: 5, prefecture: 6, instructor: 4, expert: 2, administrator: 4 } as const
type Role = keyof typeof roles
const roleOf: Record<Kind, Role> = {
  trainee: 'trainee', municipality: 'municipality', prefecture: 'prefecture', contractor: 'prefecture',
  instructor: 'instructor', expert: 'expert', administrator: 'administrator',
}

/** What anybody may read, signed in or not: how to use the house, how accessible it is, what it keeps of people. */
export const guides: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/help', { config: { access: 'anyone' } }, async (request, reply) => {
    const own = request.actor === null ? null : roleOf[request.actor.kind]
    const order = (Object.keys(roles) as Role[]).sort((one, other) => Number(other === own) - Number(one === own))
    return reply.page('keeping/guides/help', { own, roles: order.map((name) => ({ name, steps: numbers(roles[name]) })), questions: numbers(6) })
  })

  app.get('/accessibility', { config: { access: 'anyone' } }, async (_, reply) =>
    reply.page('keeping/guides/accessibility', { done: numbers(6), open: numbers(4) }))

  app.get('/privacy', { config: { access: 'anyone' } }, async (_, reply) =>
    reply.page('keeping/guides/privacy', { purposes: numbers(4), kept: numbers(5), seen: numbers(4), safe: numbers(4) }))
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

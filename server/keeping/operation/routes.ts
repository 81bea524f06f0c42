import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import fp from 'fastify-plugin'
import type { Reader } from '../../base/database.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Set when the process has been asked to stop: it still answers, but wants no new visitors. */
    operation: { leaving: boolean }
  }
}

/** For balancers and watchers: `live` asks nothing of anyone, `ready` wants the database and us not to be leaving. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.decorate('operation', { leaving: false })

  app.get('/health/live', { config: { access: 'anyone' } }, async (_, reply) =>
    reply.type('text/plain; charset=utf-8').header('Cache-Control', 'no-store').send('live\n'))

  app.get('/health/ready', { config: { access: 'anyone' } }, async ({ db }, reply) => {
    const state = app.operation.leaving ? 'leaving' : await answers(db) ? 'ready' : 'database away'
    return reply.code(state === 'ready' ? 200 : 503).type('text/plain; charset=utf-8')
      .header('Cache-Control', 'no-store').send(`${state}\n`)
  })
}

// Not encapsulated, because the command that stops the app sets `leaving` from outside.
export const operation = fp(routes, { name: 'operation' })

const millisecondsMax = 2_000

/** Whether the database answers a question at all, and soon. */
function answers(db: Reader): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), millisecondsMax)
  db.selectNoFrom((eb) => eb.lit(1).as('one')).executeTakeFirst().then(() => resolve(true), () => resolve(false))
  return promise.finally(() => clearTimeout(timer))
}

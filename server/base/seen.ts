import fp from 'fastify-plugin'
import type { Insertable } from 'kysely'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** This page shows or exports personal data: that it was seen is written down after the answer. */
    traced?: true
  }
}

type Line = Insertable<Tables['audit_line']>

/** Who saw what: pages stay readers, the line is written here once the answer is out. */
export default fp<{ database: Database }>(async function seen(app, { database }) {
  const write = inTurn(async (lines: Line[]) => { await database.insertInto('audit_line').values(lines).execute() })

  app.addHook('onResponse', async (request, reply) => {
    const { actor, routeOptions: { config, url } } = request
    if (!config.traced || actor === null || reply.statusCode >= 300) return
    const { personId: person_id, postId: post_id, municipalityId: municipality_id } = actor
    await write({
      at: app.clock(), person_id, post_id, municipality_id, request_id: request.id,
      action: 'seen', subject: `page:${url}`, detail: JSON.stringify({ ...request.params as object, ...request.query as object }),
    })
  })
})

const linesMax = 500

/** A line alone is written at once; those that come while others are being written go together after them, so a rush costs few statements. */
function inTurn<T>(write: (lines: T[]) => Promise<void>): (line: T) => Promise<void> {
  let before: Promise<void> = Promise.resolve()
  let open: { lines: T[]; written: Promise<void> } | null = null
  const begin = () => {
    const lines: T[] = []
    const written = before.then(() => {
      if (open?.lines === lines) open = null
      return write(lines)
    })
    before = written.catch(() => {})
    return { lines, written }
  }
  return (line) => {
    if (open === null || open.lines.length >= linesMax) open = begin()
    open.lines.push(line)
    return open.written
  }
}

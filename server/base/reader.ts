import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Scope } from './access.ts'
import type { Database, Reader } from './database.ts'
import { dayInJapan, fiscalYearOf, type Day } from './days.ts'
import type { Reading } from './turn.ts'
import { readAs } from './wall.ts'

declare module 'fastify' {
  interface FastifyInstance {
    clock: () => Date
    /** Reads between requests, for what tells open pages that something has changed. Each page then asks by itself, as who it is. */
    between: Reader
  }
  interface FastifyRequest {
    db: Reader
    reading: Reading & { scope: Scope } | null
    /**
     * Reads past the wall, for what a page may know without seeing whose it is (a band of comparison, a figure of all) or
     * finds by a secret (a certificate by its code). Each use says why; the tests count them.
     */
    beyond: Reader
    today: Day
    /** The fiscal year that is being looked at: `?year=2026`, or the current one. */
    year: number
  }
}

export default fp<{ database: Database; clock: () => Date }>(async function reader(app, { database, clock }) {
  app.decorate('clock', clock)
  app.decorate('between', readAs(database, { of: 'all' }).db)
  // The one place where a request is given something to read with: behind the wall of its scope.
  const readingOf = (request: FastifyRequest): Reading => {
    if (request.reading?.scope !== request.scope) request.reading = { scope: request.scope, ...readAs(database, request.scope) }
    return request.reading
  }
  app.decorateRequest('reading', null)
  app.decorateRequest('db', { getter() { return readingOf(this).db } })
  app.decorateRequest('beyond', { getter() { return readingOf(this).beyond } })
  app.decorateRequest('today', { getter() { return dayInJapan(clock()) } })
  app.decorateRequest('year', { getter() {
    const { year } = (this.query ?? {}) as { year?: unknown }
    const asked = typeof year === 'string' && /^20\d\d$/.test(year) ? Number(year) : typeof year === 'number' ? year : null
    return asked ?? fiscalYearOf(dayInJapan(clock()))
  } })
})

import fp from 'fastify-plugin'
import { sql } from 'kysely'
import { Lucia, TimeSpan, type Adapter } from 'lucia'
import { createHash } from 'node:crypto'
import type { Visitor } from '../../base/access.ts'
import { isDatabaseAway, type Database } from '../../base/database.ts'
import { prepared } from '../../base/prepared.ts'
import { sessionLimits } from './rules.ts'

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof openLucia>; UserId: number
    DatabaseUserAttributes: Visitor; DatabaseSessionAttributes: { postId: number }
  }
}
declare module 'fastify' {
  interface FastifyInstance { lucia: ReturnType<typeof openLucia> }
  interface FastifyRequest {
    sessionToken: string | null
    /** Why it is not known who sent this form: the database did not say. */
    away: Error | null
  }
  interface FastifyReply {
    /** Gives the browser its sign-in to hold, or takes it back (null). */
    holdSession: (token: string | null) => FastifyReply
  }
}

export function openLucia(db: Database, secure: boolean, clock = () => new Date()) {
  return new Lucia(sessionStore(db, clock), {
    sessionExpiresIn: new TimeSpan(sessionLimits.idleMinutes, 'm'),
    sessionCookie: { name: secure ? '__Host-sid' : 'sid', attributes: { secure, sameSite: 'lax' } },
    getUserAttributes: (visitor) => visitor,
    getSessionAttributes: ({ postId }) => ({ postId }),
  })
}

/** The browser holds the token, the database only its hash: a stolen backup opens no door. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

type SessionRow = { id: string; account_id: number; post_id: number; expires_at: Date }
const session = (row: SessionRow, id = row.id) =>
  ({ id, userId: row.account_id, expiresAt: row.expires_at, attributes: { postId: row.post_id } })

/**
 * Lucia's adapter, spoken in Kysely, so that sessions live in the same database as the rest. Lucia reads the machine's
 * clock and the house has its own, so only the span that is left passes between them.
 */
function sessionStore(db: Database, clock: () => Date): Adapter {
  const onItsClock = (expires: Date) => new Date(Date.now() + expires.getTime() - clock().getTime())
  const onOurs = (expires: Date) => new Date(clock().getTime() + expires.getTime() - Date.now())

  return {
    async getSessionAndUser(token) {
      const [row] = await visitorOf(db, { hash: hashOfToken(token) })
      if (row === undefined || isTooOld(row.created_at, clock())) return [null, null]
      const { id: _, account_id, post_id, created_at: signedInAt, expires_at: __, posts, ...visitor } = row
      const expires_at = onItsClock(row.expires_at)
      const attributes: Visitor = { ...visitor, signedInAt, accountId: account_id, postId: post_id, posts: posts ?? [] }
      return [session({ id: token, account_id, post_id, expires_at }), { id: account_id, attributes }]
    },
    async getUserSessions(id) {
      const rows = await db.selectFrom('session').select(['id', 'account_id', 'post_id', 'expires_at'])
        .where('account_id', '=', id).execute()
      return rows.map((row) => session({ ...row, expires_at: onItsClock(row.expires_at) }))
    },
    async setSession({ id, userId: account_id, expiresAt: expires_at, attributes: { postId: post_id } }) {
      await db.insertInto('session').values({ id: hashOfToken(id), account_id, post_id, expires_at: onOurs(expires_at), created_at: clock() }).execute()
    },
    async updateSessionExpiration(id, expires_at) {
      await db.updateTable('session').set({ expires_at: onOurs(expires_at) }).where('id', '=', hashOfToken(id)).execute()
    },
    async deleteSession(id) { await db.deleteFrom('session').where('id', '=', hashOfToken(id)).execute() },
    async deleteUserSessions(id) { await db.deleteFrom('session').where('account_id', '=', id).execute() },
    async deleteExpiredSessions() { await db.deleteFrom('session').where('expires_at', '<=', clock()).execute() },
  }
}

const isTooOld = (begun: Date, now: Date) => now.getTime() - begun.getTime() > sessionLimits.absoluteMinutes * 60_000

/** Who a session is, with the post in use and the others that can be switched to, in one statement. */
const visitorOf = prepared((db, { hash }: { hash: string }) => db.selectFrom('session as s')
  .innerJoin('account as a', 'a.id', 's.account_id')
  .innerJoin('person as p', 'p.id', 'a.person_id')
  .innerJoin('post as t', (join) => join.onRef('t.id', '=', 's.post_id').onRef('t.account_id', '=', 'a.id'))
  .leftJoin('municipality as m', 'm.id', 't.municipality_id')
  .select(['s.id', 's.account_id', 's.post_id', 's.created_at', 's.expires_at', 'a.language', 'p.id as personId', 'p.name',
    't.kind', 't.title', 't.municipality_id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
  .select(sql<Visitor['posts'] | null>`(
    select json_agg(json_build_object('id', o.id, 'kind', o.kind, 'title', o.title, 'municipality', om.name, 'municipalityEn', om.name_en) order by o.id)
    from post o left join municipality om on om.id = o.municipality_id
    where o.account_id = a.id and o.ended_at is null)`.as('posts'))
  .select(sql<boolean>`exists (select from second_factor f where f.account_id = a.id)`.as('hasSecondFactor'))
  .where('s.id', '=', hash).where('a.disabled_at', 'is', null).where('t.ended_at', 'is', null))

export default fp<{ lucia: ReturnType<typeof openLucia>; publicOrigin: string | null }>(async function sessions(app, settings) {
  const { lucia, publicOrigin } = settings
  app.decorate('lucia', lucia)
  app.decorateRequest('actor', null)
  app.decorateRequest('sessionToken', null)
  app.decorateRequest('away', null)
  app.decorateReply('holdSession', function (token) {
    const cookie = token === null ? lucia.createBlankSessionCookie() : lucia.createSessionCookie(token)
    return this.setCookie(cookie.name, cookie.value, { ...cookie.attributes, path: '/' })
  })
  app.addHook('onRequest', async (request, reply) => {
    const safe = request.method === 'GET' || request.method === 'HEAD'
    if (!safe && !isOurs(request.headers, publicOrigin)) throw Object.assign(new Error('foreign origin'), { statusCode: 403 })

    const token = request.cookies[lucia.sessionCookieName]
    if (token === undefined || /^\/(static|health)\//.test(request.url)) return // these are the same for everybody
    const { session, user } = await lucia.validateSession(token).catch((error: unknown) => {
      if (safe || !isDatabaseAway(error)) throw error
      request.away = error as Error
      return { session: null, user: null }
    })
    if (user) {
      const { id: _, ...visitor } = user
      request.actor = visitor
      request.sessionToken = token
    }
    if (session?.fresh) reply.holdSession(token)
  })
  // A form is read before it is turned away, so that what was typed can be given back.
  app.addHook('preValidation', async ({ away }) => { if (away !== null) throw away })
})

/** Fetch metadata decides who posted; Origin only where a browser sends none of it. */
function isOurs(headers: Record<string, string | string[] | undefined>, publicOrigin: string | null): boolean {
  const { 'sec-fetch-site': site, origin, host } = headers
  if (site !== undefined) return site === 'same-origin'
  if (typeof origin !== 'string') return false
  return publicOrigin === null ? URL.canParse(origin) && new URL(origin).host === host : origin === publicOrigin
}

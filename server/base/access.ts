import type { FastifyRequest, FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import { Missing, SignInNeeded } from './errors.ts'
import { policy, type Kind, type Permission, type Reach } from './policy.ts'
import type { Language } from './texts.ts'

/** Who is asking, and by which of their posts. */
export interface Actor {
  accountId: number; personId: number; postId: number
  kind: Kind; municipalityId: number | null
}

/** What the frame of a page says of the person, besides who they are. */
export interface Visitor extends Actor {
  /** When the password was last given. */
  signedInAt: Date
  hasSecondFactor: boolean
  name: string; title: string; municipality: string | null; municipalityEn: string | null; language: Language | null
  posts: { id: number; kind: Kind; title: string; municipality: string | null; municipalityEn: string | null }[]
}

/** The rows a request may touch. Queries demand one; only the policy hands them out. */
export type Scope =
  | { of: 'all' }
  | { of: 'municipality'; municipalityId: number }
  | { of: 'assigned'; personId: number }
  | { of: 'person'; personId: number }
  | { of: 'public' }

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Permission | 'anyone'
    /**
     * Opens only to who gave the password within the last hour (`trust.md` C47): rights, and files with many people. A file
     * names the page it is taken from, which begins it once one is in: a file alone would leave the reader at the door.
     */
    justSignedIn?: true | ((request: FastifyRequest) => string)
  }
  interface FastifyInstance { routes: { method: string; url: string; access: Permission | 'anyone'; justSignedIn: boolean; schema: FastifySchema }[] }
  interface FastifyRequest { actor: Visitor | null; scope: Scope }
}

/** The scope of an actor for a permission; null is a closed door. Pure, so that jobs ask again before they act. */
export function scopeFor({ kind, personId, municipalityId }: Actor, permission: Permission): Scope | null {
  const row: Partial<Record<Kind, Reach>> = policy[permission]
  const reach = row[kind]
  if (reach === undefined) return null
  switch (reach) {
    case 'all': return { of: 'all' }
    case 'municipality': return municipalityId === null ? null : { of: 'municipality', municipalityId }
    case 'assigned': return { of: 'assigned', personId }
    case 'person': return { of: 'person', personId }
  }
}

/** Where signing in leads: a form is not sent by it, and a file begins on its page. */
function backTo(request: FastifyRequest): string {
  const { justSignedIn } = request.routeOptions.config
  if (request.method !== 'GET') return '/'
  return typeof justSignedIn === 'function' ? justSignedIn(request) : request.url
}

const freshMinutes = 60
const isStale = ({ signedInAt }: Visitor, now: Date): boolean => now.getTime() - signedInAt.getTime() > freshMinutes * 60_000

export default fp(async function access(app) {
  app.decorateRequest('scope')
  app.addHook('onRequest', async (request) => { request.scope = { of: 'public' } })

  // Every way into the house names who may use it, and is kept so that the tests can knock at all of them.
  app.decorate('routes', [])
  app.addHook('onRoute', ({ method, url, config, schema = {} }) => {
    if (config?.access === undefined) throw new Error(`${method} ${url} names no access`)
    app.routes.push({ method: String(method), url, access: config.access, justSignedIn: config.justSignedIn !== undefined, schema })
  })

  // What you may not do, you may not know of: a refusal here looks like a missing page.
  app.addHook('preValidation', async (request, reply) => {
    const permission = request.routeOptions.config.access
    if (permission === undefined || permission === 'anyone') return
    if (request.actor === null) throw new SignInNeeded(backTo(request))
    const scope = scopeFor(request.actor, permission)
    if (scope === null) throw new Missing()
    request.scope = scope
    // Whoever has something to set up first comes to it, and to what is their own, and nowhere else.
    const first = permission === 'account.own' ? null : request.server.outside.mustFirst(request.actor)
    if (first !== null) return reply.redirect(first, 303)
    if (request.routeOptions.config.justSignedIn && isStale(request.actor, request.server.clock())) {
      throw new SignInNeeded(backTo(request), true)
    }
  })
})

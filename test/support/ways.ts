import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'
import { scopeFor, type Actor } from '../../server/base/access.ts'
import type { Database } from '../../server/base/database.ts'
import type { Kind } from '../../server/base/policy.ts'
import type { Someone, Town } from './people.ts'

type Route = FastifyInstance['routes'][number]

/** One way into the house, and what it reads from an address and from a form. */
export interface Way {
  method: string
  url: string
  access: Route['access']
  justSignedIn: boolean
  /** Names of what the address may carry after the question mark. */
  query: string[]
  /** Names of the boxes of its form. */
  boxes: string[]
  /** The address, each of its places filled with the same word. */
  at: (word?: string) => string
}

/** Who of the small world is who: one for each kind of post, so that each door is tried by somebody it is for. */
export const kinds: Record<Kind, keyof Town> = {
  trainee: 'trainee', instructor: 'instructor', expert: 'expert', municipality: 'clerkOfTachikawa',
  contractor: 'contractor', prefecture: 'planner', administrator: 'administrator',
}

// Asked for by the house itself, whatever a route's schema says.
export const everywhere: readonly string[] = ['year', 'page', 'q', 'tab', 'to']

/** Every way in, in the order they were built. The small world begins each table at 1, so `at()` often finds a row. */
export function waysOf({ routes }: FastifyInstance): Way[] {
  return routes.filter(({ method }) => method !== 'HEAD').map(({ method, url, access, justSignedIn, schema }) => ({
    method, url, access, justSignedIn,
    query: [...new Set([...everywhere, ...namesIn(schema.querystring)])],
    boxes: namesIn(schema.body),
    at: (word = '1') => url.replace(/:[A-Za-z]\w*(\([^)]*\))?|\*/g, encodeURIComponent(word)),
  }))
}

const namesIn = (schema: unknown) => Object.keys((schema as { properties?: object } | undefined)?.properties ?? {})

/** Somebody of the small world whom this way is for; anyone will do where nobody needs to be signed in. */
export function someoneFor({ access }: Way, town: Town): Someone {
  const kind = access === 'anyone' ? 'prefecture' : (Object.keys(kinds) as Kind[]).toReversed()
    .find((kind) => scopeFor({ kind, personId: 0, municipalityId: 0 } as Actor, access) !== null)
  if (kind === undefined) throw new Error(`the policy lets nobody use ${access}`)
  return town[kinds[kind]] as Someone
}

/**
 * The ways the policy opens to a kind of post. What it does not open is answered like an address that never was, before anything of
 * the route is asked (`access.test.ts` knocks at all of them); walking through those again would be most of a walk.
 */
export const openTo = (ways: readonly Way[], kind: Kind): Way[] =>
  ways.filter(({ access }) => access === 'anyone' || scopeFor({ kind, personId: 1, municipalityId: 1, accountId: 1, postId: 1 } as Actor, access) !== null)

/**
 * Some of what a walk has for every place, in turn: the place of that number gets `share` of them, the next one the next. Words are read by the
 * same few readers everywhere, so each word reaches a share of twelve hundred addresses; what only one word at one address would break may go unseen.
 */
export const inTurn = <T>(all: readonly T[], place: number, share: number): T[] => Array.from({ length: Math.min(share, all.length) }, (_, n) => all[(place * share + n) % all.length]!)

/** What ends the sign-in of whoever presses it, or the post they hold: pressed last on a walk through every form. */
export const endsTheVisit = ({ url }: Way): boolean => /^\/(account|posts|sign-out|demo)/.test(url)

/** Something for every box, as plain as its schema allows, so that a form gets as far as looking its row up. */
export function bodyFor(schema: unknown): Record<string, string> {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Record<string, Box>; required?: string[] }
  return Object.fromEntries(Object.entries(properties).filter(([name]) => required.includes(name)).map(([name, box]) => [name, valueFor(box)]))
}
interface Box { type?: string; as?: string; enum?: string[]; anyOf?: { const?: string }[]; const?: string; minimum?: number; minLength?: number }
const valueFor = ({ type, as, enum: words, anyOf, const: only, minimum = 1, minLength = 1 }: Box): string =>
  as === 'day' ? '2026-06-20' : only ?? words?.[0] ?? anyOf?.find((one) => one.const !== undefined)?.const
    ?? (type === 'integer' || type === 'number' ? String(minimum) : as === 'email' ? 'zz@house.test' : 'z'.repeat(minLength))

/**
 * What each table holds, as one short word per table, so that "nothing was changed" can be said of the whole house.
 * Lines about a page having been looked at are left out: they are meant to be written.
 */
export async function holdings(db: Database): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(db)
  const { rows } = await sql<{ name: string; held: string }>`${sql.join(tables.map(({ name }) => sql`
    select ${sql.lit(name)} as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as held
    from ${sql.table(name)} t ${name === 'audit_line' ? sql`where action <> 'seen'` : sql``}`), sql` union all `)}`.execute(db)
  return Object.fromEntries(rows.map(({ name, held }) => [name, held]))
}

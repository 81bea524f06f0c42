import { PGlite, types, type PGliteOptions } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { Kysely, PGliteDialect, PostgresDialect, type Transaction } from 'kysely'
import assert from 'node:assert/strict'
import type { Writable } from 'node:stream'
import pg from 'pg'
import type { Tables } from './tables.ts'

/** Held by main.ts, worker.ts and the tests. Features never see it: they get a Reader or a Change. */
export type Database = Kysely<Tables>

/** What every page may hold: it can ask, it cannot change. See reader.ts. */
export type Reader = Pick<Database, 'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn'>

/** What only a Change holds. See change.ts. */
export type Writer = Transaction<Tables>

/** How many connections, and how long one statement may take. 0 seconds: as long as it needs. */
export interface Limits {
  connectionsMax?: number; statementSecondsMax?: number; answerSecondsMax?: number
  /** Off behind a proxy that hands a connection on between transactions and does not know prepared statements. */
  prepares?: boolean
}

/** What stands behind a Database, for the job library, which needs more than single statements. */
export type Engine = { of: 'postgres'; url: string; pool: pg.Pool } | { of: 'embedded'; pglite: PGlite }
const engines = new WeakMap<object, Engine>()

// On both engines a date stays a day in Japan ('YYYY-MM-DD'), and a big integer becomes a number that is exact.
const asDay = (text: string) => text
const asNumber = (text: string) => { assert(Number.isSafeInteger(Number(text))); return Number(text) }
const parsers = { [types.DATE]: asDay, [types.INT8]: asNumber }
pg.types.setTypeParser(pg.types.builtins.DATE, asDay)
pg.types.setTypeParser(pg.types.builtins.INT8, asNumber)

/**
 * A pool of connections to PostgreSQL. `statementSecondsMax` is kept by the server; `answerSecondsMax` by us, for the
 * day the server no longer says anything at all, so it is the time after which a page gives up.
 */
export function openPostgres(url: string, limits: Limits = {}): Database {
  const { connectionsMax = 10, statementSecondsMax = 10, answerSecondsMax = 0, prepares = true } = limits
  const pool = new pg.Pool({
    connectionString: url, max: connectionsMax, application_name: 'chiiki-manabi', keepAlive: true,
    connectionTimeoutMillis: 3_000, idleTimeoutMillis: 30_000,
    statement_timeout: statementSecondsMax * 1_000, query_timeout: answerSecondsMax * 1_000,
    idle_in_transaction_session_timeout: 60_000,
    // Statements that a page issues together go out together and are answered in turn, without a wait between them.
    pipeline: true,
  })
  // Unheard, a dropped idle connection would end the process. Only its words are said: the error carries the connection.
  pool.on('error', ({ message }) => console.error(`database connection dropped: ${message}`))
  const nameOf = prepares ? namesOfStatements() : () => undefined
  pool.on('connect', (client) => {
    attend(client, nameOf)
    // Compiling a plan takes longer than any statement of ours.
    client.query('set jit = off').catch(() => {})
  })
  const database: Database = new Kysely({ dialect: new PostgresDialect({ pool }) })
  engines.set(database, { of: 'postgres', url, pool })
  return database
}

/** Takes a role that owns nothing, until the transaction ends. See wall.ts. */
export const entering = `select set_config('role', $1, true), set_config('chiiki.municipality', $2, true), set_config('chiiki.person', $3, true)`

/**
 * What each connection gets beside pg's own ways.
 * - pg gives up on a silent statement but keeps its connection, and the next one to borrow it would wait as well: it is closed.
 * - A statement that comes again is prepared under a name, so that the server plans it once per connection and not per page;
 *   and once per role, because policies are part of a plan.
 * - What is asked in one breath is written in one piece: a write costs more than a statement.
 * - A change begins and takes its role in one breath: `begin` waits for the statement after it, and without `begin` none counts.
 */
function attend(client: pg.PoolClient, nameOf: (text: string) => string | undefined): void {
  client.on('error', () => {}) // a connection lost while lent out: its borrower is told by its statement
  const query: (...given: unknown[]) => Promise<unknown> = client.query.bind(client)
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  let [role, gathering, begins] = ['', false, false]
  const gather = () => {
    if (gathering) return
    gathering = true
    stream.cork()
    process.nextTick(() => { gathering = false; stream.uncork() })
  }
  const hangUp = (error: Error) => {
    if (error.message === silence) void client.end().catch(() => {})
    throw error
  }
  const put = (...given: unknown[]) => {
    const [text, values, ...more] = given
    if (typeof text !== 'string' || more.length > 0) return query(...given)
    if (text === 'commit' || text === 'rollback') role = ''
    const name = Array.isArray(values) ? nameOf(text) : undefined
    const answer = name === undefined ? query(...given) : query({ name: name + role, text, values })
    if (text === entering) role = (values as string[])[0]!.replace('chiiki_', '_')
    return answer
  }
  const ask = async (...given: unknown[]) => {
    if (given[0] === 'begin') { begins = true; return { command: 'BEGIN', rows: [] } }
    gather()
    if (!begins) return put(...given)
    begins = false
    const begun = query('begin')
    // Only taking a role is harmless where no transaction began.
    if (given[0] !== entering) await begun
    const [, answer] = await Promise.all([begun, put(...given)])
    return answer
  }
  Object.assign(client, { query: (...given: unknown[]) => ask(...given).catch(hangUp) })
}

const [preparedMax, lookedAtMax] = [500, 5_000]

/**
 * Names for statements from the second time on; those that never come again, and long ones, are not kept by the server,
 * nor are `begin` and `commit`, in which there is nothing to plan.
 */
function namesOfStatements(): (text: string) => string | undefined {
  const seen = new Set<string>()
  const names = new Map<string, string>()
  return (text) => {
    const name = names.get(text)
    if (name !== undefined) return name
    if (text.length < 20 || text.length > 20_000 || names.size >= preparedMax) return undefined
    if (seen.has(text)) names.set(text, `s${names.size + 1}`)
    else if (seen.size < lookedAtMax) seen.add(text)
    return names.get(text)
  }
}

/**
 * PostgreSQL inside this process: in a folder for trying out, in memory for tests. Its usual 128 MB of shared buffers would
 * be touched at once and are more than any folder tried out here fills: with 32 MB the process is about 100 MB smaller.
 */
export const startEmbedded = (options: PGliteOptions) =>
  new PGlite({ ...options, parsers, extensions: { pg_trgm }, startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'] })

export function openEmbedded(pglite: PGlite): Database {
  const database: Database = new Kysely({ dialect: new PGliteDialect({ pglite }) })
  engines.set(database, { of: 'embedded', pglite })
  return database
}

/** What a database opened here stands on. */
export function engineOf(database: Database): Engine {
  const engine = engines.get(database)
  assert(engine !== undefined, 'this database was not opened by openPostgres or openEmbedded')
  return engine
}

const silence = 'Query read timeout'
const awayCodes = /^(08...|57P0.|57014|53...|25006|28000|28P01|3D000|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/
const awayWords = new RegExp([
  silence, 'timeout exceeded when trying to connect', 'Connection terminated', 'Client was closed and is not queryable',
  'Client has encountered a connection error', 'Postgres connection has been discarded', 'PGlite is closed',
  'is not currently accepting connections',
].join('|'))

/**
 * Whether an error says that the database cannot be reached or does not answer in time, so that trying again later is
 * the right advice (503), as opposed to a mistake of ours (500). One that lets nobody in, for maintenance, is away, too.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, severity } = error as { code?: unknown; severity?: unknown }
  if (typeof code === 'string' && awayCodes.test(code)) return true
  if (severity === 'FATAL') return true // the server ends the connection, or never begins it: whatever its reason, nothing is answered
  if (awayWords.test(error.message)) return true
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true
  return isDatabaseAway(error.cause)
}

import type { PGlite } from '@electric-sql/pglite'
import { CompiledQuery, sql, type Kysely } from 'kysely'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { getConstructionPlans, PgBoss, type ConstructorOptions, type Db } from 'pg-boss'
import { engineOf, type Database, type Reader, type Writer } from './database.ts'
import type { Files } from './files.ts'
import type { Post } from './mail.ts'
import type { Paper } from './paper.ts'

/** What a job may use: it runs outside any request, so it asks for nothing that belongs to one. */
export interface CrewHouse {
  database: Database; clock: () => Date; mail: Post; files: Files; paper: Paper
  random: (bytes: number) => Uint8Array
  /** How people reach us ('https://manabi.example.jp'), for the addresses in letters; null when not set. */
  publicOrigin: string | null
}

/**
 * Who does which job. A job may run twice (a crash after the work, before it is ticked off), so it asks before it acts.
 * `tries`: how often it is begun before it is given up (5). `secondsMax`: how long one try may take (300).
 * `everyMinutes`: it begins with the worker and again so many minutes after it began, however many workers there are.
 */
export type Crew = Record<string, {
  work: (house: CrewHouse, payload: never) => Promise<void>
  tries?: number
  secondsMax?: number
  everyMinutes?: number
}>

export interface JobOptions {
  /** Not before this moment. */
  startAfter?: Date
  /** While one with this key waits to be begun, another is not added; the waiting one keeps its time. */
  key?: string
}

type Terms = Pick<Crew[string], 'tries' | 'secondsMax'>
const schema = 'pgboss'
const usual = { tries: 5, secondsMax: 300 }
const days = (count: number) => count * 24 * 60 * 60

/** What is promised is kept for a year even if no worker ever comes; what was given up stays to be seen for a quarter. */
const termsOf = ({ tries = usual.tries, secondsMax = usual.secondsMax }: Terms) => ({
  retryLimit: tries - 1, retryDelay: 10, retryBackoff: true, retryDelayMax: 3_600, expireInSeconds: secondsMax,
  heartbeatSeconds: 60, retentionSeconds: days(365), deleteAfterSeconds: days(90),
})
/** 'short': of jobs with the same key only one can be waiting to be begun. */
const queueOf = (terms: Terms) => ({ policy: 'short', ...termsOf(terms) })

/**
 * Makes the tables of the job library, inside the transaction of the migration that calls it.
 * Its plan is many statements with a transaction of their own; both engines take it as one statement without.
 */
export async function installJobs(db: Kysely<unknown>): Promise<void> {
  const plan = /^\s*BEGIN;([\s\S]*)COMMIT;\s*$/.exec(getConstructionPlans(schema))?.[1]
  assert(plan !== undefined && !plan.includes('$plan$'), 'the job library lays its tables in another way now')
  await sql.raw(`do $do$ begin execute $plan$${plan}$plan$; end $do$`).execute(db)
}

/** Promises a job inside the transaction that causes it: no commit, no job. Needs no worker in this process. */
export async function enqueue(tx: Writer, name: string, payload: object, options: JobOptions = {}): Promise<void> {
  await enqueueAll(tx, name, [payload], options)
}

/** The same for many payloads of one name, in one statement. */
export async function enqueueAll(
  tx: Writer, name: string, payloads: readonly object[], { startAfter, key }: JobOptions = {},
): Promise<void> {
  if (payloads.length === 0) return
  assert(key === undefined || payloads.length === 1, 'a key belongs to one job')
  const jobs = payloads.map((data) => (
    { data, singletonKey: key ?? randomUUID(), ...startAfter && { startAfter: startAfter.toISOString() } }
  ))
  const send = () => desk.insert(name, jobs, { db: through(tx), returnId: true })
  if ((await send())?.length === jobs.length) return
  // Nothing was put down: it waits already under its key, or this is the first job ever of this name.
  await openQueue(tx, name, {})
  const sent = await send()
  assert(key !== undefined || sent?.length === jobs.length, `the job ${name} was not put down`)
}

const through = (db: Writer | Database): Db => ({
  executeSql: async (text, values = []) => ({ rows: (await db.executeQuery(CompiledQuery.raw(text, values))).rows }),
})

/**
 * An instance that is never started: it only puts jobs down and ticks them off, through the transaction it is handed.
 * The one thing it would ask a database of its own is where a queue lives, and all of ours live in the common table.
 */
const desk = new PgBoss({
  schema, migrate: false, supervise: false, schedule: false,
  db: { executeSql: async (_, values) => ({ rows: [{ name: String(values?.[0]), policy: 'short', table: 'job_common' }] }) },
})

const openQueue = (db: Writer | Database, name: string, terms: Terms) =>
  sql`select pgboss.create_queue(${name}, ${JSON.stringify(queueOf(terms))}::jsonb)`.execute(db)

/**
 * Takes jobs as they come, one at a time of each name, until stopped. `stop` lets those begun finish for 25 seconds
 * and then hands them back to be begun again by whoever comes next.
 */
export async function startJobs(house: CrewHouse, crew: Crew, report = console.error): Promise<{ stop(): Promise<void> }> {
  const boss = new PgBoss({ schema, migrate: false, schedule: false, ...connectionOf(house.database) })
  boss.on('error', (error) => report(error))
  await boss.start()
  for (const [name, post] of Object.entries(crew)) {
    await openQueue(house.database, name, post)
    await boss.updateQueue(name, termsOf(post))
    if (post.everyMinutes !== undefined) await comeBack(house, name, 0)
    const worker: string = await boss.work(name, { includeMetadata: true }, async ([job]) => {
      assert(job !== undefined)
      boss.notifyWorker(worker) // where one was, more may be: it looks again at once, and rests only when none is left
      if (post.everyMinutes !== undefined) await comeBack(house, name, post.everyMinutes)
      await post.work(house, job.data as never).catch((error) => {
        report(job.retryCount < job.retryLimit ? `job ${name} will be tried again` : `job ${name} is given up`, error)
        throw error
      })
    })
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 25_000 }) }
}

/** The next round is promised before this one is done, so that one that breaks does not end them all; only one ever waits. */
const comeBack = ({ database, clock }: CrewHouse, name: string, minutes: number) =>
  database.transaction().execute((tx) => enqueue(tx, name, {}, { key: name, startAfter: new Date(clock().getTime() + minutes * 60_000) }))

function connectionOf(database: Database): ConstructorOptions {
  const engine = engineOf(database)
  if (engine.of === 'postgres') return { connectionString: engine.url, max: 2, connectionTimeoutMillis: 3_000 }
  return { backend: 'pglite', db: inTurn(database, engine.pglite), reindex: false, monitorVacuum: false }
}

/** The embedded database has one connection: the job library waits for its turn like every transaction of ours. */
const inTurn = (database: Database, pglite: PGlite): Db => ({
  executeSql: (text, values) => database.connection().execute(async () => {
    if (values?.length) return pglite.query(text, values)
    try {
      return { rows: (await pglite.exec(text)).flatMap(({ rows }) => rows) }
    } catch (error) {
      await pglite.exec('rollback') // several statements may have left a transaction open behind them
      throw error
    }
  }),
})

/**
 * For tests: does all that is due by the house's clock, also what these jobs promise in turn, without pauses between
 * tries. Returns how many were done; throws what a job threw at its last try.
 */
export async function drain(house: CrewHouse, crew: Crew): Promise<number> {
  for (let done = 0; ; done++) {
    const job = await nextDue(house, Object.keys(crew))
    if (job === undefined) return done
    await doOut(house, crew, job)
  }
}

interface Due { id: string; name: string; data: unknown }

/** The library stamps jobs with the time of the database; only what was put off is measured by the house's clock. */
const nextDue = async ({ database, clock }: CrewHouse, names: string[]) => (await sql<Due>`
  select id, name, data from pgboss.job
  where name = any(${names}::text[]) and state < 'active' and (start_after = created_on or start_after <= ${clock()})
  order by created_on, ctid limit 1`.execute(database)).rows[0]

async function doOut(house: CrewHouse, crew: Crew, { id, name, data }: Due): Promise<void> {
  const { work, tries = usual.tries } = crew[name]!
  for (let tryNo = 1; ; tryNo++) {
    try {
      await work(house, data as never)
      await desk.complete(name, id, null, { db: through(house.database), includeQueued: true })
      return
    } catch (error) {
      if (tryNo < tries) continue
      await sql`update pgboss.job set state = 'failed', retry_count = ${tries - 1}, completed_on = ${house.clock()},
        output = ${JSON.stringify({ message: String(error) })}::jsonb where name = ${name} and id = ${id}`.execute(house.database)
      throw error
    }
  }
}

/** How many jobs of each name wait, are being done, or were given up. */
export const jobCounts = (db: Reader) => db.selectFrom(sql<JobRow>`pgboss.job`.as('job'))
  .select((eb) => ['name', 'state', eb.fn.countAll<number>().as('count')])
  .where('state', 'in', ['created', 'retry', 'active', 'failed'])
  .groupBy(['name', 'state']).orderBy('name').orderBy('state').execute()

/** The jobs given up, last first, with what the last try said. */
export const jobsGivenUp = (db: Reader, limit = 100) => db.selectFrom(sql<JobRow>`pgboss.job`.as('job'))
  .select(['id', 'name', 'completed_on as at', 'output'])
  .where('state', '=', 'failed').orderBy('completed_on', 'desc').limit(limit).execute()

interface JobRow { id: string; name: string; state: string; completed_on: Date; output: { message?: string } | null }

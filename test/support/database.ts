import { sql } from 'kysely'
import { readFileSync } from 'node:fs'
import { migrate } from '../../migrations/index.ts'
import { openEmbedded, openPostgres, startEmbedded, type Database } from '../../server/base/database.ts'
import { template } from './template.ts'

const server = process.env.TEST_DATABASE_URL
let opened: Promise<Database> | undefined

/**
 * The worker's own migrated database with every row and job gone: embedded, or where TEST_DATABASE_URL says.
 * What has rows loses them one by one: `truncate` makes the files of every table and index anew, ten times as long as that.
 */
export async function emptyDatabase(): Promise<Database> {
  const database = await (opened ??= server === undefined ? fromTemplate() : onServer(server))
  const names = await filled(database)
  const { rows: [owner] } = await sql<{ passes: boolean }>`select rolsuper as passes from pg_roles where rolname = current_user`.execute(database)
  if (owner!.passes) await clear(database, names)
  else if (names.length > 0) await sql.raw(`truncate ${names.join()} cascade`).execute(database)
  await sql`select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    from pg_sequences where schemaname = 'public' and last_value is not null`.execute(database)
  return database
}

/** The tables that have a row; of the job library those with queues and jobs. */
async function filled(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname = 'public' and tablename not like 'kysely%' or schemaname = 'pgboss' and tablename not in ('version', 'bam', 'warning')
  `.execute(database)
  const asked = rows.map(({ name }) => `select '${name}' as name where exists (select from ${name})`)
  return (await sql.raw<{ name: string }>(asked.join(' union all ')).execute(database)).rows.map(({ name }) => name)
}

const pagesMax = 64

/** In any order and past every trigger, as only a superuser may; what has grown large gives its room back. */
async function clear(database: Database, names: string[]): Promise<void> {
  await database.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    for (const name of names) await sql.raw(`delete from ${name}`).execute(tx)
  })
  const { rows } = await sql<{ name: string }>`select name from unnest(${names}::text[]) as name
    where pg_relation_size(name::regclass) > ${pagesMax * 8192}`.execute(database)
  if (rows.length > 0) await sql.raw(`vacuum ${rows.map(({ name }) => name).join()}`).execute(database)
}

async function fromTemplate(): Promise<Database> {
  return openEmbedded(startEmbedded({ loadDataDir: new Blob([readFileSync(template)]) }))
}

/**
 * Dropped and made again at the start of a run, so after a failure it can still be looked into.
 * Two runs at once on one server need names of their own: TEST_DATABASE_NAME.
 */
async function onServer(url: string): Promise<Database> {
  const name = `${process.env.TEST_DATABASE_NAME ?? 'chiiki_test'}_${process.env.VITEST_POOL_ID}`
  const admin = openPostgres(url, { statementSecondsMax: 0 })
  await sql.raw(`drop database if exists ${name} with (force)`).execute(admin)
  await sql.raw(`create database ${name}`).execute(admin)
  // Nothing of a test has to survive a power cut, so no commit waits for the disk.
  await sql.raw(`alter database ${name} set synchronous_commit = off`).execute(admin)
  await admin.destroy()
  const database = openPostgres(Object.assign(new URL(url), { pathname: `/${name}` }).href)
  await migrate(database)
  return database
}

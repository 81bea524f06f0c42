import { sql } from 'kysely'
import { readFileSync } from 'node:fs'
import { openEmbedded, startEmbedded, type Database } from '../../server/base/database.ts'
import { copyOnServer, databaseOf } from './server-template.ts'
import { template } from './template.ts'

const server = process.env.TEST_DATABASE_URL
let opened: Promise<Database> | undefined

/**
 * The worker's own migrated database with every row and job gone: embedded, or where TEST_DATABASE_URL says.
 * What has rows loses them one by one: `truncate` makes the files of every table and index anew, ten times as long as that.
 */
export async function emptyDatabase(): Promise<Database> {
  const database = await (opened ??= server === undefined ? fromTemplate() : copyOnServer(server, databaseOf(process.env.VITEST_POOL_ID!)))
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

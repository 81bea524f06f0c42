import { sql } from 'kysely'
import { readFileSync } from 'node:fs'
import { migrate } from '../../migrations/index.ts'
import { openEmbedded, openPostgres, startEmbedded, type Database } from '../../server/base/database.ts'
import { template } from './template.ts'

const server = process.env.TEST_DATABASE_URL
let opened: Promise<Database> | undefined

/** The worker's own migrated database with every row and job gone: embedded, or where TEST_DATABASE_URL says. */
export async function emptyDatabase(): Promise<Database> {
  const database = await (opened ??= server === undefined ? fromTemplate() : onServer(server))
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname = 'public' and tablename not like 'kysely%' or schemaname = 'pgboss' and tablename = 'queue'
  `.execute(database)
  await sql.raw(`truncate ${rows.map(({ name }) => name).join()} restart identity cascade`).execute(database)
  return database
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
  await admin.destroy()
  const database = openPostgres(Object.assign(new URL(url), { pathname: `/${name}` }).href)
  await migrate(database)
  return database
}

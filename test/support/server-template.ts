import { sql } from 'kysely'
import { migrate } from '../../migrations/index.ts'
import { openPostgres, type Database } from '../../server/base/database.ts'

/** Two runs at once on one server need names of their own. */
export const databaseOf = (part: string): string => `${process.env.TEST_DATABASE_NAME ?? 'chiiki_test'}_${part}`
const model = databaseOf('template')
const at = (url: string, name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href

/** The migrated, empty database that every worker's is a copy of; made anew with each run. */
export async function makeOnServer(url: string): Promise<void> {
  await withServer(url, (admin) => create(admin, model))
  const database = openPostgres(at(url, model), { statementSecondsMax: 0 })
  await migrate(database)
  await database.destroy()
}

/** A worker's own copy, made again at the start of a run, so after a failure it can still be looked into. */
export async function copyOnServer(url: string, name: string): Promise<Database> {
  await withServer(url, async (admin) => {
    await create(admin, name, `template ${model}`)
    // Nothing of a test has to survive a power cut, so no commit waits for the disk.
    await sql.raw(`alter database ${name} set synchronous_commit = off`).execute(admin)
  })
  return openPostgres(at(url, name))
}

async function create(admin: Database, name: string, how = ''): Promise<void> {
  await sql.raw(`drop database if exists ${name} with (force)`).execute(admin)
  await sql.raw(`create database ${name} ${how}`).execute(admin)
}

async function withServer(url: string, work: (admin: Database) => Promise<void>): Promise<void> {
  const admin = openPostgres(url, { statementSecondsMax: 0 })
  try {
    await work(admin)
  } finally {
    await admin.destroy()
  }
}

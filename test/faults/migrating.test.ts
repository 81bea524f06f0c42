import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPostgres, type Database } from '../../server/base/database.ts'

const server = process.env.TEST_DATABASE_URL
const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-migrating-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(server === undefined)('processes that start at once on PostgreSQL (TEST_DATABASE_URL)', () => {
  const name = `${process.env.TEST_DATABASE_NAME ?? 'chiiki_test'}_migrating`
  const url = server === undefined ? '' : Object.assign(new URL(server), { pathname: `/${name}` }).href
  let admin: Database
  beforeAll(async () => {
    admin = openPostgres(server!, { statementSecondsMax: 0 })
    await sql.raw(`drop database if exists ${name} with (force)`).execute(admin)
    await sql.raw(`create database ${name}`).execute(admin)
  })
  afterAll(() => admin?.destroy())

  const migrate = (n: number) => new Promise<{ code: number; said: string }>((resolve) => {
    const env = { PATH: process.env.PATH!, DATABASE_URL: url, DATA_DIR: path.join(folder, String(n)) }
    execFile(process.execPath, ['server/migrate.ts'], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }))
  })

  test('six of them bring one empty database up to date: one applies, the others wait, all are content', async () => {
    const six = await Promise.all(Array.from({ length: 6 }, (_, n) => migrate(n)))
    expect(six.filter(({ code }) => code !== 0)).toEqual([])
    const database = openPostgres(url)
    const { rows } = await sql<{ name: string; timestamp: string }>`select name, timestamp from kysely_migration order by name`.execute(database)
    await database.destroy()
    expect(rows.length).toBeGreaterThan(9)
    expect(rows.map(({ name }) => Number(name.slice(0, 4)))).toEqual(rows.map((_, n) => n + 1))
  }, 180_000)

  test('an old program does not start on a newer database, and says why', async () => {
    const database = openPostgres(url)
    await sql`insert into kysely_migration (name, timestamp) values ('9999-newer', '2099-01-01T00:00:00.000Z')`.execute(database)
    await database.destroy()
    const { code, said } = await migrate(7)
    expect([code, said]).toEqual([1, expect.stringContaining('データベースがこのプログラムより新しい')])
    expect(said).toContain('The database is newer than this program')
  }, 60_000)
})

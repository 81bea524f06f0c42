import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../server/base/access.ts'
import { migrate } from '../../migrations/index.ts'
import { openPostgres, type Database } from '../../server/base/database.ts'
import { readAs } from '../../server/base/wall.ts'
import { seedReference } from '../../server/seed.ts'

const server = process.env.TEST_DATABASE_URL

/** As in production: the database belongs to a role that may sign in and is no superuser. */
describe.skipIf(server === undefined)('a database with an owner of its own on PostgreSQL (TEST_DATABASE_URL)', () => {
  const name = `${process.env.TEST_DATABASE_NAME ?? 'chiiki_test'}_owning`
  let admin: Database
  const opened: Database[] = []
  /** A fresh database of that owner; the roles of the wall are left as earlier tests made them. */
  async function ownedBy(owner: string, may: string): Promise<Database> {
    await sql.raw(`drop database if exists ${name} with (force)`).execute(admin)
    await sql.raw(`drop role if exists ${owner}`).execute(admin)
    await sql.raw(`create role ${owner} login ${may}`).execute(admin)
    await sql.raw(`create database ${name} owner ${owner}`).execute(admin)
    const url = Object.assign(new URL(server!), { pathname: `/${name}`, username: owner, password: '' })
    opened.push(openPostgres(url.href))
    return opened.at(-1)!
  }
  // Making and dropping a database waits for the disk, which others may be keeping busy: long limits, nothing is timed here.
  const patient = 300_000
  beforeAll(() => { admin = openPostgres(server!, { statementSecondsMax: 0 }) })
  afterAll(async () => {
    for (const database of opened) await database.destroy()
    await sql.raw(`drop database if exists ${name} with (force)`).execute(admin)
    for (const role of [`${name}_maker`, `${name}_plain`]) await sql.raw(`drop role if exists ${role}`).execute(admin)
    await admin.destroy()
  }, patient)

  test('is laid out, filled and read by that owner, and a municipality is kept apart in it', async () => {
    const db = await ownedBy(`${name}_maker`, 'createrole')
    await migrate(db)
    expect(await seedReference(db)).toEqual({ municipalities: 62, professions: 24, themes: 15 })
    await sql`insert into organization (municipality_id, kind, name, name_key) select id, 'other', name, name from municipality`.execute(db)
    const seen = (scope: Scope) => readAs(db, scope).db.selectFrom('organization').select('municipality_id as town').execute()
    expect((await seen({ of: 'all' })).length).toBe(62)
    expect(await seen({ of: 'municipality', municipalityId: 7 })).toEqual([{ town: 7 }])
    expect(await seen({ of: 'public' })).toEqual([])
  }, patient)

  test('an owner who may not make roles is told what an administrator runs', async () => {
    const db = await ownedBy(`${name}_plain`, 'nocreaterole')
    await expect(migrate(db)).rejects.toThrow(`an administrator of the database server must run once: create role chiiki_whole nologin; create role chiiki_part nologin; grant chiiki_whole, chiiki_part to ${name}_plain`)
  }, patient)
})

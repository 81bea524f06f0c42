import { CompiledQuery, sql } from 'kysely'
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { engineOf, entering, isDatabaseAway, openEmbedded, openPostgres, startEmbedded, type Database } from '../../server/base/database.ts'
import { emptyDatabase } from '../support/database.ts'
import { openProxy } from '../support/proxy.ts'

const server = process.env.TEST_DATABASE_URL
const one = (database: Database) => sql<{ one: number }>`select 1 as one`.execute(database).then(({ rows }) => rows[0]?.one)
const timed = async (work: Promise<unknown>) => {
  const began = Date.now()
  const error: unknown = await work.then(() => null, (error: unknown) => error)
  return { error, seconds: (Date.now() - began) / 1_000 }
}

test('a day stays a day and a big number stays exact on both engines', async () => {
  const { rows } = await sql`select date '2026-04-01' as day, 9007199254740991::bigint as big, count(*) as few from account`
    .execute(await emptyDatabase())
  expect(rows).toEqual([{ day: '2026-04-01', big: 9007199254740991, few: 0 }])
})

test('what was written to the embedded database is there when it is opened again', async () => {
  const dataDir = path.join(mkdtempSync(path.join(tmpdir(), 'pglite-')), 'db')
  const first = openEmbedded(startEmbedded({ dataDir }))
  await sql`create table kept as select '立川 花子' as name`.execute(first)
  await first.destroy()
  const again = openEmbedded(startEmbedded({ dataDir }))
  expect((await sql`select name from kept`.execute(again)).rows).toEqual([{ name: '立川 花子' }])
  await again.destroy()
}, 120_000)

test.each([
  [{ code: '57P01' }, true], [{ code: '57P03' }, true], [{ code: '08006' }, true], [{ code: 'ECONNREFUSED' }, true],
  [{ code: '57014' }, true], [{ code: '53300' }, true], [{ code: '25006' }, true],
  [{ code: '55000', severity: 'FATAL' }, true], [{ code: '55000', severity: 'ERROR' }, false],
  [{ message: 'Connection terminated unexpectedly' }, true], [{ message: 'timeout exceeded when trying to connect' }, true],
  [{ cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }, true],
  [{ code: '55000', message: 'database "manabi" is not currently accepting connections' }, true], [{ code: '3D000' }, true], [{ code: '28P01' }, true], [{ code: '55000' }, false],
  [{ code: '23505' }, false], [{ code: '42P01' }, false], [{ message: 'syntax error' }, false], [{ code: 'ENOENT' }, false],
])('an error of %j counts as the database being away: %s', (about, away) => {
  expect(isDatabaseAway(Object.assign(new Error('x'), about))).toBe(away)
})

test('what is no error is not the database being away', () => {
  expect([null, undefined, 'ECONNREFUSED', { code: '57P01' }].map(isDatabaseAway)).toEqual([false, false, false, false])
})

describe.skipIf(server === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const way = server === undefined ? null! : await openProxy(server)
  const database = server === undefined ? null! : openPostgres(way.url, { connectionsMax: 3, answerSecondsMax: 1 })
  const admin = server === undefined ? null! : openPostgres(server)
  afterEach(() => way.set('pass'))
  afterAll(async () => { await Promise.all([database, admin].map((db) => db?.destroy())); await way?.close() })

  test('idle connections that are dropped do not end the process, and the next question is answered', async () => {
    await Promise.all([one(database), one(database), one(database)])
    way.set('reset')
    await new Promise((resolve) => setTimeout(resolve, 100))
    way.set('pass')
    expect(await one(database)).toBe(1)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'chiiki-manabi' and pid <> pg_backend_pid() and state = 'idle' and datname = current_database()`.execute(admin)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await one(database)).toBe(1)
  })

  test('a connection killed in the middle of a transaction undoes it and leaves the pool usable', async () => {
    const broken = database.transaction().execute(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(admin)
      await new Promise((resolve) => setTimeout(resolve, 100))
      await one(tx as unknown as Database)
    })
    expect(isDatabaseAway((await timed(broken)).error)).toBe(true)
    expect(await one(database)).toBe(1)
  })

  test('a database that refuses is told at once', async () => {
    way.set('reset')
    const { error, seconds } = await timed(one(database))
    expect(isDatabaseAway(error)).toBe(true)
    expect(seconds).toBeLessThan(1)
    way.set('pass')
    expect(await one(database)).toBe(1)
  })

  test('a database that accepts and never answers is given up in time, and its connections with it', async () => {
    await Promise.all([one(database), one(database), one(database)])
    way.set('silent')
    const tries = await Promise.all(Array.from({ length: 6 }, () => timed(one(database))))
    for (const { error, seconds } of tries) {
      expect(isDatabaseAway(error)).toBe(true)
      expect(seconds).toBeLessThan(4.5)
    }
    way.set('pass')
    for (let round = 0; round < 6; round++) expect(await one(database)).toBe(1)
  })

  test('a new connection that gets no answer is given up after three seconds', async () => {
    way.set('silent')
    const fresh = openPostgres(way.url)
    const { error, seconds } = await timed(one(fresh))
    expect(isDatabaseAway(error)).toBe(true)
    expect(seconds).toBeGreaterThan(2.5)
    expect(seconds).toBeLessThan(4)
    await fresh.destroy()
  })

  test('a change begins and takes its role in one write; where it cannot, nothing is done and the connection is whole', async () => {
    const alone = openPostgres(server!, { connectionsMax: 1 })
    const engine = engineOf(alone)
    assert(engine.of === 'postgres')
    const client = await engine.pool.connect()
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
    client.release()
    const writes: string[] = []
    const heard = (bytes: Uint8Array | { chunk: Uint8Array }[]) => writes.push(Buffer.concat(Array.isArray(bytes) ? bytes.map(({ chunk }) => chunk) : [bytes]).toString('latin1'))
    const { _write, _writev } = stream
    stream._write = (chunk, encoding, done) => { heard(Buffer.from(chunk, encoding)); _write.call(stream, chunk, encoding, done) }
    stream._writev = (chunks, done) => { heard(chunks as { chunk: Uint8Array }[]); _writev!.call(stream, chunks, done) }
    const take = (role: string) => alone.transaction().execute(async (tx) => {
      await tx.executeQuery(CompiledQuery.raw(entering, [role, '', '']))
      return (await sql<{ role: string }>`select current_user as role`.execute(tx)).rows[0]!.role
    })

    expect(await take('none')).not.toBe('none')
    expect(writes.filter((bytes) => bytes.includes('begin'))).toEqual([expect.stringContaining('set_config')])
    expect(writes).toHaveLength(3) // with its question and its end
    await expect(take('nobody_at_all')).rejects.toThrow('nobody_at_all')
    expect(await one(alone)).toBe(1)
    await expect(alone.transaction().execute(async () => { throw new Error('before any question') })).rejects.toThrow('before any question')
    expect((await sql<{ open: boolean }>`select now() <> statement_timestamp() as open`.execute(alone)).rows[0]!.open, 'no transaction is left open').toBe(false)
    await alone.destroy()
  })

  test('a statement that takes too long is stopped by the server', async () => {
    const hasty = openPostgres(server!, { statementSecondsMax: 1 })
    const { error, seconds } = await timed(sql`select pg_sleep(5)`.execute(hasty))
    expect(error).toMatchObject({ code: '57014' })
    expect(seconds).toBeLessThan(2)
    await hasty.destroy()
  })

  test('a pool that is all lent out turns the next away after three seconds', async () => {
    const small = openPostgres(server!, { connectionsMax: 1 })
    const holding = small.connection().execute(() => new Promise((resolve) => setTimeout(resolve, 4_000)))
    const { error, seconds } = await timed(one(small))
    expect(isDatabaseAway(error)).toBe(true)
    expect(seconds).toBeLessThan(3.5)
    await holding
    await small.destroy()
  })
})

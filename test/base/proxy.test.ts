import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openProxy, type Way } from '../support/proxy.ts'

const server = process.env.TEST_DATABASE_URL
const table = `proxy_sample_${process.pid}`
const why = 'needs a PostgreSQL server: npm run test:postgres'

describe.skipIf(server === undefined)(`the way to the database can be broken (${why})`, async () => {
  const direct = new pg.Pool({ connectionString: server, max: 1 })
  const opened: Way[] = []
  let proxy: Way
  beforeEach(async () => {
    opened.push(proxy = await openProxy(server!))
    await direct.query(`drop table if exists ${table}; create table ${table} (id int)`)
  })
  afterAll(async () => {
    await direct.query(`drop table if exists ${table}`)
    await direct.end()
    await Promise.all(opened.map((way) => way.close()))
  })

  const arrive = async () => {
    const client = new pg.Client({ connectionString: proxy.url, connectionTimeoutMillis: 500, query_timeout: 500 })
    client.on('error', () => undefined) // heard, a torn connection does not end the process
    await client.connect()
    return client
  }
  const rows = async () => (await direct.query(`select id from ${table}`)).rows.length
  const insert = async (client: pg.Client) => {
    await client.query('begin')
    await client.query(`insert into ${table} values (1)`)
    await client.query('commit')
  }

  test('passing, everything arrives', async () => {
    const client = await arrive()
    await insert(client)
    expect([await rows(), proxy.open()]).toEqual([1, 1])
    await client.end()
  })

  test('refusing, nobody gets in, and later they do', async () => {
    proxy.set('refuse')
    await expect(arrive()).rejects.toThrow(/ECONNRESET|terminated/)
    proxy.set('pass')
    await (await arrive()).end()
  })

  test('torn down, what was not committed is gone', async () => {
    const client = await arrive()
    await client.query(`begin; insert into ${table} values (1)`)
    proxy.set('reset')
    await expect(client.query('commit')).rejects.toThrow()
    expect([await rows(), proxy.open()]).toEqual([0, 0])
  })

  test('silent, a question is never answered', async () => {
    const client = await arrive()
    proxy.set('silent')
    await expect(client.query('select 1')).rejects.toThrow('Query read timeout')
    await expect(arrive()).rejects.toThrow('timeout')
  })

  test('slow, an answer comes after the delay', async () => {
    const client = await arrive()
    proxy.set({ delay: 100 })
    const asked = performance.now()
    await client.query('select 1')
    expect(performance.now() - asked).toBeGreaterThan(190)
    await client.end()
  })

  test('cut before the commit, nothing was done; cut after it, all of it was, and both look the same', async () => {
    const unlucky = async (fault: 'cut-before-commit' | 'cut-after-commit') => {
      const client = await arrive()
      proxy.set(fault)
      await expect(insert(client)).rejects.toThrow(/ECONNRESET|terminated/)
      return rows()
    }
    expect([await unlucky('cut-before-commit'), await unlucky('cut-after-commit')]).toEqual([0, 1])
  })
})

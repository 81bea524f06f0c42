import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { engineOf, openPostgres, type Database } from '../../server/base/database.ts'
import { openHouse, type VisitorOf } from '../support/app.ts'
import { settle, type Town } from '../support/people.ts'
import { openProxy, type Fault, type Way as Wire } from '../support/proxy.ts'
import { someoneFor, waysOf } from '../support/ways.ts'

const server = process.env.TEST_DATABASE_URL
const sorry = 'ただいまデータを読み書きできません'
const inTheWay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

// Between the app and its database stands a wire that can be cut; the tests look at the rows past it.
describe.skipIf(server === undefined)('with a wire to PostgreSQL that can be cut (TEST_DATABASE_URL)', () => {
  let wire: Wire
  let pages: Database
  let house: Awaited<ReturnType<typeof openHouse>>
  let town: Town
  let planner: VisitorOf

  beforeAll(async () => {
    house = await openHouse({ through: async (database) => {
      const { url } = engineOf(database) as { url: string }
      wire = await openProxy(url)
      return pages = openPostgres(wire.url, { answerSecondsMax: 4 })
    } })
    town = await settle(house.db)
    planner = await house.visitor(town.planner)
  })
  afterEach(() => wire.set('pass'))
  afterAll(async () => {
    await pages?.destroy()
    await wire?.close()
  })

  const programs = async () => (await house.db.selectFrom('program').select('name').orderBy('id').execute()).map(({ name }) => name)
  const health = async () => Promise.all(['live', 'ready'].map(async (word) => (await house.stranger().get(`/health/${word}`)).statusCode))
  /** A form by everything it carries, as the page that could not be served gives it back. */
  const givenBack = (body: string) => Object.fromEntries([...body.slice(body.indexOf('<main')).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name, value]) => [name!, value!]))

  // Silence takes four seconds to be told from an answer that is long in coming, so that every fifth page waits for it.
  test.each<[Fault, string, number]>([['reset', 'every page says', 1], ['silent', 'every fifth page says', 5]])('database away (%s): %s so within five seconds, and all is well when it is back', async (fault, _, every) => {
    const ways = waysOf(house.app).filter(({ method, url }) => method === 'GET' && !/^\/(static|health|styleguide)\b/.test(url)).filter((_, n) => n % every === 0)
    const visitors = await Promise.all(ways.map((way) => house.visitor(someoneFor(way, town))))
    expect((await planner.get('/calls')).statusCode).toBe(200)
    wire.set(fault)
    const answers: (string | null)[] = []
    // Some at a time: more than there are connections, and no more than this process can draw in a part of a second beside others.
    for (let from = 0; from < ways.length; from += 12) answers.push(...await Promise.all(ways.slice(from, from + 12).map(async (way, n) => {
      const began = Date.now()
      const { statusCode, body, headers } = await visitors[from + n]!.get(way.at())
      const late = Date.now() - began > 5_000
      return statusCode === 503 && body.includes(`<h1>${sorry}</h1>`) && headers['retry-after'] === '5' && !late ? null : `${way.url}: ${statusCode}${late ? ' late' : ''}`
    })))
    expect(answers.filter(Boolean)).toEqual([])
    expect(answers.length).toBeGreaterThan(50)
    expect(await health()).toEqual([200, 503])
    wire.set('pass')
    expect((await planner.get('/calls')).statusCode).toBe(200)
    expect(await health()).toEqual([200, 200])
  }, 120_000)

  test('it says so in the language that the browser holds, and what a page is drawn with is still served', async () => {
    wire.set('reset')
    expect((await planner.get('/calls', {}, { language: 'en' })).body).toContain('We cannot reach our data right now')
    expect((await planner.get('/static/house.css')).statusCode).toBe(200)
  })

  test('what was typed while the database is away is kept on the page, and sent from there when it is back', async () => {
    wire.set('reset')
    const lost = await planner.post('/programs', { onceKey: 'key-while-away', name: '離れた間の<事業>', nameEn: 'Meanwhile', purpose: '一行目\n二行目' })
    expect(lost.statusCode).toBe(503)
    expect(lost.body).toContain('もう一度送る')
    expect(givenBack(lost.body)).toMatchObject({ onceKey: 'key-while-away', name: '離れた間の&lt;事業&gt;', nameEn: 'Meanwhile', purpose: '一行目\n二行目' })
    expect(await programs()).not.toContain('離れた間の<事業>')
  })

  test('a password is never given back by the page that asks to send again', async () => {
    wire.set('reset')
    const { statusCode, body } = await house.stranger().post('/sign-in', { email: 'p1@house.test', password: 'ひみつのことば12' })
    expect(statusCode).toBe(503)
    expect(body).not.toContain('ひみつのことば')
    expect(body).not.toContain('もう一度送る')
  })

  test('the reply to a done act is lost: sent again it is the same act, and leads to the same page', async () => {
    const form = { onceKey: 'key-reply-lost', name: '返事の届かない事業', nameEn: 'Reply lost' }
    wire.set('cut-after-commit')
    const lost = await planner.post('/programs', form)
    expect([lost.statusCode, await programs()]).toEqual([503, expect.arrayContaining([form.name])])
    expect(givenBack(lost.body)).toEqual(form)
    wire.set('pass')
    const [again, later] = [await planner.post('/programs', givenBack(lost.body)), await planner.post('/programs', form)]
    const { id } = await house.db.selectFrom('program').select('id').where('name', '=', form.name).executeTakeFirstOrThrow()
    expect([again.statusCode, again.headers.location, later.headers.location]).toEqual([303, `/programs/${id}`, `/programs/${id}`])
    expect((await programs()).filter((name) => name === form.name)).toHaveLength(1)
    expect(await house.db.selectFrom('audit_line').select('action').where('subject', '=', `program:${id}`).execute()).toHaveLength(1)
  })

  test('cut before it was done, nothing is done; sent again it is', async () => {
    const form = { onceKey: 'key-cut-before', name: '途中で切れた事業', nameEn: 'Cut before' }
    wire.set('cut-before-commit')
    const lost = await planner.post('/programs', form)
    expect(lost.statusCode).toBe(503)
    await inTheWay(200)
    expect(await programs()).not.toContain(form.name)
    wire.set('pass')
    expect((await planner.post('/programs', givenBack(lost.body))).statusCode).toBe(303)
    expect((await programs()).filter((name) => name === form.name)).toHaveLength(1)
  })

  test('idle connections that the server drops do not trouble the next page', async () => {
    await Promise.all(Array.from({ length: 5 }, () => planner.get('/calls')))
    const { numAffectedRows: _, rows } = await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'chiiki-manabi' and state = 'idle' and pid <> pg_backend_pid()`.execute(house.db)
    expect(rows.length).toBeGreaterThan(0)
    await inTheWay(200)
    const answers = await Promise.all(Array.from({ length: 5 }, () => planner.get('/calls')))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200])
  })
})

import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { htmx, openHouse } from '../support/app.ts'
import { settle, type Someone } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { rowsOfTama } from '../support/rows.ts'
import { overhear } from '../support/statements.ts'
import type { Kind } from '../../server/base/policy.ts'
import { bodyFor, holdings, kinds, openTo, someoneFor, waysOf } from '../support/ways.ts'

/** C59: whatever breaks, wherever: an answer in words with its number, nothing of how we are built, nothing done by halves, and the house stands. */
const secret = 'relation "secret" at /srv/secret/server/base'
let breaksAt = Number.POSITIVE_INFINITY
const house = await openHouse({ paper: plainPaper, demo: true })
const town = await settle(house.db)
await rowsOfTama(house.db, town)
const { stop } = overhear(house.db, (text) => {
  if (--breaksAt < 0) throw new Error(`${secret}: ${text}`)
})
afterAll(stop)
let reached = 0
const stages = ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'onSend'] as const
for (const stage of stages) {
  house.app.register(async (room: FastifyInstance) => {
    room.addHook(stage as 'onRequest', async (_request, reply) => { if (reply.statusCode < 500) throw new Error(secret) })
    room.get(`/broken/${stage}`, { config: { access: 'home.read' } }, async (_, reply) => { reached += 1; return reply.page('who/organizations/index', {}) })
  })
}
house.app.get('/broken/handler', { config: { access: 'home.read' } }, async () => { throw new Error(secret) })
house.app.get('/broken/at-once', { config: { access: 'home.read' } }, () => { throw new Error(secret) })
house.app.get('/broken/template', { config: { access: 'home.read' } }, async (_, reply) => reply.page('planning/calls/show', { call: null }))
house.app.get('/broken/view', { config: { access: 'home.read' } }, async (_, reply) => reply.page('planning/calls/no-such-view'))
house.app.get('/broken/refused', { config: { access: 'home.read', again: async () => { throw new Error(secret) } } }, async (request) => {
  throw Object.assign(new Error(secret), { name: 'Refusal', reason: { key: request.url } })
})
house.app.register(async (room: FastifyInstance) => {
  room.addHook('onResponse', async () => { throw new Error(secret) })
  room.get('/afterwards', { config: { access: 'home.read' } }, async (_, reply) => reply.type('text/plain').send('done'))
})
await house.app.ready()
const ways = waysOf(house.app).filter(({ url }) => !/^\/(broken|afterwards|static|health)\b/.test(url))
beforeEach(() => { breaksAt = Number.POSITIVE_INFINITY })

const tells = /secret|\/srv\/|server\/base|node_modules|\bat .*:\d+:\d+/

test.each([...stages, 'handler', 'at-once', 'template', 'view', 'refused'])('broken at %s: a page in words, with its number and every guard', async (place) => {
  const visitor = await house.visitor(town.planner)
  for (const headers of [{}, htmx('#notice')]) {
    const { statusCode, body, headers: sent } = await visitor.get(`/broken/${place}`, headers)
    expect([statusCode, sent['content-type']]).toEqual([500, 'text/html; charset=utf-8'])
    expect(body).toMatch(/[ぁ-ん]/)
    expect(body).not.toMatch(tells)
    expect([sent['content-security-policy'], sent['x-content-type-options']]).toEqual([expect.stringContaining("default-src 'none'"), 'nosniff'])
    if (!('hx-target' in headers)) expect(body).toMatch(/req-\w+/)
  }
})

test('what is broken before it is known who asks lets nobody in, and a stranger still stands at the door', async () => {
  reached = 0
  for (const stage of stages.filter((stage) => stage !== 'onSend')) await (await house.visitor(town.planner)).get(`/broken/${stage}`)
  expect(reached).toBe(0)
  for (const place of ['handler', 'template']) {
    const { statusCode, headers } = await house.stranger().get(`/broken/${place}`)
    expect([statusCode, String(headers.location).slice(0, 9)]).toEqual([303, '/sign-in?'])
  }
})

test('what breaks after the answer is out does not touch it', async () => {
  const { statusCode, body } = await (await house.visitor(town.planner)).get('/afterwards')
  expect([statusCode, body]).toEqual([200, 'done'])
  expect((await house.stranger().get('/sign-in')).statusCode).toBe(200)
})

test.each(Object.keys(kinds) as Kind[])('whichever question of a page the database breaks at, the %s reads a page in words', async (kind) => {
  const visitor = await house.visitor(town[kinds[kind]] as Someone)
  const wrong: string[] = []
  for (const { at } of openTo(ways, kind).filter(({ method }) => method === 'GET')) {
    for (let n = 0; n < 6; n += 1) {
      breaksAt = n
      const { statusCode, body } = await visitor.get(at())
      breaksAt = Number.POSITIVE_INFINITY
      if (statusCode < 500) break // it needed no more, and only that it was seen could not be written down
      if (statusCode !== 500 || tells.test(body) || !/[ぁ-ん]/.test(body)) wrong.push(`${at()} at ${n}: ${statusCode}`)
    }
  }
  expect(wrong).toEqual([])
}, 120_000)

test('what cannot be written down is not done', async () => {
  const before = await holdings(house.db)
  const done: string[] = []
  const visitors = new Map(await Promise.all([...new Set(Object.values(kinds))].map(async (who) => [(town[who] as Someone).account, await house.visitor(town[who] as Someone)] as const)))
  const { session: _, ...rest } = before
  await sql`create function trail_is_broken() returns trigger language plpgsql as $$ begin raise exception 'relation "secret"'; end $$`.execute(house.db)
  await sql`create trigger trail_is_broken before insert on audit_line for each row execute function trail_is_broken()`.execute(house.db)
  for (const way of ways.filter(({ method }) => method === 'POST')) {
    const visitor = visitors.get(someoneFor(way, town).account)!
    const { schema } = house.app.routes.find(({ method, url }) => method === 'POST' && url === way.url)!
    const { statusCode, headers, body } = await visitor.post(way.at(), bodyFor(schema.body))
    if (statusCode === 303 && way.access !== 'anyone') done.push(`${way.url}: ${headers.location}`)
    if (statusCode >= 500 && tells.test(body)) done.push(`${way.url} tells`)
  }
  await sql`drop function trail_is_broken cascade`.execute(house.db)
  const { session: __, ...after } = await holdings(house.db)
  expect(after).toEqual(rest)
  expect(done).toEqual([])
}, 120_000)

test.each(['FOO / HTTP/1.1', 'PROPFIND / HTTP/1.1', 'CONNECT house.test:443 HTTP/1.1', 'GET http://elsewhere.test/ HTTP/1.1', 'GET /\0 HTTP/1.1', 'QUERY /sign-in HTTP/1.1'])(
  'a line like %j opens nothing and ends nothing', async (line) => {
    if (!house.app.server.listening) await house.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = house.app.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => { socket.destroy() })
    const answer = new Promise<string>((resolve) => { socket.once('data', (bytes) => resolve(String(bytes))); socket.once('close', () => resolve('')); socket.on('error', () => resolve('')) })
    socket.write(`${line}\r\nHost: house.test\r\nConnection: close\r\n\r\n`)
    expect(await answer).toMatch(/^(HTTP\/1\.1 (400|403|404|405|303) |$)/)
    expect((await house.stranger().get('/sign-in')).statusCode).toBe(200)
  })

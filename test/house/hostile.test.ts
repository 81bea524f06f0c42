import fc from 'fast-check'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../support/app.ts'
import { settle } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { inTurn, someoneFor, waysOf, type Way } from '../support/ways.ts'

const house = await openHouse({ paper: plainPaper, demo: true, typesAnything: true })
const town = await settle(house.db)
await house.app.ready()
const ways = waysOf(house.app)
const gets = ways.filter(({ method }) => method === 'GET')
const posts = ways.filter(({ method }) => method === 'POST')

type Answer = Awaited<ReturnType<VisitorOf['get']>>
const queryOf = (names: string[], value: string) => `?${names.map((name) => `${name}=${encodeURIComponent(value)}`).join('&')}`
const formOf = (names: string[], value: string) => Object.fromEntries(names.map((name) => [name, value]))

const inside = new Map<number, VisitorOf>()

/** Whoever the way is for, signed in once: whom a form has shown out (the page asks who it is) comes in again and tries anew. */
async function insideBy(way: Way, send: (visitor: VisitorOf) => Promise<Answer>): Promise<Answer> {
  const who = someoneFor(way, town)
  const comeIn = async () => { const visitor = await house.visitor(who); inside.set(who.account, visitor); return visitor }
  const answer = await send(inside.get(who.account) ?? await comeIn())
  return String(answer.headers.location).startsWith('/sign-in') ? send(await comeIn()) : answer
}

const words: [string, string][] = [
  ['what a database would read', `1' or '1'='1'; select pg_sleep(30) --/*\\'%_%`], ['an address elsewhere behind a new line', `a\r\nSet-Cookie: sid=1//elsewhere.test/\\../../../../../etc/passwd`],
  ['a number too large', `99999999999999999999`], ['no number', `NaN`], ['a day that is none', `2026-02-30`], ['nothing', ``], ['a very long word', 'あ'.repeat(20_000)],
]

/** Sends one word to every place a way reads from: its address, what follows the question mark, its boxes. Each way has two of the words. */
async function* answersTo(word: string): AsyncGenerator<[Way, number]> {
  const short = word.slice(0, 200) // Node itself turns away an address of more than 16 KB
  for (const way of ways.filter((_, n) => inTurn(words, n, 2).some(([, one]) => one === word))) {
    const addresses = way.url.includes(':') ? [way.at() + queryOf(way.query, short), way.at(short)] : [way.at() + queryOf(way.query, short)]
    for (const address of addresses) {
      const answer = await insideBy(way, (visitor) => way.method === 'GET' ? visitor.get(address) : visitor.post(address, formOf(way.boxes, word)))
      yield [way, answer.statusCode]
    }
  }
}

async function broken(word: string): Promise<string[]> {
  const places: string[] = []
  for await (const [{ method, url }, status] of answersTo(word)) if (status >= 500) places.push(`${method} ${url}: ${status}`)
  return places
}

test.each(words)('%s is a word like any other, in every place', async (_, word) => {
  expect(await broken(word)).toEqual([])
}, 180_000)

test('a zero byte and half a character are refused, never our error', async () => {
  const wrong: string[] = []
  const signs = ['%00', '%ED%A0%80', '%C0%AF', '%FF']
  for (const [n, way] of ways.entries()) {
    // Refused by the house before a route is asked, so each route has two of the four.
    for (const bytes of [signs[n % 4]!, signs[(n + 1 + n % 3) % 4]!]) {
      const inAddress = way.url.includes(':') ? [await insideBy(way, ({ get }) => get(way.at('zz').replaceAll('zz', bytes)))] : []
      const inQuery = await insideBy(way, ({ get }) => get(`${way.at()}?${way.query.map((name) => `${name}=${bytes}`).join('&')}`))
      const inForm = way.boxes.length > 0 ? [await insideBy(way, ({ sid }) => house.app.inject({
        method: 'POST', url: way.at(), cookies: { sid: sid! }, payload: way.boxes.map((name) => `${name}=${bytes}`).join('&'),
        headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/x-www-form-urlencoded' },
      }))] : []
      for (const { statusCode } of [...inAddress, inQuery, ...inForm]) {
        if (statusCode < 400 || statusCode >= 500) wrong.push(`${way.method} ${way.url} ${bytes}: ${statusCode}`)
      }
    }
  }
  expect(wrong).toEqual([])
}, 180_000)

test('what is asked twice is refused', async () => {
  const wrong: string[] = []
  for (const way of gets.filter(({ url }) => !url.startsWith('/static/'))) {
    for (const name of way.query) {
      const { statusCode } = await insideBy(way, ({ get }) => get(`${way.at()}?${name}=2026&${name}=2027`))
      if (statusCode !== 400 && statusCode !== 404) wrong.push(`${way.url}?${name}: ${statusCode}`)
    }
  }
  expect(wrong).toEqual([])
}, 180_000)

const oddNames: [string, Record<string, string>][] = [
  ['names of the language', { '__proto__': '1', 'constructor': '1', '__proto__.polluted': '1', 'constructor.prototype.polluted': '1' }],
  ['rows without end', { 'rows.99999999.name': '1', 'rows.-1': '1', 'a.b.c.d.e.f.g': '1', '.': '1', '..': '1' }],
  ['methods', { toString: '1', valueOf: '1', hasOwnProperty: '1', length: '-1' }],
]
test.each(oddNames)('%s are not taken for boxes', async (_, boxes) => {
  const wrong: string[] = []
  for (const way of posts.filter((_, n) => inTurn(oddNames, n, 1)[0]![1] === boxes)) {
    const within = Object.fromEntries(way.boxes.flatMap((name) => [[`${name}.__proto__.polluted`, '1'], [`${name}.0.x`, '1']]))
    for (const names of [boxes, within]) {
      const { statusCode } = await insideBy(way, ({ post }) => post(way.at(), names as Record<string, string>))
      if (statusCode >= 500) wrong.push(`${way.url} ${Object.keys(names).join()}: ${statusCode}`)
    }
    const json = await insideBy(way, ({ sid }) => house.app.inject({
      method: 'POST', url: way.at(), cookies: { sid: sid! }, payload: '{"__proto__":{"polluted":1},"constructor":{"prototype":{}}}',
      headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/json' },
    }))
    if (json.statusCode >= 500 || json.statusCode < 400) wrong.push(`${way.url} as JSON: ${json.statusCode}`)
  }
  expect(wrong).toEqual([])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
}, 180_000)

test('nor are they in a form that brings files, whatever its boxes are called', async () => {
  const planner = await house.visitor(town.planner)
  const odd = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'prototype', '__proto__.polluted', 'constructor.prototype.polluted', 'toString', 'rows.0.__proto__.x'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }))
  await fc.assert(fc.asyncProperty(fc.array(odd, { minLength: 1, maxLength: 5 }), fc.boolean(), async (names, isFile) => {
    const form = new FormData()
    for (const name of names) form.append(name, isFile ? new Blob(['%PDF-1.7 polluted']) : 'polluted', ...isFile ? ['a.pdf'] : [])
    const request = new Request('http://house.test', { method: 'POST', body: form })
    const { statusCode } = await house.app.inject({
      method: 'POST', url: '/lessons', cookies: { sid: planner.sid! }, payload: Buffer.from(await request.arrayBuffer()),
      headers: { host: 'house.test', origin: 'http://house.test', 'content-type': request.headers.get('content-type')! },
    })
    expect([400, 404, 413, 422]).toContain(statusCode)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  }), { numRuns: 60 })
  expect(readdirSync(house.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())).toEqual([])
})

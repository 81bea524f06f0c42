import { expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../support/app.ts'
import { settle } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { rowsOfTama } from '../support/rows.ts'
import { bodyFor, endsTheVisit, everywhere, holdings, inTurn, someoneFor, waysOf, type Way } from '../support/ways.ts'

/** What may come in as text, and how much of it (C24, C26). */
const house = await openHouse({ paper: plainPaper, demo: true, typesAnything: true })
const town = await settle(house.db)
await rowsOfTama(house.db, town)
type Reads = (body: object) => boolean
/** What reads the boxes of a form, as a request of this house has it. */
let readerOf: (schema: unknown) => Reads
house.app.get('/zz-reads', { config: { access: 'anyone' } }, async (request) => {
  readerOf = (schema) => request.compileValidationSchema(schema as object, 'body') as Reads
  return ''
})
await house.app.ready()
await house.stranger().get('/zz-reads')
// A language that is none is taken for Japanese, wherever it was asked for: that form is never shown again.
const posts = waysOf(house.app).filter(({ method, url }) => method === 'POST' && url !== '/language').toSorted((one, other) => Number(endsTheVisit(one)) - Number(endsTheVisit(other)))
/** Whoever a way is for, signed in once; who was shown out by a form comes in again. */
const visits = new Map<number, VisitorOf>()
async function visitorFor(way: Way): Promise<VisitorOf> {
  const who = someoneFor(way, town)
  const known = endsTheVisit(way) ? undefined : visits.get(who.account)
  if (known !== undefined) return known
  const visitor = await house.visitor(who)
  visits.set(who.account, visitor)
  return visitor
}
const schemaOf = ({ method, url }: Way) => house.app.routes.find((route) => route.method === method && route.url === url)!.schema

interface Shape {
  type?: string; maxLength?: number; maxItems?: number; minimum?: number; maximum?: number; enum?: unknown[]; const?: unknown; format?: string; pattern?: string
  properties?: Record<string, Shape>; items?: Shape; anyOf?: Shape[]; allOf?: Shape[]; patternProperties?: Record<string, Shape>
}
/** The boxes of a schema that take words, rows or numbers without an end. */
function endless(shape: Shape, at: string): string[] {
  const { type, properties = {}, items, anyOf = [], allOf = [], patternProperties = {} } = shape
  const bare = type === 'string' ? shape.maxLength === undefined && shape.enum === undefined && shape.const === undefined && shape.format !== 'date'
    && !/^\^[^*+]*\$$/.test(shape.pattern ?? '')
    : type === 'array' ? shape.maxItems === undefined
      : (type === 'integer' || type === 'number') && (shape.minimum === undefined || shape.maximum === undefined)
  return [
    ...(bare ? [`${at}: ${type}`] : []),
    ...Object.entries({ ...properties, ...patternProperties }).flatMap(([name, inner]) => endless(inner, `${at}.${name}`)),
    ...[...(items ? [items] : []), ...anyOf, ...allOf].flatMap((inner) => endless(inner, at)),
  ]
}

test('every box has an end: words a length, rows a count, numbers two bounds', () => {
  const shapes = waysOf(house.app).flatMap((way) => {
    const { body, querystring, params } = schemaOf(way) as Record<string, Shape | undefined>
    return [body, querystring, params].flatMap((shape) => (shape === undefined ? [] : endless(shape, `${way.method} ${way.url}`)))
  })
  expect(shapes).toEqual([])
})

test('what is left blank behind the question mark is as if it were not there: a list that is not narrowed is the whole list', async () => {
  const different: string[] = []
  for (const way of waysOf(house.app).filter(({ method, url }) => method === 'GET' && !url.startsWith('/static'))) {
    const visitor = await visitorFor(way)
    const [plain, blank] = [await visitor.get(way.at()), await visitor.get(`${way.at()}?${way.query.map((name) => `${name}=`).join('&')}`)]
    if (blank.statusCode !== plain.statusCode) different.push(`${way.url}: ${plain.statusCode} ${blank.statusCode}`)
  }
  expect(different).toEqual([])
}, 300_000)

const numbers = [['a number too large', '99999999999999999999'], ['a number without an end', '1e309'], ['a half', '1.5'], ['a day that is none', '2026-02-30']] as const

test.each(numbers)('%s in one box, all the others right, is never our error', async (_, word) => {
  const broken: string[] = []
  let place = 0
  for (const way of posts) {
    const visitor = await visitorFor(way)
    const { properties = {} } = (schemaOf(way).body ?? {}) as Shape
    for (const [name, { type, items }] of Object.entries(properties)) {
      const boxes = items?.properties ? Object.keys(items.properties).map((inner) => `${name}.0.${inner}`) : [name]
      for (const box of boxes) {
        // To a box that takes any words all of these are words: each such box has one of them, a number has two.
        if (!inTurn(numbers, place++, type === 'string' ? 1 : 2).some(([, one]) => one === word)) continue
        const { statusCode } = await visitor.post(way.at(), { ...bodyFor(schemaOf(way).body), ...(items ? bodyOfRow(name, items) : {}), [box]: word })
        if (statusCode >= 500) broken.push(`${way.url} ${box} (${type}): ${statusCode}`)
      }
    }
  }
  expect(broken).toEqual([])
}, 300_000)

const bodyOfRow = (name: string, items: Shape) =>
  Object.fromEntries(Object.entries(bodyFor(items)).map(([inner, value]) => [`${name}.0.${inner}`, value]))

/** Everything but the sign-ins of those who try. */
const held = async () => Object.fromEntries(Object.entries(await holdings(house.db)).filter(([table]) => table !== 'session'))

/** Sends a body as a program would, not as a form. */
const sendJson = async (way: Way, payload: string | Buffer) => house.app.inject({
  method: 'POST', url: way.at(), cookies: { sid: (await visitorFor(way)).sid! }, payload,
  headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/json' },
})

test('a zero, half a character, the other half and a byte that is none are refused at once in a body that is no form', async () => {
  const before = await held()
  const taken: string[] = []
  // Refused while the body is read, before a route is asked, so each route has three of the twelve.
  const signs = ['\\u0000', '\\ud800', 'a\\udc00b', '\xff']
  for (const [n, way] of posts.entries()) {
    const boxes = Object.keys((schemaOf(way).body as Shape | undefined)?.properties ?? {})
    const bodies = [Object.fromEntries([...boxes, 'more'].map((name) => [name, '@'])), { rows: [{ inner: ['@'] }] }, { '@': '1' }]
    for (const [at, body] of bodies.entries()) {
      const text = JSON.stringify({ ...bodyFor(schemaOf(way).body), ...body }).replaceAll('@', signs[(n + at) % signs.length]!)
      const { statusCode } = await sendJson(way, Buffer.from(text, 'latin1'))
      if (statusCode !== 400) taken.push(`${way.url} ${Object.keys(body).join()}: ${statusCode}`)
    }
  }
  expect(taken).toEqual([])
  expect(await held()).toEqual(before)
}, 300_000)

test('seventy thousand characters are too many for any box, and nothing of them is kept', async () => {
  const long = 'あ'.repeat(70_000)
  const taken: string[] = []
  for (const [n, way] of posts.entries()) {
    const visitor = await visitorFor(way)
    const { properties = {} } = (schemaOf(way).body ?? {}) as Shape
    const names = Object.keys(properties)
    if (names.length === 0) continue
    // Each box is tried by what reads it; one in turn, and whatever that lets through, goes all the way through the house.
    const reads = readerOf(schemaOf(way).body)
    const bodyWith = (name: string) => ({ ...bodyFor(schemaOf(way).body), [name]: long })
    for (const name of names.filter((one, at) => at === n % names.length || reads(bodyWith(one)))) {
      const { statusCode } = await visitor.post(way.at(), bodyWith(name))
      if (statusCode < 400 || statusCode >= 500) taken.push(`${way.url} ${name}: ${statusCode}`)
    }
  }
  expect(taken).toEqual([])
}, 300_000)

test('a form asked twice is no answer: not by what follows the question mark, not by two boxes of one name', async () => {
  const taken: string[] = []
  let place = 0
  for (const [n, way] of posts.entries()) {
    const visitor = await visitorFor(way)
    // What every address takes is asked of each route in turn, what it takes beside that always.
    for (const name of way.query.filter((one) => !everywhere.includes(one) || one === everywhere[place++ % everywhere.length])) {
      const { statusCode } = await visitor.post(`${way.at()}?${name}=2026&${name}=2027`, bodyFor(schemaOf(way).body))
      if (statusCode !== 400) taken.push(`${way.url}?${name}: ${statusCode}`)
    }
    const { properties = {} } = (schemaOf(way).body ?? {}) as Shape
    // Boxes of one name are told apart where forms are read, before a route is asked: each form tries one of its boxes, and every day it has.
    const boxes = Object.entries(properties).filter(([, shape]) => shape.items === undefined)
    const tried = inTurn(boxes, n, 1).map(([name]) => name)
    for (const [name, { type, items, format }] of boxes.filter(([name, { format }]) => format === 'date' || tried.includes(name))) {
      const body = new URLSearchParams(bodyFor(schemaOf(way).body))
      const typed = body.get(name) ?? '1'
      body.delete(name)
      const [twice, ...others] = format === 'date' ? ['year', 'month', 'day'].map((part) => `${name}.${part}`) : [name]
      for (const box of [twice!, twice!, ...others]) body.append(box, format === 'date' ? '2027' : typed)
      const { statusCode } = await house.app.inject({
        method: 'POST', url: way.at(), cookies: { sid: visitor.sid! }, payload: body.toString(),
        headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/x-www-form-urlencoded' },
      })
      if (statusCode < 400 || statusCode >= 500) taken.push(`${way.url} ${name} (${type ?? items}): ${statusCode}`)
    }
  }
  expect(taken).toEqual([])
}, 300_000)

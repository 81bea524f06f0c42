import { expect, test } from 'vitest'
import { openHouse } from '../support/app.ts'
import { settle } from '../support/people.ts'
import { rowsOfTama } from '../support/rows.ts'
import { bodyFor, holdings, someoneFor, waysOf, type Way } from '../support/ways.ts'

/** What may come in as text, and how much of it (C24, C26). */
const house = await openHouse({ demo: true, typesAnything: true })
const town = await settle(house.db)
await rowsOfTama(house.db, town)
await house.app.ready()
// A language that is none is taken for Japanese, wherever it was asked for: that form is never shown again.
const posts = waysOf(house.app).filter(({ method, url }) => method === 'POST' && url !== '/language')
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
    const visitor = await house.visitor(someoneFor(way, town))
    const [plain, blank] = [await visitor.get(way.at()), await visitor.get(`${way.at()}?${way.query.map((name) => `${name}=`).join('&')}`)]
    if (blank.statusCode !== plain.statusCode) different.push(`${way.url}: ${plain.statusCode} ${blank.statusCode}`)
  }
  expect(different).toEqual([])
}, 120_000)

test.each([
  ['a number too large', '99999999999999999999'], ['a number without an end', '1e309'], ['a half', '1.5'], ['a day that is none', '2026-02-30'],
])('%s in one box, all the others right, is never our error', async (_, word) => {
  const broken: string[] = []
  for (const way of posts) {
    const visitor = await house.visitor(someoneFor(way, town))
    const { properties = {} } = (schemaOf(way).body ?? {}) as Shape
    for (const [name, { type, items }] of Object.entries(properties)) {
      const boxes = items?.properties ? Object.keys(items.properties).map((inner) => `${name}.0.${inner}`) : [name]
      for (const box of boxes) {
        const { statusCode } = await visitor.post(way.at(), { ...bodyFor(schemaOf(way).body), ...(items ? bodyOfRow(name, items) : {}), [box]: word })
        if (statusCode >= 500) broken.push(`${way.url} ${box} (${type}): ${statusCode}`)
      }
    }
  }
  expect(broken).toEqual([])
}, 120_000)

const bodyOfRow = (name: string, items: Shape) =>
  Object.fromEntries(Object.entries(bodyFor(items)).map(([inner, value]) => [`${name}.0.${inner}`, value]))

/** Everything but the sign-ins of those who try. */
const held = async () => Object.fromEntries(Object.entries(await holdings(house.db)).filter(([table]) => table !== 'session'))

/** Sends a body as a program would, not as a form. */
const sendJson = async (way: Way, payload: string | Buffer) => house.app.inject({
  method: 'POST', url: way.at(), cookies: { sid: (await house.visitor(someoneFor(way, town))).sid! }, payload,
  headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/json' },
})

test.each([['a zero', '\\u0000'], ['half a character', '\\ud800'], ['the other half', 'a\\udc00b'], ['a byte that is none', '\xff']])('%s in a body that is no form is refused at once', async (_, sign) => {
  const before = await held()
  const taken: string[] = []
  for (const way of posts) {
    const boxes = Object.keys((schemaOf(way).body as Shape | undefined)?.properties ?? {})
    const bodies = [Object.fromEntries([...boxes, 'more'].map((name) => [name, '@'])), { rows: [{ inner: ['@'] }] }, { '@': '1' }]
    for (const body of bodies) {
      const text = JSON.stringify({ ...bodyFor(schemaOf(way).body), ...body }).replaceAll('@', sign)
      const { statusCode } = await sendJson(way, Buffer.from(text, 'latin1'))
      if (statusCode !== 400) taken.push(`${way.url} ${Object.keys(body).join()}: ${statusCode}`)
    }
  }
  expect(taken).toEqual([])
  expect(await held()).toEqual(before)
}, 120_000)

test('seventy thousand characters are too many for any box, and nothing of them is kept', async () => {
  const long = 'あ'.repeat(70_000)
  const taken: string[] = []
  for (const way of posts) {
    const visitor = await house.visitor(someoneFor(way, town))
    const { properties = {} } = (schemaOf(way).body ?? {}) as Shape
    for (const name of Object.keys(properties)) {
      const { statusCode } = await visitor.post(way.at(), { ...bodyFor(schemaOf(way).body), [name]: long })
      if (statusCode < 400 || statusCode >= 500) taken.push(`${way.url} ${name}: ${statusCode}`)
    }
  }
  expect(taken).toEqual([])
}, 120_000)

test('a form asked twice is no answer: not by what follows the question mark, not by two boxes of one name', async () => {
  const taken: string[] = []
  for (const way of posts) {
    const visitor = await house.visitor(someoneFor(way, town))
    for (const name of way.query) {
      const { statusCode } = await visitor.post(`${way.at()}?${name}=2026&${name}=2027`, bodyFor(schemaOf(way).body))
      if (statusCode !== 400) taken.push(`${way.url}?${name}: ${statusCode}`)
    }
    const { properties = {} } = (schemaOf(way).body ?? {}) as Shape
    for (const [name, { type, items, format }] of Object.entries(properties).filter(([, shape]) => shape.items === undefined)) {
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
}, 120_000)

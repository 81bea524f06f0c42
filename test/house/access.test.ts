import { describe, expect, test } from 'vitest'
import { scopeFor, type Actor } from '../../server/base/access.ts'
import { policy, type Kind, type Permission } from '../../server/base/policy.ts'
import { openHouse } from '../support/app.ts'
import { settle, type Someone } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { rowsOfTama, sharedWords } from '../support/rows.ts'
import { bodyFor, kinds, waysOf, type Way } from '../support/ways.ts'

const house = await openHouse({ paper: plainPaper, demo: true })
const town = await settle(house.db)
const rows = await rowsOfTama(house.db, town)
await house.app.ready()
const ways = waysOf(house.app)
const everyKind = Object.keys(kinds) as Kind[]
const send = (visitor: Awaited<ReturnType<typeof house.visitor>>, { method, at }: Way, address = at()) =>
  method === 'GET' ? visitor.get(address) : visitor.post(address, {})
const opens = (kind: Kind, access: Permission) => scopeFor({ kind, personId: 0, municipalityId: 0 } as Actor, access) !== null

describe('the golden files', () => {
  test('say who may do what, and how far', async () => {
    const head = ['permission'.padEnd(22), ...everyKind.map((kind) => kind.padEnd(14))].join(' ').trimEnd()
    const lines = Object.entries<Partial<Record<Kind, string>>>(policy)
      .map(([permission, row]) => [permission.padEnd(22), ...everyKind.map((kind) => (row[kind] ?? '-').padEnd(14))].join(' ').trimEnd())
    await expect([head, ...lines, ''].join('\n')).toMatchFileSnapshot('policy.txt')
  })

  test('name every way into the house and what opens it', async () => {
    const lines = ways.map(({ method, url, access, justSignedIn }) => `${method.padEnd(4)} ${url.padEnd(56)} ${access}${justSignedIn ? ', just signed in' : ''}`).sort((one, other) => {
      const [a, b] = [one.slice(5), other.slice(5)]
      return a < b ? -1 : a > b ? 1 : one < other ? -1 : 1
    })
    await expect([...lines, ''].join('\n')).toMatchFileSnapshot('routes.txt')
  })
})

test('every way names a permission of the policy, and every permission opens something', () => {
  const named = new Set(ways.map(({ access }) => access))
  expect([...named].filter((access) => access !== 'anyone' && !Object.hasOwn(policy, access))).toEqual([])
  expect(Object.values<object>(policy).filter((row) => Object.keys(row).length === 0)).toEqual([])
})

test('a stranger is led to the door, but for what anyone may see', async () => {
  const wrong: string[] = []
  for (const way of ways) {
    const { statusCode, headers } = await send(house.stranger(), way)
    const toDoor = statusCode === 303 && String(headers.location).startsWith('/sign-in?to=')
    if (way.access === 'anyone' ? toDoor || statusCode >= 500 && statusCode !== 503 : !toDoor) wrong.push(`${way.method} ${way.url}: ${statusCode} ${headers.location ?? ''}`)
  }
  expect(wrong).toEqual([])
}, 180_000)

test.each(everyKind)('what %s may not do is not there; what they may do is', async (kind) => {
  const visitor = await house.visitor(town[kinds[kind]] as Someone)
  const never = await visitor.get('/never-was')
  expect(never.statusCode).toBe(404)
  const wrong: string[] = []
  for (const way of ways) {
    // Signing out, changing one's sign-in or walking in as another would end this visit; others try them.
    if (way.access === 'anyone' || ['/account/sessions', '/posts/:id/use', '/accounts/:id/sign-out'].includes(way.url)) continue
    const { statusCode, body, headers } = await send(visitor, way, way.at('999999'))
    const closed = statusCode === 404 && body === never.body
    if (!opens(kind, way.access)) { if (!closed) wrong.push(`${way.method} ${way.url}: ${statusCode}`) }
    else if (statusCode >= 500 || String(headers.location ?? '').startsWith('/sign-in')) wrong.push(`${way.method} ${way.url}: ${statusCode} ${headers.location ?? ''}`)
  }
  expect(wrong).toEqual([])
}, 120_000)

/** The words that stand before the places of an address: '/calls/:id/sheets/:sheet' → [['id', 'calls'], ['sheet', 'sheets']]. */
const placesOf = (url: string) => [...url.matchAll(/([\w-]+)\/:(\w+)/g)].map(([, word, name]) => ({ word: word!, name: name! }))

test('each place of an address is known to the walls', () => {
  const unknown = ways.flatMap(({ url }) => placesOf(url)).map(({ word }) => word).filter((word) => !(word in rows) && !(word in sharedWords))
  expect([...new Set(unknown)], 'add these words to test/support/rows.ts').toEqual([])
})

test('a row of another municipality is the same page as one that never was', async () => {
  const clerk = await house.visitor(town.clerkOfTachikawa)
  const never = (await clerk.get('/never-was')).body
  const wrong: string[] = []
  const tried: string[] = []
  for (const { method, url, access, schema } of house.app.routes) {
    const places = placesOf(url)
    if (method === 'HEAD' || access === 'anyone' || !opens('municipality', access) || !places.some(({ word }) => word in rows)) continue
    const address = (id: (word: string) => number | string) => places.reduce((path, { word, name }) => path.replace(`:${name}`, String(id(word))), url)
    const theirs = address((word) => rows[word] ?? sharedWords[word]!(town))
    const nobodys = address((word) => (word in rows ? 987_654 : sharedWords[word]!(town)))
    for (const body of [{}, bodyFor(schema.body)]) {
      const [foreign, none] = await Promise.all([theirs, nobodys].map((at) => (method === 'GET' ? clerk.get(at) : clerk.post(at, body))))
      tried.push(`${method} ${url}`)
      if (foreign!.statusCode !== 404 || foreign!.body !== never) wrong.push(`${method} ${theirs}: ${foreign!.statusCode}`)
      if (none!.statusCode !== 404 || none!.body !== never) wrong.push(`${method} ${nobodys}: ${none!.statusCode}, though nothing is there`)
    }
  }
  expect(wrong).toEqual([])
  expect(tried.length).toBeGreaterThan(5)
}, 180_000)

test('nothing of another municipality stands on any page of one', async () => {
  const clerk = await house.visitor(town.clerkOfTachikawa)
  const wrong: string[] = []
  for (const way of ways.filter(({ method, url }) => method === 'GET' && !url.startsWith('/static/'))) {
    for (const at of [way.at(), `${way.at()}?q=${encodeURIComponent('がく しゅうた')}`]) {
      const { body } = await clerk.get(at)
      if (body.includes('ZZB')) wrong.push(at)
    }
  }
  expect(wrong).toEqual([])
}, 180_000)

test('a post that ends closes every door with the next request', async () => {
  const visitor = await house.visitor(town.contractor)
  const open = ways.filter(({ access }) => access !== 'anyone')
  expect((await visitor.get('/account')).statusCode).toBe(200)
  await house.db.updateTable('post').set({ ended_at: house.crewHouse.clock() }).where('id', '=', town.contractor.post).execute()
  for (const way of open) {
    const { statusCode, headers } = await send(visitor, way)
    expect([way.url, statusCode, String(headers.location).slice(0, 12)]).toEqual([way.url, 303, '/sign-in?to='])
  }
}, 180_000)

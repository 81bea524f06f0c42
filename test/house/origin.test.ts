import { expect, test } from 'vitest'
import { openHouse } from '../support/app.ts'
import { settle, type Someone } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { holdings, someoneFor, waysOf } from '../support/ways.ts'

const house = await openHouse({ paper: plainPaper, demo: true })
const town = await settle(house.db)
await house.app.ready()
const ways = waysOf(house.app)
const posts = ways.filter(({ method }) => method === 'POST')

// Made before anything is counted: a visit is a row of its own.
const visits = new Map<number, string>()
for (const way of posts) {
  const who = someoneFor(way, town)
  if (!visits.has(who.account)) visits.set(who.account, (await house.visitor(who)).sid!)
}

/** A post as it arrives, with nothing said of where it comes from but what is given here. */
async function knock(at: string, who: Someone, from: Record<string, string>) {
  const sid = visits.get(who.account) ?? (await house.visitor(who)).sid
  return house.app.inject({
    method: 'POST', url: at, payload: 'zz=1', cookies: { sid: sid! },
    headers: { host: 'house.test', 'content-type': 'application/x-www-form-urlencoded', ...from },
  })
}

test.each<[string, Record<string, string>]>([
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'http://house.test' }],
  ['a neighbour under the same domain', { 'sec-fetch-site': 'same-site', origin: 'http://house.test' }],
  ['nowhere in particular', { 'sec-fetch-site': 'none' }],
  ['a browser that only names a foreign origin', { origin: 'https://elsewhere.test' }],
  ['a page without an origin', { origin: 'null' }],
  ['somebody who does not say', {}],
])('no form is taken that was sent by %s', async (_, from) => {
  const before = await holdings(house.db)
  const taken: string[] = []
  for (const way of posts) {
    const { statusCode } = await knock(way.at(), someoneFor(way, town), from)
    if (statusCode !== 403) taken.push(`${way.url}: ${statusCode}`)
  }
  expect(taken).toEqual([])
  expect(await holdings(house.db)).toEqual(before)
}, 120_000)

test('a form of our own is not turned away at the door', async () => {
  for (const from of [{ 'sec-fetch-site': 'same-origin' }, { origin: 'http://house.test' }]) {
    const { statusCode } = await knock('/no-such-form', town.planner, from)
    expect(statusCode).toBe(404)
  }
})

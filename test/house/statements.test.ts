import { afterAll, expect, test } from 'vitest'
import { openHouse, visitorIn } from '../support/app.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { seedWhenEmpty } from '../../server/seed.ts'
import { overhear } from '../support/statements.ts'
import { kinds, openTo, waysOf } from '../support/ways.ts'
import type { Kind } from '../../server/base/policy.ts'

/** What a page may ask of the database, its sign-in look-up included, however many rows it shows. */
const statementsMax = 5

const house = await openHouse({ paper: plainPaper, demo: true, now: '2026-11-24T10:00:00+09:00' })
await seedWhenEmpty(house.db, { files: house.files, paper: house.paper })
let asked = 0
const { stop } = overhear(house.db, (text) => { if (/^(select|with)/i.test(text)) asked += 1 })
afterAll(stop)
const { app } = house

const personas: Record<Kind, string> = {
  trainee: 'trainee', instructor: 'instructor', expert: 'expert', municipality: 'city', contractor: 'prefecture', prefecture: 'prefecture', administrator: 'administrator',
}

test.each(Object.keys(kinds).filter((kind) => kind !== 'contractor') as Kind[])(`no page of a %s asks more than ${statementsMax} things`, async (kind) => {
  const visitor = await visitorIn(app, house.db, `${personas[kind]}@demo.example`)
  const tooMany: string[] = []
  let [shown, most] = [0, 0]
  for (const way of openTo(waysOf(app), kind).filter(({ method }) => method === 'GET')) {
    for (const id of ['1', '2', '4']) {
      const at = way.at(id)
      asked = 0
      const { statusCode } = await visitor.get(at)
      if (statusCode === 200) shown += 1
      most = Math.max(most, asked)
      if (statusCode === 200 && asked > statementsMax) tooMany.push(`${way.url}: ${asked}`)
      if (at === way.url) break
    }
  }
  expect([...new Set(tooMany)]).toEqual([])
  expect(shown).toBeGreaterThan(5)
  expect(most, 'the counter counts').toBeGreaterThan(1)
}, 240_000)

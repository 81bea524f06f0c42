import { expect, test } from 'vitest'
import { openHouse } from '../support/app.ts'
import { settle } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { rowsOfTama } from '../support/rows.ts'
import { bodyFor, endsTheVisit, holdings, someoneFor, waysOf } from '../support/ways.ts'

/** What somebody adds to a form who wants to be more than they are. */
const wished = {
  id: '2', role: 'administrator', kind: 'administrator', is_admin: 'true', isAdmin: 'true', admin: '1', status: 'approved', state: 'approved',
  accountId: '1', account_id: '1', user_id: '1', personId: '1', person_id: '1', municipalityId: '2', municipality_id: '2', askedBy: '1',
  createdAt: '2000-01-01', granted_at: '2000-01-01', version: '999', number: '1', scope: 'all', actor: '1', permission: 'all', published: 'true',
}
// Made of chance or of the order of arrival, so two houses never agree on them.
const chance = ['session', 'one_time_link', 'calendar_feed', 'file', 'certificate_event', 'kysely_migration', 'kysely_migration_lock']

/** Presses every button of a fresh small world, each with its plainest form and `more`, and says what stands afterwards. */
async function pressEverything(more: Record<string, string>) {
  const house = await openHouse({ paper: plainPaper, demo: true })
  const town = await settle(house.db)
  await rowsOfTama(house.db, town)
  await house.app.ready()
  const answers: string[] = []
  const posts = waysOf(house.app).filter(({ method }) => method === 'POST').toSorted((one, other) => Number(endsTheVisit(one)) - Number(endsTheVisit(other)))
  for (const way of posts) {
    const { schema } = house.app.routes.find(({ method, url }) => method === way.method && url === way.url)!
    const visitor = await house.visitor(someoneFor(way, town))
    const added = Object.fromEntries(Object.entries(more).filter(([name]) => !way.boxes.includes(name)))
    const { statusCode, headers } = await visitor.post(way.at(), { ...bodyFor(schema.body), ...added })
    answers.push(`${way.url}: ${statusCode} ${String(headers.location ?? '').replace(/[\w-]{40,}/, 'token')}`)
  }
  const held = await holdings(house.db)
  return { answers, held: Object.fromEntries(Object.entries(held).filter(([table]) => !chance.includes(table))) }
}

test('boxes that a form does not have change nothing, in any form of the house', async () => {
  const plain = await pressEverything({})
  const greedy = await pressEverything(wished)
  expect(greedy.answers).toEqual(plain.answers)
  expect(greedy.held).toEqual(plain.held)
  expect(plain.answers.filter((answer) => / 303 \//.test(answer)).length, 'forms that were done').toBeGreaterThan(15)
}, 120_000)

import { beforeAll, describe, expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { checkPapers, loadPapersOfOthers } from '../../../server/keeping/printed-figures/changes.ts'
import { facts } from '../../../server/keeping/printed-figures/facts/all.ts'
import { groundOf } from '../../../server/keeping/printed-figures/ground.ts'
import { loadPapersOfTokyo } from '../../../server/keeping/printed-figures/tokyo.ts'
import { seedReference } from '../../../server/seed.ts'
import { putMeasures } from '../../practice/reported.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

/** The seeds, to the digit: what papers print is taken in by the house's own changes and counted by its own queries. */
const house = await openHouse({ now: '2026-11-30T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const who = { actor: null, scope: { of: 'all' } as const, now: new Date('2026-11-30T01:00:00Z'), random: (bytes: number) => new Uint8Array(bytes) }
const saysNow = async (id: string) => facts.find((fact) => fact.id === id)!.ask(await groundOf(db))

beforeAll(async () => {
  await seedReference(db)
  await putMeasures(db)
  await inChange(db, who, async (change) => { await loadPapersOfTokyo(change); await loadPapersOfOthers(change) })
}, 120_000)

test('every figure of the five papers comes out as it is printed', async () => {
  const ground = await groundOf(db)
  const wrong: unknown[] = []
  for (const { id, says, ask } of facts) {
    const value = await ask(ground)
    if (JSON.stringify(value) !== JSON.stringify(says)) wrong.push([id, says, value])
  }
  expect(wrong).toEqual([])
  expect([facts.length, new Set(facts.map(({ id }) => id)).size]).toEqual([209, 209])
}, 120_000)

test.each([
  ['matsudo.all.window.meetings', ['matsudo.promotion.window.meetings', 'matsudo.individual.window.meetings', 'matsudo.self_reliance.window.meetings'], 54],
  ['matsudo.all.2021.dates', ['matsudo.promotion.2021.dates', 'matsudo.individual.2021.dates', 'matsudo.self_reliance.2021.dates'], 102],
  ['kitakyushu.individual.2022.meetings', ['kitakyushu.individual.2022.meetings.regular', 'kitakyushu.individual.2022.meetings.as_needed'], 611],
  ['kitakyushu.individual.2022.attendees.total', ['kitakyushu.individual.2022.attendees.subtotal', 'kitakyushu.individual.2022.attendees.organizer', 'kitakyushu.individual.2022.attendees.observer'], 5893],
  ['kitakyushu.individual.2022.cases.total', ['kitakyushu.individual.2022.cases.center', 'kitakyushu.individual.2022.cases.office'], 611],
])('%s is the sum of its parts', async (total, parts, printed) => {
  const values = await Promise.all(parts.map(saysNow))
  expect([await saysNow(total), values.reduce<number>((sum, one) => sum + Number(one), 0)]).toEqual([printed, printed])
})

test('taken in again, nothing comes twice', async () => {
  const rows = () => db.selectFrom('statistic').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  const before = await rows()
  await inChange(db, who, loadPapersOfOthers)
  expect([await rows(), await saysNow('matsudo.all.2021.dates')]).toEqual([before, 102])
}, 60_000)

test('bodies outside the prefecture stand on no list of ours', async () => {
  const outside = await db.selectFrom('municipality').select(['name', 'valid_to']).where('outside', '=', true).orderBy('code').execute()
  expect(outside.map(({ name, valid_to }) => [name, valid_to])).toEqual([['松戸市', '2000-03-31'], ['下関市', '2000-03-31'], ['北九州市', '2000-03-31']])
})

describe('the page', () => {
  test('says what was never compared, compares, and shows what differs as it is', async () => {
    const [planner, contractor, clerk] = [await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa)]
    expect((await planner.get('/printed-figures')).body).toContain('まだ照合していません')
    expect((await contractor.post('/printed-figures', {})).statusCode).toBe(404)
    expect((await clerk.get('/printed-figures')).statusCode).toBe(404)
    expect((await planner.post('/printed-figures', {})).headers.location).toBe('/printed-figures')
    expect((await planner.get('/printed-figures')).body).toContain('209件中 209件が一致')
    // A day of 松戸市 that somebody took away.
    await db.deleteFrom('conference').where('id', '=', (await db.selectFrom('conference').select('id').where('state', '=', 'planned').limit(1).executeTakeFirstOrThrow()).id).execute()
    await inChange(db, who, checkPapers)
    const page = (await contractor.get('/printed-figures?differing=yes')).body
    expect([page.includes('不一致'), page.includes('日程の計'), page.includes('サロン')]).toEqual([true, true, false])
    expect((await db.selectFrom('audit_line').select('action').where('action', '=', 'printedFigures.checked').execute()).length).toBe(2)
  }, 60_000)
})

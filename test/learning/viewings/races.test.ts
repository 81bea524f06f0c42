import { describe, expect, test } from 'vitest'
import { coveredSeconds, type Range } from '../../../server/learning/lessons/ranges.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { fillShelf } from '../lessons/shelf.ts'
import { openScreen } from './screens.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const shelf = await fillShelf(db, town, house.files)
  const trainee = await house.visitor(town.trainee)
  const film = `/learn/${shelf.own}/lessons/${shelf.video}`
  let second = 0
  const after = (seconds: number) => {
    second += seconds
    house.setClock(new Date(Date.parse('2026-09-01T11:00:00+09:00') + second * 1000).toISOString())
  }
  const ranges = async () => (await db.selectFrom('progress').select('ranges').where('lesson_id', '=', shelf.video).executeTakeFirst())?.ranges as Range[]

  test('of eight screens that press play in the same moment one plays, and together they count no more than it', async () => {
    const screens = await Promise.all(Array.from({ length: 8 }, () => openScreen(trainee, film)))
    expect((await Promise.all(screens.map((screen) => screen.say({ presses: true })))).map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200))
    expect(await db.selectFrom('player').selectAll().execute()).toHaveLength(1)
    after(10)
    const said = await Promise.all(screens.map((screen, n) => screen.say({ stretches: [[10 * n, 10 * n + 10]] })))
    expect(said.map(({ statusCode }) => statusCode), 'nobody’s report fails').toEqual(Array(8).fill(200))
    expect(said.filter(({ isElsewhere }) => !isElsewhere)).toHaveLength(1)
    // What each that was stopped had from the moment before is nothing here: they all began at once.
    expect(coveredSeconds(await ranges())).toBeLessThanOrEqual(10 + 4)
  })

  test('reports of one screen that arrive in the same moment spend its time once', async () => {
    const screen = await openScreen(trainee, film)
    await screen.say({ presses: true })
    const before = coveredSeconds(await ranges())
    after(4)
    const said = await Promise.all([0, 10, 20, 30, 40, 50, 60, 70, 80, 90].map((from) => screen.say({ stretches: [[from, from + 8]] })))
    expect(said.map(({ statusCode }) => statusCode).filter((status) => ![200, 409].includes(status))).toEqual([])
    expect(coveredSeconds(await ranges()) - before).toBeLessThanOrEqual((4 + 2) * 2)
  })

  test('a report of a film that plays asks four things, its sign-in look-up included: a thousand people send one every ten seconds', async () => {
    const screen = await openScreen(trainee, film)
    await screen.say({ presses: true })
    const before = coveredSeconds(await ranges())
    after(5)
    const asked = await statementsOf(db, async () => { expect((await screen.say({ stretches: [[91, 94]] })).statusCode).toBe(200) })
    expect(coveredSeconds(await ranges()) - before, 'it was counted').toBe(3)
    expect(asked.length, asked.join('\n')).toBeLessThanOrEqual(4)
  })

  test('a record that is set back while its film plays begins anew, and neither fails', async () => {
    const [screen, planner] = [await openScreen(trainee, film), await house.visitor(town.planner)]
    await screen.say({ presses: true })
    after(5)
    const cancellation = `/enrollments/${shelf.own}/viewings/${shelf.video}/cancellation`
    const [canceled, ...beats] = await Promise.all([planner.post(cancellation, { reason: 'やり直し' }), ...[95, 96, 97].map((from) => screen.say({ stretches: [[from, from + 1]] }))])
    expect(canceled!.statusCode).toBe(303)
    expect(beats.map(({ statusCode }) => statusCode).filter((status) => status >= 500)).toEqual([])
    expect(await db.selectFrom('viewing_cancellation').select('percent').execute()).toHaveLength(1)
  })
})

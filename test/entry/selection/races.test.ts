import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { crowd } from './world.ts'

// The embedded database gives everyone their turn; only a server makes the second half of this a race.
const { db, visitor } = await openHouse({ now: '2026-07-20T10:00:00+09:00' })
const town = await settle(db)
const onServer = process.env.TEST_DATABASE_URL !== undefined
const many = 1_200
const board = `/trainings/${town.training}/selection`
const planner = await visitor(town.planner)
const approver = await visitor(town.approver)
const version = async () => String((await db.selectFrom('selection').select('version').executeTakeFirstOrThrow()).version)
const statuses = (answers: { statusCode: number }[]) => answers.map(({ statusCode }) => statusCode).sort()

test('twelve hundred nominations are simulated, kept and shown fifty a page', async () => {
  await crowd(db, town, many)
  const done = await planner.post(board, { overPercent: '100', waitlistMax: '500', version: '0' })
  expect(done.statusCode).toBe(303)
  const lines = await db.selectFrom('selection_line').select(({ fn }) => ['outcome', fn.countAll<number>().as('count')]).groupBy('outcome').orderBy('outcome').execute()
  expect(lines).toEqual([{ outcome: 'declined', count: 500 }, { outcome: 'selected', count: many - 1000 }, { outcome: 'waitlisted', count: 500 }])
  const { body } = await planner.get(`${board}?show=waitlisted&page=2`)
  expect(body.match(/<tr id="line-/g)).toHaveLength(50)
}, 120_000)

test.skipIf(!onServer)('two officers at once: one change is made, the other is told to look again', async () => {
  const seen = await version()
  const lines = await db.selectFrom('selection_line').select('nomination_id as id').where('outcome', '=', 'selected').orderBy('position').limit(8).execute()
  const answers = await Promise.all(lines.map(({ id }) => planner.post(`${board}/lines/${id}`, { act: 'change', outcome: 'declined', reason: '都合により', version: seen })))
  expect(statuses(answers)).toEqual([303, 409, 409, 409, 409, 409, 409, 409])
  expect(await db.selectFrom('selection_line').select('nomination_id').where('changed_by', 'is not', null).execute()).toHaveLength(1)
})

test('announced twenty times at once by one page, and twenty times by others, it happens once', async () => {
  expect((await planner.post(`${board}/approval?version=${await version()}`, { decision: 'ask' })).statusCode).toBe(303)
  expect((await approver.post(`${board}/approval?version=${await version()}`, { decision: 'approve' })).statusCode).toBe(303)
  const seen = await version()
  const press = (onceKey: string) => planner.post(`${board}/announcement`, { version: seen, onceKey })
  const same = await Promise.all(Array.from({ length: 20 }, () => press('announce-at-once')))
  expect(statuses(same)).toEqual(Array(20).fill(303))
  const others = await Promise.all(Array.from({ length: 20 }, (_, n) => press(`announce-other-${n}`)))
  expect(statuses(others)).toEqual(Array(20).fill(409))

  const chosen = many - 1000 - (onServer ? 1 : 0)
  const { count, last } = await db.selectFrom('enrollment').select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('number').as('last')]).executeTakeFirstOrThrow()
  expect([count, last]).toEqual([chosen, chosen])
  expect(await db.selectFrom('audit_line').select('id').where('action', '=', 'selection.announced').execute()).toHaveLength(1)
  expect((await db.selectFrom('account').select(({ fn }) => fn.countAll<number>().as('count')).where('email', 'like', 'many%').executeTakeFirstOrThrow()).count).toBe(chosen)
}, 180_000)

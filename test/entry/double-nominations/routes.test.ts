import { beforeAll, expect, test } from 'vitest'
import { factsFor } from '../../../server/messages/notifications/facts.ts'
import { lettersFor } from '../../../server/messages/notifications/rules.ts'
import { openHouse } from '../../support/app.ts'
import { idOf, settle, type Town } from '../../support/people.ts'
import { nominate } from '../selection/world.ts'

const house = await openHouse({ now: '2026-07-15T10:00:00+09:00' })
const { db } = house
let town: Town
let [mine, theirs] = [0, 0]
let planner: Awaited<ReturnType<typeof house.visitor>>
const page = () => `/calls/${town.call}/double-nominations`
const decide = (who: typeof planner, more: object = {}) => who.post(`${page()}/${mine}`, { otherId: String(theirs), outcome: 'keep_one', reason: '主に勤める区市町村のため', ...more })

beforeAll(async () => {
  town = await settle(db)
  const at = { category: 'chair' as const, rank: 1, name: '重 太郎', kana: 'かさね たろう' }
  ;[mine, theirs] = await nominate(db, town, [{ ...at, municipality: town.tachikawa }, { ...at, municipality: town.tama }]) as [number, number]
  planner = await house.visitor(town.planner)
})

test('the prefecture sees both sides; nobody else has the page', async () => {
  const { body } = await planner.get(page())
  for (const words of ['重 太郎', '立川市', '多摩市', '1組がまだ決まっていません']) expect(body).toContain(words)
  for (const who of [town.clerkOfTachikawa, town.contractor, town.trainee]) {
    expect((await (await house.visitor(who)).get(page())).statusCode).toBe(404)
    expect((await decide(await house.visitor(who))).statusCode).toBe(404)
  }
})

test('each municipality is told that it is so, and not by whom', async () => {
  const clerk = await house.visitor(town.clerkOfTachikawa)
  const { body } = await clerk.get(`/calls/${town.call}/sheet`)
  expect(body).toContain('他の区市町村からも推薦されています')
  expect(body).not.toContain('多摩市')
})

test('a decision needs a reason and two lines of this call', async () => {
  expect((await decide(planner, { reason: '' })).statusCode).toBe(422)
  const naming = await decide(planner, { reason: '本人の勤務先が立川市のため' })
  expect([naming.statusCode, naming.body.includes('理由に「立川市」とあります'), naming.body.includes('本人の勤務先が立川市のため')]).toEqual([409, true, true])
  expect((await decide(planner, { otherId: '99999' })).statusCode).toBe(404)
})

test('one line stays, the other is withdrawn, both are told of their own, and it is decided once', async () => {
  const answers = await Promise.all([decide(planner), decide(await house.visitor(town.approver), { outcome: 'keep_other' })])
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
  const withdrawn = await db.selectFrom('nomination').select(['id', 'withdrawn_by']).where('withdrawn_at', 'is not', null).execute()
  expect(withdrawn).toHaveLength(1)
  expect(withdrawn[0]!.withdrawn_by).toBe('prefecture')
  const lines = await db.selectFrom('audit_line').select(['id', 'action', 'subject', 'detail']).where('action', '=', 'nomination.double_decided').orderBy('id').execute()
  expect(lines).toHaveLength(2)
  const told = (await Promise.all(lines.map(async (line) => lettersFor({ action: 'nomination.double_decided' }, (await factsFor(db, line as never))!)))).flat()
  expect(new Set(told.map(({ municipalityId }) => municipalityId))).toEqual(new Set([town.tachikawa, town.tama]))
  expect(told.map(({ template }) => template).sort()).toEqual(['double_dropped_listed', 'double_kept_listed'])
  for (const letter of told) expect(JSON.stringify(letter)).not.toContain(letter.municipalityId === town.tama ? '立川' : '多摩')
  expect((await planner.get(page())).body).toContain('いません')
  expect((await decide(planner)).statusCode).toBe(409)
})

test('two people are both kept', async () => {
  const other = withdrawnBack()
  await other
  expect((await decide(planner, { outcome: 'different', reason: '別の方' })).statusCode).toBe(303)
  expect(await db.selectFrom('nomination').select('id').where('withdrawn_at', 'is not', null).execute()).toEqual([])
})
const withdrawnBack = async () => {
  await db.deleteFrom('double_decision').execute()
  await db.updateTable('nomination').set({ withdrawn_at: null, withdrawn_by: null, withdrawn_on: null, withdrawn_reason: null }).execute()
}

test('after the announcement it is another procedure', async () => {
  await withdrawnBack()
  await idOf(db.insertInto('selection').values({ training_id: town.training, state: 'announced', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: new Date('2026-07-14T00:00:00Z') }).returning('id'))
  expect((await decide(planner)).body).toContain('発表しています')
})

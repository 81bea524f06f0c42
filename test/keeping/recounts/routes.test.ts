import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { recountJobs } from '../../../server/keeping/recounts/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, makePerson, settle } from '../../support/people.ts'

/** Every night all kept figures are recounted; a difference is told, shown, and put right by somebody. */
const house = await openHouse({ now: '2026-11-24T02:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, administrator, clerk, contractor] = await Promise.all([town.planner, town.administrator, town.clerkOfTama, town.contractor].map((who) => house.visitor(who)))
await enroll(db, town, await makePerson(db, 'ZZA一 子', 'いちこ', town.tachikawa), 1)
const count = (at: string) => { house.setClock(at); return recountJobs['counters.recount']!.work(house.crewHouse, {} as never) }
const findings = () => db.selectFrom('recount_finding').select(['id', 'counter', 'differences', 'repaired']).where('differences', '>', 0).orderBy('id').execute()
const told = async () => (await db.selectFrom('message').select('title').where('title', 'like', '%名簿を数えた数%').execute()).length

test('by day nobody counts; at night once, however many processes there are', async () => {
  await count('2026-11-24T12:00:00+09:00')
  expect(await db.selectFrom('recount_round').select('id').execute()).toEqual([])
  expect((await planner!.get('/recounts')).body).toContain('まだ検算していません')
  await Promise.all([count('2026-11-24T02:00:00+09:00'), count('2026-11-24T02:00:00+09:00')])
  await count('2026-11-24T03:00:00+09:00')
  expect(await db.selectFrom('recount_round').select(['night', 'ended_at as endedAt']).execute()).toEqual([{ night: '2026-11-24', endedAt: expect.any(Date) }])
  expect(await findings()).toEqual([])
  expect((await planner!.get('/recounts')).body).toContain('すべての数が、名簿を数え直した数と同じです')
})

test('a figure that is wrong is found the next night, said in the log, and told to the prefecture and the administrator', async () => {
  await sql`update result_count set attended = attended + 2`.execute(db)
  await sql`update head_count set enrolled = enrolled + 1`.execute(db)
  await count('2026-11-25T01:00:00+09:00')
  expect((await findings()).map(({ counter, differences }) => [counter, differences])).toEqual([['head_count', 1], ['result_count', 1], ['result_by_training', 1], ['result_by_year', 1], ['result_by_town', 1], ['result_by_profession', 1], ['training_heads', 1]])
  await drain(house.crewHouse, { tell: crew.tell! })
  const readers = await db.selectFrom('message as m').select('m.person_id').where('m.title', 'like', '%名簿を数えた数%').execute()
  expect(readers.map(({ person_id }) => person_id).sort()).toEqual([town.planner.person, town.approver.person, town.administrator.person].sort())
  expect((await db.selectFrom('audit_line').select('detail').where('action', '=', 'counters.differ').execute())).toMatchObject([{ detail: { count: 7 } }])
})

test('the page shows what is kept and what was counted; others do not know of it', async () => {
  const { body } = await administrator!.get('/recounts')
  for (const words of ['直す必要があるもの', '事業実績（職種まで）', '研修・区市町村・受講区分ごとの人数']) expect(body).toContain(words)
  const [first] = await findings()
  const page = (await planner!.get(`/recounts/${first!.id}`)).body
  for (const words of ['enrolled', '画面の数', '数え直した数', '<b>2</b>', '<b>1</b>']) expect(page, words).toContain(words)
  for (const who of [clerk, contractor]) {
    expect((await who!.get('/recounts')).statusCode).toBe(404)
    expect((await who!.get(`/recounts/${first!.id}`)).statusCode).toBe(404)
    expect((await who!.post(`/recounts/${first!.id}/repair`, {})).statusCode).toBe(404)
  }
})

test('somebody puts the figures right, once, and it is written down; the next night is well', async () => {
  for (const { id } of await findings()) expect((await planner!.post(`/recounts/${id}/repair`, {})).statusCode).toBe(303)
  const [first] = await findings()
  expect((await planner!.post(`/recounts/${first!.id}/repair`, {})).statusCode).toBe(409)
  expect((await findings()).map(({ counter, repaired }) => [counter, repaired])).toEqual([['head_count', 1], ['result_count', 1], ['result_by_training', 0], ['result_by_year', 0], ['result_by_town', 0], ['result_by_profession', 0], ['training_heads', 0]])
  expect(await db.selectFrom('audit_line').select(['detail', 'person_id']).where('action', '=', 'counters.repaired').orderBy('id').limit(1).execute()).toMatchObject([{ person_id: town.planner.person, detail: { counter: 'head_count', count: 1 } }])
  const before = await told()
  await count('2026-11-26T01:00:00+09:00')
  await drain(house.crewHouse, { tell: crew.tell! })
  expect([(await findings()).filter(({ repaired }) => repaired === null), await told()]).toEqual([[], before])
  expect((await planner!.get('/recounts', {}, { language: 'en' })).body).toContain('All figures are what a recount gives')
})

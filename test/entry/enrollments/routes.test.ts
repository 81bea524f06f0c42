import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'

const { db, visitor } = await openHouse({ now: '2026-08-20T10:00:00+09:00' })
const town = await settle(db)
await db.updateTable('training').set({ state: 'running', enrollments_given: 2, capacity: 4 }).execute()
const mine = await enroll(db, town, town.trainee.person, 1)
const theirs = await enroll(db, town, town.traineeOfTama.person, 2, { cohort: town.cohorts[1], municipality: town.tama })
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const list = `/enrollments?training=${town.training}`
const clerk = await visitor(town.clerkOfTachikawa)
const planner = await visitor(town.planner)
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject', 'detail', 'person_id']).where('action', '<>', 'seen').orderBy('id', 'desc').executeTakeFirst()

test.each([
  ['the prefecture sees everybody', 'planner', [true, true]],
  ['who prepares for it sees everybody', 'contractor', [true, true]],
  ['a municipality sees its own', 'clerkOfTachikawa', [true, false]],
  ['an instructor sees the cohorts they teach', 'instructor', [true, false]],
  ['a trainee sees themselves', 'traineeOfTama', [false, true]],
] as const)('%s', async (_, who, seen) => {
  const guest = await visitor(town[who])
  const { statusCode, body } = await guest.get(list)
  expect(statusCode).toBe(200)
  expect([body.includes('ZZA研 修子'), body.includes('ZZB学 習太')]).toEqual(seen)
  const pages = [await guest.get(`/enrollments/${mine}`), await guest.get(`/enrollments/${theirs}`)]
  expect(pages.map((page) => page.statusCode)).toEqual(seen.map((sees) => (sees ? 200 : 404)))
})

test('whoever has no list has no page of it, and another municipality’s person is the same as nobody', async () => {
  expect((await (await visitor(town.administrator)).get(list)).statusCode).toBe(404)
  const [foreign, missing] = [await clerk.get(`/enrollments/${theirs}`), await clerk.get('/enrollments/99999')]
  expect([foreign.statusCode, foreign.body]).toEqual([404, missing.body])
  for (const at of [`/enrollments/${theirs}/withdrawal`, '/enrollments/99999/withdrawal']) {
    expect((await clerk.get(at)).statusCode).toBe(404)
    expect((await clerk.post(at, { reason: '異動のため', sure: 'true' })).statusCode).toBe(404)
  }
  expect((await db.selectFrom('enrollment').select('state').where('id', '=', theirs).executeTakeFirst())?.state).toBe('enrolled')
})

test('the list is narrowed by cohort, category, state and words, and says where nobody fits', async () => {
  const shows = async (query: string) => { const { body } = await planner.get(`${list}&${query}`); return [body.includes('ZZA研 修子'), body.includes('ZZB学 習太')] }
  expect(await shows(`cohort=${town.cohorts[1]}`)).toEqual([false, true])
  expect(await shows(`municipality=${town.tachikawa}`)).toEqual([true, false])
  expect(await shows('category=adviser')).toEqual([true, true])
  expect(await shows('category=chair')).toEqual([false, false])
  expect(await shows(`q=${encodeURIComponent('しゅうこ')}`)).toEqual([true, false])
  const { number } = await db.selectFrom('enrollment').select('number').where('id', '=', mine).executeTakeFirstOrThrow()
  for (const said of [String(number).padStart(4, '0'), String(number), `０${number}番`]) expect(await shows(`q=${encodeURIComponent(said)}`), said).toEqual([true, false])
  expect(await shows('state=completed')).toEqual([false, false])
  expect((await planner.get(`${list}&state=completed`)).body).toContain('この条件に当てはまる方はいません')
  expect((await planner.get('/enrollments?training=99999')).statusCode).toBe(404)
})

test('somebody moves to another cohort with a reason; the number stays and the page tells it', async () => {
  const at = `/enrollments/${mine}/cohort`
  const poor = await planner.post(at, { cohortId: String(town.cohorts[1]) })
  expect([poor.statusCode, poor.body.includes('入力してください')]).toEqual([422, true])
  expect((await clerk.post(at, { cohortId: String(town.cohorts[1]), reason: '日程が合わないため' })).statusCode).toBe(404)

  const moved = await planner.post(at, { cohortId: String(town.cohorts[1]), reason: '日程が合わないため' })
  expect([moved.statusCode, moved.headers.location]).toEqual([303, `/enrollments/${mine}`])
  expect(await lastLine()).toEqual({ action: 'enrollment.transferred', subject: `enrollment:${mine}`, person_id: town.planner.person, detail: { from: town.cohorts[0], to: town.cohorts[1], reason: '日程が合わないため' } })
  const { body } = await planner.get(`/enrollments/${mine}`)
  expect(body).toContain('第1コースから第2コースへ移りました')
  expect(body).toContain('受講番号 1')
})

test('a full cohort is refused with its limit, and what was typed is still there', async () => {
  await db.updateTable('cohort').set({ capacity: 1 }).where('id', '=', town.cohorts[1]).execute()
  await db.updateTable('enrollment').set({ cohort_id: town.cohorts[0] }).where('id', '=', mine).execute()
  const full = await planner.post(`/enrollments/${mine}/cohort`, { cohortId: String(town.cohorts[1]), reason: '<b>都合</b>' })
  expect(full.statusCode).toBe(409)
  expect(full.body).toContain('上限1人に達しています')
  expect(full.body).toContain('&lt;b&gt;都合&lt;/b&gt;')
})

test('leaving takes a reason and a second look, is written down once, and frees the seat', async () => {
  const at = `/enrollments/${mine}/withdrawal`
  expect((await clerk.post(at, {})).statusCode).toBe(422)
  const nobody = await clerk.post(at, { reason: '異動のため' })
  expect([nobody.statusCode, nobody.body.includes('id="by-problem"'), nobody.body.includes('異動のため')]).toEqual([422, true, true])
  const asked = await clerk.post(at, { by: 'employer', reason: '異動のため' })
  expect([asked.statusCode, asked.body.includes('ZZA研 修子 様の受講を辞退しますか'), asked.body.includes('申し出た方：勤め先')]).toEqual([200, true, true])
  expect((await db.selectFrom('enrollment').select('state').where('id', '=', mine).executeTakeFirst())?.state).toBe('enrolled')

  const form = { by: 'employer', reason: '異動のため', sure: 'true', onceKey: 'leave-once-0001' }
  const [first, again] = [await clerk.post(at, form), await clerk.post(at, form)]
  expect([first.statusCode, again.statusCode, again.headers.location]).toEqual([303, 303, first.headers.location])
  expect(await lastLine()).toEqual({ action: 'enrollment.withdrawn', subject: `enrollment:${mine}`, person_id: town.clerkOfTachikawa.person, detail: { by: 'employer', number: 1 } })
  expect(await db.selectFrom('audit_line').select('id').where('action', '=', 'enrollment.withdrawn').execute()).toHaveLength(1)
  const late = await clerk.post(at, { ...form, onceKey: 'leave-once-0002' })
  expect([late.statusCode, late.body.includes('すでに辞退しています')]).toEqual([409, true])
  const { body } = await clerk.get(`/enrollments/${mine}`)
  expect(body).toContain('勤め先から')
  expect(body).toContain('理由：異動のため')
})

test.each(['planner', 'clerkOfTachikawa', 'instructor', 'trainee'] as const)('the pages speak both languages to %s', async (who) => {
  const guest = await visitor(town[who])
  for (const url of [list, `/enrollments/${mine}`]) {
    const { statusCode, body } = await guest.get(url, {}, { language: 'en' })
    expect(statusCode).toBe(200)
    expect(body).not.toMatch(/enrollments\.[a-z]/)
  }
})

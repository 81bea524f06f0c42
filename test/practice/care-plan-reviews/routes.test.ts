import { beforeEach, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { putFigure, putMeasures } from '../reported.ts'
import { dayBoxes } from '../world.ts'

/** L8: thresholds with their days, plans that were reported, and how many were reviewed where. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const measures = await putMeasures(db)
const [planner, clerk, other, contractor] = [await house.visitor(town.planner), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama), await house.visitor(town.contractor)]
await db.insertInto('conference_type').values({ municipality_id: town.tachikawa, name: 'ZZA包括ケア会議', level: 'area', from_fiscal_year: 2020 }).execute()
const filing = { kind: 'frequent_home_help', ...dayBoxes('plannedOn', '2026-05-01'), ...dayBoxes('filedOn', '2026-06-30'), careLevel: 'care_2', visits: '36', version: '0' }
const file = (more: Record<string, string> = {}, who = clerk) => who.post('/care-plan-reviews', { ...filing, ...more })
const last = async () => (await db.selectFrom('care_plan_filing').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id

beforeEach(async () => { for (const table of ['care_plan_filing', 'statistic'] as const) await db.deleteFrom(table).execute() })

test('a plan is filed, weighed against its day, reviewed, and counted by where; no name is asked', async () => {
  expect((await file()).statusCode).toBe(303)
  const id = await last()
  const { body } = await clerk.get(`/care-plan-reviews/${id}`)
  expect([body.includes('基準にあたります'), body.includes('36（基準 34以上、平成30年10月1日から）'), body.includes('ZZA包括ケア会議')]).toEqual([true, true, true])
  expect((await clerk.post(`/care-plan-reviews/${id}`, { ...filing, ...dayBoxes('reviewedOn', '2026-07-16'), reviewedIn: '事前協議', outcome: 'kept', version: '1' })).statusCode).toBe(303)
  expect((await clerk.get('/care-plan-reviews?year=2026')).body).toMatch(/うち事前協議で検証<\/th><td class="num"[^>]*>1</)
  expect((await db.selectFrom('audit_line').select('action').where('subject', '=', `care_plan:${id}`).orderBy('id').execute()).map(({ action }) => action)).toEqual(['care_plan.filed', 'care_plan.reviewed'])
  expect((await clerk.post(`/care-plan-reviews/${id}`, { ...filing, version: '1' })).statusCode).toBe(409)
})

test.each<[string, Record<string, string>, string]>([
  ['no visits', { visits: '' }, '入力してください'], ['filed before it was made', dayBoxes('filedOn', '2026-04-30'), 'ケアプランの日より前です'], ['a day to come', dayBoxes('filedOn', '2027-01-01'), 'まだ来ていない日です'],
  ['a review without a place', dayBoxes('reviewedOn', '2026-07-16'), ''], ['an outcome without a review', { outcome: 'kept' }, ''], ['many visits', { visits: 'many' }, '数字'],
])('%s is told at its box, and nothing is kept', async (_, more, words) => {
  const { statusCode, body } = await file(more)
  expect([statusCode, body.includes(words), await db.selectFrom('care_plan_filing').select('id').execute()]).toEqual([422, true, []])
})

test('another municipality’s are a missing page; the prefecture reads and files none', async () => {
  await file()
  const id = await last()
  expect([(await other.get(`/care-plan-reviews/${id}`)).statusCode, (await other.post(`/care-plan-reviews/${id}`, { ...filing, version: '1' })).statusCode, (await other.post(`/care-plan-reviews/${id}/removal`, { version: '1' })).statusCode, (await other.get(`/care-plan-reviews/of/${town.tachikawa}`)).statusCode]).toEqual([404, 404, 404, 404])
  expect([(await planner.get(`/care-plan-reviews/${id}`)).statusCode, (await contractor.get(`/care-plan-reviews/of/${town.tachikawa}`)).statusCode, (await planner.post('/care-plan-reviews', filing)).statusCode]).toEqual([200, 200, 404])
  expect((await clerk.post(`/care-plan-reviews/${id}/removal`, { version: '1' })).statusCode).toBe(303)
  expect(await db.selectFrom('care_plan_filing').select('id').execute()).toEqual([])
})

test('counted, reported and unanswered stand apart; none of six in one conference is a nought', async () => {
  await file()
  const reviews = { measure_id: measures.get('care_plan_reviews')!, year: 2026, dimension: 'frequent_home_help' }
  await putFigure(db, { ...reviews, municipality_id: town.tama, value: 6 })
  await putFigure(db, { ...reviews, municipality_id: town.tama, value: 0, place: '包括ケア会議' })
  const { body } = await planner.get('/care-plan-reviews?year=2026')
  expect(body).toMatch(/立川市<\/a>[\s\S]*?記録から集計[\s\S]*?多摩市<\/a>[\s\S]*?>6<\/a>[\s\S]*?報告/)
  expect((await other.get('/care-plan-reviews?year=2026')).body).toMatch(/うち包括ケア会議で検証<\/th>[\s\S]*?>0<\/a>/)
  expect((await planner.get('/care-plan-reviews?year=2024')).body.match(/未回答/g)!.length).toBeGreaterThanOrEqual(2)
})

test('a typed plan is held against the thresholds of its day, and kept nowhere', async () => {
  const weigh = async (more: Record<string, string>) => (await clerk.post('/care-plan-reviews/weighing', { kind: 'frequent_home_help', ...dayBoxes('plannedOn', '2020-01-01'), careLevel: 'care_1', ...more })).body
  expect((await weigh({ visits: '27' })).includes('基準にあたります')).toBe(true)
  expect((await weigh({ visits: '26' })).includes('基準にあたりません')).toBe(true)
  expect((await weigh({ visits: '99', ...dayBoxes('plannedOn', '2018-09-30') })).includes('有効な基準はありません')).toBe(true)
  expect((await weigh({ kind: 'by_office', limitPercent: '70', homeHelpPercent: '60', ...dayBoxes('plannedOn', '2021-10-01') })).includes('基準にあたります')).toBe(true)
  expect(await weigh({})).toContain('aria-invalid="true"')
  expect(await db.selectFrom('care_plan_filing').select('id').execute()).toEqual([])
})

test('a threshold begins on a day; the earlier stays, and none is put before one that stands', async () => {
  const set = (more: Record<string, string>, who = planner) => who.post('/care-plan-thresholds', { which: 'care_1', value: '30', ...dayBoxes('validFrom', '2027-04-01'), source: '告示', ...more })
  expect([(await set({}, clerk)).statusCode, (await set({})).statusCode, (await set({ value: '31' })).statusCode, (await set(dayBoxes('validFrom', '2018-10-01'))).statusCode]).toEqual([404, 303, 422, 422])
  expect(await db.selectFrom('care_plan_threshold').select(['value', 'valid_from']).where('care_level', '=', 'care_1').orderBy('valid_from').execute()).toEqual([{ value: 27, valid_from: '2018-10-01' }, { value: 30, valid_from: '2027-04-01' }])
  const { body } = await clerk.get('/care-plan-thresholds')
  expect([body.includes('令和9年4月1日'), body.includes('平成30年10月1日'), body.includes('name="which"')]).toEqual([true, true, false])
  expect(await idOf(db.selectFrom('audit_line').select('id').where('action', '=', 'care_plan_threshold.set'))).toBeGreaterThan(0)
})

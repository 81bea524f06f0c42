import { beforeEach, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { putFigure } from '../reported.ts'

/** What is asked of municipalities: defined with its years, closed once used, and never changed in meaning. */
const house = await openHouse({ now: '2026-06-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, clerk, contractor] = [await house.visitor(town.planner), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.contractor)]
const form = { code: 'visits', label: '訪問件数', unit: 'case', fromYear: '令和7年度', parts: 'home | 自宅 | Home\nclinic | 診療所 | Clinic', version: '0' }
const defined = async (more: Record<string, string> = {}) => planner.post('/statistic-measures', { ...form, ...more })
const idOfLast = async () => (await db.selectFrom('statistic_measure').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id
const lines = async () => (await db.selectFrom('audit_line').select('action').where('action', 'like', 'statistic_measure.%').orderBy('id').execute()).map(({ action }) => action)

beforeEach(async () => { for (const table of ['statistic', 'statistic_part', 'statistic_measure', 'audit_line'] as const) if (table !== 'audit_line') await db.deleteFrom(table).execute() })

test('the prefecture defines one; all who report or read see it', async () => {
  expect((await defined()).statusCode).toBe(303)
  const id = await idOfLast()
  expect(await db.selectFrom('statistic_part').select(['code', 'label', 'total_code']).orderBy('position').execute()).toEqual([{ code: 'home', label: '自宅', total_code: '' }, { code: 'clinic', label: '診療所', total_code: '' }])
  for (const who of [planner, clerk, contractor]) expect((await who.get(`/statistic-measures/${id}`)).body).toContain('訪問件数')
  expect([(await clerk.get('/statistic-measures/new')).statusCode, (await clerk.post('/statistic-measures', form)).statusCode, (await contractor.post(`/statistic-measures/${id}/closing`, { toYear: '2026', version: '1' })).statusCode]).toEqual([404, 404, 404])
})

test.each<[string, Record<string, string>, string]>([
  ['a code with capitals', { code: 'Visits' }, '正しく入力してください'], ['no year', { fromYear: 'いつか' }, '年度'], ['parts without a code', { parts: '自宅' }, '1行目を読み取れません'], ['a subtotal that is none', { parts: 'aa | 甲 | A | zz' }, '1行目の小計のコード'],
])('%s is told at its box', async (_, more, words) => {
  const { statusCode, body } = await defined(more)
  expect([statusCode, body.includes(words), await db.selectFrom('statistic_measure').select('id').execute()]).toEqual([422, true, []])
})

test('unused it may be changed; used it is closed, and another begins after it', async () => {
  await defined()
  const id = await idOfLast()
  expect((await planner.post(`/statistic-measures/${id}`, { ...form, label: '訪問の件数', version: '1' })).statusCode).toBe(303)
  await putFigure(db, { municipality_id: town.tachikawa, measure_id: id, year: 2025, value: 3, dimension: 'home' })
  const refused = await planner.post(`/statistic-measures/${id}`, { ...form, label: '別の意味', version: '2' })
  expect([refused.statusCode, refused.body.includes('意味を変えられません')]).toEqual([409, true])
  expect((await defined({ fromYear: '2026' })).statusCode).toBe(422)
  expect((await planner.post(`/statistic-measures/${id}/closing`, { toYear: '2024', version: '2' })).statusCode).toBe(422)
  expect((await planner.post(`/statistic-measures/${id}/closing`, { toYear: 'R7', version: '1' })).statusCode).toBe(409)
  expect((await planner.post(`/statistic-measures/${id}/closing`, { toYear: 'R7', version: '2' })).statusCode).toBe(303)
  expect((await planner.get(`/statistic-measures/new?from=${id}`)).body).toMatch(/name="fromYear"[^>]*value="2026"/)
  expect((await defined({ fromYear: '2026', parts: '' })).statusCode).toBe(303)
  expect(await lines()).toEqual(expect.arrayContaining(['statistic_measure.defined', 'statistic_measure.changed', 'statistic_measure.closed']))
  expect(await db.selectFrom('statistic').select(['value', 'measure_id']).execute()).toEqual([{ value: 3, measure_id: id }])
  expect((await planner.get(`/statistic-measures/${id}`)).body).toContain('この項目の定義')
})

import { expect, test } from 'vitest'
import { parseAmount, totals } from '../../../server/planning/programs/rules.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

const { db, visitor } = await openHouse()
const town = await settle(db)
const planner = await visitor(town.planner)
const page = `/programs/${town.program}`
const line = { label: '実践者養成研修', amount: '17,134', unit: 'thousand_yen' }

test.each([['17,134', 17134], ['１７，１３４', 17134], ['2614千円', 2614], ['0', 0], ['-1', null], ['1.5', null], ['多い', null], ['99999999999999', null]])(
  'the amount %s is read: %s', (text, expected) => { expect(parseAmount(text)).toBe(expected) })

test('thousands of yen and yen are never added to each other', () => {
  expect(totals([{ amount: 17134, unit: 'thousand_yen' }, { amount: 500000, unit: 'yen' }, { amount: 2614, unit: 'thousand_yen' }]))
    .toEqual([{ unit: 'thousand_yen', amount: 19748 }, { unit: 'yen', amount: 500000 }])
  expect(totals([])).toEqual([])
})

test.each([['R3', 2021], ['令和3年度', 2021], ['2021', 2021], ['H31', 2019]])('the year %s opens %s', async (typed, year) => {
  const { statusCode, headers } = await planner.post(`${page}/years`, { fiscalYear: typed })
  expect([statusCode, headers.location]).toEqual([303, `${page}?year=${year}`])
})

test('a year is opened once, whichever way it was written', async () => {
  expect((await db.selectFrom('program_year').select('fiscal_year').orderBy('fiscal_year').execute()).map((one) => one.fiscal_year)).toEqual([2019, 2021])
})

test('budget lines keep the unit of the document and are added up in it', async () => {
  await planner.post(`${page}/years`, { fiscalYear: 'R2' })
  expect((await planner.post(`${page}/years/2020/budget`, line)).headers.location).toBe(`${page}?year=2020`)
  await planner.post(`${page}/years/2020/budget`, { label: '体制構築支援モデル事業', amount: '2,614', unit: 'thousand_yen' })
  const { body } = await planner.get(`${page}?year=2020`)
  for (const words of ['令和2年度の予算', '17,134 千円', '2,614 千円', '19,748 千円']) expect(body).toContain(words)
  const { id } = await db.selectFrom('budget_line').select('id').orderBy('id').executeTakeFirstOrThrow()
  expect((await planner.post(`${page}/years/2021/budget/${id}`, line)).statusCode, 'a line of another year').toBe(404)
  expect((await planner.post(`${page}/years/2020/budget/${id}/removal`)).statusCode).toBe(303)
  expect(await db.selectFrom('audit_line').select('detail').where('action', '=', 'budget_line.removed').execute())
    .toEqual([{ detail: { year: 2020, lineId: id, amount: 17134, unit: 'thousand_yen' } }])
})

test('pillars have spans of years, and the calendar has days', async () => {
  await planner.post(`${page}/pillars`, { name: '人づくり', nameEn: 'People', from: 'H29', to: 'R2' })
  await planner.post(`${page}/pillars`, { name: '人材育成', nameEn: 'Training', from: 'R3' })
  await planner.post(`${page}/years/2021/steps`, { label: '実務者連絡会議', labelEn: 'Liaison meeting', 'fromOn.year': 'R3', 'fromOn.month': '11', 'fromOn.day': '15' })
  const { body } = await planner.get(`${page}?year=2021`)
  for (const words of ['平成29年度～令和2年度', '人材育成', '令和3年度～', '実務者連絡会議', '11月15日（月）']) expect(body).toContain(words)
})

test.each<[string, string, Record<string, string>, string]>([
  ['an amount that is none', `${page}/years/2020/budget`, { ...line, label: 'ZZ残る', amount: 'たくさん' }, '金額を読み取れません'],
  ['a pillar that ends first', `${page}/pillars`, { name: 'ZZ残る', nameEn: 'x', from: 'R3', to: 'R2' }, '始まり（2021年度）より前'],
  ['a year that is none', `${page}/pillars`, { name: 'ZZ残る', nameEn: 'x', from: '昨年' }, '年度を読み取れません'],
  ['a step that ends before it begins', `${page}/years/2021/steps`,
    { label: 'ZZ残る', labelEn: 'x', 'fromOn.year': '2021', 'fromOn.month': '6', 'fromOn.day': '2', 'toOn.year': '2021', 'toOn.month': '6', 'toOn.day': '1' }, '始まりの日より前'],
])('%s is told at its box and the words stay', async (_, at, form, words) => {
  const { statusCode, body } = await planner.post(at, form)
  expect([statusCode, body.includes(words), body.includes('ZZ残る')]).toEqual([422, true, true])
})

test('the one program is found at once; the contractor reads it, a municipality does not know it', async () => {
  expect((await planner.get('/programs')).headers.location).toBe(`${page}?year=2026`)
  const contractor = await visitor(town.contractor)
  expect((await contractor.get(`${page}?year=2020`)).body).not.toContain('/edit')
  expect((await contractor.post(`${page}/years`, { fiscalYear: 'R9' })).statusCode).toBe(404)
  expect((await (await visitor(town.clerkOfTama)).get(page)).statusCode).toBe(404)
})

import { expect, test } from 'vitest'
import { readTable } from '../../../server/base/sheets.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { putFigure, putMeasures } from '../reported.ts'
import { conferring, heldConference } from '../world.ts'

/** L3: a year of conferences, counted from records where there are any and else as reported, both shown where they differ. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const measures = await putMeasures(db)
const [planner, clerk, other] = [await house.visitor(town.planner), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama)]
const { individual, centers } = await conferring(db, town.tachikawa, 'ZZA')
for (const [held_on, cases_discussed] of [['2026-05-10', 2], ['2026-06-10', 3]] as const) {
  const id = await heldConference(db, { municipality_id: town.tachikawa, type_id: individual, organization_id: centers[0]!, held_on, cases_discussed })
  await db.insertInto('conference_attendance').values([['care_manager', 4], ['pt_ot', 2], ['organizer', 3], ['observer', 1]].map(([kind, people]) => ({ conference_id: id, municipality_id: town.tachikawa, kind: String(kind), people: Number(people) }))).execute()
}
const report = (municipality_id: number, code: string, dimension: string, value: number | null, more: { place?: string; missing?: 'inseparable' } = {}) => putFigure(db, { municipality_id, measure_id: measures.get(code)!, year: 2026, value, dimension, ...more })
await report(town.tachikawa, 'meetings_held', '', 3)
await report(town.tama, 'meetings_held', '', 11)
await report(town.tama, 'meetings_held', 'regular', null, { missing: 'inseparable' })
await report(town.tama, 'cases_by_function', 'case_resolution', 9)

const cells = (body: string, heading: string) => new RegExp(`<th scope="row"[^>]*>${heading}[\\s\\S]*?</tr>`).exec(body)![0].replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim()

test('counted and reported stand side by side, and where they differ it is said', async () => {
  const { body } = await clerk.get('/conference-statistics?year=2026')
  expect(body).toMatch(/sum"><th scope="row" class="wrap">計<\/th>\s*<td[^>]*>2<\/td>\s*<td[^>]*><a href="\/statistic-figures\/\d+">3<\/a>/)
  expect([body.includes('記録と報告がちがいます'), cells(body, '介護支援専門員').startsWith('介護支援専門員 8'), cells(body, '小計').startsWith('小計 12'), cells(body, '主催者（地域包括支援センター）').includes(' 6 ')]).toEqual([true, true, true, true])
  expect(body).toContain('出席者の記録がある会議は、開かれた2回のうち2回です')
  expect(body).toMatch(/延べ人数<\/small><\/th>\s*<td[^>]*>20</)
})

test('for one conference by name, and a municipality without anything is told', async () => {
  expect((await clerk.get(`/conference-statistics?year=2026&about=${encodeURIComponent('ZZA個別会議')}`)).body).toContain('aria-current="page">ZZA個別会議')
  expect((await clerk.get('/conference-statistics?year=2023')).body).toContain('この年度の会議の記録も報告もありません')
})

test('over municipalities: sums, and who has not answered apart; each figure opens its rows', async () => {
  const { body } = await planner.get('/conference-statistics?year=2026')
  expect(body).toMatch(/measure=meetings_held&amp;part="[^>]*>13</)
  expect(cells(body, '定例開催')).toContain('うち数字でない回答 1')
  const rows = await planner.get('/conference-statistics/rows?year=2026&measure=attendees_extended&part=care_manager')
  expect(rows.body).toMatch(/立川市<\/a><\/th><td[^>]*>8<\/td>[\s\S]*多摩市<\/a><\/th><td[^>]*><\/td>[\s\S]*?未回答/)
  expect((await planner.get('/conference-statistics/rows?year=2026&measure=meetings_held&part=nothing')).statusCode).toBe(404)
})

test('a municipality sees its own alone, and takes it as workbook, CSV and one sheet of paper', async () => {
  expect([(await other.get(`/conference-statistics/${town.tachikawa}`)).statusCode, (await other.get(`/conference-statistics/${town.tachikawa}/pdf`)).statusCode, (await other.get(`/conference-statistics/${town.tachikawa}/file?as=xlsx`)).statusCode]).toEqual([404, 404, 404])
  expect((await other.get('/conference-statistics/rows?year=2026&measure=meetings_held')).body).not.toContain('立川市')
  const table = await readTable((await clerk.get(`/conference-statistics/${town.tachikawa}/file?year=2026&as=utf-8`)).rawPayload, 'x.csv', { rowsMax: 500, columnsMax: 60 })
  expect('table' in table && table.table.rows.slice(0, 4)).toEqual([['区分', '内訳・場所', '記録から集計', '報告', '出どころ'], ['開催回数', '定例開催', '2', '', '記録'], ['開催回数', '随時開催', '0', '', '記録'], ['開催回数', '計', '2', '3', '記録']])
  const pdf = await clerk.get(`/conference-statistics/${town.tachikawa}/pdf?year=2026`)
  expect([pdf.headers['content-type'], (pdf.rawPayload.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length]).toEqual(['application/pdf', 1])
  expect((await planner.get('/conference-statistics/file?year=2026&as=xlsx')).statusCode).toBe(200)
})

import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'

/** Before and after training: who sees whom, what is left out and why, and what a figure opens. */
const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, clerkOfTama, trainee] = await Promise.all([town.planner, town.contractor, town.clerkOfTachikawa, town.clerkOfTama, town.trainee].map(house.visitor))

const trainingOf = new Map<number, { training: number; cohort: number }>()
let number = 0
/** Somebody of a municipality who completed in a training of that fiscal year. */
async function complete(municipality: number, fiscal_year: number): Promise<void> {
  if (!trainingOf.has(fiscal_year)) {
    const training = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year, title: `${fiscal_year}年度`, title_en: `FY${fiscal_year}`, capacity: 9, state: 'closed' }).returning('id'))
    trainingOf.set(fiscal_year, { training, cohort: await idOf(db.insertInto('cohort').values({ training_id: training, position: 1, name: '第1', name_en: '1', capacity: 9 }).returning('id')) })
  }
  const { training, cohort } = trainingOf.get(fiscal_year)!
  const enrollment = await enroll(db, town, await makePerson(db, `修 了${number += 1}`, `しゅう りょう${number}`, municipality), 200 + number, { municipality })
  await db.updateTable('enrollment').set({ training_id: training, cohort_id: cohort, state: 'completed', completed_on: `${fiscal_year + 1}-02-10` }).where('id', '=', enrollment).execute()
}
const types = new Map<number, number>()
async function hold(municipality_id: number, fiscal_year: number, cases: (number | null | 'canceled')[]): Promise<void> {
  if (!types.has(municipality_id)) types.set(municipality_id, await idOf(db.insertInto('conference_type').values({ municipality_id, name: '個別会議', name_en: 'Case conference', level: 'individual', from_fiscal_year: 2015 }).returning('id')))
  await db.insertInto('conference').values(cases.map((one, n) => ({
    municipality_id, type_id: types.get(municipality_id)!, fiscal_year, held_on: `${fiscal_year}-0${4 + n % 6}-10`, state: one === 'canceled' ? 'canceled' as const : 'held' as const, cases_discussed: one === 'canceled' ? null : one,
  }))).execute()
}
const city = (name: string, code: string) => idOf(db.insertInto('municipality').values({ name, code, kana: 'し', name_en: `${name} City`, kind: 'city' }).returning('id'))

test('with nothing on record the page says what is missing, and claims nothing', async () => {
  const { body } = await planner!.get('/effect')
  for (const words of ['研修のために変わったことを示すものではありません', '前と後を比べられる区市町村は、まだありません']) expect(body).toContain(words)
  expect((await clerk!.get('/effect')).body).toContain('修了者がまだいない')
  expect((await planner!.get('/effect', {}, { language: 'en' })).body).toContain('do not show that training changed anything')
})

test('a municipality is compared on both sides or left out by name; every figure is as many rows as it opens', async () => {
  await complete(town.tachikawa, 2022)
  await hold(town.tachikawa, 2021, [1, 2, 'canceled'])
  await hold(town.tachikawa, 2022, [9])
  await hold(town.tachikawa, 2023, [1, 1, 2, 2])
  await hold(town.tachikawa, 2025, [3, null])
  await hold(town.tachikawa, 2026, [3, 3, 3, 3, 3, 3])
  await complete(town.tama, 2022)
  await hold(town.tama, 2023, [2])
  const { body } = await planner!.get('/effect')
  expect(body).toContain('<title id="each-title">区市町村ごとの会議の開催（1年あたりの回数）</title>')
  expect(body).toContain('立川市は前が2、後が3。')
  expect(body).toMatch(/前の年度の記録がない <small>1区市町村<\/small><\/h3>\s*<p><a class="nowrap" href="\/effect\/\d+">多摩市<\/a>/)
  expect(body).toContain('同じ年度に修了者がおらず、記録もある区市町村がないため')
  // Of cases the last year does not count: one meeting does not say.
  expect((await planner!.get('/effect?of=cases')).body).toContain('立川市は前が3、後が6。')

  const show = await planner!.get(`/effect/${town.tachikawa}`)
  const figures = [...show.body.matchAll(/href="(\/effect\/\d+\/conferences\?year=(\d+)&(?:amp;)?of=(\w+))">(\d+)</g)].map(([, href, at, of, value]) => ({ href: href!.replaceAll('&amp;', '&'), at, of, value: Number(value) }))
  expect(figures.filter(({ at }) => at === '2021').map(({ of, value }) => [of, value])).toEqual([['onRecord', 3], ['held', 2], ['cases', 3], ['silent', 0]])
  for (const { href, of, value } of figures) {
    const rows = [...(await planner!.get(href)).body.matchAll(/href="\/conferences\/\d+"[\s\S]*?<td class="num"[^>]*>([^<]+)<\/td><\/tr>/g)].map(([, cases]) => Number(cases))
    expect(of === 'cases' ? rows.reduce((sum, cases) => sum + cases, 0) : rows.length, href).toBe(value)
  }
  expect(show.body).toMatch(/令和8年度[\s\S]*?終わっていない/)
})

test('the others over the same years stand beside, once there are any', async () => {
  const none = await city('稲城市', '132250')
  await hold(none, 2021, [1])
  await hold(none, 2023, [1, 1])
  await hold(none, 2025, [1, 1, 1, 1])
  const { body } = await planner!.get('/effect')
  expect(body).toContain('比べた区市町村は前が2、後が3。同じ年度に修了者のいない区市町村は前が1、後が3。')
  await complete(none, 2025) // completers came within these years: no comparison any more
  expect((await planner!.get('/effect')).body).toContain('記録もある区市町村がないため')
})

test('a municipality sees itself, nobody\'s name, and the others together from five on', async () => {
  const own = await clerk!.get('/effect')
  expect(own.body).toContain('立川市は前が2、後が3。')
  expect(own.body).toContain('5つに満たないため')
  for (const other of ['多摩市', '稲城市']) expect(own.body).not.toContain(other)
  for (const n of [1, 2, 3, 4, 5]) {
    const id = await city(`ZZ${n}市`, `13300${n}`)
    await complete(id, 2022)
    await hold(id, 2021, Array.from({ length: n }, () => 1))
    await hold(id, 2024, Array.from({ length: n * 2 }, () => 1))
  }
  const { body } = await clerk!.get('/effect')
  expect(body).toContain('ほかの5区市町村の半分は、前が2～4、後が4～8のあいだにあります')
  expect(body).toContain('ほかの区市町村の中央の値は前が3、後が6。')
  expect(body).not.toMatch(/ZZ\d市/)
  const tama = await clerkOfTama!.get('/effect')
  expect(tama.body).toContain('前の年度の記録がない')
  expect(tama.body).not.toContain('立川市は')
})

test('another municipality is as if it were not there, and a trainee has no door', async () => {
  for (const path of ['', '/conferences?year=2021&of=held']) {
    expect((await clerk!.get(`/effect/${town.tama}${path}`)).statusCode).toBe(404)
    expect((await clerk!.get(`/effect/99999${path}`)).statusCode).toBe(404)
    expect((await clerk!.get(`/effect/${town.tachikawa}${path}`)).statusCode).toBe(200)
    expect((await contractor!.get(`/effect/${town.tama}${path}`)).statusCode).toBe(200)
    expect((await trainee!.get(`/effect/${town.tachikawa}${path}`)).statusCode).toBe(404)
  }
  expect((await trainee!.get('/effect')).statusCode).toBe(404)
})

test('the table is taken as a workbook and as a CSV, with who is left out and why; a municipality takes no name but its own', async () => {
  const { rawPayload, headers } = await planner!.get('/effect/file?of=held&as=xlsx')
  expect(headers['content-type']).toContain('spreadsheetml')
  const { sheets: [sheet] } = await readXlsx(rawPayload)
  const rowOf = (name: string) => sheet!.rows.find(([first]) => first === name)!
  expect(rowOf('立川市').slice(0, 4)).toEqual(['立川市', expect.stringContaining('令和3年度'), 2, 3])
  expect(rowOf('多摩市').slice(0, 2)).toEqual(['多摩市', '前の年度の記録がない'])
  expect(sheet!.rows.flat().join()).toContain('研修のために変わったことを示すものではありません')
  const own = (await clerk!.get('/effect/file?as=utf-8')).body
  expect(own).toContain('立川市')
  for (const other of ['多摩市', '稲城市', 'ZZ1市']) expect(own).not.toContain(other)
  expect((await trainee!.get('/effect/file?as=xlsx')).statusCode).toBe(404)
})

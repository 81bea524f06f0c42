import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { trainedAt } from '../transfer-checks/support.ts'

const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [clerk, other, planner] = [await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama), await house.visitor(town.planner)]
const center = (name: string, municipality: number) => idOf(db.insertInto('organization').values({ municipality_id: municipality, kind: 'support_center', name, name_key: name, operation: 'direct' }).returning('id'))
const [north, south, theirs] = [await center('ZZA北包括', town.tachikawa), await center('ZZA南包括', town.tachikawa), await center('ZZB包括', town.tama)]
const at = `/municipalities/${town.tachikawa}/living-areas`
const form = (more: Record<string, string | string[]> = {}) => ({ name: '北部圏域', position: '1', version: '0', centers: String(north), ...more }) as Record<string, string>

test('a municipality keeps its areas, and a center may have several', async () => {
  expect((await clerk.post(at, form())).statusCode).toBe(303)
  expect((await clerk.post(at, form({ name: '川沿い圏域', position: '2', firstYear: 'R6' }))).statusCode).toBe(303)
  expect(await db.selectFrom('daily_living_area').select(['name', 'position', 'first_year']).orderBy('position').execute()).toEqual([{ name: '北部圏域', position: 1, first_year: null }, { name: '川沿い圏域', position: 2, first_year: 2024 }])
  expect((await clerk.get(`/municipalities/${town.tachikawa}`)).body).toContain('川沿い圏域')
  expect(await db.selectFrom('audit_line').select('detail').where('action', '=', 'living_area.added').limit(1).executeTakeFirst()).toEqual({ detail: { municipalityId: town.tachikawa } })
})

test.each<[string, Record<string, string>, number, string]>([
  ['a name twice', {}, 422, '同じ名称の圏域'], ['no name', { name: ' ' }, 422, ''], ['a year that is none', { name: 'x', firstYear: 'いつか' }, 422, '年度'],
  ['years the wrong way round', { name: 'x', firstYear: '2026', lastYear: '2024' }, 422, '始まりの年度より前'], ['a center of somebody else', { name: 'x', centers: String(theirs) }, 404, ''],
])('%s is refused', async (_, more, status, words) => {
  const answer = await clerk.post(at, form(more))
  expect([answer.statusCode, answer.body.includes(words)]).toEqual([status, true])
})

test('an area is mended by its municipality, and a stale form is refused', async () => {
  const { id } = await db.selectFrom('daily_living_area').select('id').where('name', '=', '川沿い圏域').executeTakeFirstOrThrow()
  expect((await other.get(`/living-areas/${id}/edit`)).statusCode).toBe(404)
  expect((await other.post(`/living-areas/${id}`, form({ version: '1' }))).statusCode).toBe(404)
  expect((await clerk.post(`/living-areas/${id}`, form({ name: '川辺圏域', position: '2', version: '1', lastYear: '2025' }))).statusCode).toBe(303)
  expect((await clerk.post(`/living-areas/${id}`, form({ name: '川辺圏域', version: '1' }))).statusCode).toBe(409)
  expect((await other.post(at, form({ name: 'y' }))).statusCode).toBe(404)
})

test('coverage is read by area and center; what is unknown is its own row, and an area of the past is none', async () => {
  const anna = await trainedAt(db, town, 'ZZA北 子', 'きた こ', town.tachikawa)
  await db.updateTable('affiliation').set({ organization_id: north, organization: 'ZZA北包括' }).where('id', '=', anna.affiliation).execute()
  await trainedAt(db, town, 'ZZA庁 舎郎', 'ちょう しゃろう', town.tachikawa, { category: 'adviser' })
  const { body } = await clerk.get(`/coverage/${town.tachikawa}/inside`)
  expect(body).toContain('ZZA北 子')
  expect(body).toContain('立川市全体')
  expect(body).toMatch(/北部圏域<\/th><td class="num level-1">1/)
  expect(body).toMatch(/圏域がわからない<\/th><td class="num level-0">0<\/td><td class="num level-1">1/)
  expect(body).toMatch(/所属が名簿にない<\/th><td class="num level-0">0<\/td><td class="num level-1">1/)
  expect(body).not.toContain('川辺圏域')
  expect(body).toContain('ZZA南包括')
  expect((await other.get(`/coverage/${town.tachikawa}/inside`)).statusCode).toBe(404)
  expect((await planner.get('/coverage/single')).body).toContain('ZZA北 子')
  expect((await other.get('/coverage/single')).body).not.toContain('ZZA')
  void south
})

test('places are proposed by a rule that is shown, set by the prefecture alone, and taken as a table', async () => {
  const { body } = await planner.get('/coverage/places')
  expect(body).toContain('司会：ほしい人数2、1年に減る割合10％、上限3')
  expect((await planner.get('/coverage/places/file?as=utf-8')).body).toContain('立川市')
  const rule = Object.fromEntries(['chair', 'adviser', 'case_presenter', 'other'].flatMap((one) => [[`${one}.wanted`, '5'], [`${one}.lossPercent`, '0'], [`${one}.placesMax`, '']]))
  expect((await clerk.post('/coverage/places/rule', { ...rule, version: '0' })).statusCode).toBe(404)
  expect((await planner.post('/coverage/places/rule', { ...rule, version: '0', 'chair.wanted': '100' })).statusCode).toBe(422)
  expect((await planner.post('/coverage/places/rule', { ...rule, version: '0' })).statusCode).toBe(303)
  expect((await planner.post('/coverage/places/rule', { ...rule, version: '0' })).statusCode).toBe(409)
  expect((await planner.get('/coverage/places')).body).toContain('ほしい人数5')
  expect((await clerk.get('/coverage/places')).body).not.toContain('多摩市')
})

test('who was not confirmed by the day stays counted and is marked', async () => {
  await db.insertInto('transfer_check').values({ fiscal_year: 2026, due_on: '2026-04-30', contact: 'x', opened_at: new Date('2026-04-01T09:00:00+09:00') }).execute()
  expect((await planner.get('/coverage')).body).toContain('未確認')
  expect((await planner.get(`/coverage/${town.tachikawa}`)).body).toContain('まだ確認したことがありません')
  await db.updateTable('affiliation').set({ confirmed_on: '2026-04-10' }).execute()
  expect((await planner.get(`/coverage/${town.tachikawa}`)).body).not.toContain('未確認')
})

import { beforeEach, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'

/** Ten municipalities with a place each and a pool that opened on 3 July: who names beyond the own place, and who may not. */
const house = await openHouse({ now: '2026-07-03T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await db.updateTable('call').set({ quota_chair: 1, quota_adviser: 0, quota_case_presenter: 0, quota_other: 0, pool_on: '2026-07-03' }).execute()
const clerks = [await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama)]
for (let n = 0; n < 8; n += 1) {
  const { id } = await db.insertInto('municipality').values({ name: `第${n}市`, name_en: `City ${n}`, kana: 'し', kind: 'city', code: `1330${n}0` }).returning('id').executeTakeFirstOrThrow()
  clerks.push(await house.visitor(await givePost(db, await makePerson(db, `職員 ${n}`, 'しょくいん', id), 'municipality', id)))
}
const sheet = `/calls/${town.call}/sheet`
const type = (count: number, mark: string) => Object.fromEntries(Array.from({ length: count }, (_, n) => [
  [`chair.${n}.name`, `候補 ${mark}${n}`], [`chair.${n}.kana`, 'こうほ'], [`chair.${n}.affiliation`, `${mark}包括${n}`], [`chair.${n}.experience`, 'planned'],
]).flat())
type Clerk = typeof clerks[number]
const fill = (clerk: Clerk, count: number, mark: string) => clerk.post(`${sheet}/draft`, { version: '0', page: 'a-page-of-mine', ...type(count, mark) })
const handIn = (clerk: Clerk) => clerk.post(`${sheet}/submission`, { version: '1' })
const taken = async () => (await db.selectFrom('nomination').select(({ fn }) => fn.countAll<number>().as('n')).where('submitted', '=', true).executeTakeFirstOrThrow()).n

beforeEach(async () => {
  house.setClock('2026-07-03T10:00:00+09:00')
  await db.deleteFrom('nomination').execute()
  await db.deleteFrom('nil_return').execute()
  await db.deleteFrom('nomination_sheet').execute()
  await db.deleteFrom('allotment').execute()
})

test('before the day a municipality has its own places and is told when the rest returns', async () => {
  house.setClock('2026-07-02T10:00:00+09:00')
  await fill(clerks[0]!, 2, 'A')
  const { body } = await clerks[0]!.get(sheet)
  expect(body).toContain('枠 1人　使用 2人　残 0人')
  expect(body).toContain('使わない枠は令和8年7月3日（金）にプールにもどり')
  expect(body).toContain('この区分の推薦枠は1人です')
  expect((await handIn(clerks[0]!)).statusCode).toBe(409)
})

test('from the day on it names beyond its own while the pool has some, and sees what is left', async () => {
  await fill(clerks[0]!, 4, 'A')
  expect((await clerks[0]!.get(sheet)).body).toContain('枠 1人　使用 4人　残 0人　プール残 10人')
  expect((await handIn(clerks[0]!)).statusCode).toBe(303)
  expect((await clerks[1]!.get(sheet)).body).toContain('枠 1人　使用 0人　残 1人　プール残 6人')
  await fill(clerks[1]!, 7, 'B')
  const { body } = await clerks[1]!.get(`${sheet}/check`)
  expect(body).toContain('この区分から推薦できるのは6人までです')
  expect((await clerks[1]!.get(sheet, {}, { language: 'en' })).body).toContain('Places 1, used 7, left 0, in the pool 6')
})

test('who was given a later day keeps the places until then', async () => {
  await db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tama, due_on: '2026-07-20', version: 0, saved_at: new Date() }).execute()
  expect((await clerks[0]!.get(sheet)).body).toContain('プール残 9人')
})

test('an allotment of its own counts instead of the number of the call, and none needs no answer', async () => {
  await db.insertInto('allotment').values({ call_id: town.call, municipality_id: town.tama, category: 'chair', places: 0 }).execute()
  house.setClock('2026-07-02T10:00:00+09:00')
  expect((await clerks[1]!.get(sheet)).body).toContain('枠 0人　使用 0人　残 0人')
  await fill(clerks[1]!, 1, 'B')
  expect((await handIn(clerks[1]!)).statusCode).toBe(409)
})

test('the home of a municipality shows its places, used and left, and the pool from its day on', async () => {
  const row = async (clerk: Clerk, language = 'ja') => [...(await clerk.get('/', {}, { language })).body.matchAll(/<tr><th scope="row">(?:①司会者|1 Chair)<\/th>(.*?)<\/tr>/g)]
    .map(([, cells]) => [...cells!.matchAll(/>(\d+)</g)].map(([, n]) => n).join())
  house.setClock('2026-07-02T10:00:00+09:00')
  await db.insertInto('allotment').values({ call_id: town.call, municipality_id: town.tachikawa, category: 'chair', places: 3 }).execute()
  await fill(clerks[0]!, 2, 'A')
  expect([await row(clerks[0]!), await row(clerks[1]!, 'en')]).toEqual([['3,2,1'], ['1,0,1']])
  expect((await clerks[0]!.get('/')).body).not.toContain('プール残')
  house.setClock('2026-07-03T10:00:00+09:00')
  await handIn(clerks[0]!)
  expect([await row(clerks[0]!), await row(clerks[1]!)]).toEqual([['3,2,1,10'], ['1,0,1,10']])

  await db.updateTable('call').set({ profession_quotas: JSON.stringify({ physical_therapist: 2 }) }).execute()
  for (const page of ['/', sheet]) expect((await clerks[1]!.get(page)).body, page).toContain('全体で職種ごとの人数があります：理学療法士 2（人）')
  await db.updateTable('call').set({ profession_quotas: '{}' }).execute()
})

// The embedded database gives everyone their turn; only a PostgreSQL server makes this a race.
test('ten municipalities that want three each at the same moment get ten places, and no more', async () => {
  for (const [n, clerk] of clerks.entries()) await fill(clerk, 3, String.fromCodePoint(65 + n))
  const answers = await Promise.all(clerks.map(handIn))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 303, 303, 409, 409, 409, 409, 409, 409, 409])
  expect(await taken()).toBe(9)
  const told = answers.find(({ statusCode }) => statusCode === 409)!
  expect(told.body).toContain('この区分の推薦枠は1人です')
})

import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { callJobs } from '../../../server/planning/calls/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { overhear } from '../../support/statements.ts'

/** Two municipalities, a call with three places a category for each, and an officer who shares them out. */
const house = await openHouse({ now: '2026-05-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, trainee] = [
  await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.trainee),
]
await db.insertInto('organization').values([1, 2, 3].map((n) => ({ municipality_id: town.tama, kind: 'support_center' as const, name: `包括${n}`, name_key: `包括${n}` }))).execute()
const page = `/calls/${town.call}/allotment`
const query = (more: Record<string, string> = {}) => ({
  ...Object.fromEntries(['chair', 'adviser', 'case_presenter', 'other'].flatMap((category) =>
    [[`${category}.total`, '8'], [`${category}.base`, '1'], [`${category}.least`, '0'], [`${category}.most`, '9']])),
  equal: '0', demand: '0', centers: '100', gaps: '0', ...more,
})
// The rest, six, goes by centers: none in 立川市, three in 多摩市.
const rows = (tachikawa: string, tama: string, more: Record<string, string> = {}) => ({
  'rows.0.municipalityId': String(town.tachikawa), 'rows.1.municipalityId': String(town.tama),
  ...Object.fromEntries(['chair', 'adviser', 'case_presenter', 'other'].flatMap((category) => [[`rows.0.${category}`, tachikawa], [`rows.1.${category}`, tama]])), ...more,
})
const save = (more: Record<string, string> = {}, who = planner) => who.post(page, { version: '0', ...query(), ...rows('1', '7'), ...more })
const places = async () => (await db.selectFrom('allotment').select(['municipality_id', 'category', 'places']).orderBy('municipality_id').orderBy('category').execute())
  .map(({ municipality_id, category, places }) => `${municipality_id === town.tama ? '多摩' : '立川'} ${category} ${places}`)

beforeEach(async () => {
  for (const table of ['allotment', 'allotment_change', 'allotment_plan', 'call_revision'] as const) await sql`delete from ${sql.table(table)}`.execute(db)
  await db.updateTable('call').set({ state: 'draft', revision: 0 }).execute()
  await db.updateTable('training').set({ state: 'planned' }).execute()
})

test('what was never shared out shows the number of the call for everybody, and how the formula reads', async () => {
  const { body, statusCode } = await planner.get(page)
  expect(statusCode).toBe(200)
  expect(body).toContain('まだ配分を保存していません')
  expect(body).toContain('①司会者　6人 ＝ 基礎 1人 × 2 ＋ 残り 4人（ひとしく 100％）')
  expect(body).toMatch(/name="rows\.0\.chair"[^>]*value="3"/)
})

test('calculating saves nothing, and can be sent to a colleague as an address', async () => {
  const { body } = await planner.get(`${page}?${new URLSearchParams(query())}`)
  expect(body).toContain('試算です。まだ保存していません')
  expect([/name="rows\.0\.chair"[^>]*value="1"/, /name="rows\.1\.chair"[^>]*value="7"/].map((box) => box.test(body))).toEqual([true, true])
  expect(await places()).toEqual([])
  expect((await planner.get(`${page}?${new URLSearchParams(query())}`, {}, { language: 'en' })).body).toContain('This is a preview. Nothing is saved yet.')
})

test.each<[string, Record<string, string>, string]>([
  ['a mix that is not whole', { equal: '30' }, '割合の合計が130％です'],
  ['fewer than everybody’s least', { 'chair.least': '5' }, '2の区市町村に5人ずつ配るには、10人分が必要です'],
  ['no number', { 'chair.total': 'たくさん' }, '数字だけで入力してください'],
])('%s is said at its box, and the page still stands', async (_, more, words) => {
  const { body, statusCode } = await planner.get(`${page}?${new URLSearchParams(query(more))}`)
  expect([statusCode, body.includes(words)]).toEqual([200, true])
  expect((await save(more)).statusCode).toBe(422)
})

test('saved places are kept with their formula, seen by the municipality, and leave a line', async () => {
  expect((await save()).statusCode).toBe(303)
  expect(await places()).toHaveLength(8)
  expect((await planner.get(page)).body).toContain('都 太郎さんが保存しました')
  const line = await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', 'allotment.saved').executeTakeFirst()
  expect(line).toEqual({ subject: `call:${town.call}`, detail: { places: 32, changed: 0 } })
  await db.updateTable('call').set({ state: 'published' }).execute()
  const own = (await clerk.get(`/calls/${town.call}`)).body
  expect(own).toContain('推薦枠（この区市町村）')
  expect(own).toMatch(/①司会者<\/th><td class="num">1人/)
})

test('a hand may correct the formula, with a reason that stays on record', async () => {
  const bare = await save({ 'rows.0.chair': '2' })
  expect(bare.statusCode).toBe(422)
  expect(bare.body).toMatch(/市は、計算（1人）と違う人数です/)
  expect(bare.body).toMatch(/name="rows\.0\.chair"[^>]*value="2"/)
  expect((await save({ 'rows.0.chair': '2', 'rows.0.reason': '新しい会議を始めるため' })).statusCode).toBe(303)
  expect(await db.selectFrom('allotment_change').select(['municipality_id', 'category', 'computed', 'reason']).execute())
    .toEqual([{ municipality_id: town.tachikawa, category: 'chair', computed: 1, reason: '新しい会議を始めるため' }])
  expect((await planner.get(page)).body).toContain('新しい会議を始めるため')
})

test('who was slower is told; a municipality left out is none of ours; others find no such page', async () => {
  await save()
  expect((await save()).statusCode).toBe(409)
  expect((await save({ version: '1' }, contractor)).statusCode).toBe(303)
  expect((await save({ version: '2', 'rows.1.municipalityId': '9999' })).statusCode).toBe(404)
  for (const who of [clerk, trainee]) expect([(await who.get(page)).statusCode, (await save({}, who)).statusCode]).toEqual([404, 404])
  expect((await contractor.post(`${page}/revisions`, { version: '0', ...query(), ...rows('1', '7'), note: 'x' })).statusCode).toBe(404)
})

describe('after publication', () => {
  const correct = (more: Record<string, string>) => planner.post(`${page}/revisions`, { version: '1', note: '枠に誤りがありました。', ...query(), ...rows('1', '7'), ...more })
  beforeEach(async () => {
    await save()
    await db.updateTable('call').set({ state: 'published' }).execute()
  })
  test('places are only changed by a correction that is printed and told', async () => {
    expect((await save({ version: '1' })).statusCode).toBe(409)
    expect((await correct({})).statusCode).toBe(409)
    expect((await correct({ note: '', 'rows.0.chair': '2', 'rows.0.reason': '増員' })).statusCode).toBe(409)
    expect((await correct({ 'rows.0.chair': '2', 'rows.0.reason': '増員' })).headers.location).toBe(`/calls/${town.call}`)
    const { body } = await clerk.get(`/calls/${town.call}`)
    expect(body).toContain('<del>立川市　①司会者 1人</del>')
    expect(body).toContain('枠に誤りがありました。')
    await drain(house.crewHouse, { ...callJobs, tell: { work: async () => {} } })
    expect(await db.selectFrom('call_revision').select(['revision', 'note']).execute()).toEqual([{ revision: 1, note: '枠に誤りがありました。' }])
    expect(await db.selectFrom('audit_line').select('detail').where('action', '=', 'call.revised').execute()).toEqual([{ detail: { revision: 1, changed: ['allotment'] } }])
  })
  test('nobody gets fewer than they have already named', async () => {
    const { id } = await db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tama, state: 'submitted', receipt: 'R-1', saved_at: new Date() }).returning('id').executeTakeFirstOrThrow()
    await db.insertInto('nomination').values([1, 2].map((rank) => ({ sheet_id: id, call_id: town.call, municipality_id: town.tama, person_id: [town.traineeOfTama, town.clerkOfTama][rank - 1]!.person, category: 'chair' as const, rank, submitted: true }))).execute()
    const { statusCode, body } = await correct({ 'rows.1.chair': '1', 'rows.1.reason': '減員' })
    expect([statusCode, body.includes('多摩市はすでに2人を推薦しています')]).toEqual([422, true])
  })
})

test('the page asks the database at most five times', async () => {
  let asked = 0
  const { stop } = overhear(db, (text) => { if (/^(select|with)/i.test(text)) asked += 1 })
  await planner.get(page)
  stop()
  expect(asked).toBeLessThanOrEqual(5)
})

import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { conferenceCounts } from '../../../server/practice/conferences/queries.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { sendTable } from '../../support/uploads.ts'
import { conferring, heldConference } from '../world.ts'

const house = await openHouse({ now: '2022-01-27T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const here = await conferring(db, town.tachikawa, 'ZZA')
await conferring(db, town.tama, 'ZZB')
let clerk: VisitorOf, clerkOfTama: VisitorOf, planner: VisitorOf, contractor: VisitorOf, trainee: VisitorOf
beforeAll(async () => {
  [clerk, clerkOfTama, planner, contractor, trainee] = await Promise.all([town.clerkOfTachikawa, town.clerkOfTama, town.planner, town.contractor, town.trainee].map((who) => house.visitor(who))) as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
})
const key = (type: number, center: number | null, position: number) => `cells.${type}-${center ?? 0}-${position}`
const [one, two] = here.centers as [number, number]
const sheet = (version: number, cells: Record<string, string>, more: Record<string, string> = {}) => ({ fiscalYear: '2021', version: String(version), [`columns.t${here.area}`]: '2', [`columns.t${here.individual}`]: '2', [`columns.t${here.whole}`]: '1', ...cells, ...more })
const kept = () => db.selectFrom('conference').select(['type_id as type', 'organization_id as center', 'position', 'held_on as day', 'mode', 'state']).where('municipality_id', '=', town.tachikawa).where('fiscal_year', '=', 2021).orderBy('type_id').orderBy('organization_id').orderBy('position').execute()
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject']).where('action', '<>', 'seen').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()

describe('the grid of a year', () => {
  test('is saved whole, with marks and what is called off', async () => {
    const answer = await clerk.post('/conference-plans', sheet(0, { [key(here.area, one, 1)]: '５／２７ 一部', [key(here.area, one, 2)]: 'R3.11.19', [key(here.individual, two, 1)]: '1月27日 オンライン', [key(here.whole, null, 1)]: '7/29', [key(here.individual, one, 2)]: '3/18 中止' }))
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/conference-plans?year=2021'])
    expect(await kept()).toEqual([
      { type: here.individual, center: one, position: 2, day: '2022-03-18', mode: 'on_site', state: 'canceled' }, { type: here.individual, center: two, position: 1, day: '2022-01-27', mode: 'online', state: 'planned' },
      { type: here.area, center: one, position: 1, day: '2021-05-27', mode: 'partly_online', state: 'planned' }, { type: here.area, center: one, position: 2, day: '2021-11-19', mode: 'on_site', state: 'planned' },
      { type: here.whole, center: null, position: 1, day: '2021-07-29', mode: 'on_site', state: 'planned' },
    ])
    expect(await lastLine()).toEqual({ action: 'conference_plan.saved', subject: 'conference_plan:2021' })
    const page = (await clerk.get('/conference-plans?year=2021')).body
    for (const words of ['5月27日', 'class="partly"', 'class="online"', '令和3年7月29日', 'class="off"']) expect(page).toContain(words)
    expect((await clerk.get('/conference-plans/edit?year=2021')).body).toContain('value="5/27 一部"')
  })
  test('whatever is wrong stands beside its cell, and nothing is lost or saved', async () => {
    const before = await kept()
    const answer = await clerk.post('/conference-plans', sheet(1, { [key(here.area, one, 1)]: '5/27 一部', [key(here.area, one, 2)]: '5/27', [key(here.individual, two, 1)]: '2021-03-31', [key(here.whole, null, 1)]: '未定' }))
    expect(answer.statusCode).toBe(422)
    for (const words of ['同じ会議に同じ日が2つ', 'この年度の日付ではありません', '日付として読めません', 'value="未定"', 'value="2021-03-31"']) expect(answer.body).toContain(words)
    expect(await kept()).toEqual(before)
  })
  test('saved by somebody else meanwhile, it is refused with both shown', async () => {
    const cells = { [key(here.area, one, 1)]: '5/28', [key(here.area, one, 2)]: '11/19', [key(here.individual, two, 1)]: '1/27 オンライン', [key(here.whole, null, 1)]: '7/29', [key(here.individual, one, 2)]: '3/18 中止' }
    const stale = await clerk.post('/conference-plans', sheet(0, cells))
    expect(stale.statusCode).toBe(409)
    for (const words of ['ほかの人が先に計画を保存しました', '保存されている内容：5/27 一部', 'value="5/28"', 'name="version" value="1"']) expect(stale.body).toContain(words)
    expect(stale.body.match(/保存されている内容：/g)).toHaveLength(1)
  })
  test('records stay: their cells are not emptied, their dates may be mended', async () => {
    await db.updateTable('conference').set({ state: 'held', cases_discussed: 2 }).where('type_id', '=', here.individual).where('organization_id', '=', two).execute()
    const rest = { [key(here.area, one, 1)]: '5/27 一部', [key(here.area, one, 2)]: '', [key(here.whole, null, 1)]: '7/29', [key(here.individual, one, 2)]: '' }
    const emptied = await clerk.post('/conference-plans', sheet(1, rest))
    expect([emptied.statusCode, emptied.body.includes('記録があるため')]).toEqual([422, true])
    expect((await clerk.post('/conference-plans', sheet(1, { ...rest, [key(here.individual, two, 1)]: '1/26' }))).statusCode).toBe(303)
    expect((await kept()).map(({ day, state }) => `${day} ${state}`)).toEqual(['2022-01-26 held', '2021-05-27 planned', '2021-07-29 planned'])
    const { id } = await db.selectFrom('conference').select('id').where('type_id', '=', here.area).where('organization_id', '=', one).executeTakeFirstOrThrow()
    const issue = await idOf(db.insertInto('community_issue').values({ municipality_id: town.tachikawa, fiscal_year: 2021, raised_on: '2021-06-01', title: 'ZZA足がない', situation: '', function: 'issue_discovery', conference_id: id, made_at: new Date() }).returning('id'))
    const named = await clerk.post('/conference-plans', sheet(2, { ...rest, [key(here.area, one, 1)]: '', [key(here.individual, two, 1)]: '1/26' }))
    expect([named.statusCode, named.body.includes('地域課題がこの会議を挙げているので、空欄にできません')]).toEqual([422, true])
    expect((await kept()).map(({ day }) => day)).toContain('2021-05-27')
    await db.deleteFrom('community_issue').where('id', '=', issue).execute()
    expect(await db.selectFrom('conference').select('cases_discussed as n').where('state', '=', 'held').executeTakeFirstOrThrow()).toEqual({ n: 2 })
  })
  test('a block is put in, and more columns are made, without saving', async () => {
    const before = await kept()
    const pasted = await clerk.post('/conference-plans', sheet(2, {}, { act: 'paste', block: 'ZZA北部\t6/1\t\t9/8\t12/8\nどこか\t5/1' }))
    expect(pasted.statusCode).toBe(200)
    for (const words of ['まだ保存していません', 'value="6/1"', 'value="12/8"', 'どこか 5/1']) expect(pasted.body).toContain(words)
    const more = await clerk.post('/conference-plans', sheet(2, { [key(here.area, two, 1)]: '6/2' }, { act: `more.${here.area}` }))
    expect([more.body.includes(key(here.area, two, 3)), more.body.includes('value="6/2"')]).toEqual([true, true])
    expect(await kept()).toEqual(before)
  })
  test('is its municipality\'s own; the prefecture and the secretariat look at all', async () => {
    for (const who of [planner, contractor]) expect((await who.get(`/conference-plans?year=2021&municipality=${town.tachikawa}`)).body).toContain('5月27日')
    expect((await planner.get('/conference-plans?year=2021')).body).toContain('立川市')
    expect((await clerkOfTama.get(`/conference-plans?year=2021&municipality=${town.tachikawa}`)).body).not.toContain('ZZA')
    for (const who of [planner, contractor, trainee]) {
      expect((await who.get('/conference-plans/edit?year=2021')).statusCode).toBe(404)
      expect((await who.post('/conference-plans', sheet(2, {}))).statusCode).toBe(404)
    }
    const other = await clerkOfTama.post('/conference-plans', sheet(0, { [key(here.area, one, 1)]: '5/28' }))
    expect(other.statusCode).toBe(303)
    expect(await db.selectFrom('conference').select('id').where('municipality_id', '=', town.tama).execute()).toEqual([])
  })
})

describe('Matsudo R3', () => {
  const csv = readFileSync('test/practice/conference-plans/matsudo-r3.csv', 'utf8')
  const names = [...new Set(csv.trim().split('\n').slice(1).map((line) => line.split(',')[0]!))]
  const upload = (who: VisitorOf, at: string, text: string) => sendTable(house.app, who, at, new TextEncoder().encode(text), 'matsudo.csv')
  test('comes in as it was printed, and re-adds', async () => {
    await db.deleteFrom('conference').execute()
    await db.deleteFrom('conference_plan').execute()
    await db.deleteFrom('conference_type').where('municipality_id', '=', town.tama).execute()
    await db.deleteFrom('organization').where('municipality_id', '=', town.tama).execute()
    for (const name of names) await db.insertInto('organization').values({ municipality_id: town.tama, kind: 'support_center', name, name_key: name }).execute()
    const type = (name: string, level: 'individual' | 'area' | 'municipality', position: number, more: object = {}) => idOf(db.insertInto('conference_type').values({ municipality_id: town.tama, name, level, position, from_fiscal_year: 2015, ...more }).returning('id'))
    const [promotion, individual, alone] = [await type('地域包括ケア推進会議', 'area', 1), await type('地域個別ケア会議', 'individual', 2), await type('自立支援型個別ケア会議', 'individual', 3, { subtype: 'self_reliance' })]
    const sent = await upload(clerkOfTama, '/conference-plans/2021/files', csv)
    expect([sent.statusCode, sent.headers.location]).toEqual([303, expect.stringMatching(/^\/conference-plans\/2021\/files\/\d+$/)])
    const at = sent.headers.location!.toString()
    const looked = (await clerkOfTama.get(at)).body
    const stamp = /name="seen" value="([^"]+)"/.exec(looked)![1]!
    expect((await clerk.get(at)).statusCode).toBe(404)
    expect((await clerkOfTama.post(`${at}/taking`, { seen: stamp })).statusCode).toBe(303)
    expect((await clerkOfTama.post(`${at}/taking`, { seen: stamp, onceKey: 'another-key' })).statusCode).toBe(409)
    const scope = { of: 'municipality', municipalityId: town.tama } as const
    const year = await conferenceCounts(db, scope, { fiscalYear: 2021 })
    expect([year.scheduled, ...[promotion, individual, alone].map((id) => year.types.find(({ typeId }) => typeId === id)?.scheduled)]).toEqual([102, 29, 61, 12])
    const window = await conferenceCounts(db, scope, { from: '2021-06-01', to: '2021-11-30' })
    expect([window.scheduled, ...window.types.map(({ scheduled }) => scheduled)]).toEqual([54, 17, 31, 6])
    expect((await db.selectFrom('conference').select((eb) => eb.fn.countAll<number>().as('n')).where('mode', '=', 'partly_online').executeTakeFirstOrThrow()).n).toBe(31)
    const page = (await clerkOfTama.get('/conference-plans?year=2021')).body
    const row = /<th scope="row" lang="ja">小金<\/th>(.*?)<\/tr>/s.exec(page)![1]!.replace(/<[^>]+>|\s/g, ' ').replace(/ +/g, ' ').trim()
    expect(row).toMatch(/^3月30日 7月29日/)
    // What comes out goes in again and changes nothing.
    const out = await clerkOfTama.get('/conference-plans/2021/form-file?as=utf-8')
    const again = await upload(clerkOfTama, '/conference-plans/2021/files', out.body)
    expect((await clerkOfTama.get(again.headers.location!.toString())).body).toContain('いまの内容と同じです')
  })
  test('a name that is not known is told with the nearest one', async () => {
    const sent = await upload(clerkOfTama, '/conference-plans/2021/files', 'センター,会議,回,開催日\n小金腹,地域個別ケア会議,1,7/29\n小金,地域個別会議,2,7/30\n小金,地域個別ケア会議,3,2022/4/1\n')
    const body = (await clerkOfTama.get(sent.headers.location!.toString())).body
    for (const words of ['「小金」のことですか', '「地域個別ケア会議」のことですか', 'この年度の日付ではありません', 'A2', 'B3', 'D4']) expect(body).toContain(words)
  })
  test('records come in with attendees and counted cases, and count', async () => {
    const center = await db.selectFrom('organization').select(['id', 'name']).where('name', '=', '小金').executeTakeFirstOrThrow()
    const individual = await db.selectFrom('conference_type').select('id').where('name', '=', '地域個別ケア会議').executeTakeFirstOrThrow()
    expect(center.id).toBeGreaterThan(0)
    const head = '開催日,会議の種類,センター,開き方,管理栄養士,主催者,検討した事例の数,担当：地域包括支援センター,理由：要支援認定者,機能：個別課題解決'
    const wrong = await upload(clerkOfTama, '/conference-records/2021/files', `${head}\n2021-07-29,地域個別ケア会議,小金,定例,1,2,2,3,0,0\n`)
    expect((await clerkOfTama.get(wrong.headers.location!.toString())).body).toContain('より多くなっています')
    const sent = await upload(clerkOfTama, '/conference-records/2021/files', `${head}\n2021-07-29,地域個別ケア会議,小金,定例,1,2,2,2,1,2\n2021-08-03,individual,小金,随時,,3,1,1,,1\n`)
    const at = sent.headers.location!.toString()
    const stamp = /name="seen" value="([^"]+)"/.exec((await clerkOfTama.get(at)).body)![1]!
    expect((await clerkOfTama.post(`${at}/taking`, { seen: stamp })).statusCode).toBe(303)
    const counts = await conferenceCounts(db, { of: 'all' }, { municipalityId: town.tama, fiscalYear: 2021 })
    expect([counts.held, counts.regular, counts.asNeeded, counts.cases, counts.participants, counts.organizer, counts.total, counts.managedByTold]).toEqual([2, 1, 1, 3, 1, 5, 6, 3])
    expect([counts.reasons[0], counts.functions[0]]).toEqual([{ code: 'support_level_certified', cases: 1 }, { code: 'case_resolution', cases: 3 }])
    expect(counts.scheduled).toBe(103)
    expect((await db.selectFrom('conference').select('position').where('type_id', '=', individual.id).where('held_on', '=', '2021-08-03').executeTakeFirstOrThrow()).position).toBeNull()
  })
})

test('a record that moves makes an open sheet stale', async () => {
  const type = await db.selectFrom('conference_type').select('id').where('municipality_id', '=', town.tachikawa).where('level', '=', 'individual').executeTakeFirstOrThrow()
  const id = await heldConference(db, { municipality_id: town.tachikawa, type_id: type.id, organization_id: one, held_on: '2021-10-01', position: 1, state: 'planned' })
  expect((await clerk.post(`/conferences/${id}`, { typeId: String(type.id), organizationId: String(one), meetingKind: 'regular', state: 'held', mode: 'on_site', 'heldOn.year': '2021', 'heldOn.month': '10', 'heldOn.day': '2', version: '1' })).statusCode).toBe(303)
  expect((await clerk.post('/conference-plans', sheet(0, { [key(type.id, one, 1)]: '10/1' }))).statusCode).toBe(409)
})

import { describe, expect, test } from 'vitest'
import { searchKeyOf } from '../../../server/who/people/names.ts'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const clerk = await house.visitor(town.clerkOfTachikawa)
const neighbor = await house.visitor(town.clerkOfTama)
const planner = await house.visitor(town.planner)
const at = new Date('2025-06-10T10:00:00+09:00')
const copy = `/calls/${town.call}/sheet/copy`

/** A training of the year before in the same course, with a call and the sheets of it. */
const before = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2025, title: '令和7年度 実践者研修', title_en: 'Practitioner training FY2025', capacity: 4 }).returning('id'))
const cohort = await idOf(db.insertInto('cohort').values({ training_id: before, position: 1, name: '第1', name_en: 'First', capacity: 9 }).returning('id'))
const call = await idOf(db.insertInto('call').values({ training_id: before, state: 'finished', opens_on: '2025-06-01', office_closes_on: '2025-06-26', closes_on: '2025-07-10', decision_on: '2025-07-31' }).returning('id'))
const selection = await idOf(db.insertInto('selection').values({ training_id: before, state: 'announced', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: at }).returning('id'))
const sheetOf = (municipality_id: number) => idOf(db.insertInto('nomination_sheet').values({ call_id: call, municipality_id, state: 'accepted', receipt: `R-${municipality_id}`, saved_at: at, submitted_at: at }).returning('id'))
const sheet = await sheetOf(town.tachikawa)
const theirs = await sheetOf(town.tama)
let rank = 0

async function named(name: string, { municipality = town.tachikawa, of = sheet, place = '今の包括' as string | null, outcome = null as 'waitlisted' | 'declined' | null, enrolled = null as 'enrolled' | 'completed' | null, home: away = undefined as number | undefined } = {}) {
  const home = away ?? municipality
  rank += 1
  const person_id = await idOf(db.insertInto('person').values({ municipality_id: home, name, kana: 'だれか', search_key: searchKeyOf(name, 'だれか'), created_at: at }).returning('id'))
  await db.insertInto('affiliation').values({ person_id, municipality_id: home, organization: place ?? '前の包括', from_on: '2024-04-01', to_on: place === null ? '2026-03-31' : null }).execute()
  const id = await idOf(db.insertInto('nomination').values({
    sheet_id: of, call_id: call, municipality_id: municipality, person_id, category: rank % 2 ? 'adviser' : 'chair', rank, name: `旧${name}`, kana: 'だれか', affiliation: '昨年の包括',
    experience: 'planned', reason: '昨年の理由', submitted: true, team: 3,
  }).returning('id'))
  if (enrolled) await db.insertInto('enrollment').values({ training_id: before, cohort_id: cohort, person_id, nomination_id: id, number: rank, category: 'adviser', municipality_id: municipality, state: enrolled, enrolled_at: at, completed_on: enrolled === 'completed' ? '2025-12-01' : null }).execute()
  if (outcome) await db.insertInto('selection_line').values({ selection_id: selection, nomination_id: id, position: rank, rule: 'rank', simulated_outcome: outcome, outcome }).execute()
  return { id, person: person_id }
}

const waiting = await named('待 一子', { outcome: 'waitlisted' })
const declined = await named('否 二子', { outcome: 'declined' })
const completed = await named('修 三子', { enrolled: 'completed' })
const left = await named('退 四子', { place: null })
const moved = await named('転 五子', { home: town.tama })
const seated = await named('決 六子', { enrolled: 'enrolled' })
const stranger = await named('隣 七子', { municipality: town.tama, of: theirs })
const version = async () => String((await db.selectFrom('nomination_sheet').select('version').where('call_id', '=', town.call).where('municipality_id', '=', town.tachikawa).executeTakeFirst())?.version ?? 0)
/** As a browser sends ticks: the same name once for each. */
const send = async (people: number[], more: Record<string, string> = {}) => clerk.post(copy, [
  ...Object.entries({ version: await version(), from: String(call), ...more }), ...people.map((id) => ['people', String(id)]),
] as unknown as Record<string, string>)
const lines = () => db.selectFrom('nomination').select(['category', 'rank', 'name', 'affiliation', 'person_id', 'reason', 'team']).where('call_id', '=', town.call).orderBy('category').orderBy('rank').execute()
const boxOf = (body: string, id: number) => body.match(new RegExp(`<input type="checkbox" name="people" value="${id}"([^>]*)>`))?.[1]?.trim()

describe('the people of the year before', () => {
  test('are shown with what has become of them; who completed, left or moved is not ticked', async () => {
    expect((await clerk.get(`/calls/${town.call}/sheet`)).body).toContain(copy)
    const { body, statusCode } = await clerk.get(copy)
    expect(statusCode).toBe(200)
    for (const words of ['令和7年度 実践者研修に推薦した方と、その後', '補欠', '不決定', '修了', '退職・異動', '転出', '受講決定', '今の包括']) expect(body).toContain(words)
    expect([waiting, declined, seated].map(({ id }) => boxOf(body, id))).toEqual(['checked', 'checked', 'checked'])
    expect([completed, left, moved].map(({ id }) => boxOf(body, id))).toEqual(['', 'disabled', 'disabled'])
    expect(body).not.toContain('隣 七子')
  })

  test('are one page of at most five statements', async () => {
    const asked = (await statementsOf(db, () => clerk.get(copy))).filter((text) => !text.startsWith('insert into "audit_line"'))
    expect(asked.length).toBeLessThanOrEqual(5)
  })

  test('come behind the lines that stand, in the order of then, as the register knows them now', async () => {
    const draft = { version: '0', page: 'p', 'adviser.0.name': '先 客子', 'adviser.0.kana': 'せん きゃくこ', contactName: '担当者', 'nil.other': 'true', 'nilReason.other': 'いません' }
    expect((await clerk.post(`/calls/${town.call}/sheet/draft`, draft)).statusCode).toBe(303)
    expect((await send([waiting.id, declined.id, completed.id])).headers.location).toBe(`/calls/${town.call}/sheet`)
    expect(await lines()).toEqual([
      { category: 'adviser', rank: 1, name: '先 客子', affiliation: '', person_id: null, reason: '', team: null },
      { category: 'adviser', rank: 2, name: '待 一子', affiliation: '今の包括', person_id: waiting.person, reason: '昨年の理由', team: null },
      { category: 'adviser', rank: 3, name: '修 三子', affiliation: '今の包括', person_id: completed.person, reason: '昨年の理由', team: null },
      { category: 'chair', rank: 1, name: '否 二子', affiliation: '今の包括', person_id: declined.person, reason: '昨年の理由', team: null },
    ])
    expect(await db.selectFrom('nomination_sheet').select(['contact_name', 'version']).where('call_id', '=', town.call).executeTakeFirst()).toEqual({ contact_name: '担当者', version: 2 })
    expect((await db.selectFrom('nil_return').select('reason').execute())).toEqual([{ reason: 'いません' }])
    const audit = await db.selectFrom('audit_line').select(['action', 'detail']).where('action', '=', 'sheet.copied').execute()
    expect(audit).toEqual([{ action: 'sheet.copied', detail: { from: call, people: 3 } }])
    expect(boxOf((await clerk.get(copy)).body, waiting.id)).toBe('disabled')
  })

  test('are not copied from a stale page, twice, when they left, by nobody ticked, or out of another sheet', async () => {
    const before = await lines()
    const stale = await send([seated.id], { version: '1' })
    expect(stale.statusCode).toBe(409)
    expect(stale.body).toContain('決 六子')
    expect((await send([waiting.id])).statusCode).toBe(409)
    expect((await send([left.id])).statusCode).toBe(409)
    expect((await send([stranger.id])).statusCode).toBe(404)
    const none = await send([])
    expect([none.statusCode, none.body.includes('写す方を選んでください')]).toEqual([422, true])
    expect(await lines()).toEqual(before)
  })

  test('are nobody else’s: the neighbor sees their own, an unknown source and the prefecture get 404', async () => {
    const { body } = await neighbor.get(copy)
    expect(body).toContain('隣 七子')
    expect(body).not.toContain('待 一子')
    expect((await neighbor.post(copy, { version: '0', from: String(call), people: String(waiting.id) })).statusCode).toBe(404)
    expect((await clerk.get(`${copy}?from=99999`)).statusCode).toBe(404)
    expect((await planner.get(copy)).statusCode).toBe(404)
  })

  test('speak English, too', async () => {
    await clerk.post('/language', { language: 'en', to: '/' })
    const { body } = await clerk.get(copy)
    for (const words of ['Copy from last year', 'Selected', 'Already on the present sheet', 'Left the post']) expect(body).toContain(words)
    await clerk.post('/language', { language: 'ja', to: '/' })
  })

  test('a sheet handed in takes nobody more', async () => {
    await db.updateTable('nomination_sheet').set({ state: 'submitted', receipt: 'R-now', submitted_at: at }).where('call_id', '=', town.call).where('municipality_id', '=', town.tachikawa).execute()
    expect((await send([seated.id])).statusCode).toBe(409)
    expect((await clerk.get(copy)).body).not.toContain('type="checkbox" name="people"')
    await db.updateTable('nomination_sheet').set({ state: 'draft' }).where('call_id', '=', town.call).where('municipality_id', '=', town.tachikawa).execute()
  })

  test('a year without a sheet says so', async () => {
    await db.updateTable('nomination_sheet').set({ state: 'draft' }).where('id', '=', theirs).execute()
    expect((await neighbor.get(copy)).body).toContain('前年度の推薦書はありません')
  })
})

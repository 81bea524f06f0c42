import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { nomineesOf } from '../../../server/entry/nominations/register.ts'
import { findCall } from '../../../server/planning/calls/queries.ts'
import { messageJobs } from '../../../server/messages/notifications/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, settle } from '../../support/people.ts'
import { wordsOf } from '../../support/reading.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const clerk = await house.visitor(town.clerkOfTachikawa)
const neighbor = await house.visitor(town.clerkOfTama)
const planner = await house.visitor(town.planner)
const at = new Date('2026-06-10T10:00:00+09:00')
const sheet = await idOf(db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tachikawa, state: 'accepted', receipt: 'R-1', saved_at: at, submitted_at: at }).returning('id'))
const nominee = async (rank: number, name: string) => {
  const person_id = await idOf(db.insertInto('person').values({ municipality_id: town.tachikawa, name, kana: 'だれか', created_at: at, email: `n${rank}@a.test` }).returning('id'))
  return idOf(db.insertInto('nomination').values({ sheet_id: sheet, call_id: town.call, municipality_id: town.tachikawa, person_id, category: 'adviser', rank, name, kana: 'だれか', affiliation: '中央病院', experience: 'planned', submitted: true }).returning('id'))
}
const [first, second, third] = [await nominee(1, '一 番子'), await nominee(2, '二 番子'), await nominee(3, '三 番子')]
const newcomer = { name: '新 人子', kana: 'しん ひとこ', affiliation: '北病院', experience: 'planned', experienceCount: '0', years: '4', email: 'new@a.test', reason: '異動のため', sure: 'true' }
const leave = { by: 'employer', 'on.year': '2026', 'on.month': '6', 'on.day': '14', reason: '業務の都合のため' }
const lastLine = async () => (await db.selectFrom('audit_line').select('action').where('action', '<>', 'seen').where('action', 'not like', 'account%').where('action', '<>', 'person.added').orderBy('id', 'desc').executeTakeFirstOrThrow()).action
const told = async () => { await drain(house.crewHouse, messageJobs); return (await db.selectFrom('message').select('template').orderBy('id').execute()).map(({ template }) => template) }
const paper = async (url: string) => wordsOf((await clerk.get(url)).rawPayload)
const lastAsked = async () => (await db.selectFrom('substitution').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id

describe('a withdrawal before the decision', () => {
  test('keeps who said it, when and why; the other ranks stay, and the selection sees the others', async () => {
    expect((await clerk.get(`/calls/${town.call}/sheet`)).body).toContain(`/nominations/${first}/withdrawal`)
    expect((await clerk.get(`/nominations/${first}/withdrawal`)).body).toContain('ほかの方の推薦順位は変わりません')
    expect((await clerk.post(`/nominations/${first}/withdrawal`, leave)).statusCode).toBe(303)
    const { body } = await clerk.get(`/nominations/${first}/withdrawal`)
    expect(body).toContain('推薦辞退届')
    expect(body).toContain('業務の都合のため')
    expect((await nomineesOf(db, (await findCall(db, { of: 'all' }, town.call))!)).map(({ id, rank }) => [id, rank])).toEqual([[second, 2], [third, 3]])
    expect(await lastLine()).toBe('nomination.withdrawn')
    expect(await told()).toEqual(['nomination_withdrawn', 'nomination_withdrawn_listed'])
    const list = (await clerk.get(`/calls/${town.call}/sheet`)).body
    expect(list).toContain('辞退・差替えになった方')
    expect(list).not.toContain('順位1が抜けています')
  })

  test('is printed as an official notice, a copy for the file of municipality and prefecture that nobody has to send', async () => {
    const page = (await clerk.get(`/nominations/${first}/withdrawal`)).body
    expect(page).toContain('紙で提出する必要はありません')
    const words = await paper(`/nominations/${first}/withdrawal/pdf`)
    for (const part of ['8推薦辞退第218号の1', '令和8年6月14日', '推薦辞退届', '標記の研修について、下記のとおり推薦を辞退しますので、届け出ます。', '記', '一番子（だれか）', '勤め先', '業務の都合のため', '以上', 'この紙を提出する必要はありません']) expect(words).toContain(part)
    expect((await planner.get(`/nominations/${first}/withdrawal/pdf`)).statusCode).toBe(200)
    for (const url of [`/nominations/${first}/withdrawal/pdf`, `/enrollments/1/withdrawal/pdf`]) expect((await neighbor.get(url)).statusCode).toBe(404)
    expect((await clerk.get(`/nominations/${second}/withdrawal/pdf`)).statusCode).toBe(404)
  })

  test('is refused twice, for the neighbor, without a reason and with a day to come', async () => {
    expect((await clerk.post(`/nominations/${first}/withdrawal`, leave)).statusCode).toBe(409)
    expect((await neighbor.post(`/nominations/${second}/withdrawal`, leave)).statusCode).toBe(404)
    expect((await clerk.post(`/nominations/${second}/withdrawal`, { ...leave, reason: ' ' })).statusCode).toBe(422)
    expect((await clerk.post(`/nominations/${second}/withdrawal`, { ...leave, 'on.day': '16' })).body).toContain('この日は今日より後です')
  })
})

describe('a substitution on the sheet', () => {
  test('is checked by the rules of the sheet, and what was typed stays', async () => {
    const { statusCode, body } = await clerk.post(`/nominations/${second}/substitution`, { ...newcomer, kana: '漢字' })
    expect(statusCode).toBe(422)
    expect(body).toContain('かな以外の文字')
    expect(body).toContain('value="新 人子"')
    expect((await neighbor.get(`/nominations/${second}/substitution`)).statusCode).toBe(404)
  })

  test('what the rules only ask about is asked before the place is taken, once, and what was typed stays', async () => {
    const { sure: _, ...unasked } = newcomer
    expect((await clerk.get(`/nominations/${second}/substitution`)).body).not.toContain('name="sure"')
    const asked = await clerk.post(`/nominations/${second}/substitution`, unasked)
    expect(asked.statusCode).toBe(422)
    for (const words of ['②助言者は、リハビリテーション専門職', 'name="sure"', 'このままでよければ、ここに印を付けて', 'value="新 人子"']) expect(asked.body).toContain(words)
    expect(await db.selectFrom('substitution').select('id').execute()).toEqual([])
  })

  test('finds the newcomer among the people of the municipality alone, by kana in half width, and fills the form in', async () => {
    const at = `/nominations/${second}/substitution`
    const typed = { reason: '打った理由', years: '1e9', name: '' }
    const looked = await clerk.post(at, { ...typed, known: 'ｹﾝ', seek: '1' })
    for (const words of [`name="take" value="${town.trainee.person}"`, '打った理由', 'value="1e9"']) expect(looked.body).toContain(words)
    expect([looked.statusCode, looked.body.includes('入力してください')]).toEqual([200, false])
    expect((await planner.post(at, { known: 'ZZ', seek: '1' })).body).not.toContain(`value="${town.traineeOfTama.person}"`)
    const filled = (await clerk.post(at, { ...typed, known: 'ｹﾝ', take: String(town.trainee.person) })).body
    for (const words of ['value="ZZA研 修子"', `name="personId" value="${town.trainee.person}"`, '名簿の方です', '打った理由']) expect(filled).toContain(words)
    expect((await clerk.post(at, { take: String(town.traineeOfTama.person) })).statusCode).toBe(404)
    expect((await clerk.post(at, { take: '9e99' })).statusCode).toBe(422)
    expect(await db.selectFrom('nomination').select('id').where('replaces_id', 'is not', null).execute()).toEqual([])
    expect((await clerk.post(at, { ...newcomer, personId: String(town.traineeOfTama.person) })).statusCode).toBe(404)
  })

  test('of a known person connects to their record, unless the name was typed over', async () => {
    const enrollment = await enroll(db, town, town.trainee.person, 99, { municipality: town.tachikawa })
    const earlier = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2024, title: '前', title_en: 'Before', capacity: 1 }).returning('id'))
    await db.updateTable('enrollment').set({ state: 'completed', completed_on: '2024-10-01', training_id: earlier }).where('id', '=', enrollment).execute()
    const known = { ...newcomer, name: 'ZZA研 修子', kana: 'けん しゅうこ', personId: String(town.trainee.person) }
    const at = `/nominations/${second}/substitution`
    expect((await clerk.post(at, { ...known, name: 'ZZA研　修子' })).body).toContain('2024年度にこの研修を修了しています')
    expect((await clerk.post(at, { ...known, kana: '漢字' })).body).toContain(`name="personId" value="${town.trainee.person}"`)
    await db.deleteFrom('enrollment').where('id', '=', enrollment).execute()
  })

  test('takes effect at once before the deadline: rank and category stay, the old line is kept', async () => {
    expect((await clerk.post(`/nominations/${second}/substitution`, newcomer)).statusCode).toBe(303)
    expect(await db.selectFrom('nomination').select(['name', 'rank', 'category', 'replaces_id']).where('withdrawn_at', 'is', null).orderBy('rank').execute())
      .toEqual([{ name: '新 人子', rank: 2, category: 'adviser', replaces_id: second }, { name: '三 番子', rank: 3, category: 'adviser', replaces_id: null }])
    expect(await lastLine()).toBe('nomination.replaced')
    expect((await clerk.get(`/substitutions/${await lastAsked()}`)).body).toContain('差替え済み')
    const words = await paper(`/substitutions/${await lastAsked()}/pdf`)
    for (const part of ['8推薦者差替え第218号の1', '推薦者差替え届', '下記のとおり推薦した者を差し替えますので、届け出ます', '外れる者二番子', '代わりの者新人子（しんひとこ）', '予定0回4年', '異動のため', '差替え済み', '以上']) expect(words).toContain(part)
    expect((await told()).slice(-2)).toEqual(['nomination_withdrawn', 'nomination_replaced'])
  })

  test('after the deadline waits for the prefecture, which says no with a reason or agrees', async () => {
    house.setClock('2026-07-12T10:00:00+09:00')
    const other = { ...newcomer, name: '別 人子', kana: 'べつ ひとこ', email: 'other@a.test' }
    await clerk.post(`/nominations/${third}/substitution`, other)
    expect((await clerk.post(`/nominations/${third}/substitution`, other)).body).toContain('すでに届け出ています')
    const asked = await lastAsked()
    expect((await told()).slice(-2)).toEqual(['approval_requested', 'approval_requested'])
    expect((await clerk.post(`/substitutions/${asked}/decision`, { decision: 'agree' })).statusCode).toBe(404)
    expect((await planner.post(`/substitutions/${asked}/decision`, { decision: 'decline' })).body).toContain('認めない理由がありません')
    await planner.post(`/substitutions/${asked}/decision`, { decision: 'decline', reason: '決定が近いため' })
    expect((await clerk.get(`/substitutions/${asked}`)).body).toContain('決定が近いため')
    await clerk.post(`/nominations/${third}/substitution`, other)
    expect((await neighbor.get(`/substitutions/${await lastAsked()}`)).statusCode).toBe(404)
    expect((await planner.post(`/substitutions/${await lastAsked()}/decision`, { decision: 'agree' })).statusCode).toBe(303)
    expect((await db.selectFrom('nomination').select('name').where('rank', '=', 3).where('withdrawn_at', 'is', null).execute())).toEqual([{ name: '別 人子' }])
  })
})

describe('a substitution of a trainee', () => {
  test('gives a new number in the same cohort and category; the old number and record stay, and both are told', async () => {
    await db.updateTable('training').set({ enrollments_given: 7, state: 'running', capacity: 1, over_percent: 100, offers_by: 'house' }).where('id', '=', town.training).execute()
    const old = await enroll(db, town, town.trainee.person, 7, { municipality: town.tachikawa })
    const first = await db.selectFrom('nomination').select(['id', 'person_id']).where('rank', '=', 3).where('withdrawn_at', 'is', null).executeTakeFirstOrThrow()
    await db.insertInto('waitlist_entry').values({ training_id: town.training, nomination_id: first.id, person_id: first.person_id!, municipality_id: town.tachikawa, position: 1 }).execute()
    await db.insertInto('selection').values({ training_id: town.training, state: 'announced', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: at, announced_at: at }).execute()
    const waiting = await db.selectFrom('waitlist_entry').selectAll().orderBy('id').execute()
    const seat = { ...newcomer, name: '交 代子', kana: 'こう だいこ', email: 'seat@a.test' }
    expect((await clerk.get(`/enrollments/${old}/substitution`)).body).toContain('7番は、ほかの方には使いません')
    await clerk.post(`/enrollments/${old}/substitution`, seat)
    expect((await db.selectFrom('enrollment').select('state').where('id', '=', old).executeTakeFirstOrThrow()).state).toBe('enrolled')
    expect((await planner.post(`/substitutions/${await lastAsked()}/decision`, { decision: 'agree' })).statusCode).toBe(303)
    expect(await db.selectFrom('enrollment').select(['number', 'state', 'category', 'cohort_id', 'replaces_id']).orderBy('number').execute()).toEqual([
      { number: 7, state: 'withdrawn', category: 'adviser', cohort_id: town.cohorts[0], replaces_id: null },
      { number: 8, state: 'enrolled', category: 'adviser', cohort_id: town.cohorts[0], replaces_id: old },
    ])
    expect(await lastLine()).toBe('enrollment.replaced')
    expect(await paper(`/substitutions/${await lastAsked()}/pdf`)).toContain('新しい受講番号0008番')
    expect(await paper(`/enrollments/${old}/withdrawal/pdf`)).toContain('受講辞退届')
    // Nobody moves up, whatever the jobs do after it: the seat was free at no moment.
    await drain(house.crewHouse, crew)
    expect(await db.selectFrom('waitlist_entry').selectAll().orderBy('id').execute()).toEqual(waiting)
    expect(await db.selectFrom('seat_offer').select('id').execute()).toEqual([])
    const letters = await told()
    for (const template of ['withdrawn', 'withdrawn_listed', 'selected', 'announced']) expect(letters).toContain(template)
    expect((await clerk.get(`/trainings/${town.training}/substitutions`)).body).toContain('交 代子')
  })

  test('ends with the last day that is set, else with the first class day', async () => {
    const { id } = await db.selectFrom('enrollment').select('id').where('number', '=', 8).executeTakeFirstOrThrow()
    await planner.post(`/trainings/${town.training}/substitutions/last-day`, { 'until.year': '2026', 'until.month': '7', 'until.day': '11' })
    expect((await clerk.post(`/enrollments/${id}/substitution`, { ...newcomer, name: '遅 刻子' })).body).toContain('差替えの受付は')
    expect((await clerk.post(`/trainings/${town.training}/substitutions/last-day`, {})).statusCode).toBe(404)
  })

  test('is the only way that leaves the waitlist alone: a seat that is given up is offered', async () => {
    const { id } = await db.selectFrom('enrollment').select('id').where('number', '=', 8).executeTakeFirstOrThrow()
    await clerk.post(`/enrollments/${id}/withdrawal`, { reason: '異動のため', sure: 'true' })
    await drain(house.crewHouse, crew)
    expect(await db.selectFrom('seat_offer').select('state').execute()).toEqual([{ state: 'open' }])
  })
})

test('papers of a kind are numbered in their turn, each municipality for itself, and keep their numbers when others follow', async () => {
  const all = await db.selectFrom('substitution').select(['id', 'municipality_id as municipality', sql<boolean>`enrollment_id is null`.as('onSheet')]).orderBy('id').execute()
  const series = [...Map.groupBy(all, ({ municipality, onSheet }) => `${municipality} ${onSheet}`).values()]
  expect(Math.max(...series.map(({ length }) => length))).toBeGreaterThan(1)
  for (const one of series) for (const [n, { id, onSheet }] of one.entries()) {
    const words = await wordsOf((await planner.get(`/substitutions/${id}/pdf`)).rawPayload)
    expect(words).toContain(`8${onSheet ? '推薦者' : '受講者'}差替え第218号の${n + 1}令`)
  }
})

import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const clerk = await house.visitor(town.clerkOfTachikawa)
const neighbor = await house.visitor(town.clerkOfTama)
const moment = new Date('2026-06-10T10:00:00+09:00')
const person = await makePerson(db, '高橋 綾', 'たかはし あや', town.tachikawa)
const old = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2025, title: '昨年', title_en: 'Last year', capacity: 4 }).returning('id'))
const finished = await idOf(db.insertInto('call').values({ training_id: old, state: 'finished', opens_on: '2025-06-01', office_closes_on: '2025-06-26', closes_on: '2025-07-10', decision_on: '2025-07-31' }).returning('id'))

async function namedIn(call_id: number, state: 'draft' | 'accepted') {
  const sheet_id = await idOf(db.insertInto('nomination_sheet').values({ call_id, municipality_id: town.tachikawa, state, version: 3, receipt: state === 'draft' ? null : `R-${call_id}`, submitted_at: state === 'draft' ? null : moment, saved_at: moment }).returning('id'))
  return idOf(db.insertInto('nomination').values({ sheet_id, call_id, municipality_id: town.tachikawa, person_id: person, category: 'chair', rank: 1, name: '高橋 綾', kana: 'たかはし あや', submitted: state !== 'draft' }).returning('id'))
}
const open = await namedIn(town.call, 'accepted')
const past = await namedIn(finished, 'accepted')
const edit = { name: '髙橋 彩', kana: 'たかはし あや' }
const nameOn = async (id: number) => (await db.selectFrom('nomination').select('name').where('id', '=', id).executeTakeFirstOrThrow()).name
const corrected = async () => (await db.selectFrom('audit_line').select(['action', 'subject']).where('action', '=', 'nomination.name_corrected').execute()).map(({ subject }) => subject)

test('a neighbor corrects nobody', async () => {
  expect((await neighbor.post(`/people/${person}`, edit)).statusCode).toBe(404)
  expect(await nameOn(open)).toBe('高橋 綾')
})

test('a corrected name shows on the sheet handed in and its line says so; a finished call keeps the name of then', async () => {
  expect((await clerk.post(`/people/${person}`, edit)).statusCode).toBe(303)
  expect([await nameOn(open), await nameOn(past)]).toEqual(['髙橋 彩', '高橋 綾'])
  expect(await corrected()).toEqual([`nomination:${open}`])
  expect((await clerk.get(`/calls/${town.call}/sheet`)).body).toContain('髙橋 彩')
  expect((await db.selectFrom('nomination_sheet').select(['state', 'version']).where('call_id', '=', town.call).executeTakeFirstOrThrow())).toEqual({ state: 'accepted', version: 3 })
})

test('what is no correction of the name leaves the lines and the log alone', async () => {
  await clerk.post(`/people/${person}`, { ...edit, email: 'aya@a.test' })
  expect(await corrected()).toHaveLength(1)
})

test('a draft that somebody has open is stale after it, so the wrong name does not come back', async () => {
  await db.updateTable('nomination_sheet').set({ state: 'draft' }).where('call_id', '=', town.call).execute()
  await clerk.post(`/people/${person}`, { ...edit, name: '高橋 彩' })
  const late = await clerk.post(`/calls/${town.call}/sheet/draft`, { version: '3', page: 'open', 'chair.0.personId': String(person), 'chair.0.name': '髙橋 彩' })
  expect(late.statusCode).toBe(409)
  expect(await nameOn(open)).toBe('高橋 彩')
})

describe('a correction on a sheet that was handed in', () => {
  const form = { name: '髙橋 綾', kana: 'たかはし あや', reason: 'はしごだかの誤り' }
  const at = () => `/nominations/${open}/name`
  const personNow = () => db.selectFrom('person').select(['name', 'kana']).where('id', '=', person).executeTakeFirstOrThrow()

  test('is not made while the sheet is still typed in', async () => {
    const { statusCode, body } = await clerk.post(at(), form)
    expect([statusCode, body.includes('推薦書の画面で氏名を直してください')]).toEqual([409, true])
    await db.updateTable('nomination_sheet').set({ state: 'accepted' }).where('call_id', '=', town.call).execute()
  })

  test('shows on what is not issued, never on what was, and is asked once with a reason', async () => {
    const enrollment = await enroll(db, town, person, 1, { municipality: town.tachikawa })
    await db.updateTable('enrollment').set({ nomination_id: open, name_checked_at: moment }).where('id', '=', enrollment).execute()
    await db.insertInto('certificate').values({ training_id: old, number: 1, number_text: 'R7-1', enrollment_id: enrollment, person_id: person, municipality_id: town.tachikawa, name: '高橋 彩', completed_on: '2025-09-18', issued_on: '2025-09-19', code: 'c1' }).execute()
    await db.insertInto('message').values({ template: 'announced', subject_ref: 'training:1', municipality_id: town.tachikawa, title: '一覧', body: '高橋 彩', made_at: moment }).execute()
    await db.insertInto('name_correction').values({ person_id: person, words: 'はしごだかです', asked_at: moment }).execute()
    expect((await clerk.post(at(), { ...form, reason: ' ' })).statusCode).toBe(422)
    expect((await clerk.get(at())).body).toContain('修了証書を発行しています')
    expect((await clerk.post(at(), form)).headers.location).toBe(at())

    for (const url of [`/calls/${town.call}/sheet`, `/enrollments?training=${town.training}`, `/enrollments/${enrollment}`]) expect((await clerk.get(url)).body).toContain('髙橋 綾')
    expect([await nameOn(open), await nameOn(past)]).toEqual(['髙橋 綾', '高橋 綾'])
    expect((await db.selectFrom('certificate').select('name').executeTakeFirstOrThrow()).name).toBe('高橋 彩')
    expect((await db.selectFrom('message').select('body').executeTakeFirstOrThrow()).body).toBe('高橋 彩')
    expect((await db.selectFrom('enrollment').select('name_checked_at').executeTakeFirstOrThrow()).name_checked_at).toBeNull()
    expect(await db.selectFrom('name_correction').select(['words', 'name_before', 'name_after']).where('answered_at', 'is', null).execute()).toEqual([])
    const sheet = (await clerk.get(`/calls/${town.call}/sheet`)).body
    expect(sheet).toContain('氏名訂正（前：高橋 彩）')
    const history = (await clerk.get(at())).body
    for (const words of ['はしごだかの誤り', '高橋 彩', '髙橋 綾']) expect(history).toContain(words)
    expect(await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', 'name.corrected').execute()).toEqual([{ subject: `nomination:${open}`, detail: { by: 'municipality' } }])
  })

  test('refuses a different person in disguise and points to the substitution; what was typed stays', async () => {
    const { statusCode, body } = await clerk.post(at(), { ...form, name: '鈴木 一郎', kana: 'すずき いちろう' })
    expect([statusCode, body.includes('差替えを届け出てください'), body.includes('value="鈴木 一郎"'), body.includes('/substitution"')]).toEqual([422, true, true, true])
    expect((await clerk.post(`/people/${person}`, { name: '鈴木 一郎', kana: 'すずき いちろう' })).body).toContain('差替えを届け出てください')
    expect(await personNow()).toEqual({ name: '髙橋 綾', kana: 'たかはし　あや' })
  })

  test('asks where only the surname stays, or somebody else bears the name already', async () => {
    const sister = { ...form, name: '髙橋 遥', kana: 'たかはし はるか' }
    expect((await clerk.post(at(), sister)).body).toContain('同じなのは姓だけです')
    await makePerson(db, '田中 綾', 'たなか あや', town.tachikawa)
    const married = { ...form, name: '田中 綾', kana: 'ﾀﾅｶ ｱﾔ', reason: '改姓のため' }
    expect((await clerk.post(at(), married)).body).toContain('ほかにも登録されています')
    expect((await clerk.post(at(), { ...married, sure: 'true' })).statusCode).toBe(303)
    expect(await personNow()).toEqual({ name: '田中 綾', kana: 'たなか　あや' })
  })

  test('is nobody else’s to make, and is plain about what it cannot read', async () => {
    expect((await neighbor.post(at(), form)).statusCode).toBe(404)
    expect((await neighbor.get(at())).statusCode).toBe(404)
    expect((await clerk.post(at(), { ...form, kana: '漢字' })).body).toContain('かな以外の文字')
    expect((await clerk.post(at(), { ...form, name: '田中 綾', kana: 'たなか あや' })).body).toContain('いまの氏名・ふりがなと同じです')
    await db.updateTable('nomination').set({ withdrawn_at: moment }).where('id', '=', open).execute()
    expect((await clerk.post(at(), form)).body).toContain('辞退または差替えになっています')
  })
})

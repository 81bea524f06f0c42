import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { idOf, makePerson, settle } from '../../support/people.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const clerk = await house.visitor(town.clerkOfTachikawa)
const neighbor = await house.visitor(town.clerkOfTama)
const at = new Date('2026-06-10T10:00:00+09:00')
const person = await makePerson(db, '高橋 綾', 'たかはし あや', town.tachikawa)
const old = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2025, title: '昨年', title_en: 'Last year', capacity: 4 }).returning('id'))
const finished = await idOf(db.insertInto('call').values({ training_id: old, state: 'finished', opens_on: '2025-06-01', office_closes_on: '2025-06-26', closes_on: '2025-07-10', decision_on: '2025-07-31' }).returning('id'))

async function namedIn(call_id: number, state: 'draft' | 'accepted') {
  const sheet_id = await idOf(db.insertInto('nomination_sheet').values({ call_id, municipality_id: town.tachikawa, state, version: 3, receipt: state === 'draft' ? null : `R-${call_id}`, submitted_at: state === 'draft' ? null : at, saved_at: at }).returning('id'))
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

import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { cohortSeats } from '../../../server/entry/enrollments/queries.ts'
import { idOf, settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { nominate, sixPeople } from '../selection/world.ts'
import { opening } from './codes.ts'

/** Four in, two waiting; what else happens to seats, and what that does to those who wait. */
const house = await openHouse({ now: '2026-07-20T10:00:00+09:00' })
const { db, visitor } = house
const town = await settle(db)
await nominate(db, town, sixPeople(town))
const board = `/trainings/${town.training}/selection`
const list = `/trainings/${town.training}/waitlist`
const [planner, approver, clerk] = await Promise.all([town.planner, town.approver, town.clerkOfTachikawa].map(visitor))
const version = async () => String((await db.selectFrom('selection').select('version').executeTakeFirstOrThrow()).version)
const entries = () => db.selectFrom('waitlist_entry').select(['id', 'position', 'state', 'person_id as person']).orderBy('position').execute()
const open = () => db.selectFrom('seat_offer').select(['id', 'entry_id as entry', 'cohort_id as cohort']).where('state', '=', 'open').orderBy('id').execute()
const enrolled = () => db.selectFrom('enrollment').select(['id', 'number', 'state', 'cohort_id as cohort', 'person_id as person']).orderBy('number').execute()
const work = () => drain(house.crewHouse, crew)
const leave = async (index: number) => planner!.post(`/enrollments/${(await enrolled())[index]!.id}/withdrawal`, { reason: '異動のため', sure: 'true' })

test('the board, the comparison, the waitlist and the offer ask five times at most, whatever they show', async () => {
  await planner!.post(board, { overPercent: '100', waitlistMax: '9', version: '0' })
  // What a traced page leaves in the trail is written after the answer.
  const asked = async (at: string) => (await statementsOf(db, async () => { expect((await planner!.get(at)).statusCode).toBe(200) })).filter((text) => !text.startsWith('insert into "audit_line"')).length
  expect(await asked(board)).toBeLessThanOrEqual(5)
  expect(await asked(`${board}?show=waitlisted`)).toBeLessThanOrEqual(5)
  expect(await asked(`${board}/what-if?over1=100&over2=150&over3=200&changes=2`)).toBeLessThanOrEqual(5)
  await planner!.post(`${board}/approval?version=${await version()}`, { decision: 'ask' })
  await approver!.post(`${board}/approval?version=${await version()}`, { decision: 'approve' })
  await planner!.post(`${board}/announcement`, { version: await version() })
  await work()
  expect(await asked(list)).toBeLessThanOrEqual(5)
  expect(await asked('/')).toBeLessThanOrEqual(5)
  expect(await asked(`/trainings/${town.training}/outcome`)).toBeLessThanOrEqual(5)
})

test('a transfer keeps the number and the history, and leaves the waitlist alone', async () => {
  const before = await entries()
  await db.updateTable('cohort').set({ capacity: 4 }).execute()
  const one = (await enrolled())[0]!
  const [to] = await db.selectFrom('cohort').select(['id', 'name']).where('id', '<>', one.cohort).where('training_id', '=', town.training).execute()
  expect((await planner!.post(`/enrollments/${one.id}/cohort`, { cohortId: String(to!.id), reason: '日程のため' })).statusCode).toBe(303)
  await work()
  expect((await enrolled())[0]).toEqual({ ...one, cohort: to!.id })
  expect((await planner!.get(`/enrollments/${one.id}`)).body).toContain('日程のため')
  expect([await entries(), await open()]).toEqual([before, []])
})

test('the seat of an offer taken back goes to the next in order, never at once to the same person', async () => {
  await planner!.post(`${list}/rules`, { offerHours: '72', offersBy: 'house' })
  await leave(1)
  await work()
  const [first, second] = await entries()
  const [offer] = await open()
  expect(offer!.entry).toBe(first!.id)
  const letter = await opening(db, offer!.id)
  expect((await statementsOf(db, () => house.stranger().get(letter))).length).toBeLessThanOrEqual(5)
  expect((await planner!.post(`/seat-offers/${offer!.id}/withdrawal`, { reason: '連絡の行き違い' })).statusCode).toBe(303)
  await work()
  expect((await open()).map(({ entry }) => entry)).toEqual([second!.id])
  expect((await entries()).map(({ position, state }) => [position, state])).toEqual([[1, 'waiting'], [2, 'offered']])
})

test('a second free seat stays free until the officer speaks for them again, by a place or by hand', async () => {
  await leave(2)
  await work()
  expect((await open()).length).toBe(1)
  const [first] = await entries()
  expect((await planner!.get(list)).body).toContain('申し出を取り消しています')
  expect((await planner!.post(`${list}/order`, { entryId: String(first!.id), to: '2', reason: '本人に確認' })).statusCode).toBe(303)
  await planner!.post(`${list}/rules`, { offerHours: '72', offersBy: 'house' })
  await work()
  expect((await open()).map(({ entry }) => entry)).toContain(first!.id)
})

test('nothing of a waitlist or a comparison is shown to a municipality', async () => {
  for (const at of [list, `${board}/what-if?over1=150`, board]) expect((await clerk!.get(at)).statusCode).toBe(404)
})

test('a seat given back the day before a class stays empty: nobody is asked in turn, all are told why, and the number selected stays', async () => {
  await db.deleteFrom('seat_offer').execute()
  await db.updateTable('waitlist_entry').set({ state: 'waiting' }).execute()
  house.setClock('2026-09-17T10:00:00+09:00') // the other cohort meets tomorrow
  const selected = async () => (await db.selectFrom('training_count').selectAll().where('training_id', '=', town.training).executeTakeFirstOrThrow()).enrolled
  const before = await selected()
  const index = (await enrolled()).findIndex(({ state, cohort }) => state !== 'withdrawn' && cohort === town.cohorts[1])
  const one = (await enrolled())[index]!
  const ask = await clerk!.post(`/enrollments/${one.id}/withdrawal`, { by: 'trainee', reason: '異動のため' })
  expect(ask.statusCode === 404 ? (await planner!.post(`/enrollments/${one.id}/withdrawal`, { by: 'trainee', reason: '異動のため' })).body : ask.body).toContain('席は空いたままになり、受講決定者数は変わりません')
  await leave(index)
  await work()
  expect([await open(), await selected()]).toEqual([[], before])
  const page = (await planner!.get(list)).body
  expect([page.includes('順番の申し出は間に合いません'), page.includes('空いている席はありません')]).toEqual([true, false])
  expect((await planner!.post(`${list}/rules`, { offerHours: '72', offersBy: 'officer' })).statusCode).toBe(303)
  expect((await planner!.get('/')).body).not.toContain(`${list}"`)
  // Whoever can answer at once is asked by hand.
  const [first] = await entries()
  expect((await planner!.post(`${list}/offers`, { entryId: String(first!.id), cohortId: String(town.cohorts[1]), reason: '電話で確かめた' })).statusCode).toBe(303)
  expect((await open()).length).toBe(1)
})

test('a cohort with several days to choose from begins with the last of them', async () => {
  const begins = async () => (await cohortSeats(db, town.training)).find(({ id }) => id === town.cohorts[1])!.beginsOn
  expect(await begins()).toBe('2026-09-18')
  const choice = await idOf(db.insertInto('day_choice').values({ cohort_id: town.cohorts[1], title: '演習', title_en: 'Exercise', closes_on: '2026-09-10' }).returning('id'))
  await db.updateTable('class_day').set({ day_choice_id: choice }).where('cohort_id', '=', town.cohorts[1]).execute()
  await db.insertInto('class_day').values({ cohort_id: town.cohorts[1], held_on: '2026-10-02', place: '立川ホール', day_choice_id: choice }).execute()
  expect(await begins()).toBe('2026-10-02')
})

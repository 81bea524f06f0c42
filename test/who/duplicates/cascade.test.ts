import { beforeEach, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { idOf, makePerson, settle } from '../../support/people.ts'
import { supported } from '../../cascade/supported.ts'
import { putMeeting } from '../../cascade/meetings.ts'

/** Two entries become one wherever the rooms after the course name them, too. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const planner = await house.visitor(town.planner)
const at = new Date('2026-10-01T10:00:00+09:00')
let [one, other] = [0, 0]
const merge = () => planner.post(`/people/${one}/duplicates/${other}/merge`, { keep: 'one', reason: '同じ人' })
const undo = async () => planner.post(`/people/merges/${(await db.selectFrom('person_merge').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id}/undo`, { reason: '別の人だった' })

beforeEach(async () => {
  [one, other] = [await makePerson(db, '同 一人', 'どう かずと', town.tachikawa), await makePerson(db, '同 一人', 'どう かずと', town.tachikawa)]
  await db.updateTable('person').set({ birth_date: '1980-05-05' }).where('id', 'in', [one, other]).execute()
})

test('who stands twice on the list of one meeting stands there once by name, and the row of the other stays', async () => {
  const meeting = await putMeeting(db, { title: '同じ会議' })
  for (const person_id of [one, other]) await db.insertInto('meeting_person').values({ meeting_id: meeting.id, municipality_id: town.tachikawa, person_id, name: '同 一人', mode: 'venue', origin: 'reply', added_at: at }).execute()
  expect((await merge()).statusCode).toBe(303)
  expect((await db.selectFrom('meeting_person').select('person_id').where('meeting_id', '=', meeting.id).orderBy('id').execute()).map(({ person_id }) => person_id)).toEqual([one, other])
})

test('an expert goes on under the entry that stays, with what they were asked; and comes back when it is taken back', async () => {
  const { support } = await supported(db, town, town.tachikawa, 'ZZA', { expert: null })
  await db.insertInto('expert').values({ person_id: other, affiliation: '大学', themes: '評価' }).execute()
  const asked = await idOf(db.insertInto('expert_appointment').values({ model_support_id: support, person_id: other, from_on: '2026-04-01', to_on: '2027-03-31', state: 'accepted', asked_at: at }).returning('id'))
  const whose = async () => [(await db.selectFrom('expert').select('person_id').execute()).map(({ person_id }) => person_id), (await db.selectFrom('expert_appointment').select('person_id').where('id', '=', asked).executeTakeFirstOrThrow()).person_id]
  expect((await merge()).statusCode).toBe(303)
  expect(await whose()).toEqual([[one], one])
  expect((await undo()).statusCode).toBe(303)
  expect(await whose()).toEqual([[other], other])
  // Asked twice for one support, one of the requests is ended first.
  await db.insertInto('expert').values({ person_id: one, affiliation: '大学', themes: '評価' }).execute()
  await db.insertInto('expert_appointment').values({ model_support_id: support, person_id: one, from_on: '2026-04-01', to_on: '2027-03-31', state: 'asked', asked_at: at }).execute()
  const refused = await merge()
  expect([refused.statusCode, refused.body.includes('同じ支援の有識者')]).toEqual([409, true])
})

test('of two entries in the register of instructors that of the person who stays is found, and takes over what was accepted', async () => {
  const entry = async (person_id: number) => idOf(db.insertInto('instructor').values({ person_id, municipality_id: town.tachikawa, course_id: town.course, fiscal_year: 2025, completed_on: '2026-02-20', valid_until: '2029-02-19', state: 'active', invited_at: at, consented_at: at, willing: 'all' }).returning('id'))
  const [kept, gone] = [await entry(one), await entry(other)]
  const training = async (title: string) => {
    const id = await idOf(db.insertInto('local_training').values({ municipality_id: town.tama, fiscal_year: 2026, first_on: '2027-01-20', last_on: '2027-01-20', title, seats: 20, made_at: at }).returning('id'))
    return { id, day: await idOf(db.insertInto('local_training_day').values({ local_training_id: id, municipality_id: town.tama, held_on: '2027-01-20', starts_at: '13:00', ends_at: '16:00' }).returning('id')) }
  }
  const [taken, next] = [await training('引き受けた研修'), await training('これからの研修')]
  const request = await idOf(db.insertInto('instructor_request').values({
    municipality_id: town.tama, local_training_id: taken.id, instructor_id: gone, person_id: other, name: '同 一人', state: 'accepted', employer: '病院', document_number: '1', issued_on: '2026-10-01', sender: '市長', theme: '進め方',
    honorarium_yen: 0, travel_yen: 0, answer_by: '2026-11-01', contact: '高齢福祉課', letter: '{}', acceptance: '{}', sent_at: at, answered_at: at, made_at: at,
  }).returning('id'))
  await db.insertInto('instructor_request_day').values({ instructor_request_id: request, local_training_day_id: taken.day }).execute()
  expect((await merge()).statusCode).toBe(303)
  const found = [...(await planner.get('/instructors?q=どう')).body.matchAll(/href="\/instructors\/(\d+)"/g)].map(([, id]) => Number(id))
  expect(found).toEqual([kept])
  const clerk = await house.visitor(town.clerkOfTama)
  expect((await clerk.get(`/local-trainings/${next.id}/requests/new?instructor=${kept}`)).body).toContain('1月20日（水）は、ほかの研修の講師を引き受けています')
  expect((await clerk.get(`/local-trainings/${next.id}/requests/new`)).body).not.toContain(`instructor=${gone}`)
  expect((await clerk.get(`/local-trainings/${next.id}/requests/new`)).body).not.toContain(`instructor=${kept}"`)
})

import { beforeEach, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, makePerson, settle } from '../../support/people.ts'

/** C2, N1: whoever comes to a class hears when its day, its place or their cohort changes, and so does their municipality. */
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const own = await enroll(db, town, town.trainee.person, 107, { municipality: town.tachikawa })
await enroll(db, town, town.traineeOfTama.person, 108, { cohort: town.cohorts[1], municipality: town.tama })
const left = await enroll(db, town, await makePerson(db, '辞 退子', 'じたい', town.tachikawa), 109, { municipality: town.tachikawa })
await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: new Date(), withdrawn_by: 'trainee' }).where('id', '=', left).execute()
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const page = `/trainings/${town.training}`
const version = async () => String((await db.selectFrom('training').select('version').where('id', '=', town.training).executeTakeFirstOrThrow()).version)
const told = async () => {
  await drain(house.crewHouse, crew)
  return house.post.mails.map(({ to, subject, text }) => ({ to, subject, text }))
}
const [trainee, clerk, teacher] = [town.trainee, town.clerkOfTachikawa, town.instructor].map(({ person }) => `p${person}@house.test`) as [string, string, string]
beforeEach(() => { house.post.mails.length = 0 })

const day = async (more: Record<string, string> = {}) => ({
  'cohortId': String(town.cohorts[0]), 'heldOn.year': '2026', 'heldOn.month': '9', 'heldOn.day': '17', 'opensAt': '09:00', 'place': '多摩会館',
  'slots.0.id': String(town.slots[0]), 'slots.0.startsAt': '10:00', 'slots.0.endsAt': '12:00', 'slots.0.title': '講義1', 'slots.1.id': String(town.slots[1]), 'slots.1.startsAt': '13:00', 'slots.1.endsAt': '16:30', 'slots.1.title': '講義2',
  'version': await version(), ...more,
})

test('a changed venue is told to those who come and to their municipality, when the office says so', async () => {
  const planner = await house.visitor(town.planner)
  expect((await planner.get(`${page}/days/${town.days[0]}/edit`)).body).toContain('受講者と区市町村に、変わった日程を知らせる')
  expect((await planner.post(`${page}/days/${town.days[0]}`, await day({ told: 'true' }))).statusCode).toBe(303)
  const mails = await told()
  expect(mails.map(({ to, subject }) => [to, subject])).toEqual([trainee, teacher, clerk].map((to) => [to, '【日程の変更】令和8年度 地域ケア会議実践者養成研修']))
  for (const words of ['10:00～16:30', '多摩会館', '9月17日', 'Your class days are now']) expect(mails[0]!.text).toContain(words)
  expect([mails[2]!.text.includes('ZZA研 修子　様　0107番'), mails[2]!.text.includes('辞 退子'), mails[1]!.text.includes('修子'), mails[1]!.text.includes('多摩会館')]).toEqual([true, false, false, true])
})

test('a corrected word is nobody’s letter', async () => {
  const planner = await house.visitor(town.planner)
  expect((await planner.post(`${page}/days/${town.days[0]}`, await day({ directions: '北口から5分' }))).statusCode).toBe(303)
  expect(await told()).toEqual([])
})

test('a cohort that is put off is told with its reason, and no day is named; with new days they are', async () => {
  const planner = await house.visitor(town.planner)
  const move = async (more: Record<string, string>) => planner.post(`${page}/cohorts/${town.cohorts[0]}/dates`, {
    'reason': '台風のため', 'days.0.id': String(town.days[0]), 'days.0.heldOn.year': '2026', 'days.0.heldOn.month': '9', 'days.0.heldOn.day': '17', 'version': await version(), ...more })
  expect((await move({ to: 'postponed' })).statusCode).toBe(303)
  const [personal, taught, list] = await told()
  expect([taught!.to, taught!.subject.startsWith('【延期】')]).toEqual([teacher, true])
  expect([personal!.to, personal!.subject.startsWith('【延期】'), personal!.text.includes('台風のため'), /9月17日|10:00/.test(personal!.text)]).toEqual([trainee, true, true, false])
  expect([list!.to, list!.subject.startsWith('【延期】')]).toEqual([clerk, true])
  house.post.mails.length = 0
  expect((await move({ to: 'planned', 'days.0.heldOn.day': '25' })).statusCode).toBe(303)
  expect((await told())[0]!.text).toMatch(/台風のため[\s\S]*9月25日/)
})

test('who is moved to another cohort reads from where to where and the new days; the other municipality hears nothing', async () => {
  const planner = await house.visitor(town.planner)
  await planner.post(`/enrollments/${own}/cohort`, { cohortId: String(town.cohorts[1]), reason: '勤務の都合のため' })
  const mails = await told()
  expect(mails.map(({ to }) => to)).toEqual([trainee, clerk])
  for (const words of ['第1コース', '第2コース', '勤務の都合のため', '9月18日']) expect(mails[0]!.text).toContain(words)
})

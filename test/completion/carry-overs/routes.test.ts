import { beforeAll, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'

/** 研修子 finished a module of the course in FY2025 and did not complete; this year she is in the same course again. */
const house = await openHouse({ now: '2026-10-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await db.updateTable('training').set({ state: 'running' }).execute()
const before = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2025, title: '令和7年度 実践者養成研修', title_en: 'FY2025', capacity: 4, state: 'closed' }).returning('id'))
const cohort = await idOf(db.insertInto('cohort').values({ training_id: before, position: 1, name: '第1コース', name_en: 'Cohort 1', capacity: 4 }).returning('id'))
const earlier = (person_id: number, number: number, state: 'not_completed' | 'pending_judgment' | 'completed') => idOf(db.insertInto('enrollment').values({
  training_id: before, cohort_id: cohort, person_id, number, category: 'adviser', municipality_id: town.tachikawa, enrolled_at: new Date('2025-07-31T10:00:00+09:00'), state, ...state === 'completed' ? { completed_on: '2026-02-10' } : {},
}).returning('id'))
const criteria = await idOf(db.insertInto('completion_criteria').values({ training_id: before, version: 1, rule: JSON.stringify({ lessons: 'all', attendance: { required: 'all', lateLimitMinutes: 10, madeUpCounts: true } }), made_at: new Date('2026-01-10T09:00:00+09:00') }).returning('id'))
const judgment = await idOf(db.insertInto('judgment').values({ training_id: before, criteria_id: criteria, state: 'confirmed', prepared_by: town.planner.person, prepared_at: new Date('2026-02-01T09:00:00+09:00'), confirmed_at: new Date('2026-02-10T09:00:00+09:00'), completed_on: '2026-02-10' }).returning('id'))
const done = (enrollment_id: number) => db.insertInto('completed_module').values({ enrollment_id, module_id: town.module, judgment_id: judgment, completed_on: '2026-02-10' }).execute()
const waiting = await makePerson(db, 'ZZA保 留美', 'ほ るみ', town.tachikawa)
const [last, waits, empty, finished] = [await earlier(town.trainee.person, 1, 'not_completed'), await earlier(waiting, 2, 'pending_judgment'), await earlier(await makePerson(db, 'ZZA無 科目', 'む かもく', town.tachikawa), 3, 'pending_judgment'), await earlier(town.traineeOfTama.person, 4, 'completed')]
for (const id of [last, waits, finished]) await done(id)
const own = await enroll(db, town, town.trainee.person, 1)
const theirs = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })
const page = `/trainings/${town.training}/carry-overs`
let [planner, trainee, clerk] = [] as unknown as [VisitorOf, VisitorOf, VisitorOf]
beforeAll(async () => { [planner, trainee, clerk] = [await house.visitor(town.planner), await house.visitor(town.trainee), await house.visitor(town.clerkOfTachikawa)] })
const carried = () => db.selectFrom('carried_module').select(['enrollment_id', 'module_id', 'from_enrollment_id', 'completed_on', 'granted_by']).execute()

describe('what is brought along', () => {
  test('is proposed for who did not complete, and for nobody who did', async () => {
    const { body } = await planner.get(page)
    expect(body).toContain('ZZA研 修子')
    expect(body).toContain('会議の役割（2月10日')
    expect(body).not.toContain('ZZB学 習太')
  })
  test('is granted in one act, seen by the trainee, and taken back', async () => {
    expect((await planner.post(`${page}/grants`, { people: String(own) })).statusCode).toBe(303)
    expect(await carried()).toEqual([{ enrollment_id: own, module_id: town.module, from_enrollment_id: last, completed_on: '2026-02-10', granted_by: town.planner.person }])
    expect(await db.selectFrom('audit_line').select('subject').where('action', '=', 'modules.granted').execute()).toEqual([{ subject: `enrollment:${own}` }])
    expect((await trainee.get('/my-make-ups')).body).toContain('会議の役割（令和7年度')
    await drain(house.crewHouse, crew)
    await db.updateTable('enrollment').set({ cohort_id: town.cohorts[1] }).where('id', '=', own).execute()
    expect(await carried()).toHaveLength(1)
    expect((await planner.post(`${page}/grants`, { people: String(own) })).statusCode).toBe(303)
    expect(await carried()).toHaveLength(1)
    await drain(house.crewHouse, crew)
    const told = await db.selectFrom('message').select(['person_id', 'title', 'body', 'path']).where('template', '=', 'modules_granted').execute()
    expect(told, 'written to once: what they had already is not told again').toMatchObject([{ person_id: town.trainee.person, path: '/my-make-ups', title: '【科目の引き継ぎ】令和8年度 地域ケア会議実践者養成研修' }])
    for (const words of ['1科目', '・会議の役割', 'count as done']) expect(told[0]!.body).toContain(words)
    expect((await planner.post(`${page}/removal`, { enrollmentId: String(own) })).statusCode).toBe(303)
    expect(await carried()).toEqual([])
  })
  test('who has nothing to bring is not there, nobody ticked is said, and once judged nothing moves', async () => {
    expect((await planner.post(`${page}/grants`, { people: String(theirs) })).statusCode).toBe(404)
    expect((await planner.post(`${page}/grants`, {})).statusCode).toBe(422)
    await db.updateTable('enrollment').set({ state: 'not_completed' }).where('id', '=', own).execute()
    expect((await planner.post(`${page}/grants`, { people: String(own) })).statusCode).toBe(409)
    await db.updateTable('enrollment').set({ state: 'enrolled' }).where('id', '=', own).execute()
    expect([(await clerk.get(page)).statusCode, (await trainee.get(page)).statusCode]).toEqual([404, 404])
  })
  test('is older than the setting allows, and then not proposed', async () => {
    await db.updateTable('training').set({ fiscal_year: 2024 }).where('id', '=', before).execute()
    expect((await planner.get(page)).body).toContain('引き継ぎを待つ方はいません')
    await db.insertInto('make_up_setting').values({ training_id: town.training, years_carried: 2 }).execute()
    expect((await planner.get(page)).body).toContain('ZZA研 修子')
    await db.updateTable('training').set({ fiscal_year: 2025 }).where('id', '=', before).execute()
  })
})

test('who still waits goes on next year with what is done, and nobody without', async () => {
  const old = `/trainings/${before}/carry-overs`
  expect((await planner.get(old)).body).toContain('ZZA保 留美')
  const refused = await planner.post(`${old}/people`, { people: String(empty) })
  expect([refused.statusCode, refused.body.includes('済んだと認められた科目がありません')]).toEqual([409, true])
  expect((await planner.post(`${old}/people`, { people: String(waits) })).statusCode).toBe(303)
  expect(await db.selectFrom('enrollment').select('state').where('id', '=', waits).executeTakeFirst()).toEqual({ state: 'carried_over' })
  const again = await enroll(db, town, waiting, 5)
  expect((await planner.get(page)).body).toMatch(/ZZA保 留美[\s\S]*会議の役割（2月10日/)
  expect((await planner.post(`${page}/grants`, { people: String(again) })).statusCode).toBe(303)
  expect((await carried()).filter(({ enrollment_id }) => enrollment_id === again), 'what a judgment kept while it left them open counts this year').toEqual([{ enrollment_id: again, module_id: town.module, from_enrollment_id: waits, completed_on: '2026-02-10', granted_by: town.planner.person }])
})

import { beforeEach, expect, test } from 'vitest'
import { findCall } from '../../../server/planning/calls/queries.ts'
import { openDoubles, registersOf } from '../../../server/entry/nominations/register.ts'
import { openHouse } from '../../support/app.ts'
import { idOf, makePerson, settle, type Town } from '../../support/people.ts'

/** What the registers say of a line, asked of the real database in one question. */
const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
let town: Town
let taro: number
let made = false
beforeEach(async () => {
  if (made) return
  made = true
  town = await settle(db)
  taro = await makePerson(db, 'ZZA重 太郎', 'かさね たろう', town.tachikawa)
})

const line = (changed = {}) => ({
  category: 'chair' as const, rank: 1, personId: taro as number | null, name: 'ZZA重 太郎', kana: 'かさね たろう', affiliation: 'みずべ包括', professionCode: null,
  experience: 'planned' as const, wishedCohortId: null as number | null, team: null, email: '', reason: '', ...changed,
})
const call = async () => (await findCall(db, { of: 'all' }, town.call))!
const said = async (changed = {}) => (await registersOf(db, await call(), town.tachikawa, [line(changed)]))[0]!

test('of somebody new nothing is known', async () => {
  expect(await said({ personId: null, name: 'だれ か', kana: 'だれ か' })).toEqual({ completedIn: null, namedElsewhere: false, placeKind: null, prerequisiteMet: true, busyOn: [], leftOn: null, consented: false })
})

test('the place is known by its name in the register, and who left by the end of the last affiliation', async () => {
  await db.insertInto('organization').values({ municipality_id: town.tachikawa, kind: 'pharmacy', name: 'みずべ包括', name_key: 'みずべ包括' }).execute()
  await db.insertInto('affiliation').values({ person_id: taro, municipality_id: town.tachikawa, organization: 'みずべ包括', from_on: '2020-04-01', to_on: '2026-03-31' }).execute()
  await db.updateTable('person').set({ roster_consent: true }).where('id', '=', taro).execute()
  expect(await said()).toMatchObject({ placeKind: 'pharmacy', leftOn: '2026-03-31', consented: true })
})

test('another training of the year on the same day and hour is said, and only for the cohort it meets', async () => {
  const other = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2026, title: '別', title_en: 'Other', capacity: 5, state: 'running' }).returning('id'))
  const cohort = await idOf(db.insertInto('cohort').values({ training_id: other, position: 1, name: '1', name_en: '1', capacity: 5 }).returning('id'))
  const day = await idOf(db.insertInto('class_day').values({ cohort_id: cohort, held_on: '2026-09-17', place: '' }).returning('id'))
  await db.insertInto('slot').values({ class_day_id: day, module_id: town.module, position: 1, title: '朝', starts_at: '16:30', ends_at: '18:00' }).execute()
  await db.insertInto('enrollment').values({ training_id: other, cohort_id: cohort, person_id: taro, municipality_id: town.tachikawa, number: 1, category: 'chair', enrolled_at: new Date('2026-05-01T00:00:00Z') }).execute()
  expect((await said({ wishedCohortId: town.cohorts[0] })).busyOn, 'it begins when the other ends').toEqual([])
  await db.updateTable('slot').set({ starts_at: '16:00' }).where('class_day_id', '=', day).execute()
  expect((await said({ wishedCohortId: town.cohorts[0] })).busyOn).toEqual(['2026-09-17'])
  expect((await said({ wishedCohortId: town.cohorts[1] })).busyOn).toEqual([])
  expect((await said()).busyOn, 'another cohort is free').toEqual([])
})

test('what comes first is asked of the register, and its year is said of what was completed', async () => {
  const first = await idOf(db.insertInto('course').values({ kind: 'instructor_training', name: '基礎', name_en: 'Basics', mark: '基' }).returning('id'))
  await db.updateTable('training').set({ prerequisite_course_id: first }).where('id', '=', town.training).execute()
  expect(await call()).toMatchObject({ prerequisiteId: first, prerequisiteName: '基礎' })
  expect((await said()).prerequisiteMet).toBe(false)
  for (const [course_id, year] of [[first, 2023], [town.course, 2024]] as const) {
    const training_id = await idOf(db.insertInto('training').values({ course_id, fiscal_year: year, title: `${year}`, title_en: `${year}`, capacity: 5 }).returning('id'))
    const cohort_id = await idOf(db.insertInto('cohort').values({ training_id, position: 1, name: '1', name_en: '1', capacity: 5 }).returning('id'))
    await db.insertInto('enrollment').values({ training_id, cohort_id, person_id: taro, municipality_id: town.tachikawa, number: 1, category: 'chair', state: 'completed', completed_on: `${year}-12-01`, enrolled_at: new Date('2023-05-01T00:00:00Z') }).execute()
  }
  expect(await said()).toMatchObject({ prerequisiteMet: true, completedIn: 2024 })
  await db.updateTable('training').set({ prerequisite_course_id: null }).where('id', '=', town.training).execute()
})

test('two municipalities that name one person are a pair until it is decided; namesakes are not', async () => {
  const named = async (municipality: number, affiliation: string, email: string) => {
    const person = municipality === town.tachikawa ? taro : await makePerson(db, 'ZZA重 太郎', 'かさね たろう', municipality)
    const sheet = (await db.selectFrom('nomination_sheet').select('id').where('municipality_id', '=', municipality).executeTakeFirst())?.id
      ?? await idOf(db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: municipality, state: 'submitted', receipt: `r${municipality}`, saved_at: new Date('2026-06-10T00:00:00Z') }).returning('id'))
    const rank = 1 + (await db.selectFrom('nomination').select('id').where('sheet_id', '=', sheet).execute()).length
    return idOf(db.insertInto('nomination').values({ sheet_id: sheet, call_id: town.call, municipality_id: municipality, person_id: person, category: 'chair', rank, name: 'ZZA重 太郎', kana: 'かさね たろう', affiliation, email, submitted: true }).returning('id'))
  }
  const one = await named(town.tachikawa, 'みずべ包括', 'taro@example.jp')
  const namesake = await named(town.tama, '別の病院', 'other@example.jp')
  expect(await openDoubles(db, town.call)).toEqual([])
  const same = await named(town.tama, '多摩病院', 'Taro@example.jp')
  expect(await openDoubles(db, town.call)).toEqual([{ oneId: one, otherId: same }])
  expect((await said({ email: 'taro@example.jp' })).namedElsewhere).toBe(true)
  await db.insertInto('double_decision').values({ call_id: town.call, one_id: one, other_id: same, outcome: 'different', reason: '別の方', decided_by: town.planner.person, decided_at: new Date('2026-06-12T00:00:00Z') }).execute()
  expect(await openDoubles(db, town.call)).toEqual([])
  expect((await said({ email: 'taro@example.jp' })).namedElsewhere).toBe(false)
  expect(namesake).toBeGreaterThan(0)
})

test('the rules of a call are set on its page, loosened only once it is published, and printed in its notice', async () => {
  const planner = await house.visitor(town.planner)
  const rules = { ...(await call()).strictness }
  const post = async (changed: object) => planner.post(`/calls/${town.call}/rules`, { version: String((await call()).version), ...rules, ...changed })
  expect((await planner.get(`/calls/${town.call}/rules`)).body).toContain('公表した後は、条件をゆるめることだけができます')
  const refused = await post({ overlap: 'refuse' })
  expect([refused.statusCode, refused.body.includes('ゆるめることだけができます')]).toEqual([409, true])
  expect((await post({ completed_before: 'warn' })).statusCode).toBe(303)
  const { action, detail } = await db.selectFrom('audit_line').select(['action', 'detail']).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  expect([action, detail]).toEqual(['call.rules_set', { changed: ['completed_before'] }])
  expect((await call()).strictness.completed_before).toBe('warn')
  const clerk = await house.visitor(town.clerkOfTachikawa)
  expect((await clerk.get(`/calls/${town.call}`)).body).toContain('地域ケア会議の経験（あり・予定）を記入')
  expect((await clerk.get(`/calls/${town.call}/rules`)).statusCode).toBe(404)
})

import { beforeAll, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { tendRegister } from '../../../server/cascade/instructors/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { wordsOf } from '../../support/reading.ts'
import { statementsOf } from '../../support/statements.ts'
import { completedInstructors, listed } from '../world.ts'

const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { course, training, completed } = await completedInstructors(db, town)
let planner: VisitorOf, contractor: VisitorOf, clerk: VisitorOf, clerkOfTama: VisitorOf, trainee: VisitorOf, expert: VisitorOf
beforeAll(async () => {
  [planner, contractor, clerk, clerkOfTama, trainee, expert] = await Promise.all([town.planner, town.contractor, town.clerkOfTachikawa, town.clerkOfTama, town.trainee, town.expert].map((who) => house.visitor(who))) as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
})

const entryOf = (person: number) => db.selectFrom('instructor').selectAll().where('person_id', '=', person).executeTakeFirst()
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject', 'person_id']).where('action', '<>', 'seen').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
const agree = (more: Record<string, string> = {}) => ({ willing: 'own', topics: String(town.module), themes: '口腔と栄養', consent: 'true', ...more })
const mine = '/my-instructor-entry'

describe('a completion of the instructor course', () => {
  test('invites the person, once, by message and mail; nobody is listed by it', async () => {
    expect((await trainee.get(mine)).body).toContain('講師の登録の案内は、まだありません')
    await tendRegister(house.crewHouse)
    await tendRegister(house.crewHouse)
    expect(await entryOf(town.trainee.person)).toMatchObject({ state: 'invited', municipality_id: town.tachikawa, fiscal_year: 2025, completed_on: '2026-02-20', valid_until: '2029-02-19', consented_at: null })
    expect(await db.selectFrom('audit_line').select('id').where('action', '=', 'instructor.invited').execute()).toHaveLength(2)
    await drain(house.crewHouse, crew)
    const mail = house.post.mails.find(({ to }) => to === `p${town.trainee.person}@house.test`)!
    expect(mail.subject).toContain('講師名簿への登録の御案内')
    expect(mail.text).toContain('/my-instructor-entry')
    expect((await trainee.get('/')).body).toContain('講師名簿に載せるかどうか')
    expect((await clerk.get('/instructors')).body).toContain('講師が見つかりません')
    expect((await planner.get('/instructors')).body).toContain('案内済み（未登録）')
  })
  test('of a practitioner invites nobody', async () => {
    expect(await entryOf(town.instructor.person)).toBeUndefined()
  })
})

describe('the own entry', () => {
  test('is listed with consent, and not without', async () => {
    const { version } = (await entryOf(town.trainee.person))!
    const without = await trainee.post(mine, { ...agree(), consent: '', version: String(version) })
    expect(without.statusCode).toBe(422)
    expect(without.body).toContain('口腔と栄養') // what was typed is still there
    expect((await entryOf(town.trainee.person))!.state).toBe('invited')
    const answer = await trainee.post(mine, agree({ version: String(version), weekdays: '3' }))
    expect([answer.statusCode, answer.headers.location]).toEqual([303, mine])
    expect(await entryOf(town.trainee.person)).toMatchObject({ state: 'active', willing: 'own', weekdays: '3', themes: '口腔と栄養' })
    expect(await lastLine()).toMatchObject({ action: 'instructor.consented', person_id: town.trainee.person })
  })
  test('names the municipalities that are chosen, and comes back when somebody else was quicker', async () => {
    const { version } = (await entryOf(town.trainee.person))!
    expect((await trainee.post(mine, agree({ willing: 'chosen', version: String(version) }))).body).toContain('行ける区市町村を1つ以上')
    expect((await trainee.post(mine, agree({ version: '1' }))).statusCode).toBe(409)
    expect((await trainee.post(mine, agree({ topics: '999', version: String(version) }))).statusCode).toBe(404)
  })
  test('keeps days away, and only one’s own', async () => {
    expect((await trainee.post(`${mine}/away`, { 'fromOn.year': '2026', 'fromOn.month': '8', 'fromOn.day': '10', 'toOn.year': '2026', 'toOn.month': '8', 'toOn.day': '9' })).statusCode).toBe(422)
    expect((await trainee.post(`${mine}/away`, { 'fromOn.year': '2026', 'fromOn.month': '8', 'fromOn.day': '10', 'toOn.year': '2026', 'toOn.month': '8', 'toOn.day': '14', note: 'ZZA夏休み' })).statusCode).toBe(303)
    const { id } = await db.selectFrom('instructor_away').select('id').executeTakeFirstOrThrow()
    expect((await (await house.visitor(town.traineeOfTama)).post(`${mine}/away/removal`, { away: String(id) })).statusCode).toBe(404)
    expect((await clerk.get(`/instructors/${(await entryOf(town.trainee.person))!.id}`)).body).not.toContain('夏休み')
    expect((await trainee.post(`${mine}/away/removal`, { away: String(id) })).statusCode).toBe(303)
  })
  test('is nobody’s who was never invited', async () => {
    expect((await expert.get(mine)).body).toContain('案内は、まだありません')
    expect((await expert.post(mine, agree({ version: '1' }))).statusCode).toBe(404)
  })
})

describe('the register', () => {
  test('shows a municipality those who agreed and come to it, without their mail; the prefecture all of them, with it', async () => {
    const entry = (await entryOf(town.trainee.person))!
    await db.updateTable('person').set({ email: 'zza@mail.test', phone: '03-1111-1111' }).where('id', '=', town.trainee.person).execute()
    expect((await clerk.get('/instructors')).body).toContain('ZZA研 修子')
    expect((await clerkOfTama.get('/instructors')).body).not.toContain('研 修子')
    const page = (await clerk.get(`/instructors/${entry.id}`)).body
    expect(page).toContain('口腔と栄養')
    expect(page).not.toContain('zza@mail.test')
    expect((await clerkOfTama.get(`/instructors/${entry.id}`)).statusCode).toBe(404)
    for (const who of [planner, contractor]) expect((await who.get(`/instructors/${entry.id}`)).body).toContain('zza@mail.test')
    expect((await trainee.get('/instructors')).statusCode).toBe(404)
  })
  test('follows consent at once: withdrawn, and given again', async () => {
    expect((await trainee.post(`${mine}/withdrawal`, { reason: '異動のため' })).statusCode).toBe(303)
    expect(await lastLine()).toMatchObject({ action: 'instructor.withdrawn' })
    expect((await clerk.get('/instructors')).body).not.toContain('研 修子')
    expect((await planner.get(`/instructors/${(await entryOf(town.trainee.person))!.id}`)).body).toContain('異動のため')
    expect((await trainee.post(`${mine}/withdrawal`, {})).statusCode).toBe(409)
    const { version } = (await entryOf(town.trainee.person))!
    expect((await trainee.post(mine, agree({ willing: 'all', version: String(version) }))).statusCode).toBe(303)
    expect((await clerkOfTama.get('/instructors')).body).toContain('ZZA研 修子')
  })
  test('is narrowed by topic, area and state', async () => {
    await listed(db, course, 'ZZB二 人目', 'に にんめ', town.tama)
    expect((await planner.get(`/instructors?topic=${town.module}`)).body).not.toContain('ZZB二 人目')
    expect((await planner.get(`/instructors?area=${town.tachikawa}`)).body).not.toContain('ZZB二 人目')
    const inTama = (await planner.get(`/instructors?area=${town.tama}&standing=active`)).body
    for (const name of ['ZZA研 修子', 'ZZB二 人目']) expect(inTama).toContain(name)
    expect((await planner.get('/instructors?q=にんめ')).body).not.toContain('ZZA研 修子')
  })
  test('asks at most five things, however many there are, and says who looked', async () => {
    const entry = (await entryOf(town.trainee.person))!
    for (const at of ['/instructors', `/instructors/${entry.id}`]) expect((await statementsOf(db, () => planner.get(at))).filter((text) => /^(select|with)/i.test(text)).length).toBeLessThanOrEqual(5)
  })
  test('is taken as a workbook, a CSV and paper, by whoever gave the password just now', { timeout: 60_000 }, async () => {
    expect((await clerk.get('/instructors/file?as=utf-8')).statusCode).toBe(200)
    const csv = (await planner.get('/instructors/file?as=utf-8')).body
    expect(csv).toContain('どこへでも')
    expect(csv).toContain('有効')
    expect((await planner.get('/instructors/file')).headers['content-type']).toContain('spreadsheetml')
    expect(await wordsOf((await clerk.get('/instructors/paper')).rawPayload)).toContain('ZZA研修子')
    expect((await contractor.get('/instructors/file')).statusCode).toBe(404)
  })
})

describe('time', () => {
  test('runs out by itself, and a follow-up training gives more', async () => {
    const { id } = (await entryOf(town.trainee.person))!
    house.setClock('2029-02-20T10:00:00+09:00')
    expect((await clerk.get('/instructors')).body).not.toContain('ZZA研 修子')
    expect((await trainee.get(mine)).body).toContain('いまは名簿に出ていません')
    house.setClock('2026-12-15T10:00:00+09:00')
    const followUp = await db.insertInto('course').values({ kind: 'follow_up_training', name: 'フォローアップ研修', name_en: 'Follow-up', mark: '継続' }).returning('id').executeTakeFirstOrThrow()
    const other = await db.insertInto('training').values({ course_id: followUp.id, fiscal_year: 2026, title: '令和8年度 フォローアップ研修', title_en: 'Follow-up FY2026', capacity: 9 }).returning('id').executeTakeFirstOrThrow()
    await completed(town.trainee.person, 9, town.tachikawa, other.id, '2026-12-10')
    await tendRegister(house.crewHouse)
    await tendRegister(house.crewHouse)
    expect((await entryOf(town.trainee.person))!.valid_until).toBe('2029-12-09')
    expect(await db.selectFrom('instructor_refresh').select(['reason', 'before_on', 'until_on']).where('instructor_id', '=', id).execute()).toEqual([{ reason: '令和8年度 フォローアップ研修', before_on: '2029-02-19', until_on: '2029-12-09' }])
  })
  test('is given by hand with a reason, by the prefecture alone', async () => {
    const { id } = (await entryOf(town.trainee.person))!
    const until = { 'until.year': '2029', 'until.month': '12', 'until.day': '10' }
    expect((await planner.post(`/instructors/${id}/refresh`, until)).statusCode).toBe(422)
    for (const who of [clerk, contractor, trainee]) expect((await who.post(`/instructors/${id}/refresh`, { ...until, reason: 'x' })).statusCode).toBe(404)
    expect((await planner.post(`/instructors/${id}/refresh`, { ...until, reason: '都の研修で教えたため' })).statusCode).toBe(303)
    expect((await entryOf(town.trainee.person))!.valid_until).toBe('2029-12-10')
    expect((await planner.get(`/instructors/${id}`)).body).toContain('都の研修で教えたため')
  })
  test('reminds who is listed two months before the end', async () => {
    house.setClock('2029-10-11T10:00:00+09:00')
    await drain(house.crewHouse, { remind: crew.remind!, tell: crew.tell!, 'send-mail': crew['send-mail']! })
    await crew.remind!.work(house.crewHouse, {} as never)
    expect(await db.selectFrom('reminder').select(['kind', 'subject_ref', 'person_id']).where('kind', '=', 'instructor').execute()).toEqual([{ kind: 'instructor', subject_ref: `instructor:${(await entryOf(town.trainee.person))!.id}`, person_id: town.trainee.person }])
    await drain(house.crewHouse, { tell: crew.tell!, 'send-mail': crew['send-mail']! })
    expect(house.post.mails.some(({ subject }) => subject.includes('講師名簿の期限まであと'))).toBe(true)
    house.setClock('2026-12-15T10:00:00+09:00')
  })
  test('takes an entry along to where its person went', async () => {
    await db.updateTable('person').set({ municipality_id: town.tama }).where('id', '=', town.trainee.person).execute()
    await tendRegister(house.crewHouse)
    expect((await entryOf(town.trainee.person))!.municipality_id).toBe(town.tama)
  })
  test('and what counts as idle is set by the prefecture', async () => {
    expect((await clerk.post('/instructors/settings', { idleMonths: '6', refreshMonths: '3', version: '0' })).statusCode).toBe(404)
    expect((await planner.post('/instructors/settings', { idleMonths: '6', refreshMonths: '3', version: '0' })).statusCode).toBe(303)
    expect((await planner.post('/instructors/settings', { idleMonths: '9', refreshMonths: '3', version: '0' })).statusCode).toBe(409)
    expect(await db.selectFrom('cascade_setting').select(['idle_months', 'refresh_months']).execute()).toEqual([{ idle_months: 6, refresh_months: 3 }])
  })
})

test('years of an entry are set with the course', async () => {
  const form = { kind: 'instructor_training', name: '講師養成研修', nameEn: 'Instructor training', mark: '講師', instructorYears: '5' }
  expect((await planner.post(`/courses/${course}`, form)).statusCode).toBe(303)
  expect((await db.selectFrom('course').select('instructor_years').where('id', '=', course).executeTakeFirstOrThrow()).instructor_years).toBe(5)
  expect(training).toBeGreaterThan(0)
})

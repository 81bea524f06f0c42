import { sql } from 'kysely'
import { beforeEach, expect, test, vi } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, settle } from '../../support/people.ts'

/** N2: those who have not done it hear of it, once, and on the day that the date of today's data says. */
const house = await openHouse()
const { db, post, setClock } = house
const town = await settle(db)
const enrollment = await enroll(db, town, town.trainee.person, 107)
const planner = await house.visitor(town.planner)
const remind = () => crew.remind!.work(house.crewHouse, {} as never)
/** The round of an hour, and the mails that follow from it. */
async function round(now: string) {
  setClock(now)
  post.mails.length = 0
  await remind()
  await drain(house.crewHouse, crew)
  return post.mails.map(({ to, subject }) => `${to} ${subject}`)
}
const clerks = { tachikawa: `p${town.clerkOfTachikawa.person}@house.test`, tama: `p${town.clerkOfTama.person}@house.test` }
const trainee = `p${town.trainee.person}@house.test`
const off = (...kinds: string[]) => db.insertInto('reminder_rule').values(kinds.map((kind) => ({ kind, days: '7', is_on: false, rests: false }))).execute()
const title = '令和8年度 地域ケア会議実践者養成研修'

beforeEach(async () => {
  for (const table of ['reminder', 'reminder_rule', 'message', 'nomination_sheet'] as const) await db.deleteFrom(table).execute()
  await sql`delete from pgboss.job`.execute(db)
  await db.updateTable('call').set({ closes_on: '2026-07-10', state: 'published' }).execute()
  await db.updateTable('class_day').set({ held_on: '2026-09-17' }).where('id', '=', town.days[0]!).execute()
  await db.updateTable('enrollment').set({ state: 'enrolled', name_checked_at: null, withdrawn_at: null, withdrawn_by: null }).execute()
})

test('municipalities that have not handed in hear of it 7, 3 and 1 days before, once each, and whoever has does not', async () => {
  expect(await round('2026-07-02T10:00:00+09:00')).toEqual([])
  expect((await round('2026-07-03T08:00:00+09:00')).sort()).toEqual([clerks.tachikawa, clerks.tama].map((to) => `${to} 【締切まであと7日】推薦書の御提出　${title}`).sort())
  expect(post.mails[0]!.text).toContain(`https://house.test/calls/${town.call}/sheet`)
  expect(await round('2026-07-03T09:00:00+09:00')).toEqual([])
  await db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tama, state: 'submitted', receipt: 'R-1', saved_at: house.app.clock() }).execute()
  expect(await round('2026-07-07T08:00:00+09:00')).toEqual([`${clerks.tachikawa} 【締切まであと3日】推薦書の御提出　${title}`])
  await db.updateTable('nomination_sheet').set({ state: 'returned' }).execute() // to be handed in once more
  expect((await round('2026-07-09T08:00:00+09:00')).length).toBe(2)
  expect(await round('2026-07-11T08:00:00+09:00')).toEqual([])
})

test('a deadline that moves takes its reminders along; a sheet with a day of its own has that day', async () => {
  expect((await round('2026-07-03T08:00:00+09:00')).length).toBe(2)
  await db.updateTable('call').set({ closes_on: '2026-07-17' }).execute()
  expect(await round('2026-07-07T08:00:00+09:00')).toEqual([])
  expect((await round('2026-07-10T08:00:00+09:00')).length).toBe(2)
  await db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tama, state: 'returned', due_on: '2026-07-31', receipt: 'R-2', saved_at: house.app.clock() }).execute()
  expect(await round('2026-07-14T08:00:00+09:00')).toEqual([`${clerks.tachikawa} 【締切まであと3日】推薦書の御提出　${title}`])
})

test('nobody is written to at night, and what a weekend would take is sent on the Friday', async () => {
  await db.updateTable('call').set({ closes_on: '2026-07-13' }).execute() // a Monday
  expect(await round('2026-07-10T00:00:00+09:00')).toEqual([])
  expect(await round('2026-07-10T07:59:59+09:00')).toEqual([])
  expect((await round('2026-07-10T08:00:00+09:00')).length).toBe(2)
  for (const day of ['11', '12', '13']) expect(await round(`2026-07-${day}T08:00:00+09:00`)).toEqual([])
})

test('trainees: the name, the lessons and the class day, each with a letter of its own until it is done', async () => {
  await off('sheet')
  const lesson = await idOf(db.insertInto('lesson').values({ module_id: town.module, position: 1, kind: 'page', title: '会議の進めかた', title_en: 'Running a conference' }).returning('id'))
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson }).execute()
  expect(await round('2026-09-10T08:00:00+09:00')).toEqual([`${trainee} 【お願い】氏名の確認　${title}`, `${trainee} 【お願い】事前の学習　${title}`])
  for (const said of ['・会議の進めかた', '- Running a conference', '令和8年9月17日（木）']) expect(post.mails[1]!.text).toContain(said)
  await db.updateTable('enrollment').set({ name_checked_at: house.app.clock() }).execute()
  await db.insertInto('progress').values({ enrollment_id: enrollment, lesson_id: lesson, state: 'completed', opened_at: house.app.clock(), seen_at: house.app.clock(), completed_at: house.app.clock() }).execute()
  expect(await round('2026-09-15T08:00:00+09:00')).toEqual([])
  expect(await round('2026-09-16T08:00:00+09:00')).toEqual([`${trainee} 【研修日のお知らせ】令和8年9月17日（木）　${title}`])
  for (const said of ['09:30～16:30', '立川ホール', 'https://house.test/my-calendar', 'https://house.test/my-days']) expect(post.mails[0]!.text).toContain(said)
  await db.deleteFrom('training_lesson').execute()
})

test('a class day that is off, or whose trainee withdrew, is not reminded of; one that moves is, again', async () => {
  await off('sheet', 'name', 'lessons')
  await db.updateTable('cohort').set({ state: 'postponed' }).execute()
  expect(await round('2026-09-16T08:00:00+09:00')).toEqual([])
  await db.updateTable('cohort').set({ state: 'planned' }).execute()
  expect((await round('2026-09-16T08:00:00+09:00')).length).toBe(1)
  await db.updateTable('class_day').set({ held_on: '2026-09-24' }).where('id', '=', town.days[0]!).execute()
  expect((await round('2026-09-23T08:00:00+09:00')).length).toBe(1)
  await db.updateTable('class_day').set({ held_on: '2026-09-26' }).where('id', '=', town.days[0]!).execute()
  await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: house.app.clock(), withdrawn_by: 'trainee' }).execute()
  expect(await round('2026-09-25T08:00:00+09:00')).toEqual([])
})

test('who does it between the writing and the sending is not written to', async () => {
  setClock('2026-07-03T08:00:00+09:00')
  post.mails.length = 0
  await remind()
  const { tell } = crew
  const line = await db.selectFrom('audit_line').select('id').where('action', '=', 'reminders.given').orderBy('id', 'desc').executeTakeFirstOrThrow()
  await tell!.work(house.crewHouse, { id: line.id, action: 'reminders.given' } as never)
  await db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tachikawa, state: 'submitted', receipt: 'R-3', saved_at: house.app.clock() }).execute()
  await drain(house.crewHouse, crew)
  expect(post.mails.map(({ to }) => to)).toEqual([clerks.tama])
  expect((await db.selectFrom('message').select('held_reason').where('municipality_id', '=', town.tachikawa).executeTakeFirstOrThrow()).held_reason).toBe('noLonger')
})

// The embedded database serves one at a time; only a PostgreSQL server makes this a race.
test('F32: four schedulers in the same moment give each reminder once', async () => {
  setClock('2026-07-03T08:00:00+09:00')
  post.mails.length = 0
  await Promise.all([1, 2, 3, 4].map(remind))
  await drain(house.crewHouse, crew)
  expect(post.mails.map(({ to }) => to).sort()).toEqual([clerks.tachikawa, clerks.tama].sort())
  expect(await db.selectFrom('reminder').select('id').execute()).toHaveLength(2)
})

test('the preview names who would get it today and how many, and looking sends nothing', async () => {
  setClock('2026-07-03T10:00:00+09:00')
  const page = (await planner.get('/reminders/sheet')).body
  for (const said of ['今日知らせる相手は2です', '立川市', '多摩市', '7日前', '令和8年7月10日（金）']) expect(page).toContain(said)
  expect((await planner.get('/reminders/sheet', {}, { language: 'en' })).body).toContain('Tama City')
  expect(await db.selectFrom('reminder').select('id').execute()).toEqual([])
  await vi.waitFor(async () => expect(await db.selectFrom('audit_line').select('id').where('subject', '=', 'page:/reminders/:kind').execute()).not.toEqual([]))
  await remind()
  expect((await planner.get('/reminders/sheet')).body).toContain('今日知らせる相手はいません')
  expect((await planner.get('/reminders/history')).body).toContain('多摩市')
})

test('the prefecture switches a rule off and changes its days; poor days come back as typed, and two do not overwrite each other', async () => {
  expect((await planner.get('/reminders')).body).toContain('7日前・3日前・1日前')
  const poor = await planner.post('/reminders/sheet', { days: '7, 99', isOn: 'true', version: '0' })
  expect([poor.statusCode, poor.body.includes('7, 99')]).toEqual([422, true])
  expect((await planner.post('/reminders/sheet', { days: '5、2', isOn: 'true', version: '0' })).statusCode).toBe(303)
  expect((await planner.post('/reminders/sheet', { days: '9', version: '0' })).statusCode).toBe(409)
  expect((await planner.get('/reminders')).body).toContain('5日前・2日前')
  expect((await round('2026-07-05T08:00:00+09:00')).length).toBe(2) // a Sunday: it does not rest any more
  const { version } = await db.selectFrom('reminder_rule').select('version').where('kind', '=', 'sheet').executeTakeFirstOrThrow()
  await planner.post('/reminders/sheet', { days: '2', version: String(version) })
  expect(await round('2026-07-08T08:00:00+09:00')).toEqual([])
  const lines = await db.selectFrom('audit_line').select('detail').where('action', '=', 'reminder_rule.changed').orderBy('id').execute()
  expect(lines.map(({ detail }) => detail)).toEqual([{ days: '5,2', on: true, rests: false }, { days: '2', on: false, rests: false }])
})

test('reminders are the prefecture’s: the secretariat reads them, others do not know of them', async () => {
  for (const who of ['trainee', 'clerkOfTachikawa', 'instructor', 'administrator'] as const) {
    for (const url of ['/reminders', '/reminders/sheet', '/reminders/history']) expect((await (await house.visitor(town[who])).get(url)).statusCode).toBe(404)
  }
  const contractor = await house.visitor(town.contractor)
  expect([(await contractor.get('/reminders/day')).statusCode, (await contractor.post('/reminders/day', { days: '1', version: '0' })).statusCode]).toEqual([200, 404])
  expect((await planner.get('/reminders/unknown')).statusCode).toBe(404)
})

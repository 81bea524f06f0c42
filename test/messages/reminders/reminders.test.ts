import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { kinds } from '../../../server/messages/reminders/rules.ts'
import { openHouse } from '../../support/app.ts'
import { publishedOf, putLesson } from '../../support/lessons.ts'
import { enroll, idOf, settle } from '../../support/people.ts'
import { soon } from '../../support/soon.ts'

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
  for (const table of ['reminder', 'reminder_rule', 'message', 'nomination_sheet', 'applicant', 'application_link', 'application'] as const) await db.deleteFrom(table).execute()
  await sql`delete from pgboss.job`.execute(db)
  await db.updateTable('call').set({ closes_on: '2026-07-10', state: 'published', route: 'municipality' }).execute()
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

test.each<[string, number]>([['municipality', 2], ['employer', 2], ['self', 2], ['prefecture_bundle', 0]])('by the route %s the sheet of %i municipalities is waited for', async (route, count) => {
  await db.updateTable('call').set({ route: route as 'self' }).execute()
  expect((await round('2026-07-03T08:00:00+09:00')).length).toBe(count)
})

/** An application as an office has it: begun, opened by its link and saved, or handed in. */
const apply = (state: 'draft' | 'submitted' | 'returned' | 'reviewed', more: object = {}) => idOf(db.insertInto('application').values({
  call_id: town.call, municipality_id: town.tama, route: 'employer', office_name: 'ZZAみどり包括', email: 'midori@office.test', language: 'ja', begun_at: house.app.clock(), state, version: 1,
  ...state === 'draft' ? {} : { receipt: 'A-1', submitted_at: house.app.clock() }, ...more,
} as never).returning('id'))
const routed = async (route: 'employer' | 'self' | 'prefecture_bundle') => {
  await db.updateTable('call').set({ route, office_closes_on: '2026-06-26' }).execute()
  await db.updateTable('call').set({ sender_label: null, sender: '東京都福祉局介護保険課長' }).execute()
}

test('an office that began and did not hand in hears of it at its own address, with a link that opens its draft, until it does or the day is over', async () => {
  await routed('employer')
  await off('sheet', 'review')
  const application = await apply('draft')
  await apply('draft', { office_name: 'ZZA開かない', email: 'stranger@office.test', version: 0 })
  expect(await round('2026-06-18T08:00:00+09:00')).toEqual([])
  expect(await round('2026-06-19T08:00:00+09:00')).toEqual([`midori@office.test 【締切まであと7日】受講の申込み　${title}`])
  for (const said of ['ZZAみどり包括　様\n\n東京都福祉局介護保険課長\n\n', '書きかけのまま', '令和8年6月26日（金）までに']) expect(post.mails[0]!.text).toContain(said)
  expect((await house.stranger().get(/\/my-application\/[\w-]+/.exec(post.mails[0]!.text)![0])).statusCode).toBe(200)
  expect(await round('2026-06-19T09:00:00+09:00')).toEqual([])
  expect((await planner.get('/reminders/history?kind=application')).body).toContain('ZZAみどり包括')
  // The day moves, and its reminders with it.
  await db.updateTable('call').set({ office_closes_on: '2026-07-03' }).execute()
  expect(await round('2026-06-24T08:00:00+09:00')).toEqual([])
  expect((await round('2026-06-26T08:00:00+09:00')).length).toBe(1)
  await db.updateTable('application').set({ state: 'submitted', receipt: 'A-1', submitted_at: house.app.clock() }).where('id', '=', application).execute()
  expect(await round('2026-07-01T08:00:00+09:00')).toEqual([])
  await db.updateTable('application').set({ state: 'returned', due_on: '2026-07-08', return_reason: '職種を確かめてください' }).where('id', '=', application).execute()
  expect(await round('2026-07-06T08:00:00+09:00')).toEqual([`midori@office.test 【締切まであと2日】受講の申込み　${title}`])
  await db.updateTable('call').set({ route: 'prefecture_bundle' }).execute()
  await db.deleteFrom('reminder').execute()
  expect(await round('2026-07-06T09:00:00+09:00')).toEqual([])
})

test('whoever hands in between the round and the mail is not written to', async () => {
  await routed('employer')
  await off('sheet', 'review')
  const application = await apply('draft')
  setClock('2026-06-19T08:00:00+09:00')
  post.mails.length = 0
  await remind()
  await db.updateTable('application').set({ state: 'submitted', receipt: 'A-1', submitted_at: house.app.clock() }).where('id', '=', application).execute()
  await drain(house.crewHouse, crew)
  expect(post.mails).toEqual([])
})

test('a municipality with applications before it is asked for these and its sheet in one letter; decided, for its sheet alone', async () => {
  await routed('self')
  const application = await apply('submitted')
  await db.insertInto('applicant').values([1, 2].map((rank) => ({ application_id: application, municipality_id: town.tama, rank, name: `ZZA${rank}`, kana: 'ずずえ', search_key: `zza${rank}`, affiliation: '', position: '', email: '', support_needs: '', motivation: '' }) as never)).execute()
  expect((await round('2026-07-03T08:00:00+09:00')).sort()).toEqual([`${clerks.tachikawa} 【締切まであと7日】推薦書の御提出　${title}`, `${clerks.tama} 【締切まであと7日】申込みの確認と推薦書の御提出　${title}`].sort())
  const text = post.mails.find(({ to }) => to === clerks.tama)!.text
  for (const said of ['御確認を待っている申込みが2人分', 'Applications for 2 people', `https://house.test/calls/${town.call}/applications`, '令和8年7月10日（金）必着']) expect(text).toContain(said)
  expect((await planner.get('/reminders/review')).statusCode).toBe(200)
  await db.updateTable('application').set({ state: 'reviewed', reviewed_at: house.app.clock() }).execute()
  expect((await round('2026-07-07T08:00:00+09:00')).filter((mail) => mail.includes('確認'))).toEqual([])
  await db.updateTable('application').set({ state: 'submitted' }).execute()
  await db.updateTable('reminder_rule').set({ is_on: false }).where('kind', '=', 'review').execute() // then the sheet is still asked for
  expect((await round('2026-07-09T08:00:00+09:00')).filter((mail) => mail.startsWith(clerks.tama))).toEqual([`${clerks.tama} 【締切まであと1日】推薦書の御提出　${title}`])
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
  const lesson = await putLesson(db, { module_id: town.module, position: 1, kind: 'page', title: '会議の進めかた', title_en: 'Running a conference' })
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson }).execute()
  expect(await round('2026-09-10T08:00:00+09:00')).toEqual([`${trainee} 【お願い】氏名の確認　${title}`, `${trainee} 【お願い】事前の学習　${title}`])
  for (const said of ['・会議の進めかた', '- Running a conference', '令和8年9月17日（木）']) expect(post.mails[1]!.text).toContain(said)
  await db.updateTable('enrollment').set({ name_checked_at: house.app.clock() }).execute()
  await db.insertInto('progress').values({ enrollment_id: enrollment, lesson_id: lesson, lesson_version_id: await publishedOf(db, lesson), state: 'completed', opened_at: house.app.clock(), seen_at: house.app.clock(), completed_at: house.app.clock() }).execute()
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

/** A community issue as it stands after its moves, the last of which is on a day. */
async function issueOf(municipality_id: number, name: string, state: 'raised' | 'responded' | 'fed_back', on: string, more: { next_on?: string; parent_id?: number; is_general?: boolean } = {}) {
  const response = state === 'raised' ? null : 'network' as const
  const id = await idOf(db.insertInto('community_issue').values({ municipality_id, fiscal_year: 2026, raised_on: '2026-06-01', title: name, situation: '', function: 'issue_discovery', state, response, made_at: house.app.clock(), ...more }).returning('id'))
  if (response !== null) await db.insertInto('community_issue_move').values({ issue_id: id, municipality_id, act: 'respond', from_state: 'discussed', to_state: 'responded', on_day: on, response, made_at: house.app.clock() }).execute()
  return id
}
const lead = '【お願い】地域課題への対応をもとの事例に伝える'

test('a municipality hears once of answered issues whose cases have not heard, all of one day in one letter; others hear nothing', async () => {
  const issues = [await issueOf(town.tachikawa, 'ZZA足がない', 'responded', '2026-10-06'), await issueOf(town.tachikawa, 'ZZA買い物', 'responded', '2026-08-03', { next_on: '2026-11-05' })]
  await issueOf(town.tama, 'ZZB伝えた', 'fed_back', '2026-10-06')
  await issueOf(town.tama, 'ZZB挙げた', 'raised', '2026-10-06')
  expect(await round('2026-10-28T08:00:00+09:00')).toEqual([])
  expect(await round('2026-10-29T08:00:00+09:00')).toEqual([`${clerks.tachikawa} ${lead}　2件`])
  for (const said of ['・ZZA足がない', '・ZZA買い物', '令和8年11月5日（木）までに', 'Please tell them', 'https://house.test/community-issues?state=responded']) expect(post.mails[0]!.text).toContain(said)
  expect(await round('2026-10-29T09:00:00+09:00')).toEqual([])
  expect((await planner.get('/reminders/history?kind=issue')).body).toMatch(/立川市[\s\S]*ZZA足がない/)
  // The day moves, and its reminder with it; told, there is none.
  await db.updateTable('community_issue').set({ next_on: '2026-11-12' }).where('id', 'in', issues).execute()
  await db.updateTable('community_issue').set({ state: 'fed_back' }).where('id', '=', issues[0]!).execute()
  expect(await round('2026-11-05T08:00:00+09:00')).toEqual([`${clerks.tachikawa} ${lead}　ZZA買い物`])
  expect(post.mails[0]!.text).toContain(`https://house.test/community-issues/${issues[1]}`)
  await db.deleteFrom('community_issue').execute()
})

test('what is in a group is told with it; an answer that was taken back, and one told between the round and the mail, are not reminded of', async () => {
  const group = await issueOf(town.tama, 'ZZBまとめ', 'responded', '2026-10-06', { is_general: true })
  await issueOf(town.tama, 'ZZBひとつ', 'responded', '2026-10-06', { parent_id: group })
  expect(await round('2026-10-29T08:00:00+09:00')).toEqual([`${clerks.tama} ${lead}　ZZBまとめ`])
  for (const table of ['reminder', 'message'] as const) await db.deleteFrom(table).execute()
  setClock('2026-10-29T10:00:00+09:00')
  post.mails.length = 0
  await remind()
  await db.updateTable('community_issue').set({ state: 'fed_back' }).where('id', '=', group).execute()
  await drain(house.crewHouse, crew)
  expect(post.mails).toEqual([])
  await db.deleteFrom('community_issue').where('parent_id', 'is not', null).execute()
  await db.deleteFrom('community_issue').execute()
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
  for (const said of ['今日知らせる相手は2件です', '立川市', '多摩市', '7日前', '令和8年7月10日（金）']) expect(page).toContain(said)
  expect((await planner.get('/reminders/sheet', {}, { language: 'en' })).body).toContain('Tama City')
  expect(await db.selectFrom('reminder').select('id').execute()).toEqual([])
  await soon(async () => expect(await db.selectFrom('audit_line').select('id').where('subject', '=', 'page:/reminders/:kind').execute()).not.toEqual([]))
  await remind()
  expect((await planner.get('/reminders/sheet')).body).toContain('今日知らせる相手はいません')
  expect((await planner.get('/reminders/history')).body).toContain('多摩市')
})

test('the prefecture switches a rule off and changes its days; poor days come back as typed, and two do not overwrite each other', async () => {
  expect((await planner.get('/reminders')).body).toContain('7・3・1日前')
  const poor = await planner.post('/reminders/sheet', { days: '7, 99', isOn: 'true', version: '0' })
  expect([poor.statusCode, poor.body.includes('7, 99')]).toEqual([422, true])
  expect((await planner.post('/reminders/sheet', { days: '5、2', isOn: 'true', version: '0' })).statusCode).toBe(303)
  expect((await planner.post('/reminders/sheet', { days: '9', version: '0' })).statusCode).toBe(409)
  expect((await planner.get('/reminders')).body).toContain('5・2日前')
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

test.each(kinds)('the rule of %s has its page, and its history can be asked for', async (kind) => {
  const visitor = await house.visitor(town.planner)
  expect([(await visitor.get(`/reminders/${kind}`)).statusCode, (await visitor.get(`/reminders/history?kind=${kind}`)).statusCode]).toEqual([200, 200])
})

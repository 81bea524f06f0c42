import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openRounds } from '../../../server/learning/effect-measurements/queries.ts'
import { dueToday } from '../../../server/messages/reminders/queries.ts'
import { shippedRules } from '../../../server/messages/reminders/rules.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'

/** F7: three rounds of one training (class day 17 September), a manager by a link, and what others may see of it. */
const house = await openHouse({ now: '2026-09-10T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const [planner, contractor, instructor, clerk, clerkOfTama, trainee, other] = await Promise.all(
  [town.planner, town.contractor, town.instructor, town.clerkOfTachikawa, town.clerkOfTama, town.trainee, town.traineeOfTama].map(house.visitor))
const own = await enroll(db, town, town.trainee.person, 1)
const others = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })
const training = `/trainings/${town.training}/measurement`
const sheet = `/my-measurements/${own}`
const items = () => db.selectFrom('effect_measurement').select(['items', 'version']).executeTakeFirstOrThrow()
const rating = (value: number, note = '') => ({ [`ratings.m${town.module}`]: String(value), 'ratings.x1': '3', note })
const setup = (more = {}) => ({ 'items.0.id': `m${town.module}`, 'items.0.label': '会議の役割', 'items.0.labelEn': 'Roles', 'items.1.id': 'x1', 'items.1.label': '時間内に進める', 'items.1.labelEn': 'Keeping time', afterDays: '14', laterDays: '30', asksManager: 'true', version: '0', ...more })
const lastMail = () => house.post.mails.at(-1)!
const linkIn = (text: string) => /\/measurement-links\/[\w-]+/.exec(text)![0]
const mailsTo = (to: string) => house.post.mails.filter((mail) => mail.to === to)

test('the office says what is rated, beginning with the modules of the course', async () => {
  expect((await trainee!.get('/my-measurements')).body).toContain('研修記録シートはまだありません')
  expect((await planner!.get(`${training}/edit`)).body).toContain('value="会議の役割"')
  const empty = await planner!.post(training, setup({ 'items.0.label': '', 'items.1.label': '', afterDays: '20' }))
  expect([empty.statusCode, empty.body.includes('評定する項目がありません'), empty.body.includes('value="20"')]).toEqual([409, true, true])
  expect((await planner!.post(training, setup())).statusCode).toBe(303)
  const stale = await planner!.post(training, setup())
  expect([stale.statusCode, stale.body.includes('ほかの人が先に')]).toEqual([409, true])
  expect(await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', 'measurement.saved').execute()).toEqual([{ subject: `training:${town.training}`, detail: { items: 2 } }])
  for (const guest of [instructor, clerk, trainee]) expect((await guest!.post(training, setup({ version: '1' }))).statusCode).toBe(404)
})

test('a trainee writes a goal, names the manager, and rates before', async () => {
  const page = await trainee!.get(sheet)
  expect([page.statusCode, page.body.includes('名前とともに見ます')]).toEqual([200, true])
  const unreached = await trainee!.post(sheet, { goal: '司会ができる', hasManager: 'yes', managerName: '上司 一郎' })
  expect([unreached.statusCode, unreached.body.includes('司会ができる')]).toEqual([422, true])
  expect((await trainee!.post(sheet, { goal: '司会ができる', hasManager: 'yes', managerName: '上司 一郎', managerEmail: 'boss@office.test' })).statusCode).toBe(303)
  const poor = await trainee!.post(`${sheet}/rounds/before`, { [`ratings.m${town.module}`]: '2', note: '緊張しています' })
  expect([poor.statusCode, poor.body.includes('緊張しています'), /value="2"[^>]*checked/.test(poor.body)]).toEqual([422, true, true])
  expect((await trainee!.post(`${sheet}/rounds/before`, rating(2, '緊張しています'))).headers.location).toBe(sheet)
  expect((await trainee!.post(`${sheet}/rounds/before`, rating(1))).statusCode, 'changed while it is open').toBe(303)
  expect(await db.selectFrom('effect_rating').select(['round', 'rater', 'ratings']).execute()).toEqual([{ round: 'before', rater: 'self', ratings: { [`m${town.module}`]: 1, x1: 3 } }])
  const early = await trainee!.post(`${sheet}/rounds/after`, rating(5))
  expect([early.statusCode, early.body.includes('から回答できます')]).toEqual([409, true])
})

test('the manager is written to, answers by the link alone, and sees no more than that needs', async () => {
  await drain(house.crewHouse, crew)
  const { to, subject, text } = lastMail()
  expect([to, subject.includes('研修に期待すること'), text.includes('上司 一郎　様'), text.includes('As the manager')]).toEqual(['boss@office.test', true, true, true])
  const link = linkIn(text)
  expect(await db.selectFrom('effect_link').select(['hash', 'purpose', 'expires_on']).execute()).toEqual([{ hash: expect.not.stringContaining(link.split('/')[2]!), purpose: 'expectation', expires_on: '2026-09-17' }])
  const boss = house.stranger()
  const page = await boss.get(link)
  expect([page.statusCode, page.headers['x-robots-tag'], page.body.includes('司会ができる'), page.body.includes('立川市'), page.body.includes('p1@')]).toEqual([200, 'noindex', true, false, false])
  expect((await boss.get(link, {}, { language: 'en' })).body).toContain('What you expect from the training')
  expect((await boss.post(link, { expectation: ' ' })).statusCode).toBe(422)
  expect((await boss.post(link, { expectation: '会議を任せたい' })).statusCode).toBe(303)
  expect((await boss.post(link, { ...rating(5), expectation: '会議を任せたい' })).statusCode, 'this link rates nothing').toBe(303)
  expect(await db.selectFrom('effect_rating').select('rater').where('rater', '=', 'manager').execute()).toEqual([])
  expect((await trainee!.get(sheet)).body).toContain('会議を任せたい')
  expect((await boss.get(`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`)).statusCode).toBe(404)
  const trail = await db.selectFrom('audit_line').select('action').where('subject', '=', `enrollment:${own}`).where('action', 'like', 'measurement.%').orderBy('id').execute()
  expect(trail.map(({ action }) => action)).toEqual(['measurement.goal_set', 'measurement.rated', 'measurement.rated', 'measurement.link_made', 'measurement.manager_answered', 'measurement.manager_answered'])
})

test('another address ends the links that went to the one before', async () => {
  const link = linkIn(lastMail().text)
  await trainee!.post(sheet, { goal: '司会ができる', hasManager: 'yes', managerName: '上司 二郎', managerEmail: 'other@office.test' })
  expect((await house.stranger().get(link)).statusCode).toBe(404)
  await trainee!.post(sheet, { goal: '司会ができる', hasManager: 'no', managerEmail: 'other@office.test' })
  expect(await db.selectFrom('effect_sheet').select(['has_manager', 'manager_email']).executeTakeFirst()).toEqual({ has_manager: false, manager_email: null })
  await trainee!.post(sheet, { goal: '司会ができる', hasManager: 'yes', managerName: '上司 一郎', managerEmail: 'boss@office.test' })
})

test('who has not rated is reminded: before the first class day, and in the later rounds', async () => {
  expect((await dueToday(db, 'measurement', shippedRules.measurement, '2026-09-10')).map(({ personId, item }) => [personId, item])).toEqual([[town.traineeOfTama.person, 'measurement:before']])
  expect((await dueToday(db, 'measurement', shippedRules.measurement, '2026-09-24')).map(({ item, dueOn }) => [item, dueOn])).toEqual([['measurement:after', '2026-10-01'], ['measurement:after', '2026-10-01']])
  expect(new Set((await dueToday(db, 'measurement', shippedRules.measurement, '2027-01-09')).map(({ item, dueOn }) => `${item} ${dueOn}`))).toEqual(new Set(['measurement:later 2027-01-16']))
  expect(await openRounds(db, { of: 'person', personId: town.traineeOfTama.person }, '2026-09-17')).toMatchObject([{ round: 'before', until: '2026-09-17' }, { round: 'after' }])
  expect(await openRounds(db, { of: 'person', personId: town.trainee.person }, '2026-09-17')).toMatchObject([{ round: 'after' }])
})

test('three months later the manager is asked by the crew, once, and once more in the last week', async () => {
  house.setClock('2026-09-18T10:00:00+09:00')
  expect((await trainee!.post(`${sheet}/rounds/before`, rating(4))).statusCode).toBe(409)
  await trainee!.post(`${sheet}/rounds/after`, rating(4))
  const goal = await trainee!.post(sheet, { goal: '書き直した目標', hasManager: 'yes', managerName: '上司 一郎', managerEmail: 'boss@office.test' })
  expect([goal.statusCode, (await db.selectFrom('effect_sheet').select('goal').executeTakeFirstOrThrow()).goal]).toEqual([303, '司会ができる'])
  await drain(house.crewHouse, crew)
  const before = mailsTo('boss@office.test').length
  const round = async (now: string) => {
    house.setClock(now)
    await crew['ask-managers']!.work(house.crewHouse, {} as never)
    await drain(house.crewHouse, crew)
    return mailsTo('boss@office.test').length - before
  }
  expect(await round('2026-12-17T07:00:00+09:00'), 'not at night').toBe(0)
  expect(await round('2026-12-16T10:00:00+09:00'), 'not before its day').toBe(0)
  expect(await round('2026-12-17T10:00:00+09:00')).toBe(1)
  expect(await round('2026-12-17T11:00:00+09:00')).toBe(1)
  const link = linkIn(lastMail().text)
  expect(await round('2027-01-09T10:00:00+09:00')).toBe(2)
  const boss = house.stranger()
  const page = (await boss.get(link)).body
  expect([page.includes('3か月後の評定'), page.includes('会議を任せたい'), page.includes('緊張しています')]).toEqual([true, true, false])
  const poor = await boss.post(link, { 'ratings.x1': '3', note: 'よくやっています' })
  expect([poor.statusCode, poor.body.includes('よくやっています')]).toEqual([422, true])
  expect((await boss.post(link, rating(5, 'よくやっています'))).statusCode).toBe(303)
  expect((await trainee!.post(`${sheet}/rounds/later`, rating(4))).statusCode).toBe(303)
  expect(await round('2027-01-10T10:00:00+09:00')).toBe(2)
  house.setClock('2027-01-17T10:00:00+09:00')
  expect((await boss.get(link)).statusCode, 'over').toBe(404)
})

test('the trainee sees the own change as a picture with its table, and takes the sheet as paper', async () => {
  const { body } = await trainee!.get(sheet)
  expect([body.includes('<svg'), body.includes('会議の役割は1.0から4.0'), body.includes('よくやっています')]).toEqual([true, true, true])
  const paper = await trainee!.get(`${sheet}/paper`)
  expect([paper.statusCode, paper.headers['content-type'], paper.rawPayload.subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-'])
})

test('another’s sheet is not there, and no names for anybody but the prefecture', async () => {
  for (const at of [sheet, `${sheet}/rounds/before`, `${sheet}/paper`]) expect((await other!.get(at)).statusCode).toBe(404)
  expect((await other!.post(`${sheet}/rounds/later`, rating(1))).statusCode).toBe(404)
  expect((await other!.post(sheet, { goal: 'x' })).statusCode).toBe(404)
  for (const guest of [contractor, instructor, clerk, trainee]) for (const at of [`${training}/sheets`, `${training}/sheets/${own}`]) expect((await guest!.get(at)).statusCode).toBe(404)
  expect((await planner!.get(`${training}/sheets`)).body).toContain('ZZA研 修子')
  expect((await planner!.get(`${training}/sheets/${own}`)).body).toContain('よくやっています')
  expect((await planner!.get(`/trainings/${town.training + 1}/measurement/sheets/${own}`)).statusCode).toBe(404)
})

test('a municipality and an instructor see figures of five people or more, of their own, when the round is over', async () => {
  for (let n = 3; n <= 8; n += 1) {
    const who = await givePost(db, await makePerson(db, `受講 ${n}`, 'じゅこう', town.tachikawa), 'trainee', null, `m${n}@house.test`)
    const enrollment = await enroll(db, town, who.person, n)
    await db.insertInto('effect_sheet').values({ enrollment_id: enrollment }).execute()
    await db.insertInto('effect_rating').values((['before', 'after'] as const).map((round) => ({ enrollment_id: enrollment, round, rater: 'self' as const, ratings: JSON.stringify({ [`m${town.module}`]: round === 'before' ? 2 : 4, x1: 3 }), rated_at: new Date(0) }))).execute()
  }
  house.setClock('2026-10-01T10:00:00+09:00')
  for (const guest of [clerk, instructor]) expect((await guest!.get(training)).body).toContain('10月1日')
  house.setClock('2026-10-02T10:00:00+09:00')
  const seen = (await clerk!.get(training)).body
  expect([seen.includes('7人'), seen.includes('＋2.1'), seen.includes('一人ひとりの記録')]).toEqual([true, true, false])
  expect((await clerkOfTama!.get(training)).body, 'one person of theirs, who rated nothing').toContain('両方に回答した人は、まだいません')
  await db.insertInto('effect_sheet').values({ enrollment_id: others }).execute()
  await db.insertInto('effect_rating').values((['before', 'after'] as const).map((round) => ({ enrollment_id: others, round, rater: 'self' as const, ratings: JSON.stringify({ [`m${town.module}`]: 1, x1: 5 }), rated_at: new Date(0) }))).execute()
  const one = (await clerkOfTama!.get(training)).body + (await clerkOfTama!.get(`${training}/file?as=utf-8`)).body
  expect([one.includes('5人に満たない項目と'), one.includes('5人未満'), one.includes('chart changes')]).toEqual([true, true, false])
  const file = (await planner!.get(`${training}/file?as=utf-8`)).body
  expect(file).toContain('受講前から受講後への変化,会議の役割,8,1.8,3.6,1.9,7,1,0,0,0,0')
  expect((await instructor!.get('/measurements?year=2026')).body).toContain('実践者養成研修')
  expect((await planner!.get(training, {}, { language: 'en' })).body).toContain('Change from before to after')
})

test('the change is looked at by cohort and, for the prefecture, by municipality; others see no cohort that could be reckoned', async () => {
  const add = async (n: number, cohort: number) => {
    const who = await givePost(db, await makePerson(db, `受講 ${n}`, 'じゅこう', town.tachikawa), 'trainee', null, `m${n}@house.test`)
    const enrollment = await enroll(db, town, who.person, n, { cohort })
    await db.insertInto('effect_sheet').values({ enrollment_id: enrollment }).execute()
    await db.insertInto('effect_rating').values((['before', 'after'] as const).map((round) => ({ enrollment_id: enrollment, round, rater: 'self' as const, ratings: JSON.stringify({ [`m${town.module}`]: round === 'before' ? 1 : 5, x1: 3 }), rated_at: new Date(0) }))).execute()
  }
  for (let n = 21; n <= 24; n += 1) await add(n, town.cohorts[1])
  house.setClock('2026-10-03T10:00:00+09:00')
  const changes = async (door: typeof planner, query: string) => [...(await door!.get(`${training}/file?as=utf-8&${query}`)).body.matchAll(/受講前から受講後への変化,会議の役割,([^,]*),([^,]*),([^,]*)/g)].map(([, ...found]) => found.join())[0]
  expect(await changes(planner, '')).toBe('12,1.5,4.1')
  expect(await changes(planner, `cohort=${town.cohorts[1]}`), 'the prefecture knows them by name').toBe('4,1,5')
  expect(await changes(planner, `municipality=${town.tama}`)).toBe('1,1,1')
  expect(await changes(planner, `cohort=${town.cohorts[0]}&municipality=${town.tachikawa}`)).toBe('7,1.9,4')
  const page = (await planner!.get(`${training}?cohort=${town.cohorts[1]}&municipality=`)).body
  expect([page.includes('区市町村'), page.includes('多摩市'), page.includes(`/file?cohort=${town.cohorts[1]}`), page.includes('4人'), /<dt>対象<\/dt>\s*<dd[^>]*>第2コース/.test(page)]).toEqual([true, true, true, true, true])
  expect(await changes(contractor, '')).toBe('12,1.5,4.1')
  for (const cohort of town.cohorts) expect(await changes(contractor, `cohort=${cohort}`), 'eight, and four that would be the rest').toBe('5人未満,,')
  expect((await contractor!.get(`${training}?cohort=${town.cohorts[0]}`)).body).toContain('どのコースも示しません')
  await add(25, town.cohorts[1])
  expect(await changes(contractor, `cohort=${town.cohorts[0]}`)).toBe('8,1.8,3.6')
  expect((await contractor!.get(training)).body).not.toContain('多摩市')
  for (const [door, query] of [[contractor, `municipality=${town.tama}`], [clerk, `municipality=${town.tama}`], [instructor, `cohort=${town.cohorts[1]}`], [planner, 'cohort=987654']] as const) {
    for (const at of [training, `${training}/file`]) expect((await door!.get(`${at}?${query}`)).statusCode).toBe(404)
  }
})

test('what was rated stays rated', async () => {
  const { version } = await items()
  const refused = await planner!.post(training, setup({ 'items.1.label': '', version: String(version) }))
  expect([refused.statusCode, refused.body.includes('すでに評定された項目は外せません')]).toEqual([409, true])
  expect((await planner!.post(training, setup({ 'items.1.label': '時間を守る', version: String(version) }))).statusCode).toBe(303)
})

test('the database keeps managers to their round, and a mail address to somebody who has a manager', async () => {
  const row = { enrollment_id: own, round: 'before' as const, rater: 'manager' as const, ratings: '{}', rated_at: new Date(0) }
  await expect(db.insertInto('effect_rating').values(row).execute()).rejects.toThrow('effect_rating_of_manager_is_later')
  await expect(sql`update effect_sheet set has_manager = false where enrollment_id = ${own}`.execute(db)).rejects.toThrow('effect_sheet_manager_is_reached')
})

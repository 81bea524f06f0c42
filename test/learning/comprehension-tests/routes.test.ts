import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, settle } from '../../support/people.ts'
import { bodies, putBank, putQuestion } from '../../support/test-lessons.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const own = await enroll(db, town, town.trainee.person, 1)
const [planner, instructor, clerk, trainee] = [await house.visitor(town.planner), await house.visitor(town.instructor), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.trainee)]
const made = await planner.post('/lessons', { moduleId: String(town.module), kind: 'test', title: '理解度テスト', titleEn: 'Test' })
const at = made.headers.location!
const lesson = Number(at.split('/')[2])
const bank = await putBank(db, town.course)
const questions = [await putQuestion(db, bank, 'q1', bodies.single, { tags: ['基本'] }), await putQuestion(db, bank, 'q2', bodies.true_false, { tags: ['基本'] }), await putQuestion(db, bank, 'q3', bodies.numeric)]

const form = { passPercent: '80', attemptsMax: '3', minutes: '20', isShuffled: 'true', reviewAfter: 'nothing', reviewPassed: 'result', reviewDue: 'right_answers', retest: 'at_once' }
const contentOf = async () => (await db.selectFrom('lesson_version').select('content').where('lesson_id', '=', lesson).orderBy('number', 'desc').executeTakeFirstOrThrow()).content
const version = async () => String((await db.selectFrom('lesson').select('version').where('id', '=', lesson).executeTakeFirstOrThrow()).version)
const save = async (more: Record<string, string> = {}) => planner.post(at, { ...form, version: await version(), 'sections.0.place': '0', ...more })
const publish = async () => planner.post(`/lessons/${lesson}/publication`, { version: await version() })

test('a new test leads to where it is made, says what it lacks, and is not published before it has it', async () => {
  expect(at).toMatch(/^\/lessons\/\d+\/test$/)
  const { body } = await planner.get(at)
  for (const words of ['公開する前に直すこと', '出題する問題がまだありません', '会議の基本（3問）']) expect(body).toContain(words)
  const refused = await publish()
  expect([refused.statusCode, refused.body.includes('出題する問題がまだありません')]).toEqual([409, true])
})

test('settings, sections and draws are saved; a section is added and taken away with what was typed', async () => {
  const added = await save({ 'sections.0.title': '前半', 'sections.0.draws.0.bankId': String(bank), 'sections.0.draws.0.tag': '基本', 'sections.0.draws.0.count': '2', act: 'add' })
  expect([added.statusCode, added.headers.location]).toEqual([303, `${at}#sections`])
  expect(await contentOf()).toMatchObject({ passPercent: 80, minutes: 20, attemptsMax: 3, isShuffled: true, isMarkedByNumber: false, review: { after: 'nothing', passed: 'result', due: 'right_answers' },
    sections: [{ title: '前半', draws: [{ bankId: bank, tag: '基本', count: 2 }], questionIds: [] }, { title: '', draws: [], questionIds: [] }] })
  expect((await planner.get(at)).body).toContain('区分2')
  await save({ 'sections.0.title': '前半', 'sections.0.draws.0.bankId': String(bank), 'sections.0.draws.0.count': '1', 'sections.1.place': '1', 'sections.1.title': '後半', 'sections.1.questions.0.id': String(questions[0]!.id), act: 'drop-0' })
  expect(await contentOf()).toMatchObject({ sections: [{ title: '後半', draws: [], questionIds: [questions[0]!.id] }] })
  expect((await db.selectFrom('audit_line').select('action').orderBy('id', 'desc').executeTakeFirstOrThrow()).action).toBe('lesson.changed')
})

test('what is wrong is said at its box, with everything as typed; who comes second is told', async () => {
  const poor = await save({ passPercent: '101', 'sections.0.draws.0.count': '2' })
  expect([poor.statusCode, poor.body.includes('href="#passPercent"'), poor.body.includes('value="101"')]).toEqual([422, true, true])
  const half = await save({ 'sections.0.draws.0.count': '2' })
  expect([half.statusCode, half.body.includes('href="#sections.0.draws.0.bankId"')]).toEqual([422, true])
  const stale = await planner.post(at, { ...form, version: '1', 'sections.0.place': '0' })
  expect([stale.statusCode, stale.body.includes('ほかの人が先に内容を直しました')]).toEqual([409, true])
})

test('a bank or a question of another course is not there', async () => {
  const course = await idOf(db.insertInto('course').values({ kind: 'practitioner_training', name: '別の研修', name_en: 'Other', mark: '別' }).returning('id'))
  const foreign = await putBank(db, course, '別のバンク')
  const { id } = await putQuestion(db, foreign, 'f1', bodies.single)
  expect((await planner.get(at)).body).not.toContain('別のバンク')
  expect((await save({ 'sections.0.draws.0.bankId': String(foreign), 'sections.0.draws.0.count': '1' })).statusCode).toBe(404)
  expect((await save({ 'sections.0.questions.0.id': String(id) })).statusCode).toBe(404)
})

test('too few questions are named with their bank; with enough it is published and can be begun', async () => {
  await save({ 'sections.0.draws.0.bankId': String(bank), 'sections.0.draws.0.count': '4' })
  const refused = await publish()
  expect([refused.statusCode, refused.body.includes('「会議の基本」から4問出すには足りません。使える問題は3問です')]).toEqual([409, true])
  await save({ 'sections.0.draws.0.bankId': String(bank), 'sections.0.draws.0.count': '2', 'sections.0.questions.0.id': String(questions[2]!.id) })
  expect((await planner.get(at)).body).toContain('教材のページで公開する')
  expect((await publish()).statusCode).toBe(303)
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson }).execute()
  expect((await trainee.post(`/learn/${own}/tests/${lesson}/attempts`)).statusCode).toBe(303)
  expect((await db.selectFrom('test_answer').selectAll().execute()).length).toBe(3)
})

test('it can be looked at as a trainee sees it, a question a page: another draw each time, nothing kept, nothing right shown', async () => {
  const pages = await Promise.all([1, 2, 3].map(async (place) => (await instructor.get(`${at}/preview?place=${place}`)).body))
  for (const [n, body] of pages.entries()) {
    expect([body.includes('3問　3点満点'), body.includes(`問${n + 1}／全3問`), body.match(/class="question"/g)!.length, /ZZFEEDBACK|"right"/.test(body)]).toEqual([true, true, 1, false])
    expect([...body.matchAll(/<a class="button secondary short" href="[^"]*place=(\d)"/g)].map(([, place]) => place), 'the map').toEqual(['1', '2', '3'])
    expect(/<form[^>]*method="post"[^>]*preview/.test(body), 'nothing is sent').toBe(false)
  }
  expect(pages.some((body) => body.includes('問いq3'))).toBe(true)
  expect((await instructor.get(`${at}/preview?place=4`)).statusCode).toBe(404)
  const drawn = new Set<string>()
  for (let paper = 1; paper < 12; paper += 1) drawn.add([...(await planner.get(`${at}/preview?paper=${paper}`)).body.matchAll(/問い(q\d)/g)].map(([, code]) => code).join())
  expect(drawn.size).toBeGreaterThan(1)
  expect((await db.selectFrom('test_attempt').selectAll().execute()).length).toBe(1)
})

test('making a test is for those who make lessons, and only of a lesson that is one', async () => {
  const page = await planner.post('/lessons', { moduleId: String(town.module), kind: 'page', title: '読み物', titleEn: 'Page', body: '本文' })
  expect((await planner.get(`${page.headers.location}/test`)).statusCode).toBe(404)
  for (const visitor of [instructor, clerk, trainee]) expect([(await visitor.get(at)).statusCode, (await visitor.post(at, form)).statusCode]).toEqual([404, 404])
  for (const visitor of [clerk, trainee]) expect((await visitor.get(`${at}/preview`)).statusCode).toBe(404)
})

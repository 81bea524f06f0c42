import { expect, test } from 'vitest'
import { firstOf, linesOfKinds, stepOf, type Step } from '../../../server/answers/home/trainee-rules.ts'
import { fillShelf } from '../../learning/lessons/shelf.ts'
import { openHouse } from '../../support/app.ts'
import { givePost, idOf, makePerson, settle } from '../../support/people.ts'

const today = '2026-09-01'
const lesson = { dueOn: '2026-09-15' }
const offer = { isNameChecked: true, isJudged: false, choice: null, lesson, day: '2026-09-17' }
test.each<[string, Partial<Parameters<typeof stepOf>[0]>, Step]>([
  ['a class today', { day: today, isNameChecked: false }, 'today'],
  ['a name nobody checked', { isNameChecked: false }, 'name'],
  ['a day to choose, before a lesson', { choice: {} }, 'choice'],
  ['a lesson to go on with', {}, 'lesson'],
  ['a day to come, when all lessons are done', { lesson: null }, 'day'],
  ['the decision, once it is being made', { isJudged: true }, 'judgment'],
  ['nothing', { lesson: null, day: null }, 'wait'],
])('the next step is %s', (_, changed, step) => {
  expect(stepOf({ ...offer, ...changed }, today)).toBe(step)
})

test('of two trainings the one that presses most comes first, and among lessons the one due first', () => {
  const [late, soon, none] = ['2026-10-01', '2026-09-10', null].map((dueOn) => ({ step: 'lesson' as const, lesson: { dueOn } }))
  expect(firstOf([late!, none!, soon!])).toBe(soon)
  const name = { step: 'name' as const, lesson: null }
  expect(firstOf([soon!, name])).toBe(name)
  expect(firstOf([])).toBeUndefined()
})

const counted = (kind: string, viewing: string, dueOn: string | null = null) => ({ kind, viewing, dueOn, path: `/${kind}/${viewing}` })
test.each<[string, Parameters<typeof linesOfKinds>, ReturnType<typeof linesOfKinds>]>([
  ['lessons of a kind are one line, which leads to what was begun', [[counted('video', 'confirmed'), counted('video', 'not_started', '2026-09-20'), counted('video', 'in_progress', '2026-09-10')], null],
    [{ kind: 'video', done: 1, total: 3, state: 'now', dueOn: '2026-09-10', path: '/video/in_progress' }]],
  ['each kind has its own, in the order in which they come up', [[counted('page', 'confirmed'), counted('test', 'not_yet', '2026-09-30'), counted('page', 'confirmed')], null],
    [{ kind: 'page', done: 2, total: 2, state: 'done', dueOn: null, path: '/learn' }, { kind: 'test', done: 0, total: 1, state: 'later', dueOn: '2026-09-30', path: '/learn' }]],
  ['what was not done in time is missed', [[counted('assignment', 'not_started', '2026-08-31')], '2026-09-01'], [{ kind: 'assignment', done: 0, total: 1, state: 'missed', dueOn: '2026-08-31', path: '/assignment/not_started' }]],
  ['what can still be done is not missed because something else was', [[counted('assignment', 'not_started', '2026-08-31'), counted('video', 'not_started'), counted('page', 'not_started', '2026-09-01')], '2026-09-01'],
    [{ kind: 'assignment', done: 0, total: 1, state: 'missed', dueOn: '2026-08-31', path: '/assignment/not_started' }, { kind: 'video', done: 0, total: 1, state: 'now', dueOn: null, path: '/video/not_started' },
      { kind: 'page', done: 0, total: 1, state: 'now', dueOn: '2026-09-01', path: '/page/not_started' }]],
  ['no lessons are no line', [[], null], []],
])('%s', (_, given, lines) => {
  expect(linesOfKinds(...given)).toEqual(lines)
})

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
const trainee = await house.visitor(town.trainee)
const home = async (language = 'ja') => (await trainee.get('/', {}, { language })).body

test('a stranger is asked to sign in', async () => {
  const { statusCode, headers } = await house.stranger().get('/')
  expect([statusCode, headers.location]).toEqual([303, '/sign-in?to=%2F'])
})

test('the name comes first, with one filled button; then the lesson that is next', async () => {
  const before = await home()
  expect(before).toMatch(/class="button wide" href="\/my-name"/)
  await db.updateTable('enrollment').set({ name_checked_at: new Date('2026-08-03T01:00:00Z') }).where('id', '=', shelf.own).execute()
  const body = await home()
  expect(body.match(/class="button wide"/g)).toHaveLength(1)
  expect(body).toContain(`href="/learn/${shelf.own}/lessons/${shelf.page}"`)
  expect(body).toContain('8月3日（月） 済み')
  const text = body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  expect(text).toMatch(/読みものを読む（2本中0本） 9月15日（火）まで .*資料を読む（1本中0本） .*動画を見る（1本中0本）/)
  expect(body).toMatch(/9月15日（火）[\s\S]*あと14日/)
})

test('the next class day stands there with its place, and messages say whether they were read', async () => {
  await db.insertInto('message').values([
    { template: 'x', subject_ref: 'x', person_id: town.trainee.person, title: 'ZZA持ち物について', body: '', made_at: new Date('2026-08-30T01:00:00Z') },
    { template: 'x', subject_ref: 'x', person_id: town.traineeOfTama.person, title: 'ZZB別の人へ', body: '', made_at: new Date('2026-08-30T01:00:00Z') }]).execute()
  const body = await home()
  expect(body).toContain('立川ホール')
  expect(body).toContain('09:30～16:30（受付 09:00から）')
  expect(body).toMatch(/<b>ZZA持ち物について<\/b>[\s\S]*未読/)
  expect(body).not.toContain('ZZB')
  const english = await home('en')
  expect(english).toContain('Read “What is a care conference?”')
  expect(english).toContain('Unread')
})

test.each([
  ['completed', '令和9年2月1日（月）に修了しました'], ['not_completed', '修了要件に届きませんでした'],
  ['withdrawn', 'この研修は辞退しています'], ['carried_over', '次の年度の研修に引き継がれます'],
] as const)('a trainee who has %s is told so, and asked for nothing', async (state, words) => {
  await db.updateTable('enrollment').set({ state, completed_on: state === 'completed' ? '2027-02-01' : null }).where('id', '=', shelf.own).execute()
  const body = await home()
  expect(body).toContain(words)
  expect(body).not.toContain('次にすること')
})

test('a decision that is awaited asks for patience', async () => {
  await db.updateTable('enrollment').set({ state: 'pending_judgment', completed_on: null }).where('id', '=', shelf.own).execute()
  expect(await home()).toContain('修了判定を待つ')
})

test('somebody in no training, and somebody in two', async () => {
  const newcomer = await house.visitor(await givePost(db, await makePerson(db, '新 人子', 'しん じんこ', town.tama), 'trainee', town.tama))
  expect((await newcomer.get('/')).body).toContain('受ける研修はまだありません')

  await db.updateTable('enrollment').set({ state: 'in_progress' }).where('id', '=', shelf.own).execute()
  const training_id = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2026, title: '二つめの研修', title_en: 'Second', capacity: 4 }).returning('id'))
  const cohort_id = await idOf(db.insertInto('cohort').values({ training_id, position: 1, name: '夜間', name_en: 'Evening', capacity: 4 }).returning('id'))
  await db.insertInto('enrollment').values({ training_id, cohort_id, person_id: town.trainee.person, number: 1, category: 'adviser', enrolled_at: new Date() }).execute()
  const body = await home()
  expect(body.match(/id="home-checklist-\d+"/g)).toHaveLength(2)
  expect(body.match(/class="button wide"/g)).toHaveLength(1)
  expect(body).toMatch(/class="button wide" href="\/my-name"/)
  // Which of them: beside the next step, whose training comes first, on the class day, and over what completes each.
  expect(body).toMatch(/次にすること　二つめの研修[\s\S]*地域ケア会議実践者養成研修　第1コース[\s\S]*<h2[^>]*>二つめの研修<\/h2>[\s\S]*<h2[^>]*>[^<]*実践者養成研修<\/h2>/)
})

test('somebody who has completed is told when the certificate comes, finds it first once it is there, and the lessons again', async () => {
  await db.updateTable('enrollment').set({ state: 'completed', completed_on: '2026-08-20' }).where('person_id', '=', town.trainee.person).execute()
  const waiting = await home()
  expect([waiting.includes('証書ができると、ここで受け取れます'), waiting.includes('>教材を見返す</a>'), waiting.includes('次にすること')]).toEqual([true, true, false])
  await db.insertInto('certificate').values({
    training_id: town.training, number: 1, number_text: '第1号', enrollment_id: shelf.own, person_id: town.trainee.person, municipality_id: town.tachikawa, name: 'ZZA研 修子', completed_on: '2026-08-20', issued_on: '2026-08-25', code: 'c1',
  }).execute()
  const body = await home()
  expect(body).toMatch(/id="home-certificates"[\s\S]*class="button wide" href="\/my-certificates"[\s\S]*修了しました/)
  expect(body.match(/class="button wide"/g)).toHaveLength(1)
})

import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'
import { openDesk } from '../submissions/desk.ts'

/** F5: marking by one and by two, what the office settles, who sees what, the list of a training. */
const house = await openHouse({ now: '2026-09-10T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const level = (label: string, points: number) => ({ label, points, text: `${label}とき` })
const rubric = [{ title: '課題のとらえ方', levels: [level('よい', 5), level('もう少し', 2)] }]
const desk = await openDesk(house, town, [{}, { markers: 2, rubric, pointsNeeded: 5, isAnonymous: true }, { sharing: 'nobody' }])
const { trainee, at, write, handIn, work, send, lines } = desk
const [instructor, planner, clerk, clerkOfTama, expert] = await Promise.all([town.instructor, town.planner, town.clerkOfTachikawa, town.clerkOfTama, town.expert].map(house.visitor))
const second = await givePost(db, await makePerson(db, '副 講師', 'ふく こうし', null), 'instructor', null, 'second@house.test')
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: second.person }).execute()
const away = await house.visitor(await givePost(db, await makePerson(db, '別 講師', 'べつ こうし', null), 'instructor', null, 'away@house.test'))
const other = await house.visitor(second)
const due = { 'dueOn.year': '2026', 'dueOn.month': '9', 'dueOn.day': '20' }

test('only who teaches the cohort and the office come to it, and nobody reads a draft', async () => {
  await write({ text: 'A氏の外出について学びました。' })
  const { id } = (await work())!
  expect((await instructor!.get(`/submissions/${id}`)).body).toContain('まだ提出されていません')
  expect((await instructor!.get(`/submissions/${id}`)).body).not.toContain('A氏の外出')
  await handIn()
  for (const visitor of [instructor, planner]) expect((await visitor!.get(`/submissions/${id}`)).body).toContain('A氏の外出について学びました。')
  const never = (await away.get('/never-was')).body
  const strange = await away.get(`/submissions/${id}`)
  expect([strange.statusCode, strange.body === never]).toEqual([404, true])
  for (const visitor of [trainee, clerk, expert]) expect((await visitor!.get(`/submissions/${id}`)).statusCode).toBe(404)
  expect((await instructor!.get('/submissions')).body).toContain('ZZA研 修子')
  expect((await away.get('/submissions')).body).toContain('採点を待つものはありません')
})

test('returned with a remark at its place, a new day and a letter, it is written and handed in again, and accepted', async () => {
  const { id } = (await work())!
  const bare = await instructor!.post(`/submissions/${id}/markings`, { verdict: 'returned' })
  expect([bare.statusCode, bare.body.includes('どこを直すかを書いてください'), bare.body.includes('href="#dueOn"')]).toEqual([422, true, true])
  const wrong = await instructor!.post(`/submissions/${id}/markings`, { verdict: 'returned', ...due, 'remarks.0.place': 'text', 'remarks.0.quote': 'B氏', 'remarks.0.text': 'だれですか' })
  expect([wrong.statusCode, wrong.body.includes('この言葉は、選んだところにありません')]).toEqual([422, true])
  const sent = await instructor!.post(`/submissions/${id}/markings`, { verdict: 'returned', ...due, comment: '目標も書いてください。', 'remarks.0.place': 'text', 'remarks.0.quote': '外出', 'remarks.0.text': '何回ですか' })
  expect(sent.statusCode).toBe(303)
  expect(await work()).toMatchObject({ state: 'returned', due_on: '2026-09-20' })
  const { body } = await trainee.get(at())
  for (const words of ['差し戻されました', '目標も書いてください。', '何回ですか', '<mark>外出<sup>', '令和8年9月20日', 'A氏の外出について学びました。</textarea>']) expect(body).toContain(words)
  await drain(house.crewHouse, crew)
  const mail = house.post.mails.find(({ subject }) => subject.includes('課題の差し戻し'))!
  expect(mail.text).toContain(`/learn/${desk.own}/assignments/${desk.lessons[0]}`)
  expect(mail.text, 'what was said of it stands on its page alone').not.toMatch(/目標も|何回/)
  await write({ text: 'A氏の週2回の外出と、目標を学びました。' })
  await handIn()
  expect((await instructor!.post(`/submissions/${id}/markings`, { verdict: 'accepted', comment: 'よく書けています。' })).statusCode).toBe(303)
  expect(await work()).toMatchObject({ state: 'accepted', due_on: null })
  expect(await db.selectFrom('progress').select('state').where('lesson_id', '=', desk.lessons[0]!).executeTakeFirst()).toEqual({ state: 'completed' })
  expect((await trainee.get(at())).body).toContain('よく書けています。')
  await drain(house.crewHouse, crew)
  expect(house.post.mails.some(({ subject }) => subject.includes('課題の受領'))).toBe(true)
  expect((await lines()).map(({ action }) => action)).toEqual(['submission.saved', 'submission.handed_in', 'submission.marked', 'submission.returned', 'submission.saved', 'submission.handed_in', 'submission.marked', 'submission.accepted'])
  expect((await instructor!.post(`/submissions/${id}/markings`, { verdict: 'returned', comment: 'x', ...due })).statusCode).toBe(409)
})

test('two mark by number alone and without seeing each other; where they differ the office settles', async () => {
  await write({ text: 'B氏の事例を読みました。' }, 1)
  await handIn(1)
  const { id } = (await work(1))!
  const page = (await instructor!.get(`/submissions/${id}`)).body
  expect([page.includes('ZZA研 修子'), page.includes('1番'), page.includes('課題のとらえ方')]).toEqual([false, true, true])
  const few = await instructor!.post(`/submissions/${id}/markings`, { verdict: 'accepted', 'levels.0.level': '1' })
  expect([few.statusCode, few.body.includes('2点では受領にできません')]).toEqual([422, true])
  expect((await instructor!.post(`/submissions/${id}/markings`, { verdict: 'accepted', 'levels.0.level': '0', comment: 'ZZFIRST' })).statusCode).toBe(303)
  expect((await trainee.post(`${at(1)}/recall`)).statusCode, 'marking has begun').toBe(409)
  const blind = (await other.get(`/submissions/${id}`)).body
  expect([blind.includes('1名の採点が入っています'), blind.includes('ZZFIRST')]).toEqual([true, false])
  expect((await planner!.get(`/submissions/${id}`)).body).not.toContain('ZZFIRST')
  expect((await instructor!.get(`/submissions/${id}`)).body).toContain('ZZFIRST')
  expect((await other.post(`/submissions/${id}/markings`, { verdict: 'returned', 'levels.0.level': '1', comment: 'ZZSECOND', ...due })).statusCode).toBe(303)
  expect((await work(1))!.state).toBe('submitted')
  expect((await other.get(`/submissions/${id}`)).body).toContain('ZZFIRST')
  expect((await trainee.get(at(1))).body).not.toMatch(/ZZFIRST|ZZSECOND/)
  expect((await planner!.get('/submissions?which=differ')).body).toContain('違いあり')
  expect((await instructor!.post(`/submissions/${id}/markings`, { verdict: 'returned', 'levels.0.level': '1', comment: 'x', ...due })).statusCode).toBe(409)
  expect((await instructor!.post(`/submissions/${id}/settlement`, { verdict: 'accepted' })).statusCode).toBe(404)
  expect((await planner!.post(`/submissions/${id}/settlement`, { verdict: 'accepted', comment: '受領とします。' })).statusCode).toBe(303)
  expect((await work(1))!.state).toBe('accepted')
  expect((await trainee.get(at(1))).body).toContain('受領とします。')
})

test('where files are for the office alone, an instructor reads that there is one', async () => {
  await send(Buffer.from('%PDF-1.7'.padEnd(40)), '様式.pdf', 2)
  await write({ text: 'C氏の事例を読みました。' }, 2)
  await handIn(2)
  const file = await db.selectFrom('submission_file').select('id').executeTakeFirstOrThrow()
  expect((await instructor!.get(`/submissions/${(await work(2))!.id}`)).body).toContain('このファイルを開けるのは事務局だけです')
  expect([(await instructor!.get(`/submission-files/${file.id}`)).statusCode, (await planner!.get(`/submission-files/${file.id}`)).statusCode]).toEqual([404, 200])
})

test('the list says who handed in what; a municipality sees the state of its own, and never a word', async () => {
  const path = `/trainings/${town.training}/assignments?lesson=${desk.lessons[0]}`
  const office = (await planner!.get(path)).body
  expect([office.includes('ZZA研 修子'), office.includes('ZZB学 習太'), office.includes('受領'), office.includes('未着手'), office.includes('/submissions/')]).toEqual([true, true, true, true, true])
  const own = (await clerk!.get(path)).body
  expect([own.includes('ZZA研 修子'), own.includes('ZZB学 習太'), own.includes('受領'), own.includes('/submissions/')]).toEqual([true, false, true, false])
  expect((await clerkOfTama!.get(path)).body).not.toContain('ZZA')
  expect((await instructor!.get(`/trainings/${town.training}/assignments?lesson=${desk.lessons[1]}`)).body).not.toContain('研 修子')
  for (const visitor of [away, trainee, expert]) expect((await visitor!.get(path)).statusCode).toBe(404)
  expect((await planner!.get(`${path}&state=not_handed_in`)).body).not.toContain('ZZA研')
  house.setClock('2026-09-16T10:00:00+09:00')
  expect((await planner!.get(`${path}&state=late`)).body).toContain('未提出（期限切れ）')
  for (const [visitor, names] of [[planner!, ['ZZA研 修子', 'ZZB学 習太']], [clerk!, ['ZZA研 修子']]] as const) {
    await db.updateTable('session').set({ created_at: house.app.clock() }).execute()
    const file = await visitor.get(`/trainings/${town.training}/assignments-file?lesson=${desk.lessons[0]}&as=utf-8`)
    expect(file.statusCode).toBe(200)
    expect(file.body.split('\r\n').slice(1).filter((line) => line !== '').map((line) => line.split(',')[1])).toEqual(names)
    expect(file.body).not.toContain('外出')
  }
})

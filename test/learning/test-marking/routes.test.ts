import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'
import { asNamed, bodies, putBank, putQuestion, putQuestionVersion, putTest, section, type Boxes } from '../../support/test-lessons.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db, setClock } = house
const town = await settle(db)
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const own = await enroll(db, town, town.trainee.person, 1)
const other = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama, cohort: town.cohorts[1] })
const bank = await putBank(db, town.course)
const [text, word, single] = [await putQuestion(db, bank, 'text', bodies.free_text, { points: 4 }), await putQuestion(db, bank, 'word', bodies.short_answer), await putQuestion(db, bank, 'single', bodies.single)]
const [trainee, tama, instructor, planner, contractor, clerk] = [await house.visitor(town.trainee), await house.visitor(town.traineeOfTama), await house.visitor(town.instructor),
  await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa)]

async function take(visitor: VisitorOf, enrollment: number, lesson: number, attempt: number, answers: Boxes[], handsIn = true) {
  const at = `/learn/${enrollment}/tests/${lesson}`
  expect((await visitor.post(`${at}/attempts`)).statusCode).toBe(303)
  for (const [n, boxes] of answers.entries()) {
    const named = Object.fromEntries(await asNamed(db, { lesson, place: n + 1, attempt }, boxes))
    expect((await visitor.post(`${at}/questions/${n + 1}`, { attempt: String(attempt), seen: '0', ...named })).statusCode).toBe(303)
  }
  if (handsIn) await visitor.post(`${at}/handing-in`, { attempt: String(attempt) })
}
const attemptOf = (lesson: number, enrollment = own) => db.selectFrom('test_attempt').selectAll().where('lesson_id', '=', lesson).where('enrollment_id', '=', enrollment).orderBy('number', 'desc').executeTakeFirstOrThrow()
const actions = async () => (await db.selectFrom('audit_line').select('action').where('action', 'like', 'test.%').orderBy('id').execute()).map(({ action }) => action)
const stateOf = async (lesson: number, enrollment = own) => (await db.selectFrom('progress').select('state').where('lesson_id', '=', lesson).where('enrollment_id', '=', enrollment).executeTakeFirst())?.state

test('a free text is marked by who teaches the cohort, by number; then there is a result, and the lesson is done', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [text.id, word.id] })], isShuffled: false, passPercent: 60 })
  await take(trainee, own, lesson, 1, [{ text: '望みを先に聞く。' }, { text: '共有' }])
  await take(tama, other, lesson, 1, [{ text: '多摩の回答' }, {}])
  const { id } = await attemptOf(lesson)
  const index = (await instructor.get('/test-marking')).body
  expect([index.includes('1件を採点する'), index.includes('第2コース')]).toEqual([true, false])
  const queue = (await instructor.get(`/test-marking/lessons/${lesson}`)).body
  expect([queue.includes('受講番号1'), queue.includes('ZZA研 修子'), queue.includes('受講番号2')]).toEqual([true, false, false])
  const at = `/test-marking/free-texts/${id}/1`
  const page = (await instructor.get(at)).body
  for (const words of ['ZZGUIDE', '望みを先に聞く。', '4点満点']) expect(page).toContain(words)
  expect((await instructor.post(at, { points: '5' })).body).toContain('4以下の数')
  expect((await instructor.post(at, { points: '2.5', note: 'よい視点です。' })).statusCode).toBe(303)
  expect(await attemptOf(lesson)).toMatchObject({ points: 3.5, passed: true })
  expect([await stateOf(lesson), (await actions()).slice(-2)]).toEqual(['completed', ['test.marked', 'test.passed']])
  expect((await trainee.get(`/learn/${own}/tests/${lesson}/attempts/1`)).body).toContain('よい視点です。')
  // Somebody who saw no mark does not write over it; who corrects it leaves what was there.
  expect((await planner.post(at, { points: '0' })).body).toContain('ほかの人が先に採点しました')
  expect((await planner.post(at, { points: '0', note: '取り違え', isMarked: 'true' })).statusCode).toBe(303)
  expect(await attemptOf(lesson), 'a pass stays').toMatchObject({ points: 1, passed: true })
  expect(await db.selectFrom('test_mark_change').select(['share_before', 'share_after', 'reason', 'changed_by']).execute())
    .toEqual([{ share_before: 0.625, share_after: 0, reason: '取り違え', changed_by: town.planner.person }])
  const history = (await instructor.get(`/lessons/${lesson}/test/mark-changes`)).body
  for (const words of ['ZZA研 修子', '第1回　問1', '2.5点 → 0点', '採点の訂正', '取り違え', '都 太郎']) expect(history).toContain(words)
  expect((await clerk.get(`/lessons/${lesson}/test/mark-changes`)).statusCode).toBe(404)
  const own1 = (await trainee.get(`/learn/${own}/tests/${lesson}/attempts/1`)).body
  expect([own1.includes('採点を直しました（2.5点 → 0点）'), own1.includes('取り違え'), own1.includes('都 太郎')]).toEqual([true, true, false])
}, 60_000)

test('whoever wrote a free text is told once that it was marked, without a word of how; a test that marks itself says nothing', async () => {
  const told = async () => {
    await drain(house.crewHouse, crew)
    return house.post.mails.filter(({ subject }) => subject.includes('テストの採点')).splice(0)
  }
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [text.id] })], passPercent: 100, review: { after: 'nothing', passed: 'nothing', due: 'nothing' } }, { position: 20 })
  const itself = await putTest(db, town, { sections: [section({ questionIds: [word.id] })] }, { position: 21 })
  const before = (await told()).length
  await take(trainee, own, itself, 1, [{ text: '共有' }])
  await take(trainee, own, lesson, 1, [{ text: '望みを聞く。' }])
  expect(await told()).toHaveLength(before)
  const { id } = await attemptOf(lesson)
  await instructor.post(`/test-marking/free-texts/${id}/1`, { points: '1', note: 'ZZ足りない' })
  const [letter, ...others] = (await told()).slice(before)
  expect([letter!.to, others]).toEqual([`p${town.trainee.person}@house.test`, []])
  expect(letter!.text).toContain(`https://house.test/learn/${own}/tests/${lesson}/attempts/1`)
  expect(letter!.text, 'what may be seen of it is said by its page').not.toMatch(/ZZ足りない|合格|\d点|points|passed/i)
})

test('time that is given, taken back and given again is not added up', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [word.id] })], minutes: 10, attemptsMax: 1 }, { position: 22 })
  await take(trainee, own, lesson, 1, [], false)
  const give = (minutes: string) => contractor.post(`/lessons/${lesson}/test/people/${own}`, { minutes, attempts: '0', reason: '合理的配慮' })
  const until = async () => (await attemptOf(lesson)).deadline_at
  await give('20')
  expect(await until()).toEqual(new Date('2026-09-01T10:30:00+09:00'))
  setClock('2026-09-01T10:12:00+09:00')
  await give('0')
  expect(await until(), 'nobody’s time is over by what the office writes').toEqual(new Date('2026-09-01T10:30:00+09:00'))
  await give('20')
  expect(await until()).toEqual(new Date('2026-09-01T10:30:00+09:00'))
  setClock('2026-09-01T10:00:00+09:00')
})

test('what is not theirs to mark is not there: another cohort, another kind, what is not handed in, a municipality', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [text.id, word.id] })], isShuffled: false }, { position: 10 })
  await take(tama, other, lesson, 1, [{ text: '多摩' }, { text: 'x' }])
  await take(trainee, own, lesson, 1, [{ text: 'まだ' }], false)
  const [theirs, open] = [await attemptOf(lesson, other), await attemptOf(lesson)]
  for (const [visitor, way] of [[instructor, `${theirs.id}/1`], [planner, `${theirs.id}/2`], [planner, `${open.id}/1`], [clerk, `${theirs.id}/1`], [trainee, `${open.id}/1`]] as const) {
    expect([way, (await visitor.get(`/test-marking/free-texts/${way}`)).statusCode, (await visitor.post(`/test-marking/free-texts/${way}`, { points: '1' })).statusCode]).toEqual([way, 404, 404])
  }
  for (const way of ['results', 'items', 'results-file', `people/${own}`]) expect([way, (await clerk.get(`/lessons/${lesson}/test/${way}`)).statusCode]).toEqual([way, 404])
  const seen = (await instructor.get(`/lessons/${lesson}/test/results`)).body
  expect([seen.includes('ZZA研 修子'), seen.includes('ZZB学 習太'), seen.includes('受験中')]).toEqual([true, false, true])
  expect((await planner.get(`/lessons/${lesson}/test/results`)).body).toContain('ZZB学 習太')
})

test('somebody is given more time while they take it, and more attempts afterwards', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [word.id] })], minutes: 10, attemptsMax: 1 }, { position: 11 })
  await take(trainee, own, lesson, 1, [], false)
  const way = `/lessons/${lesson}/test/people/${own}`
  expect((await instructor.get(way)).statusCode).toBe(404)
  expect((await contractor.post(way, { minutes: '5', attempts: '0' })).statusCode).toBe(422)
  expect((await contractor.post(way, { minutes: '5', attempts: '1', reason: '合理的配慮の申し出' })).statusCode).toBe(303)
  expect((await attemptOf(lesson)).deadline_at).toEqual(new Date('2026-09-01T10:15:00+09:00'))
  expect((await actions()).at(-1)).toBe('test.allowed')
  setClock('2026-09-01T10:10:05+09:00')
  await drain(house.crewHouse, crew)
  expect((await attemptOf(lesson)).handed_in_at, 'the first promise comes too early now').toBe(null)
  setClock('2026-09-01T10:15:02+09:00')
  await drain(house.crewHouse, crew)
  expect(await attemptOf(lesson)).toMatchObject({ handed_in_by: 'time', passed: false })
  await take(trainee, own, lesson, 2, [], false)
  expect((await attemptOf(lesson)).deadline_at, 'before it begins, too').toEqual(new Date('2026-09-01T10:30:02+09:00'))
  setClock('2026-09-01T10:00:00+09:00')
})

test('a question is corrected and marked anew: shown before, kept after, passes are added and never taken away', async () => {
  const question = await putQuestion(db, bank, 'again', bodies.short_answer, { stem: '情報をどうするか' })
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [question.id] })], passPercent: 100, review: { after: 'result', passed: 'result', due: 'result' } }, { position: 12 })
  const third = await givePost(db, await makePerson(db, '三人 目', 'さんにん め', town.tama), 'trainee', null)
  const late = await enroll(db, town, third.person, 3, { municipality: town.tama })
  await take(trainee, own, lesson, 1, [{ text: '共同' }])
  await take(tama, other, lesson, 1, [{ text: 'ZZKYOUYUU' }])
  await take(await house.visitor(third), late, lesson, 1, [{ text: '共同' }], false)
  const version = await putQuestionVersion(db, question.id, 2, { ...bodies.short_answer, right: ['共同'] }, { stem: '情報をどうするか' })
  const way = `/test-marking/questions/${question.id}`
  const page = (await planner.get(way)).body
  for (const words of ['点が上がる回答 1件', '点が下がる回答 1件', '新たに合格になる受験 1件', '合格のまま変わらない受験 1件', 'いま受験中の1件']) expect(page).toContain(words)
  for (const visitor of [instructor, contractor, clerk]) expect((await visitor.post(way, { version: String(version), reason: 'x' })).statusCode).toBe(404)
  expect((await planner.post(way, { version: String(question.version), reason: '古い版' })).statusCode).toBe(409)
  expect((await planner.post(way, { version: String(version), reason: '別の言い方も正解' })).statusCode).toBe(303)
  expect([(await attemptOf(lesson)).passed, await stateOf(lesson)]).toEqual([true, 'completed'])
  expect(await attemptOf(lesson, other), 'passed stays').toMatchObject({ passed: true, points: 0 })
  expect(await db.selectFrom('test_mark_change').select(['share_before', 'share_after', 'reason', 'version_id']).where('version_id', '=', version).orderBy('id').execute()).toEqual([
    { share_before: 0, share_after: 1, reason: '別の言い方も正解', version_id: version }, { share_before: 1, share_after: 0, reason: '別の言い方も正解', version_id: version }])
  expect((await actions()).at(-1)).toBe('test.remarked')
  const histories = await Promise.all([planner, instructor].map(async (visitor) => (await visitor.get(`/lessons/${lesson}/test/mark-changes`)).body))
  expect(histories.map((body) => [body.includes('ZZA研 修子'), body.includes('ZZB学 習太'), body.includes('別の言い方も正解')])).toEqual([[true, true, true], [true, false, true]])
  const told = (await trainee.get(`/learn/${own}/tests/${lesson}/attempts/1`)).body
  expect([told.includes('問題を直して採点し直しました（0点 → 1点）'), told.includes('別の言い方も正解')], 'why may say what is right').toEqual([true, false])
  // The paper that was open is marked by it, too.
  await (await house.visitor(third)).post(`/learn/${late}/tests/${lesson}/handing-in`, { attempt: '1' })
  expect((await attemptOf(lesson, late)).passed).toBe(true)
  expect((await planner.get(way)).body).toContain('点の変わる回答はありません')
})

test('the results go out as a file for the prefecture, just signed in; the figures of questions name nobody', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [single.id, word.id] })], isShuffled: false, passPercent: 50 }, { position: 13 })
  await take(trainee, own, lesson, 1, [{ choices: 'a' }, {}])
  const way = `/lessons/${lesson}/test/results-file`
  const csv = await planner.get(`${way}?as=utf-8`)
  expect([csv.statusCode, csv.body.split('\r\n')[1]]).toEqual([200, '令和8年度 地域ケア会議実践者養成研修,第1コース,1,ZZA研 修子,けん しゅうこ,立川市,1,2026-09-01,10:00,本人,1,2,50,50,合格,1'])
  expect((await planner.get(`${way}?as=xlsx`)).rawPayload.subarray(0, 2).toString()).toBe('PK')
  for (const visitor of [contractor, instructor]) expect((await visitor.get(way)).statusCode).toBe(404)
  const items = (await instructor.get(`/lessons/${lesson}/test/items`)).body
  for (const words of ['問いsingle', '個別の課題の解決', '人数が少ないため']) expect(items).toContain(words)
  const table = await instructor.get(`/lessons/${lesson}/test/items-file?as=utf-8`)
  expect([table.body.includes('個別の課題の解決：1'), table.body.includes('ZZA研')]).toEqual([true, false])
  await db.updateTable('session').set({ created_at: new Date('2026-09-01T08:00:00+09:00') }).execute()
  const stale = await planner.get(`${way}?as=utf-8`)
  expect([stale.statusCode, decodeURIComponent(stale.headers.location!)]).toEqual([303, expect.stringContaining(`/lessons/${lesson}/test/results?take=file&as=utf-8`)])
})

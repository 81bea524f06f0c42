import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import type { QuestionKind } from '../../../server/learning/questions/rules.ts'
import { htmx, openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'
import { asNamed, bodies, putBank, putQuestion, putTest, rightBoxes, section, type Boxes } from '../../support/test-lessons.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db, setClock } = house
const town = await settle(db)
const own = await enroll(db, town, town.trainee.person, 1)
const other = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })
const bank = await putBank(db, town.course)
const kinds = Object.keys(bodies) as QuestionKind[]
const questions = new Map<QuestionKind, number>()
for (const kind of kinds) questions.set(kind, (await putQuestion(db, bank, kind, bodies[kind], { points: 2 })).id)
const [trainee, stranger] = [await house.visitor(town.trainee), await house.visitor(town.traineeOfTama)]

const all = { sections: [section({ questionIds: [...questions.values()] })], isShuffled: false }
const open = { after: 'right_answers', passed: 'right_answers', due: 'right_answers' } as const
const shut = { after: 'nothing', passed: 'nothing', due: 'nothing' } as const
const at = (lesson: number, rest = '', enrollment = own) => `/learn/${enrollment}/tests/${lesson}${rest}`
const attempts = (lesson: number) => db.selectFrom('test_attempt').selectAll().where('lesson_id', '=', lesson).orderBy('number').execute()
const answersOf = (lesson: number) => db.selectFrom('test_answer as r').innerJoin('test_attempt as a', 'a.id', 'r.attempt_id').select(['r.place', 'r.answer', 'r.share', 'r.is_flagged', 'r.saves'])
  .where('a.lesson_id', '=', lesson).orderBy('a.number').orderBy('r.place').execute()
const state = async (lesson: number) => (await db.selectFrom('progress').select('state').where('lesson_id', '=', lesson).where('enrollment_id', '=', own).executeTakeFirst())?.state
const lines = async (like = 'test.') => (await db.selectFrom('audit_line').select(['action', 'subject']).where('action', 'like', `${like}%`).orderBy('id').execute())
const begin = (lesson: number, who = trainee, enrollment = own) => who.post(at(lesson, '/attempts', enrollment))
const saved = async (lesson: number, place: number, boxes: Boxes, attempt = 1, more: Record<string, string> = {}) => {
  const form = new URLSearchParams({ attempt: String(attempt), seen: '0', ...more })
  for (const [name, value] of await asNamed(db, { lesson, place, attempt }, boxes)) form.append(name, value)
  return house.app.inject({ method: 'POST', url: at(lesson, `/questions/${place}`), payload: form.toString(), cookies: { sid: trainee.sid! },
    headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/x-www-form-urlencoded' } })
}
const handIn = (lesson: number, attempt = 1) => trainee.post(at(lesson, '/handing-in'), { attempt: String(attempt) })

test('the page says what will happen before it begins, and beginning draws a paper once', async () => {
  const lesson = await putTest(db, town, { ...all, minutes: 30, attemptsMax: 2, passPercent: 80 })
  const { body } = await trainee.get(at(lesson))
  for (const words of ['80%以上', '制限時間は30分', 'あと2回', '1問ごとに保存']) expect(body).toContain(words)
  expect(await attempts(lesson)).toEqual([])
  const begun = await begin(lesson)
  expect([begun.statusCode, begun.headers.location]).toEqual([303, at(lesson, '/questions/1')])
  expect((await begin(lesson)).headers.location).toBe(at(lesson, '/questions/1'))
  expect(await attempts(lesson)).toMatchObject([{ number: 1, points_max: 16, deadline_at: new Date('2026-09-01T10:30:00+09:00'), handed_in_at: null }])
  expect((await answersOf(lesson)).length).toBe(8)
  expect([await state(lesson), (await lines()).slice(-2)]).toEqual(['in_progress', [{ action: 'test.begun', subject: `enrollment:${own}` }, { action: 'test.resumed', subject: `enrollment:${own}` }]])
  expect((await trainee.get(at(lesson))).body).toContain('第1回を受けている途中です')
})

test('each kind is asked, kept as it was given, and marked; whoever reaches the line has done the lesson', async () => {
  const lesson = await putTest(db, town, { sections: [section({ title: '基本', questionIds: kinds.filter((kind) => kind !== 'free_text').map((kind) => questions.get(kind)!) })], isShuffled: false, passPercent: 100 }, { position: 10 })
  await begin(lesson)
  for (const [n, kind] of kinds.filter((kind) => kind !== 'free_text').entries()) {
    const page = await trainee.get(at(lesson, `/questions/${n + 1}`))
    expect([page.statusCode, page.body.includes(`問い${kind}`), page.body.includes('まだ保存していません')]).toEqual([200, true, true])
    const answer = await saved(lesson, n + 1, rightBoxes[kind], 1, { to: n === 6 ? 'check' : 'next' })
    expect([kind, answer.statusCode, answer.headers.location]).toEqual([kind, 303, at(lesson, n === 6 ? '/check' : `/questions/${n + 2}`)])
    expect((await trainee.get(at(lesson, `/questions/${n + 1}`))).body).toContain('10:00に保存しました')
  }
  expect((await trainee.get(at(lesson, '/check'))).body).toContain('7問すべてに回答しています')
  const done = await handIn(lesson)
  expect([done.statusCode, done.headers.location]).toEqual([303, at(lesson, '/attempts/1')])
  expect((await answersOf(lesson)).map(({ share }) => share)).toEqual([1, 1, 1, 1, 1, 1, 1])
  expect(await attempts(lesson)).toMatchObject([{ points: 14, passed: true, handed_in_by: 'person' }])
  expect(await state(lesson)).toBe('completed')
  expect((await lines()).slice(-2).map(({ action }) => action)).toEqual(['test.handedIn', 'test.passed'])
  expect((await trainee.get(at(lesson))).body).toContain('このテストには合格しています')
  expect((await begin(lesson)).statusCode).toBe(409)
  // Once handed in, nothing is taken.
  expect((await saved(lesson, 1, { choices: 'b' })).statusCode).toBe(409)
  expect((await answersOf(lesson))[0]!.share).toBe(1)
})

test('what is right, the guide and the explanation reach nobody before they may: in no answer of any kind', async () => {
  const lesson = await putTest(db, town, { ...all, review: shut, passPercent: 100 }, { position: 11 })
  const said: string[] = []
  const keep = async (answer: Promise<{ body: string; headers: object }>) => { const { body, headers } = await answer; said.push(body, JSON.stringify(headers)) }
  await keep(trainee.get(at(lesson)))
  await begin(lesson)
  for (let place = 1; place <= 8; place += 1) {
    await keep(trainee.get(at(lesson, `/questions/${place}`)))
    await keep(trainee.post(at(lesson, `/questions/${place}/saves`), { attempt: '1', seen: '0', text: 'x' }, htmx('nav#attempts-map')))
    await keep(trainee.post(at(lesson, `/questions/${place}`), { attempt: '1', seen: '0', text: 'y'.repeat(600) }))
  }
  await keep(trainee.get(at(lesson, '/check')))
  await keep(handIn(lesson))
  await keep(trainee.get(at(lesson)))
  await keep(trainee.get(at(lesson, '/attempts/1')))
  await keep(trainee.get('/learn'))
  const early = said.filter((text) => /ZZKYOUYUU|ZZGUIDE|ZZFEEDBACK|isCaseSensitive|"right"|tolerance/.test(text))
  expect(early).toEqual([])
  expect(said.some((text) => text.includes('問いshort_answer')), 'the questions were asked').toBe(true)
  expect(said.at(-4)).toContain('合否だけをお知らせ')
  const { seed } = (await attempts(lesson))[0]!
  expect(said.filter((text) => text.includes(seed)), 'the seed stays here').toEqual([])
})

test('nothing answered is named before handing in; failing, reading, and passing the next time', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [questions.get('single')!, questions.get('short_answer')!] })], isShuffled: false, passPercent: 60, review: open, retest: 'after_reading', attemptsMax: 2 }, { position: 12 })
  await begin(lesson)
  await saved(lesson, 1, { choices: 'a' }, 1, { flagged: 'true', to: '2' })
  const check = (await trainee.get(at(lesson, '/check'))).body
  expect([check.includes('まだ回答していない問題が1問あります'), check.includes('あとで見直す'), check.includes('未回答のまま提出する')]).toEqual([true, true, true])
  await handIn(lesson)
  expect([(await attempts(lesson))[0]!.passed, await state(lesson)]).toEqual([false, 'in_progress'])
  expect((await trainee.get(at(lesson))).body).toContain('解説を読みました')
  expect((await begin(lesson)).statusCode).toBe(409)
  const result = (await trainee.get(at(lesson, '/attempts/1'))).body
  for (const words of ['2点／4点（50%）', 'ZZKYOUYUU', 'ZZFEEDBACK', '（回答なし）', '不合格']) expect(result).toContain(words)
  expect((await trainee.post(at(lesson, '/attempts/1/reading'))).headers.location).toBe(at(lesson))
  expect((await begin(lesson)).statusCode).toBe(303)
  expect((await trainee.get(at(lesson, '/attempts/1'))).body, 'shut while another paper is open').not.toContain('ZZKYOUYUU')
  await saved(lesson, 1, { choices: 'a' }, 2)
  await saved(lesson, 2, { text: '共有' }, 2)
  await handIn(lesson, 2)
  expect([(await attempts(lesson)).map(({ passed }) => passed), await state(lesson)]).toEqual([[false, true], 'completed'])
  expect((await lines('test.reviewed')).length).toBe(1)
})

test('a free text waits for a person, and no other attempt begins meanwhile', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [questions.get('free_text')!] })], review: open }, { position: 13 })
  await begin(lesson)
  await saved(lesson, 1, rightBoxes.free_text)
  await handIn(lesson)
  const { body } = await trainee.get(at(lesson, '/attempts/1'))
  expect([body.includes('採点待ち'), body.includes('ZZGUIDE'), body.includes('望みを先に聞く。')]).toEqual([true, false, true])
  expect([await state(lesson), (await begin(lesson)).statusCode]).toEqual(['in_progress', 409])
  const blank = await putTest(db, town, { sections: [section({ questionIds: [questions.get('free_text')!] })] }, { position: 14 })
  await begin(blank)
  await handIn(blank)
  expect((await attempts(blank))[0], 'nothing written is worth nothing at once').toMatchObject({ passed: false, points: 0 })
})

test('after the deadline nothing is taken, what was typed is shown, and what was saved is handed in', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [questions.get('short_answer')!, questions.get('single')!] })], isShuffled: false, minutes: 10, passPercent: 50 }, { position: 15 })
  await begin(lesson)
  expect((await trainee.get(at(lesson, '/questions/1'))).body).toContain('10分0秒')
  setClock('2026-09-01T10:10:00+09:00')
  expect((await saved(lesson, 1, { text: '共有' })).statusCode, 'the moment itself counts').toBe(303)
  setClock('2026-09-01T10:10:00.001+09:00')
  const late = await saved(lesson, 1, { text: '遅れた言葉' }, 1, { age: '60000' })
  expect([late.statusCode, late.body.includes('遅れた言葉'), late.body.includes('受け付けられませんでした')]).toEqual([409, true, true])
  expect(await attempts(lesson)).toMatchObject([{ handed_in_by: 'time', passed: true, handed_in_at: new Date('2026-09-01T10:10:00+09:00') }])
  expect((await answersOf(lesson))[0]).toMatchObject({ answer: { text: '共有' }, share: 1 })
  const script = await trainee.post(at(lesson, '/questions/1/saves'), { attempt: '1', seen: '1', text: 'まだ' }, htmx('nav#attempts-map'))
  expect([script.statusCode, script.body.includes('時間になったため')]).toEqual([409, true])
  setClock('2026-09-01T10:00:00+09:00')
})

test('nobody comes back: the house hands in what its time has run out for', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [questions.get('single')!] })], minutes: 5 }, { position: 16 })
  await begin(lesson)
  await saved(lesson, 1, { choices: 'a' })
  await drain(house.crewHouse, crew)
  expect((await attempts(lesson))[0]!.handed_in_at).toBe(null)
  setClock('2026-09-01T10:05:02+09:00')
  expect((await trainee.get(at(lesson))).body).toContain('時間になりました')
  expect((await trainee.get(at(lesson, '/questions/1'))).headers.location).toBe(at(lesson))
  await drain(house.crewHouse, crew)
  expect((await attempts(lesson))[0]).toMatchObject({ handed_in_by: 'time', passed: true })
  expect(await state(lesson)).toBe('completed')
  setClock('2026-09-01T10:00:00+09:00')
})

test('two pages: the newest answer wins, and whoever is behind is told', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [questions.get('short_answer')!] })] }, { position: 17 })
  await begin(lesson)
  const send = (text: string, seen: number, age = 0) => trainee.post(at(lesson, '/questions/1/saves'), { attempt: '1', seen: String(seen), age: String(age), text }, htmx('nav#attempts-map'))
  expect((await send('一つ目', 0)).body).toContain('data-became="saved"')
  setClock('2026-09-01T10:01:00+09:00')
  const newer = await send('二つ目', 0)
  expect([newer.body.includes('data-became="replaced"'), newer.body.includes('data-saves="2"')]).toEqual([true, true])
  setClock('2026-09-01T10:02:00+09:00')
  expect((await send('待っていた', 1, 90_000)).body).toContain('data-became="older"')
  expect(await answersOf(lesson)).toMatchObject([{ answer: { text: '二つ目' }, saves: 2 }])
  setClock('2026-09-01T10:00:00+09:00')
})

test('an answer is of the shape that was asked, and no longer than its box', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [questions.get('free_text')!, questions.get('single')!] })], isShuffled: false }, { position: 18 })
  await begin(lesson)
  const long = await saved(lesson, 1, { text: 'あ'.repeat(201) })
  expect([long.statusCode, long.body.includes('200文字以内'), long.body.includes('あ'.repeat(201))]).toEqual([422, true, true])
  expect((await saved(lesson, 2, { choices: 'zz' })).statusCode).toBe(422)
  expect((await saved(lesson, 9, { choices: 'a' })).statusCode).toBe(404)
  expect((await answersOf(lesson)).map(({ answer }) => answer)).toEqual([null, null])
})

test('another one’s test is not there, nor is one of a lesson that is none, or of staff', async () => {
  const lesson = await putTest(db, town, { ...all }, { position: 19 })
  await begin(lesson)
  for (const way of ['', '/questions/1', '/check', '/attempts/1']) expect([way, (await stranger.get(at(lesson, way))).statusCode]).toEqual([way, 404])
  for (const way of ['/attempts', '/questions/1', '/questions/1/saves', '/handing-in', '/attempts/1/reading']) {
    expect([way, (await stranger.post(at(lesson, way), { attempt: '1', seen: '0' })).statusCode]).toEqual([way, 404])
  }
  expect((await stranger.get(at(lesson, '/questions/1', other))).statusCode, 'not begun').toBe(303)
  expect((await (await house.visitor(town.planner)).get(at(lesson))).statusCode).toBe(404)
  expect((await answersOf(lesson)).every(({ answer, saves }) => answer === null && saves === 0)).toBe(true)
})

test('a test that is not open yet says when, and its paper is drawn from what is current', async () => {
  const lesson = await putTest(db, town, { ...all }, { position: 20 })
  await db.updateTable('training_lesson').set({ opens_on: '2026-10-01' }).where('lesson_id', '=', lesson).execute()
  expect((await trainee.get(at(lesson))).body).toContain('10月1日')
  expect((await begin(lesson)).statusCode).toBe(409)
})

test('both languages, and no word is missing', async () => {
  const lesson = await putTest(db, town, { ...all, minutes: 30, review: open }, { position: 21 })
  const say = (way: string) => trainee.get(at(lesson, way), {}, { language: 'en' })
  expect((await say('')).body).toContain('Begin the test')
  await begin(lesson)
  for (let place = 1; place <= 8; place += 1) expect((await say(`/questions/${place}`)).body).toContain(`Question ${place} of 8`)
  expect((await say('/check')).body).toContain('Hand in as it is')
  await handIn(lesson)
  expect((await say('/attempts/1')).body).toContain('Explanation')
})

test('on a page choices have names of the attempt: their ids, which follow the right order, stay here', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [questions.get('ordering')!, questions.get('matching')!] })], isShuffled: false }, { position: 22 })
  await begin(lesson)
  const orders = new Set<string>()
  const { body } = await trainee.get(at(lesson, '/questions/1'))
  expect([...body.matchAll(/name="choices" value="([^"]*)"/g)].map(([, id]) => id).sort()).toEqual(['c1', 'c2', 'c3', 'c4'])
  orders.add([...body.matchAll(/<span lang="ja">([^<]+)<\/span><span class="moves">/g)].map(([, text]) => text).join())
  expect([...orders][0], 'never in the right order').not.toBe('事例の説明,質問,助言,まとめ')
  expect((await saved(lesson, 1, [['choices', 'b'], ['choices', 'a'], ['choices', 'c'], ['choices', 'd'], ['move', 'up-1']])).headers.location).toBe(at(lesson, '/questions/1'))
  expect((await answersOf(lesson))[0]!.answer).toEqual({ choices: ['a', 'b', 'c', 'd'] })
  const again = (await trainee.get(at(lesson, '/questions/1'))).body
  expect([...again.matchAll(/<span lang="ja">([^<]+)<\/span><span class="moves">/g)].map(([, text]) => text)).toEqual(['事例の説明', '質問', '助言', 'まとめ'])
  expect((await trainee.get(at(lesson, '/questions/2'))).body).toMatch(/name="pairs.0.of" value="c\d"/)
})

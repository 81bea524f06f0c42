import { describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { bodies, putBank, putQuestion, putQuestionVersion, putTest, section } from '../../support/test-lessons.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
  const { db, setClock } = house
  const town = await settle(db)
  const own = await enroll(db, town, town.trainee.person, 1)
  const bank = await putBank(db, town.course)
  const questionIds: number[] = []
  for (let n = 0; n < 5; n += 1) questionIds.push((await putQuestion(db, bank, `w${n}`, bodies.short_answer)).id)
  const doors = await Promise.all(Array.from({ length: 4 }, () => house.visitor(town.trainee)))
  const [trainee] = doors
  const content = { sections: [section({ questionIds })], isShuffled: false, passPercent: 100 }
  const at = (lesson: number, rest: string) => `/learn/${own}/tests/${lesson}${rest}`
  const begin = (lesson: number) => trainee!.post(at(lesson, '/attempts'))
  const save = (lesson: number, place: number, text: string, door = trainee!, seen = 0) => door.post(at(lesson, `/questions/${place}`), { attempt: '1', seen: String(seen), text })
  const attempts = (lesson: number) => db.selectFrom('test_attempt').selectAll().where('lesson_id', '=', lesson).execute()
  const answers = (lesson: number) => db.selectFrom('test_answer as r').innerJoin('test_attempt as a', 'a.id', 'r.attempt_id').select(['r.place', 'r.answer', 'r.saves', 'r.share']).where('a.lesson_id', '=', lesson).orderBy('r.place').execute()

  test('begun eight times in the same moment, there is one paper, and everybody is led to it', async () => {
    const lesson = await putTest(db, town, content)
    const begun = await Promise.all([...doors, ...doors].map((door) => door.post(at(lesson, '/attempts'))))
    expect(begun.map(({ statusCode, headers }) => [statusCode, headers.location])).toEqual(begun.map(() => [303, at(lesson, '/questions/1')]))
    expect([(await attempts(lesson)).length, (await answers(lesson)).length]).toEqual([1, 5])
  })

  test('two pages save the same answer: each save is counted, and the last one stands', async () => {
    const lesson = await putTest(db, town, content, { position: 10 })
    await begin(lesson)
    const sent = await Promise.all(Array.from({ length: 12 }, (_, n) => save(lesson, 1, `言葉${n}`, doors[n % 4])))
    expect(sent.map(({ statusCode }) => statusCode)).toEqual(sent.map(() => 303))
    expect((await answers(lesson))[0]).toMatchObject({ saves: 12, answer: { text: expect.stringMatching(/^言葉\d+$/) } })
  })

  test('a page that saves by itself asks five things, its sign-in look-up included: people type for an hour', async () => {
    const lesson = await putTest(db, town, content, { position: 13 })
    await begin(lesson)
    const byItself = () => trainee!.post(at(lesson, '/questions/2/saves'), { attempt: '1', seen: '0', text: '言葉' }, { headers: { 'hx-request-type': 'partial', 'hx-target': 'nav#attempts-map' } })
    const asked = await statementsOf(db, async () => { expect((await byItself()).body).toContain('data-saves="1"') })
    expect(asked.length, asked.join('\n')).toBeLessThanOrEqual(5)
    expect((await answers(lesson))[1]).toMatchObject({ saves: 1, answer: { text: '言葉' } })
  })

  test('handed in while answers are saved: what was taken before counts, what came after is told so; nothing is half marked', async () => {
    const lesson = await putTest(db, town, content, { position: 11 })
    await begin(lesson)
    const sent = await Promise.all([1, 2, 3, 4, 5].flatMap((place) => [save(lesson, place, '共有', doors[place % 4]), ...place === 3 ? [trainee!.post(at(lesson, '/handing-in'), { attempt: '1' })] : []]))
    expect(sent.filter(({ statusCode }) => ![303, 409].includes(statusCode))).toEqual([])
    for (const { answer, share } of await answers(lesson)) expect(share).toBe(answer === null ? 0 : 1)
    const taken = (await answers(lesson)).filter(({ answer }) => answer !== null).length
    expect(sent.filter(({ statusCode }) => statusCode === 303).length).toBe(taken + 1)
    expect((await attempts(lesson))[0]).toMatchObject({ points: taken, passed: taken === 5 })
  })

  test('at the edge of the deadline the house and its trainee hand in at once: it is done once', async () => {
    const lesson = await putTest(db, town, { ...content, minutes: 5 }, { position: 12 })
    await begin(lesson)
    for (const place of [1, 2, 3, 4, 5]) await save(lesson, place, '共有')
    setClock('2026-09-01T10:05:02+09:00')
    const done = await Promise.all([drain(house.crewHouse, crew), ...doors.map((door) => door.post(at(lesson, '/handing-in'), { attempt: '1' })), save(lesson, 1, '遅い', doors[1], 1)])
    expect(done.slice(1).map((answer) => (answer as { statusCode: number }).statusCode)).toEqual([303, 303, 303, 303, 409])
    expect((await attempts(lesson))[0]).toMatchObject({ handed_in_by: 'time', passed: true, points: 5 })
    const lines = await db.selectFrom('audit_line').select('action').where('action', 'in', ['test.handedIn', 'test.passed']).where('at', '=', new Date('2026-09-01T10:05:02+09:00')).orderBy('id').execute()
    expect(lines.map(({ action }) => action)).toEqual(['test.handedIn', 'test.passed'])
  })

  test('a question is marked anew while eight hand in: each is marked by what is right now, passed once, and told once', async () => {
    setClock('2026-09-01T10:00:00+09:00')
    const question = await putQuestion(db, bank, 'anew', bodies.short_answer)
    const lesson = await putTest(db, town, { ...content, sections: [section({ questionIds: [question.id] })] }, { position: 14 })
    const people = await Promise.all(Array.from({ length: 8 }, async (_, n) => {
      const post = await givePost(db, await makePerson(db, `再採 点${n}`, 'さいさい てん', town.tachikawa), 'trainee', null)
      return { door: await house.visitor(post), enrollment: await enroll(db, town, post.person, 20 + n) }
    }))
    const handIns = people.map(({ door, enrollment }) => () => door.post(`/learn/${enrollment}/tests/${lesson}/handing-in`, { attempt: '1' }))
    for (const { door, enrollment } of people) {
      await door.post(`/learn/${enrollment}/tests/${lesson}/attempts`)
      await door.post(`/learn/${enrollment}/tests/${lesson}/questions/1`, { attempt: '1', seen: '0', text: '共同' })
    }
    const version = await putQuestionVersion(db, question.id, 2, { ...bodies.short_answer, right: ['共同'] }, { stem: '情報をどうするか' })
    const planner = await house.visitor(town.planner)
    const [first, second, ...later] = handIns
    await Promise.all([first!(), second!()])
    const done = await Promise.all([...later.slice(0, 3).map((handIn) => handIn()), planner.post(`/test-marking/questions/${question.id}`, { version: String(version), reason: '別の言い方' }), ...later.slice(3).map((handIn) => handIn())])
    expect(done.map(({ statusCode }) => statusCode)).toEqual(done.map(() => 303))
    expect((await attempts(lesson)).map(({ points, passed }) => [points, passed])).toEqual(people.map(() => [1, true]))
    const lines = await db.selectFrom('audit_line').select('subject').where('action', '=', 'test.passed').where('subject', 'in', people.map(({ enrollment }) => `enrollment:${enrollment}`)).execute()
    expect(lines.map(({ subject }) => subject).sort()).toEqual(people.map(({ enrollment }) => `enrollment:${enrollment}`).sort())
  })
})

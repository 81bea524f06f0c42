import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { evidenceOf } from '../../../server/completion/evidence/queries.ts'
import { checklistOf } from '../../../server/completion/evidence/checklist.ts'
import { beginLesson, completeLesson } from '../../../server/learning/lessons/doing/changes.ts'
import { takeCommit } from '../../../server/learning/scorm/commits/changes.ts'
import { contentOf } from '../../../server/learning/scorm/rules.ts'
import { openHouse } from '../../support/app.ts'
import { putLesson } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { enrollBoth, putPackage } from './house.ts'
import { oneItem } from './packages.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { own } = await enrollBoth(house, town)
await house.app.content.listen({ port: 0, host: '127.0.0.1' })
const trainee = await house.visitor(town.trainee)
const planner = await house.visitor(town.planner)

const putTest = async (title: string) => {
  const id = await putLesson(db, { module_id: town.module, position: 100 + (await db.selectFrom('lesson').select('id').execute()).length, kind: 'test', title, title_en: 'A test' })
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: id }).execute()
  return id
}
const launch = async (lesson: number) => /\/play\/([\w-]{22})$/.exec(String((await trainee.post(`/learn/${own}/packages/${lesson}/launches`, { item: 'only' })).headers.location))![1]!
const finished = { number: 1, elements: { 'cmi.core.lesson_status': 'passed' } }
const finish = async (lesson: number) =>
  (await house.app.content.inject({ method: 'POST', url: `/play/${await launch(lesson)}/commits`, headers: { host: 'localhost:1' }, payload: finished })).statusCode
const act = <T>(work: Parameters<typeof inChange<T>>[2]) => inChange(db, { actor: null, scope: { of: 'all' }, now: house.crewHouse.clock(), random: house.crewHouse.random }, work)
const versionOf = async (lesson: number) => (await db.selectFrom('lesson').select('published_version_id as id').where('id', '=', lesson).executeTakeFirstOrThrow()).id!
const begin = async (lesson: number) => { const versionId = await versionOf(lesson); await act((change) => beginLesson(change, { enrollmentId: own, id: lesson, versionId })) }
/** As marking does it once somebody has passed. */
const pass = async (lesson: number, pause = 0) => { const versionId = await versionOf(lesson); await act(async (change) => { await completeLesson(change, { enrollmentId: own, id: lesson, versionId }); await sleep(pause) }) }
const stateOf = async (lesson: number) => (await db.selectFrom('progress').select('state').where('lesson_id', '=', lesson).executeTakeFirst())?.state
const done = (lesson: number) => db.selectFrom('audit_line').select('detail').where('action', '=', 'lesson.completed').execute().then((lines) => lines.filter(({ detail }) => (detail as { lessonId: number }).lessonId === lesson).length)

describe('a package beside which a test of ours stands', () => {
  test('is done when the test is passed after it, and the trainee reads so meanwhile', async () => {
    const check = await putTest('確かめのテスト')
    const lesson = await putPackage(house, town, oneItem(), { testLessonId: check })
    expect((await trainee.get(`/learn/${own}/packages/${lesson}`)).body).toContain('理解度テスト「確かめのテスト」に合格する')
    await finish(lesson)
    expect(await stateOf(lesson)).toBe('in_progress')
    const { body } = await trainee.get(`/learn/${own}/packages/${lesson}`)
    expect(body).toContain('教材は終わりました。理解度テスト「確かめのテスト」に合格すると済みになります。')
    expect(body).toContain(`href="/learn/${own}/tests/${check}"`)
    await begin(check)
    await pass(check)
    expect([await stateOf(lesson), await done(lesson)]).toEqual(['completed', 1])
    expect(await db.selectFrom('lesson_awaiting').select('lesson_id').execute()).toEqual([])
    expect((await trainee.get(`/learn/${own}/packages/${lesson}`)).body).toContain('この教材は済みです')
  })

  test('is done when the test was passed before it', async () => {
    const check = await putTest('先のテスト')
    const lesson = await putPackage(house, town, oneItem(), { testLessonId: check })
    await pass(check)
    expect(await stateOf(lesson)).toBeUndefined()
    await finish(lesson)
    expect([await stateOf(lesson), await done(lesson)]).toEqual(['completed', 1])
  })

  // On the embedded database each waits for its turn.
  test('is done once when both end at the same moment, whichever is first', async () => {
    for (const isTestFirst of [true, false]) {
      const check = await putTest('同時のテスト')
      await begin(check)
      const lesson = await putPackage(house, town, oneItem(), { testLessonId: check })
      const token = await launch(lesson)
      const commit = (pause: number) => act(async (change) => { await takeCommit(change, token, finished); await sleep(pause) })
      await Promise.all(isTestFirst ? [pass(check, 300), sleep(100).then(() => commit(0))] : [commit(300), sleep(100).then(() => pass(check))])
      expect([isTestFirst, await stateOf(lesson), await done(lesson)]).toEqual([isTestFirst, 'completed', 1])
    }
  }, 30_000)

  test('is chosen by staff from the tests of its course, and none of another', async () => {
    const check = await putTest('選ぶテスト')
    const lesson = await putPackage(house, town, oneItem())
    expect((await planner.get(`/lessons/${lesson}/package`)).body).toContain(`<option value="${check}"`)
    const { version } = await db.selectFrom('lesson').select('version').where('id', '=', lesson).executeTakeFirstOrThrow()
    const form = { version: String(version), required: 'only', need: 'completed', keep: 'best', late: 'refuse' }
    const wrong = await planner.post(`/lessons/${lesson}/package`, { ...form, testLessonId: String(lesson) })
    expect([wrong.statusCode, wrong.body.includes('理解度テストが、同じ研修の中に公開されていません')]).toEqual([422, true])
    expect((await planner.post(`/lessons/${lesson}/package`, { ...form, testLessonId: String(check) })).statusCode).toBe(303)
    const { content } = await db.selectFrom('lesson_version').select('content').where('lesson_id', '=', lesson).orderBy('number', 'desc').executeTakeFirstOrThrow()
    expect(contentOf(content).testLessonId).toBe(check)
    await db.updateTable('lesson').set({ published_version_id: null }).where('id', '=', check).execute()
    expect((await planner.post(`/lessons/${lesson}/publication`, { version: String(version + 1) })).body).toContain('テストを公開してください')
  })

  test('a training uses it only together with that test, since nobody could do it otherwise', async () => {
    const check = await putTest('連れのテスト')
    const lesson = await putPackage(house, town, oneItem(), { testLessonId: check })
    await db.deleteFrom('training_lesson').where('lesson_id', 'in', [lesson, check]).execute()
    const openings = (...opened: number[]) => planner.post(`/trainings/${town.training}/lessons`, Object.fromEntries([lesson, check].flatMap((id, n) => [[`rows.${n}.lessonId`, String(id)], ...opened.includes(id) ? [[`rows.${n}.opened`, 'true']] : []])))
    const alone = await openings(lesson)
    expect([alone.statusCode, alone.body.includes('「連れのテスト」も使ってください')]).toEqual([422, true])
    expect(await db.selectFrom('training_lesson').select('lesson_id').where('lesson_id', '=', lesson).execute()).toEqual([])
    expect([(await openings(check)).statusCode, (await openings(lesson, check)).statusCode]).toEqual([303, 303])
  })
})

test('what a package claims is told from what we marked where somebody is judged', async () => {
  const claimed = await putPackage(house, town, oneItem())
  await finish(claimed)
  const evidence = (await evidenceOf(db, [own], '2026-09-01')).get(own)!
  const [line] = checklistOf({ lessons: 'all', attendance: { required: 0, lateLimitMinutes: 10, madeUpCounts: true } }, evidence)
  expect(line).toMatchObject({ key: 'judgments.item.lessonsClaimed', data: { claimed: 1 } })
  expect(evidence.lessons.filter(({ isDone }) => isDone).length, 'the others are backed by a test, or are tests').toBeGreaterThan(4)
})

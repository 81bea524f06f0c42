import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Visitor } from '../../../server/base/access.ts'
import { inChange } from '../../../server/base/change.ts'
import { takeCommit } from '../../../server/learning/scorm/commits/changes.ts'
import { beginAgain } from '../../../server/learning/scorm/playing/changes.ts'
import { contentOf } from '../../../server/learning/scorm/rules.ts'
import { openHouse } from '../../support/app.ts'
import { putVersion } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { enrollBoth, putPackage } from './house.ts'
import { manifest, oneItem, page, part, zip } from './packages.ts'

// On the embedded database everybody gets their turn; only a server makes these races.
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { own } = await enrollBoth(house, town)
await house.app.content.listen({ port: 0, host: '127.0.0.1' })
const trainee = await house.visitor(town.trainee)
const planner = await house.visitor(town.planner)

const free = () => zip(part('imsmanifest.xml', manifest({ items: [{ id: 'a' }, { id: 'b' }] })), part('a/index.html', page('a')), part('b/index.html', page('b')))
const launch = async (lesson: number, item: string) => {
  const { headers } = await trainee.post(`/learn/${own}/packages/${lesson}/launches`, { item })
  return /\/play\/([\w-]{22})$/.exec(String(headers.location))![1]!
}
const commit = async (token: string, elements: Record<string, string>, number = 1) =>
  (await house.app.content.inject({ method: 'POST', url: `/play/${token}/commits`, headers: { host: 'localhost:1' }, payload: { number, elements } })).json<{ closed?: string; isDone?: boolean }>()
const passed = { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '80' }
const again = (lesson: number) => trainee.post(`/learn/${own}/packages/${lesson}/attempts`)
const attempts = (lesson: number) => db.selectFrom('scorm_attempt').selectAll().where('lesson_id', '=', lesson).orderBy('number').execute()
const lines = (action: string) => db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', action).execute()

test('two items of one attempt that are done at the same moment make it done', async () => {
  const lesson = await putPackage(house, town, free())
  for (let round = 1; round <= 25; round += 1) {
    const tokens = [await launch(lesson, 'a'), await launch(lesson, 'b')]
    const answers = await Promise.all(tokens.map((token) => commit(token, passed)))
    expect([round, answers.filter(({ isDone }) => isDone).length > 0, (await attempts(lesson)).at(-1)]).toMatchObject([round, true, { number: round, is_done: true, is_over: true, score: 80 }])
    await again(lesson)
  }
}, 60_000)

test('a lesson that is opened in five windows at once has one attempt, and one window that is taken', async () => {
  for (let round = 0; round < 8; round += 1) {
    const lesson = await putPackage(house, town, oneItem())
    const tokens = await Promise.all(Array.from({ length: 5 }, () => launch(lesson, 'only')))
    expect((await attempts(lesson)).length).toBe(1)
    const answers = await Promise.all(tokens.map((token) => commit(token, { 'cmi.core.lesson_status': 'incomplete' })))
    expect(answers.filter(({ closed }) => closed === undefined).length).toBe(1)
    expect(answers.filter(({ closed }) => closed === 'elsewhere').length).toBe(4)
  }
}, 60_000)

test('what a package says while its attempt is judged again completes it once', async () => {
  const lesson = await putPackage(house, town, oneItem(), { scoreMin: 90 })
  const token = await launch(lesson, 'only')
  await commit(token, passed)
  const { content, file_id } = await db.selectFrom('lesson_version').select(['content', 'file_id']).where('lesson_id', '=', lesson).executeTakeFirstOrThrow()
  await putVersion(db, lesson, 2, { file_id, content: JSON.stringify({ ...contentOf(content), scoreMin: 10 }) })
  const before = (await lines('scorm.attemptDone')).length
  const saying = inChange(db, { actor: null, scope: { of: 'all' }, now: house.crewHouse.clock(), random: house.crewHouse.random }, async (change) => {
    await takeCommit(change, token, { number: 2, elements: { 'cmi.core.score.raw': '95' } })
    await sleep(300)
  })
  await sleep(100)
  const [answer] = await Promise.all([planner.post(`/lessons/${lesson}/package/recalculation`), saying])
  expect(answer.statusCode).toBe(303)
  const [line] = (await lines('scorm.recalculated')).filter(({ subject }) => subject === `lesson:${lesson}`)
  expect(await attempts(lesson)).toMatchObject([{ is_done: true, score: 95 }])
  expect([(await lines('scorm.attemptDone')).length - before, line!.detail]).toEqual([1, { version: 2, attempts: 0, completed: 0 }])
})

test('what a package still says while a new attempt begins is not taken into the one that was closed', async () => {
  const lesson = await putPackage(house, town, oneItem())
  const token = await launch(lesson, 'only')
  await commit(token, { 'cmi.core.lesson_status': 'failed' })
  const actor = { accountId: town.trainee.account, personId: town.trainee.person, postId: town.trainee.post, kind: 'trainee', municipalityId: town.tachikawa } as Visitor
  const beginning = inChange(db, { actor, scope: { of: 'person', personId: town.trainee.person }, now: house.crewHouse.clock(), random: house.crewHouse.random }, async (change) => {
    await beginAgain(change, own, lesson)
    await sleep(300)
  })
  await sleep(100)
  const [answer] = await Promise.all([commit(token, passed, 2), beginning])
  expect(answer).toEqual({ closed: 'closed' })
  expect(await attempts(lesson)).toMatchObject([{ number: 1, is_done: false, score: null }, { number: 2, is_done: false, closed_at: null }])
})

test('a commit asks the database few things', async () => {
  const lesson = await putPackage(house, town, oneItem())
  const token = await launch(lesson, 'only')
  const asked = await statementsOf(db, async () => { expect(await commit(token, { 'cmi.suspend_data': 'x' })).toMatchObject({ isDone: false }) })
  expect(asked.filter((text) => !/set_config|set local|set role/i.test(text)).length, asked.join('\n')).toBeLessThanOrEqual(4)
})

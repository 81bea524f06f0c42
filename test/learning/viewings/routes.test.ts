import { expect, test } from 'vitest'
import { htmx, openHouse } from '../../support/app.ts'
import { publishedOf } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { fillShelf } from '../lessons/shelf.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
const [trainee, stranger] = await Promise.all([town.trainee, town.traineeOfTama].map(house.visitor))
const own = (lesson: number) => `/learn/${shelf.own}/lessons/${lesson}`
const lines = () => db.selectFrom('audit_line').select(['action', 'subject', 'person_id']).where('action', '<>', 'seen').orderBy('id').execute()
const progress = (lesson: number) => db.selectFrom('progress').selectAll().where('lesson_id', '=', lesson).where('enrollment_id', '=', shelf.own).executeTakeFirst()

const beat = (from?: number, to?: number, more: Record<string, string> = {}) => trainee!.post(`${own(shelf.video)}/beats`,
  from === undefined ? more : { 'stretches.0.from': `${from}`, 'stretches.0.to': `${to}`, position: `${to}`, ...more }, htmx('section#viewings-watched'))
const at = (second: number) => house.setClock(new Date(Date.parse('2026-09-01T11:00:00+09:00') + second * 1000).toISOString())

test('the server decides by its own clock what was watched', async () => {
  at(0)
  const before = (await lines()).length
  const begun = await beat()
  expect([begun.statusCode, begun.body.trim().startsWith('<section id="viewings-watched"')]).toEqual([200, true])
  expect((await lines()).slice(before).map(({ action }) => action)).toEqual(['lesson.begun', 'enrollment.begun'])

  at(10)
  expect((await beat(0, 10)).body).toContain('見たところ　10%')
  at(20)
  const tooFast = await beat(10, 90)
  expect([tooFast.statusCode, tooFast.body.includes('実際の時間より早く進んだところは')]).toEqual([409, true])
  expect(await progress(shelf.video)).toMatchObject({ percent: 10, ranges: [[0, 10]], position_seconds: 10, state: 'in_progress' })
  expect((await lines()).length, 'a beat leaves no line').toBe(before + 2)
})

test('what was sent twice counts once, and costs no time twice', async () => {
  at(30)
  await beat(10, 20)
  at(31)
  expect((await beat(0, 20)).statusCode).toBe(200)
  expect(await progress(shelf.video)).toMatchObject({ percent: 20, ranges: [[0, 20]] })
})

test('beats kept without a network are sent together, and where it was stopped is kept', async () => {
  at(91)
  const { body } = await beat(30, 60, { 'stretches.1.from': '70', 'stretches.1.to': '95', position: '44.6' })
  expect(body).toContain('見たところ　75%')
  expect(body).toContain('あと15秒です')
  expect(await progress(shelf.video)).toMatchObject({ ranges: [[0, 20], [30, 60], [70, 95]], position_seconds: 44 })
  const page = (await trainee!.get(own(shelf.video))).body
  expect(page).toContain(`src="/lessons/${shelf.video}/file#t=44"`)
  expect(page).toContain(`<track kind="captions" srclang="ja" label="日本語" src="/lessons/${shelf.video}/captions" default>`)
  expect(page).toContain('JavaScriptを有効にして')
  expect((await trainee!.get('/learn')).body).toContain('前回止めた0:44から始まります')
})

test('from the percent it asks for a video is done: one line, and it stays done', async () => {
  at(120)
  const before = (await lines()).length
  expect((await beat(20, 30)).body).toContain('見たところ　85%')
  at(140)
  const done = await beat(60, 70)
  expect([done.body.includes('見たところ　95%'), done.body.includes('data-said')]).toEqual([true, true])
  at(150)
  expect((await beat(95, 100)).body).not.toContain('data-said')
  expect((await lines()).slice(before).map(({ action }) => action)).toEqual(['lesson.completed'])
  expect(await progress(shelf.video)).toMatchObject({ state: 'completed', percent: 100, completed_at: new Date('2026-09-01T02:02:20Z') })
})

// The embedded database serves one at a time; only a PostgreSQL server makes this a race.
test('reports that arrive at the same moment lose nothing of each other', async () => {
  const enrollment = await db.insertInto('progress').values({ enrollment_id: shelf.other, lesson_id: shelf.video, lesson_version_id: await publishedOf(db, shelf.video), state: 'in_progress',
    opened_at: new Date('2026-09-01T02:00:00Z'), seen_at: new Date('2026-09-01T02:00:00Z') }).returning('enrollment_id').executeTakeFirstOrThrow()
  at(400)
  const url = `/learn/${enrollment.enrollment_id}/lessons/${shelf.video}/beats`
  const sent = await Promise.all([0, 20, 40, 60].map((from) => stranger!.post(url, { 'stretches.0.from': `${from}`, 'stretches.0.to': `${from + 2}` }, htmx('section#viewings-watched'))))
  expect(sent.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
  expect((await db.selectFrom('progress').select('ranges').where('enrollment_id', '=', shelf.other).executeTakeFirstOrThrow()).ranges)
    .toEqual([[0, 2], [20, 22], [40, 42], [60, 62]])
})

test.each([
  ['backwards', { 'stretches.0.from': '20', 'stretches.0.to': '10' }, 409],
  ['that is no number', { 'stretches.0.from': 'x', 'stretches.0.to': '10' }, 404],
  ['without an end', { 'stretches.0.from': '1' }, 404],
  ['of a negative moment', { position: '-1' }, 404],
])('a beat %s changes nothing', async (_, form, status) => {
  const before = await progress(shelf.video)
  expect((await trainee!.post(`${own(shelf.video)}/beats`, form as Record<string, string>)).statusCode).toBe(status)
  expect(await progress(shelf.video)).toEqual(before)
})

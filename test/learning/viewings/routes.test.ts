import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { fillShelf } from '../lessons/shelf.ts'
import { openScreen, type Screen } from './screens.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
const [trainee, stranger] = await Promise.all([house.visitor(town.trainee), house.visitor(town.traineeOfTama)])
const own = (lesson: number) => `/learn/${shelf.own}/lessons/${lesson}`
const lines = () => db.selectFrom('audit_line').select(['action', 'subject', 'person_id']).where('action', '<>', 'seen').orderBy('id').execute()
const progress = (lesson: number) => db.selectFrom('progress').selectAll().where('lesson_id', '=', lesson).where('enrollment_id', '=', shelf.own).executeTakeFirst()
const sittings = () => db.selectFrom('viewing').selectAll().orderBy('id').execute()
const at = (second: number) => house.setClock(new Date(Date.parse('2026-09-01T11:00:00+09:00') + second * 1000).toISOString())

let screen: Screen
test('opening a page begins nothing; pressing play starts the server’s clock, which decides what was watched', async () => {
  at(0)
  screen = await openScreen(trainee, own(shelf.video))
  expect(await progress(shelf.video)).toBeUndefined()
  const before = (await lines()).length
  at(5)
  expect((await screen.say({ presses: true })).statusCode).toBe(200)
  expect((await lines()).slice(before).map(({ action }) => action)).toEqual(['lesson.begun', 'enrollment.begun'])
  at(15)
  expect((await screen.say({ stretches: [[0, 10]], position: 10 })).body).toContain('見たところ　10%')
  at(25)
  const tooFast = await screen.say({ stretches: [[10, 90]] })
  expect([tooFast.statusCode, tooFast.body.includes('実際の時間より早く進んだところは')]).toEqual([409, true])
  expect(await progress(shelf.video)).toMatchObject({ percent: 10, ranges: [[0, 10]], position_seconds: 10, state: 'in_progress' })
  expect((await lines()).length, 'a beat leaves no line').toBe(before + 2)
})

test('what was sent twice counts once, and costs no time twice', async () => {
  at(35)
  await screen.say({ stretches: [[10, 20]] })
  at(36)
  expect((await screen.say({ stretches: [[0, 20]] })).statusCode).toBe(200)
  expect(await progress(shelf.video)).toMatchObject({ percent: 20, ranges: [[0, 20]] })
})

test('two seconds are forgiven in all, not for each report', async () => {
  const { id } = await db.selectFrom('player').select('viewing_id as id').executeTakeFirstOrThrow()
  expect(String(id)).toBe(screen.player)
  at(37)
  const answers = []
  for (let n = 0; n < 5; n += 1) answers.push((await screen.say({ stretches: [[40 + 10 * n, 40 + 10 * n + 1.9]] })).statusCode)
  expect(answers).toEqual([200, 200, 200, 409, 409])
  await db.updateTable('progress').set({ ranges: '[[0,20]]', percent: 20 }).where('lesson_id', '=', shelf.video).execute()
})

test('beats kept without a network are sent together, and where it was stopped is kept', async () => {
  at(97)
  const { body } = await screen.say({ stretches: [[30, 60], [70, 95]], position: 44.6 })
  expect(body).toContain('見たところ　75%')
  expect(body).toContain('あと15秒です')
  expect(await progress(shelf.video)).toMatchObject({ ranges: [[0, 20], [30, 60], [70, 95]], position_seconds: 44 })
  const page = (await trainee.get(own(shelf.video))).body
  expect(page).toContain(`src="/lessons/${shelf.video}/file#t=44"`)
  expect(page).toContain(`<track kind="captions" srclang="ja" label="日本語" src="/lessons/${shelf.video}/captions" default>`)
  expect(page).toContain('JavaScriptを有効にして')
  expect((await trainee.get('/learn')).body).toContain('前回止めた0:44から始まります')
})

test('from the percent it asks for a video is done: one line, and it stays done', async () => {
  at(120)
  const before = (await lines()).length
  expect((await screen.say({ stretches: [[20, 30]] })).body).toContain('見たところ　85%')
  at(140)
  const done = await screen.say({ stretches: [[60, 70]] })
  expect([done.body.includes('見たところ　95%'), done.body.includes('data-said')]).toEqual([true, true])
  at(150)
  expect((await screen.say({ stretches: [[95, 100]] })).body).not.toContain('data-said')
  expect((await lines()).slice(before).map(({ action }) => action)).toEqual(['lesson.completed'])
  expect(await progress(shelf.video)).toMatchObject({ state: 'completed', percent: 100, completed_at: new Date('2026-09-01T02:02:20Z') })
})

test('a sitting says from when to when its page was open, and how much of it played', async () => {
  at(200)
  await screen.say({})
  const [sitting] = await sittings()
  expect(sitting).toMatchObject({
    enrollment_id: shelf.own, lesson_id: shelf.video, device: 'computer', opened_at: new Date('2026-09-01T02:00:00Z'), seen_at: new Date('2026-09-01T02:03:20Z'),
    open_seconds: 200, hidden_seconds: 0,
  })
  expect(sitting!.played_seconds).toBeGreaterThan(85)
  expect(sitting!.played_seconds).toBeLessThanOrEqual(150)
})

test.each([
  ['backwards', { 'stretches.0.from': '20', 'stretches.0.to': '10' }, 409],
  ['that is no number', { 'stretches.0.from': 'x', 'stretches.0.to': '10' }, 404],
  ['without an end', { 'stretches.0.from': '1' }, 404],
  ['of a negative moment', { position: '-1' }, 404],
  ['of a player that is none', { player: '99999' }, 404],
])('a beat %s changes nothing', async (_, form, status) => {
  const before = [await progress(shelf.video), await sittings()]
  expect((await trainee.post(`${own(shelf.video)}/beats`, { player: screen.player, ...form } as Record<string, string>)).statusCode).toBe(status)
  expect([await progress(shelf.video), await sittings()]).toEqual(before)
})

test('nobody speaks for a player of another lesson or of another person', async () => {
  const before = await sittings()
  expect((await trainee.post(`${own(shelf.document)}/beats`, { player: screen.player, seconds: '1' })).statusCode).toBe(404)
  expect((await stranger.post(`/learn/${shelf.other}/lessons/${shelf.video}/beats`, { player: screen.player, presses: 'true' })).statusCode).toBe(404)
  expect((await stranger.post(`${own(shelf.video)}/beats`, { player: screen.player })).statusCode).toBe(404)
  expect(await sittings()).toEqual(before)
  expect((await trainee.post(`${own(shelf.page)}/beats`, {})).statusCode, 'a page has nothing to play').toBe(409)
})

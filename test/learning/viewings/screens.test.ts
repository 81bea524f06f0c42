import { expect, test } from 'vitest'
import { coveredSeconds, type Range } from '../../../server/learning/lessons/ranges.ts'
import { openHouse } from '../../support/app.ts'
import { putLesson, putVersion } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { fillShelf } from '../lessons/shelf.ts'
import { openScreen } from './screens.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
const trainee = await house.visitor(town.trainee)
const own = (lesson: number) => `/learn/${shelf.own}/lessons/${lesson}`
const { file_id } = await db.selectFrom('lesson_version').select('file_id').where('lesson_id', '=', shelf.video).executeTakeFirstOrThrow()
const { file_id: paper } = await db.selectFrom('lesson_version').select('file_id').where('lesson_id', '=', shelf.document).executeTakeFirstOrThrow()

let [place, second] = [10, 0]
const lessonOf = async (kind: 'video' | 'document', version: Parameters<typeof putLesson>[2]) => {
  const id = await putLesson(db, { module_id: town.module, position: place, kind, title: `教材${place++}`, title_en: 'Lesson' }, { file_id: kind === 'video' ? file_id : paper, duration_seconds: kind === 'video' ? 600 : null, ...version })
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: id }).execute()
  return id
}
const after = (seconds: number) => {
  second += seconds
  house.setClock(new Date(Date.parse('2026-09-01T11:00:00+09:00') + second * 1000).toISOString())
}
const rangesOf = async (lesson: number) => (await db.selectFrom('progress').select('ranges').where('lesson_id', '=', lesson).executeTakeFirst())?.ranges as Range[] | undefined

test('pressing play on a second screen stops the first, which keeps what it had played until then', async () => {
  const film = await lessonOf('video', { rate_percent_max: 100 })
  const [desk, phone] = [await openScreen(trainee, own(film)), await openScreen(trainee, own(film))]
  await desk.say({ presses: true })
  after(10)
  await desk.say({ stretches: [[0, 10]] })
  after(4)
  expect((await phone.say({ presses: true })).isElsewhere).toBe(false)
  after(6)
  const stopped = await desk.say({ stretches: [[10, 20]] })
  expect([stopped.statusCode, stopped.isElsewhere]).toEqual([200, true])
  expect(stopped.body).toContain('別の画面で再生が始まりました')
  expect(stopped.body).toContain('ここで続ける</button>')
  expect(await rangesOf(film), 'four seconds until the other took over, and none after').toEqual([[0, 14]])

  after(4)
  await phone.say({ stretches: [[100, 110]] })
  expect(await rangesOf(film)).toEqual([[0, 14], [100, 110]])
  const back = await desk.say({ presses: true })
  expect(back.isElsewhere, 'continued here on purpose').toBe(false)
  expect((await phone.say({ stretches: [[110, 112]] })).isElsewhere).toBe(true)
})

test('a screen that was not heard of for half a minute has stopped playing, and the other goes on without asking', async () => {
  const film = await lessonOf('video', {})
  const [desk, phone] = [await openScreen(trainee, own(film)), await openScreen(trainee, own(film))]
  await desk.say({ presses: true })
  await phone.say({ presses: true })
  after(20)
  expect((await desk.say({ stretches: [[0, 1]] })).isElsewhere).toBe(true)
  after(20)
  expect((await desk.say({ stretches: [[1, 2]] })).isElsewhere).toBe(false)
})

test('however two screens play and jump, together they never count more than the clock let pass, and two seconds', async () => {
  const films = [await lessonOf('video', {}), await lessonOf('video', { rate_percent_max: 100 })]
  const screens = [await openScreen(trainee, own(films[0]!)), await openScreen(trainee, own(films[1]!)), await openScreen(trainee, own(films[0]!))]
  const begun = second
  let seed = 7
  const chance = (below: number) => { seed = seed * 48_271 % 2_147_483_647; return seed % below }
  for (let n = 0; n < 80; n += 1) {
    after(chance(12))
    const from = chance(560)
    await screens[chance(3)]!.say(chance(4) === 0 ? { presses: true } : { stretches: [[from, from + 1 + chance(14)]] })
  }
  const [double, single] = [coveredSeconds((await rangesOf(films[0]!))!), coveredSeconds((await rangesOf(films[1]!))!)]
  expect(double / 2 + single).toBeLessThanOrEqual(second - begun + 2.5)
  expect(double + single, 'and something counted').toBeGreaterThan(50)
}, 60_000)

test('where skipping is not allowed the server refuses what was skipped to, and says so in words', async () => {
  const film = await lessonOf('video', { skipping: 'watched' })
  expect((await trainee.get(own(film))).body).toContain('data-skipping="watched"')
  const desk = await openScreen(trainee, own(film))
  await desk.say({ presses: true })
  after(10)
  await desk.say({ stretches: [[0, 10]] })
  after(10)
  const skipped = await desk.say({ stretches: [[300, 310]] })
  expect([skipped.statusCode, skipped.body.includes('まだ見ていないところへはとばせません')]).toEqual([409, true])
  expect((await desk.say({ stretches: [[3, 9]] })).body, 'what was watched may be watched again').toContain('data-front="10"')
  after(10)
  await desk.say({ stretches: [[10, 20]] })
  expect(await rangesOf(film)).toEqual([[0, 20]])
})

test('who has seen all of it may jump about in it', async () => {
  const film = await lessonOf('video', { skipping: 'watched', duration_seconds: 20, percent_needed: 50 })
  const desk = await openScreen(trainee, own(film))
  await desk.say({ presses: true })
  after(10)
  expect((await desk.say({ stretches: [[0, 10]] })).body).toContain('この教材は済みです')
  after(2)
  expect((await desk.say({ stretches: [[18, 20]] })).statusCode).toBe(200)
})

test('no faster than the speed that counts', async () => {
  const film = await lessonOf('video', { rate_percent_max: 125 })
  expect((await trainee.get(own(film))).body).toContain('data-rate-max="1.25"')
  const desk = await openScreen(trainee, own(film))
  await desk.say({ presses: true })
  after(20)
  expect((await desk.say({ stretches: [[0, 40]] })).statusCode).toBe(409)
  expect((await desk.say({ stretches: [[0, 25]] })).statusCode).toBe(200)
})

test.each([['counts', [[0, 20]]], ['pauses', [[0, 10]]]] as const)('what plays behind another window: it %s', async (background, expected) => {
  const film = await lessonOf('video', { background })
  const desk = await openScreen(trainee, own(film))
  await desk.say({ presses: true })
  after(20)
  await desk.say({ stretches: [[0, 10], [10, 20, 'hidden']] })
  expect(await rangesOf(film)).toEqual(expected)
  const { hidden_seconds, played_seconds } = await db.selectFrom('viewing').selectAll().where('id', '=', Number(desk.player)).executeTakeFirstOrThrow()
  expect([hidden_seconds, played_seconds]).toEqual([10, background === 'counts' ? 20 : 10])
})

test('a document is done when each of its pages was on the screen for as long as is asked', async () => {
  const text = await lessonOf('document', { pages: 4, page_seconds: 3 })
  expect((await trainee.get(own(text))).body).toContain('全4ページを開くか、「読みました」を押すと、済みになります。')
  after(60) // nothing else plays any more
  const desk = await openScreen(trainee, own(text))
  await desk.say({ seconds: 0.2, position: 1 })
  after(10)
  const read = await desk.say({ stretches: [[0, 2]], seconds: 10, position: 3 })
  expect(read.body).toContain('開いたページ　2／4')
  expect(read.body).toContain('まだ開いていないページ：3–4')
  expect((await desk.say({ stretches: [[2, 4]], seconds: 1 })).statusCode, 'two pages in no time').toBe(409)
  after(6)
  const done = await desk.say({ stretches: [[2, 4]], seconds: 6, position: 4 })
  expect(done.body).toContain('この教材は済みです')
  expect(await db.selectFrom('progress').select(['state', 'percent', 'position_seconds']).where('lesson_id', '=', text).executeTakeFirst())
    .toEqual({ state: 'completed', percent: 100, position_seconds: 4 })
  expect(await db.selectFrom('viewing').select('played_seconds').where('id', '=', Number(desk.player)).executeTakeFirst()).toEqual({ played_seconds: 16.2 - 0.2 })
})

test('pages turned while a film plays on another screen do not count, and the film is not stopped', async () => {
  const [film, text] = [await lessonOf('video', {}), await lessonOf('document', { pages: 4 })]
  const [desk, paper] = [await openScreen(trainee, own(film)), await openScreen(trainee, own(text))]
  await desk.say({ presses: true })
  after(10)
  await desk.say({ stretches: [[0, 10]] })
  const waiting = await paper.say({ stretches: [[0, 4]], seconds: 10 })
  expect(waiting.body).toContain('別の画面で再生しているあいだは、開いたページを数えません。')
  expect(await rangesOf(text)).toEqual([])
  after(10)
  expect((await desk.say({ stretches: [[10, 20]] })).isElsewhere).toBe(false)
})

test('who has begun goes on with the terms they began with', async () => {
  const film = await lessonOf('video', { skipping: 'watched' })
  const desk = await openScreen(trainee, own(film))
  await desk.say({ presses: true })
  await putVersion(db, film, 2, { file_id, duration_seconds: 600, skipping: 'free' })
  after(10)
  expect((await desk.say({ stretches: [[300, 305]] })).statusCode).toBe(409)
})

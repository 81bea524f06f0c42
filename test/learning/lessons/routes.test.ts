import { expect, test } from 'vitest'
import { htmx, openHouse } from '../../support/app.ts'
import { publishedOf } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { fillShelf } from './shelf.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
const [trainee, stranger, planner, clerk, instructor] = await Promise.all(
  [town.trainee, town.traineeOfTama, town.planner, town.clerkOfTachikawa, town.instructor].map(house.visitor))
const own = (lesson: number) => `/learn/${shelf.own}/lessons/${lesson}`
const lines = () => db.selectFrom('audit_line').select(['action', 'subject', 'person_id']).where('action', '<>', 'seen').orderBy('id').execute()
const progress = (lesson: number) => db.selectFrom('progress').selectAll().where('lesson_id', '=', lesson).where('enrollment_id', '=', shelf.own).executeTakeFirst()
const key = (n: number) => ({ onceKey: `key-of-lessons-${n}` })

test('a trainee finds their lessons in order, with what completes each and when', async () => {
  const { body } = await trainee!.get('/learn')
  const order = ['地域ケア会議とは', '会議の手引き', '会議での助言のしかた', '事例の読みかた'].map((title) => body.lastIndexOf(title))
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(body).toContain('動画の90%以上を見ると、済みになります。')
  expect(body).toContain('9月20日（日）に開きます')
  expect(body).not.toContain(`lessons/${shelf.later}"`)
  expect((await trainee!.get('/learn', {}, { language: 'en' })).body).toContain('How to advise')
})

test('a page says what staff wrote, and the reader confirms it once, at its end', async () => {
  const { body } = await trainee!.get(own(shelf.page))
  expect(body).toContain('<strong>一人の事例</strong>')
  expect(body.indexOf('読みました</button>')).toBeGreaterThan(body.indexOf('できること'))
  const sent = [await trainee!.post(`${own(shelf.page)}/readings`, key(1)), await trainee!.post(`${own(shelf.page)}/readings`, key(1))]
  expect(sent.map(({ statusCode, headers }) => [statusCode, headers.location])).toEqual([[303, '/learn'], [303, '/learn']])
  expect(await progress(shelf.page)).toMatchObject({ state: 'completed', percent: 100 })
  expect(await lines()).toEqual([
    { action: 'lesson.completed', subject: `enrollment:${shelf.own}`, person_id: town.trainee.person },
    { action: 'enrollment.begun', subject: `enrollment:${shelf.own}`, person_id: town.trainee.person }])
  expect(await db.selectFrom('enrollment').select('state').where('id', '=', shelf.own).executeTakeFirst()).toEqual({ state: 'in_progress' })
  const again = await trainee!.post(`${own(shelf.page)}/readings`, key(2))
  expect([again.statusCode, again.body.includes('もう済んでいます')]).toEqual([409, true])
})

test('a video is not done by saying so', async () => {
  const { statusCode, body } = await trainee!.post(`${own(shelf.video)}/readings`, key(3))
  expect(statusCode).toBe(409)
  expect(body).toContain('90%以上が必要')
  expect(await progress(shelf.video)).toBeUndefined()
})

test('what is not open yet shows its day, and takes nothing', async () => {
  const { statusCode, body } = await trainee!.get(own(shelf.later))
  expect([statusCode, body.includes('令和8年9月20日（日）に開きます'), body.includes('まだ</p>')]).toEqual([200, true, false])
  const refused = await trainee!.post(`${own(shelf.later)}/readings`, key(4))
  expect([refused.statusCode, refused.body.includes('令和8年9月20日（日）に開きます')]).toEqual([409, true])
})

const beat = (from?: number, to?: number, more: Record<string, string> = {}) => trainee!.post(`${own(shelf.video)}/beats`,
  from === undefined ? more : { 'stretches.0.from': `${from}`, 'stretches.0.to': `${to}`, position: `${to}`, ...more }, htmx('section#lessons-watched'))
const at = (second: number) => house.setClock(new Date(Date.parse('2026-09-01T11:00:00+09:00') + second * 1000).toISOString())

test('the server decides by its own clock what was watched', async () => {
  at(0)
  const before = (await lines()).length
  const begun = await beat()
  expect([begun.statusCode, begun.body.trim().startsWith('<section id="lessons-watched"')]).toEqual([200, true])
  expect((await lines()).slice(before).map(({ action }) => action)).toEqual(['lesson.begun'])

  at(10)
  expect((await beat(0, 10)).body).toContain('見たところ　10%')
  at(20)
  const tooFast = await beat(10, 90)
  expect([tooFast.statusCode, tooFast.body.includes('実際の時間より早く進んだところは')]).toEqual([409, true])
  expect(await progress(shelf.video)).toMatchObject({ percent: 10, ranges: [[0, 10]], position_seconds: 10, state: 'in_progress' })
  expect((await lines()).length, 'a beat leaves no line').toBe(before + 1)
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
  const sent = await Promise.all([0, 20, 40, 60].map((from) => stranger!.post(url, { 'stretches.0.from': `${from}`, 'stretches.0.to': `${from + 2}` }, htmx('section#lessons-watched'))))
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

test('nobody else’s enrollment is seen, read or reported on, and it looks like nothing is there', async () => {
  for (const lesson of [shelf.page, shelf.video, 999]) {
    expect((await stranger!.get(own(lesson))).statusCode).toBe(404)
    expect((await stranger!.post(`${own(lesson)}/beats`, {})).statusCode).toBe(404)
    expect((await stranger!.post(`${own(lesson)}/readings`, {})).statusCode).toBe(404)
  }
  expect((await stranger!.get(own(shelf.page))).body).toBe((await stranger!.get('/learn/999/lessons/999')).body)
  expect((await planner!.get('/learn')).statusCode).toBe(404)
})

test('files are for those whose training has opened them, and for staff', async () => {
  const statuses = async (visitor: typeof trainee) => Promise.all([shelf.document, shelf.video, shelf.later].map(async (id) => (await visitor!.get(`/lessons/${id}/file`)).statusCode))
  expect(await statuses(trainee)).toEqual([200, 200, 404])
  expect(await statuses(planner)).toEqual([200, 200, 404])
  expect(await statuses(instructor)).toEqual([200, 200, 404])
  expect(await statuses(clerk)).toEqual([404, 404, 404])
  await db.updateTable('enrollment').set({ state: 'withdrawn' }).where('id', '=', shelf.other).execute()
  expect(await statuses(stranger)).toEqual([404, 404, 404])
  expect((await stranger!.get('/learn')).body).toContain('受ける研修はまだありません')
  await db.updateTable('training_lesson').set({ opens_on: '2026-12-01' }).where('lesson_id', '=', shelf.document).execute()
  expect(await statuses(trainee)).toEqual([404, 200, 404])
  await db.updateTable('training_lesson').set({ opens_on: null }).where('lesson_id', '=', shelf.document).execute()
})

test('a document is handed over under its own name, a film in the spans a player asks for', async () => {
  const paper = await trainee!.get(`/lessons/${shelf.document}/file`)
  expect(paper.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
  expect(paper.headers['content-disposition']).toBe(`attachment; filename="___ ___-1.pdf"; filename*=UTF-8''%E4%BC%9A%E8%AD%B0%E3%81%AE%20%E6%89%8B%E5%BC%95%E3%81%8D-1.pdf`)

  const film = `/lessons/${shelf.video}/file`
  const part = await trainee!.get(film, { range: 'bytes=100-199' })
  expect([part.statusCode, part.headers['content-range'], part.rawPayload.byteLength, part.rawPayload[0]]).toEqual([206, 'bytes 100-199/1000', 100, 100])
  const whole = await trainee!.get(film)
  expect([whole.statusCode, whole.headers['accept-ranges'], whole.rawPayload.byteLength, whole.headers['content-type']]).toEqual([200, 'bytes', 1000, 'video/mp4'])
  const beyond = await trainee!.get(film, { range: 'bytes=1000-' })
  expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, 'bytes */1000'])
  const captions = await trainee!.get(`/lessons/${shelf.video}/captions`)
  expect([captions.headers['content-type'], captions.body.startsWith('WEBVTT')]).toEqual(['text/vtt; charset=utf-8', true])
})

test('staff look at lessons as trainees will, and leave no trace in anybody’s progress', async () => {
  const before = await db.selectFrom('progress').selectAll().execute()
  const { body } = await instructor!.get(`/lessons/${shelf.video}`)
  expect(body).toContain('ここで見ても記録はつきません')
  expect(body).not.toContain('data-beats')
  expect((await instructor!.get('/lessons')).body).not.toContain('/lessons/new')
  expect((await instructor!.get('/lessons/new?module=1')).statusCode).toBe(404)
  expect(await db.selectFrom('progress').selectAll().execute()).toEqual(before)
})

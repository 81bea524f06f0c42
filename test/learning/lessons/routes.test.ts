import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
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
  expect(body).toContain('ここで見ても、記録はつきません')
  expect(body).not.toContain('data-beats')
  expect((await instructor!.get('/lessons')).body).not.toContain('/lessons/new')
  expect((await instructor!.get('/lessons/new?module=1')).statusCode).toBe(404)
  expect(await db.selectFrom('progress').selectAll().execute()).toEqual(before)
})

import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { publishedOf } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { fillShelf } from './shelf.ts'

/** F1, versions: what is published stays under whoever began it, and a draft is seen by nobody but its makers. */
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
const [planner, trainee, late, instructor] = await Promise.all([town.planner, town.trainee, town.traineeOfTama, town.instructor].map(house.visitor))
const at = (enrollment: number, lesson = shelf.page) => `/learn/${enrollment}/lessons/${lesson}`
const versions = (lesson: number) => db.selectFrom('lesson_version').select(['number', 'body']).where('lesson_id', '=', lesson).orderBy('number').execute()
const editing = async (lesson: number) => String((await db.selectFrom('lesson').select('version').where('id', '=', lesson).executeTakeFirstOrThrow()).version)
const lines = async () => (await db.selectFrom('audit_line').select('action').where('action', 'like', 'lesson%').orderBy('id').execute()).map(({ action }) => action)
const edit = async (body: string, lesson = shelf.page) =>
  planner!.post(`/lessons/${lesson}`, { title: '地域ケア会議とは', titleEn: 'What', body, version: await editing(lesson) })

test('a correction is a draft: staff see it, trainees go on with what is published', async () => {
  const before = await versions(shelf.page)
  expect((await edit('直した本文')).statusCode).toBe(303)
  expect(await versions(shelf.page)).toEqual([...before, { number: 2, body: '直した本文' }])
  expect((await edit('もう一度直した本文')).statusCode).toBe(303)
  expect(await versions(shelf.page), 'one draft, however often it is saved').toEqual([...before, { number: 2, body: 'もう一度直した本文' }])
  const [staff, reader] = [(await planner!.get(`/lessons/${shelf.page}`)).body, (await trainee!.get(at(shelf.own))).body]
  expect([staff.includes('もう一度直した本文'), staff.includes('下書き（第2版）'), reader.includes('直した本文')]).toEqual([true, true, false])
  expect((await planner!.get(`/lessons/${shelf.page}?version=1`)).body).not.toContain('もう一度直した本文')
})

test('once published it opens to who begins from then on; who has begun stays with the version they began', async () => {
  await db.insertInto('progress').values({ enrollment_id: shelf.own, lesson_id: shelf.page, lesson_version_id: await publishedOf(db, shelf.page),
    state: 'in_progress', opened_at: house.app.clock(), seen_at: house.app.clock() }).execute()
  const stale = await planner!.post(`/lessons/${shelf.page}/publication`, { version: '1' })
  expect([stale.statusCode, stale.body.includes('ほかの人が先に')]).toEqual([409, true])
  expect((await planner!.post(`/lessons/${shelf.page}/publication`, { version: await editing(shelf.page) })).statusCode).toBe(303)
  expect((await lines()).at(-1)).toBe('lesson.published')
  expect((await late!.get(at(shelf.other))).body).toContain('もう一度直した本文')
  expect((await trainee!.get(at(shelf.own))).body).not.toContain('もう一度直した本文')
  const none = await planner!.post(`/lessons/${shelf.page}/publication`, { version: await editing(shelf.page) })
  expect([none.statusCode, none.body.includes('下書きはありません')]).toEqual([409, true])
})

test('the database keeps a published version as it is', async () => {
  await expect(db.updateTable('lesson_version').set({ body: 'x' }).where('lesson_id', '=', shelf.page).execute()).rejects.toThrow('stays as it is')
  await expect(db.deleteFrom('lesson_version').where('lesson_id', '=', shelf.page).execute()).rejects.toThrow('stays as it is')
})

test('a draft is given up, and what is published stays; a lesson that never was goes whole', async () => {
  await edit('やめる本文')
  expect((await planner!.post(`/lessons/${shelf.page}/draft/removal`, { version: await editing(shelf.page) })).statusCode).toBe(303)
  expect((await versions(shelf.page)).map(({ number }) => number)).toEqual([1, 2])
  const made = await planner!.post('/lessons', { moduleId: String(town.module), kind: 'page', title: '新しい', titleEn: 'New', body: '本文' })
  const id = Number(made.headers.location!.split('/').at(-1))
  expect((await trainee!.get('/learn')).body).not.toContain('新しい')
  const gone = await planner!.post(`/lessons/${id}/draft/removal`, { version: '1' })
  expect([gone.statusCode, gone.headers.location, await versions(id)]).toEqual([303, `/lessons?course=${town.course}`, []])
  expect((await planner!.get(`/lessons/${id}`)).statusCode).toBe(404)
})

test('what comes first is done first, and its name is said', async () => {
  await db.insertInto('lesson_prerequisite').values({ lesson_id: shelf.document, needs_lesson_id: shelf.page }).execute()
  const { body } = await trainee!.get(at(shelf.own, shelf.document))
  expect(body).toContain('先に「地域ケア会議とは」を済ませてください')
  expect((await trainee!.get('/learn')).body).toContain('「地域ケア会議とは」のあとに開きます')
  expect((await trainee!.post(`${at(shelf.own, shelf.document)}/readings`, {})).statusCode).toBe(409)
  expect((await trainee!.post(`${at(shelf.own)}/readings`, {})).statusCode).toBe(303)
  expect((await trainee!.post(`${at(shelf.own, shelf.document)}/readings`, {})).statusCode).toBe(303)
})

test('a link is followed, and done by saying so; its address is one of the web', async () => {
  const link = { moduleId: String(town.module), kind: 'link', title: '都の手引き', titleEn: 'Handbook' }
  for (const url of ['javascript:alert(1)', 'ftp://example.jp/', 'example.jp', '', 'https://', 'https://exa<mple.jp/', 'http://[1/']) {
    const { statusCode, body } = await planner!.post('/lessons', { ...link, url })
    expect([url, statusCode, body.includes('href="#url"')]).toEqual([url, 422, true])
  }
  const made = await planner!.post('/lessons', { ...link, url: 'https://example.jp/手引き' })
  const id = Number(made.headers.location!.split('/').at(-1))
  await planner!.post(`/lessons/${id}/publication`, { version: '1' })
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: id }).execute()
  expect((await trainee!.get(at(shelf.own, id))).body).toMatch(/<a class="button secondary" href="https:\/\/example.jp\/[^"]+" target="_blank" rel="noopener noreferrer">/)
  expect((await trainee!.post(`${at(shelf.own, id)}/readings`, {})).statusCode).toBe(303)
  expect((await db.selectFrom('progress').select('state').where('lesson_id', '=', id).execute())).toEqual([{ state: 'completed' }])
})

test('publishing is for those who make lessons', async () => {
  await edit('下書き')
  for (const visitor of [instructor, trainee]) {
    expect((await visitor!.post(`/lessons/${shelf.page}/publication`, { version: await editing(shelf.page) })).statusCode).toBe(404)
  }
  expect((await instructor!.get(`/lessons/${shelf.page}`)).body).not.toContain('/publication')
})

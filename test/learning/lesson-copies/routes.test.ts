import { expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { publishedOf, putLesson, putVersion } from '../../support/lessons.ts'
import { idOf, settle } from '../../support/people.ts'
import { fillShelf } from '../lessons/shelf.ts'

/** F1: lessons made once are used in another course, as drafts, with their files and pictures. */
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
const course = await idOf(db.insertInto('course').values({ kind: 'follow_up_training', name: '別の研修', name_en: 'Another', mark: '別' }).returning('id'))
const module = await idOf(db.insertInto('module').values({ course_id: course, position: 1, title: '別の科目', title_en: 'Another' }).returning('id'))
await putLesson(db, { module_id: module, position: 1, kind: 'page', title: '前からある', title_en: 'Before' }, { body: 'x' })
const png = await house.files.save(new TextEncoder().encode('png'), 'png')
const picture = await idOf(db.insertInto('file').values({ ...png, name: '図.png', type: 'image/png', made_at: house.app.clock() }).returning('id'))
await db.insertInto('lesson_picture').values({ lesson_id: shelf.page, number: 4, file_id: picture, description: '図', width: 3, height: 2 }).execute()
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const [planner, instructor] = await Promise.all([town.planner, town.instructor].map(house.visitor)) as [VisitorOf, VisitorOf]
const copies = (of = module) => db.selectFrom('lesson as l').innerJoin('lesson_version as v', 'v.lesson_id', 'l.id')
  .select(['l.id', 'l.kind', 'l.title', 'l.position', 'l.copied_from_id as from', 'v.number', 'v.body', 'v.file_id', 'v.captions_file_id', 'v.duration_seconds', 'v.published_at'])
  .where('l.module_id', '=', of).orderBy('l.position').execute()

test('a lesson is copied as a draft at the end of another course, with the picture its text shows', async () => {
  await putVersion(db, shelf.page, 2, { body: '下書き ![図](picture:4)', published_at: null })
  const form = (await planner.get(`/lessons/${shelf.page}/copy`)).body
  expect(form).toContain('別の研修　科目1　別の科目')
  const made = await planner.post(`/lessons/${shelf.page}/copy`, { moduleId: String(module) })
  const copy = (await copies()).at(-1)!
  expect([made.statusCode, made.headers.location]).toEqual([303, `/lessons?course=${course}#lesson-${copy.id}`])
  expect(copy).toMatchObject({ title: '地域ケア会議とは', position: 2, from: shelf.page, number: 1, body: '下書き ![図](picture:4)', published_at: null })
  expect((await planner.get(`/lessons/${copy.id}`)).body).toContain(`<img src="/lessons/${copy.id}/pictures/4" alt="図" width="3" height="2"`)
  expect((await planner.get(`/lessons/${copy.id}/pictures/4`)).body).toBe('png')
  expect(await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', 'lesson.copied').execute()).toEqual([{ subject: `lesson:${copy.id}`, detail: { from: shelf.page } }])
  expect((await planner.get(`/lessons/${shelf.page}`)).body, 'the original stays').toContain('下書き（第2版）')
})

test('removing the picture of one leaves the file to the other', async () => {
  const copy = (await copies()).at(-1)!
  const removed = await planner.post(`/lessons/${copy.id}`, { title: 'x', titleEn: 'x', body: '図なし', removePicture: '4', version: '1' })
  expect(removed.statusCode).toBe(303)
  expect((await planner.get(`/lessons/${copy.id}/pictures/4`)).statusCode).toBe(404)
  expect((await planner.get(`/lessons/${shelf.page}/pictures/4`)).body).toBe('png')
})

test('a whole module is copied in its order, with films and captions, and with what waits for what', async () => {
  await db.insertInto('lesson_prerequisite').values([{ lesson_id: shelf.video, needs_lesson_id: shelf.page }]).execute()
  const made = await planner.post(`/modules/${town.module}/copy`, { moduleId: String(module) })
  expect(made.statusCode).toBe(303)
  const rows = (await copies()).filter(({ position }) => position > 2)
  expect(rows.map(({ title, from, published_at }) => [title, from, published_at])).toEqual([
    ['地域ケア会議とは', shelf.page, null], ['会議の手引き', shelf.document, null], ['会議での助言のしかた', shelf.video, null], ['事例の読みかた', shelf.later, null]])
  const original = await db.selectFrom('lesson_version').select(['file_id', 'captions_file_id', 'duration_seconds']).where('id', '=', await publishedOf(db, shelf.video)).executeTakeFirstOrThrow()
  expect(rows[2]).toMatchObject(original)
  expect(await db.selectFrom('lesson_prerequisite').selectAll().where('lesson_id', '=', rows[2]!.id).execute()).toEqual([{ lesson_id: rows[2]!.id, needs_lesson_id: rows[0]!.id }])
})

test('both the source and the place to go are asked for', async () => {
  const before = await copies()
  expect((await instructor.get(`/lessons/${shelf.page}/copy`)).body).not.toContain('別の科目')
  expect((await instructor.post(`/lessons/${shelf.page}/copy`, { moduleId: String(module) })).statusCode, 'a module out of reach').toBe(404)
  expect((await instructor.post(`/lessons/${before[0]!.id}/copy`, { moduleId: String(town.module) })).statusCode, 'a lesson out of reach').toBe(404)
  expect((await instructor.post(`/modules/${module}/copy`, { moduleId: String(town.module) })).statusCode, 'a source out of reach').toBe(404)
  expect((await instructor.post(`/modules/${town.module}/copy`, { moduleId: String(module) })).statusCode, 'a target out of reach').toBe(404)
  expect(await copies()).toEqual(before)
  const empty = await idOf(db.insertInto('module').values({ course_id: course, position: 2, title: '空', title_en: 'Empty' }).returning('id'))
  const nothing = await planner.post(`/modules/${empty}/copy`, { moduleId: String(module) })
  expect([nothing.statusCode, nothing.body.includes('写す教材がありません')]).toEqual([409, true])
  expect((await planner.post(`/lessons/${shelf.page}/copy`, {})).statusCode).toBe(422)
})

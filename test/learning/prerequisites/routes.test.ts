import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { publishedOf, putLesson } from '../../support/lessons.ts'
import { idOf, settle } from '../../support/people.ts'
import { fillShelf } from '../lessons/shelf.ts'

/** F1: which lessons of a course come first, without a circle, and for makers of that course alone. */
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
const elsewhere = await idOf(db.insertInto('course').values({ kind: 'follow_up_training', name: '別の研修', name_en: 'Another', mark: '別' }).returning('id'))
const otherModule = await idOf(db.insertInto('module').values({ course_id: elsewhere, position: 1, title: '別の科目', title_en: 'Another' }).returning('id'))
const foreign = await putLesson(db, { module_id: otherModule, position: 1, kind: 'page', title: 'よその教材', title_en: 'Foreign' }, { body: 'x' })
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const [planner, instructor, trainee] = await Promise.all([town.planner, town.instructor, town.trainee].map(house.visitor))
const waits = () => db.selectFrom('lesson_prerequisite').selectAll().orderBy('lesson_id').orderBy('needs_lesson_id').execute()
const at = (lesson: number) => `/lessons/${lesson}/prerequisites`

test('an instructor says what comes first, and trainees and the outline say so', async () => {
  const form = (await instructor!.get(at(shelf.video))).body
  expect([form.includes('地域ケア会議とは'), form.includes('よその教材')]).toEqual([true, false])
  const set = await instructor!.post(at(shelf.video), { needs: String(shelf.page) })
  expect([set.statusCode, set.headers.location]).toEqual([303, `/lessons/${shelf.video}`])
  expect(await waits()).toEqual([{ lesson_id: shelf.video, needs_lesson_id: shelf.page }])
  const line = await db.selectFrom('audit_line').select(['subject', 'person_id', 'detail']).where('action', '=', 'lesson.prerequisitesSet').executeTakeFirstOrThrow()
  expect(line).toEqual({ subject: `lesson:${shelf.video}`, person_id: town.instructor.person, detail: { needs: [shelf.page] } })
  expect((await planner!.get(`/lessons?course=${town.course}`)).body).toContain('先に：地域ケア会議とは')
  expect((await planner!.get(`/lessons/${shelf.video}`)).body).toMatch(/先に済ませる教材<\/h2><a [^>]*>先に済ませる教材を決める<\/a><\/header>\s*<ul[^>]*><li><a href="\/lessons\/\d+">地域ケア会議とは/)
  expect((await trainee!.get(`/learn/${shelf.own}/lessons/${shelf.video}`)).body).toContain('先に「地域ケア会議とは」を済ませてください')
})

test('what waits hands out no file either, until what comes first is done; what is done once keeps its files', async () => {
  const file = async () => (await trainee!.get(`/lessons/${shelf.video}/file`)).statusCode
  expect([await file(), (await planner!.get(`/lessons/${shelf.video}/file`)).statusCode]).toEqual([404, 200])
  expect((await trainee!.post(`/learn/${shelf.own}/lessons/${shelf.page}/readings`)).statusCode).toBe(303)
  expect(await file()).toBe(200)
  await db.updateTable('progress').set({ state: 'in_progress', completed_at: null }).where('lesson_id', '=', shelf.page).execute()
  expect(await file()).toBe(404)
  const done = { state: 'completed' as const, opened_at: new Date(), seen_at: new Date(), completed_at: new Date(), percent: 100 }
  await db.insertInto('progress').values({ enrollment_id: shelf.own, lesson_id: shelf.video, lesson_version_id: await publishedOf(db, shelf.video), ...done }).execute()
  await db.updateTable('training_lesson').set({ opens_on: '2026-12-01' }).where('lesson_id', '=', shelf.video).execute()
  expect(await file()).toBe(200)
})

test('a circle is refused at the box, with its lessons by name, and nothing changes', async () => {
  expect((await planner!.post(at(shelf.page), { needs: String(shelf.document) })).statusCode).toBe(303)
  const before = await waits()
  const refused = await planner!.post(at(shelf.document), { needs: String(shelf.video) })
  expect([refused.statusCode, refused.body.includes('「会議の手引き → 会議での助言のしかた → 地域ケア会議とは → 会議の手引き」と一回りして')]).toEqual([422, true])
  expect(refused.body).toMatch(new RegExp(`value="${shelf.video}"\\s+checked`))
  expect(await waits()).toEqual(before)
})

test('nothing chosen takes all away; the same lesson twice counts once', async () => {
  expect((await planner!.post(at(shelf.page), {})).statusCode).toBe(303)
  expect((await waits()).filter(({ lesson_id }) => lesson_id === shelf.page)).toEqual([])
})

test('a lesson of another course is none to wait for, and another course is none to write in', async () => {
  const before = await waits()
  expect((await planner!.post(at(shelf.page), { needs: String(foreign) })).statusCode).toBe(404)
  expect((await instructor!.get(at(foreign))).statusCode).toBe(404)
  expect((await instructor!.post(at(foreign), {})).statusCode).toBe(404)
  expect((await trainee!.get(at(shelf.page))).statusCode).toBe(404)
  expect(await waits()).toEqual(before)
})

import { expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { putLesson } from '../../support/lessons.ts'
import { fillShelf } from './shelf.ts'

/** F1: the outline says of each lesson how far it is, lessons go to any place of any module of the course, and a film asks for captions. */
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
const second = await idOf(db.insertInto('module').values({ course_id: town.course, position: 2, title: '空の科目', title_en: 'Empty' }).returning('id'))
const course = await idOf(db.insertInto('course').values({ kind: 'follow_up_training', name: '別', name_en: 'Another', mark: '別' }).returning('id'))
const foreign = await idOf(db.insertInto('module').values({ course_id: course, position: 1, title: 'よその科目', title_en: 'Foreign' }).returning('id'))
const planner: VisitorOf = await house.visitor(town.planner)
const order = async (module: number) => (await db.selectFrom('lesson').select(['id', 'position']).where('module_id', '=', module).orderBy('position').execute()).map(({ id }) => id)
const put = (lesson: number, moduleId: number, place?: number) => planner.post(`/lessons/${lesson}/position`, { moduleId: String(moduleId), ...place === undefined ? {} : { place: String(place) } })
const outline = async () => (await planner.get(`/lessons?course=${town.course}`)).body
const rowOf = (page: string, lesson: number) => page.slice(page.indexOf(`id="lesson-${lesson}"`)).split('</tr>')[0]!

test('lessons go to a place in their module and to another module; past the last place is the last', async () => {
  const { page, document, video, later } = shelf
  expect((await put(later, town.module, 1)).statusCode).toBe(303)
  expect(await order(town.module)).toEqual([later, page, document, video])
  expect((await put(page, second)).statusCode).toBe(303)
  expect((await put(video, second, 1)).statusCode).toBe(303)
  expect((await put(later, second, 400)).statusCode).toBe(303)
  expect([await order(town.module), await order(second)]).toEqual([[document], [video, page, later]])
  const { detail } = await db.selectFrom('audit_line').select('detail').where('action', '=', 'lesson.moved').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  expect(detail).toEqual({ module: second, place: 3, from: town.module })
  for (const lesson of [later, page, video]) await put(lesson, town.module)
  expect((await outline())).toContain('この科目の教材はまだありません')
})

test('no lesson goes into another course', async () => {
  const before = await order(town.module)
  expect((await put(shelf.page, foreign, 1)).statusCode).toBe(404)
  const form = (await planner.get(`/lessons/${shelf.page}/position`)).body
  expect([form.includes('空の科目'), form.includes('よその科目')]).toEqual([true, false])
  expect(await order(town.module)).toEqual(before)
})

test('each lesson says whether it is published, whether a draft waits, and what is missing', async () => {
  const film = await putLesson(db, { module_id: second, position: 1, kind: 'video', title: '動画', title_en: 'Film' }, { published_at: null })
  await planner.post(`/lessons/${shelf.page}`, { title: 'とは', titleEn: 'What', body: '直した', version: '1' })
  const page = await outline()
  expect(rowOf(page, shelf.page)).toMatch(/公開中.*直した下書きあり/s)
  expect(rowOf(page, shelf.document)).not.toContain('下書き')
  expect(rowOf(page, film)).toMatch(/下書き.*動画なし/s)
  const unready = await planner.post(`/lessons/${film}/publication`, { version: '1' })
  expect([unready.statusCode, unready.body.includes('MP4の動画を選んでください')]).toEqual([409, true])
})

test('a film without captions is not published in passing: it is asked why, and staff see the answer', async () => {
  const { file_id } = await db.selectFrom('lesson_version').select('file_id').where('lesson_id', '=', shelf.video).executeTakeFirstOrThrow()
  const film = await putLesson(db, { module_id: second, position: 2, kind: 'video', title: '操作の映像', title_en: 'Screen' }, { file_id, duration_seconds: 30, published_at: null })
  expect((await planner.get(`/lessons/${film}`)).body).toContain('字幕なしで公開する理由')
  const asked = await planner.post(`/lessons/${film}/publication`, { version: '1', noCaptionsReason: ' ' })
  expect([asked.statusCode, asked.body.includes('字幕を加えるか、字幕なしで公開する理由を書いてください'), asked.body.includes('href="#noCaptionsReason"')]).toEqual([422, true, true])
  expect(await db.selectFrom('lesson').select('published_version_id').where('id', '=', film).execute()).toEqual([{ published_version_id: null }])
  expect((await planner.post(`/lessons/${film}/publication`, { version: '1', noCaptionsReason: '話す人がいない<b>' })).statusCode).toBe(303)
  expect(rowOf(await outline(), film)).toMatch(/字幕なし.*話す人がいない&lt;b&gt;/s)
  expect((await planner.get(`/lessons/${film}`)).body).toContain('字幕なし（理由：話す人がいない&lt;b&gt;）')
  const { detail } = await db.selectFrom('audit_line').select('detail').where('subject', '=', `lesson:${film}`).where('action', '=', 'lesson.published').executeTakeFirstOrThrow()
  expect(detail).toEqual({ number: 1, noCaptions: '話す人がいない<b>' })
  expect((await planner.get(`/lessons/${shelf.video}`)).body, 'a film with captions is not asked').not.toContain('字幕なしで公開する理由')
})

test('staff see a lesson as trainees do, at the width of a telephone, and nothing is recorded', async () => {
  const { statusCode, body } = await planner.get(`/lessons/${shelf.video}/preview`)
  expect([statusCode, body.includes('class="phone"'), body.includes('まず望みを聞きます。'), body.includes('data-beats')]).toEqual([200, true, true, false])
  expect(await db.selectFrom('progress').selectAll().execute()).toEqual([])
})

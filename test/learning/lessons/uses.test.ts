import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { publishedOf, putLesson } from '../../support/lessons.ts'
import { enroll, makePerson, settle } from '../../support/people.ts'
import { testOf } from '../../../server/learning/comprehension-tests/content.ts'

/** The page of a lesson tells staff how it is set up, which trainings use it and how far their trainees are. */
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[1], person_id: town.instructor.person }).execute()
const [planner, instructor, clerk] = await Promise.all([town.planner, town.instructor, town.clerkOfTachikawa].map(house.visitor))
const content = JSON.stringify(testOf({ passPercent: 80, minutes: 25, sections: [{ title: '', titleEn: '', draws: [{ bankId: 1, tag: '', count: 6 }], questionIds: [1, 2] }] }))
const quiz = await putLesson(db, { module_id: town.module, position: 1, kind: 'test', title: '確かめ', title_en: 'Check' }, { content })
const film = await putLesson(db, { module_id: town.module, position: 2, kind: 'video', title: '映像', title_en: 'Film' }, { duration_seconds: 95, percent_needed: 85, skipping: 'watched', no_captions_reason: '話す人がいない' })
const page = await putLesson(db, { module_id: town.module, position: 3, kind: 'page', title: '読みもの', title_en: 'Page' }, { body: '本文' })

const words = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const shown = async (visitor = planner, lesson = quiz, language: 'ja' | 'en' = 'ja') => words((await visitor!.get(`/lessons/${lesson}`, {}, { language })).body)

test('a test says how many questions it asks, when it is passed, how long and how often it may be taken', async () => {
  expect(await shown()).toContain('問題 8問 合格点 満点の80% 制限時間 25分 受けられる回数 制限なし')
  expect(await shown(planner, quiz, 'en')).toContain('Pass line 80% of all points Time limit 25 minutes')
})

test('a film says what counts as watched and why it has no captions; a page shows itself and needs no more words', async () => {
  expect(await shown(planner, film)).toMatch(/長さ 1分35秒 済みの条件 85%以上を見る 先へとばすこと 見たところの中だけ動かせる .*字幕 字幕なし（理由：話す人がいない）/)
  const of = await shown(planner, page)
  expect([of.includes('この教材の決まり'), of.includes('本文')]).toEqual([false, true])
})

test('a lesson that no training opens says how that is done', async () => {
  expect(await shown()).toContain('この教材を使う研修は、まだありません')
})

test('each training that opens it is counted: who takes part, who began, who is done; somebody who withdrew is not', async () => {
  await db.insertInto('training_lesson').values([quiz, film, page].map((lesson_id) => ({ training_id: town.training, lesson_id, opens_on: '2026-08-03', due_on: '2026-12-18' }))).execute()
  const join = async (name: string, number: number, cohort: number) => enroll(db, town, await makePerson(db, name, 'てすと', town.tachikawa), number, { cohort })
  const [first, second, third] = [await join('ZZA一', 1, town.cohorts[0]!), await join('ZZA二', 2, town.cohorts[1]!), await join('ZZA三', 3, town.cohorts[1]!)]
  const version = await publishedOf(db, quiz)
  const at = new Date('2026-08-20T10:00:00+09:00')
  for (const [enrollment_id, state] of [[first, 'completed'], [second, 'in_progress'], [third, 'completed']] as const) await db.insertInto('progress').values({
    enrollment_id, lesson_id: quiz, lesson_version_id: version, state, percent: state === 'completed' ? 100 : 10, opened_at: at, seen_at: at, completed_at: state === 'completed' ? at : null,
  }).execute()
  await db.updateTable('enrollment').set({ state: 'withdrawn' }).where('id', '=', third).execute()
  expect(await shown()).toMatch(/8月3日（月）に開きます 令和8年12月18日（金）まで 2 2 1 結果を見る/)
  const html = (await planner!.get(`/lessons/${quiz}`)).body
  expect(html).toContain(`/lessons/${quiz}/test/results"`)
})

test('the record of a film is one press away; a page has none, so no link leads there', async () => {
  const record = `/trainings/${town.training}/viewings?lesson=${film}`
  expect((await planner!.get(`/lessons/${film}`)).body).toContain(`${record}"`)
  expect((await planner!.get(record)).statusCode).toBe(200)
  const { body } = await planner!.get(`/lessons/${page}`)
  expect(body).toContain('令和8年12月18日（金）まで')
  expect(body).not.toContain(`viewings?lesson=${page}`)
})

test('an instructor counts the people of their own cohort alone; a municipality has no such page', async () => {
  expect(await shown(instructor)).toMatch(/まで 1 1 0 結果を見る/)
  expect((await clerk!.get(`/lessons/${quiz}`)).statusCode).toBe(404)
})

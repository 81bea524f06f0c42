import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { lessonUploadJobs } from '../../../server/learning/lesson-uploads/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { putLesson } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { film } from '../lessons/film.ts'
import { sender } from './sender.ts'

/** F04, F32: two at the same moment do what one does. */
describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-07-01T10:00:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const planner = await house.visitor(town.planner)
  const { begun, piece } = sender(house.app, planner)
  const lesson = (position: number) => putLesson(db, { module_id: town.module, position, kind: 'video', title: `動画${position}`, title_en: 'Film' }, { body: 'x', published_at: null })
  const lines = async (action: string) => (await db.selectFrom('audit_line').select('subject').where('action', '=', action).orderBy('id').execute()).map(({ subject }) => subject)
  const kept = () => readdirSync(path.join(house.folder, 'mp4'), { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{32}$/.test(name))

  test('a film that is ended three times in the same moment is taken once, and all three hear so', async () => {
    const [id, whole] = [await lesson(1), film(10)]
    const at = await begun(id, whole.byteLength)
    await piece(at, 0, whole)
    const answers = await Promise.all([1, 2, 3].map(() => planner.post(`${at}/end`)))
    expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual(Array(3).fill([200, JSON.stringify({ to: `/lessons/${id}` })]))
    expect([await lines('lesson.uploadEnded'), kept().length]).toEqual([[`lesson:${id}`], 1])
  })

  test('a film that comes while somebody changes the lesson is not turned away', async () => {
    const [id, whole] = [await lesson(2), film(10)]
    for (let round = 0; round < 5; round += 1) {
      const at = await begun(id, whole.byteLength)
      await piece(at, 0, whole)
      const version = (await db.selectFrom('lesson').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version
      const form = { title: `題${round}`, titleEn: 'T', body: 'y', version: String(version) }
      const [ended, changed] = await Promise.all([planner.post(`${at}/end`), planner.post(`/lessons/${id}`, form)])
      expect(ended.statusCode).toBe(200)
      expect([303, 409], 'the form may be the second, and is told so').toContain(changed.statusCode)
    }
  })

  test('two workers clear away what lapsed: each film once, with one line, and neither fails', async () => {
    await db.deleteFrom('lesson_upload').execute()
    const ids = await Promise.all([3, 4, 5].map(lesson))
    for (const id of ids) await begun(id, 1_000)
    house.setClock('2026-07-02T10:00:00+09:00')
    const work = () => lessonUploadJobs['lesson-uploads.clear']!.work(house.crewHouse, {} as never)
    await Promise.all([work(), work(), work(), work()])
    expect((await lines('lesson.uploadLapsed')).sort()).toEqual(ids.map((id) => `lesson:${id}`).sort())
    expect(await db.selectFrom('lesson_upload').select('id').execute()).toEqual([])
  })
})

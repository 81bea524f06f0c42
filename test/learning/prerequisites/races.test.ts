import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { putLesson } from '../../support/lessons.ts'
import { idOf, settle } from '../../support/people.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const second = await idOf(db.insertInto('module').values({ course_id: town.course, position: 2, title: '二', title_en: 'Two' }).returning('id'))
  const lessons: number[] = []
  for (let n = 1; n <= 6; n += 1) lessons.push(await putLesson(db, { module_id: town.module, position: n, kind: 'page', title: `教材${n}`, title_en: 'L' }, { body: 'x' }))
  const planner = await house.visitor(town.planner)

  test('two halves of a circle in the same moment: one is taken, the other refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      await db.deleteFrom('lesson_prerequisite').execute()
      const [one, two] = [lessons[round]!, lessons[round + 1]!]
      const answers = await Promise.all([[one, two], [two, one]].map(([lesson, needs]) => planner.post(`/lessons/${lesson}/prerequisites`, { needs: String(needs) })))
      expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 422])
      expect(await db.selectFrom('lesson_prerequisite').selectAll().execute()).toHaveLength(1)
    }
  })

  test('lessons moved and added in the same moment all have a place of their own', async () => {
    const move = (lesson: number, moduleId: number, place: number) => planner.post(`/lessons/${lesson}/position`, { moduleId: String(moduleId), place: String(place) })
    const add = (n: number) => planner.post('/lessons', { moduleId: String(n % 2 ? town.module : second), kind: 'page', title: `新${n}`, titleEn: 'N', body: 'x' })
    const answers = await Promise.all([...lessons.flatMap((lesson, n) => [move(lesson, n % 2 ? second : town.module, 1), move(lesson, n % 3 ? town.module : second, 2)]), ...[1, 2, 3, 4].map(add)])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 303))
    const rows = await db.selectFrom('lesson').select(['module_id', 'position']).execute()
    expect([rows.length, rows.filter(({ position }) => position < 1)]).toEqual([10, []])
  })
})

import { expect, test } from 'vitest'
import { headsFrom, progressOf } from '../../../server/answers/targets/progress.ts'
import { rateOf } from '../../../server/answers/targets/projection.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'

const { db } = await openHouse()
const town = await settle(db)

/** A training of last year with people who all attended, the first `completed` of whom completed. */
async function lastYear(state: 'closed' | 'judging', people: number, completed: number): Promise<number> {
  const training = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2025, title: '昨年度', title_en: 'Last year', capacity: 40, state }).returning('id'))
  const cohort = await idOf(db.insertInto('cohort').values({ training_id: training, position: 1, name: 'A', name_en: 'A', capacity: 40 }).returning('id'))
  for (let n = 1; n <= people; n += 1) {
    const id = await enroll(db, { ...town, training, cohorts: [cohort, cohort] }, await makePerson(db, `昨年 ${n}`, 'さくねん', town.tachikawa), n)
    await db.updateTable('enrollment').set({ attended: true, state: n <= completed ? 'completed' : state === 'closed' ? 'not_completed' : 'pending_judgment', completed_on: n <= completed ? '2026-02-10' : null }).where('id', '=', id).execute()
  }
  return training
}
const heads = async () => headsFrom((await db.selectNoFrom([progressOf(db, 2026, '2026-06-15').heads.as('heads')]).executeTakeFirstOrThrow()).heads)

test('closed trainings of last year are read as one of their course, and the rate is that of all of them; one that is still judged stays apart', async () => {
  await lastYear('closed', 16, 12)
  await lastYear('closed', 14, 9)
  const judged = await lastYear('judging', 3, 1)
  const rows = await heads()
  const before = rows.filter(({ fiscalYear }) => fiscalYear === 2025).map(({ trainingId, category, enrolled, attended, completed, active }) => ({ trainingId, category, enrolled, attended, completed, active }))
  const { category } = before[0]!
  expect(before).toEqual([
    { trainingId: -town.course, category, enrolled: 30, attended: 30, completed: 21, active: 0 },
    { trainingId: judged, category, enrolled: 3, attended: 3, completed: 1, active: 2 },
  ])
  expect(rows.some(({ trainingId, fiscalYear }) => trainingId === town.training && fiscalYear === 2026)).toBe(true)
  expect(rateOf('completed', rows, { courseId: town.course, fiscalYear: 2026, category })).toEqual({ part: 21, whole: 30, of: 'category' })
})

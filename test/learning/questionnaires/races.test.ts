import { describe, expect, test } from 'vitest'
import type { Tally } from '../../../server/learning/questionnaires/rules.ts'
import { openHouse } from '../../support/app.ts'
import { putLesson } from '../../support/lessons.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-09-20T10:00:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const content = JSON.stringify({ intro: '', introEn: '', grouping: 'none', items: [{ id: 'q00000001', kind: 'scale5', label: '満足', labelEn: '', required: true, options: [] }] })
  const lesson = await putLesson(db, { module_id: town.module, position: 1, kind: 'questionnaire', title: 'アンケート', title_en: 'Q' }, { content })
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson }).execute()

  test('twelve who answer in the same moment, each twice, and an office that counts meanwhile: everybody is counted once', async () => {
    const doors = []
    for (let n = 1; n <= 12; n += 1) {
      const who = await givePost(db, await makePerson(db, `回答 ${n}`, 'かいとう', town.tachikawa), 'trainee', null, `q${n}@house.test`)
      doors.push({ at: `/learn/${await enroll(db, town, who.person, n)}/questionnaires/${lesson}`, door: await house.visitor(who) })
    }
    const planner = await house.visitor(town.planner)
    const answers = await Promise.all([
      ...doors.flatMap(({ at, door }) => [door.post(at, { 'answers.q00000001': '5' }), door.post(at, { 'answers.q00000001': '1' })]),
      ...[1, 2, 3].map(() => planner.post(`/trainings/${town.training}/questionnaires/${lesson}/counting`, { 'groups.0': 'rest' })),
    ])
    expect(answers.slice(0, 24).filter(({ statusCode }) => statusCode === 303)).toHaveLength(12)
    expect(answers.slice(0, 24).filter(({ statusCode }) => statusCode === 409)).toHaveLength(12)
    const { pending, shown } = await db.selectFrom('questionnaire_pot').select(['pending', 'shown']).executeTakeFirstOrThrow()
    const blocks = (shown as unknown as { tally: Tally }[]).map(({ tally }) => tally.people)
    expect((pending as unknown as Tally).people + blocks.reduce((sum, people) => sum + people, 0)).toBe(12)
    expect(blocks.filter((people) => people < 5)).toEqual([])
    expect(await db.selectFrom('progress').select('state').execute()).toHaveLength(12)
  })
})

import { expect, test } from 'vitest'
import { checklistFor, criteriaOf, evidenceOf } from '../../../server/completion/judgments/queries.ts'
import { openHouse } from '../../support/app.ts'
import { publishedOf, putLesson } from '../../support/lessons.ts'
import { enroll, idOf, settle } from '../../support/people.ts'

const { db } = await openHouse()
const town = await settle(db)
const enrollment = await enroll(db, town, town.trainee.person, 1)
const other = await enroll(db, town, town.traineeOfTama.person, 2, { cohort: town.cohorts[1], municipality: town.tama })
const lesson = async (position: number) => putLesson(db, { module_id: town.module, position, kind: 'page', title: `教材${position}`, title_en: `Lesson ${position}` })
const at = new Date('2026-09-17T09:40:00+09:00')

test('criteria are those saved last, and none while nobody has saved any', async () => {
  expect(await criteriaOf(db, town.training)).toBeUndefined()
  const rule = { lessons: 'none', attendance: { required: 50, lateLimitMinutes: 5, madeUpCounts: true } }
  await db.insertInto('completion_criteria').values([1, 2].map((version) => ({
    training_id: town.training, version, rule: JSON.stringify({ ...rule, lessons: version === 1 ? 'all' : 'none' }), made_at: at,
  }))).execute()
  expect(await criteriaOf(db, town.training)).toMatchObject({ version: 2, rule })
})

test('evidence holds lessons and slots as the registers have them on that day', async () => {
  const [first, second] = [await lesson(1), await lesson(2)]
  await db.insertInto('training_lesson').values([
    { training_id: town.training, lesson_id: first, opens_on: null, due_on: '2026-09-01' },
    { training_id: town.training, lesson_id: second, opens_on: '2026-10-01', due_on: null },
  ]).execute()
  await db.insertInto('progress').values({ enrollment_id: enrollment, lesson_id: first, lesson_version_id: await publishedOf(db, first), state: 'completed', opened_at: at, seen_at: at, completed_at: at }).execute()
  await db.insertInto('attendance').values({ slot_id: town.slots[0], enrollment_id: enrollment, state: 'late', minutes: 4, evidence: 'staff', marked_at: at }).execute()

  const evidence = await evidenceOf(db, [enrollment, other, 999], '2026-09-17')
  expect([...evidence.keys()]).toEqual([enrollment, other])
  expect(evidence.get(enrollment)).toEqual({
    today: '2026-09-17',
    lessons: [{ isDone: true, isClaimed: false, isOpen: true, isOver: false }, { isDone: false, isClaimed: false, isOpen: false, isOver: false }],
    slots: [
      { heldOn: '2026-09-17', mark: { state: 'late', minutes: 4 }, canMakeUp: false },
      { heldOn: '2026-09-17', mark: null, canMakeUp: false },
    ],
  })
  expect(evidence.get(other)).toMatchObject({ lessons: [{ isDone: false, isOver: false }, { isOpen: false }], slots: [] })
})

test('what was missed can be made up while another cohort is still to be taught the same', async () => {
  const slot = await idOf(db.insertInto('slot').values({
    class_day_id: town.days[1]!, module_id: town.module, position: 1, title: '講義', starts_at: '09:30', ends_at: '12:00',
  }).returning('id'))
  const canMakeUp = async (today: string) => (await evidenceOf(db, [enrollment], today)).get(enrollment)!.slots.map((one) => one.canMakeUp)
  expect([await canMakeUp('2026-09-18'), await canMakeUp('2026-09-19')]).toEqual([[true, true], [false, false]])
  await db.deleteFrom('slot').where('id', '=', slot).execute()
})

test('an undone lesson past its day can still be done while the training runs, and is over once it is judged', async () => {
  const left = async (today: string) => (await evidenceOf(db, [other], today)).get(other)!.lessons[0]
  expect(await left('2026-09-20')).toEqual({ isDone: false, isClaimed: false, isOpen: true, isOver: false })
  await db.updateTable('training').set({ state: 'judging' }).where('id', '=', town.training).execute()
  expect(await left('2026-09-20')).toEqual({ isDone: false, isClaimed: false, isOpen: false, isOver: true })
  await db.updateTable('training').set({ state: 'planned' }).where('id', '=', town.training).execute()
})

test('a checklist follows the latest criteria, and the usual ones where none are set', async () => {
  expect(await checklistFor(db, enrollment, '2026-09-17')).toEqual([
    { key: 'judgments.item.attendance', state: 'done', data: { attended: 1, total: 2, needed: 1 } },
  ])
  await db.deleteFrom('completion_criteria').execute()
  expect((await checklistFor(db, enrollment, '2026-09-17')).map(({ key, state }) => [key, state])).toEqual([
    ['judgments.item.lessons', 'later'], ['judgments.item.attendance', 'now'],
  ])
  expect(await checklistFor(db, 999, '2026-09-17')).toEqual([])
})

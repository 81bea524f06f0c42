import { expect, test } from 'vitest'
import { criteriaOf } from '../../../server/completion/criteria/queries.ts'
import { checklistFor, evidenceOf } from '../../../server/completion/evidence/queries.ts'
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
  expect(evidence.get(enrollment)).toMatchObject({
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
  expect(await left('2026-09-20')).toMatchObject({ isDone: false, isClaimed: false, isOpen: true, isOver: false })
  await db.updateTable('training').set({ state: 'judging' }).where('id', '=', town.training).execute()
  expect(await left('2026-09-20')).toMatchObject({ isDone: false, isClaimed: false, isOpen: false, isOver: true })
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

test('a module completed in an earlier year brings its lessons and slots along', async () => {
  const earlier = await enroll(db, town, town.expert.person, 9)
  await db.insertInto('carried_module').values({ enrollment_id: other, module_id: town.module, from_enrollment_id: earlier, completed_on: '2025-10-01', granted_at: at }).execute()
  const { lessons, slots } = (await evidenceOf(db, [other, enrollment], '2026-09-17')).get(other)!
  expect([lessons.map(({ carriedOn }) => carriedOn), slots]).toEqual([['2025-10-01', '2025-10-01'], []])
  await db.updateTable('enrollment').set({ cohort_id: town.cohorts[0] }).where('id', '=', other).execute()
  expect((await checklistFor(db, other, '2026-09-17')).map(({ key, state, data }) => [key, state, data.attended ?? data.done])).toEqual([['judgments.item.lessons', 'done', 2], ['judgments.item.attendance', 'done', 2]])
  await db.deleteFrom('carried_module').execute()
})

test('tasks are what the registers say: tests with the best points, assignments by what they are for, ratings of oneself', async () => {
  const kind = async (position: number, kind: 'test' | 'assignment' | 'questionnaire', content: object = {}) => {
    const id = await putLesson(db, { module_id: town.module, position, kind, title: `${kind}${position}`, title_en: `${kind} ${position}` }, { content: JSON.stringify(content) })
    await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: id }).execute()
    return id
  }
  const exam = await kind(3, 'test')
  for (const [n, purpose] of (['pre_assignment', 'report'] as const).entries()) await kind(4 + n, 'assignment', { purpose })
  await kind(6, 'questionnaire')
  const attempt = { enrollment_id: enrollment, lesson_id: exam, lesson_version_id: await publishedOf(db, exam), seed: 'x', started_at: at, handed_in_at: at, handed_in_by: 'person' as const, points_max: 8 }
  await db.insertInto('test_attempt').values([4, 7, 6].map((points, n) => ({ ...attempt, number: n + 1, points, passed: false }))).execute()
  await db.insertInto('effect_measurement').values({ training_id: town.training, items: '[]' }).execute()
  await db.insertInto('effect_sheet').values({ enrollment_id: enrollment }).execute()
  await db.insertInto('effect_rating').values((['before', 'after'] as const).map((round) => ({ enrollment_id: enrollment, round, rater: 'self' as const, ratings: '{}', rated_at: at }))).execute()

  const evidence = await evidenceOf(db, [enrollment, other], '2026-09-17')
  expect(evidence.get(enrollment)!.lessons.map(({ task, points }) => [task, points]).slice(2)).toEqual([['comprehension_test', 87.5], ['pre_assignment', null], ['trainee_report', null], ['questionnaire', null]])
  expect([enrollment, other].map((id) => evidence.get(id)!.tasks)).toEqual([{ effect_measurement: 'done' }, { effect_measurement: 'now' }])
})

test('a scan after the start is known from one before it, and from a sheet that was signed', async () => {
  const mark = async (evidence: 'qr' | 'sign_in', time: string) => {
    await db.updateTable('attendance').set({ state: 'present', minutes: null, evidence, marked_at: new Date(`2026-09-17T${time}:00+09:00`) }).where('slot_id', '=', town.slots[0]).execute()
    return (await evidenceOf(db, [enrollment], '2026-09-17')).get(enrollment)!.slots[0]!.signedLate
  }
  expect([await mark('qr', '09:30'), await mark('qr', '09:31'), await mark('sign_in', '17:00')]).toEqual([false, true, false])
})

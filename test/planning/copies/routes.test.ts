import { expect, test } from 'vitest'
import { retitled } from '../../../server/planning/copies/rules.ts'
import { cohortsOf, daysOf, trainingsOfYear } from '../../../server/planning/trainings/queries.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

const { db, visitor } = await openHouse()
const town = await settle(db)
const planner = await visitor(town.planner)
const page = `/trainings/${town.training}/copy`
// A Tuesday whose match in the next year, 23 November, is a holiday.
await db.updateTable('class_day').set({ held_on: '2026-11-24' }).where('id', '=', town.days[1]!).execute()
await db.insertInto('completion_criteria').values({ training_id: town.training, version: 1, rule: JSON.stringify({ old: true }), made_at: new Date() }).execute()
await db.insertInto('completion_criteria').values({ training_id: town.training, version: 2, rule: JSON.stringify({ new: true }), made_at: new Date() }).execute()
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const form = { fiscalYear: 'R9', title: '令和9年度 研修', titleEn: 'Training FY2027', capacity: '6' }

test('old and new days stand side by side with why a day moved', async () => {
  const { body } = await planner.get(page)
  expect(body).toContain('令和8年9月17日（木）')
  expect(body).toContain('9月16日（木）')
  expect(body).toContain('令和9年11月23日（火）は祝日などのため')
  expect(body).toContain('value="令和9年度 地域ケア会議実践者養成研修"')
  expect((await planner.get(`${page}?to=R10`)).body).toContain('value="令和10年度 地域ケア会議実践者養成研修"')
})

test('one save makes the training of the next year, days changed as typed, the call left behind', async () => {
  const { statusCode } = await planner.post(page, {
    ...form, 'days.0.id': String(town.days[0]), 'days.0.heldOn.year': '2027', 'days.0.heldOn.month': '9', 'days.0.heldOn.day': '30',
  })
  expect(statusCode).toBe(303)
  const [copy] = await trainingsOfYear(db, 2027)
  expect(copy).toMatchObject({ title: '令和9年度 研修', capacity: 6, state: 'planned', copiedFromId: town.training })
  const days = await daysOf(db, copy!.id)
  expect(days.map(({ heldOn, slots }) => [heldOn, slots.map(({ startsAt, endsAt, moduleId }) => [startsAt, endsAt, moduleId])])).toEqual([
    ['2027-09-30', [['09:30', '12:00', town.module], ['13:00', '16:30', town.module]]], ['2027-11-24', []],
  ])
  const cohorts = await cohortsOf(db, copy!.id)
  expect(cohorts.map(({ name, state }) => [name, state])).toEqual([['第1コース', 'planned'], ['第2コース', 'planned']])
  expect(await db.selectFrom('cohort_instructor').select('person_id').where('cohort_id', '=', cohorts[0]!.id).execute()).toEqual([{ person_id: town.instructor.person }])
  expect(await db.selectFrom('completion_criteria').select(['version', 'rule']).where('training_id', '=', copy!.id).execute()).toEqual([{ version: 1, rule: { new: true } }])
  expect(await db.selectFrom('call').select('id').where('training_id', '=', copy!.id).execute()).toEqual([])
  expect(await db.selectFrom('audit_line').select(['action', 'subject']).where('action', '=', 'training.copied').execute()).toEqual([{ action: 'training.copied', subject: `training:${copy!.id}` }])
})

test.each<[string, Record<string, string>, string]>([
  ['a year that is not later', { fiscalYear: 'R8' }, '写す先は2027年度から'],
  ['a day years away', { 'days.0.id': String(town.days[0]), 'days.0.heldOn.year': '2062', 'days.0.heldOn.month': '9', 'days.0.heldOn.day': '1' }, '年度から離れています'],
  ['a day that is none', { 'days.0.id': String(town.days[0]), 'days.0.heldOn.year': '2027', 'days.0.heldOn.month': '2', 'days.0.heldOn.day': '30' }, 'この日付はありません'],
])('%s is told at its box, and nothing is made', async (_, wrong, words) => {
  const { statusCode, body } = await planner.post(page, { ...form, titleEn: 'kept words', ...wrong })
  expect([statusCode, body.includes(words), body.includes('kept words')]).toEqual([422, true, true])
  expect(await trainingsOfYear(db, 2027)).toHaveLength(1)
})

test('a day of another training cannot be handed in', async () => {
  const [copy] = await trainingsOfYear(db, 2027)
  const [foreign] = await daysOf(db, copy!.id)
  expect((await planner.post(page, { ...form, 'days.0.id': String(foreign!.id), 'days.0.heldOn.year': '2027', 'days.0.heldOn.month': '9', 'days.0.heldOn.day': '1' })).statusCode).toBe(404)
})

test('a title says its new year, and keeps what is no year', () => {
  expect(retitled('令和8年度 研修（令和8年度版）', 2026, 2027)).toBe('令和9年度 研修（令和9年度版）')
  expect(retitled('Training FY2026', 2026, 2028)).toBe('Training FY2028')
  expect(retitled('講師研修', 2026, 2027)).toBe('講師研修')
})

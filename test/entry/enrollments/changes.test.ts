import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import type { Writer } from '../../../server/base/database.ts'
import { Missing, Refusal } from '../../../server/base/errors.ts'
import { beginEnrollment, enrollAll, withdrawEnrollment, type Newcomer } from '../../../server/entry/enrollments/changes.ts'
import { emptyDatabase } from '../../support/database.ts'
import { makePerson, settle } from '../../support/people.ts'

const db = await emptyDatabase()
const town = await settle(db)
const who = { actor: null, scope: { of: 'all' as const }, now: new Date('2026-07-31T10:00:00+09:00'), random: (n: number) => new Uint8Array(n) }
const doing = <T>(work: Parameters<typeof inChange<T>>[2]) => inChange(db, who, work)
const people = async (count: number, mark: string) => (await db.insertInto('person').values(Array.from({ length: count }, (_, n) =>
  ({ name: `${mark}${n}`, kana: 'かな', municipality_id: town.tachikawa, created_at: who.now }))).returning('id').execute()).map(({ id }) => id)
const newcomer = (personId: number, cohortId: number = town.cohorts[0]): Newcomer => ({
  personId, cohortId, municipalityId: town.tachikawa, nominationId: null, category: 'adviser', professionCode: null, affiliation: '立川市',
})
const rows = () => db.selectFrom('enrollment').select(['number', 'state', 'cohort_id', 'person_id']).orderBy('number').execute()
const empty = (tx: Writer | typeof db = db) => sql`truncate enrollment restart identity cascade`.execute(tx)
const seats = async (capacity: number, over = 100) => {
  await empty()
  await db.updateTable('training').set({ capacity, over_percent: over, enrollments_given: 0, state: 'selecting' }).execute()
  await db.updateTable('cohort').set({ capacity }).execute()
}

test('people are numbered in the order they are handed in, and the line says which numbers', async () => {
  await seats(10)
  const [a, b, c] = await people(3, '順') as [number, number, number]
  const ids = await doing((change) => enrollAll(change, town.training, [newcomer(c), newcomer(a, town.cohorts[1]), newcomer(b)]))
  expect(ids).toHaveLength(3)
  expect((await rows()).map(({ number, person_id, cohort_id }) => [number, person_id, cohort_id]))
    .toEqual([[1, c, town.cohorts[0]], [2, a, town.cohorts[1]], [3, b, town.cohorts[0]]])
  const { detail } = await db.selectFrom('audit_line').select('detail').where('action', '=', 'enrollments.made').executeTakeFirstOrThrow()
  expect(detail).toEqual({ from: 1, to: 3 })
})

test('a number that was withdrawn is not given again, but the seat is', async () => {
  await seats(2)
  const [a, b, c] = await people(3, '席') as [number, number, number]
  const [first] = await doing((change) => enrollAll(change, town.training, [newcomer(a), newcomer(b)]))
  await expect(doing((change) => enrollAll(change, town.training, [newcomer(c)]))).rejects.toThrow(Refusal)
  await doing((change) => withdrawEnrollment(change, first!, '異動のため'))
  await doing((change) => enrollAll(change, town.training, [newcomer(c)]))
  expect((await rows()).map(({ number, state }) => [number, state])).toEqual([[1, 'withdrawn'], [2, 'enrolled'], [3, 'enrolled']])
})

test('somebody who stands in the training already keeps everybody else out of the same act', async () => {
  await seats(5)
  const [a, b] = await people(2, '重') as [number, number]
  await doing((change) => enrollAll(change, town.training, [newcomer(a)]))
  await expect(doing((change) => enrollAll(change, town.training, [newcomer(b), newcomer(a)]))).rejects.toThrow('enrollments.alreadyEnrolled')
  expect(await rows()).toHaveLength(1)
  await doing((change) => enrollAll(change, town.training, [newcomer(b)]))
  expect((await rows()).map(({ number }) => number)).toEqual([1, 2])
})

test('a cohort of another training is not there', async () => {
  await seats(5)
  const course = await db.selectFrom('course').select('id').executeTakeFirstOrThrow()
  const { id } = await db.insertInto('training').values({ course_id: course.id, fiscal_year: 2025, title: '別', title_en: 'Other', capacity: 9 }).returning('id').executeTakeFirstOrThrow()
  const foreign = await db.insertInto('cohort').values({ training_id: id, position: 1, name: '別', name_en: 'Other', capacity: 9 }).returning('id').executeTakeFirstOrThrow()
  const [a] = await people(1, '外') as [number]
  await expect(doing((change) => enrollAll(change, town.training, [newcomer(a, foreign.id)]))).rejects.toThrow(Missing)
})

test('beginning begins once', async () => {
  await seats(5)
  const [a] = await people(1, '始') as [number]
  const [id] = await doing((change) => enrollAll(change, town.training, [newcomer(a)]))
  const begin = () => doing(async (change) => {
    await beginEnrollment(change, id!)
    change.log('lesson.opened', 'lesson:1')
  })
  await begin()
  await begin()
  expect((await rows())[0]!.state).toBe('in_progress')
  expect(await db.selectFrom('audit_line').select('id').where('action', '=', 'enrollment.begun').execute()).toHaveLength(1)
})

test('ten thousand people are enrolled at once', async () => {
  await seats(10_000)
  await db.updateTable('cohort').set({ capacity: 5_000 }).execute()
  await sql`insert into person (name, created_at) select 'P' || n, now() from generate_series(1, 10000) n`.execute(db)
  const crowd = await db.selectFrom('person').select('id').where('name', 'like', 'P%').orderBy('id').execute()
  const ids = await doing((change) => enrollAll(change, town.training, crowd.map(({ id }, n) => newcomer(id, town.cohorts[n % 2 as 0 | 1]))))
  expect(ids).toHaveLength(10_000)
  const { last, kinds } = await db.selectFrom('enrollment').select(({ fn }) => [fn.max('number').as('last'), fn.count<number>('number').distinct().as('kinds')]).executeTakeFirstOrThrow()
  expect([last, kinds]).toEqual([10_000, 10_000])
})

// The embedded database gives everyone their turn; only a server makes this a race.
describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', () => {
  test('sixty want the last forty-three seats: exactly these are given, numbered without a gap', async () => {
    await seats(40, 108)
    await db.updateTable('cohort').set({ capacity: 30 }).execute()
    const crowd = await people(60, '競')
    const answers = await Promise.allSettled(crowd.map((id, n) =>
      doing((change) => enrollAll(change, town.training, [newcomer(id, town.cohorts[n % 2 as 0 | 1])]))))
    const refused = answers.filter((answer) => answer.status === 'rejected').map((answer) => (answer.reason as Error).message)
    expect(new Set(refused)).toEqual(new Set(['enrollments.trainingFull']))
    expect((await rows()).map(({ number }) => number)).toEqual(Array.from({ length: 43 }, (_, n) => n + 1))
    const { given } = await db.selectFrom('training').select('enrollments_given as given').where('id', '=', town.training).executeTakeFirstOrThrow()
    expect(given).toBe(43)
  })

  test('numbers go on while others leave, and none is given twice', async () => {
    await seats(60)
    const [stayed, crowd] = [await people(30, '残'), await people(30, '新')]
    const ids = await doing((change) => enrollAll(change, town.training, stayed.map((id) => newcomer(id))))
    await Promise.all([
      ...ids.slice(0, 15).map((id) => doing((change) => withdrawEnrollment(change, id, '異動のため'))),
      ...crowd.map((id) => doing((change) => enrollAll(change, town.training, [newcomer(id)]))),
    ])
    expect((await rows()).map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
  })
})

test('the same person by two changes is enrolled once', async () => {
  await seats(5)
  const person = await makePerson(db, 'ZZA重なり', 'かさなり', town.tachikawa)
  const answers = await Promise.allSettled([1, 2].map(() => doing((change) => enrollAll(change, town.training, [newcomer(person)]))))
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await rows()).toHaveLength(1)
})

import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, givePost, idOf, makePerson, settle } from '../../support/people.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const choice = await idOf(db.insertInto('day_choice').values({ cohort_id: town.cohorts[0], title: '演習', title_en: 'Practice', closes_on: '2026-09-10' }).returning('id'))
  const dayOf = (held_on: string, seats: number) => idOf(db.insertInto('class_day').values({ cohort_id: town.cohorts[0], held_on, day_choice_id: choice, seats }).returning('id'))
  const [early, late] = [await dayOf('2026-09-18', 3), await dayOf('2026-09-24', 20)]
  const chosen = () => db.selectFrom('chosen_day').select(['enrollment_id', 'class_day_id']).where('is_chosen', '=', true).execute()

  test('F18: of twenty who want one of three seats in the same moment three get it, and the others are told', async () => {
    const doors = []
    for (let n = 0; n < 20; n += 1) {
      const who = await givePost(db, await makePerson(db, `受講 ${n}`, 'じゅこう', town.tama), 'trainee', null, `t${n}@house.test`)
      await enroll(db, town, who.person, n + 1, { municipality: town.tama })
      doors.push(await house.visitor(who))
    }
    const answers = await Promise.all(doors.map((door) => door.post(`/my-days/choices/${choice}`, { dayId: String(early) })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 303, 303, ...Array<number>(17).fill(409)])
    expect(await chosen()).toHaveLength(3)
    for (const { statusCode, body } of answers) if (statusCode === 409) expect(body).toContain('定員（3人）に達しています')
    // While the office gives the rest a day, they choose for themselves: everybody ends with one, and nobody with two.
    const planner = await house.visitor(town.planner)
    const both = await Promise.all([planner.post(`/day-choices/${choice}/rest`), ...doors.map((door) => door.post(`/my-days/choices/${choice}`, { dayId: String(late) }))])
    expect(both.filter(({ statusCode }) => statusCode !== 303)).toEqual([])
    const days = await chosen()
    expect([days.length, new Set(days.map((row) => row.enrollment_id)).size]).toEqual([20, 20])
    expect(days.filter((row) => row.class_day_id === early).length).toBeLessThanOrEqual(3)
  })

  test('while the office gives people a day, an instructor marks them on another one: nobody fails, and nobody has two', async () => {
    await db.deleteFrom('chosen_day').execute()
    await db.updateTable('class_day').set({ seats: null }).where('id', 'in', [early, late]).execute()
    const slot = await idOf(db.insertInto('slot').values({ class_day_id: early, position: 1, title: '演習', starts_at: '10:00', ends_at: '12:00' }).returning('id'))
    await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
    house.setClock('2026-09-18T10:05:00+09:00')
    const [planner, instructor] = [await house.visitor(town.planner), await house.visitor(town.instructor)]
    const people = (await db.selectFrom('enrollment').select('id').orderBy('id').execute()).map(({ id }) => id)
    const put = (id: number) => planner.post(`/day-choices/${choice}/people`, { people: String(id), dayId: String(late) })
    const mark = (id: number) => instructor.post(`/slots/${slot}/roll`, { 'rows.0.enrollmentId': String(id), 'rows.0.state': 'present' })
    const answers = await Promise.all(people.flatMap((id) => [mark(id), put(id)]))
    // Whoever has another day by then is not on this roll.
    expect(answers.filter(({ statusCode }) => ![303, 404].includes(statusCode)).map(({ statusCode }) => statusCode)).toEqual([])
    const days = await chosen()
    expect([days.length, new Set(days.map((row) => row.enrollment_id)).size]).toEqual([people.length, people.length])
  })
})

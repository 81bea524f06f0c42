import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, makePerson, settle } from '../../support/people.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-09-17T09:44:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const [slot] = town.slots
  const people = await Promise.all(Array.from({ length: 12 }, async (_, n) => enroll(db, town, await makePerson(db, `受講 ${n}`, 'じゅこう', town.tama), n + 1)))
  const doors = await Promise.all([house.visitor(town.planner), house.visitor(town.contractor)])
  const tap = (enrollment: number, state: string) => ({ 'rows.0.enrollmentId': String(enrollment), 'rows.0.state': state })
  const standing = () => db.selectFrom('attendance').select(['enrollment_id', 'state']).where('slot_id', '=', slot).execute()

  test('two tablets tap the same row: the last stands, both are kept, and nobody sees a conflict', async () => {
    const [person] = people as [number]
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => doors[n % 2]!.post(`/slots/${slot}/roll`, tap(person, n % 2 === 0 ? 'present' : 'absent_unnotified'))))
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([303]))
    const kept = await db.selectFrom('attendance_mark').select('state').where('enrollment_id', '=', person).orderBy('id').execute()
    expect(kept.length).toBeGreaterThan(1)
    expect(await standing()).toEqual([{ enrollment_id: person, state: kept.at(-1)!.state }])
    // Each mark differs from the one before it: what was kept is the order in which they stood.
    expect(kept.every(({ state }, n) => n === 0 || state !== kept[n - 1]!.state)).toBe(true)
    const { attended } = await db.selectFrom('enrollment').select('attended').where('id', '=', person).executeTakeFirstOrThrow()
    expect(attended).toBe(kept.at(-1)!.state === 'present')
  })
  test('two whole sheets in opposite order never wait for each other', async () => {
    const sheet = (ids: number[], state: string) => Object.assign({ whole: '1', evidence: 'staff' }, ...ids.map((id, row) => (
      { [`rows.${row}.enrollmentId`]: String(id), [`rows.${row}.state`]: state }))) as Record<string, string>
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => doors[n % 2]!.post(`/slots/${slot}/roll`,
      n % 2 === 0 ? sheet(people, 'present') : sheet(people.toReversed(), 'absent_notified'))))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(6).fill(303))
    expect(new Set((await standing()).map(({ state }) => state)).size).toBe(1)
  })
})

import { beforeAll, describe, expect, test } from 'vitest'
import { htmx, openHouse } from '../../support/app.ts'
import { enroll, makePerson, settle } from '../../support/people.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-09-17T09:50:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const [slot] = town.slots
  const people = await Promise.all(Array.from({ length: 6 }, async (_, n) => enroll(db, town, await makePerson(db, `受講 ${n}`, 'じゅこう', town.tama), n + 1)))
  const doors = await Promise.all([house.visitor(town.planner), house.visitor(town.contractor)])
  const moment = (second: number) => new Date('2026-09-17T09:30:00+09:00').getTime() + second * 1_000
  interface Made { person: number; second: number; state: string; door: number }
  const send = (door: number, made: readonly Made[]) => doors[door]!.post(`/slots/${slot}/taps`, Object.fromEntries(made.flatMap(({ person, second, state }, n) => [
    [`taps.${n}.key`, `tap-key-${door}-${second}`], [`taps.${n}.enrollmentId`, String(people[person])], [`taps.${n}.state`, state],
    [`taps.${n}.at`, String(moment(second))], [`taps.${n}.seen`, 'unset'],
  ])), htmx('div#taps-answer'))
  const standing = async () => Object.fromEntries((await db.selectFrom('attendance').select(['enrollment_id', 'state']).where('slot_id', '=', slot).execute())
    .map(({ enrollment_id, state }) => [people.indexOf(enrollment_id), state]))

  // The first page of a process makes its templates, which takes longer than a tap may wait.
  beforeAll(async () => { await doors[0]!.get(`/class-days/${town.days[0]}?slot=${slot}`) })

  test('one tap that is sent ten times at once is one mark', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(0, [{ person: 0, second: 1, state: 'present', door: 0 }])))
    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${/data-fate="(\w+)"/.exec(body)?.[1]}`))).toEqual(new Set(['200 stands']))
    expect(await db.selectFrom('attendance_mark').select('state').where('enrollment_id', '=', people[0]!).execute()).toEqual([{ state: 'present' }])
  })
  test('two doors that were apart send all they have at once, twice: of each person the latest stands, and each tap is kept once', async () => {
    const states = ['present', 'absent_notified', 'absent_unnotified']
    const made = Array.from({ length: 36 }, (_, n): Made => ({ person: n % 6, second: 10 + (n * 17) % 36, state: states[(n * 7 + Math.floor(n / 6)) % 3]!, door: (n * 5 + 3) % 2 }))
    const parts = [0, 1].flatMap((door) => { const own = made.filter((one) => one.door === door); return [own.slice(0, 9), own.slice(5), own] })
    const answers = await Promise.all(parts.map((part) => send(part[0]!.door, part)))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(6).fill(200))
    const last = Object.fromEntries(people.map((_, person) => [person, made.filter((one) => one.person === person).toSorted((a, b) => a.second - b.second).at(-1)!.state]))
    expect(await standing()).toEqual(last)
    const kept = await db.selectFrom('attendance_mark').select('tap_key').where('tap_key', '<>', 'tap-key-0-1').execute()
    expect(kept.map(({ tap_key }) => tap_key).toSorted()).toEqual(made.map(({ door, second }) => `tap-key-${door}-${second}`).toSorted())
  })
  test('one undo that is sent five times at once takes one tap back, and what stood before stands again', async () => {
    const before = (await standing())[1]
    await send(0, [{ person: 1, second: 100, state: before === 'present' ? 'absent_notified' : 'present', door: 0 }])
    const { id } = await db.selectFrom('attendance_mark').select('id').where('tap_key', '=', 'tap-key-0-100').executeTakeFirstOrThrow()
    const answers = await Promise.all(Array.from({ length: 5 }, () => doors[0]!.post(`/slots/${slot}/undo`, { mark: String(id) })))
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([303, 409, 409, 409, 409])
    expect((await standing())[1]).toBe(before)
    expect(await db.selectFrom('attendance_mark').select('id').where('undoes', '=', id).execute()).toHaveLength(1)
  })
})

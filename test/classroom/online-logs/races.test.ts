import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { morning, openDesk } from './desk.ts'

/** F20, F17 on a server with several connections. */
describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-09-18T10:00:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const desk = await openDesk(house, town)
  const offices = await Promise.all([house.visitor(town.planner), house.visitor(town.contractor)])
  const sent = async (n: number) => String((await desk.send(offices[n % 2]!, morning(desk))).headers.location)
  const counted = async () => ({
    marks: Number((await db.selectFrom('attendance_mark').select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()).n),
    lines: (await db.selectFrom('audit_line').select('id').where('action', '=', 'onlineLog.taken').execute()).length,
  })

  test('one log taken in six times at once counts once', async () => {
    const log = await sent(0)
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => offices[n % 2]!.post(`${log}/taking`)))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, ...Array(5).fill(409)])
    expect(await counted()).toEqual({ marks: 6, lines: 1 })
  })
  test('of two logs of one day taken in at once one counts, and the other is asked to look again', async () => {
    await desk.clear()
    const [one, two] = [await sent(0), await sent(1)]
    const before = await counted()
    const answers = await Promise.all([offices[0]!.post(`${one}/taking`), offices[1]!.post(`${two}/taking`)])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
    expect(answers.find(({ statusCode }) => statusCode === 409)!.body).toContain('別の記録が取り込まれたか取り消されました')
    expect(await counted()).toEqual({ marks: before.marks + 6, lines: before.lines + 1 })
    expect((await desk.states()).filter((state) => state === 'taken')).toHaveLength(1)
  })
  test('a tap at the door between the look and the act is not lost', async () => {
    await desk.clear()
    const log = await sent(0)
    const tap = { 'rows.0.enrollmentId': String(desk.taro.id), 'rows.0.state': 'absent_unnotified' }
    const answers = await Promise.all([offices[0]!.post(`${log}/taking`), offices[1]!.post(`/slots/${town.slots[0]}/roll`, { ...tap, reason: '受付で確認' })])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([303, 303])
    const standing = (await desk.standing()).find((one) => one.enrollment_id === desk.taro.id && one.slot_id === town.slots[0])
    expect(standing, 'whichever came first, what a person said at the door stands').toMatchObject({ state: 'absent_unnotified', evidence: 'staff' })
  })
})

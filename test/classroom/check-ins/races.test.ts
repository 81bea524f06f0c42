import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'
import { scanHeld, shownOn } from './door.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const now = '2026-09-17T09:12:00+09:00'
  const house = await openHouse({ now })
  const { db } = house
  const town = await settle(db)
  const [slot] = town.slots
  const own = `/check-in/slots/${slot}`
  const [staff, contractor] = await Promise.all([house.visitor(town.planner), house.visitor(town.contractor)])
  await staff.post(`/slots/${slot}/check-in`, { opensAt: '09:00', closesAt: '09:40' })
  const { token, code } = await shownOn(db, slot, now)
  const scan = scanHeld(await house.stranger().get(`/check-in/${slot}/${token}`))
  let number = 0
  const somebody = async (cohort: number = town.cohorts[0]) => {
    const own = number += 1
    const one = await givePost(db, await makePerson(db, `受講 ${own}`, 'じゅこう', town.tachikawa), 'trainee', town.tachikawa)
    return { enrollment: await enroll(db, town, one.person, own, { cohort }), visitor: await house.visitor(one) }
  }
  const kept = (enrollment: number) => db.selectFrom('attendance_mark').select(['state', 'evidence']).where('enrollment_id', '=', enrollment).orderBy('id').execute()
  const acts = async (action: string) => (await db.selectFrom('audit_line').select('id').where('action', '=', action).execute()).length

  test('twenty identical posts are one act, with a key of the form or without', async () => {
    for (const form of [{ onceKey: 'one-and-the-same' }, {}] as Record<string, string>[]) {
      const { enrollment, visitor } = await somebody()
      const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.post(own, form, {}, scan)))
      expect(new Set(answers.map(({ statusCode, headers }) => `${statusCode} ${headers.location}`))).toEqual(new Set([`303 ${own}`]))
      expect(await kept(enrollment)).toEqual([{ state: 'present', evidence: 'qr' }])
    }
    expect(await acts('check_in.done')).toBe(2)
  })
  test('a scan and a tap of staff in the same moment: the word of staff stands in the end, and nobody is told of an error', async () => {
    const people = await Promise.all([1, 2, 3, 4, 5, 6].map(() => somebody()))
    for (const { enrollment, visitor } of people) {
      const [scanned, tapped] = await Promise.all([visitor.post(own, {}, {}, scan),
        staff.post(`/slots/${slot}/roll`, { 'rows.0.enrollmentId': String(enrollment), 'rows.0.state': 'absent_notified', reason: '本人から連絡' })])
      expect([scanned.statusCode, tapped.statusCode]).toEqual([303, 303])
      expect((await kept(enrollment)).at(-1)).toEqual({ state: 'absent_notified', evidence: 'staff' })
    }
  })
  test('two desks that answer the same person: one answer, one mark, and the other is told', async () => {
    for (let n = 0; n < 5; n += 1) {
      const { enrollment, visitor } = await somebody(town.cohorts[1])
      await Promise.all(Array.from({ length: 5 }, () => visitor.post(`${own}/walk-in`, {}, {}, scan)))
      const wishes = await db.selectFrom('walk_in').select('id').where('enrollment_id', '=', enrollment).execute()
      expect(wishes).toHaveLength(1)
      const to = `/slots/${slot}/walk-ins/${wishes[0]!.id}`
      const answers = await Promise.all([staff.post(`${to}/acceptance`), contractor.post(`${to}/refusal`, { reason: '席がありません' }), contractor.post(`${to}/acceptance`),
        staff.post(`/slots/${slot}/walk-ins`, { enrollmentId: String(enrollment) })])
      const { state } = await db.selectFrom('walk_in').select('state').where('id', '=', wishes[0]!.id).executeTakeFirstOrThrow()
      expect((await kept(enrollment)).length).toBe((await db.selectFrom('walk_in').select('id').where('enrollment_id', '=', enrollment).where('state', '=', 'accepted').execute()).length)
      expect(['accepted', 'refused']).toContain(state)
      expect(answers.slice(0, 3).filter(({ statusCode }) => statusCode === 303)).toHaveLength(1)
    }
  })
  test('many guesses at once are counted one by one', async () => {
    const { visitor } = await somebody()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => visitor.post('/check-in', { code: `ZZZZ-ZZ${String(n).padStart(2, '0')}` })))
    expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(5)
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(15)
    expect((await visitor.post('/check-in', { code })).statusCode).toBe(429)
  })
})

import { describe, expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'
import { markAbsent, missing, terms } from './world.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-10-01T10:00:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const { seat } = await missing(db, town)
  await terms(db, town.training)
  await db.updateTable('cohort').set({ capacity: 1 }).execute()
  const people: { enrollment: number; visitor: VisitorOf }[] = []
  for (let n = 0; n < 20; n += 1) {
    const who = await givePost(db, await makePerson(db, `受講 ${n}`, 'じゅこう', town.tama), 'trainee', null, `t${n}@house.test`)
    const enrollment = await enroll(db, town, who.person, n + 10, { municipality: town.tama })
    await markAbsent(db, town.slots[0], enrollment)
    people.push({ enrollment, visitor: await house.visitor(who) })
  }

  test('twenty ask for the last seat at once: one has it, and nineteen are told that it is gone', async () => {
    // On a machine that is slow some are asked to send it once more (503), and they do.
    const ask = async ({ enrollment, visitor }: typeof people[number]): Promise<Awaited<ReturnType<VisitorOf['post']>>> => {
      const answer = await visitor.post(`/my-make-ups/${enrollment}/${town.slots[0]}/seat`, { seatSlotId: String(seat) })
      return answer.statusCode === 503 ? ask({ enrollment, visitor }) : answer
    }
    const answers = await Promise.all(people.map(ask))
    const told = answers.map(({ statusCode, body }) => statusCode === 303 ? 'has it' : statusCode === 409 && body.includes('満席') ? 'is full' : `${statusCode} ${body.slice(0, 2000)}`)
    expect(told.toSorted()).toEqual(['has it', ...Array(19).fill('is full')])
    expect(await db.selectFrom('make_up').select('id').where('state', '=', 'booked').execute()).toHaveLength(1)
  })
  test('twenty taps of the same person are one report', async () => {
    const { enrollment, visitor } = people.at(-1)!
    await db.deleteFrom('make_up').execute()
    const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.post(`/my-make-ups/${enrollment}/${town.slots[0]}/report`, { report: 'まだ途中です', act: 'save' })))
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([303]))
    expect(await db.selectFrom('make_up').select('state').execute()).toEqual([{ state: 'draft' }])
  })
})

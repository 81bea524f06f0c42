import { describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-07-03T08:00:00+09:00' })
  const { db, post } = house
  const town = await settle(db)
  await db.updateTable('call').set({ closes_on: '2026-07-10', state: 'published', route: 'municipality' }).execute()

  test('six schedulers hold the round of one hour at once: each municipality has one letter, and one line says so', async () => {
    await Promise.all(Array.from({ length: 6 }, () => crew.remind!.work(house.crewHouse, {} as never)))
    await drain(house.crewHouse, crew)
    const given = await db.selectFrom('reminder').select('municipality_id').where('kind', '=', 'sheet').orderBy('municipality_id').execute()
    expect(given.map(({ municipality_id }) => municipality_id)).toEqual([town.tachikawa, town.tama].toSorted((a, b) => a - b))
    expect(post.mails.map(({ to }) => to).toSorted()).toEqual([town.clerkOfTachikawa, town.clerkOfTama].map(({ person }) => `p${person}@house.test`).toSorted())
    expect(await db.selectFrom('audit_line').select('subject').where('action', '=', 'reminders.given').execute()).toEqual([{ subject: `call:${town.call}` }])
  })
})

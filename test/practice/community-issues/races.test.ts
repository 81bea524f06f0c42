import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { conferring, dayBoxes, themed } from './world.ts'

/** An issue is raised at a conference, or out of a case, in the moment in which a colleague removes it. It proves something on PostgreSQL only. */
const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const theme = await themed(db)
const { area, individual } = await conferring(db, town.tachikawa, 'ZZA')
const [clerk, colleague] = [await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTachikawa)]
const { type_id } = await db.selectFrom('conference').select('type_id').where('id', '=', area).executeTakeFirstOrThrow()
const issue = (more: Record<string, string>) => ({ title: 'ZZA移動', situation: 'バス停まで歩けない人がいる。', themes: String(theme.transport), function: 'issue_discovery', ...dayBoxes('raisedOn', '2026-06-10'), ...more })

test('twenty rounds at a conference that is removed: one of the two is told, and no issue names what is gone', async () => {
  const seen = new Set<string>()
  for (let round = 1; round <= 20; round += 1) {
    const id = await idOf(db.insertInto('conference').values({ municipality_id: town.tachikawa, type_id, fiscal_year: 2026, held_on: '2026-06-20', state: 'planned' }).returning('id'))
    const [raised, removed] = await Promise.all([clerk.post('/community-issues', issue({ conferenceId: String(id) })), colleague.post(`/conferences/${id}/removal`)])
    seen.add(`${raised.statusCode} ${removed.statusCode}`)
    const isThere = await db.selectFrom('conference').select('id').where('id', '=', id).executeTakeFirst() !== undefined
    expect(isThere, `${raised.statusCode} ${removed.statusCode}`).toBe(raised.statusCode === 303)
  }
  expect([...seen].filter((both) => both !== '303 409' && both !== '404 303')).toEqual([])
})

test('twenty rounds out of a case that is removed', async () => {
  const seen = new Set<string>()
  for (let round = 1; round <= 20; round += 1) {
    const id = await idOf(db.insertInto('care_case').values({ municipality_id: town.tachikawa, conference_id: individual, number: 10 + round, managed_by: 'support_center', care_level: 'support_1', age_band: '75_84', summary: 'x' }).returning('id'))
    const [raised, removed] = await Promise.all([clerk.post('/community-issues', issue({ cases: String(id) })), colleague.post(`/care-cases/${id}/removal`)])
    seen.add(`${raised.statusCode} ${removed.statusCode}`)
  }
  expect([...seen].filter((both) => both !== '303 409' && both !== '404 303')).toEqual([])
})

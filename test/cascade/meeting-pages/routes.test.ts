import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { putMeeting } from '../meetings.ts'

/** K1–K3, screen 10: one page for a meeting, and who sees what of it. */
const house = await openHouse({ now: '2026-10-20T10:00:00+09:00', logger: { level: 'error' } })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, expert, trainee] = [await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.expert), await house.visitor(town.trainee)]

test('smoke', async () => {
  const m = await putMeeting(db)
  for (const [who, pages] of [
    [planner, ['', '/edit', '/agenda', '/agenda-paper', '/documents', '/replies', '/reminder', `/replies/${town.tama}`, '/door', '/door/screen', '/screen', '/screen?item=2', '/cancellation', '/postponement', '/holding', '/announcement', '/replies-file', '/attendees-paper']],
    [contractor, ['', '/agenda', '/replies', '/door']], [clerk, ['', '/reply', '/reply/check', '/screen', '/agenda-paper']],
  ] as const) for (const page of pages) {
    for (const lang of ['ja', 'en']) expect([page, (await who.get(`${m.page}${page}`, {}, { language: lang })).statusCode]).toEqual([page, 200])
  }
  for (const page of ['/liaison-meetings', `/meeting-items/${m.items[0]}`, `/meeting-items/${m.items[0]}/documents`, '/meeting-series/new', `/meeting-series/${m.series}`, `/meeting-series/${m.series}/meetings/new`]) expect([page, (await planner.get(page)).statusCode]).toEqual([page, 200])
  expect((await clerk.get('/liaison-meetings')).statusCode).toBe(200)
  expect((await expert.get('/liaison-meetings')).statusCode).toBe(200)
  expect((await expert.get(m.page)).statusCode).toBe(404)
  expect((await trainee.get(m.page)).statusCode).toBe(404)
})

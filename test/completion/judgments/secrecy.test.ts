import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import type { Kind } from '../../../server/base/policy.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'
import { plainPaper } from '../../support/plain-paper.ts'
import { openTo, waysOf } from '../../support/ways.ts'

/** C10: what is proposed and decided on, and asked of a second person, is invisible outside by any way until it is confirmed. */
const house = await openHouse({ paper: plainPaper, now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await db.updateTable('training').set({ state: 'running' }).execute()
const [mine, theirs] = [await enroll(db, town, town.trainee.person, 1), await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })]
const [planner, approver] = await Promise.all([town.planner, town.approver].map((who) => house.visitor(who)))
const kinds = { municipality: town.clerkOfTachikawa, trainee: town.trainee, instructor: town.instructor, expert: town.expert } as const
const outsiders = await Promise.all(Object.entries(kinds).map(async ([kind, who]) => [kind as Kind, await house.visitor(who)] as const))
await house.app.ready()
const ways = waysOf(house.app).filter(({ method, url }) => method === 'GET' && !/^\/(static|styleguide|health|help|verify)\b/.test(url))
const day = { 'completedOn.year': '2026', 'completedOn.month': '11', 'completedOn.day': '20' }
const judgment = async () => (await db.selectFrom('judgment').select('id').executeTakeFirstOrThrow()).id

const inside = new Set([town.planner, town.approver].map(({ person }) => `p${person}@house.test`))

/** Everything outsiders are shown, by page, one-time keys left out, with what they were sent. */
async function outside(): Promise<Map<string, string>> {
  await drain(house.crewHouse, crew)
  const seen = new Map([['mail', JSON.stringify(house.post.mails.filter(({ to }) => !inside.has(to)))]])
  for (const [kind, guest] of outsiders) {
    for (const { at } of openTo(ways, kind)) {
      for (const address of [at(), `${at()}?q=${encodeURIComponent('けん しゅうこ')}`]) {
        const { statusCode, body } = await guest.get(address)
        seen.set(`${kind} ${address}`, `${statusCode} ${body.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|req-\w+/g, '…')}`)
      }
    }
  }
  return seen
}

test('what is proposed, decided, asked for and given back changes no byte of what is shown outside', async () => {
  expect((await planner!.post(`/trainings/${town.training}/criteria`, { lessons: 'none', attendance: 'all', lateLimitMinutes: '10', madeUpCounts: 'yes' })).statusCode).toBe(303)
  expect((await planner!.post(`/trainings/${town.training}/judgments`, day)).statusCode).toBe(303)
  const before = await outside()
  expect(before.size).toBeGreaterThan(100)
  const id = await judgment()
  const same = async (what: string) => {
    const after = await outside()
    expect([...after].filter(([page, text]) => before.get(page) !== text).map(([page]) => page), what).toEqual([])
  }
  expect((await planner!.post(`/judgments/${id}/decisions`, { enrollmentId: String(mine), decision: 'completed', reason: 'ZZ秘密の理由' })).statusCode).toBe(303)
  expect((await planner!.post(`/judgments/${id}/decisions`, { enrollmentId: String(theirs), decision: 'not_completed', reason: 'ZZ秘密の理由' })).statusCode).toBe(303)
  await same('decided')
  expect((await planner!.post(`/judgments/${id}/request`)).statusCode).toBe(303)
  await same('asked for')
  expect((await approver!.post(`/judgments/${id}/approval`, { decision: 'return', note: 'ZZ直す' })).statusCode).toBe(303)
  await same('given back')
  expect((await planner!.post(`/judgments/${id}/request`)).statusCode).toBe(303)
}, 240_000)

test('no certificate can be had of it, whatever is asked', async () => {
  expect((await approver!.post(`/trainings/${town.training}/certificates`, { 'issuedOn.year': '2026', 'issuedOn.month': '11', 'issuedOn.day': '24' })).statusCode).toBe(409)
  expect(await db.selectFrom('certificate').select('id').execute()).toEqual([])
  expect(await db.selectFrom('enrollment').select('completed_on').where('completed_on', 'is not', null).execute()).toEqual([])
})

test('confirmed, it is told to those it is about, without the reason', async () => {
  const before = await outside()
  expect((await approver!.post(`/judgments/${await judgment()}/approval`, { decision: 'approve' })).statusCode).toBe(303)
  const after = await outside()
  expect([...after].filter(([page, text]) => before.get(page) !== text).map(([page]) => page)).toEqual(expect.arrayContaining(['municipality /enrollments', 'trainee /']))
  expect(house.post.mails.map(({ to }) => to)).toEqual(expect.arrayContaining([`p${town.trainee.person}@house.test`]))
  expect([...after].filter(([, text]) => text.includes('ZZ秘密')).map(([page]) => page)).toEqual([])
}, 120_000)

import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'

/** D6, 欠席・遅刻届: the day is 17 September, and begins at 9:30. */
const house = await openHouse({ now: '2026-09-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const own = await enroll(db, town, town.trainee.person, 1)
await db.updateTable('training').set({ state: 'running' }).execute()
const [day, otherDay] = town.days
const page = `/my-days/${day}/notice`
let [trainee, staff] = [] as unknown as [VisitorOf, VisitorOf]
beforeAll(async () => { [trainee, staff] = [await house.visitor(town.trainee), await house.visitor(town.planner)] })
beforeEach(async () => {
  house.setClock('2026-09-15T10:00:00+09:00')
  for (const table of ['absence_notice', 'attendance', 'attendance_mark'] as const) await db.deleteFrom(table).execute()
})
const notices = () => db.selectFrom('absence_notice').select(['enrollment_id', 'kind', 'arrives_at', 'reason', 'taken_back_at']).orderBy('id').execute()
const marks = () => db.selectFrom('attendance').select(['slot_id', 'state', 'evidence', 'reason']).orderBy('slot_id').execute()
const absent = { kind: 'absent', reason: '担当の方の急な対応' }

describe('before the day begins', () => {
  test('an absence is on the roll at once, seen at the door with its reason, and told to the municipality without it', async () => {
    expect((await trainee.post(page, absent)).statusCode).toBe(303)
    expect(await notices()).toMatchObject([{ enrollment_id: own, kind: 'absent', arrives_at: null, taken_back_at: null }])
    expect(await marks()).toEqual(town.slots.map((slot_id) => ({ slot_id, state: 'absent_notified', evidence: 'self_declared', reason: absent.reason })))
    const roll = (await staff.get(`/class-days/${day}`)).body
    for (const words of ['欠席の連絡あり', absent.reason]) expect(roll).toContain(words)
    expect(await db.selectFrom('audit_line').select(['subject', 'person_id']).where('action', '=', 'absence.sent').execute()).toEqual([{ subject: `enrollment:${own}`, person_id: town.trainee.person }])
    await drain(house.crewHouse, crew)
    const letters = await db.selectFrom('message').select(['title', 'body', 'municipality_id']).where('template', '=', 'absence_sent_listed').execute()
    expect(letters).toMatchObject([{ municipality_id: town.tachikawa }])
    expect(letters[0]!.body).toContain('ZZA研 修子')
    expect(letters[0]!.body).not.toContain(absent.reason)
  })
  test('who will be late is awaited: the time stands on the roll, and nothing is marked', async () => {
    expect((await trainee.post(page, { kind: 'late', arrivesAt: '１０：５', reason: '電車の遅れ' })).statusCode).toBe(303)
    expect(await notices()).toMatchObject([{ kind: 'late', arrives_at: '10:05' }])
    expect(await marks()).toEqual([])
    expect((await staff.get(`/class-days/${day}`)).body).toContain('遅れます　10:05ごろ')
  })
  test('taken back, the roll is as before, and what the desk marked stays', async () => {
    await trainee.post(page, absent)
    await staff.post(`/slots/${town.slots[1]}/roll`, { 'rows.0.enrollmentId': String(own), 'rows.0.state': 'exempt', reason: '別の研修で受講済み' })
    expect((await trainee.post(`${page}/removal`, {})).statusCode).toBe(303)
    expect(await marks()).toMatchObject([{ slot_id: town.slots[1], state: 'exempt' }])
    expect((await notices())[0]!.taken_back_at).not.toBeNull()
  })
  test('sent anew, the latest stands alone', async () => {
    await trainee.post(page, absent)
    await trainee.post(page, { kind: 'late', arrivesAt: '11:00', reason: '通院' })
    expect((await notices()).filter(({ taken_back_at }) => taken_back_at === null)).toMatchObject([{ kind: 'late', arrives_at: '11:00' }])
    expect(await marks()).toEqual([])
  })
  test.each([
    ['late without a time', { kind: 'late', reason: '通院' }, '着く時刻を 10:00 のように'],
    ['a time before the day begins', { kind: 'late', arrivesAt: '9:30', reason: '通院' }, '09:30より後、16:30より前'],
    ['no reason', { kind: 'absent', reason: '' }, '理由'],
  ])('%s is said at its box', async (_, form, words) => {
    const answer = await trainee.post(page, form)
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain(words)
    expect(await notices()).toEqual([])
  })
  test('a day of another cohort is not there', async () => {
    expect((await trainee.get(`/my-days/${otherDay}/notice`)).statusCode).toBe(404)
    expect((await trainee.post(`/my-days/${otherDay}/notice`, absent)).statusCode).toBe(404)
  })
})

test('once the day began, it is for the telephone', async () => {
  house.setClock('2026-09-17T09:29:00+09:00')
  expect((await trainee.post(page, { kind: 'late', arrivesAt: '10:00', reason: '電車の遅れ' })).statusCode).toBe(303)
  house.setClock('2026-09-17T09:30:00+09:00')
  const answer = await trainee.post(page, absent)
  expect([answer.statusCode, answer.body.includes('この研修日は始まっています')]).toEqual([409, true])
  expect((await trainee.get(page)).body).toContain('事務局へ電話で')
})

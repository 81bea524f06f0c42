import ICAL from 'ical.js'
import { beforeAll, expect, test } from 'vitest'
import { icsOf } from '../../../server/messages/calendar/ics.ts'
import { isCanceled, sequenceOf, uidOf, type Entry } from '../../../server/messages/calendar/rules.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'

/** N3: class days in people's calendars, read back by another program. */
const house = await openHouse()
const { db } = house
const town = await settle(db)
const enrollment = await enroll(db, town, town.trainee.person, 107)
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
let [trainee, planner] = [null, null] as unknown as [VisitorOf, VisitorOf]
beforeAll(async () => { [trainee, planner] = [await house.visitor(town.trainee), await house.visitor(town.planner)] })

const day = town.days[0]!
const read = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text))
  return { method: calendar.getFirstPropertyValue('method'), events: calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one)) }
}
const file = async (who = trainee) => (await who.get(`/my-calendar/days/${day}/ics`)).body
const statusOf = (event: ICAL.Event) => event.component.getFirstPropertyValue('status')

test('a day is a file with times in UTC, short lines, and a name that stays', async () => {
  const answer = await trainee.get(`/my-calendar/days/${day}/ics`)
  expect(answer.headers).toMatchObject({ 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': expect.stringContaining('class-day-2026-09-17.ics') })
  const { method, events: [event] } = read(answer.body)
  expect([method, event!.uid, event!.summary, event!.location, statusOf(event!)]).toEqual(
    ['PUBLISH', `class-day-${day}.enrollment-${enrollment}@house.test`, '令和8年度 地域ケア会議実践者養成研修　第1コース', '立川ホール', 'CONFIRMED'])
  expect([event!.startDate.toJSDate(), event!.endDate.toJSDate()]).toEqual([new Date('2026-09-17T09:30:00+09:00'), new Date('2026-09-17T16:30:00+09:00')])
  expect(answer.body).toContain('DTSTART:20260917T003000Z')
  for (const line of answer.body.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
})

test('each change of day, place or time counts once and for what it is; a change of anything else does not', async () => {
  const sequence = async () => read(await file()).events[0]!.sequence
  const before = await sequence()
  await db.transaction().execute(async (tx) => { // one change of a form touches many rows
    await tx.updateTable('class_day').set({ place: '多摩ホール', held_on: '2026-09-24' }).where('id', '=', day).execute()
    await tx.updateTable('slot').set({ ends_at: '17:00' }).where('id', '=', town.slots[1]).execute()
    await tx.updateTable('slot').set({ starts_at: '09:00' }).where('id', '=', town.slots[0]).execute()
  })
  expect(await sequence()).toBe(before + 1)
  await db.updateTable('class_day').set({ directions: '駅から5分', opens_at: '08:45' }).where('id', '=', day).execute()
  await db.updateTable('slot').set({ title: '講義' }).where('id', '=', town.slots[0]).execute()
  expect(await sequence()).toBe(before + 1)
  const { events: [event] } = read(await file())
  expect([event!.startDate.toJSDate().toISOString(), event!.location]).toEqual(['2026-09-24T00:00:00.000Z', '多摩ホール'])
  await db.updateTable('class_day').set({ place: '立川ホール' }).where('id', '=', day).execute()
  expect(await sequence()).toBe(before + 2) // back where it was is a change, too
})

test('a canceled cohort takes its days out, and one that is held after all puts them in again, each time as newer', async () => {
  const before = read(await file()).events[0]!.sequence
  await db.updateTable('cohort').set({ state: 'canceled' }).where('id', '=', town.cohorts[0]).execute()
  let now = read(await file())
  expect([now.method, statusOf(now.events[0]!), now.events[0]!.sequence]).toEqual(['CANCEL', 'CANCELLED', before + 1])
  expect((await trainee.get('/my-calendar')).body).toContain('カレンダーから外す')
  await db.updateTable('cohort').set({ state: 'planned' }).where('id', '=', town.cohorts[0]).execute()
  await db.updateTable('training').set({ state: 'postponed' }).where('id', '=', town.training).execute()
  await db.updateTable('training').set({ state: 'planned' }).where('id', '=', town.training).execute()
  now = read(await file())
  expect([now.method, statusOf(now.events[0]!), now.events[0]!.sequence]).toEqual(['PUBLISH', 'CONFIRMED', before + 4])
})

test('a private address shows one’s own days and nobody’s name, and is void once revoked or made anew', async () => {
  expect((await trainee.post('/my-calendar/feed')).statusCode).toBe(303)
  const addressOn = async () => /https?:\/\/[^"]+\/calendar\/[\w-]{32}\/days\.ics/.exec((await trainee.get('/my-calendar')).body)![0]
  const first = new URL(await addressOn()).pathname
  const guest = house.stranger()
  const answer = await guest.get(first)
  expect([answer.statusCode, read(answer.body).events.length, answer.body.includes('修子'), answer.headers['x-robots-tag']]).toEqual([200, 1, false, 'noindex, nofollow'])
  await trainee.post('/my-calendar/feed')
  const second = new URL(await addressOn()).pathname
  expect([second === first, (await guest.get(first)).statusCode, (await guest.get(second)).statusCode]).toEqual([false, 404, 200])
  await trainee.post('/my-calendar/feed/removal')
  expect([(await guest.get(second)).statusCode, (await trainee.post('/my-calendar/feed/removal')).statusCode]).toEqual([404, 404])
  expect((await guest.get(`/calendar/${'x'.repeat(32)}/days.ics`)).body).toEqual((await guest.get('/calendar/short/days.ics')).body)
  const actions = await db.selectFrom('audit_line').select('action').where('action', 'like', 'calendar_feed.%').orderBy('id').execute()
  expect(actions.map(({ action }) => action)).toEqual(['calendar_feed.made', 'calendar_feed.made', 'calendar_feed.revoked'])
})

test('it ends with the account, and guessing is slowed', async () => {
  await trainee.post('/my-calendar/feed')
  const { secret } = await db.selectFrom('calendar_feed').select('secret').where('revoked_at', 'is', null).executeTakeFirstOrThrow()
  const guest = house.stranger()
  await db.updateTable('post').set({ ended_at: house.app.clock() }).where('id', '=', town.trainee.post).execute()
  expect((await guest.get(`/calendar/${secret}/days.ics`)).statusCode).toBe(404)
  await db.updateTable('post').set({ ended_at: null }).where('id', '=', town.trainee.post).execute()
  const answers = await Promise.all(Array.from({ length: 40 }, () => guest.get(`/calendar/${secret}/days.ics`)))
  expect(answers.filter(({ statusCode }) => statusCode === 429).length).toBeGreaterThan(5)
})

test('whoever teaches has the day, whoever is not in it has not', async () => {
  expect(read(await file(await house.visitor(town.instructor))).events[0]!.uid).toBe(`class-day-${day}.teacher-${town.instructor.person}@house.test`)
  expect((await (await house.visitor(town.traineeOfTama)).get(`/my-calendar/days/${day}/ics`)).statusCode).toBe(404)
  expect((await planner.get('/my-calendar')).statusCode).toBe(404)
})

test('who withdraws takes the day out of the calendar, for good and as newer', async () => {
  const before = read(await file()).events[0]!.sequence
  await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: house.app.clock(), withdrawn_by: 'trainee' }).where('id', '=', enrollment).execute()
  const { method, events: [event] } = read(await file())
  expect([method, statusOf(event!), event!.sequence]).toEqual(['CANCEL', 'CANCELLED', before + 1])
})

test('a day taken away is canceled in calendars, although its row is gone', async () => {
  const kept = () => db.selectFrom('calendar_entry').select(['sequence', 'canceled']).where('class_day_id', '=', town.days[1]!).executeTakeFirstOrThrow()
  const { sequence } = await kept()
  await db.deleteFrom('class_day').where('id', '=', town.days[1]!).execute()
  expect(await kept()).toEqual({ sequence: sequence + 1, canceled: true })
})

const entry: Entry = {
  classDayId: 9, enrollmentId: 5, heldOn: '2026-03-31', startsAt: null, endsAt: null, place: 'A; B, C\\D\nE', title: '題、；,;\\\r\nATTENDEE:mailto:thief@example.jp', titleEn: '',
  cohort: 'あ'.repeat(60), cohortEn: '', changes: 3, isDayCanceled: false, hasWithdrawn: false,
}
const frame = { name: '地域まなび', host: 'house.test', now: new Date('2026-06-15T01:00:00Z'), language: 'ja' as const, personId: 7, url: 'https://house.test/my-calendar' }

test('signs and line breaks of a title stay text; long lines are folded; a day without times is a whole day', () => {
  const text = icsOf([entry], frame)
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  const { events: [event] } = read(text)
  expect([event!.location, event!.component.getAllProperties('attendee').length, event!.summary.includes('題、；,;\\')]).toEqual(['A; B, C\\D\nE', 0, true])
  expect([event!.startDate.isDate, event!.startDate.toString(), event!.endDate.toString()]).toEqual([true, '2026-03-31', '2026-04-01'])
})

test.each([
  ['first minute of a day', '2026-04-01', '00:00', '2026-03-31T15:00:00.000Z'], ['last of a fiscal year', '2026-03-31', '23:59', '2026-03-31T14:59:00.000Z'],
])('the %s is the same moment everywhere', (_, heldOn, startsAt, moment) => {
  const { events: [event] } = read(icsOf([{ ...entry, heldOn, startsAt, endsAt: '23:59' }], frame))
  expect(event!.startDate.toJSDate().toISOString()).toBe(moment)
})

test('the rules of a calendar', () => {
  expect([sequenceOf(entry), sequenceOf({ ...entry, hasWithdrawn: true })]).toEqual([3, 4])
  expect([isCanceled(entry), isCanceled({ ...entry, isDayCanceled: true }), isCanceled({ ...entry, hasWithdrawn: true })]).toEqual([false, true, true])
  expect(uidOf({ ...entry, enrollmentId: null }, 7, 'h')).toBe('class-day-9.teacher-7@h')
})

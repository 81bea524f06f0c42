import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { missing, terms } from './world.ts'

/** A seat in another cohort is a day of one's own: in the calendar, among the reminders, told when it moves, and not taken away. */
const house = await openHouse({ now: '2026-10-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { seat, own } = await missing(db, town)
const [missed, opening] = town.slots
const page = `/trainings/${town.training}`
await terms(db, town.training)
let trainee: VisitorOf, planner: VisitorOf
beforeAll(async () => { [trainee, planner] = [await house.visitor(town.trainee), await house.visitor(town.planner)] })
beforeEach(async () => {
  house.setClock('2026-10-01T10:00:00+09:00')
  house.post.mails.length = 0
  for (const table of ['make_up', 'reminder'] as const) await db.deleteFrom(table).execute()
  await sql`delete from pgboss.job`.execute(db)
})
const take = () => trainee.post(`/my-make-ups/${own}/${missed}/seat`, { seatSlotId: String(seat) })
const giveBack = () => trainee.post(`/my-make-ups/${own}/${missed}/removal`, {})
const version = async () => String((await db.selectFrom('training').select('version').where('id', '=', town.training).executeTakeFirstOrThrow()).version)
const mails = async () => {
  await drain(house.crewHouse, crew)
  return house.post.mails.filter(({ to }) => to === `p${town.trainee.person}@house.test`).map(({ subject, text }) => ({ subject, text }))
}
/** The day of the second cohort, as the office saves it. */
const day = async (heldOn: number, more: Record<string, string> = {}) => ({
  'cohortId': String(town.cohorts[1]), 'heldOn.year': '2026', 'heldOn.month': '10', 'heldOn.day': String(heldOn), 'opensAt': '09:00', 'place': '多摩会館',
  'slots.0.id': String(seat), 'slots.0.startsAt': '09:30', 'slots.0.endsAt': '12:00', 'slots.0.title': '講義1', 'version': await version(), ...more,
})

test('the slot of the seat is in the calendar, and no other of that day; given back, the calendar hears of it, taken again as well', async () => {
  const entry = async () => {
    const { body } = await trainee.get(`/my-calendar/days/${town.days[1]}/ics`)
    expect(body).not.toContain(`slot-${opening}.enrollment`)
    return /BEGIN:VEVENT(?:(?!END:VEVENT)[\s\S])*?STATUS:(\w+)/.exec(body)?.[1]
  }
  const sequence = async () => Number(/SEQUENCE:(\d+)/.exec((await trainee.get(`/my-calendar/days/${town.days[1]}/ics`)).body)?.[1])
  expect((await trainee.get(`/my-calendar/days/${town.days[1]}/ics`)).statusCode).toBe(404)
  await take()
  expect((await trainee.get(`/my-calendar/days/${town.days[1]}/ics`)).body).toContain(`slot-${seat}.enrollment-${own}@house.test`)
  expect((await trainee.get('/my-calendar')).body).toContain('第2コース')
  const first = await sequence()
  expect(await entry()).toBe('CONFIRMED')
  await giveBack()
  expect([await entry(), await sequence()]).toEqual(['CANCELLED', first + 1])
  await take()
  expect([await entry(), await sequence()]).toEqual(['CONFIRMED', first + 2])
})

test('on the day before, whoever has the seat is reminded of it once, and whoever gave it back is not', async () => {
  const round = async () => {
    house.setClock('2026-10-17T08:00:00+09:00')
    await crew.remind!.work(house.crewHouse, {} as never)
    return (await mails()).filter(({ text }) => text.includes('10月18日')).length
  }
  await take()
  await giveBack()
  expect(await round()).toBe(0)
  house.setClock('2026-10-01T10:00:00+09:00')
  await take()
  expect([await round(), await db.selectFrom('reminder').select('item').where('kind', '=', 'day').where('person_id', '=', town.trainee.person).execute()]).toEqual([1, [{ item: `class_day:${town.days[1]}` }]])
  await round()
  expect(await mails()).toHaveLength(1)
})

test('a slot with a seat is not taken away, nor its day', async () => {
  await take()
  const without = { 'slots.0.id': String(opening), 'slots.0.title': '開会', 'slots.0.startsAt': '09:00', 'slots.0.endsAt': '09:20' }
  await db.updateTable('slot').set({ class_day_id: town.days[1], position: 9 }).where('id', '=', opening).execute()
  for (const answer of [await planner.post(`${page}/days/${town.days[1]}`, await day(18, without)), await planner.post(`${page}/days/${town.days[1]}/removal`, { version: await version() })]) {
    expect([answer.statusCode, answer.body.includes('補講の申し込みがあるため消せません')]).toEqual([409, true])
  }
  expect(await db.selectFrom('make_up').select('state').execute()).toEqual([{ state: 'booked' }])
})

test('a day that moves is told to who has a seat there, with the slot they come to', async () => {
  await take()
  expect((await planner.post(`${page}/days/${town.days[1]}`, await day(20, { 'told': 'true', 'slots.1.id': String(opening), 'slots.1.title': '開会', 'slots.1.startsAt': '13:00', 'slots.1.endsAt': '14:00' }))).statusCode).toBe(303)
  const [letter, ...others] = (await mails()).filter(({ subject }) => subject.startsWith('【日程の変更】'))
  expect(others).toEqual([])
  for (const words of ['10月20日', '09:30～12:00', '多摩会館', '第2コース']) expect(letter!.text).toContain(words)
  expect(letter!.text).not.toContain('14:00')
})

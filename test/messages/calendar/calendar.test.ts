import fc from 'fast-check'
import ICAL from 'ical.js'
import { beforeAll, expect, test } from 'vitest'
import { icsOf } from '../../../server/messages/calendar/ics.ts'
import { daysOf, isCanceled, sequenceOf, uidOf, type Entry } from '../../../server/messages/calendar/rules.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'

/** N3: slots in people's calendars, read back by another program. */
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
const feedEvents = async () => read((await house.stranger().get((await makeFeed()).path)).body).events
const statusOf = (event: ICAL.Event) => event.component.getFirstPropertyValue('status')

test('a day is a file with an event for each slot: times in UTC, short lines, names that stay', async () => {
  const answer = await trainee.get(`/my-calendar/days/${day}/ics`)
  expect(answer.headers).toMatchObject({ 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': expect.stringContaining('class-day-2026-09-17.ics') })
  const { method, events } = read(answer.body)
  expect([method, events.map(({ uid }) => uid)]).toEqual(['PUBLISH', town.slots.map((slot) => `slot-${slot}.enrollment-${enrollment}@house.test`)])
  expect([events[0]!.summary, events[0]!.location, statusOf(events[0]!)]).toEqual(['令和8年度 地域ケア会議実践者養成研修　第1コース　講義1', '立川ホール', 'CONFIRMED'])
  expect(events.map(({ startDate, endDate }) => [startDate, endDate].map((at) => at.toJSDate().toISOString()))).toEqual([
    ['2026-09-17T00:30:00.000Z', '2026-09-17T03:00:00.000Z'], ['2026-09-17T04:00:00.000Z', '2026-09-17T07:30:00.000Z']])
  const page = (await trainee.get('/my-calendar')).body
  for (const words of ['09:30～16:30', '13:00～16:30', '講義2', 'カレンダーに入れる']) expect(page).toContain(words)
})

const sequences = async (who = trainee) => Object.fromEntries(read(await file(who)).events.map(({ uid, sequence }) => [uid.split('.')[0], sequence]))
const [morning, afternoon] = town.slots.map((slot) => `slot-${slot}`) as [string, string]

test('each change of day, place, time or title counts once and for the slots it is about; a change of anything else does not', async () => {
  const before = await sequences()
  await db.transaction().execute(async (tx) => { // one change of a form touches many rows
    await tx.updateTable('class_day').set({ place: '多摩ホール', held_on: '2026-09-24' }).where('id', '=', day).execute()
    await tx.updateTable('slot').set({ ends_at: '17:00' }).where('id', '=', town.slots[1]).execute()
    await tx.updateTable('slot').set({ starts_at: '09:00' }).where('id', '=', town.slots[0]).execute()
  })
  expect(await sequences()).toEqual({ [morning]: before[morning]! + 1, [afternoon]: before[afternoon]! + 1 })
  await db.updateTable('class_day').set({ directions: '駅から5分', opens_at: '08:45' }).where('id', '=', day).execute()
  await db.updateTable('slot').set({ delivery_mode: 'live_online' }).where('id', '=', town.slots[0]).execute()
  await db.updateTable('slot').set({ title: '開講' }).where('id', '=', town.slots[0]).execute()
  expect(await sequences()).toEqual({ [morning]: before[morning]! + 2, [afternoon]: before[afternoon]! + 1 })
  const { events: [event] } = read(await file())
  expect([event!.startDate.toJSDate().toISOString(), event!.location, event!.summary.endsWith('　開講')]).toEqual(['2026-09-24T00:00:00.000Z', '多摩ホール', true])
  await db.updateTable('class_day').set({ place: '立川ホール' }).where('id', '=', day).execute()
  expect((await sequences())[afternoon]).toBe(before[afternoon]! + 2) // back where it was is a change, too
})

test('a slot that is taken off is canceled beside those that stay; one that is put on joins them', async () => {
  const before = await sequences()
  const added = (await db.insertInto('slot').values({ class_day_id: day, position: 3, title: '振り返り', starts_at: '17:10', ends_at: '17:40' }).returning('id').executeTakeFirstOrThrow()).id
  expect(await sequences()).toEqual({ ...before, [`slot-${added}`]: 0 })
  await db.deleteFrom('slot').where('id', '=', added).execute()
  const { method, events } = read(await file())
  expect([method, events.map((one) => [one.uid.split('.')[0], statusOf(one), one.sequence])]).toEqual(['PUBLISH', [
    [morning, 'CONFIRMED', before[morning]], [afternoon, 'CONFIRMED', before[afternoon]], [`slot-${added}`, 'CANCELLED', 1]]])
  expect((await trainee.get('/my-calendar')).body).not.toContain('振り返り')
})

test('a day without slots is a whole day, and gives way to its slots when they come', async () => {
  const bare = (await db.insertInto('class_day').values({ cohort_id: town.cohorts[0], held_on: '2026-10-08', place: '都庁' }).returning('id').executeTakeFirstOrThrow()).id
  const events = async () => read((await trainee.get(`/my-calendar/days/${bare}/ics`)).body).events.map((one) => [one.uid.split('.')[0], statusOf(one), one.startDate.isDate])
  expect(await events()).toEqual([[`class-day-${bare}`, 'CONFIRMED', true]])
  const slot = (await db.insertInto('slot').values({ class_day_id: bare, position: 1, title: '演習', starts_at: '10:00', ends_at: '12:00' }).returning('id').executeTakeFirstOrThrow()).id
  expect((await events()).toSorted()).toEqual([[`class-day-${bare}`, 'CANCELLED', false], [`slot-${slot}`, 'CONFIRMED', false]])
  await db.deleteFrom('class_day').where('id', '=', bare).execute()
  expect((await events()).map(([, status]) => status)).toEqual(['CANCELLED', 'CANCELLED'])
})

test('a canceled cohort takes its days out, and one that is held after all puts them in again, each time as newer', async () => {
  const before = (await sequences())[morning]!
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

const makeFeed = async () => {
  const { headers, cookies } = await trainee.post('/my-calendar/feed')
  expect(headers.location).toBe('/my-calendar')
  const brought = Object.fromEntries(cookies.map(({ name, value }) => [name, value]))
  const page = await trainee.get('/my-calendar', {}, brought)
  return { page, path: new URL(/https?:\/\/[^"]+\/calendar\/[\w-]{32}\/days\.ics/.exec(page.body)![0]).pathname }
}

test('a private address shows one’s own days and nobody’s name, is shown once, and is void once revoked or made anew', async () => {
  const { page, path: first } = await makeFeed()
  expect([page.body.includes('表示するのは今回だけです'), page.cookies.find(({ name }) => name === 'new-feed')!.value]).toEqual([true, ''])
  const later = (await trainee.get('/my-calendar')).body
  expect([later.includes('もう表示できません'), later.includes(first.split('/')[2]!)]).toEqual([true, false])
  expect(JSON.stringify(await db.selectFrom('calendar_feed').selectAll().execute())).not.toContain(first.split('/')[2])
  const guest = house.stranger()
  const answer = await guest.get(first)
  expect([answer.statusCode, read(answer.body).events.length > 1, answer.body.includes('修子'), answer.headers['x-robots-tag']]).toEqual([200, true, false, 'noindex, nofollow'])
  const { path: second } = await makeFeed()
  expect([second === first, (await guest.get(first)).statusCode, (await guest.get(second)).statusCode]).toEqual([false, 404, 200])
  await trainee.post('/my-calendar/feed/removal')
  expect([(await guest.get(second)).statusCode, (await trainee.post('/my-calendar/feed/removal')).statusCode]).toEqual([404, 404])
  expect((await guest.get(`/calendar/${'x'.repeat(32)}/days.ics`)).body).toEqual((await guest.get('/calendar/short/days.ics')).body)
  // A secret that somebody else brought along is not shown as one's own.
  expect((await trainee.get('/my-calendar', {}, { 'new-feed': second.split('/')[2]! })).body).not.toContain(second.split('/')[2])
  const actions = await db.selectFrom('audit_line').select('action').where('action', 'like', 'calendar_feed.%').orderBy('id').execute()
  expect(actions.map(({ action }) => action)).toEqual(['calendar_feed.made', 'calendar_feed.made', 'calendar_feed.revoked'])
})

test('whoever teaches has the day, whoever is not in it has not', async () => {
  expect(read(await file(await house.visitor(town.instructor))).events[0]!.uid).toBe(`${morning}.teacher-${town.instructor.person}@house.test`)
  expect((await (await house.visitor(town.traineeOfTama)).get(`/my-calendar/days/${day}/ics`)).statusCode).toBe(404)
  expect((await planner.get('/my-calendar')).statusCode).toBe(404)
})

test('whoever does not teach any more has it taken out as newer; other instructors hear nothing, and coming back puts it in again', async () => {
  const colleague = await givePost(db, await makePerson(db, '同 僚太', 'どうりょう', null), 'instructor', null)
  const [teacher, other] = [await house.visitor(town.instructor), await house.visitor(colleague)]
  const version = async () => String((await db.selectFrom('training').select('version').where('id', '=', town.training).executeTakeFirstOrThrow()).version)
  const teach = async (...people: number[]) => {
    const { statusCode } = await planner.post(`/trainings/${town.training}/cohorts/${town.cohorts[0]}`, [
      ['name', '第1コース'], ['nameEn', 'Cohort 1'], ['capacity', '2'], ['deliveryMode', 'on_site'], ['version', await version()], ...people.map((id) => ['instructors', String(id)]),
    ] as never)
    expect(statusCode).toBe(303)
  }
  const seen = async (who: VisitorOf) => {
    const { method, events: [event] } = read(await file(who))
    return [method, statusOf(event!), event!.sequence]
  }
  await teach(town.instructor.person, colleague.person)
  const [before, theirs] = [(await seen(teacher))[2] as number, (await seen(other))[2] as number]
  await teach(colleague.person)
  expect([await seen(teacher), await seen(other)]).toEqual([['CANCEL', 'CANCELLED', before + 1], ['PUBLISH', 'CONFIRMED', theirs]])
  await teach(town.instructor.person, colleague.person)
  expect([await seen(teacher), await seen(other)]).toEqual([['PUBLISH', 'CONFIRMED', before + 2], ['PUBLISH', 'CONFIRMED', theirs]])
})

test('who is moved to another cohort has the old slots taken out and the new ones put in; moved back, the other way round, each time as newer', async () => {
  const other = (await db.insertInto('slot').values({ class_day_id: town.days[1]!, position: 1, title: '講義', starts_at: '09:30', ends_at: '12:00' }).returning('id').executeTakeFirstOrThrow()).id
  const days = { get: async () => Object.fromEntries((await feedEvents()).filter(({ uid }) => [morning, `slot-${other}`].includes(uid.split('.')[0]!))
    .map((one) => [one.uid.split('.')[0], [statusOf(one), one.sequence]])) }
  const [[, before]] = Object.values(await days.get()) as [[string, number]]
  const move = async (cohort: number) => expect((await planner.post(`/enrollments/${enrollment}/cohort`, { cohortId: String(cohort), reason: '勤務のため' })).statusCode).toBe(303)
  await move(town.cohorts[1])
  expect(await days.get()).toEqual({ [morning]: ['CANCELLED', before + 1], [`slot-${other}`]: ['CONFIRMED', 0] })
  const page = (await trainee.get('/my-calendar')).body
  expect([page.includes('出席しない日'), read(await file()).method]).toEqual([true, 'CANCEL'])
  await move(town.cohorts[0])
  expect(await days.get()).toEqual({ [morning]: ['CONFIRMED', before + 2], [`slot-${other}`]: ['CANCELLED', 1] })
})

test('who withdraws takes the slots out of the calendar as newer, and a withdrawal that is undone puts them in again', async () => {
  const before = (await sequences())[morning]!
  const set = (state: 'withdrawn' | 'enrolled') => db.updateTable('enrollment').set(state === 'withdrawn' ? { state, withdrawn_at: house.app.clock(), withdrawn_by: 'trainee' } : { state, withdrawn_at: null, withdrawn_by: null })
    .where('id', '=', enrollment).execute()
  await set('withdrawn')
  const { method, events: [event] } = read(await file())
  expect([method, statusOf(event!), event!.sequence]).toEqual(['CANCEL', 'CANCELLED', before + 1])
  expect((await feedEvents()).map(statusOf)).not.toContain('CONFIRMED')
  await set('enrolled')
  expect([read(await file()).method, (await sequences())[morning]]).toEqual(['PUBLISH', before + 2])
  await set('withdrawn')
})

test('a day taken away is canceled in calendars, although its row is gone', async () => {
  const kept = () => db.selectFrom('calendar_slot').select(['sequence', 'canceled']).where('class_day_id', '=', town.days[1]!).executeTakeFirstOrThrow()
  const { sequence } = await kept()
  await db.deleteFrom('class_day').where('id', '=', town.days[1]!).execute()
  expect(await kept()).toEqual({ sequence: sequence + 1, canceled: true })
})

test('it ends with the account, and guessing is slowed', async () => {
  const { path } = await makeFeed()
  const guest = house.stranger()
  await db.updateTable('post').set({ ended_at: house.app.clock() }).where('id', '=', town.trainee.post).execute()
  expect((await guest.get(path)).statusCode).toBe(404)
  await db.updateTable('post').set({ ended_at: null }).where('id', '=', town.trainee.post).execute()
  const answers = await Promise.all(Array.from({ length: 40 }, () => guest.get(path)))
  expect(answers.filter(({ statusCode }) => statusCode === 429).length).toBeGreaterThan(5)
})

const entry: Entry = {
  event: 'slot-3', classDayId: 9, enrollmentId: 5, heldOn: '2026-03-31', startsAt: null, endsAt: null, place: 'A; B, C\\D\nE', title: '題、；,;\\\r\nATTENDEE:mailto:thief@example.jp', titleEn: '',
  cohort: 'あ'.repeat(60), cohortEn: '', slot: '講義', changes: 3, moves: 0, isOff: false, hasLeft: false,
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
  expect([sequenceOf(entry), sequenceOf({ ...entry, moves: 1 })]).toEqual([3, 4])
  expect([isCanceled(entry), isCanceled({ ...entry, isOff: true }), isCanceled({ ...entry, hasLeft: true })]).toEqual([false, true, true])
  expect(uidOf({ ...entry, enrollmentId: null }, 7, 'h')).toBe('slot-3.teacher-7@h')
  const [day] = daysOf([{ ...entry, event: 'a', startsAt: '13:00', endsAt: '15:00' }, { ...entry, event: 'b', startsAt: '09:00', endsAt: '12:00' }, { ...entry, event: 'c', isOff: true }])
  expect([day!.startsAt, day!.endsAt, day!.slots.length, day!.canceled]).toEqual(['09:00', '15:00', 2, false])
})

/** RFC 5545: lines of 75 octets ended by CRLF and folded between letters, text escaped, moments in UTC or whole days. */
function problemsOf(text: string): string[] {
  const problems: string[] = []
  const say = (is: boolean, what: string) => { if (is) problems.push(what) }
  say(!text.endsWith('\r\n') && !text.endsWith('END:VCALENDAR'), 'its end')
  say(/(^|[^\r])\n|\r(?!\n)/.test(text), 'a line break that is not CRLF')
  for (const line of text.split('\r\n')) {
    say(Buffer.byteLength(line) > 75, `a line of ${Buffer.byteLength(line)} octets`)
    say(!line.isWellFormed() || line.includes('\ufffd'), 'a letter cut in two')
    say([...line].some((sign) => sign < ' ' && sign !== '\t'), 'a control sign')
  }
  const lines = text.replace(/\r\n[ \t]/g, '').split('\r\n')
  for (const line of lines.filter((one) => one !== '')) say(!/^[A-Z-]+(;[A-Z-]+=("[^"]*"|[^";:,]*))*:/.test(line), `no property: ${line.slice(0, 40)}`)
  for (const name of ['DTSTART', 'DTEND']) for (const line of lines.filter((one) => one.startsWith(name))) say(!/^\w+(:\d{8}T\d{6}Z|;VALUE=DATE:\d{8})$/.test(line), line)
  say(/;TZID=/.test(text) && !text.includes('BEGIN:VTIMEZONE'), 'a time zone nobody knows')
  for (const line of lines.filter((one) => /^(SUMMARY|LOCATION):/.test(one))) say(/(^|[^\\])(\\\\)*[;,]|(^|[^\\])(\\\\)*\\[^\\;,nN]/.test(line.slice(line.indexOf(':') + 1)), `not escaped: ${line}`)
  for (const name of ['UID', 'DTSTAMP', 'SEQUENCE', 'STATUS']) say(lines.filter((one) => one.startsWith(`${name}:`)).length !== lines.filter((one) => one === 'BEGIN:VEVENT').length, `${name} of each event`)
  return problems
}

test('whatever stands in titles and places, the file keeps the rules of RFC 5545 and says what was meant', () => {
  const nasty = fc.string({ unit: fc.constantFrom(...'あ漢𠮷葛󠄀é;,:\\"\'=^%\r\n\t aN', 'BEGIN:VEVENT', '\r\nEND:VCALENDAR\r\n', '\\n'), maxLength: 60 })
  const time = fc.tuple(fc.integer({ min: 0, max: 22 }), fc.integer({ min: 0, max: 59 })).map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'))
  fc.assert(fc.property(fc.record({ title: nasty, slot: nasty, place: nasty, startsAt: fc.option(time), moves: fc.nat(9), hasLeft: fc.boolean() }), (more) => {
    const one = { ...entry, ...more, endsAt: more.startsAt === null ? null : '23:00' }
    const text = icsOf([one, { ...one, event: 'slot-4' }], frame)
    expect(problemsOf(text)).toEqual([])
    const { events } = read(text)
    const plain = (words: string) => words.replace(/\r\n?/g, '\n').trim()
    expect(events.map(({ uid, sequence }) => [uid.split('.')[0], sequence])).toEqual([['slot-3', 3 + more.moves], ['slot-4', 3 + more.moves]])
    expect(plain(events[0]!.location ?? '')).toBe(plain(more.place))
    expect(plain(events[0]!.summary)).toBe(plain([more.title, entry.cohort, more.slot].filter(Boolean).join('　')))
  }), { numRuns: 150 })
})

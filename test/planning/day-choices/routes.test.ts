import ICAL from 'ical.js'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { inChange } from '../../../server/base/change.ts'
import { replaceEnrollment } from '../../../server/entry/enrollments/changes.ts'
import { evidenceOf } from '../../../server/completion/evidence/queries.ts'
import { crew } from '../../../server/crew.ts'
import { dueToday } from '../../../server/messages/reminders/queries.ts'
import { shippedRules } from '../../../server/messages/reminders/rules.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, givePost, idOf, makePerson, settle } from '../../support/people.ts'

/** C2: "choose one of N days". A cohort meets on 17 September, and for practice on 18 or 24 September. */
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [cohort] = town.cohorts
const practice = async (heldOn: string) => {
  const id = await idOf(db.insertInto('class_day').values({ cohort_id: cohort, held_on: heldOn, place: '演習室' }).returning('id'))
  return { id, slot: await idOf(db.insertInto('slot').values({ class_day_id: id, position: 1, title: '演習', starts_at: '10:00', ends_at: '12:00' }).returning('id')) }
}
const [early, late] = [await practice('2026-09-18'), await practice('2026-09-24')]
const other = await givePost(db, await makePerson(db, 'ZZA二人 目子', 'ふたり めこ', town.tachikawa), 'trainee', null)
const [own, theirs] = [await enroll(db, town, town.trainee.person, 1), await enroll(db, town, other.person, 2)]
await db.insertInto('cohort_instructor').values({ cohort_id: cohort, person_id: town.instructor.person }).execute()
let [planner, trainee, second, instructor] = [] as unknown as VisitorOf[] as [VisitorOf, VisitorOf, VisitorOf, VisitorOf]
beforeAll(async () => {
  [planner, trainee, second, instructor] = [await house.visitor(town.planner), await house.visitor(town.trainee), await house.visitor(other), await house.visitor(town.instructor)]
})

const page = `/trainings/${town.training}`
const version = async () => String((await db.selectFrom('training').select('version').where('id', '=', town.training).executeTakeFirstOrThrow()).version)
const form = async (more: Record<string, string> = {}) => ({
  cohortId: String(cohort), title: '演習', titleEn: 'Practice', 'closesOn.year': '2026', 'closesOn.month': '9', 'closesOn.day': '10', version: await version(),
  'days.0.id': String(town.days[0]), 'days.1.id': String(early.id), 'days.1.isIn': 'true', 'days.1.seats': '1', 'days.2.id': String(late.id), 'days.2.isIn': 'true', 'days.2.seats': '2', ...more,
})
const choiceId = async () => (await db.selectFrom('day_choice').select('id').executeTakeFirstOrThrow()).id
const chosen = async () => Object.fromEntries((await db.selectFrom('chosen_day').select(['enrollment_id', 'class_day_id']).where('is_chosen', '=', true).execute()).map((row) => [row.enrollment_id, row.class_day_id]))
const lineOf = (action: string) => db.selectFrom('audit_line').select(['action', 'subject', 'detail']).where('action', '=', action).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject', 'detail']).where('action', 'not in', ['seen']).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()

beforeEach(async () => { house.setClock('2026-09-01T10:00:00+09:00') })

describe('the office says which days are ones to choose from', () => {
  test.each([
    ['one day only', { 'days.2.isIn': '' }, '研修日を2日以上選んでください'],
    ['an end after the first of them', { 'closesOn.day': '18' }, '最初の研修日（令和8年9月18日'],
    ['seats that are no number', { 'days.1.seats': '二人' }, '定員'],
  ])('%s is said at its box, and what was typed stays', async (_, more, words) => {
    const answer = await planner.post(`${page}/day-choices`, await form({ ...more, title: '演習A' }))
    expect(answer.statusCode).toBe(422)
    for (const one of [words, 'value="演習A"']) expect(answer.body).toContain(one)
    expect(await db.selectFrom('day_choice').select('id').execute()).toEqual([])
  })

  test('a day of another cohort or training is not there', async () => {
    expect((await planner.post(`${page}/day-choices`, await form({ 'days.2.id': String(town.days[1]) }))).statusCode).toBe(404)
    expect((await planner.get(`${page}/day-choices/new?cohort=999`)).statusCode).toBe(404)
  })

  test('a cohort with one day is told to add another first', async () => {
    expect((await planner.get(`${page}/day-choices/new?cohort=${town.cohorts[1]}`)).body).toContain('研修日が1日以下')
  })

  test('saved, it stands on the training, the call and the enrollment of everybody', async () => {
    const answer = await planner.post(`${page}/day-choices`, await form())
    expect([answer.statusCode, answer.headers.location]).toEqual([303, page])
    expect(await lastLine()).toMatchObject({ action: 'day_choice.saved', subject: `training:${town.training}`, detail: { days: [early.id, late.id], closesOn: '2026-09-10' } })
    for (const [who, path] of [[planner, page], [planner, `/calls/${town.call}`], [trainee, `/enrollments/${own}`]] as const)
      expect((await who.get(path)).body, path).toContain('演習（どれか1日）')
  })
})

describe('a trainee chooses', () => {
  const choose = async (who: VisitorOf, dayId: number) => who.post(`/my-days/choices/${await choiceId()}`, { dayId: String(dayId) })

  test('it is the next thing to do on the home, and asked for on the page of days', async () => {
    await db.updateTable('enrollment').set({ name_checked_at: new Date() }).execute()
    const home = (await trainee.get('/')).body
    for (const words of ['演習の日を選ぶ', `/my-days/choices/${await choiceId()}`]) expect(home).toContain(words)
    expect((await trainee.get('/my-days')).body).toContain('9月10日')
    const form = await trainee.get(`/my-days/choices/${await choiceId()}`, {}, { language: 'en' })
    for (const words of ['Seats left: 1', 'Seats left: 2', 'Attend on this day']) expect(form.body).toContain(words)
  })

  test('nobody is told that no day comes while a day waits to be chosen, only when the time for it is over', async () => {
    const ground = (held_on: string) => db.updateTable('class_day').set({ held_on }).where('id', '=', town.days[0]!).execute()
    await ground('2026-08-20')
    const isEmpty = async (today: string) => { house.setClock(`${today}T10:00:00+09:00`); return (await trainee.get('/my-days')).body.includes('これからの研修日はありません') }
    expect([await isEmpty('2026-09-10'), await isEmpty('2026-09-11')]).toEqual([false, true])
    await ground('2026-09-17')
  })

  test('nothing ticked is said, a day of nobody or of another cohort is not there, and neither is the page for whoever is not in the cohort', async () => {
    const nothing = await trainee.post(`/my-days/choices/${await choiceId()}`, {})
    expect([nothing.statusCode, nothing.body.includes('研修日：選んでください')]).toEqual([422, true])
    expect((await choose(trainee, town.days[0])).statusCode).toBe(404)
    expect((await choose(trainee, town.days[1])).statusCode).toBe(404)
    const outsider = await house.visitor(town.traineeOfTama)
    expect((await choose(outsider, early.id)).statusCode).toBe(404)
    expect((await outsider.get(`/my-days/choices/${await choiceId()}`)).statusCode).toBe(404)
    expect(await chosen()).toEqual({})
  })

  test('who is reminded are those who have not chosen, until they have', async () => {
    const due = async () => (await dueToday(db, 'choice', shippedRules.choice, '2026-09-07')).map(({ personId }) => personId)
    expect(await due()).toEqual([town.trainee.person, other.person])
    expect((await choose(trainee, early.id)).headers.location).toBe('/my-days')
    expect(await lastLine()).toMatchObject({ action: 'day.chosen', subject: `enrollment:${own}`, detail: { from: null, to: early.id } })
    expect(await due()).toEqual([other.person])
    const days = await dueToday(db, 'day', shippedRules.day, '2026-09-17')
    expect(days.map(({ personId, item }) => [personId, item])).toEqual([[town.trainee.person, `class_day:${town.days[0]}`], [other.person, `class_day:${town.days[0]}`], [town.trainee.person, `class_day:${early.id}`]])
  })

  test('a day without a seat left is refused with the next step, and the same day again costs no seat', async () => {
    const full = await choose(second, early.id)
    expect([full.statusCode, full.body.includes('定員（1人）に達しています。別の日を選んでください')]).toEqual([409, true])
    expect((await choose(trainee, early.id)).statusCode).toBe(303)
    expect((await choose(second, late.id)).statusCode).toBe(303)
    expect(await chosen()).toEqual({ [own]: early.id, [theirs]: late.id })
  })

  test('only the chosen day is theirs: on the page of days, in the next class day, on the roll, in the head-count and in the evidence', async () => {
    const mine = (await trainee.get('/my-days')).body
    expect([mine.includes('datebox') && mine.includes('日を選び直す'), (mine.match(/class="ticket"/g) ?? []).length]).toEqual([true, 2])
    const rolls = await Promise.all([early, late].map(async ({ id }) => (await instructor.get(`/class-days/${id}`)).body))
    expect(rolls.map((roll) => [roll.includes('ZZA研 修子'), roll.includes('ZZA二人 目子')])).toEqual([[true, false], [false, true]])
    expect((await planner.get('/class-days')).body).toMatch(/演習室[\s\S]*演習室/)
    const evidence = await evidenceOf(db, [own, theirs], '2026-09-01')
    expect([own, theirs].map((id) => evidence.get(id)!.slots.map(({ heldOn }) => heldOn))).toEqual([['2026-09-17', '2026-09-17', '2026-09-18'], ['2026-09-17', '2026-09-17', '2026-09-24']])
  })

  test('somebody of the other day is not on this roll', async () => {
    house.setClock('2026-09-18T10:00:00+09:00')
    const answer = await instructor.post(`/slots/${early.slot}/roll`, { 'rows.0.enrollmentId': String(theirs), 'rows.0.state': 'present' })
    expect([answer.statusCode, await db.selectFrom('attendance').select('slot_id').execute()]).toEqual([404, []])
  })

  test('their calendar has the chosen day; after changing it the old one is canceled and the new one is newer than ever', async () => {
    const stateOf = async ({ id }: { id: number }) => {
      const { statusCode, body } = await trainee.get(`/my-calendar/days/${id}/ics`)
      if (statusCode !== 200) return [statusCode]
      const [event] = new ICAL.Component(ICAL.parse(body)).getAllSubcomponents('vevent').map((one) => new ICAL.Event(one))
      return [event!.component.getFirstPropertyValue('status'), event!.sequence]
    }
    expect([(await stateOf(early))[0], await stateOf(late)]).toEqual(['CONFIRMED', [404]])
    const before = (await stateOf(early))[1] as number
    await choose(trainee, late.id)
    expect([await stateOf(early), (await stateOf(late))[0]]).toEqual([['CANCELLED', before + 1], 'CONFIRMED'])
    await choose(trainee, early.id)
    expect([await stateOf(early), (await stateOf(late))[0]]).toEqual([['CONFIRMED', before + 2], 'CANCELLED'])
  })

  test('after the last day it is the office that changes it, in words that say so', async () => {
    house.setClock('2026-09-11T10:00:00+09:00')
    expect((await trainee.get(`/my-days/choices/${await choiceId()}`)).body).toContain('締切（令和8年9月10日')
    const answer = await choose(trainee, late.id)
    expect([answer.statusCode, (await chosen())[own]]).toEqual([409, early.id])
  })
})

describe('the office places people', () => {
  test('who has which day is a list that leaves a trace; moving somebody tells them their days', async () => {
    const list = (await planner.get(`/day-choices/${await choiceId()}`)).body
    for (const words of ['1 / 1人', '1 / 2人', '全員が選びました', 'ZZA研 修子']) expect(list).toContain(words)
    await expect.poll(() => db.selectFrom('audit_line').select('id').where('action', '=', 'seen').where('subject', '=', 'page:/day-choices/:id').execute()).not.toEqual([])
    house.setClock('2026-09-12T10:00:00+09:00')
    await planner.post(`/day-choices/${await choiceId()}/people`, { people: String(own), dayId: String(late.id) })
    expect([await chosen(), await lineOf('day.given')]).toMatchObject([{ [own]: late.id, [theirs]: late.id }, { action: 'day.given', detail: { from: early.id, to: late.id } }])
    await drain(house.crewHouse, crew)
    const mail = house.post.mails.findLast(({ subject }) => subject.includes('研修日の決定'))!
    expect([mail.to, /9月24日/.test(mail.text), /9月18日/.test(mail.text)]).toEqual([`p${town.trainee.person}@house.test`, true, false])
  })

  test('never beyond the seats, and never anybody of another cohort', async () => {
    const over = await planner.post(`/day-choices/${await choiceId()}/people`, [['people', String(own)], ['people', String(theirs)], ['dayId', String(early.id)]] as never)
    expect([over.statusCode, over.body.includes('定員（1人）')]).toEqual([409, true])
    const stranger = await enroll(db, town, town.traineeOfTama.person, 3, { cohort: town.cohorts[1], municipality: town.tama })
    expect((await planner.post(`/day-choices/${await choiceId()}/people`, { people: String(stranger), dayId: String(early.id) })).statusCode).toBe(404)
    expect(await chosen()).toEqual({ [own]: late.id, [theirs]: late.id })
  })

  test('whoever has not chosen stands on every roll, and by coming has chosen; being absent chooses nothing', async () => {
    await db.deleteFrom('chosen_day').execute()
    house.setClock('2026-09-18T10:05:00+09:00')
    expect((await instructor.get(`/class-days/${early.id}`)).body).toMatch(/ZZA研 修子[\s\S]*ZZA二人 目子/)
    await instructor.post(`/slots/${early.slot}/roll`, { 'rows.0.enrollmentId': String(theirs), 'rows.0.state': 'absent_unnotified' })
    expect(await chosen()).toEqual({})
    await instructor.post(`/slots/${early.slot}/roll`, { 'rows.0.enrollmentId': String(own), 'rows.0.state': 'present' })
    expect(await chosen()).toEqual({ [own]: early.id })
    expect((await evidenceOf(db, [theirs], '2026-09-18')).get(theirs)!.slots.at(-1)!.heldOn).toBe('2026-09-24')
  })

  test('the rest get a day in one go, after it was asked once more', async () => {
    expect((await planner.get(`/day-choices/${await choiceId()}/rest`)).body).toContain('まだ選んでいない1人')
    const answer = await planner.post(`/day-choices/${await choiceId()}/rest`, {})
    expect([answer.statusCode, await chosen()]).toEqual([303, { [own]: early.id, [theirs]: late.id }])
  })

  test('who goes to another cohort leaves the day, who takes over a seat takes over its day, and who withdraws frees it', async () => {
    const everybody = await chosen()
    const clerk = await house.visitor(town.clerkOfTachikawa)
    const move = (id: number, to: number) => planner.post(`/enrollments/${id}/cohort`, { cohortId: String(to), reason: '都合のため' })
    expect((await move(theirs, town.cohorts[1])).statusCode).toBe(303)
    expect(await chosen()).toEqual({ [own]: everybody[own] })
    await move(theirs, cohort)
    expect(await chosen()).toEqual({ [own]: everybody[own] })
    await second.post(`/my-days/choices/${await choiceId()}`, { dayId: String(late.id) })
    await db.updateTable('training').set({ state: 'running', substitutes_until: '2026-09-30', enrollments_given: 3 }).execute()
    const substitute = await makePerson(db, 'ZZA差 替子', 'さしかえ', town.tachikawa)
    const newcomer = await inChange(db, { actor: null, scope: { of: 'all' }, now: house.app.clock(), random: () => new Uint8Array(16) },
      (change) => replaceEnrollment(change, theirs, { personId: substitute, professionCode: null, affiliation: '' }, '異動のため'))
    expect(await chosen()).toEqual({ [own]: everybody[own], [newcomer]: late.id })
    expect((await clerk.post(`/enrollments/${newcomer}/withdrawal`, { reason: '病気のため', sure: 'true' })).statusCode).toBe(303)
    expect(await chosen()).toEqual({ [own]: everybody[own] })
  })

  test('a day that was chosen is neither taken out, made smaller nor removed', async () => {
    const edit = `${page}/day-choices/${await choiceId()}`
    expect((await planner.post(edit, await form({ 'days.1.isIn': '', 'days.2.seats': '1' }))).body).toContain('先にその人たちを別の日に移してください')
    expect((await planner.post(`${edit}/removal`, { version: await version() })).statusCode).toBe(409)
    await db.deleteFrom('attendance_mark').execute()
    await db.deleteFrom('attendance').execute()
    expect((await planner.post(`${page}/days/${early.id}/removal`, { version: await version() })).statusCode).toBe(409)
    expect(await db.selectFrom('class_day').select('id').where('day_choice_id', 'is not', null).execute()).toHaveLength(2)
  })

  test('a day to choose is not moved before its choice ends, neither by itself nor with its cohort', async () => {
    const to = { 'heldOn.year': '2026', 'heldOn.month': '9', 'heldOn.day': '10' }
    const alone = await planner.post(`${page}/days/${late.id}`, { cohortId: String(cohort), opensAt: '09:00', place: '演習室', 'slots.0.id': String(late.slot), 'slots.0.startsAt': '10:00', 'slots.0.endsAt': '12:00', 'slots.0.title': '演習', version: await version(), ...to })
    const together = await planner.post(`${page}/cohorts/${cohort}/dates`, { to: 'planned', reason: '会場のため', version: await version(), 'days.0.id': String(late.id), 'days.0.heldOn.year': '2026', 'days.0.heldOn.month': '9', 'days.0.heldOn.day': '9' })
    for (const answer of [alone, together]) expect([answer.statusCode, answer.body.includes('締切（令和8年9月10日')]).toEqual([422, true])
    expect(await db.selectFrom('class_day').select('held_on').where('id', '=', late.id).execute()).toEqual([{ held_on: '2026-09-24' }])
  })

  test('nobody else sees or changes it', async () => {
    const clerk = await house.visitor(town.clerkOfTachikawa)
    for (const path of [`/day-choices/${await choiceId()}`, `${page}/day-choices/${await choiceId()}/edit`]) {
      expect((await clerk.get(path)).statusCode, path).toBe(404)
      expect((await trainee.get(path)).statusCode, path).toBe(404)
    }
    expect((await instructor.get(`/day-choices/${await choiceId()}`)).statusCode).toBe(200)
    expect((await instructor.post(`/day-choices/${await choiceId()}/people`, { people: String(own), dayId: String(late.id) })).statusCode).toBe(404)
  })

  test('copied to a later year the days stay ones to choose from, and the end keeps its distance', async () => {
    const answer = await planner.post(`${page}/copy`, { fiscalYear: '2027', capacity: '4', title: '令和9年度', titleEn: 'FY2027' })
    const id = Number(/\d+$/.exec(answer.headers.location as string)![0])
    const copied = await db.selectFrom('class_day as d').innerJoin('cohort as c', 'c.id', 'd.cohort_id').innerJoin('day_choice as o', 'o.id', 'd.day_choice_id')
      .select(['d.held_on as heldOn', 'd.seats', 'o.closes_on as closesOn', 'o.title']).where('c.training_id', '=', id).orderBy('d.held_on').execute()
    expect(copied.map(({ seats, title }) => [seats, title])).toEqual([[1, '演習'], [2, '演習']])
    const apart = (Date.parse(copied[0]!.heldOn) - Date.parse(copied[0]!.closesOn)) / 86_400_000
    expect(apart).toBe(8)
  })

  test('once nobody has chosen it is given up, and all its days are everybody’s', async () => {
    await db.updateTable('chosen_day').set({ is_chosen: false }).execute()
    const answer = await planner.post(`${page}/day-choices/${await choiceId()}/removal`, { version: await version() })
    expect([answer.statusCode, await db.selectFrom('class_day').select('id').where('cohort_id', '=', cohort).where('day_choice_id', 'is not', null).execute()]).toEqual([303, []])
    expect((await evidenceOf(db, [own], '2026-09-01')).get(own)!.slots).toHaveLength(4)
  })
})

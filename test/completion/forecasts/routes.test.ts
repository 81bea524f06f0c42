import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { giveReminders } from '../../../server/messages/reminders/changes.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, makePerson, settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { markAbsent, missing, terms } from '../make-ups/world.ts'

const house = await openHouse({ now: '2026-10-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { seat, own, theirs } = await missing(db, town)
const [slot] = town.slots
const good = await enroll(db, town, await makePerson(db, 'ZZA出 席子', 'しゅっ せきこ', town.tachikawa), 3)
const page = `/trainings/${town.training}/forecast`
let planner: VisitorOf, trainee: VisitorOf, clerk: VisitorOf, clerkOfTama: VisitorOf, instructor: VisitorOf
beforeAll(async () => {
  [planner, trainee, clerk, clerkOfTama, instructor] = await Promise.all([town.planner, town.trainee, town.clerkOfTachikawa, town.clerkOfTama, town.instructor].map((who) => house.visitor(who))) as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
})
beforeEach(async () => {
  house.setClock('2026-10-01T10:00:00+09:00')
  for (const table of ['make_up', 'attendance', 'attendance_mark', 'make_up_setting', 'completion_criteria', 'reminder'] as const) await db.deleteFrom(table).execute()
  for (const id of [own, theirs]) await markAbsent(db, slot, id)
  for (const slot_id of town.slots) await db.insertInto('attendance').values({ slot_id, enrollment_id: good, state: 'present', evidence: 'staff', marked_at: new Date('2026-09-17T10:00:00+09:00') }).execute()
  for (const enrollment_id of [own, theirs]) await db.insertInto('attendance').values({ slot_id: town.slots[1], enrollment_id, state: 'present', evidence: 'staff', marked_at: new Date('2026-09-17T14:00:00+09:00') }).execute()
  await terms(db, town.training)
})

describe('how everybody stands', () => {
  test('those at risk come first, with the seats and the film that would help', async () => {
    const { body } = await planner.get(page)
    for (const words of ['補講が必要', '第2コース 10月18日', '録画とレポート', '要件を満たした']) expect(body).toContain(words)
    expect(body.indexOf('ZZA研 修子')).toBeLessThan(body.indexOf('ZZA出 席子'))
    expect((await planner.get(`${page}?outlook=done`)).body).not.toContain('ZZA研 修子')
    expect((await planner.get(`${page}?municipality=${town.tama}`)).body).not.toContain('ZZA研 修子')
  })
  test('where nothing replaces what was missed, nobody can complete any more, and it is said what is missing', async () => {
    await db.deleteFrom('completion_criteria').execute()
    await terms(db, town.training, { otherCohort: false, videoReport: false })
    const { body } = await planner.get(`${page}?outlook=cannot`)
    for (const words of ['ZZA研 修子', '修了できない', '2コマ中1コマ、必要2コマ']) expect(body).toContain(words)
    expect((await trainee.get('/my-make-ups')).body).toContain('今年度の修了はできなくなりました')
  })
  test('a municipality sees its own people alone, and a free seat is free whoever sits beside it', async () => {
    const { body } = await clerk.get(page)
    expect(body).toContain('ZZA研 修子')
    expect(body).not.toContain('ZZB')
    expect(body).toContain('第2コース 10月18日')
    await db.updateTable('cohort').set({ capacity: 1 }).execute()
    await db.insertInto('make_up').values({ enrollment_id: theirs, slot_id: slot, kind: 'seat', state: 'booked', seat_slot_id: seat, asked_at: new Date() }).execute()
    expect((await clerk.get(page)).body).not.toContain('第2コース 10月18日')
    await db.updateTable('cohort').set({ capacity: 2 }).execute()
    expect((await clerk.get('/forecasts')).body).toContain(page)
    expect((await clerkOfTama.get(page)).body).not.toContain('ZZA研')
  })
  test('it is a table, too, without anything else than was on the page', async () => {
    const answer = await clerk.get(`${page}-file?as=utf-8`)
    expect(answer.statusCode).toBe(200)
    const text = answer.rawPayload.toString('utf8')
    expect(text).toContain('ZZA研 修子')
    expect(text).toContain('補講が必要')
    expect(text).not.toContain('ZZB')
  })
  test('is there for nobody else, and asks five times at most', async () => {
    expect(await Promise.all([trainee, instructor].map(async (who) => (await who.get(page)).statusCode))).toEqual([404, 404])
    expect((await planner.get('/trainings/999/forecast')).statusCode).toBe(404)
    for (const [who, path] of [[planner, page], [clerk, page], [planner, '/forecasts'], [trainee, '/my-make-ups']] as const) {
      expect((await statementsOf(db, () => who.get(path))).filter((text) => text.startsWith('select') || text.includes('select ')).length, path).toBeLessThanOrEqual(5)
    }
  })
})

describe('before the last day', () => {
  const remind = (now: string) => { house.setClock(now); return inChange(db, { actor: null, scope: { of: 'all' }, now: new Date(now), random: house.crewHouse.random }, (change) => giveReminders(change, 'make_up', now.slice(0, 10))) }
  const given = () => db.selectFrom('reminder').select(['item', 'person_id', 'municipality_id', 'due_on']).where('kind', '=', 'make_up').orderBy('id').execute()

  test('whoever needs a make-up is told, and their municipality, once each', async () => {
    await db.insertInto('make_up_setting').values({ training_id: town.training, closes_on: '2026-10-20' }).execute()
    await remind('2026-10-13T09:00:00+09:00')
    expect(await given()).toHaveLength(4)
    expect(await given()).toContainEqual({ item: `slot:${slot}`, person_id: town.trainee.person, municipality_id: null, due_on: '2026-10-20' })
    expect(await given()).toContainEqual({ item: `enrollment:${own}`, person_id: null, municipality_id: town.tachikawa, due_on: '2026-10-20' })
    await remind('2026-10-13T10:00:00+09:00')
    expect(await given()).toHaveLength(4)
    await drain(house.crewHouse, crew)
    const letters = await db.selectFrom('message').select(['template', 'title', 'body']).where('template', 'like', 'reminder_make_up%').orderBy('id').execute()
    expect(letters.map(({ template }) => template).toSorted()).toEqual(['reminder_make_up', 'reminder_make_up', 'reminder_make_up_listed', 'reminder_make_up_listed'])
    expect(letters.find(({ template }) => template === 'reminder_make_up')!.body).toContain('講義1')
    expect(letters.find(({ body }) => body.includes('立川市'))!.body).toContain('ZZA研 修子')
  })
  test('a day that moves is another matter; a seat that is taken settles it', async () => {
    await db.insertInto('make_up_setting').values({ training_id: town.training, closes_on: '2026-10-20' }).execute()
    await remind('2026-10-13T09:00:00+09:00')
    await db.updateTable('make_up_setting').set({ closes_on: '2026-10-27' }).execute()
    await db.insertInto('make_up').values({ enrollment_id: theirs, slot_id: slot, kind: 'seat', state: 'booked', seat_slot_id: seat, asked_at: new Date() }).execute()
    await remind('2026-10-20T09:00:00+09:00')
    expect((await given()).filter(({ due_on }) => due_on === '2026-10-27')).toEqual([
      { item: `slot:${slot}`, person_id: town.trainee.person, municipality_id: null, due_on: '2026-10-27' },
      { item: `enrollment:${own}`, person_id: null, municipality_id: town.tachikawa, due_on: '2026-10-27' },
    ])
  })
})

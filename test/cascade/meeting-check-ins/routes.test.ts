import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { codeOf, linkOf, tokenOf } from '../../../server/classroom/check-ins/codes.ts'
import { inTwo, stepAt } from '../../../server/classroom/check-ins/rules.ts'
import { countsOf, doorName, type Counted } from '../../../server/cascade/meeting-check-ins/rules.ts'
import { openHouse } from '../../support/app.ts'
import { givePost, idOf, makePerson, settle } from '../../support/people.ts'
import { putMeeting } from '../meetings.ts'

/** K3: who is there at a meeting: by the code of the door, at the desk, by a link; counted as people and as municipalities. */
const house = await openHouse({ now: '2026-11-18T13:50:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, other, stranger] = [await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama), house.stranger()]
let m = await putMeeting(db)
let [named, typed, theirs] = [0, 0, 0]
const name = (municipality_id: number, called: string, mode: 'venue' | 'online', person_id: number | null = null) => idOf(db.insertInto('meeting_person').values({
  meeting_id: m.id, municipality_id, person_id, name: called, mode, origin: 'reply', added_at: new Date('2026-10-01T00:00:00Z'),
}).returning('id'))
beforeEach(async () => {
  house.setClock('2026-11-18T13:50:00+09:00')
  for (const table of ['meeting', 'meeting_series'] as const) await db.deleteFrom(table).execute()
  m = await putMeeting(db)
  ;[named, typed, theirs] = [await name(town.tachikawa, 'ZZA立川 花子', 'venue', town.clerkOfTachikawa.person), await name(town.tachikawa, '立川 次郎', 'online'), await name(town.tama, 'ZZB多摩 三郎', 'venue')]
})
const lock = async () => ({ secret: (await db.selectFrom('meeting_door').select('secret').where('meeting_id', '=', m.id).executeTakeFirstOrThrow()).secret, door: doorName(m.id) })
const here = async () => (await db.selectFrom('meeting_person').select(['name', 'here_mode as mode', 'here_how as how']).where('here_at', 'is not', null).orderBy('id').execute())
const marks = async () => (await db.selectFrom('meeting_mark').select('here').orderBy('id').execute()).map((one) => one.here)
const scan = async (at: string, who = clerk) => {
  const answer = await who.get(`/check-in/meetings/${m.id}/${tokenOf(await lock(), stepAt(new Date(at)))}`)
  return { answer, scan: answer.cookies.find((cookie) => cookie.name === 'scan')?.value }
}

test('the door goes along with a meeting that is put to other hours; the desk sets its own after that', async () => {
  house.setClock('2026-11-10T10:00:00+09:00')
  const { version } = await db.selectFrom('meeting').select('version').where('id', '=', m.id).executeTakeFirstOrThrow()
  const plan = { title: '第2回連絡会議', 'heldOn.year': '2026', 'heldOn.month': '11', 'heldOn.day': '20', startsAt: '10:00', endsAt: '12:00', mode: 'both', place: '都庁会議室', url: 'https://meet.example/1', 'repliesDueOn.year': '2026', 'repliesDueOn.month': '11', 'repliesDueOn.day': '6', contact: '介護保険課', version: String(version) }
  expect((await planner.post(m.page, plan)).statusCode).toBe(303)
  const door = await db.selectFrom('meeting_door').select(['opens_at', 'closes_at']).where('meeting_id', '=', m.id).executeTakeFirstOrThrow()
  expect([door.opens_at, door.closes_at]).toEqual([new Date('2026-11-20T09:30:00+09:00'), new Date('2026-11-20T12:00:00+09:00')])
})

describe('the code of the door', () => {
  test('checks in who is named and has an account, once', async () => {
    const { answer, scan: cookie } = await scan('2026-11-18T13:50:00+09:00')
    expect(answer.headers.location).toBe(`/check-in/meetings/${m.id}`)
    expect((await clerk.get(`/check-in/meetings/${m.id}`, {}, { scan: cookie! })).body).toContain('受付する')
    for (const _ of [1, 2]) expect((await clerk.post(`/check-in/meetings/${m.id}`, {}, {}, { scan: cookie! })).statusCode).toBe(303)
    expect([await here(), await marks()]).toEqual([[{ name: 'ZZA立川 花子', mode: 'venue', how: 'scan' }], [true]])
    expect((await clerk.get(`/check-in/meetings/${m.id}`)).body).toContain('受付が済みました')
  })
  test('is typed on the page for all doors, and a code of a slot opens no meeting', async () => {
    const typedIn = await clerk.post('/check-in', { code: inTwo(codeOf(await lock(), stepAt(new Date('2026-11-18T13:50:00+09:00')))) })
    expect(typedIn.headers.location).toBe(`/check-in/meetings/${m.id}`)
    const { secret } = await lock()
    expect((await clerk.get(`/check-in/meetings/${m.id}/${tokenOf({ secret, door: String(m.id) }, stepAt(new Date('2026-11-18T13:50:00+09:00')))}`)).statusCode).toBe(404)
  })
  test('sends to the desk who is not named, and says so to who comes with an old one, too early, or without one', async () => {
    const { scan: cookie } = await scan('2026-11-18T13:50:00+09:00', other)
    expect((await other.get(`/check-in/meetings/${m.id}`, {}, { scan: cookie! })).body).toContain('受付の係へお声がけ')
    expect((await other.post(`/check-in/meetings/${m.id}`, {}, {}, { scan: cookie! })).statusCode).toBe(409)
    expect((await scan('2026-11-18T13:48:00+09:00')).answer.statusCode).toBe(409)
    expect((await clerk.get(`/check-in/meetings/${m.id}`)).statusCode).toBe(409)
    house.setClock('2026-11-18T13:20:00+09:00')
    expect((await scan('2026-11-18T13:20:00+09:00')).answer.statusCode).toBe(409)
    expect(await here()).toEqual([])
  })
})

describe('the desk', () => {
  test('marks with one tap, takes it back, and a second tap of another door changes nothing', async () => {
    await planner.post(`/meeting-people/${theirs}/presence`, { where: 'venue' })
    await contractor.post(`/meeting-people/${theirs}/presence`, { where: 'online' })
    expect([await here(), await marks()]).toEqual([[{ name: 'ZZB多摩 三郎', mode: 'venue', how: 'desk' }], [true]])
    const desk = (await planner.get(`${m.page}/door`)).body
    for (const words of ['会場 13:50', '取り消す', '会場に来た']) expect(desk).toContain(words)
    expect((await planner.post(`/meeting-people/${theirs}/absence`, { show: 'here' })).headers.location).toBe(`${m.page}/door?show=here#person-${theirs}`)
    expect([await here(), await marks()]).toEqual([[], [true, false]])
    expect((await planner.post(`/meeting-people/${theirs}/absence`)).statusCode).toBe(409)
    expect((await db.selectFrom('audit_line').select('action').where('action', 'like', 'meeting_person%').orderBy('id').execute()).slice(-3).map(({ action }) => action)).toEqual(['meeting_person.here', 'meeting_person.kept', 'meeting_person.undone'])
  })
  test('adds who was not named with their municipality; undone, they are gone', async () => {
    expect((await planner.post(`${m.page}/walk-ins`, { municipalityId: String(town.tama), name: '飛び入り 四郎', section: '介護課', where: 'venue' })).statusCode).toBe(303)
    expect((await planner.post(`${m.page}/walk-ins`, { name: '有識者 五郎', where: 'online' })).statusCode).toBe(303)
    expect((await planner.post(`${m.page}/walk-ins`, { municipalityId: '999', name: 'だれか', where: 'venue' })).statusCode).toBe(404)
    const desk = (await planner.get(`${m.page}/door?show=municipalities`)).body
    expect(desk).toMatch(/多摩市<\/th><td class="num">1<\/td><td class="num">1</)
    const { id } = await db.selectFrom('meeting_person').select('id').where('name', '=', '飛び入り 四郎').executeTakeFirstOrThrow()
    await planner.post(`/meeting-people/${id}/absence`)
    expect(await db.selectFrom('meeting_person').select('id').where('id', '=', id).execute()).toEqual([])
  })
  test('marks nobody before the day, after the figures are fixed, or where there is no such way of coming', async () => {
    await db.updateTable('meeting').set({ mode: 'venue' }).execute()
    expect((await planner.post(`/meeting-people/${theirs}/presence`, { where: 'online' })).statusCode).toBe(409)
    house.setClock('2026-11-17T10:00:00+09:00')
    expect((await planner.post(`/meeting-people/${theirs}/presence`, { where: 'venue' })).body).toContain('開催日（令和8年11月18日（水））')
    house.setClock('2026-11-18T15:00:00+09:00')
    await planner.post(`${m.page}/holding`)
    expect((await planner.post(`/meeting-people/${theirs}/presence`, { where: 'venue' })).body).toContain('確定しています')
  })
  test('is not there for a municipality, and the piece that is asked for alone is its list', async () => {
    expect([(await clerk.get(`${m.page}/door`)).statusCode, (await clerk.post(`/meeting-people/${named}/presence`, { where: 'venue' })).statusCode]).toEqual([404, 404])
    const piece = (await planner.get(`${m.page}/door/live?show=missing`, { 'hx-request-type': 'partial', 'hx-target': '#meeting-check-ins-desk' })).body
    expect([piece.includes('<!doctype'), piece.includes('立川 次郎'), piece.includes('id="meeting-check-ins-desk"')]).toEqual([false, true, true])
    expect((await planner.post(`${m.page}/door`, { opensAt: '13:00', closesAt: '16:30' })).body).toContain('会の終わり（16:00）まで')
    expect((await planner.post(`${m.page}/door`, { opensAt: '13:00', closesAt: '15:30' })).statusCode).toBe(303)
  })
})

describe('a link', () => {
  const to = async (whose: string) => `/meeting-links/${m.id}/${whose}.${linkOf(await lock(), whose)}`
  test('of a municipality serves all whom it names and nobody else; who is online finds the meeting behind it', async () => {
    const link = await to(`m${town.tachikawa}`)
    const page = (await stranger.get(link)).body
    expect([page.includes('立川 次郎'), page.includes('ZZB'), page.includes('meet.example')]).toEqual([true, false, false])
    expect((await stranger.post(link, { personId: String(typed), where: 'online' })).statusCode).toBe(303)
    expect((await stranger.post(link, { personId: String(theirs), where: 'venue' })).statusCode).toBe(404)
    expect([await here(), (await stranger.get(link)).body.includes('https://meet.example/1')]).toEqual([[{ name: '立川 次郎', mode: 'online', how: 'link' }], true])
  })
  test('of a person is theirs alone; a forged one is not there; and none counts while the door is closed', async () => {
    const link = await to(`p${typed}`)
    expect((await stranger.get(link)).body).not.toContain('ZZA立川 花子')
    expect((await stranger.post(link, { personId: String(named), where: 'venue' })).statusCode).toBe(404)
    for (const forged of [`/meeting-links/${m.id}/m${town.tama}.${link.split('.').at(-1)}`, `/meeting-links/${m.id}/x1.abc`, `/meeting-links/999/p${typed}.abc`]) expect((await stranger.get(forged)).statusCode).toBe(404)
    house.setClock('2026-11-18T12:00:00+09:00')
    expect([(await stranger.get(link)).body.includes('13:30'), (await stranger.post(link, { personId: String(typed), where: 'online' })).statusCode]).toEqual([true, 409])
    expect(await here()).toEqual([])
  })
  test('is given to the municipality that comes, on the page of the meeting', async () => {
    await db.insertInto('meeting_reply').values({ meeting_id: m.id, municipality_id: town.tachikawa, answer: 'coming', first_at: new Date(), answered_at: new Date(), answered_by: town.clerkOfTachikawa.person, late: false }).execute()
    const page = (await clerk.get(m.page)).body
    expect([page.includes(await to(`m${town.tachikawa}`)), page.includes(await to(`p${typed}`)), page.includes(`/m${town.tama}.`)]).toEqual([true, true, false])
  })
})

test('counts are those of the rows, whatever comes and goes', () => {
  const person = fc.record<Counted>({ municipalityId: fc.option(fc.integer({ min: 1, max: 62 })), origin: fc.constantFrom('reply', 'walk_in', 'guest'), hereMode: fc.option(fc.constantFrom('venue', 'online')) })
  fc.assert(fc.property(fc.array(person, { maxLength: 150 }), (people) => {
    const { planned, here, walkIns } = countsOf(people)
    const there = people.filter(({ hereMode }) => hereMode !== null)
    expect([here.people, here.venue + here.online, planned.people]).toEqual([there.length, there.length, people.filter(({ origin }) => origin !== 'walk_in').length])
    expect(here.municipalities).toBe(new Set(there.map(({ municipalityId }) => municipalityId).filter((id) => id !== null)).size)
    expect(walkIns).toBeLessThanOrEqual(here.people)
  }))
})

test('who has an account but no name on the list of a meeting sees nothing of it by its number', async () => {
  const guest = await house.visitor(await givePost(db, await makePerson(db, '通 行人', 'つう こうにん', null), 'instructor', null, 'guest@house.test'))
  expect((await guest.get(`/check-in/meetings/${m.id}`)).statusCode).toBe(409)
  expect((await guest.get(m.page)).statusCode).toBe(404)
})

import { beforeEach, describe, expect, test } from 'vitest'
import { htmx, openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, givePost, idOf, makePerson, settle, type Someone } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { scanHeld, shownOn } from './door.ts'

const [day, doorsOpen] = ['2026-09-17', '2026-09-17T09:02:10+09:00']
const at = (time: string, on = day) => `${on}T${time}+09:00`
const house = await openHouse({ now: doorsOpen })
const { db } = house
const town = await settle(db)
const [slot, second] = town.slots
await db.updateTable('training').set({ state: 'running' }).execute()
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const mine = await enroll(db, town, town.trainee.person, 1)
const guest = await enroll(db, town, town.traineeOfTama.person, 2, { cohort: town.cohorts[1], municipality: town.tama })
const outsider: Someone = await givePost(db, await makePerson(db, 'ZZC外 来子', 'がい きこ', town.tama), 'trainee', town.tama)
const [staff, instructor, trainee, other, stranger, colleague] = await Promise.all([
  house.visitor(town.planner), house.visitor(town.instructor), house.visitor(town.trainee), house.visitor(town.traineeOfTama), house.stranger(), house.visitor(outsider),
])

const own = `/check-in/slots/${slot}`
const door = `/slots/${slot}/check-in`
const marks = () => db.selectFrom('attendance').select(['slot_id', 'enrollment_id', 'state', 'minutes', 'evidence']).orderBy('enrollment_id').execute()
const walkIns = () => db.selectFrom('walk_in').select(['enrollment_id', 'state', 'reason', 'evidence']).orderBy('id').execute()
let lastLine = 0
const lines = async () => (await db.selectFrom('audit_line').select(['action', 'subject', 'person_id']).where('id', '>', lastLine).where('action', '<>', 'seen').orderBy('id').execute())
const acts = async () => (await lines()).map(({ action }) => action)

const open = (times = { opensAt: '09:00', closesAt: '09:40' }, where = door) => staff.post(where, times)
/** Scans what the screen shows at that moment and comes back at another, with the scan the browser holds. */
async function scan(visitor: VisitorOf, shownAt: string, seenAt = shownAt, of = slot) {
  const { token } = await shownOn(db, of, shownAt)
  house.setClock(seenAt)
  const answer = await visitor.get(`/check-in/${of}/${token}`)
  return { answer, cookies: scanHeld(answer) }
}
async function checkedIn(visitor: VisitorOf, when: string) {
  const { cookies } = await scan(visitor, when)
  return visitor.post(own, {}, {}, cookies)
}

beforeEach(async () => {
  house.setClock(doorsOpen)
  for (const table of ['walk_in', 'attendance', 'attendance_mark', 'check_in', 'check_in_guess', 'chosen_day'] as const) await db.deleteFrom(table).execute()
  await db.updateTable('enrollment').set({ state: 'enrolled', attended: false, withdrawn_at: null }).execute()
  lastLine = Math.max(0, ...(await db.selectFrom('audit_line').select('id').execute()).map(({ id }) => id))
})

describe('the door', () => {
  test('offers the window of the day and shows nothing to scan until it is opened', async () => {
    const { body } = await staff.get(door)
    expect(body).toContain('value="09:00"')
    expect(body).toContain('value="09:40"')
    expect(body).toContain('まだ開いていません')
    expect(body).not.toContain('受付用QRコード')
  })
  test('opened, shows a code for the camera and one for the keyboard, here, beside the roll and on the wall', async () => {
    expect((await open()).statusCode).toBe(303)
    expect(await lines()).toEqual([{ action: 'check_in.opened', subject: `slot:${slot}`, person_id: town.planner.person }])
    const { code } = await shownOn(db, slot, doorsOpen)
    for (const page of [await staff.get(door), await staff.get(`${door}/live`, htmx('section#check-ins-panel')), await staff.get(`${door}/screen`)]) {
      expect(page.body).toContain(code)
      expect(page.body).toContain('あと20秒で変わります')
      expect(page.body).toContain('9月17日（木） 1コマ目の受付用QRコード')
    }
    const wall = await staff.get(`${door}/screen`)
    expect(wall.body).toContain('<noscript><meta http-equiv="refresh" content="20"></noscript>')
    expect(wall.body).toContain('受付済み 0 / 1人')
    expect(wall.body).not.toContain('ZZA研')
    const roll = await staff.get(`/class-days/${town.days[0]}?slot=${slot}`)
    expect(roll.body).toContain(`hx-get="${door}/live"`)
    expect(roll.body).toContain(`href="${door}"`)
  })
  test('shows another code every half minute, and the same one within it', async () => {
    await open()
    const shown = async (time: string) => { house.setClock(at(time)); return /door-code">([^<]+)</.exec((await staff.get(`${door}/screen`)).body)![1] }
    const first = await shown('09:02:00')
    expect([await shown('09:02:29'), await shown('09:02:30') === first]).toEqual([first, false])
  })
  test('says when it will open, and that it is over', async () => {
    await open({ opensAt: '09:10', closesAt: '09:40' })
    expect((await staff.get(door)).body).toContain('09:10に始まります')
    house.setClock(at('09:40:00'))
    expect((await staff.get(`${door}/screen`)).body).toContain('09:40に終わりました')
  })
  test('is closed at once, and opened again with the secret it had', async () => {
    await open()
    const before = await shownOn(db, slot, doorsOpen)
    expect((await staff.post(`${door}/closing`)).statusCode).toBe(303)
    expect((await staff.get(door)).body).toContain('09:02に終わりました')
    expect((await staff.post(`${door}/closing`)).statusCode).toBe(409)
    await open({ opensAt: '09:00', closesAt: '10:00' })
    expect(await shownOn(db, slot, doorsOpen)).toEqual(before)
    expect(await acts()).toEqual(['check_in.opened', 'check_in.closed', 'check_in.opened'])
  })
  test.each([['cohort', 'postponed'], ['cohort', 'canceled'], ['training', 'postponed']] as const)('of a %s that is %s is not offered, does not open, and takes nobody in', async (table, state) => {
    await open()
    const { cookies } = await scan(trainee, doorsOpen)
    const { state: before } = await db.selectFrom(table).select('state').orderBy('id').executeTakeFirstOrThrow()
    const set = (to: string) => db.updateTable(table).set({ state: to as 'postponed' }).execute()
    await set(state)
    const words = '延期または中止になっている'
    const [roll, page, wall] = [await staff.get(`/class-days/${town.days[0]}?slot=${slot}`), await staff.get(door), await staff.get(`${door}/screen`)]
    expect([roll.statusCode, roll.body.includes(`href="${door}"`), roll.body.includes(`hx-get="${door}/live"`)]).toEqual([200, false, false])
    for (const { body } of [page, wall]) { expect(body).toContain(words); expect(body).not.toMatch(/受付用QRコード|name="opensAt"/) }
    for (const answer of [await open(), await trainee.post(own, {}, {}, cookies), await staff.post(`/slots/${slot}/walk-ins`, { enrollmentId: String(guest) })]) {
      expect([answer.statusCode, answer.body.includes(words)]).toEqual([409, true])
    }
    expect((await scan(other, doorsOpen)).answer.body).toContain(words)
    expect([await marks(), await walkIns()]).toEqual([[], []])
    await set(before)
    expect((await open()).statusCode).toBe(303)
  })
  test.each([[{ opensAt: '09:40', closesAt: '09:00' }, '始まりより後'], [{ opensAt: '09:00', closesAt: '12:30' }, 'コマの終わり（12:00）まで'], [{ opensAt: '08:00', closesAt: '09:00' }, 'もう過ぎています'],
    [{ opensAt: '9時', closesAt: '09:40' }, '始まり'], [{ opensAt: '09:00' }, '終わり']])('keeps what was typed when the window cannot be: %j', async (times, words) => {
    const { statusCode, body } = await staff.post(door, times as Record<string, string>)
    expect([statusCode, body.includes(words), body.includes(`value="${times.opensAt}"`)]).toEqual([422, true, true])
    expect(await db.selectFrom('check_in').select('slot_id').execute()).toEqual([])
  })
  test('is kept by whoever keeps the roll, and is not there for anybody else', async () => {
    const elsewhere = await idOf(db.insertInto('slot').values({ class_day_id: town.days[1]!, position: 1, title: '別', starts_at: '09:00', ends_at: '10:00' }).returning('id'))
    for (const [visitor, where, status] of [[instructor, door, 200], [instructor, `/slots/${elsewhere}/check-in`, 404], [trainee, door, 404], [await house.visitor(town.clerkOfTachikawa), door, 404], [staff, '/slots/987654/check-in', 404]] as const) {
      for (const page of ['', '/screen']) expect((await visitor.get(`${where}${page}`)).statusCode).toBe(status)
      if (status === 404) expect((await visitor.post(where, { opensAt: '09:00', closesAt: '09:40' })).statusCode).toBe(404)
    }
    expect((await instructor.post(`/slots/${elsewhere}/walk-ins`, { enrollmentId: String(guest) })).statusCode).toBe(404)
    await db.deleteFrom('slot').where('id', '=', elsewhere).execute()
  })
  test('asks at most five statements a page, sign-in included', async () => {
    await open()
    const { cookies } = await scan(trainee, doorsOpen)
    for (const look of [() => staff.get(door), () => staff.get(`${door}/screen`), () => staff.get(`/slots/${slot}/walk-ins?q=がく`), () => trainee.get(own, {}, cookies), () => trainee.get('/check-in')]) {
      const asked = await statementsOf(db, look)
      expect(asked.filter((text) => /^(select|with)/.test(text)).length).toBeLessThanOrEqual(5)
    }
  })
})

describe('a scan', () => {
  beforeEach(() => open())

  test('is exchanged at once for an address without the code, and writes nothing', async () => {
    const { answer } = await scan(trainee, doorsOpen)
    expect([answer.statusCode, answer.headers.location]).toEqual([303, own])
    expect(answer.cookies).toMatchObject([{ name: 'scan', path: '/check-in', httpOnly: true, sameSite: 'Lax', maxAge: 600 }])
    expect(await marks()).toEqual([])
    expect(await acts()).toEqual(['check_in.opened'])
  })
  test('shows whose it is and which slot, with one button; the button is the mark', async () => {
    const { cookies } = await scan(trainee, doorsOpen)
    const { body } = await trainee.get(own, {}, cookies)
    for (const words of ['ZZA研 修子', '1 講義1', '第1コース', '9月17日（木）', '出席を記録する']) expect(body).toContain(words)
    const { headers } = await trainee.post(own, {}, {}, cookies)
    expect(headers.location).toBe(own)
    expect(await marks()).toEqual([{ slot_id: slot, enrollment_id: mine, state: 'present', minutes: null, evidence: 'qr' }])
    expect((await lines()).at(-1)).toEqual({ action: 'check_in.done', subject: `slot:${slot}`, person_id: town.trainee.person })
    expect(await db.selectFrom('enrollment').select(['state', 'attended']).where('id', '=', mine).executeTakeFirst()).toEqual({ state: 'in_progress', attended: true })
    expect((await trainee.get(own)).body).toContain('09:02に記録済みです')
    expect((await staff.get(`/class-days/${town.days[0]}?slot=${slot}`)).body).toContain('09:02　QR')
  })
  test('counts by when it was made: who scanned in time is not late for having looked for the password', async () => {
    await open({ opensAt: '09:00', closesAt: '10:00' })
    const { cookies } = await scan(trainee, at('09:29:40'))
    house.setClock(at('09:36:00'))
    await trainee.post(own, {}, {}, cookies)
    expect(await marks()).toMatchObject([{ state: 'present' }])
  })
  test('after the slot began says so before, and is late by the minute', async () => {
    await open({ opensAt: '09:00', closesAt: '10:00' })
    const { cookies } = await scan(trainee, at('09:44:00'))
    expect((await trainee.get(own, {}, cookies)).body).toContain('遅刻 14分と記録します')
    await trainee.post(own, {}, {}, cookies)
    expect(await marks()).toMatchObject([{ state: 'late', minutes: 14, evidence: 'qr' }])
    expect((await trainee.get(own)).body).toContain('遅刻 14分として記録しました')
  })
  test('signed out leads to sign in and back to the slot, and still counts after nine minutes, in that browser alone', async () => {
    const { answer, cookies } = await scan(stranger, doorsOpen)
    expect(answer.headers.location).toBe(own)
    expect((await stranger.get(own, {}, cookies)).headers.location).toBe(`/sign-in?to=${encodeURIComponent(own)}`)
    house.setClock(at('09:11:00'))
    const elsewhere = await trainee.post(own)
    expect([elsewhere.statusCode, elsewhere.body.includes('もう一度読み取ってください')]).toEqual([409, true])
    expect((await trainee.get(own)).statusCode).toBe(409)
    expect(await marks()).toEqual([])
    expect((await trainee.post(own, {}, {}, cookies)).statusCode).toBe(303)
    expect(await marks()).toMatchObject([{ enrollment_id: mine, state: 'present' }])
  })
  test('is over after ten minutes, and for another slot it never counted', async () => {
    await open({ opensAt: '09:00', closesAt: '15:00' }, `/slots/${second}/check-in`)
    const { cookies } = await scan(trainee, doorsOpen)
    expect((await trainee.post(`/check-in/slots/${second}`, {}, {}, cookies)).statusCode).toBe(409)
    house.setClock(at('09:12:11'))
    expect((await trainee.post(own, {}, {}, cookies)).statusCode).toBe(409)
    expect(await marks()).toEqual([])
  })
  test.each<[string, string, string, string]>([
    ['one period later', at('09:02:10'), at('09:02:59'), ''], ['two periods later', at('09:02:10'), at('09:03:00'), 'このコードは令和8年9月17日（木） 09:02のもので、もう使えません'],
    ['before the window', at('08:59:00'), at('08:59:10'), '受付はまだ始まっていません。令和8年9月17日（木） 09:00から'], ['after it', at('09:39:50'), at('09:40:00'), 'この受付は令和8年9月17日（木） 09:40に終わりました'],
    ['the next day', at('09:02:10'), at('09:02:10', '2026-09-18'), 'この受付は令和8年9月17日（木） 09:40に終わりました'],
  ])('of a picture taken %s', async (_, shownAt, seenAt, words) => {
    const { answer, cookies } = await scan(trainee, shownAt, seenAt)
    expect([answer.statusCode, Object.keys(cookies)]).toEqual(words === '' ? [303, ['scan']] : [409, []])
    expect(answer.body).toContain(words)
  })
  test('that was made up, or of a slot without check-in, is a missing page', async () => {
    const { token } = await shownOn(db, slot, doorsOpen)
    const madeUp = token.slice(0, -1) + (token.endsWith('x') ? 'y' : 'x')
    for (const url of [`/check-in/${slot}/${madeUp}`, `/check-in/${second}/${token}`, `/check-in/987654/${token}`, `/check-in/${slot}/x`, '/check-in/abc/def']) expect((await stranger.get(url)).statusCode).toBe(404)
    expect((await trainee.get('/check-in/slots/987654')).statusCode).toBe(404)
  })
  test('twice is one mark: the second hears when the first was', async () => {
    await checkedIn(trainee, doorsOpen)
    const again = await checkedIn(trainee, at('09:35:00'))
    expect(again.statusCode).toBe(303)
    expect(await marks()).toMatchObject([{ state: 'present', minutes: null }])
    expect((await trainee.get(own)).body).toContain('09:02に記録済みです')
    expect(await acts()).toEqual(['check_in.opened', 'check_in.done', 'check_in.kept'])
  })
  test('sent twenty times from one page is one act', async () => {
    const { cookies } = await scan(trainee, doorsOpen)
    const answers = await Promise.all(Array.from({ length: 20 }, () => trainee.post(own, { onceKey: 'one-and-the-same' }, {}, cookies)))
    expect(new Set(answers.map(({ statusCode, headers }) => `${statusCode} ${headers.location}`))).toEqual(new Set([`303 ${own}`]))
    expect(await db.selectFrom('attendance_mark').select('state').execute()).toEqual([{ state: 'present' }])
    expect(await acts()).toEqual(['check_in.opened', 'check_in.done'])
  })
  test('never takes away what staff recorded: it is told, and stays', async () => {
    await staff.post(`/slots/${slot}/roll`, { 'rows.0.enrollmentId': String(mine), 'rows.0.state': 'absent_notified' })
    await checkedIn(trainee, doorsOpen)
    expect(await marks()).toMatchObject([{ state: 'absent_notified', evidence: 'staff' }])
    const { body } = await trainee.get(own)
    expect(body).toContain('受付では「欠席（連絡あり）」と記録されています')
    expect(body).toContain('受付の人に声をかけてください')
  })
  test('by somebody with another post in use is theirs all the same', async () => {
    const post = await idOf(db.insertInto('post').values({ account_id: town.trainee.account, kind: 'municipality', municipality_id: town.tachikawa, granted_at: new Date(doorsOpen) }).returning('id'))
    await checkedIn(await house.visitor({ ...town.trainee, post }), doorsOpen)
    expect(await marks()).toMatchObject([{ enrollment_id: mine, state: 'present' }])
    await db.updateTable('post').set({ ended_at: new Date(doorsOpen) }).where('id', '=', post).execute()
  })
})

describe('somebody who is not of the slot', () => {
  beforeEach(() => open())

  test('who is signed in as a colleague is told, and signing out leads back to the slot', async () => {
    const { cookies } = await scan(colleague, doorsOpen)
    const { body } = await colleague.get(own, {}, cookies)
    for (const words of ['ここでは受付できません', 'この研修の受講者ではありません', 'ZZC外 来子 様として入っています', 'サインアウトする']) expect(body).toContain(words)
    expect(body).not.toContain('受付に申し出る')
    expect((await colleague.post(own, {}, {}, cookies)).statusCode).toBe(409)
    expect((await colleague.post(`${own}/walk-in`, {}, {}, cookies)).statusCode).toBe(409)
    const out = await (await house.visitor(outsider)).post('/sign-out', { to: own })
    expect(out.headers.location).toBe(`/sign-in?to=${encodeURIComponent(own)}`)
    expect((await (await house.visitor(outsider)).post('/sign-out', { to: 'https://elsewhere.test/' })).headers.location).toBe('/sign-in')
    expect([await marks(), await walkIns()]).toEqual([[], []])
  })
  test('who has withdrawn is sent to the desk', async () => {
    await db.updateTable('enrollment').set({ state: 'withdrawn' }).where('id', '=', mine).execute()
    const { cookies } = await scan(trainee, doorsOpen)
    expect((await trainee.get(own, {}, cookies)).body).toContain('この研修は辞退になっているため')
    expect((await trainee.post(own, {}, {}, cookies)).statusCode).toBe(409)
    expect(await marks()).toEqual([])
  })
  test('of another cohort is told which is theirs and when, may ask, and waits', async () => {
    const { cookies } = await scan(other, doorsOpen)
    const { body } = await other.get(own, {}, cookies)
    for (const words of ['このコマは、別のコースのものです', '第2コース', '令和8年9月18日（金）', '受付に申し出る']) expect(body).toContain(words)
    expect((await other.post(own, {}, {}, cookies)).statusCode).toBe(409)
    for (const _ of [1, 2]) await other.post(`${own}/walk-in`, {}, {}, cookies)
    expect(await walkIns()).toEqual([{ enrollment_id: guest, state: 'waiting', reason: null, evidence: 'qr' }])
    const waiting = await other.get(own, {}, cookies)
    expect(waiting.body).toContain('受付に申し出ました')
    expect(waiting.headers.refresh).toBe('10')
    const live = await staff.get(`${door}/live`, htmx('section#check-ins-walk-ins'))
    for (const words of ['ZZB学 習太', '第2コース　受講番号 2', '09:02に来ました', '受け付ける']) expect(live.body).toContain(words)
    expect(live.body).not.toContain('<html')
    expect((await staff.get(`${door}/live`, htmx('section#check-ins-panel'))).body).toContain('予定にない人')
  })
  test('who is of the slot cannot ask to be taken in', async () => {
    const { cookies } = await scan(trainee, doorsOpen)
    expect((await trainee.post(`${own}/walk-in`, {}, {}, cookies)).statusCode).toBe(409)
    expect(await walkIns()).toEqual([])
  })
  const asking = async (when = doorsOpen) => {
    const { cookies } = await scan(other, when)
    await other.post(`${own}/walk-in`, {}, {}, cookies)
    return (await db.selectFrom('walk_in').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id
  }
  test('taken in has the mark of when they came, on this roll, and nothing of their own cohort is moved', async () => {
    await open({ opensAt: '09:00', closesAt: '10:00' })
    const id = await asking(at('09:33:00'))
    house.setClock(at('09:50:00'))
    expect((await instructor.post(`/slots/${slot}/walk-ins/${id}/acceptance`)).statusCode).toBe(303)
    expect(await marks()).toEqual([{ slot_id: slot, enrollment_id: guest, state: 'late', minutes: 3, evidence: 'qr' }])
    expect(await walkIns()).toMatchObject([{ enrollment_id: guest, state: 'accepted' }])
    expect((await lines()).at(-1)).toEqual({ action: 'walk_in.accepted', subject: `slot:${slot}`, person_id: town.instructor.person })
    expect(await db.selectFrom('enrollment').select('cohort_id').where('id', '=', guest).executeTakeFirst()).toEqual({ cohort_id: town.cohorts[1] })
    expect((await other.get(own)).body).toContain('遅刻 3分')
    expect((await staff.get(`/class-days/${town.days[0]}?slot=${slot}`)).body).toContain('ZZB学 習太')
    const twice = await staff.post(`/slots/${slot}/walk-ins/${id}/acceptance`)
    expect([twice.statusCode, twice.body.includes('もう答えています')]).toEqual([409, true])
  })
  test('refused reads why, and may ask once more', async () => {
    const id = await asking()
    const page = `/slots/${slot}/walk-ins/${id}/refusal`
    expect((await staff.get(page)).body).toContain('ZZB学 習太 様（第2コース）を、このコマでは受け付けません')
    expect((await staff.post(page, { reason: ' ' })).statusCode).toBe(422)
    expect((await staff.post(page, {})).statusCode).toBe(422)
    expect((await staff.post(page, { reason: '席がありません' })).statusCode).toBe(303)
    expect((await other.get(own)).body).toContain('理由：席がありません')
    expect((await staff.get(door)).body).toContain('お断りしました')
    await asking()
    expect((await walkIns()).map(({ state }) => state)).toEqual(['refused', 'waiting'])
    expect(await marks()).toEqual([])
  })
  test('is answered only at the slot where they stand', async () => {
    const id = await asking()
    expect((await staff.post(`/slots/${second}/walk-ins/${id}/acceptance`)).statusCode).toBe(404)
    expect((await staff.get(`/slots/${second}/walk-ins/${id}/refusal`)).statusCode).toBe(404)
    expect((await trainee.post(`/slots/${slot}/walk-ins/${id}/acceptance`)).statusCode).toBe(404)
    expect(await walkIns()).toMatchObject([{ state: 'waiting' }])
  })
  test('without a telephone is found at the desk by number, name or reading, and taken in', async () => {
    const desk = `/slots/${slot}/walk-ins`
    for (const words of ['2', '２', '学 習太', 'がく', 'ｶﾞｸ']) expect((await staff.get(`${desk}?q=${encodeURIComponent(words)}`)).body).toContain('ZZB学 習太')
    for (const words of ['1', 'ZZA', 'ZZC外', '%', '_']) expect((await staff.get(`${desk}?q=${encodeURIComponent(words)}`)).body).toContain('見つかりません')
    expect((await staff.get(desk)).body).not.toContain('ZZB学')
    expect((await staff.post(desk, { enrollmentId: String(guest) })).statusCode).toBe(303)
    expect(await marks()).toEqual([{ slot_id: slot, enrollment_id: guest, state: 'present', minutes: null, evidence: 'staff' }])
    expect(await walkIns()).toMatchObject([{ state: 'accepted', evidence: 'staff' }])
    expect((await staff.post(desk, { enrollmentId: String(guest) })).statusCode).toBe(409)
    expect((await staff.post(desk, { enrollmentId: '987654' })).statusCode).toBe(404)
  })
})

describe('of days to choose', () => {
  const days: number[] = []
  const slots: number[] = []
  let choice = 0
  beforeEach(async () => {
    if (choice === 0) {
      choice = await idOf(db.insertInto('day_choice').values({ cohort_id: town.cohorts[0], title: '演習', title_en: 'Practice', closes_on: '2026-09-01' }).returning('id'))
      for (const held_on of ['2026-09-20', '2026-09-21']) {
        const id = await idOf(db.insertInto('class_day').values({ cohort_id: town.cohorts[0], held_on, day_choice_id: choice, seats: 1 }).returning('id'))
        days.push(id)
        slots.push(await idOf(db.insertInto('slot').values({ class_day_id: id, position: 1, title: '演習', starts_at: '09:30', ends_at: '12:00' }).returning('id')))
      }
    }
    house.setClock(at('09:02:00', '2026-09-20'))
    await open(undefined, `/slots/${slots[0]}/check-in`)
  })
  const chosen = async () => (await db.selectFrom('chosen_day').select('class_day_id').where('enrollment_id', '=', mine).where('is_chosen', '=', true).execute()).map(({ class_day_id }) => class_day_id)
  const choose = (place: number) => db.insertInto('chosen_day').values({ enrollment_id: mine, class_day_id: days[place]!, day_choice_id: choice, is_chosen: true, chosen_at: new Date() }).execute()
  const come = async () => {
    const { cookies } = await scan(trainee, at('09:02:00', '2026-09-20'), undefined, slots[0]!)
    return { cookies, answer: await trainee.post(`/check-in/slots/${slots[0]}`, {}, {}, cookies) }
  }

  test('who has chosen none has chosen by coming', async () => {
    expect((await come()).answer.statusCode).toBe(303)
    expect([await chosen(), (await marks()).length]).toEqual([[days[0]], 1])
  })
  test('who chose another is told, may ask, and taken in has this day from then on', async () => {
    await choose(1)
    const { cookies, answer } = await come()
    expect([answer.statusCode, answer.body.includes('選んだ日とは別の日')]).toEqual([409, true])
    await trainee.post(`/check-in/slots/${slots[0]}/walk-in`, {}, {}, cookies)
    const { id } = await db.selectFrom('walk_in').select('id').executeTakeFirstOrThrow()
    expect(await chosen()).toEqual([days[1]])
    expect((await staff.post(`/slots/${slots[0]}/walk-ins/${id}/acceptance`)).statusCode).toBe(303)
    expect([await chosen(), (await marks()).map(({ state }) => state)]).toEqual([[days[0]], ['present']])
    expect(await acts()).toContain('day.chosen')
  })
  test('somebody of another cohort who is taken in chooses nothing by it', async () => {
    expect((await staff.post(`/slots/${slots[0]}/walk-ins`, { enrollmentId: String(guest) })).statusCode).toBe(303)
    expect(await db.selectFrom('chosen_day').select('enrollment_id').execute()).toEqual([])
  })
})

describe('the code for the keyboard', () => {
  beforeEach(() => open())
  const type = (code: string, visitor = trainee) => visitor.post('/check-in', { code })

  test('opens the slot it is of, however it is typed', async () => {
    const { code } = await shownOn(db, slot, doorsOpen)
    const answer = await type(code.toLowerCase().replace('-', ' '))
    expect(answer.headers.location).toBe(own)
    expect((await trainee.get(own, {}, scanHeld(answer))).body).toContain('出席を記録する')
    expect(await acts()).toEqual(['check_in.opened', 'check_in.code_typed'])
  })
  test('is asked for on the day, on the list of days and at home', async () => {
    for (const page of ['/my-days', '/']) expect((await trainee.get(page)).body).toContain('href="/check-in"')
    house.setClock(at('09:02:10', '2026-09-16'))
    for (const page of ['/my-days', '/']) expect((await trainee.get(page)).body).not.toContain('href="/check-in"')
  })
  test('wrong, old, of a closed slot or none at all is answered alike, and the box keeps it', async () => {
    const { code } = await shownOn(db, slot, at('09:01:00'))
    await open({ opensAt: '09:00', closesAt: '15:00' }, `/slots/${second}/check-in`)
    const closed = (await shownOn(db, second, doorsOpen)).code
    await staff.post(`/slots/${second}/check-in/closing`)
    for (const typed of ['ZZZZ-ZZZZ', code, closed, '123']) {
      const { statusCode, body } = await type(typed)
      expect([statusCode, body.includes('このコードでは受付できません'), body.includes(`value="${typed}"`)]).toEqual([409, true, true])
    }
    expect((await type('')).statusCode).toBe(422)
  })
  test('is guessed at most five times in ten minutes, by account; a typing error that is no code is not counted', async () => {
    const { code } = await shownOn(db, slot, doorsOpen)
    for (let n = 0; n < 8; n += 1) await type('123')
    const statuses = []
    for (let n = 0; n < 7; n += 1) statuses.push((await type(`ZZZZ-ZZZ${n}`)).statusCode)
    expect(statuses).toEqual([409, 409, 409, 409, 409, 429, 429])
    const right = await type(code)
    expect([right.statusCode, right.headers['retry-after'], right.body.includes('10分ほど待つか')]).toEqual([429, '600', true])
    expect((await type(code, other)).statusCode).toBe(303)
    expect((await acts()).filter((act) => act === 'check_in.guessed')).toHaveLength(5)
    house.setClock(at('09:12:11'))
    expect((await type((await shownOn(db, slot, at('09:12:11'))).code)).statusCode).toBe(303)
  })
})

test('every page of it speaks English', async () => {
  await open()
  const [{ cookies }, english] = [await scan(trainee, doorsOpen), { language: 'en' }]
  const pages = [await staff.get(door, {}, english), await staff.get(`${door}/screen`, {}, english), await staff.get(`/slots/${slot}/walk-ins?q=がく`, {}, english), await trainee.get(own, {}, { ...cookies, ...english }),
    await trainee.get('/check-in', {}, english), await other.get(own, {}, { ...(await scan(other, doorsOpen)).cookies, ...english }), await stranger.get(`/check-in/${slot}/${(await shownOn(db, slot, at('08:00:00'))).token}`, {}, english)]
  // What is left in Japanese is what staff wrote, and names of people.
  for (const { body } of pages) expect(body.replace(/<[^>]*lang="ja"[^>]*>[\s\S]*?<\/\w+>/g, '').match(/受付|読み取|秒|出欠|遅刻|研修日|サインアウト/g)).toBeNull()
  expect(pages.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 200, 409])
  expect(pages.map(({ body }) => /Check-in|check in/i.test(body))).toEqual(pages.map(() => true))
})

import { beforeEach, describe, expect, test } from 'vitest'
import { findClassDay, sheetOf, slotsOfDay } from '../../../server/classroom/attendance/queries.ts'
import { sheetData } from '../../../server/classroom/attendance/sheet.ts'
import { htmx, openHouse } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'
import { soon } from '../../support/soon.ts'
import { statementsOf } from '../../support/statements.ts'

const onTheDay = '2026-09-17T09:44:00+09:00'
const house = await openHouse({ now: onTheDay })
const { db } = house
const town = await settle(db)
const [slot, second] = town.slots
const page = `/class-days/${town.days[0]}`
const post = `/slots/${slot}/roll`
const fumiko = await enroll(db, town, town.trainee.person, 1)
const taro = await enroll(db, town, await makePerson(db, 'ZZC遅 太郎', 'ちこく たろう', town.tama), 2, { municipality: town.tama })
const other = await enroll(db, town, town.traineeOfTama.person, 3, { cohort: town.cohorts[1], municipality: town.tama })
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
await db.updateTable('training').set({ state: 'running' }).execute()
const [staff, contractor, instructor, trainee, clerk] = await Promise.all([
  house.visitor(town.planner), house.visitor(town.contractor), house.visitor(town.instructor),
  house.visitor(town.trainee), house.visitor(town.clerkOfTachikawa),
])

const tap = (enrollment: number, state: string, more: Record<string, string> = {}) =>
  ({ 'rows.0.enrollmentId': String(enrollment), 'rows.0.state': state, ...more })
const standing = () => db.selectFrom('attendance').select(['enrollment_id', 'state', 'minutes', 'evidence', 'reason']).orderBy('enrollment_id').execute()
const keptOf = (enrollment: number) => db.selectFrom('attendance_mark').select(['state', 'minutes', 'evidence', 'reason', 'marked_by'])
  .where('enrollment_id', '=', enrollment).orderBy('id').execute()
const enrollmentOf = (id: number) => db.selectFrom('enrollment').select(['state', 'attended']).where('id', '=', id).executeTakeFirstOrThrow()
let lastLine = 0
/** What was written down since the test began, by changes or ('seen', after the answer is out) by looking. */
const lines = (seen = false) => db.selectFrom('audit_line').select(['action', 'subject', 'person_id'])
  .where('id', '>', lastLine).where('action', seen ? '=' : '<>', 'seen').orderBy('id').execute()

beforeEach(async () => {
  house.setClock(onTheDay)
  await db.deleteFrom('attendance').execute()
  await db.deleteFrom('attendance_mark').execute()
  lastLine = Math.max(0, ...(await db.selectFrom('audit_line').select('id').execute()).map(({ id }) => id))
  await db.deleteFrom('completion_criteria').execute()
  await db.updateTable('enrollment').set({ state: 'enrolled', attended: false, withdrawn_at: null }).execute()
})

describe('the list of days', () => {
  test('shows staff all days with how many are still to mark, today first', async () => {
    const { body } = await staff.get('/class-days')
    expect(body.indexOf('9月17日')).toBeLessThan(body.indexOf('9月18日'))
    expect(body).toContain('残り4件')
    expect(body).toContain('第2コース')
    expect((await staff.get('/class-days?when=past')).body).toContain('終わった研修日はまだありません')
    expect((await staff.get('/class-days?year=2025')).body).toContain('これからの研修日はありません')
  })
  test('shows an instructor only the cohorts they teach', async () => {
    const { body } = await instructor.get('/class-days')
    expect(body).toContain('第1コース')
    expect(body).not.toContain('第2コース')
  })
  test('is not there for a municipality, a trainee and a stranger', async () => {
    expect([(await clerk.get('/class-days')).statusCode, (await trainee.get(page)).statusCode]).toEqual([404, 404])
    expect((await house.stranger().get(page)).headers.location).toBe(`/sign-in?to=${encodeURIComponent(page)}`)
  })
})

describe('the roll', () => {
  test('lists the cohort by number, says who is not marked, and writes down that it was seen', async () => {
    const { body } = await contractor.get(page)
    expect(body.indexOf('ZZA研 修子')).toBeLessThan(body.indexOf('ZZC遅 太郎'))
    expect(body).not.toContain('ZZB学')
    expect(body).toContain('まだ受付していません')
    await soon(async () => expect(await lines(true)).toMatchObject([{ subject: 'page:/class-days/:id', person_id: town.contractor.person }]))
  })
  test.each([['a slot of another day', () => `${page}?slot=99`], ['a day that is not there', () => '/class-days/99'],
    ['somebody who is not on it', () => `${page}?slot=${slot}&row=${other}`], ['no number', () => '/class-days/abc']])('%s is a missing page', async (_, at) => {
    expect((await staff.get(at())).statusCode).toBe(404)
  })
  test('names its slot where the tabs are not printed, and the sheet for the door names each', async () => {
    expect((await staff.get(`${page}?slot=${second}`)).body).toMatch(/<p class="paper-only"><b>2 講義2　13:00/)
    const day = (await findClassDay(db, { of: 'all' }, town.days[0]!))!
    expect(sheetData(day, await slotsOfDay(db, day.id), await sheetOf(db, day)).titles).toContain('2コマ 講義2')
  })
  test('the slot of another day is not opened under this one', async () => {
    const strange = await idOf(db.insertInto('slot').values({ class_day_id: town.days[1]!, position: 1, title: '別', starts_at: '09:00', ends_at: '10:00' }).returning('id'))
    expect((await staff.get(`${page}?slot=${strange}`)).statusCode).toBe(404)
    expect((await staff.get(`${page}/whole-roll?slot=${strange}`)).statusCode).toBe(404)
    expect((await instructor.post(`/slots/${strange}/roll`, tap(other, 'present'))).statusCode).toBe(404)
    await db.deleteFrom('slot').where('id', '=', strange).execute()
  })
  test('takes at most four statements beside the sign-in, however many people', async () => {
    const asked = await statementsOf(db, () => staff.get(page))
    expect(asked.filter((text) => text.includes('attendance')).length).toBeGreaterThan(0)
    expect(asked.filter((text) => text.startsWith('select')).length).toBeLessThanOrEqual(5)
  })
})

test('a roll in English names professions and slots in English where they have English names', async () => {
  await db.updateTable('slot').set({ title: '会議の役割' }).where('id', '=', slot).execute()
  await db.updateTable('enrollment').set({ profession_code: 'public_health_nurse' }).where('id', '=', fumiko).execute()
  for (const at of [page, `${page}/whole-roll`]) {
    const { body } = await staff.get(at, {}, { language: 'en' })
    for (const words of ['1 Roles', '2 講義2', 'Public health nurse']) expect(body).toContain(words)
    expect(body).not.toContain('保健師')
  }
  expect((await trainee.get('/my-days', {}, { language: 'en' })).body).toContain('12:00 Roles')
  await db.updateTable('slot').set({ title: '講義1' }).where('id', '=', slot).execute()
})

describe('one tap', () => {
  test('is one mark, kept, traced, and begins the enrollment', async () => {
    const { statusCode, headers } = await staff.post(post, tap(fumiko, 'present'))
    expect([statusCode, headers.location]).toEqual([303, `${page}?slot=${slot}&row=${fumiko}#attendance-row-${fumiko}`])
    expect(await standing()).toEqual([{ enrollment_id: fumiko, state: 'present', minutes: null, evidence: 'staff', reason: null }])
    expect(await keptOf(fumiko)).toMatchObject([{ state: 'present', marked_by: town.planner.person }])
    expect(await enrollmentOf(fumiko)).toEqual({ state: 'in_progress', attended: true })
    expect(await lines()).toEqual([{ action: 'roll.marked', subject: `slot:${slot}`, person_id: town.planner.person }])
  })
  test('swaps only the row, and tells the figures and who is missing beside it', async () => {
    await staff.post(post, tap(fumiko, 'present'))
    const { body } = await staff.get(`${page}?slot=${slot}&row=${fumiko}`, htmx(`li#attendance-row-${fumiko}`))
    expect(body.trim()).toMatch(/^<li id="attendance-row-\d+">/)
    expect(body).toContain('hx-target="#attendance-tally"')
    expect(body).toContain('hx-target="#attendance-missing"')
    expect(body).not.toContain('<html')
    expect(body).not.toContain(`id="attendance-row-${taro}"`)
  })
  test('leaves what is rarely needed to a link, which opens it in the row or, without scripts, on the page', async () => {
    const address = `${page}?slot=${slot}&row=${fumiko}&more=1`
    const whole = (await staff.get(page)).body
    expect(whole).toContain(`href="${address.replaceAll('&', '&amp;')}#attendance-row-${fumiko}"`)
    expect(whole).not.toContain('value="left_early"')
    const opened = (await staff.get(address)).body
    expect(opened.match(/<details class="disclosure" open>/g)).toHaveLength(1)
    expect(opened.match(/value="(left_early|disconnected|made_up|exempt)"/g)).toHaveLength(4)
    expect(opened).toContain(`id="attendance-row-${taro}"`)
    const piece = (await staff.get(address, htmx(`li#attendance-row-${fumiko}`))).body
    expect(piece.trim()).toMatch(/^<li id="attendance-row-\d+"/)
    expect(piece).toContain('value="left_early"')
    expect(piece).not.toContain('attendance-said')
    expect((await staff.get(`${page}?slot=${slot}&row=${other}&more=1`)).statusCode).toBe(404)
  })
  test('of lateness takes the minutes from the clock while the slot runs, and as typed otherwise', async () => {
    await staff.post(post, tap(fumiko, 'late'))
    await staff.post(post, tap(taro, 'late', { 'rows.0.minutes': '5' }))
    expect((await standing()).map(({ minutes }) => minutes)).toEqual([14, 5])
    expect([await enrollmentOf(fumiko), await enrollmentOf(taro)]).toEqual([{ state: 'enrolled', attended: false }, { state: 'in_progress', attended: true }])
    expect((await staff.get(page)).body).toContain('遅刻 14分')
  })
  test('after the slot asks for the minutes, and what was typed is still there', async () => {
    house.setClock('2026-09-17T18:00:00+09:00')
    const { statusCode, body } = await staff.post(post, tap(fumiko, 'late', { reason: '<i>電車の遅れ</i>' }))
    expect([statusCode, await standing()]).toEqual([409, []])
    expect(body).toContain('何分かが入っていません')
    expect(body).toContain('&lt;i&gt;電車の遅れ&lt;/i&gt;')
    const piece = await staff.post(post, tap(fumiko, 'late'), htmx(`li#attendance-row-${fumiko}`))
    expect(piece.body).toContain('<details class="disclosure" open>')
    expect(piece.body).not.toContain('<html')
  })
  test('with minutes that are no number comes back, as typed', async () => {
    const { statusCode, body } = await staff.post(post, tap(fumiko, 'late', { 'rows.0.minutes': '601' }))
    expect([statusCode, await standing()]).toEqual([422, []])
    expect(body).toContain('value="601"')
    expect(body).toContain('600以下の数を入力してください')
    expect((await staff.post(post, tap(fumiko, 'late', { 'rows.0.minutes': '七' }))).body).toContain('数字だけで入力してください')
    expect((await staff.post(post, { reason: 'x' })).statusCode).toBe(422)
  })
  test('sent twice is one mark', async () => {
    for (const _ of [1, 2]) await staff.post(post, tap(fumiko, 'present'))
    expect(await keptOf(fumiko)).toHaveLength(1)
  })
  test('over what the QR code said needs a reason, and both are kept', async () => {
    await db.insertInto('attendance').values({ slot_id: slot, enrollment_id: fumiko, state: 'present', evidence: 'qr', marked_at: new Date(onTheDay) }).execute()
    await db.insertInto('attendance_mark').values({ slot_id: slot, enrollment_id: fumiko, state: 'present', evidence: 'qr', marked_at: new Date(onTheDay) }).execute()
    const refused = await staff.post(post, tap(fumiko, 'absent_unnotified'))
    expect([refused.statusCode, (await standing())[0]?.state]).toEqual([409, 'present'])
    expect(refused.body).toContain('変えるときは理由を書いてください')
    await staff.post(post, tap(fumiko, 'absent_unnotified', { reason: '席にいないことを確認' }))
    expect((await keptOf(fumiko)).map(({ state, evidence, reason }) => [state, evidence, reason]))
      .toEqual([['present', 'qr', null], ['absent_unnotified', 'staff', '席にいないことを確認']])
    expect((await staff.get(page)).body).not.toContain('これまでの記録')
    const { body } = await staff.get(`${page}?slot=${slot}&row=${fumiko}&more=1`)
    expect(body).toContain('これまでの記録')
    expect(body).toContain('席にいないことを確認')
  })
  test('can be taken away: attended is derived anew, and what began stays begun', async () => {
    await staff.post(post, tap(fumiko, 'present'))
    await staff.post(post, tap(fumiko, 'unset'))
    expect([await standing(), await enrollmentOf(fumiko)]).toEqual([[], { state: 'in_progress', attended: false }])
    expect((await keptOf(fumiko)).map(({ state }) => state)).toEqual(['present', null])
    const again = await staff.post(post, tap(fumiko, 'unset'))
    expect([again.statusCode, again.body.includes('元に戻すものがありません')]).toEqual([409, true])
  })
  test('of one slot taken away leaves the other: the person has still attended', async () => {
    await staff.post(post, tap(fumiko, 'present'))
    await staff.post(`/slots/${second}/roll`, tap(fumiko, 'present'))
    await staff.post(post, tap(fumiko, 'unset'))
    expect((await enrollmentOf(fumiko)).attended).toBe(true)
  })
  test('counts by the criteria of the training', async () => {
    const rule = { lessons: 'none', attendance: { required: 'all', lateLimitMinutes: 0, madeUpCounts: false } }
    await db.insertInto('completion_criteria').values({ training_id: town.training, version: 1, rule: JSON.stringify(rule), made_at: new Date(onTheDay) }).execute()
    await staff.post(post, tap(fumiko, 'late', { 'rows.0.minutes': '1' }))
    expect((await enrollmentOf(fumiko)).attended).toBe(false)
    expect((await staff.get(page)).body).toContain('出席になりません')
  })
  test('is not taken for somebody of another cohort, and not after a withdrawal', async () => {
    expect((await staff.post(post, tap(other, 'present'))).statusCode).toBe(404)
    expect((await staff.post(post, tap(999, 'present'))).statusCode).toBe(404)
    await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: new Date(onTheDay) }).where('id', '=', taro).execute()
    const late = await staff.post(post, tap(taro, 'present'))
    expect([late.statusCode, late.body.includes('この方は辞退しています')]).toEqual([409, true])
    expect(await standing()).toEqual([])
  })
  test('before the day takes only what can be known before it', async () => {
    house.setClock('2026-09-16T09:00:00+09:00')
    expect((await staff.post(post, tap(fumiko, 'present'))).statusCode).toBe(409)
    expect((await staff.post(post, tap(fumiko, 'absent_notified'))).statusCode).toBe(303)
  })
})

test('an instructor marks their own cohort, and no longer once they are taken off it', async () => {
  expect((await instructor.post(post, tap(fumiko, 'present'))).statusCode).toBe(303)
  await db.deleteFrom('cohort_instructor').execute()
  expect([(await instructor.get(page)).statusCode, (await instructor.post(post, tap(taro, 'present'))).statusCode]).toEqual([404, 404])
  await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
  expect((await standing()).map(({ enrollment_id }) => enrollment_id)).toEqual([fumiko])
})

test('a municipality and a trainee mark nobody', async () => {
  expect([(await clerk.post(post, tap(fumiko, 'present'))).statusCode, (await trainee.post(post, tap(fumiko, 'present'))).statusCode]).toEqual([404, 404])
  expect(await standing()).toEqual([])
})

describe('the whole roll', () => {
  const sheet = (states: [number, string, string?][], more: Record<string, string> = {}) => Object.assign({ whole: '1', ...more },
    ...states.map(([enrollment, state, minutes], row) => ({
      [`rows.${row}.enrollmentId`]: String(enrollment), [`rows.${row}.state`]: state, ...(minutes === undefined ? {} : { [`rows.${row}.minutes`]: minutes }),
    }))) as Record<string, string>

  test('starts with everybody present, and saves all but the exceptions in one go', async () => {
    const { body } = await staff.get(`${page}/whole-roll?slot=${slot}`)
    expect(body.match(/<option value="present" selected>/g)).toHaveLength(2)
    const { headers } = await staff.post(post, sheet([[fumiko, 'present'], [taro, 'absent_notified']], { evidence: 'sign_in' }))
    expect(headers.location).toBe(`${page}?slot=${slot}`)
    expect(await standing()).toMatchObject([{ state: 'present', evidence: 'sign_in' }, { state: 'absent_notified', evidence: 'sign_in' }])
    expect((await lines()).map(({ action }) => action)).toEqual(['roll.marked'])
  })
  test('leaves alone what says the same, and who is left unset', async () => {
    await staff.post(post, tap(fumiko, 'present'))
    await staff.post(post, sheet([[fumiko, 'present'], [taro, 'unset']], { evidence: 'sign_in' }))
    expect([await keptOf(fumiko), await keptOf(taro)]).toMatchObject([[{ evidence: 'staff' }], []])
  })
  test('comes back as typed with each problem at its box, and nothing is saved', async () => {
    const { statusCode, body } = await staff.post(post, sheet([[fumiko, 'late'], [taro, 'present', '5']], { reason: '紙から' }))
    expect([statusCode, await standing()]).toEqual([422, []])
    expect(body).toContain('id="rows-0-minutes-problem"')
    expect(body).toContain('この出欠には分数を入れません')
    expect(body).toContain('value="紙から"')
    expect(body).toContain('value="5"')
  })
})

describe('the sheet on paper', () => {
  test('is a PDF that nobody keeps on the way, for those who may see the roll', { timeout: 60_000 }, async () => {
    await staff.post(post, tap(fumiko, 'late', { 'rows.0.minutes': '5' }))
    const { statusCode, headers, rawPayload } = await instructor.get(`${page}/sheet.pdf`)
    expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([200, 'application/pdf', 'no-store'])
    expect(headers['content-disposition']).toContain(encodeURIComponent('出席簿_第1コース_2026-09-17.pdf'))
    expect(rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await trainee.get(`${page}/sheet.pdf`)).statusCode).toBe(404)
  })
})

describe('a trainee’s own days', () => {
  test('show place and number, and in words whether the mark counts', async () => {
    await staff.post(post, tap(fumiko, 'late'))
    const { body } = await trainee.get('/my-days')
    expect(body).toContain('立川ホール')
    expect(body).toContain('14分の不参加があり、出席になりません（10分まで）。補講について事務局へご相談ください。')
    expect(body).toContain('記録待ち')
  })
  test('are nobody else’s', async () => {
    const { body } = await (await house.visitor(town.traineeOfTama)).get('/my-days')
    expect(body).not.toContain('第1コース')
    expect((await staff.get('/my-days')).statusCode).toBe(404)
  })
})

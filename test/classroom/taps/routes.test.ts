import { beforeEach, describe, expect, test } from 'vitest'
import { revisionOf } from '../../../server/classroom/attendance/rules.ts'
import { htmx, openHouse, type VisitorOf } from '../../support/app.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'

const house = await openHouse({ now: '2026-09-17T09:50:00+09:00' })
const { db } = house
const town = await settle(house.db)
const [slot] = town.slots
const page = `/class-days/${town.days[0]}?slot=${slot}`
const fumiko = await enroll(db, town, town.trainee.person, 1)
const taro = await enroll(db, town, await makePerson(db, 'ZZC遅 太郎', 'ちこく たろう', town.tama), 2, { municipality: town.tama })
const other = await enroll(db, town, town.traineeOfTama.person, 3, { cohort: town.cohorts[1], municipality: town.tama })
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
await db.updateTable('training').set({ state: 'running' }).execute()
const second = await givePost(db, await makePerson(db, '受付 二子', 'うけつけ にこ', null), 'prefecture', null)
const [front, back, instructor, clerk, trainee] = await Promise.all([town.planner, second, town.instructor, town.clerkOfTachikawa, town.trainee].map((who) => house.visitor(who))) as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]

const at = (time: string) => new Date(`2026-09-17T${time}+09:00`)
let made = 0
interface Sent { id?: number; state?: string; time?: string; key?: string; seen?: string; minutes?: string }
const formOf = (sent: Sent[]) => Object.fromEntries(sent.flatMap(({ id = fumiko, state = 'present', time = '09:50:00', key = `browser-key-${made += 1}`, seen, minutes }, n) => (
  Object.entries({ key, enrollmentId: String(id), state, at: String(at(time).getTime()), ...seen && { seen }, ...minutes && { minutes } })
    .map(([name, value]) => [`taps.${n}.${name}`, value]))))
const tapped = (door: VisitorOf, ...sent: Sent[]) => door.post(`/slots/${slot}/taps`, formOf(sent), htmx('div#taps-answer'))
const fatesIn = (body: string) => [...body.matchAll(/data-fate="(\w+)"/g)].map(([, fate]) => fate)
const standing = () => db.selectFrom('attendance').select(['enrollment_id as id', 'state', 'minutes', 'evidence', 'marked_at as at']).orderBy('enrollment_id').execute()
const keptOf = (id: number) => db.selectFrom('attendance_mark').select(['state', 'minutes', 'evidence', 'reason', 'marked_by as by', 'marked_at as at', 'received_at as came', 'stood'])
  .where('enrollment_id', '=', id).orderBy('id').execute()
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject', 'person_id as by']).where('action', 'like', 'roll.%').orderBy('id', 'desc').limit(1).executeTakeFirst()
const revision = async (id: number) => {
  const row = await db.selectFrom('attendance').select(['state', 'minutes', 'evidence', 'marked_at as markedAt']).where('enrollment_id', '=', id).where('slot_id', '=', slot).executeTakeFirst()
  return revisionOf(row ?? null)
}
const byQr = async (id: number, time = '09:02:00') => {
  const mark = { slot_id: slot, enrollment_id: id, state: 'present', evidence: 'qr', marked_at: at(time) } as const
  await db.insertInto('attendance').values(mark).execute()
  await db.insertInto('attendance_mark').values(mark).execute()
}
/** The mark that the page offers to take back. */
const offered = (body: string) => /name="mark" value="(\d+)"/.exec(body)?.[1]

beforeEach(async () => {
  house.setClock('2026-09-17T09:50:00+09:00')
  await db.deleteFrom('attendance').execute()
  await db.deleteFrom('attendance_mark').where('undoes', 'is not', null).execute()
  await db.deleteFrom('attendance_mark').execute()
  await db.updateTable('enrollment').set({ state: 'enrolled', attended: false, withdrawn_at: null }).execute()
})

describe('taps that waited for the line', () => {
  test('count as of the moment they were made: late is 14 minutes, though it came six minutes later', async () => {
    const { statusCode, body } = await tapped(front, { state: 'late', time: '09:44:00' }, { id: taro, time: '09:45:00' })
    expect([statusCode, fatesIn(body)]).toEqual([200, ['stands', 'stands']])
    expect(await standing()).toMatchObject([{ id: fumiko, state: 'late', minutes: 14, at: at('09:44:00') }, { id: taro, state: 'present', at: at('09:45:00') }])
    expect(await keptOf(fumiko)).toMatchObject([{ by: town.planner.person, came: at('09:50:00'), stood: true }])
    expect(await lastLine()).toEqual({ action: 'roll.marked', subject: `slot:${slot}`, by: town.planner.person })
    expect(await db.selectFrom('enrollment').select(['state', 'attended']).where('id', '=', taro).executeTakeFirst()).toEqual({ state: 'in_progress', attended: true })
  })
  test('are answered with their rows, the figures and the way back, and with nothing else of the page', async () => {
    const { body } = await tapped(front, {})
    for (const id of [`attendance-row-${fumiko}`, 'attendance-tally', 'attendance-missing', 'attendance-undo']) expect(body).toContain(`id="${id}"`)
    expect(body).not.toContain(`id="attendance-row-${taro}"`)
    expect(body).not.toContain('<html')
    expect(body).toContain('data-said="ZZA研 修子 様：出席"')
  })
  test('sent again are one mark and the same answer', async () => {
    const form = formOf([{ time: '09:44:00' }, { id: taro, state: 'absent_unnotified', time: '09:45:00' }])
    const answers = [await front.post(`/slots/${slot}/taps`, form, htmx('div#taps-answer')), await front.post(`/slots/${slot}/taps`, form, htmx('div#taps-answer'))]
    expect(answers.map(({ body }) => fatesIn(body))).toEqual([['stands', 'stands'], ['stands', 'stands']])
    expect([(await keptOf(fumiko)).length, (await keptOf(taro)).length]).toEqual([1, 1])
    await tapped(back, { state: 'absent_notified', time: '09:49:00', seen: await revision(fumiko) })
    await front.post(`/slots/${slot}/taps`, form, htmx('div#taps-answer'))
    expect((await standing())[0]?.state).toBe('absent_notified')
  })
  test('of one person are taken in the order they were made', async () => {
    await tapped(front, { state: 'absent_unnotified', time: '09:46:00' }, { state: 'present', time: '09:44:00' })
    expect((await keptOf(fumiko)).map(({ state }) => state)).toEqual(['present', 'absent_unnotified'])
    expect((await standing())[0]?.state).toBe('absent_unnotified')
  })
  test('older than what another door has marked are kept and told, and change nothing', async () => {
    await tapped(back, { time: '09:47:00' })
    const { body } = await tapped(front, { state: 'absent_unnotified', time: '09:44:00' })
    expect(fatesIn(body)).toEqual(['older'])
    expect(body).toContain('あとから別の記録が付いています')
    expect((await standing())[0]?.state).toBe('present')
    expect((await keptOf(fumiko)).map(({ state, stood }) => [state, stood])).toEqual([['present', true], ['absent_unnotified', false]])
    const { body: opened } = await front.get(`${page}&row=${fumiko}&more=1`)
    expect(opened).toContain('出欠は変えずに残した記録')
    expect(opened).toContain('9:50に届いた')
  })
  test('later than an unseen mark stand, and say so', async () => {
    await tapped(back, { time: '09:44:00' })
    const { body } = await tapped(front, { state: 'absent_unnotified', time: '09:47:00', seen: 'unset' })
    expect([fatesIn(body), (await standing())[0]?.state]).toEqual([['over'], 'absent_unnotified'])
    expect(body).toContain('あとで押したこちらを出欠とし')
  })
  test('never count for the future', async () => {
    await tapped(front, { time: '10:30:00' })
    expect((await standing())[0]?.at).toEqual(at('09:50:00'))
  })
  test('that cannot be taken say why, and keep no other from being taken', async () => {
    await byQr(taro)
    const { statusCode, body } = await tapped(front, { id: other }, { id: taro, state: 'absent_unnotified' }, {}, { state: 'late', time: '09:20:00' })
    expect([statusCode, fatesIn(body).toSorted()]).toEqual([200, ['refused', 'refused', 'refused', 'stands']])
    for (const words of ['この名簿にいない方です', '変えるときは理由を書いてください', '何分かが入っていません']) expect(body).toContain(words)
    expect(body).not.toContain('ZZB学')
    expect(await standing()).toMatchObject([{ id: fumiko, evidence: 'staff' }, { id: taro, evidence: 'qr' }])
  })
})

describe('two doors', () => {
  test('a tap upon an outdated row is asked about, and done when it is made again upon the row as it stands', async () => {
    await tapped(back, {})
    const { body } = await tapped(front, { state: 'absent_unnotified', seen: 'unset' })
    expect(fatesIn(body)).toEqual(['asked'])
    expect(body).toContain('9:50に受付 二子さんが付けた記録があります')
    expect((await standing())[0]?.state).toBe('present')
    const [, seen] = /name="rows.0.seen" value="([^"]+)"/.exec(body) ?? []
    expect(fatesIn((await tapped(front, { state: 'absent_unnotified', seen: seen! })).body)).toEqual(['stands'])
    expect((await keptOf(fumiko)).map(({ state, by }) => [state, by])).toEqual([['present', second.person], ['absent_unnotified', town.planner.person]])
  })
  test('the same without scripts: the page comes back with why, and the same button does it', async () => {
    const seenFirst = await revision(fumiko)
    await tapped(back, {})
    const form = (seen: string) => ({ 'rows.0.enrollmentId': String(fumiko), 'rows.0.state': 'absent_unnotified', 'rows.0.seen': seen })
    const asked = await front.post(`/slots/${slot}/roll`, form(seenFirst))
    expect([asked.statusCode, asked.body.includes('変えるときはもう一度押してください')]).toEqual([409, true])
    const [, seen] = new RegExp(`value="${fumiko}"><input type="hidden" name="rows.0.seen" value="([^"]+)"`).exec(asked.body) ?? []
    expect((await front.post(`/slots/${slot}/roll`, form(seen!))).statusCode).toBe(303)
    expect((await standing())[0]?.state).toBe('absent_unnotified')
  })
  test('agree without a question', async () => {
    await tapped(back, {})
    expect(fatesIn((await tapped(front, { seen: 'unset' })).body)).toEqual(['same'])
  })
})

describe('taking a tap back', () => {
  test('puts back what stood before, with its evidence and moment, as a mark of its own', async () => {
    await byQr(fumiko)
    await front.post(`/slots/${slot}/roll`, { 'rows.0.enrollmentId': String(fumiko), 'rows.0.state': 'left_early', 'rows.0.minutes': '30', reason: '退室を確認' })
    const { body } = await front.get(page)
    expect(body).toContain('ZZA研 修子 様を「早退 30分」にしました。')
    const answer = await front.post(`/slots/${slot}/undo`, { mark: offered(body)! })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `${page}&row=${fumiko}#attendance-row-${fumiko}`])
    expect(await standing()).toMatchObject([{ state: 'present', minutes: null, evidence: 'qr', at: at('09:02:00') }])
    expect((await keptOf(fumiko)).map(({ state, evidence, by }) => [state, evidence, by]))
      .toEqual([['present', 'qr', null], ['left_early', 'staff', town.planner.person], ['present', 'qr', town.planner.person]])
    expect(await lastLine()).toEqual({ action: 'roll.undone', subject: `slot:${slot}`, by: town.planner.person })
    const { body: opened } = await front.get(`${page}&row=${fumiko}&more=1`)
    expect(['いまの記録', '元に戻した記録', '元に戻す操作'].every((words) => opened.includes(`<b>${words}</b>`))).toBe(true)
    expect(offered((await front.get(page)).body)).toBeUndefined()
  })
  test('goes back tap by tap, until nothing is left of them', async () => {
    await tapped(front, { time: '09:45:00' })
    await tapped(front, { state: 'late', time: '09:46:00' })
    await tapped(front, { id: taro, time: '09:47:00' })
    const seen: (string | null)[] = []
    for (let mark = offered((await front.get(page)).body); mark !== undefined; mark = offered((await front.get(page)).body)) {
      expect((await front.post(`/slots/${slot}/undo`, { mark })).statusCode).toBe(303)
      seen.push((await standing()).map(({ id, state }) => `${id === taro ? 'taro' : 'fumiko'} ${state}`).join())
    }
    expect(seen).toEqual(['fumiko late', 'fumiko present', ''])
    expect(await db.selectFrom('enrollment').select('attended').where('id', '=', fumiko).executeTakeFirst()).toEqual({ attended: false })
  })
  test('is refused once somebody else has marked or agreed, for another’s tap, and twice', async () => {
    await tapped(front, {})
    const mark = offered((await front.get(page)).body)!
    expect((await back.post(`/slots/${slot}/undo`, { mark })).statusCode).toBe(409)
    await tapped(back, { seen: await revision(fumiko) })
    const agreed = await front.post(`/slots/${slot}/undo`, { mark })
    expect([agreed.statusCode, agreed.body.includes('そのあとに別の記録が付いたか')]).toEqual([409, true])
    expect(offered((await front.get(page)).body), 'and is no longer offered').toBeUndefined()
    await tapped(front, { id: taro })
    const own = offered((await front.get(page)).body)!
    expect([(await front.post(`/slots/${slot}/undo`, { mark: own })).statusCode, (await front.post(`/slots/${slot}/undo`, { mark: own })).statusCode]).toEqual([303, 409])
  })
  test('is not for a mark of another slot, a whole sheet, or after an hour', async () => {
    await tapped(front, {})
    const mark = offered((await front.get(page)).body)!
    expect((await front.post(`/slots/${town.slots[1]}/undo`, { mark })).statusCode).toBe(404)
    house.setClock('2026-09-17T10:51:00+09:00')
    expect(offered((await front.get(page)).body)).toBeUndefined()
    await front.post(`/slots/${slot}/roll`, { whole: '1', 'rows.0.enrollmentId': String(taro), 'rows.0.state': 'present', evidence: 'sign_in' })
    expect(offered((await front.get(page)).body)).toBeUndefined()
  })
})

describe('who may', () => {
  test('staff and the instructor of the cohort, and nobody else', async () => {
    expect((await tapped(instructor, {})).statusCode).toBe(200)
    for (const stranger of [clerk, trainee]) expect((await tapped(stranger, {})).statusCode).toBe(404)
    await db.deleteFrom('cohort_instructor').execute()
    expect([(await tapped(instructor, {})).statusCode, (await instructor.get(`/class-days/${town.days[0]}/rows?slot=${slot}&ids=${fumiko}`)).statusCode]).toEqual([404, 404])
    await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
  })
  test('whoever is no longer signed in is told so, and nothing is taken', async () => {
    expect((await tapped(house.stranger(), {})).statusCode).toBe(401)
    expect(await standing()).toEqual([])
  })
  test('a row is asked for by its number, and one of another cohort is not there', async () => {
    const rows = (ids: string, headers = htmx('div#taps-answer')) => front.get(`/class-days/${town.days[0]}/rows?slot=${slot}&ids=${ids}`, headers)
    const { body } = await rows(`${taro},${other}`)
    expect(body).toContain(`id="attendance-row-${taro}"`)
    expect(body).not.toContain('ZZB学')
    expect((await rows('1;2')).statusCode).toBe(404)
    expect((await rows(String(taro), {} as ReturnType<typeof htmx>)).headers.location).toBe(page)
  })
})

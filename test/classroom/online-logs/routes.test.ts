import { beforeEach, describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { morning, openDesk } from './desk.ts'
import { csv, teams, zoomJa } from './files.ts'

const house = await openHouse({ now: '2026-09-18T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const desk = await openDesk(house, town)
const [slot, second] = town.slots
const { fumiko, taro, jiro } = desk
const page = `/class-days/${desk.day}/online`
const [staff, contractor, instructor, trainee, clerk] = await Promise.all([
  house.visitor(town.planner), house.visitor(town.contractor), house.visitor(town.instructor), house.visitor(town.trainee), house.visitor(town.clerkOfTachikawa),
])
let lastLine = 0
const lines = async () => (await db.selectFrom('audit_line').select(['action', 'detail']).where('id', '>', lastLine).where('action', '<>', 'seen').orderBy('id').execute())
const sent = async (text = morning(desk)) => {
  const { headers, statusCode, body } = await desk.send(staff, text)
  if (statusCode !== 303) throw new Error(`${statusCode} ${body.slice(0, 400)}`)
  return String(headers.location)
}
const rowOf = async (log: string, name: string) => (await db.selectFrom('online_log_row').select('id').where('name', '=', name).where('log_id', '=', Number(log.split('/').at(-1))).orderBy('id').executeTakeFirstOrThrow()).id
const take = (log: string, form: Record<string, string> = {}) => staff.post(`${log}/taking`, form)
/** A mark as the roll has it, of people by their numbers. */
const marks = async () => (await desk.standing()).map((one) => [one.slot_id === slot ? 1 : 2, [fumiko, taro, jiro].find(({ id }) => id === one.enrollment_id)!.number, one.state, one.minutes])
const all = [[1, 1, 'present', null], [1, 2, 'late', 12], [1, 3, 'disconnected', 18], [2, 1, 'present', null], [2, 2, 'present', null], [2, 3, 'present', null]]

beforeEach(async () => {
  await desk.clear()
  lastLine = Math.max(0, ...(await db.selectFrom('audit_line').select('id').execute()).map(({ id }) => id))
})

describe('sending', () => {
  test('keeps the file with its rows, says what it would do, and changes no mark', async () => {
    const log = await sent()
    const { body } = await staff.get(log)
    for (const words of ['Zoom', '日本時間', 'ZZC遅 太郎', '遅刻 12分', '接続切れ 18分', '途切れ10:00～10:18（18分）', '講師', '番号もメールも受講者と合いません', '出席になる人']) expect(body).toContain(words)
    expect([await desk.standing(), await desk.presence(), await desk.states()]).toEqual([[], [], ['open']])
    expect(await lines()).toMatchObject([{ action: 'onlineLog.sent' }])
    expect((await db.selectFrom('online_log_row').select('cells').execute())[0]!.cells).toContain('2026/09/17 09:20:00')
  })
  test('the same file twice is said, and the second waits', async () => {
    await sent()
    const { body } = await staff.get(await sent())
    expect(body).toContain('同じ内容のファイルが')
    expect(await desk.states()).toEqual(['open', 'open'])
  })
  test.each<[string, string, number, string]>([
    ['what is no table', '%PDF-1.7 x', 415, 'PDF'], ['a list without times', csv([['名前（元の名前）', 'ユーザーのメール', '合計時間（分）', 'ゲスト'], ['山', '', '3', 'はい']]), 415, '一意のユーザーを表示'],
  ])('%s comes back with the reason', async (_, text, status, words) => {
    const { statusCode, body } = await desk.send(staff, text, 'log.csv', 'utf-8')
    expect([statusCode, await desk.states()]).toEqual([status, []])
    expect(body).toContain(words)
  })
  test('headings nobody knows are asked about, and read as somebody says', async () => {
    const log = await sent(csv([['だれ', '来た', '帰った'], ['2 太郎', '9:30', '16:30']]))
    expect((await staff.get(log)).body).toContain('どの列が何かを選んでください')
    const poor = await staff.post(`${log}/layout`, { headRow: '1', joined: '1', left: '2' })
    expect([poor.statusCode, poor.body.includes('名前かメールアドレスの、どちらかの列')]).toEqual([422, true])
    await staff.post(`${log}/layout`, { headRow: '1', name: '0', joined: '1', left: '2' })
    expect((await staff.get(log)).body).toContain('ほかのサービスの記録')
    await take(log)
    expect(await marks()).toEqual([[1, 2, 'present', null], [2, 2, 'present', null]])
  })
  test('a clock of another zone is asked about before anything counts', async () => {
    const log = await sent(zoomJa([{ name: '2 太郎', from: '00:30:00', to: '07:30:00' }]))
    expect((await staff.get(log)).body).toContain('この日のコマの時間と重なりません')
    expect((await take(log)).statusCode).toBe(409)
    await staff.post(`${log}/settings`, { zone: '0', graceMinutes: '3' })
    await take(log)
    expect(await marks()).toEqual([[1, 2, 'present', null], [2, 2, 'present', null]])
  })
  test('the overlooked minutes are a setting of the log', async () => {
    const log = await sent()
    await staff.post(`${log}/settings`, { zone: 'tell', graceMinutes: '15' })
    await take(log)
    expect((await marks()).slice(0, 3)).toEqual([[1, 1, 'present', null], [1, 2, 'present', null], [1, 3, 'disconnected', 18]])
    expect((await staff.post(`${log}/settings`, { zone: 'tell', graceMinutes: '61' })).statusCode).toBe(422)
  })
})

describe('taking in', () => {
  test('puts the marks, keeps what lies behind them, leaves the strangers and the absent, and writes one line', async () => {
    const log = await sent()
    const { headers } = await take(log)
    expect(headers.location).toBe(page)
    expect(await marks()).toEqual(all)
    expect((await desk.standing()).every(({ evidence }) => evidence === 'zoom_log_import')).toBe(true)
    expect((await desk.presence())[2]).toEqual({ slot_id: slot, enrollment_id: jiro.id, present_seconds: 132 * 60, late_seconds: 0, early_seconds: 0, gap_seconds: 18 * 60 })
    expect((await lines()).filter(({ action }) => action === 'onlineLog.taken')).toMatchObject([{ detail: { marks: 6, replaced: [] } }])
    expect(await db.selectFrom('enrollment').select('attended').where('id', '=', taro.id).executeTakeFirst()).toEqual({ attended: true })
    const { body } = await staff.get(`${page}?slot=${slot}`)
    for (const words of ['132分', '途切れ10:00～10:18（18分）', '遅れ12分', '取り込み済み']) expect(body).toContain(words)
  })
  test('twice is refused the second time', async () => {
    const log = await sent()
    await take(log)
    const again = await take(log)
    expect([again.statusCode, again.body.includes('もう取り込まれています')]).toEqual([409, true])
    expect(await marks()).toEqual(all)
  })
  test('other evidence stays, and gives way only with a reason', async () => {
    await staff.post(`/slots/${slot}/roll`, { 'rows.0.enrollmentId': String(taro.id), 'rows.0.state': 'absent_notified' })
    const log = await sent()
    expect((await staff.get(log)).body).toContain('別の記録と食い違う人')
    const over = { 'over.0': `${slot}-${taro.id}` }
    const refused = await take(log, over)
    expect([refused.statusCode, refused.body.includes('変えるときは理由を書いてください'), refused.body.includes('checked')]).toEqual([409, true, true])
    await take(log, { ...over, reason: '接続を確認' })
    expect((await desk.standing()).find((one) => one.enrollment_id === taro.id && one.slot_id === slot)).toMatchObject({ state: 'late', minutes: 12, reason: '接続を確認' })
    await staff.post(`${log}/undoing`)
    expect(await desk.standing()).toMatchObject([{ enrollment_id: taro.id, state: 'absent_notified', evidence: 'staff' }])
  })
  test('without being asked, other evidence is as it was', async () => {
    await staff.post(`/slots/${slot}/roll`, { 'rows.0.enrollmentId': String(taro.id), 'rows.0.state': 'absent_notified' })
    await take(await sent())
    expect((await marks())[1]).toEqual([1, 2, 'absent_notified', null])
  })
  test('when the lecturer finished early nobody left early', async () => {
    const early = zoomJa([fumiko, taro, jiro].map(({ number }) => ({ name: `${number} x`, from: '09:25:00', to: '16:05:00' })))
    const log = await sent(early)
    const { body } = await staff.get(log)
    expect(body).toContain('多くの人が16:05までに退出しています')
    expect(body).toContain('早退 25分')
    const poor = await staff.post(`/slots/${second}/ending`, { endedAt: '17:00' })
    expect([poor.statusCode, poor.body.includes('16:30までの時刻')]).toEqual([422, true])
    await staff.post(`/slots/${second}/ending`, { endedAt: '16:05' })
    await take(log)
    expect((await marks()).every(([, , state]) => state === 'present')).toBe(true)
    expect((await staff.get(`${page}?slot=${second}`)).body).toContain('13:00～16:05のあいだの参加')
  })
  test('a log of nobody is refused', async () => {
    const log = await sent(zoomJa([{ name: 'だれか', from: '09:30:00', to: '12:00:00' }]))
    const { statusCode, body } = await take(log)
    expect([statusCode, body.includes('受講者と結びついた行がありません')]).toEqual([409, true])
  })
})

describe('a corrected log, and taking back', () => {
  test('takes the place of the earlier one, shows what changes, and what it no longer has goes', async () => {
    await take(await sent())
    const log = await sent(zoomJa([{ name: '1 x', from: '09:50:00', to: '16:30:00' }, { name: '2 x', from: '09:30:00', to: '16:30:00' }]))
    const { body } = await staff.get(log)
    for (const words of ['前の記録から変わる人', '記録がなくなります', '訂正として置き換える']) expect(body).toContain(words)
    const seen = /name="standing" value="(\d+)"/.exec(body)![1]!
    expect((await take(log)).statusCode, 'who did not see the earlier log is asked to look again').toBe(409)
    await take(log, { standing: seen })
    expect([await marks(), await desk.states()]).toEqual([[[1, 1, 'late', 20], [1, 2, 'present', null], [2, 1, 'present', null], [2, 2, 'present', null]], ['replaced', 'taken']])
    await staff.post(`${log}/undoing`)
    expect([await marks(), await desk.states()]).toEqual([all, ['taken', 'undone']])
    expect((await desk.presence()).length).toBe(6)
  })
  test('beside another, both count together', async () => {
    const one = await sent(zoomJa([{ name: '2 x', from: '09:30:00', to: '10:00:00' }]))
    await take(one)
    const log = await sent(zoomJa([{ name: '2 x', from: '10:10:00', to: '16:30:00' }]))
    const { body } = await staff.get(`${log}?as=adds`)
    await take(log, { adds: 'true', standing: /name="standing" value="(\d+)"/.exec(body)![1]! })
    expect([await marks(), await desk.states()]).toEqual([[[1, 2, 'disconnected', 10], [2, 2, 'present', null]], ['taken', 'taken']])
    const refused = await staff.post(`${one}/undoing`)
    expect([refused.statusCode, refused.body.includes('先にそちらを取り消してください')]).toEqual([409, true])
  })
  test('gives back what stood before, and leaves what was marked since', async () => {
    const log = await sent()
    await take(log)
    await staff.post(`/slots/${slot}/roll`, { 'rows.0.enrollmentId': String(jiro.id), 'rows.0.state': 'present', reason: '回線の事故' })
    await staff.post(`${log}/undoing`)
    expect(await marks()).toEqual([[1, 3, 'present', null]])
    expect([await desk.presence(), (await lines()).at(-1)]).toMatchObject([[], { action: 'onlineLog.undone', detail: { marks: 5 } }])
    expect((await staff.post(`${log}/undoing`)).statusCode).toBe(409)
  })
})

describe('whose a connection is', () => {
  test('staff say it, and an address is remembered for the next log of the training, a name is not', async () => {
    const guests = [{ name: 'なおこ', email: 'home@example.jp', from: '09:30:00', to: '16:30:00' }, { name: 'ZZC遅 太郎', from: '09:30:00', to: '16:30:00' }]
    const log = await sent(zoomJa(guests))
    const [nao, named] = [await rowOf(log, 'なおこ'), await rowOf(log, 'ZZC遅 太郎')]
    const { body } = await staff.get(`${log}/rows/${named}?q=ちこく`)
    expect([body.includes('名前だけの行なので'), body.includes('ZZD切 次郎'), body.includes(`value="${taro.id}"`)]).toEqual([true, false, true])
    await staff.post(`${log}/rows/${nao}/owner`, { as: 'trainee', enrollmentId: String(fumiko.id) })
    await staff.post(`${log}/rows/${named}/owner`, { as: 'trainee', enrollmentId: String(taro.id) })
    await take(log)
    expect(await marks()).toEqual([[1, 1, 'present', null], [1, 2, 'present', null], [2, 1, 'present', null], [2, 2, 'present', null]])
    const later = (await staff.get(await sent(zoomJa(guests)))).body
    expect([later.includes('職員が選んだ人・覚えている人'), later.includes('だれの接続かわからない行')]).toEqual([true, true])
    expect(await db.selectFrom('online_identity').select(['identity', 'enrollment_id']).where('log_id', 'is', null).execute()).toEqual([{ identity: 'email:home@example.jp', enrollment_id: fumiko.id }])
  })
  test('who is no trainee is not asked about again', async () => {
    const log = await sent()
    await staff.post(`${log}/rows/${await rowOf(log, '講師')}/owner`, { as: 'other' })
    expect((await staff.get(log)).body).toContain('受講者ではない人')
    const { body } = await staff.get(await sent(zoomJa([{ name: '別の名', email: 'Teacher@house.test', from: '09:30:00', to: '12:00:00' }])))
    expect([body.includes('受講者ではない人'), body.includes('だれの接続かわからない行')]).toEqual([true, false])
    expect((await lines()).filter(({ action }) => action === 'onlineLog.said')).toMatchObject([{ detail: { said: 'other', remembered: true } }])
    await staff.post(`${log}/rows/${await rowOf(log, '講師')}/owner`, { as: 'open' })
    expect(await db.selectFrom('online_identity').select('id').execute()).toEqual([])
  })
  test('several at one computer are each there', async () => {
    const log = await sent(zoomJa([{ name: '2 会議室', from: '09:30:00', to: '16:30:00' }]))
    const row = await rowOf(log, '2 会議室')
    await staff.post(`${log}/rows/${row}/owner`, { as: 'trainee', enrollmentId: String(jiro.id), together: 'true' })
    await take(log)
    expect((await marks()).map(([, number]) => number)).toEqual([2, 3, 2, 3])
    expect(await db.selectFrom('online_identity').select('id').where('log_id', 'is', null).execute(), 'that is of this log alone').toEqual([])
  })
  test('somebody of another cohort is not chosen, and not named', async () => {
    const log = await sent(zoomJa([{ name: 'x', email: 'n4@house.test', from: '09:30:00', to: '12:00:00' }]))
    const { body } = await staff.get(log)
    expect([body.includes('別のコースの方です'), body.includes('ZZE別')]).toEqual([true, false])
    const row = await rowOf(log, 'x')
    expect((await staff.post(`${log}/rows/${row}/owner`, { as: 'trainee', enrollmentId: String(desk.other.id) })).statusCode).toBe(404)
    expect((await staff.post(`${log}/rows/${row}/owner`, { as: 'trainee' })).statusCode).toBe(422)
  })
})

describe('who may', () => {
  test('the office and the instructor of the cohort; nobody else knows of it', async () => {
    const log = await sent()
    expect([(await contractor.get(log)).statusCode, (await instructor.get(log)).statusCode, (await trainee.get(log)).statusCode, (await clerk.get(page)).statusCode]).toEqual([200, 200, 404, 404])
    await db.deleteFrom('cohort_instructor').execute()
    expect([(await instructor.get(log)).statusCode, (await instructor.get(page)).statusCode, (await instructor.post(`${log}/taking`)).statusCode, (await instructor.post(`${log}/dropping`)).statusCode]).toEqual([404, 404, 404, 404])
    expect((await desk.send(instructor, morning(desk))).statusCode).toBe(404)
    await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
    await staff.post(`${log}/dropping`)
    expect([await desk.states(), (await take(log)).statusCode]).toEqual([['dropped'], 409])
  })
  test('a trainee sees the own minutes and the link, and nobody else\'s', async () => {
    await take(await sent())
    const { body } = await trainee.get('/my-days')
    expect(body).toContain('オンラインの記録：150分参加（最初から最後まで）')
    house.setClock('2026-09-17T09:00:00+09:00')
    const days = (await trainee.get('/my-days')).body
    expect(days).toContain(`href="/join/${desk.link(fumiko)}"`)
    expect((await trainee.get(`/join/${desk.link(fumiko)}`)).body).toContain('会議のアドレスはまだ決まっていません')
    expect((await staff.post(`/class-days/${desk.day}/meeting`, { url: 'http://zoom.example/j/1' })).statusCode, 'never without encryption').toBe(422)
    await staff.post(`/class-days/${desk.day}/meeting`, { url: 'https://zoom.example/j/1?pwd=x' })
    const joined = (await trainee.get(`/join/${desk.link(fumiko)}`, {}, { language: 'en' })).body
    expect([joined.includes('href="https://zoom.example/j/1?pwd=x"'), joined.includes(`<b class="num">${desk.link(fumiko)}</b> ZZA研 修子`)]).toEqual([true, true])
    expect((await trainee.get(`/join/${desk.link(taro)}`)).statusCode).toBe(404)
    house.setClock('2026-09-18T10:00:00+09:00')
  })
  test('pages ask at most five things, however many rows', async () => {
    const log = await sent(teams(Array.from({ length: 200 }, (_, n) => ({ name: `${n % 3 + 1} x`, from: '09:30:00', to: `1${n % 3}:00:00` }))))
    for (const at of [page, log, `${log}/rows/${await rowOf(log, '1 x')}`, '/my-days']) {
      const asked = await statementsOf(db, () => (at === '/my-days' ? trainee : staff).get(at))
      expect(asked.filter((text) => text.startsWith('select')).length, at).toBeLessThanOrEqual(5)
    }
  })
})

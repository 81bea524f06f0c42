import { TOTP } from 'otpauth'
import { beforeEach, describe, expect, test } from 'vitest'
import { openPasswords } from '../../../server/base/passwords.ts'
import { drain } from '../../../server/base/jobs.ts'
import { messageJobs } from '../../../server/messages/notifications/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

/** C48: a second factor of those who have it, or must. */
const start = '2026-06-15T10:00:00+09:00'
const house = await openHouse({ now: start, secondFactorFor: ['administrator'] })
const { app, db } = house
const town = await settle(db)
const password = 'ゆうやけ こやけで ひがくれて'
const email = 'clerk@house.test'
await db.updateTable('account').set({ email, password_hash: await openPasswords({ memoryKiB: 8, passes: 1 }).hash(password) }).where('id', '=', town.clerkOfTachikawa.account).execute()
let seconds = 0
const later = (by: number) => { seconds += by; house.setClock(new Date(new Date(start).getTime() + seconds * 1_000).toISOString()) }
const codeNow = () => new TOTP({ secret }).generate({ timestamp: app.clock().getTime() })
let secret = ''

type Cookies = Record<string, string>
const cookiesOf = (answer: { cookies: { name: string; value: string }[] }): Cookies => Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]))
const send = (url: string, form: Record<string, string>, cookies: Cookies = {}) => app.inject({
  method: 'POST', url, cookies, payload: new URLSearchParams(form).toString(), headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/x-www-form-urlencoded' },
})
const see = (url: string, cookies: Cookies = {}) => app.inject({ method: 'GET', url, cookies, headers: { host: 'house.test' } })
const signIn = async () => send('/sign-in', { email, password, to: '/calls' })
const enter = async (code: string, half?: Cookies) => send('/sign-in/code', { code }, half ?? cookiesOf(await signIn()))
const actions = async () => (await db.selectFrom('audit_line').select('action').where('subject', '=', `account:${town.clerkOfTachikawa.account}`).where('action', '<>', 'seen').orderBy('id').execute()).map(({ action }) => action)
beforeEach(async () => { await db.deleteFrom('sign_in_failure').execute() })

let codes: string[] = []
test('set up by scanning and one code; a wrong one asks again with the same square, and the codes on paper are shown once', async () => {
  const sid = cookiesOf(await signIn())
  expect((await see('/account/second-factor/new', sid)).headers.location).toBe('/account/second-factor')
  const making = { ...sid, ...cookiesOf(await send('/account/second-factor/new', {}, sid)) }
  const page = (await see('/account/second-factor/new', making)).body
  secret = making['new-factor']!
  const groups = secret.match(/.{4}/g)!.join(' ')
  expect([page.includes('<svg class="factor-square"'), page.includes(groups)]).toEqual([true, true])
  const wrong = await send('/account/second-factor', { code: '000000' }, making)
  expect([wrong.statusCode, wrong.body.includes(groups), wrong.body.includes('端末の時計が合っているか')]).toEqual([422, true, true])
  const done = await send('/account/second-factor', { code: codeNow() }, making)
  expect(done.headers.location).toBe('/account/second-factor')
  const shown = await see('/account/second-factor', { ...sid, ...cookiesOf(done) })
  codes = [...shown.body.matchAll(/<code>([A-Z2-9]{5}-[A-Z2-9]{5})<\/code>/g)].map(([, code]) => code!)
  expect([codes.length, (await see('/account/second-factor', sid)).body.includes(codes[0]!)]).toEqual([10, false])
  const stored = JSON.stringify(await db.selectFrom('recovery_code').selectAll().execute())
  expect(codes.some((code) => stored.includes(code) || stored.includes(code.replace('-', '')))).toBe(false)
  // A second square is not set up beside the first.
  expect([(await send('/account/second-factor/new', {}, sid)).statusCode, (await send('/account/second-factor', { code: codeNow() }, making)).statusCode]).toEqual([409, 409])
  expect((await send('/account/second-factor', { code: codeNow() }, sid)).body).toContain('もう一度「2段階認証を設定する」から始めてください')
  expect(await db.selectFrom('second_factor').select('account_id').execute()).toHaveLength(1)
  await drain(house.crewHouse, messageJobs)
  expect(house.post.mails.map(({ to, text }) => [to, text.includes('2段階認証を設定しました')])).toEqual([[email, true]])
})

describe('from then on', () => {
  test('the password alone opens nothing', async () => {
    const half = await signIn()
    expect([half.headers.location, half.cookies.map(({ name }) => name)]).toEqual(['/sign-in/code', ['sign-in-step']])
    expect((await see('/', cookiesOf(half))).headers.location).toBe('/sign-in?to=%2F')
    expect((await see('/sign-in/code', cookiesOf(half))).body).toContain('6桁のコード')
    expect([(await see('/sign-in/code')).statusCode, (await see('/sign-in/code')).body.includes('もう一度サインインしてください')]).toEqual([404, true])
    expect(await db.selectFrom('sign_in_step').select('hash').where('hash', '=', cookiesOf(half)['sign-in-step']!).execute()).toEqual([])
  })

  test('the code opens where one wanted to go; used once it is no code any more', async () => {
    later(30)
    const code = codeNow()
    const done = await enter(` ${code.slice(0, 3)} ${code.slice(3)}`)
    expect([done.statusCode, done.headers.location]).toEqual([303, '/calls'])
    expect((await see('/calls', cookiesOf(done))).statusCode).toBe(200)
    expect((await actions()).slice(-2)).toEqual(['session.half_open', 'session.begun'])
    const again = await enter(code)
    expect([again.statusCode, again.body.includes('一度使われました')]).toEqual([409, true])
  })

  test('a half-open sign-in ends after ten minutes, with its code, and with the next one', async () => {
    later(30)
    const first = cookiesOf(await signIn())
    const second = cookiesOf(await signIn())
    expect((await enter(codeNow(), first)).statusCode).toBe(404)
    later(601)
    expect((await enter(codeNow(), second)).statusCode).toBe(404)
    const third = cookiesOf(await signIn())
    expect((await enter(codeNow(), third)).statusCode).toBe(303)
    later(30)
    expect((await enter(codeNow(), third)).statusCode).toBe(404)
  })

  test('wrong codes are failures that slow, though the password was right each time', async () => {
    later(30)
    const half = cookiesOf(await signIn())
    const answers = []
    for (let n = 0; n < 8; n += 1) answers.push((await enter('111111', half)).statusCode)
    expect([answers[0], answers.at(-1), (await enter(codeNow(), half)).statusCode, (await signIn()).statusCode]).toEqual([409, 429, 429, 429])
    expect((await actions()).filter((action) => action === 'session.refused').length).toBeGreaterThan(3)
  })

  test('a code on paper opens once, and its use is told by mail', async () => {
    house.post.mails.length = 0
    later(30)
    expect((await enter(codes[0]!.toLowerCase())).statusCode).toBe(303)
    expect((await enter(codes[0]!)).statusCode).toBe(409)
    await drain(house.crewHouse, messageJobs)
    expect(house.post.mails.map(({ text }) => text.includes('控えのコードでサインインしました'))).toEqual([true])
    const sid = cookiesOf(await enter(codes[1]!))
    expect((await see('/account/second-factor', sid)).body).toContain('8個')
    const renewed = cookiesOf(await send('/account/second-factor/codes', {}, sid))
    expect(renewed['new-codes']!.split('.')).toHaveLength(10)
    expect((await enter(codes[2]!)).statusCode).toBe(409)
  })

  test('an hour later the password and the code are asked before it is changed', async () => {
    later(30)
    const sid = cookiesOf(await enter(codeNow()))
    later(3_700)
    expect((await send('/account/second-factor/removal', {}, sid)).headers.location).toBe('/sign-in?to=%2F')
    expect(await db.selectFrom('second_factor').select('account_id').execute()).toHaveLength(1)
  })

  test('who lost everything is let in by who manages accounts, and nobody else; it is told', async () => {
    await drain(house.crewHouse, messageJobs)
    house.post.mails.length = 0
    const { account } = town.clerkOfTachikawa
    const clerk = await house.visitor(town.clerkOfTama)
    expect((await clerk.post(`/accounts/${account}/second-factor`)).statusCode).toBe(404)
    const planner = await house.visitor(town.planner)
    await db.updateTable('session').set({ created_at: app.clock() }).execute()
    expect((await planner.get(`/accounts/${account}`)).body).toContain('2段階認証を解く')
    expect((await planner.post(`/accounts/${account}/second-factor`)).headers.location).toBe(`/accounts/${account}`)
    await drain(house.crewHouse, messageJobs)
    expect(house.post.mails.map(({ to, text }) => [to, text.includes('2段階認証が解かれました')])).toEqual([[email, true]])
    expect((await signIn()).headers.location).toBe('/calls')
  })

  test('nobody lets somebody above them in', async () => {
    const { account } = town.administrator
    await db.insertInto('second_factor').values({ account_id: account, secret, last_counter: 0, since: app.clock() }).execute()
    const planner = await house.visitor(town.planner)
    await db.updateTable('session').set({ created_at: app.clock() }).execute()
    expect([(await planner.post(`/accounts/${account}/second-factor`)).statusCode, (await db.selectFrom('second_factor').select('account_id').execute()).length]).toEqual([409, 1])
    await db.deleteFrom('second_factor').execute()
  })
})

test('a role that needs one comes to its set-up first, whatever it asks for, and to nothing else', async () => {
  const administrator = await house.visitor(town.administrator)
  await db.updateTable('session').set({ created_at: app.clock() }).execute()
  for (const path of ['/', '/accounts', '/audit']) expect((await administrator.get(path)).headers.location, path).toBe('/account/second-factor')
  expect((await administrator.post('/accounts/1/state', { state: 'disabled' })).headers.location).toBe('/account/second-factor')
  expect((await administrator.get('/account/second-factor')).body).toContain('あなたの役割では、2段階認証の設定が必要です')
  await db.insertInto('second_factor').values({ account_id: town.administrator.account, secret, last_counter: 0, since: app.clock() }).execute()
  expect((await administrator.get('/accounts')).statusCode).toBe(200)
})

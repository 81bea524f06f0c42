import { parseOptions } from '@node-rs/argon2'
import { beforeEach, describe, expect, test } from 'vitest'
import { openPasswords } from '../../../server/base/passwords.ts'
import { makeLink } from '../../../server/who/accounts/changes.ts'
import { drain } from '../../../server/base/jobs.ts'
import { messageJobs } from '../../../server/messages/notifications/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

const start = '2026-06-15T10:00:00+09:00'
const house = await openHouse({ now: start })
const town = await settle(house.db)
const password = 'せんろは つづくよ どこまでも '
const strong = openPasswords({ memoryKiB: 8, passes: 1 })
const clerk = town.clerkOfTachikawa
await house.db.updateTable('account').set({ email: 'clerk@house.test', password_hash: await strong.hash(password) }).where('id', '=', clerk.account).execute()
const at = (minutes: number) => house.setClock(new Date(new Date(start).getTime() + minutes * 60_000).toISOString())

beforeEach(async () => {
  await house.db.deleteFrom('sign_in_failure').execute()
  await house.db.deleteFrom('session').execute()
  at(0)
})

const signIn = (form: Record<string, string> = {}, more: { cookie?: string; from?: string } = {}) => house.app.inject({
  method: 'POST', url: '/sign-in', remoteAddress: more.from ?? '10.0.0.1', ...(more.cookie ? { cookies: { sid: more.cookie } } : {}),
  payload: new URLSearchParams({ email: 'clerk@house.test', password, ...form }).toString(),
  headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/x-www-form-urlencoded' },
})
const ask = (sid: string, url = '/account', method: 'GET' | 'POST' = 'GET', form: Record<string, string> = {}) => house.app.inject({
  method, url, cookies: { sid }, ...(method === 'POST' ? { payload: new URLSearchParams(form).toString() } : {}),
  headers: { host: 'house.test', origin: 'http://house.test', ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
})
const sidOf = ({ cookies }: { cookies: { name: string; value: string }[] }) => cookies.find(({ name }) => name === 'sid')!.value
const enter = async () => sidOf(await signIn())
const isIn = async (sid: string) => (await ask(sid)).statusCode === 200
const actions = async () => (await house.db.selectFrom('audit_line').select(['action', 'subject', 'person_id', 'detail']).orderBy('id').execute())

describe('signing in', () => {
  test('opens the house where one wanted to go, and nowhere else', async () => {
    expect((await signIn({ to: '/calls/1' })).headers.location).toBe('/calls/1')
    expect((await signIn({ to: '//evil.test' })).headers.location).toBe('/')
    const { statusCode, headers } = await house.stranger().get('/account?tab=1')
    expect([statusCode, headers.location]).toEqual([303, '/sign-in?to=%2Faccount%3Ftab%3D1'])
    expect((await house.stranger().get(String(headers.location))).body).toContain('value="/account?tab=1"')
  })

  test('takes the address in capitals and with blanks, the password exactly as it is', async () => {
    expect((await signIn({ email: ' CLERK@House.test ' })).statusCode).toBe(303)
    expect((await signIn({ password: password.trim() })).statusCode).toBe(409)
    expect((await signIn({ password: password.normalize('NFD') })).statusCode).toBe(409)
  })

  test('says the same of a wrong password and of a stranger, and shows what was typed but never the password', async () => {
    const [wrong, unknown] = [await signIn({ password: 'wrong password' }), await signIn({ email: 'who@house.test', password: 'wrong password' })]
    expect([wrong.statusCode, unknown.statusCode]).toEqual([409, 409])
    expect(wrong.body).toContain('メールアドレスかパスワードが違います')
    expect(wrong.body).toContain('value="clerk@house.test"')
    expect(wrong.body).not.toContain('wrong password')
    expect(wrong.body.replaceAll('clerk@house.test', '')).toBe(unknown.body.replaceAll('who@house.test', ''))
  })

  test('an empty form comes back with its problems', async () => {
    const { statusCode, body } = await signIn({ email: '', password: '' })
    expect(statusCode).toBe(422)
    expect(body).toContain('直すところが2か所あります')
  })

  test('begins under a new name; a planted one opens nothing and an older one ends', async () => {
    const planted = 'planted-planted-planted-planted'
    const sid = sidOf(await signIn({}, { cookie: planted }))
    expect(sid).not.toBe(planted)
    expect(await isIn(planted)).toBe(false)
    const next = sidOf(await signIn({}, { cookie: sid }))
    expect([await isIn(sid), await isIn(next)]).toEqual([false, true])
  })

  test('keeps only the hash of what the browser holds', async () => {
    const sid = await enter()
    const rows = await house.db.selectFrom('session').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(sid)
    expect(rows[0]!.id).toMatch(/^[0-9a-f]{64}$/)
  })

  test('is written down with who it was, and a refusal without any name', async () => {
    await enter()
    await signIn({ password: 'wrong password' })
    await signIn({ email: 'who@house.test' })
    const lines = (await actions()).slice(-3)
    expect(lines.map(({ action, subject }) => [action, subject])).toEqual([
      ['session.begun', `account:${clerk.account}`], ['session.refused', `account:${clerk.account}`], ['session.refused', 'account:unknown'],
    ])
    expect(lines[0]!.person_id).toBe(clerk.person)
    expect(JSON.stringify(lines)).not.toMatch(/house\.test|せんろ|wrong/)
  })

  test('is refused to who was stopped or has no role left', async () => {
    await house.db.updateTable('account').set({ disabled_at: new Date() }).where('id', '=', clerk.account).execute()
    expect((await signIn()).body).toContain('メールアドレスかパスワードが違います')
    await house.db.updateTable('account').set({ disabled_at: null }).where('id', '=', clerk.account).execute()
    await house.db.updateTable('post').set({ ended_at: new Date() }).where('id', '=', clerk.post).execute()
    expect((await signIn()).body).toContain('使える役割がありません')
    await house.db.updateTable('post').set({ ended_at: null }).where('id', '=', clerk.post).execute()
  })

  test('hashes a weak old password anew', async () => {
    const weak = await openPasswords({ memoryKiB: 19_456, passes: 2 }).hash(password)
    expect(parseOptions(weak)).toMatchObject({ algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 })
    expect([strong.isOutdated(weak), openPasswords().isOutdated(await strong.hash(password))]).toEqual([false, true])
    const { hash, verify } = strong
    const { passwords } = house.app.outside
    Object.assign(passwords, { isOutdated: (kept: string) => kept === weak, hash, verify })
    await house.db.updateTable('account').set({ password_hash: weak }).where('id', '=', clerk.account).execute()
    await enter()
    const { password_hash } = await house.db.selectFrom('account').select('password_hash').where('id', '=', clerk.account).executeTakeFirstOrThrow()
    expect(password_hash).not.toBe(weak)
    expect(await strong.verify(password_hash, password)).toBe(true)
    Object.assign(passwords, { isOutdated: strong.isOutdated })
  })
})

describe('guessing', () => {
  test('is slowed for the machine that guesses, and the owner still comes in from another', async () => {
    const answers: number[] = []
    for (let n = 0; n < 200; n++) answers.push((await signIn({ password: 'wrong password' }, { from: '10.6.6.6' })).statusCode)
    expect(answers.slice(0, 5)).toEqual([409, 409, 409, 409, 409])
    expect(new Set(answers.slice(5))).toEqual(new Set([429]))
    const slowed = await signIn({}, { from: '10.6.6.6' })
    expect([slowed.statusCode, slowed.headers['retry-after']]).toEqual([429, '15'])
    expect(slowed.body).toContain('15秒待つ必要があります')
    expect((await signIn({}, { from: '10.0.0.2' })).statusCode).toBe(303)
    at(1)
    expect((await signIn({}, { from: '10.6.6.6' })).statusCode).toBe(303)
  })

  test('many accounts from one machine are slowed too, known or not', async () => {
    for (let n = 0; n < 60; n++) await signIn({ email: `no${n}@house.test`, password: 'wrong password' }, { from: '10.7.7.7' })
    expect((await signIn({}, { from: '10.7.7.7' })).statusCode).toBe(429)
  })

  test('what was typed as an address is kept only as a hash', async () => {
    await signIn({ email: 'my-password-by-mistake' })
    expect(JSON.stringify(await house.db.selectFrom('sign_in_failure').selectAll().execute())).not.toContain('mistake')
  })
})

describe('a sign-in ends', () => {
  test('with signing out, on the server too', async () => {
    const sid = await enter()
    const { headers, cookies } = await ask(sid, '/sign-out', 'POST')
    expect([headers.location, cookies.find(({ name }) => name === 'sid')?.maxAge]).toEqual(['/sign-in', 0])
    expect(await isIn(sid)).toBe(false)
  })

  test('everywhere, when one says so', async () => {
    const [desk, phone] = [await enter(), await enter()]
    expect((await ask(desk)).body).toContain('いま2か所で')
    await ask(desk, '/account/sessions', 'POST')
    expect([await isIn(desk), await isIn(phone)]).toEqual([false, false])
  })

  test('when it rests too long, and after half a day in any case', async () => {
    const idle = await enter()
    at(121)
    expect(await isIn(idle)).toBe(false)
    at(0)
    const busy = await enter()
    for (let minutes = 0; minutes <= 720; minutes += 60) {
      at(minutes)
      expect([minutes, await isIn(busy)]).toEqual([minutes, true])
    }
    at(721)
    expect(await isIn(busy)).toBe(false)
  })

  test('when the password is changed, but for the browser that changed it', async () => {
    const [desk, phone] = [await enter(), await enter()]
    const form = { current: password, password: 'みずたまりに うつる そら', repeated: 'みずたまりに うつる そら' }
    expect((await ask(desk, '/account/password', 'POST', { ...form, current: 'wrong password' })).body).toContain('いまのパスワードが違います')
    expect((await ask(desk, '/account/password', 'POST', { ...form, password: '令和8年度立川市研修', repeated: 'x' })).statusCode).toBe(409)
    // C49: one sees where one is signed in, and which of them this is.
    expect([(await ask(desk)).body.match(/この端末/g)?.length, (await ask(desk)).body.match(/から(　|<)/g)?.length]).toEqual([2, 2])
    const done = await ask(desk, '/account/password', 'POST', form)
    expect(done.statusCode).toBe(303)
    expect([await isIn(desk), await isIn(phone), await isIn(sidOf(done))]).toEqual([false, false, true])
    expect((await signIn()).statusCode).toBe(409)
    expect((await signIn({ password: form.password })).statusCode).toBe(303)
    await drain(house.crewHouse, messageJobs)
    expect(house.post.mails.map(({ to, subject }) => [to, subject])).toEqual([['clerk@house.test', '【地域まなび】パスワードが変わりました']])
    await house.db.updateTable('account').set({ password_hash: await strong.hash(password) }).where('id', '=', clerk.account).execute()
  })
})

test('a form that comes too late keeps what was typed until one is in again', async () => {
  const sid = await enter()
  at(121)
  const form = { name: '', 'rows.0.name': '髙橋 <b>', 'rows.0.kana': 'たかはし', email: 'x@house.test', onceKey: 'once-key-of-the-form', password: 'never again' }
  const late = await ask(sid, '/accounts/new', 'POST', form)
  expect(late.statusCode).toBe(401)
  expect(late.body).toContain('もう一度送る')
  for (const box of ['action="/accounts/new"', 'name="rows.0.name" value="髙橋 &lt;b&gt;"', 'name="email" value="x@house.test"', 'name="onceKey"']) expect(late.body).toContain(box)
  expect(late.body).not.toContain('never again')
  expect((await ask(sid, '/accounts/new', 'POST', { onceKey: 'once-key-of-the-form' })).headers.location).toBe('/sign-in?to=%2F')
})

test('rights are given only by who gave the password within the hour; the form waits meanwhile, whole', async () => {
  const planner = { email: 'planner@house.test', password: 'a planner of the house' }
  await house.db.updateTable('account').set({ email: planner.email, password_hash: await strong.hash(planner.password) }).where('id', '=', town.planner.account).execute()
  const sid = sidOf(await signIn(planner))
  const form = { name: '新任 花子', kana: 'しんにん はなこ', email: 'new@house.test', kind: 'prefecture', title: '担当', municipalityId: '', onceKey: 'once-key-of-the-rights' }
  at(61)
  expect((await ask(sid, '/accounts')).statusCode).toBe(200)
  const late = await ask(sid, '/accounts/new', 'POST', form)
  expect([late.statusCode, late.body.includes('もう一度サインインしてください'), late.body.includes('value="新任 花子"')]).toEqual([401, true, true])
  expect(await house.db.selectFrom('account').select('id').where('email', '=', form.email).executeTakeFirst()).toBeUndefined()

  const again = sidOf(await signIn(planner, { cookie: sid }))
  expect(await isIn(sid)).toBe(false)
  expect((await ask(again, '/accounts/new', 'POST', form)).statusCode).toBe(303)
  at(125)
  expect((await ask(again, '/works/1/file')).headers.location).toBe('/sign-in?to=%2Fworks%2F1%3Ftake%3Dfile')
})

describe('another role', () => {
  test('is used under a new name, and only a role of one’s own', async () => {
    const { id } = await house.db.insertInto('post').values({
      account_id: clerk.account, kind: 'trainee', municipality_id: town.tachikawa, granted_at: new Date(start),
    }).returning('id').executeTakeFirstOrThrow()
    const sid = await enter()
    expect((await ask(sid, `/posts/${town.planner.post}/use`, 'POST')).statusCode).toBe(404)
    const used = await ask(sid, `/posts/${id}/use`, 'POST')
    expect([await isIn(sid), await isIn(sidOf(used))]).toEqual([false, true])
    expect((await ask(sidOf(used), '/accounts')).statusCode).toBe(404)
    await house.db.updateTable('post').set({ ended_at: new Date(start) }).where('id', '=', id).execute()
    expect(await isIn(sidOf(used))).toBe(false)
  })
})

describe('a one-time link', () => {
  const link = (purpose: 'invitation' | 'reset') => house.db.transaction().execute((tx) => makeLink(tx, {
    accountId: clerk.account, purpose, now: new Date(start), random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  }))
  const fresh = { password: 'くもの うえの としょかん', repeated: 'くもの うえの としょかん' }
  const stranger = house.stranger()

  test.each(['invitation', 'reset'] as const)('for %s sets a password once, and every sign-in ends', async (purpose) => {
    const [sid, token, other] = [await enter(), await link(purpose), await link(purpose)]
    const page = await stranger.get(`/links/${token}`)
    expect([page.statusCode, page.headers['referrer-policy'], page.headers['cache-control']]).toEqual([200, 'strict-origin', 'no-store'])
    expect(page.body).toContain('ZZA立川 花子')
    expect((await stranger.post(`/links/${token}`, { password: 'short', repeated: 'short' })).body).toContain('12文字以上')
    expect((await stranger.post(`/links/${token}`, { ...fresh, repeated: 'x' })).body).toContain('同じではありません')
    expect((await stranger.post(`/links/${token}`, { password: '', repeated: '' })).statusCode).toBe(422)
    expect((await stranger.post(`/links/${token}`, fresh)).headers.location).toBe('/sign-in')
    expect(await isIn(sid)).toBe(false)
    for (const used of [token, other]) expect((await stranger.post(`/links/${used}`, fresh)).statusCode).toBe(404)
    expect((await signIn(fresh)).statusCode).toBe(303)
    await house.db.updateTable('account').set({ password_hash: await strong.hash(password) }).where('id', '=', clerk.account).execute()
  })

  test('says of the first password that nothing was changed by it', async () => {
    const detail = async () => (await house.db.selectFrom('audit_line').select('detail').where('action', '=', 'password.set').orderBy('id', 'desc').limit(1).executeTakeFirst())?.detail
    await house.db.updateTable('account').set({ password_hash: null }).where('id', '=', clerk.account).execute()
    await stranger.post(`/links/${await link('invitation')}`, fresh)
    expect(await detail()).toEqual({ first: true })
    await stranger.post(`/links/${await link('reset')}`, fresh)
    expect(await detail()).toEqual({})
    await house.db.updateTable('account').set({ password_hash: await strong.hash(password) }).where('id', '=', clerk.account).execute()
  })

  test.each([['invitation', 72 * 60], ['reset', 60]] as const)('for %s ends after %i minutes, and then looks as if it never was', async (purpose, minutes) => {
    const token = await link(purpose)
    at(minutes - 1)
    expect((await stranger.get(`/links/${token}`)).statusCode).toBe(200)
    at(minutes)
    const [over, never] = [await stranger.get(`/links/${token}`), await stranger.get('/links/never-was')]
    expect([over.statusCode, over.body]).toEqual([404, never.body])
    expect(over.body).toContain('このリンクは使えません')
  })

  test('asked for by mail is promised alike to everybody, three times an hour', async () => {
    const before = (await actions()).length
    const answers = []
    for (const email of ['clerk@house.test', 'nobody@house.test', 'clerk@house.test', 'clerk@house.test', 'clerk@house.test']) answers.push(await stranger.post('/reset', { email }))
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    expect(answers[0]!.body).toContain('メールを確かめてください')
    const lines = (await actions()).slice(before).map(({ action }) => action.replace('account.', ''))
    expect(lines).toEqual(['reset_asked', 'reset_ignored', 'reset_asked', 'reset_asked', 'reset_ignored'])
    expect((await stranger.post('/reset', { email: 'no address' })).statusCode).toBe(422)
  })
})

test('the language is kept by the browser and by the account, and leads back to where one was', async () => {
  const sid = await enter()
  const answer = await ask(sid, '/language', 'POST', { language: 'en', to: '/account' })
  expect([answer.headers.location, answer.cookies.find(({ name }) => name === 'language')?.value]).toEqual(['/account', 'en'])
  expect((await ask(sid)).body).toContain('Your account')
  expect((await ask(sid, '/language', 'POST', { language: 'ja', to: '//evil.test' })).headers.location).toBe('/')
})

test('hashes are made in turn, and a crowd is told when to come back', async () => {
  let at = 0
  let most = 0
  const slow = openPasswords({ memoryKiB: 8, passes: 1, atOnce: 2, waitingMax: 3 })
  const results = await Promise.allSettled(Array.from({ length: 8 }, async () => {
    at += 1
    most = Math.max(most, at)
    return slow.hash('x').finally(() => { at -= 1 })
  }))
  const refused = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
  expect([results.length - refused.length, refused.length, most]).toEqual([5, 3, 8])
  expect(refused[0]!.reason).toMatchObject({ name: 'TooMany', seconds: 20 })
})

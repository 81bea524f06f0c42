import { expect, test } from 'vitest'
import { logging } from '../../../server/logging.ts'
import { makeLink } from '../../../server/who/accounts/changes.ts'
import { openHouse } from '../../support/app.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'

const lines: string[] = []
const house = await openHouse({ production: true, logger: { ...logging('trace') as object, stream: { write: (line: string) => { lines.push(line) } } } })
const town = await settle(house.db)
await givePost(house.db, await makePerson(house.db, '見本 市子', 'みほん いちこ', town.tachikawa), 'municipality', town.tachikawa, 'city@demo.example')
const password = 'つきよの ひこうせん 七つ'
await house.db.updateTable('account').set({ email: 'zzmarker@house.test', password_hash: await house.app.outside.passwords.hash(password) })
  .where('id', '=', town.planner.account).execute()
const stranger = house.stranger()

test('where people are real, nobody is walked in as', async () => {
  expect((await stranger.get('/sign-in')).body).not.toContain('/demo/')
  expect((await stranger.post('/demo/personas/city')).statusCode).toBe(404)
})

test('the sign-in is held in a cookie of this host alone', async () => {
  const { headers } = await stranger.post('/sign-in', { email: 'zzmarker@house.test', password })
  const cookies = [headers['set-cookie'] ?? []].flat()
  const sid = cookies.find((cookie) => cookie.startsWith('__Host-sid='))!
  for (const word of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(sid.split('; ')).toContain(word)
  expect(sid).not.toMatch(/domain/i)
  const token = sid.match(/^__Host-sid=([^;]+)/)![1]!
  const page = await stranger.get('/account', {}, { '__Host-sid': token })
  expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-store'])
  expect((await stranger.get('/account', {}, { sid: token })).statusCode).toBe(303)
  const out = await stranger.post('/sign-out', {}, {}, { '__Host-sid': token })
  expect(out.headers['clear-site-data']).toBe('"cache", "storage"')
  expect((await stranger.get('/account', {}, { '__Host-sid': token })).statusCode).toBe(303)
})

test('names, addresses, passwords and tokens are in no line of the log', async () => {
  const token = await house.db.transaction().execute((tx) => makeLink(tx, {
    accountId: town.planner.account, purpose: 'reset', now: house.crewHouse.clock(), random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  }))
  await stranger.get(`/links/${token}`)
  await stranger.post(`/links/${token}`, { password: 'zzsecret', repeated: 'zzsecret' })
  await stranger.post(`/links/${token}`, { password: `${password} 八`, repeated: `${password} 八` })
  await stranger.post('/sign-in', { email: 'zzmarker@house.test', password: 'zzsecret' })
  await stranger.post('/reset', { email: 'zzmarker@house.test' })
  await stranger.get('/sign-in?to=/people?q=zzmarker')
  await stranger.get('/people?q=zzmarker', { 'user-agent': 'zzmarker\r\nsecond line' }).catch(() => undefined)
  expect(lines.length).toBeGreaterThan(5)
  expect(lines.filter((line) => /zzmarker|zzsecret|つきよ|都 太郎/.test(line) || line.includes(token))).toEqual([])
})

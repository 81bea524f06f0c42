import { afterAll, expect, test } from 'vitest'
import { buildApp } from '../../server/app.ts'
import { openPasswords } from '../../server/base/passwords.ts'
import { inLog, logging, reportJob } from '../../server/logging.ts'
import { makeLink } from '../../server/who/accounts/changes.ts'
import { openHouse, visitorIn } from '../support/app.ts'
import { settle } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { waysOf } from '../support/ways.ts'

/** C61: the log names no person, no address of a person, no word they typed and no key of theirs. */
const house = await openHouse({ paper: plainPaper })
const { db } = house
const town = await settle(db)
const lines: string[] = []
const logger = { ...logging('trace') as object, stream: { write: (line: string) => { lines.push(line) } } }
const passwords = openPasswords({ memoryKiB: 8, passes: 1 })
const app = await buildApp({ database: db, files: house.files, paper: house.paper, post: house.post, clock: house.app.clock, passwords, logger })
afterAll(() => app.close())
let broken: Error
app.get('/broken', { config: { access: 'anyone' } }, async () => { throw broken })
await app.ready()

const password = 'みどりの 折り紙 七つ'
await db.updateTable('account').set({ password_hash: await passwords.hash(password) }).where('id', '=', town.planner.account).execute()
const address = `p${town.planner.person}@house.test`
const token = await db.transaction().execute((tx) => makeLink(tx, {
  accountId: town.trainee.account, purpose: 'reset', now: house.app.clock(), random: (bytes) => new Uint8Array(bytes).fill(7),
}))
const planner = await visitorIn(app, db, address)
const secrets = [password, address, token, planner.sid!, 'ZZA', 'ZZB', '立川', '都 太郎', '@house.test', encodeURIComponent('立川')]
const told = () => lines.filter((line) => secrets.some((secret) => line.includes(secret)))

test('a year of visits: entering rightly and wrongly, one-time links, searches, every page and every form', async () => {
  await planner.post('/sign-in', { email: address, password: `${password}違う` })
  const entered = await planner.post('/sign-in', { email: address, password })
  expect(entered.statusCode).toBe(303)
  secrets.push(String(entered.headers['set-cookie']).match(/sid=([\w-]+)/)![1]!)
  await planner.post('/reset', { email: address })
  await planner.get(`/links/${token}`)
  await planner.post(`/links/${token}`, { password, repeated: `${password}違う` })
  const visitor = await visitorIn(app, db, address)
  for (const way of waysOf(app)) {
    if (/^\/(sign-out|account)/.test(way.url)) continue
    const at = `${way.at()}?q=${encodeURIComponent('立川')}`
    if (way.method === 'GET') await visitor.get(at, { referer: `https://house.test/links/${token}`, 'x-forwarded-for': 'ZZA' })
    else await visitor.post(at, Object.fromEntries(way.boxes.map((name) => [name, 'ZZA立川'])))
  }
  expect(lines.length).toBeGreaterThan(200)
  expect(told()).toEqual([])
}, 120_000)

test('an error says where it was and of which kind, not what stands in the row', async () => {
  const clash = await db.insertInto('account').values({ person_id: town.trainee.person, email: address, created_at: new Date() }).execute().catch((error: Error) => error) as Error
  const unread = await db.selectFrom('person').select('id').where('id', '=', 'ZZA立川' as never).execute().catch((error: Error) => error) as Error
  for (const error of [clash, unread, new Error('outer', { cause: unread })]) {
    broken = error
    expect((await planner.get('/broken')).statusCode).toBe(500)
    expect(lines.some((line) => line.includes('"err"'))).toBe(true)
    expect(JSON.stringify(inLog(error))).toMatch(/unique constraint|invalid input syntax|outer/)
  }
  const said: unknown[] = []
  const { error: terminal } = console
  console.error = (...words) => { said.push(...words) }
  reportJob('job tell is given up', unread)
  reportJob(clash)
  console.error = terminal
  lines.push(...said.map((one) => JSON.stringify(one)))
  expect(said).toHaveLength(3)
  expect(told()).toEqual([])
})

test.each([
  ['application/csp-report', (page: string) => JSON.stringify({ 'csp-report': { 'document-uri': page, referrer: page, 'effective-directive': 'img-src', 'blocked-uri': `https://elsewhere.test/${token}`, 'script-sample': 'ZZA' } })],
  ['application/reports+json', (page: string) => JSON.stringify([{ type: 'csp-violation', url: page, body: { documentURL: page, effectiveDirective: 'img-src', blockedURL: `https://elsewhere.test/?${token}`, sample: 'ZZA' } }])],
])('what a browser reports (%s) is kept without the one-time link of its page', async (type, report) => {
  lines.length = 0
  const { statusCode } = await planner.post('/csp-reports', {}, { 'content-type': type, 'sec-fetch-site': 'same-origin' })
  const { statusCode: taken } = await app.inject({
    method: 'POST', url: '/csp-reports', payload: report(`https://house.test/links/${token}?q=${encodeURIComponent('立川')}`), headers: { 'content-type': type, 'sec-fetch-site': 'same-origin' },
  })
  expect([statusCode, taken]).toEqual([204, 204])
  expect(lines.filter((line) => line.includes('refused something')).map((line) => JSON.parse(line).refused))
    .toEqual([{ rule: 'img-src', from: 'https://elsewhere.test', page: '/links/…' }])
  expect(told()).toEqual([])
})

test('an address is told to nobody else: no page names a token, an address of mail or a name in a link of ours', async () => {
  const linked: string[] = []
  for (const way of waysOf(app).filter(({ method }) => method === 'GET')) {
    const { body } = await planner.get(way.at())
    for (const [, to] of body.matchAll(/(?:href|action|src)="([^"]*)"/g)) {
      const plain = decodeURIComponent(to!)
      if (/^(mailto|tel):/.test(plain)) continue
      if (secrets.some((secret) => plain.includes(secret)) || plain.includes('@')) linked.push(`${way.url}: ${plain}`)
    }
  }
  expect(linked).toEqual([])
}, 60_000)

import { connect, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { buildApp } from '../../server/app.ts'
import { logging } from '../../server/logging.ts'
import { openHouse } from '../support/app.ts'
import { settle } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { postBox } from '../support/post-box.ts'
import { soon } from '../support/soon.ts'

const house = await openHouse({ paper: plainPaper })
const planner = await house.visitor((await settle(house.db)).planner)
const lines: string[] = []
const logger = { ...logging('trace') as object, stream: { write: (line: string) => { lines.push(line) } } }
const app = await buildApp({
  database: house.db, files: house.files, paper: house.paper, post: postBox(), clock: house.crewHouse.clock, trustProxy: ['10.0.0.0/8'], logger,
})
afterAll(() => app.close())

/** Forty visits to a page that may be opened thirty times a minute from one address, each time as somebody else by its own word. */
async function visits(remoteAddress: string): Promise<number[]> {
  const statuses: number[] = []
  for (let n = 0; n < 40; n += 1) {
    const { statusCode } = await app.inject({ url: '/verify/0001', remoteAddress, headers: { host: 'house.test', 'x-forwarded-for': `203.0.113.${n}` } })
    statuses.push(statusCode)
  }
  return statuses
}

test('what a stranger says of their own address is not believed, what our proxy says is', async () => {
  expect((await visits('198.51.100.7')).filter((status) => status === 429)).toHaveLength(10)
  expect((await visits('10.1.2.3')).filter((status) => status === 429)).toHaveLength(0)
})

test('a host or a scheme that somebody says was forwarded changes nothing: not where we lead, not what we take', async () => {
  const says = { 'x-forwarded-host': 'elsewhere.test', 'x-forwarded-proto': 'https', 'x-forwarded-port': '8443', forwarded: 'host=elsewhere.test;proto=https' }
  for (const remoteAddress of ['198.51.100.8', '10.1.2.4']) {
    const visit = async (headers: object) => {
      const { statusCode, headers: { location }, body } = await app.inject({ url: '/people', remoteAddress, headers: { host: 'house.test', ...headers } })
      return { statusCode, location, body }
    }
    expect(await visit(says)).toEqual(await visit({}))
    const foreign = await app.inject({
      method: 'POST', url: '/language', remoteAddress, payload: 'language=en&to=/',
      headers: { host: 'house.test', origin: 'https://elsewhere.test', 'content-type': 'application/x-www-form-urlencoded', ...says },
    })
    expect(foreign.statusCode).toBe(403)
  }
})

test('signs that steer a terminal or a line come into the log only as one line of JSON', async () => {
  lines.length = 0
  for (const sign of ['\u001B[31mred', 'a\tb', '\u0085next', 'x\u2028y', '"}{"level":60}']) {
    await app.inject({ url: `/never-${encodeURIComponent(`${sign}\r\nnext`)}?q=${encodeURIComponent(sign)}`, headers: { host: 'house.test', 'user-agent': sign } })
  }
  expect(lines.length).toBeGreaterThan(9)
  for (const line of lines) {
    expect(line.endsWith('\n') && line.indexOf('\n') === line.length - 1, line).toBe(true)
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) })
    expect(line).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u0085\u2028]|red|level":60/)
  }
})

test.each([
  ['a file', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="video"; filename="a.mp4"\r\n\r\nbegun'],
  ['a form', 'application/x-www-form-urlencoded', 'title=begun'],
])('who goes away in the middle of sending %s is no error of ours', async (_, type, begun) => {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  const from = lines.length
  const head = ['POST /lessons HTTP/1.1', 'Host: house.test', 'Origin: http://house.test', `Cookie: sid=${planner.sid}`, `Content-Type: ${type}`, 'Content-Length: 9000']
  socket.write(`${head.join('\r\n')}\r\n\r\n${begun}`, () => setTimeout(() => socket.destroy(), 200))
  const answers = () => lines.slice(from).map((line) => JSON.parse(line) as { level: number; msg: string }).filter(({ msg }) => /completed|aborted|error/.test(msg))
  await soon(() => expect(answers()).not.toEqual([]))
  await sleep(300)
  expect(answers().filter(({ level }) => level >= 50)).toEqual([])
})

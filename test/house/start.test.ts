import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-start-'))
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface House { child: ChildProcess; said: () => string; left: Promise<number | null>; at: Promise<string> }

/** Starts the real program as people do, with settings of its own and nothing else of our environment. */
function start(settings: Record<string, string>, file = 'server/main.ts'): House {
  const child = spawn(process.execPath, ['--import', './server/compiled.ts', file], { env: { PATH: process.env.PATH!, HOST: '127.0.0.1', PORT: '0', DEMO: 'no', ...settings } })
  started.push(child)
  let words = ''
  const { promise: at, resolve } = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => {
    words += String(bytes)
    const address = /地域まなび (http:\S+)/.exec(words)?.[1]
    if (address !== undefined) resolve(address.replace('localhost', '127.0.0.1'))
  })
  const left = once(child, 'exit').then(([code]) => code as number | null)
  const settled = Promise.race([at, left.then((code) => { throw new Error(`left with ${code}: ${words}`) })])
  settled.catch(() => {}) // a house that is meant not to start is not waited for
  return { child, said: () => words, left, at: settled }
}

const first = start({ DATA_DIR: path.join(folder, 'data') })

test('an empty folder becomes a house that is ready, and says where in one line', async () => {
  const at = await first.at
  expect((await fetch(`${at}/health/live`)).status).toBe(200)
  const ready = await fetch(`${at}/health/ready`)
  expect([ready.status, await ready.text()]).toEqual([200, 'ready\n'])
  expect(first.said().trim().split('\n')).toHaveLength(1)
}, 180_000)

test('without the demo there is nobody to walk in as', async () => {
  const at = await first.at
  const answer = await fetch(`${at}/demo/personas/prefecture`, { method: 'POST', headers: { origin: at } })
  expect(answer.status).toBe(404)
  expect(await (await fetch(`${at}/sign-in`)).text()).not.toContain('/demo/personas/')
}, 60_000)

test('a second process on the same folder is refused, with the pid of the first', async () => {
  await first.at
  const second = start({ DATA_DIR: path.join(folder, 'data') })
  expect(await second.left).toBe(1)
  expect(second.said()).toContain(`pid ${first.child.pid}`)
  expect((await fetch(`${await first.at}/health/ready`)).status).toBe(200)
}, 60_000)

test.each([
  ['the embedded database in production', { NODE_ENV: 'production' }, 'DATABASE_URL'],
  ['a port that is none', { PORT: '99999' }, 'PORT'],
  ['a proxy that would be everybody', { TRUST_PROXY: 'true' }, 'TRUST_PROXY'],
  ['a database that does not answer', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, 'DATABASE_URL'],
])('%s: it does not start, and says what to set in both languages', async (_, settings, named) => {
  const house = start({ DATA_DIR: path.join(folder, 'other'), ...settings })
  expect(await house.left).toBe(1)
  expect(house.said()).toContain(named)
  expect(house.said()).toMatch(/[ぁ-ん]/)
  expect(house.said()).not.toContain('    at ')
}, 60_000)

test('asked to leave, it finishes what it began, says it is leaving, and goes with 0', async () => {
  const { hostname, port } = new URL(await first.at)
  const slow = request({ hostname, port, path: '/sign-in', method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '24', origin: await first.at } })
  const answered = once(slow, 'response')
  slow.write('email=a%40b.test')
  await new Promise((done) => setTimeout(done, 200))
  first.child.kill('SIGTERM')
  await new Promise((done) => setTimeout(done, 300))
  expect((await fetch(`${await first.at}/health/ready`)).status).toBe(503)
  slow.end('&to=%2F__')
  const [response] = await answered
  expect(response.statusCode).toBeLessThan(500)
  response.resume()
  expect(await first.left).toBe(0)
}, 60_000)

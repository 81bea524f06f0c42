import { connect, type AddressInfo } from 'node:net'
import type { LightMyRequestResponse } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { openHouse } from '../support/app.ts'
import { settle, type Someone } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import type { Kind } from '../../server/base/policy.ts'
import { endsTheVisit, holdings, inTurn, kinds, openTo, waysOf } from '../support/ways.ts'

const house = await openHouse({ paper: plainPaper, demo: true })
const town = await settle(house.db)
house.app.get('/broken', { config: { access: 'anyone' } }, () => { throw new Error('relation "secret" at server/base') })
house.app.get('/broken/slowly', { config: { access: 'anyone' } }, async () => { throw new Error('relation "secret"') })
await house.app.ready()
const ways = waysOf(house.app)
const everyone = (Object.keys(kinds) as Kind[]).map((kind) => ({ kind, who: town[kinds[kind]] as Someone, open: openTo(ways, kind).filter(({ url }) => !url.startsWith('/broken')) }))

const wall = {
  'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'object-src': "'none'", 'base-uri': "'none'",
  'frame-ancestors': "'none'", 'connect-src': "'self'", 'form-action': "'self'",
}

/** What is wrong with how an answer is sent, whatever it says. */
function wrongIn({ headers, body, statusCode }: LightMyRequestResponse): string[] {
  const header = (name: string) => String(headers[name] ?? '')
  const csp = Object.fromEntries(header('content-security-policy').split(';').map((rule) => rule.trim().split(/ (.*)/s, 2)))
  const type = header('content-type')
  return Object.entries({
    'an error of ours': statusCode >= 500 && statusCode !== 503,
    'content policy': Object.entries(wall).some(([rule, said]) => csp[rule] !== said) || /unsafe-|\*/.test(header('content-security-policy')),
    'nobody hears of refused content': !('report-uri' in csp || 'report-to' in csp),
    'encrypted only': !(Number(header('strict-transport-security').match(/max-age=(\d+)/)?.[1]) >= 31_536_000),
    'sniffing': header('x-content-type-options') !== 'nosniff',
    'referrer': !['no-referrer', 'same-origin', 'strict-origin'].includes(header('referrer-policy')),
    'opener': header('cross-origin-opener-policy') !== 'same-origin',
    'resource': header('cross-origin-resource-policy') !== 'same-origin',
    'says what it is built with': 'server' in headers || 'x-powered-by' in headers,
    'type': body !== '' && !/^(text\/(html|css|javascript|csv|calendar|plain)|application\/(json|javascript)); charset=utf-8$|^image\/svg\+xml|^application\/(pdf|zip|vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet)$|^video\/|^text\/vtt/.test(type),
    'leads outside': 'location' in headers && !/^\/(?![/\\])/.test(header('location')),
  }).filter(([, wrong]) => wrong).map(([what]) => `${what}: ${type} ${header('location')}`)
}

const isForAnybody = /^\/(static|\.well-known|badges\/(issuer|keys|achievements|revocations))\b/

test.each(everyone)('every page the $kind sees has every guard, is kept by nobody on the way, and looking at it twice changes nothing', async ({ who, open }) => {
  const visitor = await house.visitor(who)
  const before = await holdings(house.db)
  const wrong: string[] = []
  const pages = open.filter(({ method }) => method === 'GET')
  for (const { url, at } of [...pages, ...pages]) {
    const answer = await visitor.get(at())
    wrong.push(...wrongIn(answer).map((what) => `${url} ${answer.statusCode} ${what}`))
    if (answer.statusCode === 200 && !isForAnybody.test(url) && answer.headers['cache-control'] !== 'no-store') wrong.push(`${url} is kept: ${answer.headers['cache-control']}`)
  }
  const after = await holdings(house.db)
  expect([...new Set(wrong), ...Object.keys(after).filter((table) => after[table] !== before[table])]).toEqual([])
}, 120_000)

test('every answer to a stranger has every guard', async () => {
  const wrong: string[] = []
  for (const { method, url, at } of ways.filter(({ url }) => !url.startsWith('/broken'))) {
    const answer = method === 'GET' ? await house.stranger().get(at()) : await house.stranger().post(at(), {})
    wrong.push(...wrongIn(answer).map((what) => `${method} ${url} ${answer.statusCode} ${what}`))
  }
  expect(wrong).toEqual([])
}, 120_000)

test.each(everyone)('so has the answer to every form of the $kind', async ({ who, open }) => {
  const visitor = await house.visitor(who)
  const wrong: string[] = []
  const answers = new Set<number>()
  const forms = open.filter(({ method }) => method === 'POST').toSorted((one, other) => Number(endsTheVisit(one)) - Number(endsTheVisit(other)))
  for (const { url, at } of forms) {
    const answer = await visitor.post(at(), {})
    answers.add(answer.statusCode)
    wrong.push(...wrongIn(answer).map((what) => `${url} ${answer.statusCode} ${what}`))
  }
  expect(wrong).toEqual([])
  expect([...answers], 'forms that were looked at, and not the way to the entrance').toEqual(expect.arrayContaining([404, 422]))
}, 120_000)

test.each([
  ['a page that is not there', '/nowhere', 404], ['a part of an address that is too long', `/verify/${'a'.repeat(300)}`, 404], ['an address that is no text', '/%', 404], ['a zero byte', '/?q=%00', 404],
  ['a very long address', `/${'x'.repeat(12_000)}`, 404], ['an error of ours', '/broken', 500], ['a later one', '/broken/slowly', 500],
])('%s is answered with every guard and says nothing of how we are built', async (_, url, status) => {
  const visitor = await house.visitor(town.planner)
  for (const headers of [{}, { 'hx-request-type': 'partial', 'hx-target': '#notice' }]) {
    const answer = await visitor.get(url, headers)
    expect([answer.statusCode, wrongIn(answer).filter((what) => !what.startsWith('an error of ours'))]).toEqual([status, []])
    expect(answer.body).not.toMatch(/secret|server\/|node_modules|\bat .*:\d+:\d+/)
    expect(answer.body).toMatch(/[ぁ-ん]/)
  }
})

test('an error of ours names its number, so that people can tell us which one it was', async () => {
  const { body } = await house.stranger().get('/broken')
  expect(body).toMatch(/req-\w+/)
})

test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'] as const)('%s opens no door', async (method) => {
  for (const { at } of ways) {
    const { statusCode, headers } = await house.app.inject({ method: method as 'PUT', url: at(), headers: { origin: 'http://house.test', host: 'house.test' } })
    expect([at(), statusCode, headers.allow]).toEqual([at(), 405, 'GET, HEAD, POST'])
  }
})

test('a form of another kind, or one that only looks like ours, is never taken', async () => {
  const visitor = await house.visitor(town.planner)
  const taken: string[] = []
  const types = ['text/plain', 'application/xml', 'application/x-www-form-urlencoded2', 'multipart/form-data', 'application/json;']
  for (const [n, { url, at }] of ways.filter(({ method }) => method === 'POST').entries()) {
    for (const type of inTurn(types, n, 2)) {
      const { statusCode } = await visitor.post(at(), { zz: '1' }, { 'content-type': type })
      if (statusCode < 400 || statusCode >= 500) taken.push(`${url} ${type}: ${statusCode}`)
    }
  }
  expect(taken).toEqual([])
}, 120_000)

test.each([
  '/.git/config', '/.env', '/package.json', '/package-lock.json', '/server/app.ts', '/views/layouts/page.eta', '/data/db/PG_VERSION',
  '/static', '/static/', '/static/../package.json', '/static/%2e%2e/package.json', '/static/..%2fpackage.json', '/static/house.css.map',
  '/static/house.css/', '/static//etc/passwd', '/node_modules/htmx.org/package.json', '/metrics', '/documentation', '/admin',
])('%s is not there', async (url) => {
  const visitor = await house.visitor(town.administrator)
  expect((await visitor.get(url)).statusCode).toBe(404)
})

/** What the house answers to bytes as they go over the line. */
async function answerTo(bytes: string): Promise<string> {
  if (!house.app.server.listening) await house.app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((house.app.server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => { socket.destroy() })
  socket.write(bytes)
  return new Promise((resolve) => socket.once('data', (said) => resolve(String(said))))
}

test.each([
  ['two lengths', 'POST /sign-in HTTP/1.1\r\nHost: house.test\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n', '400', 'この送信は受け付けられません'],
  ['an unknown verb', 'FETCH / HTTP/1.1\r\nHost: house.test\r\n\r\n', '400', 'この送信は受け付けられません'],
  ['an address without an end', `GET /people?q=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: house.test\r\n\r\n`, '431', 'アドレスが長すぎて'],
])('a request with %s is not understood at all, and told so in words', async (_, bytes, status, words) => {
  const answer = await answerTo(bytes)
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  for (const one of ["default-src 'none'", 'nosniff', words]) expect(answer).toContain(one)
  expect(answer).not.toContain('statusCode')
})

test('a browser is told to use encryption for everything only where people come by it: told elsewhere, it follows no answer to a script', async () => {
  const upgraded = async (publicOrigin?: string) => {
    const real = await openHouse({ paper: plainPaper, production: true, ...publicOrigin === undefined ? {} : { publicOrigin } })
    return String((await real.stranger().get('/sign-in')).headers['content-security-policy']).includes('upgrade-insecure-requests')
  }
  expect([await upgraded('https://manabi.example.jp'), await upgraded(), await upgraded('http://127.0.0.1:3000')]).toEqual([true, true, false])
})

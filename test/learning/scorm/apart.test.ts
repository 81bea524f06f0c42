import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { openBrowser } from '../../support/browser.ts'
import { settle } from '../../support/people.ts'
import { waysOf } from '../../support/ways.ts'
import { enrollBoth, openDoors, putPackage } from './house.ts'
import { manifest, oneItem, page, part, zip } from './packages.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { own } = await enrollBoth(house, town)
const lesson = await putPackage(house, town, oneItem())
const trainee = await house.visitor(town.trainee)

/** Opens the one item of a package. @returns the token that was told */
async function launch(of = lesson, item = 'only') {
  const { headers } = await trainee.post(`/learn/${own}/packages/${of}/launches`, { item })
  return /\/play\/([\w-]{22})$/.exec(String(headers.location))![1]!
}

/** What a package must not get, tried by one that wants it all. */
const greedy = `
var got = {};
function attempt(name, work) { try { got[name] = String(work()) } catch (error) { got[name] = 'refused: ' + error.name } }
attempt('cookie', function () { return document.cookie });
attempt('top page', function () { return top.document.title });
attempt('top address', function () { return top.location.href });
attempt('top navigation', function () { top.location.href = location.href.replace(/play.*/, 'gone') ; return 'asked' });
attempt('popup', function () { var other = window.open('about:blank'); var seen = other && other.opener !== null; if (other) other.top.location = 'about:blank'; return seen });
function done() { window.result = got; say('done') }
var waits = [
  navigator.serviceWorker ? navigator.serviceWorker.register('worker.js').then(function () { got.worker = 'registered' }, function (error) { got.worker = 'refused: ' + error.name }) : Promise.resolve(got.worker = 'none'),
  fetch('PAGES/learn', { credentials: 'include' }).then(function () { got.pages = 'read' }, function (error) { got.pages = 'refused: ' + error.name }),
  fetch('PAGES/learn', { mode: 'no-cors', credentials: 'include' }).then(function () { got.sent = 'sent' }, function (error) { got.sent = 'refused: ' + error.name }),
  fetch('https://example.com/').then(function () { got.elsewhere = 'read' }, function (error) { got.elsewhere = 'refused: ' + error.name }),
];
got.thread = 'silent'; try { new Worker('worker.js').onmessage = function () { got.thread = 'alive' } } catch (error) {}
Promise.race([Promise.all(waits), new Promise(function (late) { setTimeout(late, 3000) })]).then(done);`

test('a package that reads the page around it, leads it away, starts a worker or reaches out gets nothing', async () => {
  const { at } = await openDoors(house)
  const hostile = await putPackage(house, town, zip(
    part('imsmanifest.xml', manifest({ items: [{ id: 'only' }] })), part('only/index.html', page('貪欲', greedy.replaceAll('PAGES', at))), part('only/worker.js', 'postMessage(1)'),
  ), {}, '悪い教材')
  const { page: tab } = await (await openBrowser()).visit({ at, width: 1280 })
  await tab.context().addCookies([{ name: 'sid', value: trainee.sid!, domain: '127.0.0.1', path: '/' }])
  const sent: string[] = []
  tab.context().on('request', (request) => { void request.allHeaders().then((headers) => { if (headers.cookie?.includes('sid') && request.frame() !== tab.mainFrame()) sent.push(request.url()) }, () => {}) })
  await tab.goto(`${at}/learn/${own}/packages/${hostile}`)
  await tab.click('section.next button')
  const play = tab.url()
  const inner = tab.frameLocator('iframe[data-package]').frameLocator('iframe')
  await inner.locator('#said:has-text("done")').waitFor()
  const frame = tab.frames().find((one) => one.url().includes('/files/only/index.html'))!
  const got = await frame.evaluate('window.result') as Record<string, string>
  expect(got).toMatchObject({
    'top page': 'refused: SecurityError', 'top address': 'refused: SecurityError',
    worker: expect.stringMatching(/^refused|none/), thread: 'silent', pages: expect.stringMatching(/^refused/), sent: expect.stringMatching(/^refused/), elsewhere: expect.stringMatching(/^refused/),
  })
  expect(got.cookie, 'no cookie of the pages').not.toContain('sid')
  expect(tab.url(), 'the page stays where it is').toBe(play)
  expect(await tab.evaluate('document.querySelector("iframe[data-package]").getAttribute("sandbox")')).toBe('allow-scripts allow-same-origin allow-forms allow-popups allow-modals')
  expect(sent, 'no frame ever sends the cookie').toEqual([])
  expect(await frame.evaluate('navigator.serviceWorker ? navigator.serviceWorker.getRegistrations().then((all) => all.length, () => 0) : 0')).toBe(0)
  // A form that would sign them out leads the frame nowhere, and nobody is signed out.
  await frame.evaluate(`(() => { const form = document.createElement('form'); form.action = '${at}/account/sessions'; form.method = 'post'; document.body.append(form); form.submit() })()`).catch(() => {})
  expect((await trainee.get('/learn')).statusCode).toBe(200)
  expect(tab.url()).toBe(play)
}, 120_000)

test('the pages frame a package on one page alone, and only its origin', async () => {
  const token = await launch()
  const policy = async (url: string) => String((await trainee.get(url)).headers['content-security-policy'])
  expect(await policy(`/learn/${own}/packages/${lesson}/play/${token}`)).toContain(';frame-src http://house.test:')
  expect(await policy(`/learn/${own}/packages/${lesson}`)).not.toContain('frame-src')
})

test('what the other house hands out carries its own guards, sets no cookie and is framed by the pages alone', async () => {
  const token = await launch()
  for (const url of [`/play/${token}/`, `/play/${token}/files/only/index.html`, '/scripts/scorm12.min.js', '/scripts/scorm-play.js', '/play/nothing/', '/sign-in']) {
    const { headers, statusCode } = await house.app.content.inject({ url, headers: { host: '127.0.0.1:1' } })
    expect([url, statusCode]).toEqual([url, url.startsWith('/play/nothing') || url === '/sign-in' ? 404 : 200])
    const policy = String(headers['content-security-policy'])
    for (const rule of ["default-src 'none'", "worker-src 'none'", "object-src 'none'", "form-action 'self'", "connect-src 'self' data: blob:", 'sandbox allow-scripts allow-same-origin allow-forms allow-popups allow-modals']) expect(policy).toContain(rule)
    expect(policy).toMatch(/frame-ancestors 'self' http:\/\/localhost:\d+;/)
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin', 'referrer-policy': 'same-origin' })
    expect([headers['set-cookie'], headers['access-control-allow-origin'], headers['service-worker-allowed']]).toEqual([undefined, undefined, undefined])
  }
  const worker = await house.app.content.inject({ url: `/play/${token}/files/only/index.html`, headers: { 'service-worker': 'script' } })
  expect(worker.statusCode).toBe(404)
})

test('files are what their endings say, whatever is in them, in spans where asked', async () => {
  const many = await putPackage(house, town, zip(
    part('imsmanifest.xml', manifest({ items: [{ id: 'only' }] })), part('only/index.html', 'x'), part('only/a.js', 'x'), part('only/b.mp4', '0123456789'), part('only/c.unknown', '<script>'), part('only/絵.svg', '<svg/>'),
  ))
  const token = await launch(many)
  const get = (name: string, headers = {}) => house.app.content.inject({ url: `/play/${token}/files/only/${encodeURIComponent(name)}`, headers: { host: 'localhost:1', ...headers } })
  expect((await get('a.js')).headers['content-type']).toMatch(/^text\/javascript/)
  expect((await get('c.unknown')).headers['content-type']).toBe('application/octet-stream')
  expect((await get('絵.svg')).headers['content-type']).toBe('image/svg+xml')
  const span = await get('b.mp4', { range: 'bytes=2-4' })
  expect([span.statusCode, span.body, span.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10'])
  for (const name of ['../index.html', '..%2f..%2fimsmanifest.xml', 'none.html', '%00', 'a'.repeat(5_000)]) expect((await house.app.content.inject({ url: `/play/${token}/files/only/${name}` })).statusCode, name).toBe(404)
})

test('where both come in by one door, each name opens its own house and nothing of the other', async () => {
  const one = await openHouse({ publicOrigin: 'https://pages.test', contentOrigin: 'https://content.test', now: '2026-09-01T10:00:00+09:00' })
  const town = await settle(one.db)
  const { own } = await enrollBoth(one, town)
  const lesson = await putPackage(one, town, oneItem())
  await one.app.ready()
  const trainee = await one.visitor(town.trainee)
  const { headers } = await trainee.post(`/learn/${own}/packages/${lesson}/launches`, { item: 'only' }, { host: 'pages.test', origin: 'https://pages.test' })
  const token = /[\w-]{22}$/.exec(String(headers.location))![0]
  const played = await trainee.get(String(headers.location), { host: 'pages.test' })
  expect(played.body).toContain(`src="https://content.test/play/${token}/"`)
  expect(String(played.headers['content-security-policy'])).toContain(';frame-src https://content.test')

  const theirs = [`/play/${token}/`, `/play/${token}/files/only/index.html`, '/scripts/scorm12.min.js', '/scripts/scorm-play.js']
  for (const url of theirs) {
    expect([url, (await trainee.get(url, { host: 'content.test' })).statusCode]).toEqual([url, 200])
    expect([url, (await trainee.get(url, { host: 'pages.test' })).statusCode]).toEqual([url, 404])
  }
  const asked = await one.app.inject({ method: 'POST', url: `/play/${token}/commits`, headers: { host: 'pages.test', origin: 'https://pages.test' }, payload: { number: 1, elements: {} } })
  expect(asked.statusCode).toBe(404)

  const open: string[] = []
  for (const way of waysOf(one.app)) {
    const answer = way.method === 'GET' ? await trainee.get(way.at(), { host: 'content.test' }) : await trainee.post(way.at(), {}, { host: 'content.test', origin: 'https://content.test' })
    if (answer.statusCode < 400 || answer.headers['set-cookie'] !== undefined || String(answer.headers['content-type']).startsWith('text/html')) open.push(`${way.method} ${way.url}: ${answer.statusCode}`)
  }
  expect(open, 'no way of the pages opens under the name of packages').toEqual([])
  const framed = await one.app.inject({ url: `/play/${token}/`, headers: { host: 'content.test' } })
  expect(String(framed.headers['content-security-policy'])).toContain("frame-ancestors 'self' https://pages.test;")
}, 120_000)

import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { seedWhenEmpty } from '../../../server/seed.ts'
import { openHouse, visitorIn } from '../../support/app.ts'
import { axe, openBrowser } from '../../support/browser.ts'
import { plainPaper } from '../../support/plain-paper.ts'
import { overhear } from '../../support/statements.ts'

/** The homes of the demo: every figure opens as many rows as it says, each says what it means, and each prints on one sheet of A4. */
const house = await openHouse({ paper: plainPaper, demo: true, now: '2026-11-24T10:00:00+09:00' })
await seedWhenEmpty(house.db, { files: house.files, paper: house.paper })
const [prefecture, city] = await Promise.all(['prefecture', 'city'].map((name) => visitorIn(house.app, house.db, `${name}@demo.example`)))
let asked = 0
const { stop } = overhear(house.db, (text) => { if (/^(select|with)/i.test(text)) asked += 1 })
afterAll(stop)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`

const unescaped = (text: string) => text.replaceAll('&amp;', '&')
/** The rows of a list, over all its pages. */
async function rowsAt(who: typeof prefecture, href: string): Promise<number> {
  let sum = 0
  for (let page = 1; page < 40; page += 1) {
    const { statusCode, body } = await who!.get(`${href}${href.includes('?') ? '&' : '?'}page=${page}`)
    expect(statusCode, href).toBe(200)
    const rows = body.match(/<tbody>([\s\S]*?)<\/tbody>/)?.[1]?.match(/<tr/g)?.length ?? 0
    sum += rows
    if (rows < 50) return sum
  }
  return sum
}
/** Links of a page that are a figure: where they lead and what they say. */
const figuresIn = (html: string, where: RegExp) => [...html.matchAll(/<a (?:class="of" )?href="([^"]+)"[^>]*>(?:<b>)?([\d,]+)(?:<\/b>)?(?:<span[^>]*>[^<]*<\/span>)?<\/a>/g)]
  .map(([, href, value]) => ({ href: unescaped(href!), value: Number(value!.replaceAll(',', '')) })).filter(({ href }) => where.test(href))

test('the prefecture: every head-count, every cell and every sum opens as many rows', async () => {
  asked = 0
  const { body } = await prefecture!.get('/')
  expect(asked).toBeLessThanOrEqual(5)
  const heads = figuresIn(body, /^\/trainings\/\d+\/people/)
  expect(heads.length).toBeGreaterThanOrEqual(20)
  const matrix = figuresIn(body, /^\/coverage\/(\d+|people)/)
  expect(matrix.length).toBeGreaterThan(300)
  const some = [...heads.filter(({ value }) => value < 200), ...matrix.filter((_, n) => n % 17 === 0), ...matrix.filter(({ href }) => href.startsWith('/coverage/people')), ...figuresIn(body, /^\/coverage\/gaps/)]
  expect(some.filter(({ href }) => href.startsWith('/coverage/people')).length).toBeGreaterThan(10)
  for (const { href, value } of some) expect(await rowsAt(prefecture, href), href).toBe(value)
}, 120_000)

test('the prefecture: targets have what they will come to, and one behind says what is missing', async () => {
  const { body } = await prefecture!.get('/')
  for (const words of ['16人届かない見込み', 'まだ出席していない47人がみな出席しても、16人足りません', '昨年度の同じ研修の結果がないため', '期限を過ぎたもの']) expect(body).toContain(words)
  expect(body).toMatch(/aria-label="目標153人、実績90人、見込－人"/)
  // Of the practitioners last year speaks: more will complete than have, and not more than are under way.
  const [, now, projected] = body.match(/修了者数<\/th><td>[\s\S]*?<td class="num"><a [^>]*>([\d,]+)<\/a><\/td><td class="num">([\d,]+)<\/td>/)!
  expect(Number(projected)).toBeGreaterThan(Number(now))
  expect(Number(projected)).toBeLessThanOrEqual(561)
  const rows = body.match(/href="(\/targets\/\d+\/rows\?year=2026)#projection"/)![1]!
  expect((await prefecture!.get(unescaped(rows))).body).toContain('見込の出しかた')
})

test('a municipality: its people, who is in post of those who were trained, and who left open as many rows', async () => {
  asked = 0
  const { body } = await city!.get('/')
  expect(asked).toBeLessThanOrEqual(5)
  const card = body.split('id="home-standing"')[1]!
  const [, inPost, trained] = /司会<\/dt><dd><a [^>]*>(\d+)<\/a><small>\/<\/small><a class="of"[^>]*>(\d+)</.exec(card)!
  expect(Number(trained)).toBeGreaterThan(Number(inPost))
  const left = figuresIn(card, /\/left\?category=chair/)
  expect(await rowsAt(city, left[0]!.href)).toBe(left[0]!.value - Number(inPost))
  for (const { href, value } of [...figuresIn(body, /^\/(enrollments\?training|trainings\/\d+\/people)/), ...figuresIn(card, /^\/coverage\/\d+\?category/)]) expect(await rowsAt(city, href), href).toBe(value)
  expect(body).toContain('市（26）の中央の値')
  const townsfolk = (await house.db.selectFrom('municipality').select('id').where('name', '=', '多摩市').executeTakeFirstOrThrow()).id
  for (const path of [`/coverage/${townsfolk}/left`, `/coverage/${townsfolk}`]) expect((await city!.get(path)).statusCode).toBe(404)
  expect((await city!.get('/coverage/people')).body).not.toContain(`/coverage/${townsfolk}"`)
}, 60_000)

test('a kind with fewer than five municipalities has no band: one could reckon from it whose the others are', async () => {
  await house.db.updateTable('municipality').set({ kind: 'village' }).where('kind', '=', 'city').where('name', '<>', '立川市').execute()
  const { body } = await city!.get('/')
  expect(body).toContain('5つに満たないため')
  expect(body).not.toContain('中央の値は')
  await house.db.updateTable('municipality').set({ kind: 'city' }).where('kind', '=', 'village').where('name', 'like', '%市').execute()
})

const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length
const ways = ['/', '/effect', '/definitions#attended']
test.each((['prefecture', 'city'] as const).flatMap((who) => (['ja', 'en'] as const).map((language) => ({ who, language }))))('in a browser: the home of the $who in $language prints on one sheet of A4, and axe finds nothing at 390 px', async ({ who, language }) => {
  const sid = { prefecture: prefecture!, city: city! }[who].sid!
  const { visit } = await openBrowser()
  const { page, problems } = await visit({ at, width: 390, language, javaScript: who === 'prefecture' })
  await page.context().addCookies([{ name: 'sid', value: sid, domain: '127.0.0.1', path: '/' }])
  page.setDefaultTimeout(60_000)
  for (const way of ways) {
    await page.goto(way)
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    await axe(page)
  }
  await page.goto('/')
  // Without scripts, too: what a figure means is a link away.
  await page.click('.meaning >> nth=0')
  await page.waitForSelector('.definition:target, :target')
  await page.goto('/')
  expect(pagesOf(await page.pdf({ preferCSSPageSize: true, printBackground: false }))).toBe(1)
  expect(problems()).toEqual([])
}, 120_000)

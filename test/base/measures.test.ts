import { Eta } from 'eta'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'

/** What only a drawn page shows: room enough, and things standing beside what they belong to. */
const eta = new Eta({ views: path.resolve('views') })
const css = readFileSync('static/house.css', 'utf8')
type Visit = Awaited<ReturnType<Awaited<ReturnType<typeof openBrowser>>['visit']>>
let screen: Visit
beforeAll(async () => { screen = await (await openBrowser()).visit({ width: 1280, language: 'ja' }) })
afterAll(() => screen.close())

const draw = (html: string) => screen.page.setContent(`<!doctype html><html lang="ja"><style>${css}</style><body>${html}`)
const heightOf = (place: string) => screen.page.locator(place).evaluate((box) => (box as unknown as { offsetHeight: number }).offsetHeight)

test('a text of several lines has room for them, and a cell of a sheet for one', async () => {
  await draw(`<div class="field"><input><textarea rows="4"></textarea></div>
    <table class="sheet"><tr><td class="cell"><textarea rows="1"></textarea></td></tr></table>`)
  expect(await heightOf('.field input')).toBe(48)
  expect(await heightOf('.field textarea')).toBeGreaterThan(100)
  expect(await heightOf('.cell textarea')).toBeLessThan(48)
})

test('in the menu at the end of a wide page each heading stands above its own list', async () => {
  const groups = [{ heading: null, items: 2 }, { heading: '研修を進める', items: 3 }, { heading: '区市町村を支える', items: 2 }]
  const doors = groups.map(({ heading, items }) => ({ heading, items: Array.from({ length: items }, (_, n) => ({ href: `/${n}`, label: `項目${n}`, current: false })) }))
  await draw(`<div class="frame plain"><main></main>${eta.render('/layouts/side', { say: (key: string) => key, frame: { doors } })}</div>`)
  const places = await screen.page.locator('.side h2').evaluateAll((headings) => (headings as unknown as Box[]).map((heading) => {
    const [above, below] = [heading.getBoundingClientRect(), heading.nextElementSibling.getBoundingClientRect()]
    return { beside: above.left === below.left, above: above.bottom <= below.top }
  }))
  expect(places).toEqual([{ beside: true, above: true }, { beside: true, above: true }])
})

interface Box { getBoundingClientRect(): { left: number; top: number; bottom: number }; nextElementSibling: Box }

import { chromium } from 'playwright-core'
import { unpackedChromium } from './support/chromium.ts'
const { executablePath, env } = await unpackedChromium()
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], env: { ...process.env, ...env } as never })
const at = 'http://127.0.0.1:3421'
const [persona, ...paths] = process.argv.slice(2)
for (const width of [1280, 390]) {
  const context = await browser.newContext({ baseURL: at, viewport: { width, height: 900 }, locale: 'ja-JP' })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.locator(`form[action="/demo/personas/${persona}"] button`).click()
  await page.waitForLoadState()
  for (const path of paths) {
    await page.goto(path)
    await page.screenshot({ path: `/tmp/shots/${persona}-${path.replace(/\W+/g, '_')}-${width}.png`, fullPage: true })
  }
}
await browser.close()

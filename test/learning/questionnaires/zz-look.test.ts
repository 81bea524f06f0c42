import { test } from 'vitest'
import { openBrowser, picture } from '../../support/browser.ts'
const at = 'http://127.0.0.1:3427'
test('look', async () => {
  const browser = await openBrowser()
  for (const [who, width, language, paths] of [
    ['prefecture', 1280, 'ja', ['/questionnaires', 'R', 'M', 'E', 'T']], ['prefecture', 390, 'ja', ['R', 'M']], ['city', 1280, 'en', ['/trainings/1/measurement', 'M2']], ['instructor', 1280, 'ja', ['R']], ['trainee', 390, 'ja', ['/my-measurements', '/learn']],
  ] as const) {
    const { page } = await browser.visit({ at, width, language })
    page.setDefaultTimeout(30_000)
    await page.goto('/sign-in')
    await page.click(`form[action="/demo/personas/${who}"] button`)
    await page.waitForLoadState()
    for (const one of paths) {
      const path = { R: '/questionnaires', M: '/trainings/1/measurement', M2: '/trainings/2/measurement', E: '/trainings/1/measurement/edit', T: '/trainings/1/measurement/sheets' }[one as 'R'] ?? one
      await page.goto(path)
      if (one === 'R') { await page.click('main table a'); await page.waitForLoadState() }
      await picture(page, `look-${who}-${width}-${one.replaceAll('/', '-')}`)
      console.log(who, one, page.url())
    }
  }
}, 600_000)

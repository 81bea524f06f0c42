import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser } from '../../support/browser.ts'
import { settle } from '../../support/people.ts'
import { missing, terms, watched } from './world.ts'

const house = await openHouse({ now: '2026-10-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { film, own, theirs } = await missing(db, town)
const [slot] = town.slots
await terms(db, town.training)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const cookieOf = async (who: typeof town.trainee) => ({ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' })

test('a trainee on a telephone takes a seat, is marked at the other cohort, and reads that it is made up', async () => {
  const { page, problems } = await (await openBrowser()).visit({ at, width: 390 })
  await page.context().addCookies([await cookieOf(town.trainee)])
  page.setDefaultTimeout(60_000)
  await page.goto('/my-days')
  await page.click('a:has-text("補講")')
  await axe(page)
  await page.click('a.button:has-text("補講の方法を選ぶ")')
  await axe(page)
  await page.check('input[name="seatSlotId"]')
  await page.click('button:has-text("この席をとる")')
  await page.waitForSelector('text=席をとりました')
  await page.goto('/my-days')
  expect(await page.textContent('main')).toContain('補講　第2コース')

  house.setClock('2026-10-18T09:31:00+09:00')
  const staff = await (await openBrowser()).visit({ at, width: 1280 })
  await staff.page.context().addCookies([await cookieOf(town.instructor)])
  await staff.page.goto(`/class-days/${town.days[1]}`)
  await axe(staff.page)
  expect(await staff.page.textContent(`#attendance-row-${own}`)).toContain('補講　第1コースから')
  await staff.page.click(`#tap-${own}-present`)
  await staff.page.waitForSelector(`#tap-${own}-present[aria-pressed="true"]`)
  await staff.page.locator('.waits').waitFor({ state: 'detached' }) // shown at once, and a moment later the house has it

  await page.goto('/my-make-ups')
  expect(await page.textContent(`#slot-${slot}`)).toContain('補講済み')
  expect(problems()).toEqual([])
  expect(staff.problems()).toEqual([])
}, 240_000)

test('film and report without JavaScript, in English: handed in by one, accepted by the other', async () => {
  house.setClock('2026-10-02T10:00:00+09:00')
  await watched(db, theirs, film)
  const { page } = await (await openBrowser()).visit({ at, width: 390, javaScript: false, language: 'en' })
  await page.context().addCookies([await cookieOf(town.traineeOfTama)])
  await page.goto(`/my-make-ups/${theirs}/${slot}`)
  await page.fill('textarea[name="report"]', 'word '.repeat(60))
  await page.click('button:has-text("Hand in")')
  await page.waitForSelector('text=The report is handed in')

  const staff = await (await openBrowser()).visit({ at, width: 390, javaScript: false })
  await staff.page.context().addCookies([await cookieOf(town.instructor)])
  await staff.page.goto(`/trainings/${town.training}/make-ups?standing=submitted`)
  await staff.page.click('a:has-text("レポートを読む")')
  await staff.page.check('input[value="accept"]')
  await staff.page.click('button:has-text("決める")')
  await staff.page.waitForSelector('text=レポートを認めました')
  await page.goto('/my-make-ups')
  expect(await page.textContent('main')).toContain('Made up')
}, 240_000)

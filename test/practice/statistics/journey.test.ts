import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture, type Visit } from '../../support/browser.ts'
import { settle, type Someone } from '../../support/people.ts'
import { putMeasures } from '../reported.ts'

/** L3, L6, edge 23: a city enters a year on a telephone, corrects one figure later without scripts, and the prefecture reads the table and opens a row. */
const house = await openHouse({ now: '2026-05-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await putMeasures(db)
await db.insertInto('organization').values(['中央', '北部'].map((name) => ({ municipality_id: town.tachikawa, kind: 'support_center' as const, name: `${name}地域包括支援センター`, name_key: name }))).execute()
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`

async function guest(who: Someone, more: Visit = {}) {
  const visit = await (await openBrowser()).visit({ at, ...more })
  await visit.page.context().addCookies([{ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' }])
  return visit
}

test('entered, corrected later, read by the prefecture', async () => {
  const [city, without, prefecture] = [await guest(town.clerkOfTachikawa, { width: 390 }), await guest(town.clerkOfTachikawa, { javaScript: false }), await guest(town.planner)]
  await city.page.goto('/statistics?year=2025')
  await axe(city.page)
  await city.page.click('a:has-text("相談件数")')
  const box = (row: string, column: string) => city.page.getByLabel(`${row}　${column}`)
  await box('中央地域包括支援センター', '令和7年度実績').fill('１，２００件')
  await box('北部地域包括支援センター', '令和7年度実績').fill('多数')
  await box('計', '令和7年度実績').fill('2,150')
  await axe(city.page)
  await city.page.click('button:has-text("保存する")')
  await city.page.waitForSelector('[role=alert]')
  expect(await box('中央地域包括支援センター', '令和7年度実績').inputValue()).toBe('１，２００件')
  await axe(city.page)
  await picture(city.page, 'statistics-edit')
  await box('北部地域包括支援センター', '令和7年度実績').fill('900')
  await city.page.click('button:has-text("保存する")')
  await city.page.waitForURL('**/measures/consultations?year=2025')
  expect(await city.page.locator('.status', { hasText: '不一致' }).count()).toBe(1)
  await axe(city.page)
  await picture(city.page, 'statistics-measure')

  // A month later: the total was printed wrong. Without scripts, the reason is asked for, and both stay.
  house.setClock('2026-06-20T10:00:00+09:00')
  await without.page.goto('/statistics?year=2025')
  await without.page.click('tr.sum a:has-text("2,150")')
  await without.page.fill('input[name=value]', '2,100')
  await without.page.click('button:has-text("保存する")')
  expect(await without.page.textContent('main')).toContain('理由を書いてください')
  await without.page.fill('textarea[name=reason]', '足し算の誤り')
  await without.page.click('button:has-text("保存する")')
  expect(await without.page.textContent('main')).toMatch(/2,150[\s\S]*2,100[\s\S]*足し算の誤り/)

  await prefecture.page.goto('/statistics?year=2025&measure=consultations')
  await axe(prefecture.page)
  expect(await prefecture.page.textContent('tr:has-text("多摩市")')).toContain('未回答')
  await prefecture.page.click('tr:has-text("立川市") td a:has-text("2,100")')
  expect(await prefecture.page.textContent('main')).toContain('足し算の誤り')
  await picture(prefecture.page, 'statistics-figure')
  await prefecture.page.goto('/conference-statistics?year=2025')
  await axe(prefecture.page)
  await prefecture.page.goto('/care-plan-reviews?year=2025')
  await axe(prefecture.page)
  expect([...city.problems(), ...prefecture.problems()].filter((problem) => !problem.includes('422'))).toEqual([])
})

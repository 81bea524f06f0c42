import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../support/app.ts'
import { axe, openBrowser, type Visit } from '../support/browser.ts'
import { settle, type Someone } from '../support/people.ts'
import { putAttendeeKinds } from './world.ts'

/** A city writes down its types, fills the plan by pasting, records one conference with two cases, and looks at its counts; the prefecture reads it. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await putAttendeeKinds(db)
for (const name of ['立川市中央地域包括支援センター', '立川市北部地域包括支援センター']) await db.insertInto('organization').values({ municipality_id: town.tachikawa, kind: 'support_center', name, name_key: name }).execute()
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`

async function guest(who: Someone, more: Visit = {}) {
  const visit = await (await openBrowser()).visit({ at, ...more })
  await visit.page.context().addCookies([{ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' }])
  visit.page.setDefaultTimeout(120_000)
  return visit
}

test('types, a plan that is pasted, a record with two cases, and what they add up to', async () => {
  const { page, problems } = await guest(town.clerkOfTachikawa)
  await page.goto('/conference-plans')
  await page.click('.empty a:has-text("種類を加える")')
  await page.fill('[name="name"]', '地域ケア個別会議')
  await page.selectOption('[name="frequencies.0.scope"]', 'center')
  await page.fill('[name="frequencies.0.timesMin"]', '2')
  await page.fill('[name="frequencies.0.timesMax"]', '3')
  await axe(page)
  await page.click('.action-bar button')
  await page.waitForSelector('text=センターごとに年2～3回')
  await axe(page)

  // The block goes in where the cell is, and the arrows lead on.
  await page.goto('/conference-plans/edit')
  const cells = page.locator('.plan-sheet:not(.whole) input')
  expect(await cells.count()).toBe(6)
  await cells.first().focus()
  await page.evaluate(`(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', ${JSON.stringify('5/27 一部\t9月10日\t12/1\n5/28\tR8.9.11\t来年')})
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })()`)
  expect(await cells.nth(4).inputValue()).toBe('R8.9.11')
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate<string>(`document.activeElement.getAttribute('aria-label')`)).toContain('北部')
  await page.click('.action-bar button')
  await page.waitForSelector('text=日付として読めません')
  await axe(page)
  await cells.nth(5).fill('2027-02-03')
  await page.click('.action-bar button')
  await page.waitForSelector('.plan-grid a:has-text("5月27日")')
  await axe(page)

  await page.click('.plan-grid a:has-text("5月27日")')
  await page.click('a:has-text("実施を記録する")')
  await page.fill('[name="people.care_manager"]', '2')
  await page.fill('[name="people.organizer"]', '3')
  await axe(page)
  await page.click('.action-bar button')
  for (const [n, words] of ['買い物の足がない。', '服薬が続かない。'].entries()) {
    await page.click('a:has-text("事例を加える")')
    await page.fill('[name="summary"]', words)
    if (n === 0) await axe(page)
    await page.click('.action-bar button')
    await page.waitForSelector(`text=${words}`)
  }
  await axe(page)
  await page.goto('/conferences')
  expect((await page.locator('.tally dd').allTextContents()).map((one) => one.trim())).toEqual(['6回', '1回', '2件', '5人'])
  await axe(page)
  expect(problems()).toEqual([])

  // The same on a telephone, without JavaScript: the block goes through its box.
  const phone = await guest(town.clerkOfTachikawa, { width: 390, javaScript: false })
  await phone.page.goto('/conference-plans/edit')
  await phone.page.fill('[name="block"]', '北部\t5/29\t9/11\t2/3')
  await phone.page.click('button:has-text("表に入れて確かめる")')
  await phone.page.waitForSelector('text=まだ保存していません')
  expect(await phone.page.locator('.plan-sheet input').nth(3).inputValue()).toBe('5/29')
  await phone.page.click('.action-bar button')
  await phone.page.waitForSelector('.plan-grid a:has-text("5月29日")')
  await axe(phone.page)

  const office = await guest(town.planner, { language: 'en' })
  await office.page.goto('/conferences')
  await office.page.waitForSelector('text=地域ケア個別会議')
  await axe(office.page)
  await office.page.goto('/conference-plans')
  await axe(office.page)
  expect(office.problems()).toEqual([])
}, 600_000)

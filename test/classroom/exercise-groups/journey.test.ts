import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { enroll, makePerson, settle, type Someone } from '../../support/people.ts'

const house = await openHouse({ now: '2026-09-17T17:10:00+09:00' })
const { db } = house
const town = await settle(db)
const day = town.days[0]
const fumiko = await enroll(db, town, town.trainee.person, 1)
for (let n = 2; n <= 18; n += 1) await enroll(db, town, await makePerson(db, `班員 ${n}子`, 'はんいん', n % 2 === 0 ? town.tama : town.tachikawa), n, { municipality: n % 2 === 0 ? town.tama : town.tachikawa })
await db.updateTable('training').set({ state: 'running' }).execute()
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const enter = async (page: Page, who: Someone) => {
  page.setDefaultTimeout(60_000)
  await page.context().addCookies([{ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' }])
}
const groupOf = async (id: number) => (await db.selectFrom('exercise_group_seat').select('group_number').where('enrollment_id', '=', id).executeTakeFirst())?.group_number
const seat = (id: number) => `#exercise-groups-seat-${id}`

test('groups are made, corrected by dragging and by keys, undone, and shown; a trainee finds theirs on a telephone', async () => {
  const { page, problems } = await (await openBrowser()).visit({ at, width: 1280 })
  await enter(page, town.planner)
  await page.goto(`/class-days/${day}`)
  await page.click('a:has-text("紙の資料と班")')
  await page.click('.head a:has-text("班を作る")')
  await page.click('button:has-text("班を作る")')
  await page.waitForSelector('.group[data-group="3"]')
  await axe(page)
  await picture(page, 'exercise-groups')

  const from = (await groupOf(fumiko))!
  const [to, other] = [1, 2, 3].filter((group) => group !== from) as [number, number]
  const grip = page.locator(`${seat(fumiko)} .grip`)
  await grip.scrollIntoViewIfNeeded()
  const [hand, target] = [await grip.boundingBox(), await page.locator(`.group[data-group="${to}"] h2`).boundingBox()]
  await page.mouse.move(hand!.x + 5, hand!.y + 5)
  await page.mouse.down()
  await page.mouse.move(target!.x + 20, target!.y + 10, { steps: 8 })
  await page.mouse.up()
  await page.waitForSelector(`.group[data-group="${to}"] ${seat(fumiko)}`)
  expect(await groupOf(fumiko)).toBe(to)

  await page.click('button:has-text("元に戻す")')
  await page.waitForSelector(`.group[data-group="${from}"] ${seat(fumiko)}`)
  await page.focus(`${seat(fumiko)} .grip`)
  for (let step = 0; step < Math.abs(other - from); step += 1) await page.keyboard.press(other > from ? 'ArrowRight' : 'ArrowLeft')
  expect(await page.textContent('#groups-said')).toContain(`${other}班へ`)
  await page.keyboard.press('Enter')
  await page.waitForSelector(`.group[data-group="${other}"] ${seat(fumiko)}`)
  expect(await groupOf(fumiko)).toBe(other)

  await page.click('button:has-text("受講者に公開する")')
  await page.waitForSelector('button:has-text("公開をやめる")')
  expect(problems()).toEqual([])

  const phone = await (await openBrowser()).visit({ at, width: 390 })
  await enter(phone.page, town.trainee)
  await phone.page.goto('/my-days')
  await phone.page.click(`a[href="/my-days/${day}/group"]`)
  expect(await phone.page.textContent('h1')).toBe(`${other}班`)
  await axe(phone.page)
  expect(phone.problems()).toEqual([])
})

test('without JavaScript, on a telephone and in English: a seat is moved by its form, and a signed sheet typed back', async () => {
  const { page } = await (await openBrowser()).visit({ at, width: 390, javaScript: false, language: 'en' })
  await enter(page, town.planner)
  await page.goto(`/class-days/${day}/groups`)
  expect(await page.isVisible(`${seat(fumiko)} .grip`)).toBe(false)
  const to = (await groupOf(fumiko))! % 3 + 1
  await page.click(`${seat(fumiko)} a:has-text("Move or lock")`)
  await axe(page)
  await page.fill(`#to-${fumiko}`, String(to))
  await page.click(`${seat(fumiko)} button:has-text("Move")`)
  await page.waitForSelector(`.group[data-group="${to}"] ${seat(fumiko)}`)
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)

  await page.goto(`/slots/${town.slots[0]}/typed-roll`)
  await page.fill('#exceptions', '3 欠、7 遅14')
  await page.fill('#typed-number', '12')
  await page.selectOption('#typed-state', { label: 'Left early' })
  await page.fill('#typed-minutes', '20')
  await page.click('button:has-text("Add")')
  expect(await page.inputValue('#exceptions')).toBe('3 欠、7 遅14\n12 早20')
  await page.click('button:has-text("Check")')
  await axe(page)
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  await page.click('button:has-text("Record 15 present and 3 exceptions")')
  await page.waitForSelector('text=The sheet is recorded')
  expect((await db.selectFrom('attendance').select(['state', 'evidence']).where('state', '<>', 'present').orderBy('enrollment_id').execute()).map(({ state }) => state))
    .toEqual(['absent_unnotified', 'late', 'left_early'])
})

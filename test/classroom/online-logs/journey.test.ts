import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { settle } from '../../support/people.ts'
import { morning, openDesk } from './desk.ts'
import { encode } from './files.ts'

/** G4 as the office goes through it: at a desk without any script, and the trainee afterwards on a telephone. */
const house = await openHouse({ now: '2026-09-18T10:00:00+09:00' })
const town = await settle(house.db)
const desk = await openDesk(house, town)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const cookieOf = (sid: string) => ({ name: 'sid', value: sid, domain: '127.0.0.1', path: '/' })
const [staff, trainee] = await Promise.all([house.visitor(town.planner), house.visitor(town.trainee)])

test('a log is sent, a stranger is said to be a trainee, the lecturer to be none, and the roll is taken from it', async () => {
  const person = await (await openBrowser()).visit({ at, javaScript: false })
  const { page } = person
  await page.context().addCookies([cookieOf(staff.sid!)])
  page.setDefaultTimeout(60_000)
  await page.goto(`/class-days/${desk.day}`)
  await page.click('text=オンラインの記録を取り込む')
  await page.setInputFiles('input[type=file]', { name: 'participants.csv', mimeType: 'text/csv', buffer: encode(morning(desk), 'utf-8-bom') })
  await axe(page)
  await page.click('button:has-text("送って確かめる")')
  await page.waitForSelector('h2:has-text("取り込むとこうなります")')
  await axe(page)

  await page.click('a:has-text("だれかを選ぶ"):has-text("ZZA研 修子")')
  await page.fill('#q', 'けん')
  await page.click('button:has-text("探す")')
  await axe(page)
  await page.click('button:has-text("この人にする")')
  await page.click('a:has-text("だれかを選ぶ"):has-text("講師")')
  await page.click('button:has-text("受講者ではない")')
  await page.waitForSelector('h2:has-text("受講者ではない人")')
  expect(await page.isVisible('h2:has-text("だれの接続かわからない行")')).toBe(false)
  await page.click('button:has-text("出欠に取り込む")')
  await page.waitForSelector('text=記録を出欠に取り込みました')
  await axe(page)
  expect((await desk.standing()).map(({ state, minutes }) => [state, minutes]).slice(0, 3)).toEqual([['present', null], ['late', 12], ['disconnected', 18]])
  expect(person.problems()).toEqual([])
  await person.close()
})

test('on a telephone the office looks at it, and the trainee finds the own minutes and the name to use', async () => {
  const office = await (await openBrowser()).visit({ at, width: 390 })
  await office.page.context().addCookies([cookieOf(staff.sid!)])
  await office.page.goto(`/class-days/${desk.day}/online`)
  await axe(office.page)
  await picture(office.page, 'online-log-390')
  expect(await office.page.evaluate<number>('document.documentElement.scrollWidth'), 'nothing is wider than the telephone').toBeLessThanOrEqual(390)
  await office.close()

  const person = await (await openBrowser()).visit({ at, width: 390 })
  const { page } = person
  await page.context().addCookies([cookieOf(trainee.sid!)])
  await page.goto('/my-days')
  expect(await page.textContent('main')).toContain('オンラインの記録：150分参加')
  house.setClock('2026-09-17T09:00:00+09:00')
  await page.goto('/my-days')
  await page.click('a:has-text("オンラインで参加する")')
  expect(await page.textContent('.join-name')).toContain(`${desk.link(desk.fumiko)} ZZA研 修子`)
  await axe(page)
  expect(person.problems()).toEqual([])
})

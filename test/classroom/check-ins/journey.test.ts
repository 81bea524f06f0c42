import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture, type Person } from '../../support/browser.ts'
import { enroll, givePost, makePerson, settle } from '../../support/people.ts'
import { openPasswords } from '../../../server/base/passwords.ts'
import { shownOn } from './door.ts'

/** G2 at a door: a screen on the wall, telephones in hands, one without a camera, one without JavaScript, one that is not of this cohort. */
const nine = '2026-09-17T09:12:00+09:00'
const house = await openHouse({ now: nine })
const { db } = house
const town = await settle(db)
const [slot] = town.slots
await db.updateTable('training').set({ state: 'running' }).execute()
await db.updateTable('class_day').set({ place: '立川ホール 3階 会議室A' }).execute()
await db.updateTable('slot').set({ title: '会議の役割' }).where('id', '=', slot).execute()
const hash = await openPasswords({ memoryKiB: 8, passes: 1 }).hash('correct horse battery')
const names = [['石川 真理', 'いしかわ まり'], ['上田 健太', 'うえだ けんた'], ['太田 文子', 'おおた ふみこ'], ['髙橋 俊介', 'たかはし しゅんすけ']] as const
const people = []
for (const [n, [name, kana]] of names.entries()) {
  const one = await givePost(db, await makePerson(db, name, kana, town.tachikawa), 'trainee', town.tachikawa, `t${n}@house.test`)
  await db.updateTable('account').set({ password_hash: hash }).where('id', '=', one.account).execute()
  const enrollment = await enroll(db, town, one.person, n + 1, n === 3 ? { cohort: town.cohorts[1] } : {})
  await db.updateTable('enrollment').set({ affiliation: 'みなと南高齢者相談センター', profession_code: 'public_health_nurse' }).where('id', '=', enrollment).execute()
  people.push({ ...one, enrollment })
}
const [mari, kenta, fumiko, shunsuke] = people as [typeof people[0], typeof people[0], typeof people[0], typeof people[0]]
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const cookieOf = async (who: Parameters<typeof house.visitor>[0]) => ({ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' })
const mark = (enrollment: number) => db.selectFrom('attendance').select(['state', 'minutes', 'evidence']).where('enrollment_id', '=', enrollment).executeTakeFirst()
const scanned = async () => `/check-in/${slot}/${(await shownOn(db, slot, house.app.clock().toISOString())).token}`
const signIn = async (page: Page, n: number) => {
  await page.fill('input[name=email]', `t${n}@house.test`)
  await page.fill('input[name=password]', 'correct horse battery')
  await page.click('main form button:has-text("サインイン")')
}

test('a door opens, and people check in by camera, by keyboard and without JavaScript; somebody of another cohort asks the desk', async () => {
  const browser = await openBrowser()
  const staff = await browser.visit({ at })
  await staff.page.context().addCookies([await cookieOf(town.planner)])
  await staff.page.goto(`/class-days/${town.days[0]}?slot=${slot}`)
  await staff.page.click('#check-ins-panel a:has-text("受付を開く")')
  await axe(staff.page)
  await staff.page.click('button:has-text("この時間で受付を開く")')
  await staff.page.waitForSelector('#check-ins-panel svg')
  await axe(staff.page)
  const wall = await browser.visit({ at })
  await wall.page.context().addCookies([await cookieOf(town.contractor)])
  await wall.page.goto(`/slots/${slot}/check-in/screen`)
  await axe(wall.page)
  await picture(wall.page, 'check-in-wall')
  const before = await wall.page.textContent('.door-code')

  // A camera: signed out, the password found slowly, and back at the slot.
  const camera = await browser.visit({ at, width: 390 })
  await camera.page.goto(await scanned())
  await camera.page.waitForURL(/\/sign-in/)
  await axe(camera.page)
  house.setClock('2026-09-17T09:18:00+09:00')
  await signIn(camera.page, 0)
  await camera.page.waitForSelector('button:has-text("出席を記録する")')
  expect(new URL(camera.page.url()).pathname).toBe(`/check-in/slots/${slot}`)
  await axe(camera.page)
  await picture(camera.page, 'check-in-own')
  await camera.page.click('button:has-text("出席を記録する")')
  await camera.page.waitForSelector('h1:has-text("受付しました")')
  await axe(camera.page)
  await picture(camera.page, 'check-in-done')
  expect(await mark(mari.enrollment)).toEqual({ state: 'present', minutes: null, evidence: 'qr' })

  // The wall goes on by itself.
  await wall.page.waitForSelector(`.door-code:not(:text-is("${before}"))`, { timeout: 40_000 })
  // The wall renews itself by its own clock.
  await expect.poll(() => wall.page.textContent('.wall-came'), { timeout: 40_000 }).toBe('受付済み 1 / 3人')

  await byKeyboard(await browser.visit({ at, width: 390 }))
  await withoutScripts(await browser.visit({ at, width: 390, javaScript: false, language: 'en' }))
  await atTheDesk(staff, await browser.visit({ at, width: 390 }))
  expect([staff, wall, camera].flatMap(({ problems }) => problems())).toEqual([])
}, 240_000)

/** Not one tap of a mouse: the code as it stands on the wall, in small letters. */
async function byKeyboard({ page, problems }: Person) {
  house.setClock('2026-09-17T09:25:00+09:00')
  await page.context().addCookies([await cookieOf(kenta)])
  await page.goto('/my-days')
  await page.focus('a[href="/check-in"]')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/check-in$/)
  await page.focus('#code')
  await page.keyboard.type('zzzz zzzz')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=このコードでは受付できません')
  await axe(page)
  await picture(page, 'check-in-code')
  await page.fill('#code', '')
  await page.focus('#code')
  await page.keyboard.type((await shownOn(db, slot, house.app.clock().toISOString())).code.toLowerCase())
  await page.keyboard.press('Enter')
  await page.waitForSelector('button:has-text("出席を記録する")')
  await page.focus('.check-in-now')
  await page.keyboard.press('Enter')
  await page.waitForSelector('h1:has-text("受付しました")')
  expect(await mark(kenta.enrollment)).toEqual({ state: 'present', minutes: null, evidence: 'qr' })
  expect(problems()).toEqual([])
}

async function withoutScripts({ page, problems }: Person) {
  house.setClock('2026-09-17T09:36:00+09:00')
  await page.context().addCookies([await cookieOf(fumiko)])
  await page.goto(await scanned())
  await page.waitForSelector('text=you will be marked 6 min late')
  await axe(page)
  await page.click('button:has-text("Check in")')
  await page.waitForSelector('h1:has-text("You are checked in")')
  await picture(page, 'check-in-late-en')
  expect(await mark(fumiko.enrollment)).toEqual({ state: 'late', minutes: 6, evidence: 'qr' })
  expect(problems()).toEqual([])
}

async function atTheDesk({ page: desk }: Person, { page, problems }: Person) {
  await page.context().addCookies([await cookieOf(shunsuke)])
  await page.goto(await scanned())
  await page.waitForSelector('text=このコマは、別のコースのものです')
  await axe(page)
  await picture(page, 'check-in-other-cohort')
  await page.click('button:has-text("受付に申し出る")')
  // No axe here: this page renews itself every ten seconds, under its feet.
  await page.waitForSelector('h1:has-text("受付に申し出ました")')
  await desk.waitForSelector('.walk-ins:has-text("髙橋 俊介")', { timeout: 15_000 })
  await axe(desk)
  await picture(desk, 'check-in-desk')
  await desk.setViewportSize({ width: 390, height: 844 })
  await picture(desk, 'check-in-desk-390')
  await desk.click('button:has-text("受け付ける")')
  await desk.waitForSelector('.notice:has-text("このコマの出欠に入れました")')
  await page.waitForSelector('h1:has-text("受付しました")', { timeout: 15_000 })
  expect(await mark(shunsuke.enrollment)).toEqual({ state: 'late', minutes: 6, evidence: 'qr' })
  await desk.goto(`/slots/${slot}/walk-ins?q=${encodeURIComponent('髙橋')}`)
  await axe(desk)
  expect(problems()).toEqual([])
}

import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { enroll, settle } from '../../support/people.ts'

/** I4 on a telephone and without JavaScript: who completed answers by a link, the manager confirms, the prefecture goes from the figure to the row. */
const house = await openHouse({ now: '2027-01-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const enrollment = await enroll(db, town, town.trainee.person, 1)
await db.updateTable('enrollment').set({ state: 'completed', completed_on: '2026-10-15' }).where('id', '=', enrollment).execute()
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const linkTo = async (to: string) => {
  await drain(house.crewHouse, crew)
  return /\/practice-(links|confirmations)\/[\w-]+/.exec(house.post.mails.findLast((mail) => mail.to === to)!.text)![0]
}

test('somebody answers by the link in a minute, the manager confirms, and the figure opens the row', async () => {
  await crew['ask-practice']!.work(house.crewHouse, {} as never)
  const browser = await openBrowser()
  const trainee = await browser.visit({ at, width: 390 })
  await trainee.page.context().addCookies([{ name: 'sid', value: (await house.visitor(town.trainee)).sid!, domain: '127.0.0.1', path: '/' }])
  await trainee.page.goto('/')
  await axe(trainee.page)
  await picture(trainee.page, 'practice-home')
  await trainee.page.click('a:has-text("回答する（1分）")')
  await trainee.page.waitForSelector('h1:has-text("研修後の実践について")')
  await axe(trainee.page)
  await trainee.page.goto('/my-practice')
  await axe(trainee.page)
  await picture(trainee.page, 'practice-own')
  const phone = await browser.visit({ at, width: 390, javaScript: false })
  const { page } = phone
  await page.goto(await linkTo(`p${town.trainee.person}@house.test`))
  await axe(page)
  expect(await page.isVisible('#times'), 'asked only of who practiced').toBe(false)
  await page.check('input[name=practiced][value=yes]')
  await page.fill('#times', '３')
  await page.fill('#changed', '鈴木一郎さんの会議が短くなった')
  await page.click('button:has-text("送る")')
  await page.waitForSelector('text=個人がわかるかもしれない言葉')
  await axe(page)
  expect(await page.inputValue('#times'), 'what was typed stays').toBe('３')
  await page.check('input[name=role][value=chair]')
  await page.fill('#cases', '2')
  await page.fill('#changed', '会議が短くなった')
  await page.check('input[name=managerKind][value=named]')
  await page.fill('#managerEmail', 'boss@office.test')
  await picture(page, 'practice-answer')
  await page.click('button:has-text("送る")')
  await page.waitForSelector('text=回答を受け取りました')
  await axe(page)

  const boss = await browser.visit({ at, width: 390, javaScript: false, language: 'en' })
  await boss.page.goto(await linkTo('boss@office.test'))
  await axe(boss.page)
  await picture(boss.page, 'practice-confirm')
  await boss.page.check('input[name=verdict][value=confirmed]')
  await boss.page.click('button:has-text("Send")')
  await boss.page.waitForSelector('text=We have received your confirmation')

  const officer = await browser.visit({ at, width: 390, javaScript: false })
  await officer.page.context().addCookies([{ name: 'sid', value: (await house.visitor(town.planner)).sid!, domain: '127.0.0.1', path: '/' }])
  await officer.page.goto('/practice')
  await axe(officer.page)
  await picture(officer.page, 'practice-rates')
  await officer.page.click('.tally a[href*="of=confirmed"]')
  await axe(officer.page)
  await officer.page.click('tbody a:has-text("ZZA研 修子")')
  await officer.page.waitForSelector('text=確認済み')
  await axe(officer.page)
  expect(await officer.page.textContent('main')).toContain('会議が短くなった')
  await officer.page.click('a:has-text("紙や電話で聞いた内容に直す")')
  await axe(officer.page)
  expect([trainee.problems(), phone.problems(), boss.problems(), officer.problems()]).toEqual([[], [], [], []])
  expect(await db.selectFrom('practice_answer').select(['times', 'role', 'cases', 'verdict']).execute()).toEqual([{ times: 3, role: 'chair', cases: 2, verdict: 'confirmed' }])
}, 240_000)

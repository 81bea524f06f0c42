import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { enroll, settle } from '../../support/people.ts'

/** F7 on a telephone and without JavaScript: before, after, three months later, and the manager who has only a link. */
const house = await openHouse({ now: '2026-09-10T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const enrollment = await enroll(db, town, town.trainee.person, 1)
await db.insertInto('effect_measurement').values({ training_id: town.training, items: JSON.stringify([{ id: 'm1', label: '会議を進める', labelEn: 'Running a conference' }, { id: 'm2', label: '助言する', labelEn: 'Giving advice' }]) }).execute()
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const cookie = { name: 'sid', value: (await house.visitor(town.trainee)).sid!, domain: '127.0.0.1', path: '/' }

test('a trainee rates three times, the manager twice by a link, and the change is a picture', async () => {
  const browser = await openBrowser()
  const trainee = await browser.visit({ at, width: 390, javaScript: false })
  await trainee.page.context().addCookies([cookie])
  const { page } = trainee
  const rate = async (value: number) => {
    await page.goto('/my-measurements')
    await axe(page)
    await page.click('.next a:has-text("評定する")')
    await axe(page)
    for (const id of ['m1', 'm2']) await page.check(`input[name="ratings.${id}"][value="${value}"]`)
    await page.click('button:has-text("評定を送る")')
    await page.waitForSelector('text=評定を受け取りました')
  }
  await rate(2)
  await page.fill('#goal', '司会を一人でしたい')
  await page.check('input[name=hasManager][value=yes]')
  await page.fill('#managerEmail', 'boss@office.test')
  await page.click('button:has-text("保存")')
  await axe(page)

  const link = async () => {
    await drain(house.crewHouse, crew)
    return /\/measurement-links\/[\w-]+/.exec(house.post.mails.findLast(({ to }) => to === 'boss@office.test')!.text)![0]
  }
  const boss = await browser.visit({ at, width: 390, javaScript: false, language: 'en' })
  await boss.page.goto(await link())
  await axe(boss.page)
  await picture(boss.page, 'measurement-manager')
  await boss.page.fill('#expectation', '会議を任せたい')
  await boss.page.click('button:has-text("Send")')
  await boss.page.waitForSelector('text=We have received your answer')

  house.setClock('2026-09-20T10:00:00+09:00')
  await rate(4)
  house.setClock('2026-12-20T10:00:00+09:00')
  await crew['ask-managers']!.work(house.crewHouse, {} as never)
  await boss.page.goto(await link())
  await axe(boss.page)
  await boss.page.click('button:has-text("Send")')
  await boss.page.waitForSelector('.problem, [id$="-problem"]')
  for (const id of ['m1', 'm2']) await boss.page.check(`input[name="ratings.${id}"][value="5"]`)
  await boss.page.click('button:has-text("Send")')
  await boss.page.waitForSelector('text=We have received your answer')
  await rate(4)
  await page.waitForSelector('svg:has-text("会議を進める")')
  await axe(page)
  await picture(page, 'measurement-record')
  expect(await page.textContent('main')).toContain('会議を任せたい')
  expect([trainee.problems(), boss.problems()]).toEqual([[], []])
  expect(await db.selectFrom('effect_rating').select(['round', 'rater']).where('enrollment_id', '=', enrollment).orderBy('rated_at').orderBy('rater').execute()).toHaveLength(4)
}, 240_000)

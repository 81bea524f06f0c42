import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { enroll, settle } from '../../support/people.ts'

/** F6 on a telephone and without JavaScript: an officer makes a questionnaire, a trainee answers it, and it is counted in. */
const house = await openHouse({ now: '2026-09-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const enrollment = await enroll(db, town, town.trainee.person, 1)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const cookieOf = async (who: typeof town.trainee) => ({ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' })

test('made from the standard questions, published, answered', async () => {
  const planner = await (await openBrowser()).visit({ at, width: 390, javaScript: false })
  await planner.page.context().addCookies([await cookieOf(town.planner)])
  const { page } = planner
  await page.goto(`/lessons/new?module=${town.module}&kind=questionnaire`)
  await page.fill('#title', '研修アンケート')
  await page.fill('#titleEn', 'Questionnaire')
  await page.click('.action-bar button:has-text("保存")')
  await page.click('button:has-text("標準の設問を足す")')
  await page.waitForSelector('legend:has-text("設問7")')
  await axe(page)
  await page.fill('#items-0-label', '講義はいかがでしたか')
  await page.click('button:has-text("設問7を消す")')
  await page.waitForSelector('text=保存しました')
  expect(await page.inputValue('#items-0-label'), 'what was typed is kept by any button').toBe('講義はいかがでしたか')
  expect(await page.locator('legend:has-text("設問")').count()).toBeGreaterThan(5)
  await picture(page, 'questionnaire-editor')
  await page.click('a:has-text("受講者の見え方")')
  await axe(page)
  const lesson = Number(page.url().split('/')[4])
  await page.goto(`/lessons/${lesson}`)
  await page.click('button:has-text("公開")')
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson }).execute()

  const trainee = await (await openBrowser()).visit({ at, width: 390, javaScript: false, language: 'en' })
  await trainee.page.context().addCookies([await cookieOf(town.trainee)])
  const own = trainee.page
  await own.goto('/learn')
  await own.click('a:has-text("Questionnaire")')
  await axe(own)
  await picture(own, 'questionnaire-answer')
  for (const group of await own.locator('fieldset.field').all()) if (await group.locator('input[type=radio]').count() > 0) await group.locator('input[type=radio]').nth(1).check()
  await own.locator('fieldset.field').first().locator('input[type=radio]').nth(4).check()
  await own.click('button:has-text("Send my answers")')
  await own.waitForSelector('text=We have received your answers')
  await own.goto(`/learn/${enrollment}/questionnaires/${lesson}`)
  await own.waitForSelector('text=You have answered')
  expect([planner.problems(), trainee.problems()]).toEqual([[], []])
  const { pending } = await db.selectFrom('questionnaire_pot').select('pending').executeTakeFirstOrThrow()
  expect(pending).toMatchObject({ people: 1 })
}, 240_000)

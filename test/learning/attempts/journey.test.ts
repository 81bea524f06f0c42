import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { QuestionKind } from '../../../server/learning/questions/rules.ts'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { runClock } from '../../support/living-clock.ts'
import { enroll, settle } from '../../support/people.ts'
import { bodies, putBank, putQuestion, putTest, section } from '../../support/test-lessons.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const own = await enroll(db, town, town.trainee.person, 1)
const tama = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })
const bank = await putBank(db, town.course)
const kinds = (Object.keys(bodies) as QuestionKind[]).filter((kind) => kind !== 'free_text')
const questionIds: number[] = []
for (const kind of kinds) questionIds.push((await putQuestion(db, bank, kind, bodies[kind], { stem: `問い：${kind}` })).id)
const lesson = await putTest(db, town, { sections: [section({ title: '会議の進め方', questionIds })], isShuffled: false, passPercent: 80, minutes: 30, retest: 'after_reading',
  review: { after: 'right_answers', passed: 'right_answers', due: 'right_answers' } })
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const cookieOf = async (who: typeof town.trainee) => ({ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' })
runClock(house, '2026-09-01T10:00:00+09:00')

const answers = (enrollment: number, number: number) => db.selectFrom('test_answer as r').innerJoin('test_attempt as a', 'a.id', 'r.attempt_id').select(['r.place', 'r.answer', 'r.share'])
  .where('a.enrollment_id', '=', enrollment).where('a.number', '=', number).orderBy('r.place').execute()
const isSaved = (page: Page) => page.waitForSelector('#attempts-said:has-text("保存しました")')
const next = async (page: Page, place: number) => {
  await page.click('.turns button:has-text("次へ"), .turns button.button:not(.secondary):not(.quiet)')
  await page.waitForURL(place === 8 ? '**/check' : `**/questions/${place}`)
}
/** Puts the lines of an ordering right, by its buttons alone. */
async function order(page: Page, wanted: string[]) {
  for (const [to, text] of wanted.entries()) {
    for (;;) {
      const texts = (await page.locator('.ordering li > span:not(.moves)').allTextContents()).map((one) => one.trim())
      const from = texts.indexOf(text)
      if (from === to) break
      await page.locator('.ordering li').nth(from).locator('.moves button').first().click()
      await page.waitForFunction(`[...document.querySelectorAll('.ordering li > span:not(.moves)')].map((one) => one.textContent.trim())[${from - 1}] === ${JSON.stringify(text)}`)
    }
  }
}

/** Moves a line by its handle: dragged to the top, then down by a key; each step is said, and saved. */
async function byHandle(page: Page) {
  const texts = async () => (await page.locator('.ordering li > span:not(.moves)').allTextContents()).map((one) => one.trim())
  const before = await texts()
  const grips = page.locator('.ordering .grip')
  const [from, to] = [(await grips.nth(2).boundingBox())!, (await grips.nth(0).boundingBox())!]
  expect(Math.min(from.width, from.height), 'large enough for a finger').toBeGreaterThanOrEqual(32)
  await page.mouse.move(from.x + 10, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(to.x + 10, to.y + 2, { steps: 8 })
  await page.mouse.up()
  expect(await texts()).toEqual([before[2], before[0], before[1], before[3]])
  expect(await page.textContent('[data-order-said]')).toBe(`「${before[2]}」を1番目にしました`)
  await isSaved(page)
  await grips.nth(0).focus()
  await page.keyboard.press('ArrowDown')
  expect(await texts()).toEqual([before[0], before[2], before[1], before[3]])
  expect(await page.textContent('[data-order-said]')).toBe(`「${before[2]}」を2番目にしました`)
  await page.waitForFunction('document.activeElement.classList.contains("grip")')
  await isSaved(page)
  const bodyOf = (await db.selectFrom('question_version').select('body').where('question_id', '=', questionIds[3]!).executeTakeFirstOrThrow()).body as { choices: { id: string; text: string }[] }
  const kept = (await answers(own, 1))[3]!.answer as { choices: string[] }
  expect(kept.choices.map((id) => bodyOf.choices.find((one) => one.id === id)!.text)).toEqual(await texts())
}

test('a trainee on a telephone begins, answers each kind through a lost connection, hands in, fails, reads, and passes', async () => {
  const person = await (await openBrowser()).visit({ at, width: 390 })
  const { page } = person
  await page.context().addCookies([await cookieOf(town.trainee)])
  page.setDefaultTimeout(30_000)
  await page.goto(`/learn/${own}/tests/${lesson}`)
  await axe(page)
  await picture(page, 'test-start')
  await page.click('button:has-text("テストを始める")')
  await page.waitForURL('**/questions/1')
  await axe(page)
  await page.click('label:has-text("予算の決定")')
  await isSaved(page)
  await picture(page, 'test-single')
  await next(page, 2)
  await page.click('label:has-text("保健師")')
  await isSaved(page)

  // The connection is lost: what is answered meanwhile stays on the page, and goes out by itself.
  await page.context().setOffline(true)
  await page.click('label:has-text("理学療法士")')
  await page.waitForSelector('#attempts-said:has-text("通信が切れています")')
  await page.click('.turns button:has-text("次へ")')
  expect(page.url(), 'nobody leaves with an unsent answer').toContain('/questions/2')
  await picture(page, 'test-offline')
  await page.context().setOffline(false)
  await page.waitForURL('**/questions/3')
  expect((await answers(own, 1))[1]!.answer).toEqual({ choices: expect.arrayContaining(['a', 'b']) })
  await page.goto(`/learn/${own}/tests/${lesson}/questions/2`)
  expect(await page.locator('input:checked[name=choices]').count(), 'a reload shows what was saved').toBe(2)

  await page.goto(`/learn/${own}/tests/${lesson}/questions/4`)
  await axe(page)
  await picture(page, 'test-ordering')
  await byHandle(page)
  await order(page, ['事例の説明', '質問', '助言', 'まとめ'])
  await isSaved(page)
  await page.waitForFunction('document.activeElement.closest(".ordering") !== null')
  await next(page, 5)
  await axe(page)
  await page.selectOption('select >> nth=0', { label: '個別の会議' })
  await page.selectOption('select >> nth=1', { label: '広域の支援' })
  await isSaved(page)
  await picture(page, 'test-matching')
  await next(page, 6)
  await page.fill('input[name=text]', '共有')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/questions/7')
  await page.click('label:has-text("あとで見直す")')
  await isSaved(page)
  await page.click('.turns button:has-text("確認へ")')
  await page.waitForURL('**/check')
  await axe(page)
  expect(await page.textContent('main')).toContain('まだ回答していない問題が2問あります')
  await picture(page, 'test-check')
  await page.click('button:has-text("未回答のまま提出する")')
  await page.waitForURL('**/attempts/1')
  await axe(page)
  expect(await page.textContent('main')).toContain('合格点に届きませんでした')
  await picture(page, 'test-result')
  await page.click('button:has-text("解説を読みました")')
  await page.click('button:has-text("もう一度受ける")')
  await page.waitForURL('**/questions/1')

  await page.click('label:has-text("個別の課題の解決")')
  await next(page, 2)
  for (const words of ['保健師', '理学療法士']) await page.click(`label:has-text("${words}")`)
  await next(page, 3)
  await page.click('label:has-text("正しい")')
  await next(page, 4)
  await order(page, ['事例の説明', '質問', '助言', 'まとめ'])
  await next(page, 5)
  await page.selectOption('select >> nth=0', { label: '個別の会議' })
  await page.selectOption('select >> nth=1', { label: '広域の支援' })
  await next(page, 6)
  await page.fill('input[name=text]', '共有')
  await next(page, 7)
  await page.fill('input[name=text]', '６５')
  await next(page, 8)
  await page.click('button:has-text("提出する")')
  await page.waitForSelector('main :text("合格です")')
  expect((await answers(own, 2)).map(({ share }) => share)).toEqual([1, 1, 1, 1, 1, 1, 1])
  expect(await db.selectFrom('progress').select('state').where('lesson_id', '=', lesson).where('enrollment_id', '=', own).execute()).toEqual([{ state: 'completed' }])
  expect(await person.kept(), 'nothing is kept in the browser').toEqual([])
  expect(person.problems()).toEqual([])
}, 240_000)

test('without JavaScript the same test is taken: each move saves', async () => {
  const { page, problems } = await (await openBrowser()).visit({ at, width: 390, javaScript: false, language: 'en' })
  await page.context().addCookies([await cookieOf(town.traineeOfTama)])
  page.setDefaultTimeout(30_000)
  await page.goto(`/learn/${tama}/tests/${lesson}`)
  await page.click('button:has-text("Begin the test")')
  await page.waitForURL('**/questions/1')
  await page.click('label:has-text("個別の課題の解決")')
  await page.click('.paper-map button >> nth=3')
  await page.waitForURL('**/questions/4')
  await page.click('.ordering li >> nth=1 >> .moves button >> nth=0')
  await page.waitForSelector('text=This order is your answer')
  await axe(page)
  await page.click('.turns button:has-text("Previous")')
  await page.waitForURL('**/questions/3')
  await page.click('.turns button.quiet')
  await page.waitForURL('**/check')
  expect(await page.textContent('main')).toContain('Not answered yet: 5')
  await page.click('button:has-text("Hand in as it is")')
  await page.waitForURL('**/attempts/1')
  expect((await answers(tama, 1)).filter(({ answer }) => answer !== null).map(({ place }) => place)).toEqual([1, 4])
  await axe(page)
  expect(problems()).toEqual([])
}, 120_000)

test('the session ends in the middle: the answer waits, and goes out after a sign-in on another page', async () => {
  const lesson = await putTest(db, town, { sections: [section({ questionIds: [questionIds[5]!] })] }, { position: 12 })
  const { page } = await (await openBrowser()).visit({ at, width: 1280 })
  await page.context().addCookies([await cookieOf(town.trainee)])
  page.setDefaultTimeout(30_000)
  await page.goto(`/learn/${own}/tests/${lesson}`)
  await page.click('button:has-text("テストを始める")')
  await page.waitForURL('**/questions/1')
  await page.context().clearCookies()
  await page.fill('input[name=text]', '共有')
  await page.waitForSelector('#attempts-said:has-text("サインインの期限が切れました")')
  expect(await page.isVisible('#attempts-door a')).toBe(true)
  await picture(page, 'test-signed-out')
  await page.context().addCookies([await cookieOf(town.trainee)])
  await page.waitForSelector('#attempts-said:has-text("つながりました")')
  expect(await page.inputValue('input[name=text]')).toBe('共有')
  expect((await db.selectFrom('test_answer as r').innerJoin('test_attempt as a', 'a.id', 'r.attempt_id').select('r.answer').where('a.lesson_id', '=', lesson).execute())).toEqual([{ answer: { text: '共有' } }])
}, 120_000)

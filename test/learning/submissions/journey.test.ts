import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { settle } from '../../support/people.ts'
import { openDesk, sheet } from './desk.ts'

/** F5 as a person goes through it: on a telephone with a lost connection, and once without any script. */
const house = await openHouse({ now: '2026-09-10T10:00:00+09:00' })
const town = await settle(house.db)
const desk = await openDesk(house, town, [{}, { ...sheet, check: 'warn' }])
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const cookie = { name: 'sid', value: desk.trainee.sid!, domain: '127.0.0.1', path: '/' }
const instructor = await house.visitor(town.instructor)
const due = { 'dueOn.year': '2026', 'dueOn.month': '9', 'dueOn.day': '20' }

test('a trainee on a telephone writes through a lost connection, is warned of a name, hands in, has it returned, and is accepted', async () => {
  const person = await (await openBrowser()).visit({ at, width: 390 })
  const { page } = person
  await page.context().addCookies([cookie])
  page.setDefaultTimeout(60_000)

  await page.goto('/learn')
  await page.click('a.button:has-text("はじめる")')
  await page.waitForSelector('#draft')
  await axe(page)
  await page.fill('#text', '担当の山田花子さんの外出について')
  await page.waitForSelector('#submissions-saved:has-text("山田花子さん")')
  expect(await page.textContent('#submissions-saved')).toContain('「A氏」「Bさん」のように')
  await picture(page, 'assignment-warned')
  await axe(page)

  await page.context().setOffline(true)
  await page.fill('#text', 'A氏の外出について、つながらない間に書きました。')
  await page.waitForSelector('[data-said]:has-text("通信が切れています")')
  expect((await desk.work())!.draft, 'only the server says that it is safe').toEqual({ text: '担当の山田花子さんの外出について' })
  await page.context().setOffline(false)
  await page.waitForSelector('[data-said]:has-text("つながりました")')
  expect((await desk.work())!.draft).toEqual({ text: 'A氏の外出について、つながらない間に書きました。' })
  expect(await page.textContent('#submissions-saved')).toContain('個人がわかるところは見つかりませんでした')
  expect(await person.kept(), 'nothing is kept in the browser').toEqual([])

  // Another tab writes; this one is told, keeps its words, and shows both.
  await desk.write({ text: 'A氏の外出について、別の画面で書きました。' })
  await page.fill('#text', 'A氏の外出について、こちらの画面で書きました。')
  await page.waitForSelector('#submissions-saved:has-text("別の画面か端末で書き直されています")')
  await page.click('button:has-text("下書きを保存")')
  await page.waitForSelector('text=別の画面で保存された内容')
  expect(await page.inputValue('#text')).toBe('A氏の外出について、こちらの画面で書きました。')
  await axe(page)

  await page.click('button:has-text("確認へ進む")')
  await page.waitForSelector('h1:has-text("提出前の確認")')
  await axe(page)
  await page.click('button:has-text("提出する")')
  await page.waitForSelector('h2:has-text("受付番号 K")')
  await axe(page)
  await picture(page, 'assignment-handed-in')

  const { id } = (await desk.work())!
  await instructor.post(`/submissions/${id}/markings`, { verdict: 'returned', ...due, comment: '回数も書いてください。', 'remarks.0.place': 'text', 'remarks.0.quote': '外出', 'remarks.0.text': '週に何回ですか' })
  await page.reload()
  await page.waitForSelector('h2:has-text("差し戻されました")')
  expect(await page.textContent('main')).toContain('週に何回ですか')
  await axe(page)
  await picture(page, 'assignment-returned')
  await page.fill('#text', 'A氏の週2回の外出について書きました。')
  await page.click('button:has-text("確認へ進む")')
  await page.click('button:has-text("提出する")')
  await page.waitForSelector('h2:has-text("受付番号 K")')
  await instructor.post(`/submissions/${id}/markings`, { verdict: 'accepted', comment: 'よく書けています。' })
  await page.reload()
  await page.waitForSelector('h2:has-text("受領されました")')
  await axe(page)
  expect(person.problems().filter((line) => !/409/.test(line))).toEqual([])
}, 240_000)

test('without JavaScript a case sheet is filled in, a finding answered, and it is handed in', async () => {
  const { page, problems } = await (await openBrowser()).visit({ at, width: 390, javaScript: false })
  await page.context().addCookies([cookie])
  page.setDefaultTimeout(60_000)
  await page.goto(desk.at(1))
  for (const [name, value] of [['ageBand', '80'], ['sex', 'female'], ['careLevel', 'support2'], ['household', 'alone']]) await page.selectOption(`[name="sheet.${name}"]`, value!)
  for (const name of ['illness', 'lifeHistory', 'adl', 'iadl', 'services', 'goal', 'issue', 'question']) await page.fill(`[name="sheet.${name}"]`, name === 'lifeHistory' ? '映画の佐藤さんの役が好き' : '書きました')
  await axe(page)
  await page.click('button:has-text("確認へ進む")')
  await page.click('button:has-text("提出する")')
  expect(await page.textContent('.notice.error')).toContain('直すか、「個人情報ではない」に印を付けてください')
  await axe(page)
  await page.check('input[name="rows.0.isNone"]')
  await page.fill('input[name="rows.0.note"]', '映画の役の名前')
  await page.click('button:has-text("提出する")')
  expect(await page.textContent('main')).toContain('受付番号 K')
  expect(problems().filter((line) => !/422/.test(line))).toEqual([])
}, 240_000)

test('an instructor marks it at a desk, in English, too', async () => {
  const { page, problems } = await (await openBrowser()).visit({ at, width: 1280, language: 'en' })
  await page.context().addCookies([{ ...cookie, value: instructor.sid! }])
  page.setDefaultTimeout(60_000)
  await page.goto('/submissions')
  await axe(page)
  await page.click('main table a')
  await page.waitForSelector('#submission-marking-form')
  await axe(page)
  await picture(page, 'assignment-marking')
  await page.check('input[name="verdict"][value="accepted"]')
  await page.click('button:has-text("Send the marking")')
  await page.waitForSelector('#notice:has-text("The marking was taken")')
  expect(problems()).toEqual([])
}, 120_000)

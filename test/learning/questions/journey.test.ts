import { writeFile } from 'node:fs/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { questionsOf } from '../../../server/learning/questions/queries.ts'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser } from '../../support/browser.ts'
import { settle } from '../../support/people.ts'

const house = await openHouse({ now: '2026-07-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const { sid } = await house.visitor(town.planner)
const cookie = { name: 'sid', value: sid!, domain: '127.0.0.1', path: '/' }
const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-questions-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('without JavaScript, on a telephone: a bank, a question with more rows, a mistake at its box, a trial, a file, a retirement', async () => {
  const person = await (await openBrowser()).visit({ at, width: 390, javaScript: false })
  const { page } = person
  await page.context().addCookies([cookie])
  page.setDefaultTimeout(60_000)

  await page.goto('/question-banks/new')
  await page.fill('#name', '会議の基本')
  await page.selectOption('#courseId', { label: '地域ケア会議実践者養成研修' })
  await page.click('button:has-text("保存する")')
  await axe(page)
  await page.click('a:text-is("組み合わせ")')
  await axe(page)
  await page.click('a:text-is("択一")')
  await page.fill('#stem', '会議を設けるのは｜区市町村《くしちょうそん》ですか。')
  for (const [n, words] of ['はい', 'いいえ', '', 'はい'].entries()) await page.fill(`[name="rows.${n}.text"]`, words)
  await page.click('button:has-text("行を足す")')
  expect(await page.inputValue('#stem')).toContain('会議を設けるのは')
  await page.fill('[name="rows.5.text"]', 'わからない')
  await page.check('#rightRow')
  await page.fill('#tags', '制度、基本')
  await page.click('button:has-text("保存する")')
  expect(await page.textContent('[id="rows.3.text-problem"]')).toContain('1番目と同じ内容です')
  await axe(page)
  await page.fill('[name="rows.3.text"]', '')
  await page.click('button:has-text("保存する")')
  await page.waitForSelector('h1:has-text("Q001")')
  expect(await page.textContent('ruby')).toContain('くしちょうそん')
  expect((await questionsOf(db, { bankId: 1 })).map(({ body, tags }) => [body, tags])).toEqual([
    [{ kind: 'single', choices: [{ id: 'a', text: 'はい' }, { id: 'b', text: 'いいえ' }, { id: 'c', text: 'わからない' }], right: 'a', isShuffled: true }, ['制度', '基本']]])

  await page.check('label:has-text("いいえ") input')
  await page.click('button:has-text("採点してみる")')
  expect(await page.textContent('.asked [role=status]')).toContain('不正解')
  await axe(page)

  await page.goto('/question-banks/1/files')
  await axe(page)
  const file = path.join(folder, '問題.csv')
  await writeFile(file, '種類,問題文,正解\r\n正誤,よい問題,○\r\n正誤,悪い問題,たぶん')
  await page.setInputFiles('#file', file)
  await page.click('button:has-text("送って確かめる")')
  expect(await page.textContent('[role=alert]')).toContain('直すところが1か所')
  await axe(page)
  await page.click('a:has-text("別のファイルを送る")')
  await writeFile(file, '種類,問題文,正解\r\n正誤,よい問題,○')
  await page.setInputFiles('#file', file)
  await page.click('button:has-text("送って確かめる")')
  await axe(page)
  await page.click('button:has-text("取り込む")')
  await page.waitForSelector('text=ファイルの問題を取り込みました')

  await page.click('a:has-text("よい問題")')
  await page.click('summary:has-text("休止する")')
  await page.click('button:has-text("休止する")')
  await page.waitForSelector('button:has-text("また使う")')
  expect(await questionsOf(db, { bankId: 1 })).toHaveLength(1)
  expect(person.problems()).toEqual([])
  await person.close()
}, 120_000)

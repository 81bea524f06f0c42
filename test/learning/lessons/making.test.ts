import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { putLesson } from '../../support/lessons.ts'
import { idOf, settle } from '../../support/people.ts'
import { png } from './drawn.ts'
import { box, bytesOf, mvhd } from './film.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const second = await idOf(db.insertInto('module').values({ course_id: town.course, position: 2, title: '演習', title_en: 'Practice' }).returning('id'))
const page = await putLesson(db, { module_id: town.module, position: 1, kind: 'page', title: '地域ケア会議とは', title_en: 'What' }, { body: 'はじめに' })
const film = await putLesson(db, { module_id: town.module, position: 2, kind: 'video', title: '講義の動画', title_en: 'Film' }, { published_at: null })
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const { sid } = await house.visitor(town.instructor)
const cookie = { name: 'sid', value: sid!, domain: '127.0.0.1', path: '/' }
const order = async (module: number) => (await db.selectFrom('lesson').select('title').where('module_id', '=', module).orderBy('position').execute()).map(({ title }) => title)
const photo = { name: '会議.png', mimeType: 'image/png', buffer: Buffer.from(png(600, 300)) }

test('an instructor on a telephone, without JavaScript, makes a page with a picture, a table and ruby, and publishes it', async () => {
  const person = await (await openBrowser()).visit({ at, width: 390, javaScript: false })
  const tab = person.page
  await tab.context().addCookies([cookie])
  await tab.goto(`/lessons/new?module=${town.module}&kind=page`)
  await tab.fill('#title', '傾聴のしかた')
  await tab.fill('#titleEn', 'Listening')
  await tab.fill('#body', '## ｜傾聴《けいちょう》\n\n| 段階 | 分 |\n|---|--:|\n| 聞く | 10 |')
  await axe(tab)
  await tab.click('button:has-text("見え方を確かめる")')
  expect(await tab.textContent('.panel ruby')).toBe('傾聴（けいちょう）')
  await axe(tab)
  await tab.setInputFiles('#picture', photo)
  await tab.fill('#pictureDescription', '机を囲む8人')
  await tab.click('button:has-text("写真を加えて続ける")')
  await tab.waitForURL(/\/edit#pictures$/)
  expect(await tab.inputValue('#body')).toMatch(/\| 聞く \| 10 \|\n\n!\[机を囲む8人\]\(picture:1\)$/)
  await axe(tab)
  await picture(tab, 'making-edit-390')
  await tab.click('.action-bar button:has-text("保存する")')
  await tab.click('button:has-text("公開する")')
  await tab.waitForSelector('#notice :text("公開しました")')
  expect(await tab.getAttribute('.prose img', 'alt')).toBe('机を囲む8人')
  expect(await tab.textContent('.prose th[scope=col]')).toBe('段階')
  await axe(tab)
  await tab.click('a:has-text("受講者の画面で見る")')
  await axe(tab)
  await picture(tab, 'making-preview-390')
  expect(await order(town.module)).toEqual(['地域ケア会議とは', '講義の動画', '傾聴のしかた'])
  expect(person.problems()).toEqual([])
}, 240_000)

test('with the keyboard and with the mouse lessons are put in order, also into a module without any', async () => {
  const person = await (await openBrowser()).visit({ at })
  const tab = person.page
  await tab.context().addCookies([cookie])
  await tab.goto(`/lessons?course=${town.course}`)
  await axe(tab)
  const grip = tab.locator(`#lesson-${page} .grip`)
  await grip.focus()
  await tab.keyboard.press('ArrowDown')
  expect(await tab.textContent('[data-order-said]')).toBe('科目1の2番目')
  await tab.keyboard.press('Escape')
  expect(await order(town.module), 'nothing was meant').toEqual(['地域ケア会議とは', '講義の動画', '傾聴のしかた'])
  await tab.keyboard.press('ArrowDown')
  await tab.keyboard.press('Enter')
  await tab.waitForSelector('#notice :text("順番を変えました")')
  expect(await order(town.module)).toEqual(['講義の動画', '地域ケア会議とは', '傾聴のしかた'])
  await tab.waitForFunction(`document.activeElement?.closest('tr')?.id === 'lesson-${page}'`)

  const [from, to] = [await tab.locator(`#lesson-${film} .grip`).boundingBox(), await tab.locator(`tbody[data-list="${second}"]`).boundingBox()]
  await tab.mouse.move(from!.x + 5, from!.y + 5)
  await tab.mouse.down()
  await tab.mouse.move(to!.x + 40, to!.y + to!.height / 2, { steps: 12 })
  await tab.mouse.up()
  await tab.waitForSelector('#notice :text("順番を変えました")')
  expect([await order(town.module), await order(second)]).toEqual([['地域ケア会議とは', '傾聴のしかた'], ['講義の動画']])
  await picture(tab, 'making-outline-1280')
  expect(person.problems()).toEqual([])
}, 120_000)

test('a film is sent in pieces, through a lost connection and a closed page, and goes on from where it was', async () => {
  const bytes = bytesOf(box('ftyp', bytesOf('isom\0\0\0\0mp42')), box('mdat', new Uint8Array(20 * 1024 * 1024)), box('moov', mvhd(60)))
  const file = path.join(house.folder, '講義.mp4')
  writeFileSync(file, bytes)
  const person = await (await openBrowser()).visit({ at, width: 390 })
  const tab = person.page
  tab.setDefaultTimeout(60_000) // a piece of eight megabytes goes through the browser's tools before it is lost
  await tab.context().addCookies([cookie])
  await tab.goto(`/lessons/${film}/upload`)
  await axe(tab)
  // The line breaks at the second piece; then the page is closed.
  await tab.route(/from=[1-9]/, (route) => route.abort())
  await tab.setInputFiles('#film', file)
  await tab.click('button:has-text("送る")')
  await tab.waitForSelector('[data-said]:has-text("通信が切れています")')
  await axe(tab)
  await picture(tab, 'making-upload-390')
  await tab.click('button:has-text("いったん止める")')
  await tab.waitForSelector('[data-said]:has-text("止めています")')
  await tab.unroute(/from=[1-9]/)
  await tab.goto(`/lessons/${film}/upload`)
  expect(await tab.textContent('.notice')).toContain('「講義.mp4」（21MB）の39%まで届いています')
  const sent: string[] = []
  tab.on('request', (request) => { const from = /from=(\d+)/.exec(request.url())?.[1]; if (from) sent.push(from) })
  await tab.setInputFiles('#film', file)
  await tab.click('button:has-text("送る")')
  await tab.waitForURL(new RegExp(`/lessons/${film}$`))
  await tab.waitForSelector('#notice :text("動画が届きました")')
  expect(sent, 'only what had not come').toEqual(['8388608', '16777216'])
  const row = await db.selectFrom('lesson_version as v').innerJoin('file as f', 'f.id', 'v.file_id').select(['f.bytes', 'v.duration_seconds']).where('v.lesson_id', '=', film).executeTakeFirstOrThrow()
  expect(row).toEqual({ bytes: bytes.byteLength, duration_seconds: 60 })
  expect(person.problems()).toEqual([])
}, 120_000)

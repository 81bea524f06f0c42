import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse, signIn } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { putLesson } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { box, bytesOf, mvhd } from '../lessons/film.ts'

/** A maker sends a film, and what usually goes wrong on the way does. */
const house = await openHouse({ now: '2026-07-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const buffer = Buffer.from(bytesOf(box('ftyp', bytesOf('isom\0\0\0\0mp42')), box('mdat', new Uint8Array(17 * 1024 * 1024)), box('moov', mvhd(754))))
const film = { name: '講義.mp4', mimeType: 'video/mp4', buffer }
const lesson = (position: number) => putLesson(db, { module_id: town.module, position, kind: 'video', title: `動画${position}`, title_en: 'Film' }, { body: 'x', published_at: null })
const stored = (id: number) => db.selectFrom('lesson_version as v').innerJoin('file as f', 'f.id', 'v.file_id').select(['f.name', 'f.bytes']).where('v.lesson_id', '=', id).executeTakeFirst()

async function opens(id: number, width: 390 | 1280 = 1280) {
  const person = await (await openBrowser()).visit({ at, width })
  await person.page.context().addCookies([{ name: 'sid', value: await signIn(db, town.planner), domain: '127.0.0.1', path: '/' }])
  person.page.setDefaultTimeout(60_000)
  await person.page.goto(`/lessons/${id}/upload`)
  return person
}

test('a film whose pieces were cleared away while they came begins anew by itself, and the page says so', async () => {
  const id = await lesson(1)
  const { page, problems } = await opens(id, 390)
  let pieces = 0
  await page.route(/\/pieces\?/, async (route) => {
    if ((pieces += 1) === 2) await db.deleteFrom('lesson_upload').execute()
    if (pieces === 4) await page.waitForSelector('[data-said]:has-text("はじめから送っています")')
    await route.continue()
  })
  await page.setInputFiles('#film', film)
  await page.click('button:has-text("送る")')
  await page.waitForURL(`${at}/lessons/${id}`)
  expect(await page.textContent('#notice')).toContain('動画が届きました')
  expect([pieces, await stored(id)]).toEqual([5, { name: '講義.mp4', bytes: buffer.byteLength }])
  expect(problems().filter((problem) => !problem.includes('404'))).toEqual([])
}, 240_000)

test('the same file, chosen again after what had come was cleared away, is sent from its beginning', async () => {
  const id = await lesson(2)
  const first = await opens(id)
  await first.page.route(/from=8388608/, (route) => route.abort())
  await first.page.setInputFiles('#film', film)
  await first.page.click('button:has-text("送る")')
  await first.page.waitForSelector('[data-said]:has-text("通信が切れています")')
  await first.close()
  const { page } = await opens(id)
  await page.waitForSelector('h2:has-text("送りかけの動画があります")')
  await db.deleteFrom('lesson_upload').execute()
  await page.setInputFiles('#film', film)
  await page.click('button:has-text("送る")')
  await page.waitForURL(`${at}/lessons/${id}`)
  expect(await stored(id)).toMatchObject({ bytes: buffer.byteLength })
}, 240_000)

test('where the answer of the end is lost, the page asks again and leads to the lesson', async () => {
  const id = await lesson(3)
  const { page } = await opens(id)
  let ends = 0
  await page.route(/\/end$/, async (route) => {
    if ((ends += 1) > 1) return route.continue()
    await route.fetch()
    await route.abort('connectionreset')
  })
  await page.setInputFiles('#film', film)
  await page.click('button:has-text("送る")')
  await page.waitForURL(`${at}/lessons/${id}`)
  expect(await page.textContent('#notice')).toContain('動画が届きました')
  expect([ends, (await db.selectFrom('audit_line').select('id').where('action', '=', 'lesson.uploadEnded').where('subject', '=', `lesson:${id}`).execute()).length]).toEqual([2, 1])
}, 240_000)

test('a lesson that went meanwhile is said in words, and the page does not try for ever', async () => {
  const id = await lesson(4)
  const { page } = await opens(id)
  await page.route(/from=8388608/, async (route) => {
    await db.deleteFrom('lesson_version').where('lesson_id', '=', id).execute()
    await db.deleteFrom('lesson').where('id', '=', id).execute()
    await route.continue()
  })
  await page.setInputFiles('#film', film)
  await page.click('button:has-text("送る")')
  await page.waitForSelector('[data-send]:not([hidden])')
  expect((await page.textContent('[data-said]'))!.length).toBeGreaterThan(10)
  await axe(page)
  await picture(page, 'upload-gone')
}, 240_000)

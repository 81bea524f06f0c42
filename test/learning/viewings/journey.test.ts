import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse, signIn } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { runClock } from '../../support/living-clock.ts'
import { putVersion } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { fillShelf } from '../lessons/shelf.ts'
import { pdfOf } from './paper.ts'
import { recording } from './recording.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const cookieOf = (sid: string) => ({ name: 'sid', value: sid, domain: '127.0.0.1', path: '/' })
const own = (lesson: number) => `/learn/${shelf.own}/lessons/${lesson}`
const progress = (lesson: number) => db.selectFrom('progress').selectAll().where('lesson_id', '=', lesson).executeTakeFirst()

// The clock of the house runs like a real one here: what counts is what it lets pass.
runClock(house, '2026-09-01T10:00:00+09:00')

test('a document is read page by page on a telephone, through a lost connection and an ended sign-in, and nothing is lost', async () => {
  const saved = await house.files.save(pdfOf(['First', '地域の会議', 'Third', 'Fourth']), 'pdf')
  await db.updateTable('file').set(saved).where('type', '=', 'application/pdf').execute()
  const { file_id } = await db.selectFrom('lesson_version').select('file_id').where('lesson_id', '=', shelf.document).executeTakeFirstOrThrow()
  await putVersion(db, shelf.document, 2, { file_id, pages: 4 })
  const person = await (await openBrowser()).visit({ at, width: 390 })
  const { page } = person
  const sid = await signIn(db, town.trainee)
  await page.context().addCookies([cookieOf(sid)])
  page.setDefaultTimeout(60_000)

  await page.goto(own(shelf.document))
  await page.waitForSelector('.reader-place:has-text("1／4")')
  await page.click('summary:has-text("このページを文字で読む")')
  await page.waitForSelector('.reader-words:has-text("First")')
  await axe(page)
  await new Promise((resolve) => { setTimeout(resolve, 1_500) }) // for as long as a page has to be on the screen
  await page.click('button:has-text("次へ")')
  await page.waitForSelector('.reader-words:has-text("地域の会議")')
  await picture(page, 'reader')
  await page.waitForSelector('#viewings-watched:has-text("開いたページ　2／4")')

  const told: number[] = []
  page.on('request', (request) => { if (request.url().endsWith('/beats')) told.push(Number(new URLSearchParams(request.postData() ?? '').get('seconds'))) })
  await page.context().setOffline(true)
  await page.click('button:has-text("次へ")')
  await page.waitForSelector('.reader-words:has-text("Third")')
  await page.waitForSelector('#viewings-said:has-text("通信が切れています")')
  // While nobody could be reached the sign-in ran out, and its owner signs in again on another page.
  await db.deleteFrom('session').execute()
  await page.context().setOffline(false)
  await page.waitForSelector('#viewings-said:has-text("サインインの期限が切れました")')
  expect((await progress(shelf.document))!.ranges, 'nothing is taken from nobody').toEqual([[0, 2]])
  await page.context().addCookies([cookieOf(await signIn(db, town.trainee))])
  await page.evaluate('dispatchEvent(new Event("online"))') // it would try again by itself within a minute
  await page.waitForSelector('#viewings-watched:has-text("開いたページ　3／4")')
  expect(await page.textContent('#viewings-said')).toContain('通信が戻り、開いたページを記録しました。')
  expect(told.length, 'it tried again').toBeGreaterThan(2)
  expect(told, 'how long it was read is told anew until it is taken').toEqual(told.toSorted((a, b) => a - b))

  await page.locator('.reader-sheet').focus()
  await page.keyboard.press('ArrowRight')
  await page.waitForSelector('#viewings-watched:has-text("この教材は済んでいます")')
  expect(await page.textContent('#viewings-said')).toContain('すべてのページを開きました')
  expect(await progress(shelf.document)).toMatchObject({ state: 'completed', percent: 100 })
  expect(await person.kept(), 'nothing is kept in the browser').toEqual([])
  expect(person.problems()).toEqual([])
  await page.reload()
  expect(await page.isVisible('button:has-text("読みました")'), 'what is done is not asked for again').toBe(false)
}, 240_000)

test('a film that is played in a second window stops in the first, which can go on by a button; skipping leads back', async () => {
  const person = await (await openBrowser()).visit({ at, width: 1280 })
  const { page: desk } = person
  await desk.context().addCookies([cookieOf(await signIn(db, town.trainee))])
  desk.context().setDefaultTimeout(60_000)
  await desk.goto('/learn')
  const film = await desk.evaluate<{ type: string; base64: string }>(recording)
  const saved = await house.files.save(Buffer.from(film.base64, 'base64'), 'mp4')
  await db.updateTable('file').set({ ...saved, type: film.type }).where('name', '=', '助言のしかた.mp4').execute()
  const { file_id } = await db.selectFrom('lesson_version').select('file_id').where('lesson_id', '=', shelf.video).executeTakeFirstOrThrow()
  await putVersion(db, shelf.video, 2, { file_id, duration_seconds: 4, skipping: 'watched', rate_percent_max: 100, percent_needed: 90 })

  await desk.goto(own(shelf.video))
  const played = (page: typeof desk, script: string) => page.evaluate(`{ const video = document.querySelector('video'); video.muted = true; ${script} }`)
  await played(desk, 'video.loop = true; video.playbackRate = 2; video.play()')
  await desk.waitForSelector('#viewings-said:has-text("この動画は1倍速までで再生できます")')
  expect(await desk.evaluate('document.querySelector("video").playbackRate')).toBe(1)

  const phone = await desk.context().newPage()
  await phone.setViewportSize({ width: 390, height: 844 })
  await phone.goto(own(shelf.video))
  await played(phone, 'video.loop = true; video.play()')
  await phone.waitForSelector('#viewings-watched:has-text("まで記録しました")')
  await desk.waitForSelector('[role=alert]:has-text("別の画面で再生が始まりました")')
  expect(await desk.evaluate('document.querySelector("video").paused')).toBe(true)
  await new Promise((resolve) => { setTimeout(resolve, 500) }) // and it stays: what follows from stopping says nothing over it
  expect(await desk.isVisible('button:has-text("ここで続ける")')).toBe(true)
  await axe(desk)
  await picture(desk, 'elsewhere')
  await desk.click('button:has-text("ここで続ける")')
  await desk.waitForFunction('!document.querySelector("video").paused')
  await phone.waitForSelector('[role=alert]:has-text("別の画面で再生が始まりました")')

  // What was played until now is told before the row is set back, or it would be told to the new one.
  await Promise.all([desk.waitForResponse(/\/beats$/), played(desk, 'video.pause()')])
  await db.updateTable('progress').set({ ranges: '[[0,1]]', percent: 25, state: 'in_progress', completed_at: null }).where('lesson_id', '=', shelf.video).execute()
  await desk.reload()
  await desk.waitForFunction('document.querySelector("video").readyState >= 1')
  await played(desk, 'video.currentTime = 3.9')
  await desk.waitForSelector('#viewings-said:has-text("まだ見ていないところへはとばせません")')
  expect(await desk.evaluate('document.querySelector("video").currentTime')).toBeLessThan(1.2)
  expect(person.problems()).toEqual([])
}, 240_000)

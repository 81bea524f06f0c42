import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse, signIn } from '../../support/app.ts'
import { openBrowser } from '../../support/browser.ts'
import { runClock } from '../../support/living-clock.ts'
import { putVersion } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { fillShelf } from '../lessons/shelf.ts'
import { recording } from './recording.ts'

/** The terms on which a film counts hold in the browser: no skipping, nothing behind another window; and a lesson that goes is said. */
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
runClock(house, '2026-09-01T10:00:00+09:00')
const aMoment = (ms: number) => new Promise((resolve) => { setTimeout(resolve, ms) })
const seen = async () => (await db.selectFrom('progress').select('ranges').where('lesson_id', '=', shelf.video).executeTakeFirst())?.ranges as [number, number][] | undefined
const hiddenSeconds = async () => (await db.selectFrom('viewing').select('hidden_seconds').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).hidden_seconds

async function opens(terms: { skipping: 'free' | 'watched'; background: 'counts' | 'pauses'; transcript?: string }, number: number) {
  const { page } = await (await openBrowser()).visit({ at, width: 390 })
  await page.context().addCookies([{ name: 'sid', value: await signIn(db, town.trainee), domain: '127.0.0.1', path: '/' }])
  page.setDefaultTimeout(60_000)
  await page.goto('/learn')
  const film = await page.evaluate<{ type: string; base64: string }>(recording)
  const saved = await house.files.save(Buffer.from(film.base64, 'base64'), 'mp4')
  await db.updateTable('file').set({ ...saved, type: film.type }).where('name', '=', '助言のしかた.mp4').execute()
  const { file_id } = await db.selectFrom('lesson_version').select('file_id').where('lesson_id', '=', shelf.video).limit(1).executeTakeFirstOrThrow()
  await db.deleteFrom('player').execute()
  await db.deleteFrom('viewing').execute()
  await db.deleteFrom('progress').execute()
  await putVersion(db, shelf.video, number, { file_id, duration_seconds: 4, percent_needed: 100, ...terms })
  await page.goto(`/learn/${shelf.own}/lessons/${shelf.video}`)
  const video = <T>(script: string) => page.evaluate<T>(`(() => { const video = document.querySelector('video'); video.muted = true; ${script} })()`)
  // Asked from here: the page's own rules forbid to make code out of a text there.
  const until = async (script: string) => { while (!await video<boolean>(`return video.${script}`)) await aMoment(50) }
  await until('readyState >= 1')
  /** The page is behind another window, or back again: the browser says so, and fires what it fires. */
  const hides = (isHidden: boolean) => page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} }); document.dispatchEvent(new Event('visibilitychange'))`)
  return { page, video, until, hides }
}
const isPaused = 'return video.paused'

test('where playing behind another window does not count, it stops there, says why, and cannot be made to count', async () => {
  const { page, video, until, hides } = await opens({ skipping: 'free', background: 'pauses' }, 2)
  await video('video.play()')
  await until('currentTime > 0.6')
  await Promise.all([page.waitForResponse(/\/beats$/), hides(true)])
  expect(await video(isPaused)).toBe(true)
  await aMoment(500)
  const before = await seen()
  await hides(false)
  await page.waitForSelector('#viewings-said:has-text("画面を離れたので、止めました")')
  expect(await video(isPaused), 'it does not go on by itself').toBe(true)

  await hides(true)
  await video('video.loop = true; video.play()')
  await aMoment(2_500)
  await Promise.all([page.waitForResponse(/\/beats$/), video('video.pause()')])
  await aMoment(500)
  expect(await seen(), 'nothing of it counts').toEqual(before)
  expect(await hiddenSeconds(), 'and it is known').toBeGreaterThan(1)
}, 240_000)

test('where it counts, it goes on behind another window and is counted', async () => {
  const { page, video, until, hides } = await opens({ skipping: 'free', background: 'counts' }, 3)
  await hides(true)
  await video('video.play()')
  await until('currentTime > 1.5')
  expect(await video(isPaused)).toBe(false)
  await Promise.all([page.waitForResponse(/\/beats$/), video('video.pause()')])
  await aMoment(500)
  expect((await seen())!.at(-1)![1]).toBeGreaterThan(1)
}, 240_000)

test('what was not watched yet cannot be skipped to: not by dragging, by keys, by the words, or while it stands still', async () => {
  const { page, video, until } = await opens({ skipping: 'watched', background: 'counts' }, 4)
  const place = () => video<number>('return video.currentTime')
  await video('video.currentTime = 3.8')
  await page.waitForSelector('#viewings-said:has-text("とばせません")')
  expect(await place()).toBeLessThan(2.1)
  await video('video.currentTime = 0; for (let n = 1; n < 8; n += 1) setTimeout(() => { video.currentTime = n / 2 }, n * 40)')
  await aMoment(1_000)
  expect(await place(), 'small steps are not a way around').toBeLessThan(2.5)
  await Promise.all([page.waitForResponse(/\/beats$/), video('video.currentTime = 0; video.play()')])
  await until('ended')
  await page.waitForSelector('#viewings-watched:has-text("済み")')
  await video('video.currentTime = 0.2')
  await aMoment(300)
  await video('video.currentTime = 3')
  await aMoment(300)
  expect(await place(), 'what was watched is free').toBeGreaterThan(2.9)
}, 240_000)

test('by keys alone a film is reached, played and stopped, and the words lead to their place', async () => {
  const { page, video, until } = await opens({ skipping: 'free', background: 'counts', transcript: '0:01 まず望みを聞きます。\n0:02 次に、できることを分けます。' }, 5)
  const isAt = (selector: string) => page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)
  const tabTo = async (selector: string) => { for (let n = 0; n < 60 && !await isAt(selector); n += 1) await page.keyboard.press('Tab') }
  await tabTo('video')
  expect(await isAt('video')).toBe(true)
  await page.keyboard.press('Space')
  await until('currentTime > 0.3')
  await Promise.all([page.waitForResponse(/\/beats$/), page.keyboard.press('Space')])
  expect(await video(isPaused)).toBe(true)
  await tabTo('.transcript a')
  expect(await isAt('.transcript a')).toBe(true)
  await page.keyboard.press('Enter')
  await until('currentTime >= 0.9')
  expect((await seen())!.at(-1)![1]).toBeGreaterThan(0.2)
}, 240_000)

test('when the lesson is withdrawn while it plays, the page says so and not that one is signed out', async () => {
  const { page, video } = await opens({ skipping: 'free', background: 'counts' }, 6)
  await db.deleteFrom('training_lesson').where('lesson_id', '=', shelf.video).execute()
  await video('video.play()')
  await page.waitForSelector('#viewings-said:has-text("教材が取り下げられたか")')
  expect(await page.textContent('#viewings-said')).not.toContain('期限が切れました')
}, 240_000)

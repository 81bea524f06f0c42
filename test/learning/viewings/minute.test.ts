import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse, signIn } from '../../support/app.ts'
import { openBrowser } from '../../support/browser.ts'
import { runClock } from '../../support/living-clock.ts'
import { putVersion } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { fillShelf } from '../lessons/shelf.ts'

/** A real minute by a real clock: what is watched while the line is down is recorded once it is back, and no second more. */
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
runClock(house, '2026-09-01T10:00:00+09:00')
const watched = async () => {
  const ranges = ((await db.selectFrom('progress').select('ranges').where('lesson_id', '=', shelf.video).executeTakeFirst())?.ranges ?? []) as [number, number][]
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0)
}

test('what is watched of a film in a minute without a connection is recorded whole once the connection is back', async () => {
  const saved = await house.files.save(readFileSync('server/keeping/demo/film.mp4'), 'mp4')
  await db.updateTable('file').set(saved).where('name', '=', '助言のしかた.mp4').execute()
  const { file_id } = await db.selectFrom('lesson_version').select('file_id').where('lesson_id', '=', shelf.video).executeTakeFirstOrThrow()
  await putVersion(db, shelf.video, 2, { file_id, duration_seconds: 90, percent_needed: 100 })
  const { page, kept } = await (await openBrowser()).visit({ at, width: 390 })
  await page.context().addCookies([{ name: 'sid', value: await signIn(db, town.trainee), domain: '127.0.0.1', path: '/' }])
  page.setDefaultTimeout(60_000)
  await page.goto(`/learn/${shelf.own}/lessons/${shelf.video}`)
  const video = <T>(script: string) => page.evaluate<T>(`(() => { const video = document.querySelector('video'); video.muted = true; ${script} })()`)
  const place = () => video<number>('return video.currentTime')
  const until = async (isSo: () => Promise<boolean>) => { while (!await isSo()) await new Promise((resolve) => { setTimeout(resolve, 100) }) }
  await video('video.play()')
  await until(async () => await place() > 2)
  await page.waitForSelector('#viewings-watched:has-text("まで記録しました")')

  await page.context().setOffline(true)
  const [left, before, clock] = [await place(), await watched(), performance.now()]
  await page.waitForSelector('#viewings-said:has-text("通信が切れています")')
  await until(async () => performance.now() - clock >= 60_000)
  expect(await watched(), 'nothing came meanwhile').toBe(before)
  const back = await place()
  // A browser has some of a film with it and asks for the rest: how much, is its own affair, and it stands still then.
  expect(back - left, 'it went on playing').toBeGreaterThan(15)
  await page.context().setOffline(false)
  await page.waitForSelector('#viewings-said:has-text("通信が戻り")')
  await until(async () => await watched() >= back - 3)
  expect(await watched() - await place(), 'no second more than was played').toBeLessThanOrEqual(0.5)

  expect(await kept()).toEqual([])
  await page.reload()
  await until(() => video('return video.readyState >= 1'))
  expect(Math.abs(await place() - back), 'and goes on from there').toBeLessThan(3)
}, 240_000)

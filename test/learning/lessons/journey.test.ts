import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { runClock } from '../../support/living-clock.ts'
import { putVersion } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { recording } from '../viewings/recording.ts'
import { fillShelf } from './shelf.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const { sid } = await house.visitor(town.trainee)
const cookie = { name: 'sid', value: sid!, domain: '127.0.0.1', path: '/' }

// The clock of the house runs like a real one here: what counts is what it lets pass.
runClock(house, '2026-09-01T10:00:00+09:00')

test('a trainee on a telephone reads a page, watches a film through a lost connection, and is done', async () => {
  const person = await (await openBrowser()).visit({ at, width: 390 })
  const { page } = person
  await page.context().addCookies([cookie])
  page.setDefaultTimeout(60_000)

  await page.goto('/learn')
  await axe(page)
  await page.click('a.button:has-text("はじめる")')
  await page.click('button:has-text("読みました")')
  await page.waitForSelector('#notice :text("この教材は済みです")')
  await page.waitForSelector('.next h2:has-text("会議の手引き")')

  const film = await page.evaluate<{ type: string; base64: string }>(recording)
  const saved = await house.files.save(Buffer.from(film.base64, 'base64'), 'mp4')
  await db.updateTable('file').set({ ...saved, type: film.type }).where('name', '=', '助言のしかた.mp4').execute()
  const { file_id, transcript } = await db.selectFrom('lesson_version').select(['file_id', 'transcript']).where('lesson_id', '=', shelf.video).executeTakeFirstOrThrow()
  await putVersion(db, shelf.video, 2, { file_id, transcript, duration_seconds: 4 })

  await page.goto(`/learn/${shelf.own}/lessons/${shelf.video}`)
  await axe(page)
  expect(await page.textContent('#viewings-watched')).toContain('見たところ　0%')
  await page.evaluate('Object.assign(document.querySelector("video"), { muted: true }).play()')
  await page.waitForSelector('#viewings-watched:has-text("まで記録しました")')

  await page.context().setOffline(true)
  await page.waitForSelector('#viewings-said:has-text("通信が切れています")')
  expect((await progress()).state, 'nothing is taken on trust').toBe('in_progress')
  await page.context().setOffline(false)
  await page.waitForSelector('#viewings-watched:has-text("済み")')
  expect(await page.textContent('#viewings-said')).toContain('この教材は済みです')
  await axe(page)
  await picture(page, 'lesson-journey')

  expect(await progress()).toMatchObject({ state: 'completed', percent: 100 })
  expect(await person.kept(), 'nothing is kept in the browser').toEqual([])
  expect(person.problems()).toEqual([])
  await page.goto('/learn')
  expect(await page.textContent('main')).toContain('4本のうち2本済み')
}, 240_000)

test('without JavaScript the page says plainly that watching is not recorded', async () => {
  const { page, problems } = await (await openBrowser()).visit({ at, width: 390, javaScript: false, language: 'en' })
  await page.context().addCookies([cookie])
  await page.goto(`/learn/${shelf.own}/lessons/${shelf.video}`)
  // Scripts are switched off behind the page's back here, so the browser lays the words out for nobody: they are read, not seen.
  expect(await page.textContent('noscript')).toContain('Without it nothing is recorded')
  expect(await page.isVisible('text=まず望みを聞きます。')).toBe(true)
  await axe(page)
  expect(problems()).toEqual([])
}, 120_000)

const progress = () => db.selectFrom('progress').selectAll().where('lesson_id', '=', shelf.video).executeTakeFirstOrThrow()

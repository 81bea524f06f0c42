import { expect, test, vi } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { settle } from '../../support/people.ts'
import { enrollBoth, openDoors, putPackage } from './house.ts'
import { flowing, gated, twoItems, unloading } from './packages.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { own } = await enrollBoth(house, town)
const lesson = await putPackage(house, town, twoItems(), {}, '地域ケア会議の進め方')
const flow = await putPackage(house, town, flowing(), { need: 'completed' }, '順に進む教材')
const { at } = await openDoors(house)
const { sid } = await house.visitor(town.trainee)
const cookie = { name: 'sid', value: sid!, domain: '127.0.0.1', path: '/' }
const menu = `${at}/learn/${own}/packages/${lesson}`

const stateOf = (item: string) => db.selectFrom('scorm_state').selectAll().where('item', '=', item).executeTakeFirst()

test('a trainee on a telephone plays two items, closes one halfway, goes on where it was, and is done', async () => {
  const person = await (await openBrowser()).visit({ at, width: 390 })
  const { page } = person
  await page.context().addCookies([cookie])
  page.setDefaultTimeout(30_000)

  await page.goto(menu)
  await axe(page)
  await picture(page, 'scorm-menu')
  expect(await page.textContent('.package-menu'), 'what has to be done first is said').toContain('先に「第1章　目的」を済ませると開きます。')
  await page.click('button:has-text("開く")')
  const item = () => page.frameLocator('iframe[data-package]').frameLocator('iframe')
  await item().locator('#said:has-text("entry ab-initio kept  name []")').waitFor()
  await axe(page)
  await picture(page, 'scorm-play')
  await item().locator('button:has-text("途中まで")').click()
  await page.waitForSelector('#scorm-said:has-text("記録しました")')
  // What it said as it began may be told as kept first.
  await expect.poll(() => stateOf('first'), { timeout: 20_000 }).toMatchObject({ completion: 'incomplete', suspend_data: JSON.stringify('途中まで') })

  await page.close() // without a word
  const again = await (await openBrowser()).visit({ at, width: 390 })
  await again.page.context().addCookies([cookie])
  again.page.setDefaultTimeout(30_000)
  await again.page.goto(menu)
  await again.page.click('button:has-text("つづきから")')
  const frame = () => again.page.frameLocator('iframe[data-package]').frameLocator('iframe')
  await frame().locator('#said:has-text("entry resume kept 途中まで")').waitFor()
  await frame().locator('button:has-text("終える")').click()
  await again.page.waitForURL(menu)
  await again.page.click('section.next button')
  await frame().locator('button:has-text("終える")').click()
  await again.page.waitForURL(menu)
  await again.page.waitForSelector('text=この教材は済みです')
  await axe(again.page)
  await picture(again.page, 'scorm-done')

  expect(await stateOf('second')).toMatchObject({ completion: 'completed', success: 'passed', score: 85, claimed_seconds: 300, is_ended: true })
  expect(await db.selectFrom('scorm_attempt').select(['is_done', 'is_over', 'score', 'number']).execute()).toEqual([{ is_done: true, is_over: true, score: 85, number: 1 }])
  expect(await db.selectFrom('progress').select('state').where('lesson_id', '=', lesson).executeTakeFirst()).toEqual({ state: 'completed' })
  expect((await db.selectFrom('audit_line').select('action').where('subject', '=', `enrollment:${own}`).where('person_id', '=', town.trainee.person).execute()).map(({ action }) => action))
    .toEqual(expect.arrayContaining(['lesson.begun', 'scorm.opened', 'scorm.attemptDone', 'lesson.completed']))
  expect(await again.kept(), 'nothing is kept in the browser').toEqual([])
  expect([...person.problems(), ...again.problems()]).toEqual([])

  await again.page.click('button:has-text("見返す") >> nth=0')
  await again.page.waitForSelector('text=見返しています。')
  const commits = await db.selectFrom('scorm_commit').select('id').execute()
  await frame().locator('button:has-text("途中まで")').click()
  await again.page.click('a[data-leave]')
  await again.page.waitForURL(menu)
  expect(await db.selectFrom('scorm_commit').select('id').execute(), 'looking again writes nothing').toEqual(commits)
}, 240_000)

test('a package that lets nobody choose leads from one item to the next by itself', async () => {
  const { page, problems } = await (await openBrowser()).visit({ at, width: 1280, language: 'en' })
  await page.context().addCookies([cookie])
  page.setDefaultTimeout(30_000)
  await page.goto(`${at}/learn/${own}/packages/${flow}`)
  expect(await page.textContent('.package-menu')).toContain('This opens as you go on in order.')
  await page.click('section.next button')
  const item = () => page.frameLocator('iframe[data-package]').frameLocator('iframe')
  await item().locator('h1:has-text("はじめに")').waitFor()
  await item().locator('button').click()
  await item().locator('h1:has-text("事例")').waitFor()
  await item().locator('button').click()
  await page.waitForSelector('text=This lesson is done')
  expect(await stateOf('a')).toMatchObject({ completion: 'completed', success: 'passed' })
  expect(await stateOf('b')).toMatchObject({ completion: 'completed', success: 'unknown', score: 90 })
  expect(problems()).toEqual([])
}, 120_000)

test('what a package says as its page goes away is kept, and its question whether to resume is asked', async () => {
  const exported = await putPackage(house, town, unloading(), {}, '書き出した教材')
  const { page, problems } = await (await openBrowser()).visit({ at, width: 1280 })
  await page.context().addCookies([cookie])
  page.setDefaultTimeout(30_000)
  page.context().removeAllListeners('dialog') // who stands by dismisses them; this one is meant
  const asked: string[] = []
  page.on('dialog', (dialog) => { asked.push(dialog.message()); void dialog.accept() })
  await page.goto(`${at}/learn/${own}/packages/${exported}`)
  await page.click('section.next button')
  const item = () => page.frameLocator('iframe[data-package]').frameLocator('iframe')
  await item().locator('#said:has-text("from the start ?lang=ja")').waitFor()
  const state = () => db.selectFrom('scorm_state as s').innerJoin('scorm_attempt as a', 'a.id', 's.attempt_id').selectAll('s').where('a.lesson_id', '=', exported).executeTakeFirst()
  await page.click('a[data-leave]')
  await page.waitForURL(`${at}/learn/${own}/packages/${exported}`)
  await vi.waitFor(async () => expect(await state()).toMatchObject({ suspend_data: JSON.stringify('said at the very end'), is_suspended: true, claimed_seconds: 240, completion: 'incomplete' }), { timeout: 5_000 })

  await page.click('section.next button')
  await item().locator('#said:has-text("resumed at slide-7")').waitFor()
  expect(asked).toEqual(['前回の続きから始めますか'])
  expect(problems()).toEqual([])
}, 120_000)

test('the order a package asks for is kept to, and where it asks to go is gone where it is open', async () => {
  const inOrder = await putPackage(house, town, gated(), { required: ['a', 'b', 'd'] }, '順番のある教材')
  const { page, problems } = await (await openBrowser()).visit({ at, width: 390 })
  await page.context().addCookies([cookie])
  page.setDefaultTimeout(30_000)
  await page.goto(`${at}/learn/${own}/packages/${inOrder}`)
  expect(await page.textContent('.package-menu')).toContain('先に「学ぶ」を済ませると開きます。')
  await page.click('section.next button')
  const item = (title: string) => page.frameLocator('iframe[data-package]').frameLocator('iframe').locator(`h1:has-text("${title}")`)
  const end = () => page.frameLocator('iframe[data-package]').frameLocator('iframe').locator('button').click()
  await item('学ぶ').waitFor()
  expect(await page.textContent('main')).toContain('次の「確かめる」：先に「学ぶ」を済ませると開きます。')
  await axe(page)
  await picture(page, 'scorm-next-shut')
  await end()
  await item('確かめる').waitFor()
  await end()
  await item('まとめ').waitFor()
  await end()
  await page.waitForSelector('text=この教材は済みです')
  expect(problems()).toEqual([])
}, 120_000)

test('what is said without a connection is sent once it is back', async () => {
  const second = await putPackage(house, town, twoItems(), {}, '通信が切れる教材')
  const { page } = await (await openBrowser()).visit({ at, width: 390 })
  await page.context().addCookies([cookie])
  page.setDefaultTimeout(30_000)
  await page.goto(`${at}/learn/${own}/packages/${second}`)
  await page.click('section.next button')
  const item = page.frameLocator('iframe[data-package]').frameLocator('iframe')
  await item.locator('#said:has-text("entry")').waitFor()
  await page.context().setOffline(true)
  await item.locator('button:has-text("途中まで")').click()
  await page.waitForSelector('#scorm-said.warn:has-text("通信が切れています")')
  await page.context().setOffline(false)
  await page.waitForSelector('#scorm-said:has-text("記録しました")')
  const state = await db.selectFrom('scorm_state as s').innerJoin('scorm_attempt as a', 'a.id', 's.attempt_id').select('s.suspend_data').where('a.lesson_id', '=', second).executeTakeFirst()
  expect(state).toEqual({ suspend_data: JSON.stringify('途中まで') })

  // Twelve hours later the token is old: what was kept is there when it is opened again.
  house.setClock('2026-09-02T10:00:00+09:00')
  await item.locator('button:has-text("途中まで")').click()
  await page.waitForSelector('#scorm-said.warn:has-text("開いてから時間がたった")')
  await page.click('a[data-leave]')
  await page.click('section.next button')
  await item.locator('#said:has-text("entry resume kept 途中まで")').waitFor()
  await vi.waitFor(async () => expect(await db.selectFrom('scorm_attempt').select('number').where('lesson_id', '=', second).execute()).toEqual([{ number: 1 }]))
}, 120_000)

test('without JavaScript a sentence says what is needed', async () => {
  const { page } = await (await openBrowser()).visit({ at, width: 390, javaScript: false })
  await page.context().addCookies([cookie])
  await page.goto(menu)
  expect(await page.textContent('noscript')).toContain('JavaScriptを使えるブラウザーでだけ開けます')
  await axe(page)
}, 60_000)

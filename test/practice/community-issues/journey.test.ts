import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser } from '../../support/browser.ts'
import { settle } from '../../support/people.ts'
import { conferring, themed } from './world.ts'

const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await themed(db)
const ours = await conferring(db, town.tachikawa, 'ZZA')
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const cookieOf = async (who: typeof town.trainee) => ({ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' })

test.each([[true], [false]])('an issue is raised on a telephone out of a case, discussed, answered, told to the case and closed (JavaScript: %s)', async (scripts) => {
  const { page, problems } = await (await openBrowser()).visit({ at, width: 390, javaScript: scripts })
  await page.context().addCookies([await cookieOf(town.clerkOfTachikawa)])
  page.setDefaultTimeout(60_000)
  const fits = async () => { expect(await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0) }
  const looked = async () => { await axe(page); if (scripts) await fits() }
  const fillDay = async (name: string, [year, month, day]: [string, string, string]) => { for (const [box, value] of [['year', year], ['month', month], ['day', day]] as const) await page.fill(`[name="${name}.${box}"]`, value) }
  const title = `バスの減便で買い物に行けない${scripts ? '' : '（2）'}`

  await page.goto('/community-issues')
  await looked()
  await page.click('.head a:has-text("地域課題を出す")')
  await page.fill('[name="title"]', title)
  await page.fill('[name="situation"]', '田中花子さんが買い物に行けない。')
  await page.check('label:has-text("移動手段") input')
  await page.selectOption('[name="function"]', 'resource_development')
  await page.check(`input[name="cases"][value="${ours.cases[0]}"]`)
  await fillDay('raisedOn', ['令和8', '5', '11'])
  await page.click('.action-bar button')
  await page.waitForSelector('text=個人がわかるかもしれないところ')
  await looked()
  await page.fill('[name="situation"]', '坂の上の団地から買い物に行けない人が続いている。')
  await page.click('.action-bar button')
  await page.waitForSelector(`h1:has-text("${title}")`)
  await looked()

  const move = async (label: string, day: [string, string, string], words: string, more?: () => Promise<void>) => {
    await page.click('summary:has-text("動きを記録する")')
    await page.check(`label:has-text("${label}") input`)
    await fillDay('onDay', day)
    await page.fill('[name="words"]', words)
    await more?.()
    await page.click('button:has-text("記録する")')
    await page.waitForSelector(`.story >> text=${words}`)
  }
  await move('地域で話し合った', ['2026', '5', '25'], '移動販売を呼ぶことにした', async () => { await page.selectOption('[name="conferenceId"]', String(ours.area)); await looked() })
  await move('対応を決めた', ['2026', '6', '1'], '週2回の移動販売が始まった', async () => page.check('label:has-text("資源をつくった") input'))
  await page.waitForSelector('text=1事例のうち、0事例に伝えました')
  await page.click('summary:has-text("報告を記録する")')
  await looked()
  await page.click('form[action$="/hearings"] button')
  await page.waitForSelector('text=1事例のうち、1事例に伝えました')
  await move('事例への報告を終えた', ['2026', '6', '15'], '担当者に伝えた')
  await move('終了した', ['2026', '6', '15'], '利用が続いている')
  await page.waitForSelector('text=この課題は終了しました')
  await looked()
  expect((await problems()).filter((problem) => !problem.startsWith('422'))).toEqual([])

  const office = await (await openBrowser()).visit({ at, width: 390 })
  await office.page.context().addCookies([await cookieOf(town.planner)])
  await office.page.goto('/issue-figures')
  await axe(office.page)
  expect(await office.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
  await office.page.click('tbody a[href*="state=closed"]')
  await office.page.waitForSelector(`text=${title}`)
  await axe(office.page)
}, 240_000)

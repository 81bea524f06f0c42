import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../support/app.ts'
import { axe, openBrowser } from '../support/browser.ts'
import { makePerson, settle } from '../support/people.ts'
import { completedInstructors, listed } from './world.ts'

const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { course } = await completedInstructors(db, town)
const teacher = await listed(db, course, '教 授子', 'きょう じゅこ', town.tachikawa)
await makePerson(db, '参 加一', 'さん かいち', town.tachikawa)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const cookieOf = async (who: typeof town.trainee) => ({ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' })

test('a municipality plans and asks, the instructor accepts on a telephone, people come, it is reported, and the prefecture sees who trained whom', async () => {
  const visit = async (who: typeof town.trainee, width: 1280 | 390) => {
    const visitor = await (await openBrowser()).visit({ at, width })
    await visitor.page.context().addCookies([await cookieOf(who)])
    visitor.page.setDefaultTimeout(60_000)
    return visitor
  }
  const fillDay = async (page: Awaited<ReturnType<typeof visit>>['page'], name: string, [year, month, day]: [string, string, string]) => {
    for (const [box, value] of [['year', year], ['month', month], ['day', day]] as const) await page.fill(`[name="${name}.${box}"]`, value)
  }

  const { page: clerk, problems } = await visit(town.clerkOfTachikawa, 1280)
  await clerk.goto('/local-trainings')
  await clerk.click('a:has-text("研修を計画する")')
  await clerk.fill('[name="title"]', '助言者研修（基礎）')
  await clerk.fill('[name="purpose"]', '助言できるようになる')
  await fillDay(clerk, 'heldOn', ['2026', '9', '24'])
  await clerk.fill('[name="place"]', '市役所 会議室')
  await axe(clerk)
  await clerk.click('button:has-text("計画を保存する")')
  await clerk.waitForSelector('h1:has-text("助言者研修（基礎）")')
  await axe(clerk)
  const training = new URL(clerk.url()).pathname
  await clerk.click('.head a:has-text("講師に依頼する")')
  await axe(clerk)
  await clerk.click('a:has-text("依頼する")')
  await clerk.fill('[name="employer"]', 'みどり包括　センター長')
  await clerk.fill('[name="theme"]', '会議での助言のしかた')
  await clerk.fill('[name="honorariumYen"]', '30,000')
  await clerk.fill('[name="documentNumber"]', '8立高介第41号')
  await clerk.fill('[name="sender"]', '立川市高齢福祉課長')
  await clerk.fill('[name="contact"]', '高齢福祉課')
  await axe(clerk)
  await clerk.click('button:has-text("依頼文を確かめる")')
  await clerk.waitForSelector('text=依頼文の下見')
  await axe(clerk)
  await clerk.click('button:has-text("依頼を送る")')
  await clerk.waitForSelector('text=返事待ち')

  const phone = await visit(teacher, 390)
  await phone.page.goto('/')
  await phone.page.click('a:has-text("依頼を見て返事をする")')
  await phone.page.waitForSelector('h1:has-text("立川市からの講師依頼")')
  await axe(phone.page)
  expect(await phone.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
  await phone.page.check('input[name="answer"][value="accept"]')
  await phone.page.fill('[name="jobTitle"]', 'みどり包括　主任介護支援専門員')
  await phone.page.check('input[name="photo"][value="yes"]')
  await phone.page.check('input[name="recording"][value="no"]')
  await phone.page.click('button:has-text("返事を送る")')
  await phone.page.waitForSelector('text=承諾書（PDF）')
  await phone.page.goto('/my-instructor-entry')
  await axe(phone.page)

  await clerk.goto(`${training}/participants`)
  await clerk.fill('[name="names"]', '参 加一\n新 人子\tしん じんこ\t駅前包括')
  await axe(clerk)
  await clerk.click('form[action$="/participants/list"] button')
  await clerk.waitForSelector('td:has-text("2"), th:has-text("新 人子")')

  house.setClock('2026-09-24T13:31:00+09:00')
  const desk = await visit(town.clerkOfTachikawa, 390)
  await desk.page.goto(`${training}/roll`)
  await axe(desk.page)
  const [one] = await db.selectFrom('local_participant').select('id').orderBy('number').execute()
  await desk.page.click(`#tap-${one!.id}-absent_notified`)
  await desk.page.waitForSelector(`#tap-${one!.id}-absent_notified[aria-pressed="true"]`)
  await desk.page.click('button:has-text("元に戻す")')
  await desk.page.waitForSelector(`#tap-${one!.id}-absent_notified[aria-pressed="false"]`)
  await desk.page.click('button:has-text("残りの人をすべて出席にする")')
  await desk.page.waitForSelector('text=残りの人を出席にしました')

  await clerk.goto(training)
  await clerk.click('a:has-text("結果を報告する")')
  await clerk.fill('[name="wentWell"]', '演習で助言のしかたを見せ合えた')
  await axe(clerk)
  await clerk.click('button:has-text("報告を出す")')
  await clerk.waitForSelector('text=報告済み')

  const office = await visit(town.planner, 1280)
  await office.page.goto('/')
  await office.page.click('a:has-text("独自研修の報告を確認する")')
  await office.page.click('a:has-text("助言者研修（基礎）")')
  await office.page.click('button:has-text("確認した")')
  await office.page.waitForSelector('text=報告を確認しました')
  for (const tab of ['overview', 'tree', 'trainings', 'instructors', 'municipalities', 'reach']) {
    await office.page.goto(`/ledger?year=2025&tab=${tab}`)
    await axe(office.page)
  }
  expect(await office.page.textContent('main')).toContain('新 人子')
  await office.page.goto('/instructors')
  await axe(office.page)
  for (const one of [problems, phone.problems, desk.problems, office.problems]) expect(one()).toEqual([])
}, 240_000)

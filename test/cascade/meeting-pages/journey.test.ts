import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { idOf, settle, type Someone } from '../../support/people.ts'
import { tokenOf } from '../../../server/classroom/check-ins/codes.ts'
import { stepAt } from '../../../server/classroom/check-ins/rules.ts'
import { doorName } from '../../../server/cascade/meeting-check-ins/rules.ts'

/** The November liaison meeting, part one: planned and announced, replied to on a telephone, reminded of, and people at its door; then the wall. */
const house = await openHouse({ now: '2026-10-05T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
for (const person of [town.clerkOfTachikawa, town.clerkOfTama]) await db.updateTable('person').set({ name: person === town.clerkOfTachikawa ? '立川 花子' : '多摩 次郎' }).where('id', '=', person.person).execute()
await idOf(db.insertInto('meeting_series').values({ fiscal_year: 2026, name: '区市町村実務者連絡会議', times: 2, purpose: '区市町村の連携を強めます。' }).returning('id'))
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`

test('the November liaison meeting: plan, invitation, replies, a reminder, the door, and the wall', async () => {
  const browser = await openBrowser()
  const come = async (who: Someone, width: 1280 | 390 = 1280) => {
    const one = await browser.visit({ at, width })
    await one.page.context().addCookies([{ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' }])
    return one
  }
  const { page: office, problems } = await come(town.planner)
  await office.goto('/liaison-meetings')
  await axe(office)
  await office.click('a:has-text("会を予定する")')
  for (const [name, value] of [['heldOn.year', '2026'], ['heldOn.month', '11'], ['heldOn.day', '18'], ['repliesDueOn.year', '2026'], ['repliesDueOn.month', '11'], ['repliesDueOn.day', '6'], ['place', '都庁 大会議場'], ['contact', '介護保険課']]) await office.fill(`[name="${name}"]`, value!)
  await axe(office)
  await office.click('button:has-text("保存する")')
  await office.click('a:has-text("次第を整える")')
  for (const [title, minutes] of [['来年度の研修について', '40'], ['モデル自治体の取組', '50'], ['意見交換', '60']]) {
    await office.fill('[name=title]', title!)
    await office.fill('[name=minutes]', minutes!)
    await office.click('button:has-text("加える")')
    await office.waitForSelector(`th:has-text("${title}")`)
  }
  await office.waitForSelector('text=ちょうど収まります')
  await axe(office)
  await office.click('a:has-text("もどる")')
  await office.click('a:has-text("開催を通知する")')
  await office.fill('[name=documentNumber]', '8福祉高介第512号')
  await office.fill('[name=sender]', '東京都福祉局高齢者施策推進部介護保険課長')
  await axe(office)
  await office.click('button:has-text("開催を通知する")')
  await office.waitForSelector('text=出欠受付中')
  await drain(house.crewHouse, crew)

  const { page: city } = await come(town.clerkOfTachikawa, 390)
  await city.goto('/')
  await city.click('section:has-text("出欠の回答") a:has-text("出欠を回答する")')
  await city.waitForSelector('h1:has-text("出欠の回答")')
  await axe(city)
  await city.check('text=出席する方を下に入れてください')
  await city.selectOption('[name="people.0.personId"]', { label: '立川 花子' })
  await city.click('button:has-text("保存する")')
  await city.waitForSelector('text=まだ送っていません')
  await city.fill('[name="people.1.name"]', '立川 次郎')
  await city.check('fieldset:has([name="people.1.name"]) >> text=オンライン')
  await city.fill('[name="questions.0.text"]', '様式はいつ示されますか')
  await city.fill('[name=contactName]', '立川 花子')
  await picture(city, 'meeting-reply')
  await city.click('button:has-text("確認へ進む")')
  await city.waitForSelector('h1:has-text("回答の確認")')
  await axe(city)
  await picture(city, 'meeting-check')
  await city.click('button:has-text("回答する")')
  await city.waitForSelector('h1:has-text("回答を受け付けました")')
  await axe(city)
  await picture(city, 'meeting-receipt')

  await office.goto(office.url().replace(/\?.*/, '').replace(/\/$/, ''))
  const meeting = new URL(office.url()).pathname
  await office.click('a:has-text("出欠の一覧を見る")')
  await axe(office)
  await office.click('a:has-text("未回答の区市町村に催促する")')
  await office.waitForSelector('text=多摩市')
  await axe(office)
  await office.click('button:has-text("1区市町村に送る")')
  await office.waitForSelector('text=催促を送ります')
  await drain(house.crewHouse, crew)
  expect(await db.selectFrom('message').select('municipality_id').where('template', '=', 'meeting_reminded').execute()).toEqual([{ municipality_id: town.tama }])

  house.setClock('2026-11-18T13:40:00+09:00')
  const { id } = await db.selectFrom('meeting').select('id').executeTakeFirstOrThrow()
  const { secret } = await db.selectFrom('meeting_door').select('secret').executeTakeFirstOrThrow()
  await city.goto(`/check-in/meetings/${id}/${tokenOf({ secret, door: doorName(id) }, stepAt(new Date('2026-11-18T13:40:00+09:00')))}`)
  await axe(city)
  await city.click('button:has-text("受付する")')
  await city.waitForSelector('h1:has-text("受付が済みました")')

  await city.goto(meeting)
  await city.click('summary:has-text("当日の受付リンク")')
  const link = await city.getAttribute('a:has-text("立川 次郎")', 'href')
  const { page: telephone } = await browser.visit({ at, width: 390 })
  await telephone.goto(new URL(link!).pathname)
  await axe(telephone)
  await telephone.click('button:has-text("オンラインで参加")')
  await telephone.waitForSelector('text=オンライン 13:40')

  await office.goto(`${meeting}/door`)
  await axe(office)
  await office.fill('form[action$="/walk-ins"] [name=name]', '多摩 飛入')
  await office.selectOption('[name=municipalityId]', { label: '多摩市' })
  await office.click('button:has-text("加えて出席にする")')
  await office.waitForSelector('tr:has-text("多摩 飛入") >> text=会場 13:40')
  await office.click('tr:has-text("立川 次郎") button:has-text("取り消す")')
  await office.waitForSelector('tr:has-text("立川 次郎") button:has-text("オンラインで参加")')
  await office.click('tr:has-text("立川 次郎") button:has-text("オンラインで参加")')
  await office.waitForSelector('tr:has-text("立川 次郎") >> text=オンライン 13:40')
  await picture(office, 'meeting-door')
  expect(await office.textContent('#meeting-check-ins-desk .tally')).toMatch(/出席した人\s*3/)

  house.setClock('2026-11-18T14:10:00+09:00')
  await office.goto(`${meeting}/screen`)
  await office.waitForSelector('h1:has-text("来年度の研修について")')
  await axe(office)
  await office.keyboard.press('ArrowRight')
  await office.waitForSelector('h1:has-text("モデル自治体の取組")')
  await office.keyboard.press('ArrowRight')
  await office.waitForSelector('h1:has-text("意見交換")')
  await office.keyboard.press('ArrowLeft')
  await office.waitForSelector('h1:has-text("モデル自治体の取組")')
  await picture(office, 'meeting-wall')
  await office.goto(`${meeting}/holding`)
  await office.click('button:has-text("開催済みにする")')
  await office.waitForSelector('text=開催後に数えて確定した数です')
  expect(await db.selectFrom('meeting').select(['people_here', 'municipalities_here']).executeTakeFirstOrThrow()).toEqual({ people_here: 3, municipalities_here: 2 })
  await axe(office)
  expect(problems()).toEqual([])
}, 180_000)

import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture, type Visit } from '../../support/browser.ts'
import { settle, type Someone } from '../../support/people.ts'
import { full, putStatusAnswer, putStatusSurvey } from '../surveys.ts'

/** A survey year: made from last year's, answered on a telephone, returned once, answered again, closed, published and read. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const before = await putStatusSurvey(db, town.planner.person, { state: 'published', year: 2025 })
await putStatusAnswer(db, before, town.tachikawa, town.clerkOfTachikawa.person, { ...full, q3: 4, q3p: 10 })
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`

async function guest(who: Someone, more: Visit = {}) {
  const visit = await (await openBrowser()).visit({ at, ...more })
  await visit.page.context().addCookies([{ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' }])
  return visit
}

test('a survey year', async () => {
  const [office, city, plain] = [await guest(town.planner), await guest(town.clerkOfTachikawa, { width: 390 }), await guest(town.clerkOfTama, { javaScript: false })]

  // The prefecture prepares it from last year's and opens it.
  await office.page.goto('/status-surveys')
  await axe(office.page)
  await office.page.click('a:has-text("調査を準備する")')
  for (const [name, value] of [['year', '2026'], ['month', '12'], ['day', '4']]) await office.page.fill(`input[name="dueOn.${name}"]`, value!)
  await office.page.fill('#contact', '調査担当')
  await axe(office.page)
  await office.page.click('button:has-text("調査を準備する")')
  await office.page.waitForURL('**/definition')
  await axe(office.page)
  const survey = Number(/status-surveys\/(\d+)/.exec(office.page.url())![1])
  await office.page.click('a:has-text("ネットワークの強化")')
  await office.page.fill('#help', '庁内の連携も含みます。')
  await axe(office.page)
  await office.page.click('button:has-text("保存する")')
  await office.page.goto(`/status-surveys/${survey}/opening`)
  await axe(office.page)
  await office.page.click('.confirm button:has-text("調査を始める")')
  await office.page.waitForSelector('text=調査を始めました')
  await drain(house.crewHouse, crew)

  // The city answers on a telephone: what is unusual is asked about, and it is saved by itself.
  await city.page.goto('/')
  await city.page.click('a.button:has-text("回答する")')
  await axe(city.page)
  await city.page.click('a:has-text("開催の回数")')
  await city.page.fill('[name="cells.q3"]', '30')
  await city.page.fill('[name="cells.q3p"]', '32')
  await city.page.waitForSelector('#survey-answers-saved-1[data-version="1"] .saved')
  await city.page.click('button:has-text("保存して次へ")')
  await city.page.waitForSelector('text=前回の4の3倍以上です')
  await axe(city.page)
  await picture(city.page, 'survey-section')
  await city.page.fill('[name="remarks.q3"]', '毎月に増やしたため')
  await city.page.click('button:has-text("保存して次へ")')
  await city.page.waitForSelector('h1:has-text("取組")')
  await city.page.check('label:has-text("個別") input')
  await city.page.check('label:has-text("はい") input')
  await axe(city.page)
  await city.page.click('button:has-text("保存して確認へ")')
  await city.page.waitForSelector('h1:has-text("回答の確認")')
  await axe(city.page)
  await picture(city.page, 'survey-check')
  await city.page.fill('#contactName', 'ZZA立川 花子')
  await city.page.click('button:has-text("この内容で回答する")')
  await city.page.waitForSelector('text=回答を受け付けました')

  // It is given back once, and answered again.
  await office.page.goto(`/status-surveys/${survey}/answers/${town.tachikawa}`)
  await axe(office.page)
  await office.page.fill('#reason', '回数を確かめてください')
  await office.page.click('button:has-text("差し戻す")')
  await office.page.waitForSelector('text=差し戻しました')
  await drain(house.crewHouse, crew)
  await city.page.goto('/')
  await city.page.click('a.button:has-text("続きを入力する")')
  await city.page.waitForSelector('text=回数を確かめてください')
  await city.page.goto(`/status-surveys/${survey}/answer/sections/1`)
  await city.page.fill('[name="cells.q3"]', '12')
  await city.page.click('button:has-text("保存して次へ")')
  await city.page.waitForSelector('h1:has-text("取組")')
  await city.page.goto(`/status-surveys/${survey}/answer/check`)
  await city.page.click('button:has-text("この内容で回答する")')
  await city.page.waitForSelector('text=受付番号')

  // Another one answers without scripts.
  await plain.page.goto(`/status-surveys/${survey}/answer/sections/1`)
  await plain.page.fill('[name="cells.q3"]', '六回')
  await plain.page.click('button:has-text("保存して次へ")')
  await plain.page.waitForSelector('text=数字で入れてください')
  expect(await plain.page.inputValue('[name="cells.q3"]')).toBe('六回')
  await plain.page.fill('[name="cells.q3"]', '6')
  await plain.page.selectOption('[name="missing.q3p"]', 'inseparable')
  await plain.page.click('button:has-text("保存して次へ")')
  await plain.page.check('label:has-text("該当なし") input')
  await plain.page.check('label:has-text("いいえ") input')
  await plain.page.click('button:has-text("保存して確認へ")')
  await plain.page.fill('#contactName', 'ZZB多摩 次郎')
  await plain.page.click('button:has-text("この内容で回答する")')
  await plain.page.waitForSelector('text=受付番号')

  // Closed, published, and read.
  for (const [step, button] of [['closing', '回答を締め切る'], ['publication', '結果を区市町村に公開する']] as const) {
    await office.page.goto(`/status-surveys/${survey}/${step}`)
    await office.page.click(`.confirm button:has-text("${button}")`)
    await office.page.waitForURL(`**/status-surveys/${survey}`)
  }
  await axe(office.page)
  await city.page.goto('/status-surveys')
  await city.page.click(`a[href="/status-surveys/${survey}/results"]`)
  await axe(city.page)
  await picture(city.page, 'survey-results')
  expect(await city.page.locator('main').innerText()).toContain('18')
  await city.page.click('a:has-text("会議の段階")')
  await axe(city.page)
  await office.page.goto(`/status-surveys/${survey}/results/sections/1`)
  await axe(office.page)
  expect(await db.selectFrom('status_survey_answer').select('state').where('survey_id', '=', survey).execute()).toEqual([{ state: 'submitted' }, { state: 'submitted' }])
  // What a browser says of a form that came back is no problem of the page.
  expect([office, city, plain].flatMap((visit) => visit.problems()).filter((problem) => !problem.includes('422'))).toEqual([])
}, 240_000)

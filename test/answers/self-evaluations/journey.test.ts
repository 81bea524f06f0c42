import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture, type Visit } from '../../support/browser.ts'
import { idOf, makePerson, settle, type Someone } from '../../support/people.ts'
import { putEarlierSheet } from './world.ts'

/** 令和4年度 of the sheet, from its draft to the frozen paper: returned once, frozen, published, and corrected. */
const house = await openHouse({ now: '2023-06-15T14:00:00+09:00' })
const { db } = house
const town = await settle(db)
const world = await putEarlierSheet(db, town)
const training = await idOf(db.insertInto('training').values({ course_id: world.instructor, fiscal_year: 2022, title: '令和4年度 講師養成研修', title_en: 'Instructor training FY2022', capacity: 153, state: 'closed' }).returning('id'))
const cohort = await idOf(db.insertInto('cohort').values({ training_id: training, position: 1, name: '第1コース', name_en: 'Cohort 1', capacity: 153 }).returning('id'))
const enrolled: number[] = []
for (const n of [1, 2, 3]) {
  enrolled.push(await idOf(db.insertInto('enrollment').values({ training_id: training, cohort_id: cohort, person_id: await makePerson(db, `ZZA受講${n}`, `じゅこう${n}`, town.tachikawa), number: n, category: 'adviser', municipality_id: town.tachikawa, enrolled_at: new Date('2022-07-01T10:00:00+09:00'), attended: true }).returning('id')))
}
const series = await idOf(db.insertInto('meeting_series').values({ fiscal_year: 2022, name: '連絡会議', times: 1 }).returning('id'))
await db.insertInto('meeting').values({ series_id: series, number: 1, title: '令和4年度連絡会議', state: 'held', held_on: '2022-11-15', starts_at: '14:00', ends_at: '16:00', mode: 'online', replies_due_on: '2022-11-01', held_at: new Date(), people_here: 91, municipalities_here: 60, round: 1 }).execute()
const budgetYear = await idOf(db.insertInto('program_year').values({ program_id: town.program, fiscal_year: 2023 }).returning('id'))
await db.insertInto('budget_line').values({ program_year_id: budgetYear, label: '地域ケア会議推進事業', amount: 15_900, unit: 'thousand_yen' }).execute()
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const [first, second] = await world.entriesOf(2022) as [number, number]
const sheet = `/self-evaluations/${world.sheet}?column=2022`

async function guest(who: Someone, more: Visit = {}) {
  const visit = await (await openBrowser()).visit({ at, ...more })
  await visit.page.context().addCookies([{ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' }])
  return visit
}

test('a sheet from draft to frozen, returned once and corrected later', async () => {
  const [writer, decider, without] = [await guest(town.planner), await guest(town.approver), await guest(town.planner, { javaScript: false, width: 390 })]

  // Last year's texts, the counted figures, and a text that saves itself.
  await writer.page.goto(sheet)
  await axe(writer.page)
  await writer.page.click('button:has-text("令和3年度の文を写す")')
  await writer.page.waitForSelector('text=空いている欄に写しました')
  await writer.page.goto(sheet)
  await writer.page.fill(`#text-${first}`, '・講師養成研修を１コース実施し、3人が受講した。')
  await writer.page.waitForSelector(`#self-evaluations-saved-${first}[data-version="2"] .saved`)
  expect(await writer.page.locator(`#self-evaluations-saved-${first}`).textContent()).toContain('印刷の枠：')
  await writer.page.click('button:has-text("3人を採る")')
  await writer.page.waitForSelector('text=実績を記録しました')
  await axe(writer.page)
  await picture(writer.page, 'self-evaluation')

  // On a telephone without scripts: the other figure, the other text.
  await without.page.goto(sheet)
  await without.page.click('button:has-text("1回を採る")')
  await without.page.waitForSelector('text=実績を記録しました')
  await without.page.goto(`/evaluation-entries/${second}`)
  await axe(without.page)
  await without.page.fill(`#text-${second}`, '・実務者連絡会議を11月に実施し、91名が参加した。')
  await without.page.click('form[data-draft] button')
  await without.page.waitForSelector('text=保存しました')
  await without.page.goto(sheet)
  expect(await without.page.locator('html').evaluate((page) => page.scrollWidth)).toBeLessThanOrEqual(390)
  await axe(without.page)
  await picture(without.page, 'self-evaluation-narrow')

  // Asked, returned, mended, asked again, frozen.
  await writer.page.goto(sheet)
  await writer.page.click('a:has-text("確かめて承認を依頼する")')
  await axe(writer.page)
  await writer.page.click('button:has-text("承認を依頼する")')
  await writer.page.waitForSelector('text=承認を依頼しました')
  expect(await writer.page.locator('button:has-text("承認する")').count(), 'who asked does not decide').toBe(0)
  await decider.page.goto('/approvals')
  await decider.page.click('a:has-text("確かめる")')
  await decider.page.click('summary:has-text("差し戻すとき")')
  await decider.page.fill('#note', '事項1の方針を詳しく書いてください')
  await decider.page.click('button:has-text("差し戻す")')
  await decider.page.waitForSelector('text=差し戻しました')
  await writer.page.goto(sheet)
  await writer.page.waitForSelector('text=事項1の方針を詳しく書いてください')
  await writer.page.fill(`#outlook-${first}`, '・演習を増やす。')
  await writer.page.waitForSelector(`#self-evaluations-saved-${first}[data-version="3"] .saved`)
  await writer.page.click('a:has-text("確かめて承認を依頼する")')
  await writer.page.click('button:has-text("承認を依頼する")')
  await writer.page.waitForSelector('text=承認を依頼しました')
  await decider.page.goto('/approvals')
  await decider.page.click('a:has-text("確かめる")')
  await axe(decider.page)
  await decider.page.click('button:has-text("承認する")')
  await decider.page.waitForSelector('text=確定しました')
  await drain(house.crewHouse, crew)
  await decider.page.click('a:has-text("確定した令和4年度分を見る")')
  await axe(decider.page)
  const edition = new URL(decider.page.url()).pathname
  const paper = await decider.page.request.get(`${at}${edition}/paper`)
  expect([paper.status(), (await paper.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-'])

  // Reported and published; a municipality reads it.
  await writer.page.goto(edition)
  await writer.page.click('button:has-text("報告を記録する")')
  await writer.page.waitForSelector('text=報告を記録しました')
  await writer.page.fill('#address', 'https://example.lg.jp/keikaku')
  await writer.page.click('button:has-text("公表を記録する")')
  await writer.page.waitForSelector('text=公表を記録しました')
  const city = await guest(town.clerkOfTachikawa, { width: 390 })
  await city.page.goto('/self-evaluations')
  await city.page.click('a:has-text("地域ケア会議の推進") >> nth=0')
  await axe(city.page)

  // One mark is corrected: the sheet stands, says so, and is corrected with both figures.
  await db.updateTable('enrollment').set({ attended: false }).where('id', '=', enrolled[2]!).execute()
  await writer.page.goto(sheet)
  await writer.page.waitForSelector('text=いまの集計は2人です')
  await writer.page.click('a:has-text("違いのもとを見る")')
  await writer.page.waitForSelector('text=ZZA受講3')
  await axe(writer.page)
  await writer.page.goto(edition)
  await writer.page.click('a:has-text("訂正する")')
  await writer.page.fill('#reason', '受講者の重なりを除いた')
  await axe(writer.page)
  await writer.page.click('button:has-text("訂正をはじめる")')
  await writer.page.waitForSelector('text=訂正をはじめました')
  await writer.page.click('button:has-text("2人を採る")')
  await writer.page.waitForSelector('text=実績を記録しました')
  await writer.page.click('a:has-text("確かめて承認を依頼する")')
  await writer.page.click('button:has-text("承認を依頼する")')
  await writer.page.waitForSelector('text=承認を依頼しました')
  await decider.page.goto(writer.page.url())
  await decider.page.click('button:has-text("承認する")')
  await decider.page.waitForSelector('text=確定しました')
  await decider.page.click('a:has-text("確定した令和4年度分を見る")')
  await decider.page.waitForSelector('text=訂正前 3人')
  await decider.page.click('a:has-text("版を比べる")')
  await axe(decider.page)
  expect([writer, decider, without, city].flatMap((visit) => visit.problems())).toEqual([])
}, 300_000)

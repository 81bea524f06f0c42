import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture, type Visit } from '../../support/browser.ts'
import { settle, type Someone } from '../../support/people.ts'
import { putMeeting } from '../meetings.ts'

/** The liaison meeting of November, part two: noted by two at once, commented on by a city, final, and found again by who was not there. */
const house = await openHouse({ now: '2026-11-18T15:00:00+09:00' })
const { db } = house
const town = await settle(db)
const meeting = await putMeeting(db)
const [item] = meeting.items
await db.insertInto('meeting_person').values({ meeting_id: meeting.id, municipality_id: town.tachikawa, name: 'ZZA立川 花子', mode: 'venue', origin: 'reply', added_at: new Date(), here_at: new Date(), here_mode: 'venue', here_how: 'desk' }).execute()
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const minutes = `${meeting.page}/minutes`
const work = () => drain(house.crewHouse, crew)

async function guest(who: Someone, more: Visit = {}) {
  const visit = await (await openBrowser()).visit({ at, ...more })
  await visit.page.context().addCookies([{ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' }])
  return visit
}

test('noted, commented on, final, carried on, and read by who was not there', async () => {
  const [one, other, without] = [await guest(town.planner), await guest(town.approver), await guest(town.contractor, { javaScript: false })]
  const conflicts = [409] // what a browser says of an answer that is a conflict is no problem of the page
  await one.page.goto(minutes)
  await other.page.goto(minutes)
  await axe(one.page)

  // Saved by itself, a moment after the last key.
  await one.page.fill(`#text-${item}`, '都から説明した。\n次回は2月。')
  await one.page.waitForSelector(`#minutes-saved-${item}[data-version="1"] .saved`)
  await one.page.fill(`#text-${item}`, '都から説明した。\n次回は2月10日。')
  await one.page.waitForSelector(`#minutes-saved-${item}[data-version="2"]`)

  // The second is shown both texts; what was typed stays, and both are put into one.
  await other.page.fill(`#text-${item}`, '都から説明した。\n次回は3月。')
  await other.page.waitForSelector(`#minutes-saved-${item} [role=alert]`)
  expect(await other.page.inputValue(`#text-${item}`)).toBe('都から説明した。\n次回は3月。')
  expect(await other.page.locator('.beside mark').allTextContents()).toEqual(expect.arrayContaining([expect.stringContaining('次回は3月。'), expect.stringContaining('次回は2月10日。')]))
  await axe(other.page)
  await picture(other.page, 'minutes-beside')
  await other.page.click('button:has-text("両方を下の欄に合わせる")')
  await other.page.waitForSelector('text=2つの文を1つの欄に合わせました')
  expect(await other.page.inputValue(`#text-${item}`)).toContain('次回は2月10日。')
  await other.page.fill(`#text-${item}`, '都から説明した。\n次回は2月10日か3月。')
  await other.page.click('button:has-text("下の欄の文を保存する")')
  await other.page.waitForURL(`**/minutes#note-${item}`)
  expect((await db.selectFrom('minutes_note_revision').select('text').orderBy('version').execute()).map(({ text }) => text.split('\n')[1])).toEqual(['次回は2月。', '次回は2月10日。', '次回は2月10日か3月。'])

  // The same without scripts.
  await without.page.goto(`/meeting-items/${item}/note`)
  await one.page.reload()
  await one.page.fill(`#text-${item}`, '都から説明した。\n次回は2月10日。')
  await one.page.waitForSelector(`#minutes-saved-${item}[data-version="4"]`)
  await without.page.fill(`#text-${item}`, '書き足しました。')
  await without.page.click('form[data-draft] button:has-text("保存")')
  await without.page.waitForSelector('[role=alert]')
  expect(await without.page.inputValue(`#text-${item}`)).toBe('書き足しました。')
  await axe(without.page)
  await without.page.click('a:has-text("保存されている文を使う")')
  expect(await without.page.inputValue(`#text-${item}`)).toBe('都から説明した。\n次回は2月10日。')

  // What is to be done, while it is noted.
  await one.page.click('summary:has-text("次の行動を加える")')
  await one.page.fill('#what', '要綱の案を読んで意見をまとめる')
  await one.page.selectOption('#whose', 'all')
  await one.page.click('button:has-text("加える")')
  await one.page.waitForSelector('text=次の行動を加えました')

  // Shown to all; a city comments on a telephone.
  await db.updateTable('meeting').set({ state: 'held', held_at: new Date(), people_here: 1, municipalities_here: 1 }).where('id', '=', meeting.id).execute()
  await one.page.goto(`${minutes}/opening`)
  await axe(one.page)
  await one.page.click('button:has-text("見せて意見をつのる")')
  await one.page.waitForSelector('text=意見をつのりはじめました')
  const city = await guest(town.clerkOfTachikawa, { width: 390 })
  await city.page.goto('/')
  await city.page.click('a:has-text("議事録を見て、意見を出せます")')
  await axe(city.page)
  await picture(city.page, 'minutes-comments')
  await city.page.click('a:has-text("意見を出す")')
  await city.page.fill('#text', '2月10日でお願いします')
  await city.page.click('button:has-text("送る")')
  await city.page.waitForSelector('text=意見を送りました')
  await axe(city.page)

  // Final, with its paper.
  house.setClock('2026-12-07T10:00:00+09:00')
  await one.page.goto(`${minutes}/finish`)
  await axe(one.page)
  await one.page.click('button:has-text("確定する")')
  await one.page.waitForSelector('text=議事録を確定しました')
  await work()
  await city.page.goto(minutes)
  const paper = await city.page.request.get(`${at}${minutes}/editions/0/paper`)
  expect([paper.status(), (await paper.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
  await axe(city.page)

  // First at the next meeting, and on its wall.
  const next = await putMeeting(db, { series: meeting.series, title: '第3回連絡会議', heldOn: '2027-02-10' })
  await city.page.goto(next.page)
  const headings = await city.page.locator('.classroom h2').allTextContents()
  expect(headings.indexOf('前回までに決めたこと')).toBeLessThan(headings.indexOf('次第'))
  await city.page.waitForSelector('text=要綱の案を読んで意見をまとめる')
  await axe(city.page)
  await one.page.goto(`${next.page}/screen`)
  await one.page.waitForSelector('text=要綱の案を読んで意見をまとめる')
  await picture(one.page, 'minutes-wall')

  // Who was not there reads, asks, and finds the answer by its words.
  const absent = await guest(town.clerkOfTama, { width: 390 })
  await absent.page.goto(meeting.page)
  await absent.page.click('a:has-text("資料・議事録・質疑応答を見る")')
  await axe(absent.page)
  await absent.page.click('a:has-text("質問する")')
  await absent.page.fill('#text', '様式はいつ届きますか')
  await absent.page.click('button:has-text("質問する")')
  await absent.page.waitForSelector('text=質問を送りました')
  await one.page.goto('/meeting-questions?state=open')
  await axe(one.page)
  await one.page.click('a:has-text("答える")')
  await one.page.fill('#answer', '1月にオンラインで配ります')
  await one.page.click('button:has-text("答える")')
  await one.page.waitForSelector('text=答えました')
  await absent.page.goto('/meeting-questions')
  await absent.page.fill('#filter-q', 'ｵﾝﾗｲﾝ')
  await absent.page.click('button:has-text("しぼり込む")')
  await absent.page.waitForSelector('text=1月にオンラインで配ります')
  await absent.page.goto(`${meeting.page}/afterwards`)
  await absent.page.click('button:has-text("読みました")')
  await absent.page.waitForSelector('text=読んだことを記録しました')

  // The questionnaire.
  await one.page.goto(`${meeting.page}/questionnaire/edit`)
  await one.page.click('button:has-text("標準の設問を足す")')
  await one.page.waitForSelector('legend:has-text("設問6")')
  await axe(one.page)
  await one.page.click('button:has-text("受付をはじめる")')
  await one.page.waitForSelector('text=アンケートを受け付けています')
  await absent.page.goto(`${meeting.page}/questionnaire`)
  await axe(absent.page)
  for (const group of await absent.page.locator('fieldset.field').all()) await group.locator('input[type=radio]').last().check()
  await absent.page.click('button:has-text("送る"), button:has-text("回答")')
  await absent.page.waitForURL('**/afterwards')
  expect((await db.selectFrom('questionnaire_pot').select('pending').executeTakeFirstOrThrow()).pending).toMatchObject({ people: 1 })
  const seen = [one, other, without, city, absent].flatMap((visit) => visit.problems()).filter((problem) => !conflicts.some((status) => problem.includes(String(status))))
  expect(seen).toEqual([])
}, 300_000)

import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { openHouse, signIn } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { enroll, makePerson, settle, type Someone } from '../../support/people.ts'

/** A door with sixty people: a tablet at the front, a telephone at the back; the tablet loses its line and comes back. */
const house = await openHouse({ now: '2026-09-17T09:38:00+09:00' })
const { db } = house
const town = await settle(db)
const [slot] = town.slots
const people: number[] = []
for (let n = 1; n <= 60; n += 1) people.push(await enroll(db, town, await makePerson(db, `受講 ${String(n).padStart(2, '0')}`, 'じゅこう', town.tama), n, { municipality: town.tama }))
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const roll = `/class-days/${town.days[0]}?slot=${slot}`

// The clock goes on as the machine's own does, but for the minutes that the story leaves out.
const [day, start] = [Date.parse('2026-09-17T09:38:00+09:00'), performance.now()]
let leftOut = 0
const ticking = setInterval(() => house.setClock(new Date(day + performance.now() - start + leftOut).toISOString()), 20)
afterAll(() => clearInterval(ticking))
const minutesSinceBegin = () => Math.floor((house.crewHouse.clock().getTime() - Date.parse('2026-09-17T09:30:00+09:00')) / 60_000)

async function come(who: Someone, visit: { width: 1280 | 390; javaScript?: boolean; language?: 'ja' | 'en' }) {
  const person = await (await openBrowser()).visit({ at, ...visit })
  await person.page.context().addCookies([{ name: 'sid', value: await signIn(db, who), domain: '127.0.0.1', path: '/' }])
  person.page.setDefaultTimeout(60_000)
  await person.page.goto(roll)
  return person
}
const row = (page: Page, n: number) => page.locator(`#attendance-row-${people[n - 1]}`)
const tap = (page: Page, n: number, state: string) => row(page, n).locator(`button[value=${state}]`).click()
const pressed = (n: number, state: string) => `#tap-${people[n - 1]}-${state}[aria-pressed=true]`
const ready = (page: Page) => page.waitForSelector('#taps-line:has-text("すべて送信済み"), #taps-line:has-text("Everything is sent")')
const standing = async () => Object.fromEntries((await db.selectFrom('attendance').select(['enrollment_id as id', 'state']).execute()).map(({ id, state }) => [people.indexOf(id) + 1, state]))
const marksOf = (n: number) => db.selectFrom('attendance_mark').select(['state', 'minutes', 'stood', 'marked_by as by']).where('enrollment_id', '=', people[n - 1]!).orderBy('id').execute()

test('sixty people at two doors: each sees what the other marks, and five minutes without a line lose and double nothing', async () => {
  const tablet = await come(town.planner, { width: 1280 })
  const phone = await come(town.contractor, { width: 390, language: 'en' })
  const [front, back] = [tablet.page, phone.page]
  await Promise.all([ready(front), ready(back)])
  await axe(front)
  await axe(back)

  // One tap, the row in place, the focus kept, said aloud; the other door has it within seconds.
  await tap(front, 1, 'present')
  await front.waitForSelector('#attendance-undo:has-text("受講 01 様を「出席」にしました。")')
  expect(await front.evaluate<string>('document.activeElement.id')).toBe(`tap-${people[0]}-present`)
  expect(await front.textContent('#attendance-said')).toBe('受講 01 様：出席')
  await back.waitForSelector(pressed(1, 'present'))
  await back.waitForSelector('#attendance-missing:has-text("59")')
  await front.click('#undo')
  await back.waitForSelector(`#tap-${people[0]}-present[aria-pressed=false]`)
  await front.waitForSelector('#attendance-undo:not(:has(form))', { state: 'attached' })
  await tap(front, 1, 'present')
  await ready(front)

  // The line breaks at the front.
  await front.context().setOffline(true)
  const earliest = minutesSinceBegin()
  await tap(front, 2, 'late')
  const latest = minutesSinceBegin()
  await tap(front, 3, 'absent_unnotified')
  await tap(front, 4, 'present')
  await front.waitForSelector('#taps-line:has-text("送信待ち 3件")')
  await axe(front)
  await picture(front, 'door-offline')
  await front.click('[data-take-back]')
  await front.waitForSelector('#taps-line:has-text("送信待ち 2件")')
  await tap(front, 4, 'present')
  const [kept] = await tablet.kept()
  expect(await front.evaluate((name) => localStorage.getItem(name), kept!), 'ids and states, never a name').not.toContain('受講')

  // Five minutes on, the back door has gone on, and marks one of the same people otherwise.
  leftOut = 5 * 60_000
  await tap(back, 3, 'present')
  await back.waitForSelector(pressed(3, 'present'))
  await tap(back, 5, 'absent_notified')
  await back.waitForSelector('#attendance-undo:has-text("受講 05")')
  await ready(back)
  expect(await standing()).toEqual({ 1: 'present', 3: 'present', 5: 'absent_notified' })

  await front.context().setOffline(false)
  await front.waitForSelector('#taps-told:has-text("受講 03 様")')
  await ready(front)
  expect(await standing()).toEqual({ 1: 'present', 2: 'late', 3: 'present', 4: 'present', 5: 'absent_notified' })
  // Late by the clock of the tap, five minutes before it came.
  const [late] = await marksOf(2)
  expect(late).toMatchObject({ state: 'late', by: town.planner.person })
  expect([earliest, latest]).toContain(late!.minutes)
  expect(await marksOf(3)).toMatchObject([{ state: 'present', stood: true, by: town.contractor.person }, { state: 'absent_unnotified', stood: false, by: town.planner.person }])
  for (const page of [front, back]) for (const [n, state] of [[2, 'late'], [3, 'present'], [4, 'present'], [5, 'absent_notified']] as const) await page.waitForSelector(pressed(n, state))
  await axe(front)
  await picture(front, 'door-back')
  await front.click('#taps-told button')
  await expect.poll(() => tablet.kept()).toEqual([])
  // One tap, its undo and the tap again; two at the back; three that waited, each once.
  expect(await db.selectFrom('attendance_mark').select('id').execute()).toHaveLength(8)
  expect([...tablet.problems(), ...phone.problems()].filter((line) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(line))).toEqual([])
}, 240_000)

test('a tap that waits survives a reload and the end of the sign-in, and is sent by who comes back', async () => {
  const { page, kept } = await come(town.planner, { width: 1280 })
  await ready(page)
  await db.deleteFrom('session').where('account_id', '=', town.planner.account).execute()
  await tap(page, 10, 'present')
  await page.waitForSelector('#taps-line:has-text("サインインの時間が切れました")')
  expect(await page.getAttribute('#taps-line a', 'href')).toBe(`/sign-in?to=${encodeURIComponent(roll)}`)
  await axe(page)
  await page.context().addCookies([{ name: 'sid', value: await signIn(db, town.planner), domain: '127.0.0.1', path: '/' }])
  await page.goto(roll)
  await page.waitForSelector('#attendance-undo:has-text("受講 10")')
  await ready(page)
  expect([(await standing())[10], await kept()]).toEqual(['present', []])
}, 120_000)

test('without JavaScript a tap is a form, is taken back by one, and the roll is brought up to date by a link', async () => {
  const { page, problems } = await come(town.planner, { width: 390, javaScript: false })
  await tap(page, 20, 'absent_unnotified')
  await page.waitForSelector(pressed(20, 'absent_unnotified'))
  expect(await page.textContent('#attendance-undo')).toContain('受講 20 様を「欠席（連絡なし）」にしました。')
  expect(await page.isVisible('#taps-line')).toBe(false)
  await axe(page)
  await picture(page, 'door-without-scripts')
  await page.click('#undo')
  await page.waitForSelector(`#tap-${people[19]}-absent_unnotified[aria-pressed=false]`)
  expect((await standing())[20]).toBeUndefined()
  expect((await marksOf(20)).map(({ state }) => state)).toEqual(['absent_unnotified', null])
  await page.click('#missing-refresh')
  await page.waitForSelector('#attendance-missing')
  expect(problems()).toEqual([])
}, 120_000)

import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { openBrowser } from '../../support/browser.ts'
import { settle } from '../../support/people.ts'
import { nominate, sixPeople } from './world.ts'

/** Another place on the waitlist in a browser: with the mouse, with the keys, and with the box where scripts are off. */
const house = await openHouse({ now: '2026-07-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await nominate(db, town, sixPeople(town))
await db.updateTable('training').set({ capacity: 2 }).execute()
const board = `/trainings/${town.training}/selection`
const [planner, approver] = await Promise.all([town.planner, town.approver].map(house.visitor))
await planner!.post(board, { overPercent: '100', waitlistMax: '9', version: '0' })
const version = async () => String((await db.selectFrom('selection').select('version').executeTakeFirstOrThrow()).version)
const waiting = () => db.selectFrom('selection_line as l').innerJoin('nomination as n', 'n.id', 'l.nomination_id').select(['n.id', 'n.name', 'l.change_reason as reason'])
  .where('l.outcome', '=', 'waitlisted').orderBy('l.waitlist_position').execute()
const listed = () => db.selectFrom('waitlist_entry as w').innerJoin('nomination as n', 'n.id', 'w.nomination_id').select(['w.id', 'n.name', 'w.moved_reason as reason']).orderBy('w.position').execute()
const names = (rows: { name: string }[]) => rows.map(({ name }) => name)

await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as { port: number }).port}`
const { visit } = await openBrowser()
const seeing = async (javaScript = true) => {
  const { page } = await visit({ at, javaScript })
  await page.context().addCookies([{ name: 'sid', value: planner!.sid!, url: at }])
  return page
}

test('on the board a line is dragged to another place; it is moved when the reason is given', async () => {
  const [a, b, c, d] = await waiting()
  const page = await seeing()
  await page.goto(`${board}?show=waitlisted`)
  await page.locator(`#line-${d!.id} .grip`).hover()
  await page.mouse.down()
  const { x, y } = (await page.locator(`#line-${a!.id}`).boundingBox())!
  await page.mouse.move(x + 20, y + 4, { steps: 8 })
  await Promise.all([page.waitForURL(/line=\d+&to=1/), page.mouse.up()])
  expect(names(await waiting())).toEqual(names([a!, b!, c!, d!]))
  expect(await page.locator('#to').inputValue()).toBe('1')
  await page.locator('#reason').fill('先の回で席をゆずったため')
  await page.getByRole('button', { name: 'この順番に移す' }).click()
  await page.getByText('補欠の順番を変えました').waitFor()
  expect(names(await waiting())).toEqual(names([d!, a!, b!, c!]))
  expect((await waiting())[0]!.reason).toBe('先の回で席をゆずったため')
}, 120_000)

test('with the keys: arrows choose the place, Escape leaves it, Enter goes on to the reason', async () => {
  const [a, b, c, d] = await waiting()
  const page = await seeing()
  await page.goto(`${board}?show=waitlisted`)
  const grip = page.locator(`#line-${a!.id} .grip`)
  await grip.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Escape')
  expect(await page.locator('tr[data-place]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-place')))).toEqual(['1', '2', '3', '4'])
  await grip.focus()
  for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
  expect(await page.locator('[data-order-said]').textContent()).toContain('補欠3番に移します')
  await Promise.all([page.waitForURL(/to=3/), page.keyboard.press('Enter')])
  await page.waitForFunction('document.activeElement?.id === "reason"')
  await page.keyboard.type('順番の取り違え')
  await page.getByRole('button', { name: 'この順番に移す' }).click()
  await page.getByText('補欠の順番を変えました').waitFor()
  expect(names(await waiting())).toEqual(names([b!, c!, a!, d!]))
}, 120_000)

test('after the announcement the list is ordered in the same way, and without scripts by the box', async () => {
  await planner!.post(`${board}/approval?version=${await version()}`, { decision: 'ask' })
  await approver!.post(`${board}/approval?version=${await version()}`, { decision: 'approve' })
  await planner!.post(`${board}/announcement`, { version: await version() })
  const [a, b, c, d] = await listed()
  const page = await seeing()
  await page.goto(`/trainings/${town.training}/waitlist`)
  await page.locator(`#entry-${a!.id} .grip`).focus()
  await page.keyboard.press('ArrowDown')
  await Promise.all([page.waitForURL(/to=2/), page.keyboard.press('Enter')])
  await page.locator('#reason-0').fill('本人の希望')
  await page.getByRole('button', { name: '順番を変える' }).click()
  await page.getByText('補欠の順番を変えました').waitFor()
  expect(names(await listed())).toEqual(names([b!, a!, c!, d!]))

  const plain = await seeing(false)
  await plain.goto(`/trainings/${town.training}/waitlist?line=${d!.id}`)
  expect(await plain.locator('.grip').first().isVisible()).toBe(false)
  await plain.locator('#to-0').fill('1')
  await plain.locator('#reason-0').fill('急ぎのため')
  await plain.getByRole('button', { name: '順番を変える' }).click()
  await plain.getByText('補欠の順番を変えました').waitFor()
  expect(names(await listed())).toEqual(names([d!, b!, a!, c!]))
}, 120_000)

import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, picture } from '../../support/browser.ts'
import { settle, type Someone } from '../../support/people.ts'
import { certified } from '../rooms.ts'

/** From the certificate to another one: taken on a telephone, lost, asked for, accepted, and seen to be replaced. */
const house = await openHouse({ now: '2027-03-12T10:00:00+09:00' })
const town = await settle(house.db)
const { mine } = await certified(house, town)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
const browser = await openBrowser()

async function walk(who: Someone | null, visit: Parameters<typeof browser.visit>[0] = {}) {
  const person = await browser.visit({ at, ...visit })
  if (who !== null) await person.page.context().addCookies([{ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' }])
  person.page.setDefaultTimeout(60_000)
  return person
}

test('taken on a telephone without scripts, lost, asked for and accepted, the old certificate is told to be replaced', async () => {
  const trainee = await walk(town.trainee, { width: 390, javaScript: false })
  await trainee.page.goto('/my-certificates')
  const [download] = await Promise.all([trainee.page.waitForEvent('download'), trainee.page.click('button:has-text("PDFを受け取る")')])
  expect(download.suggestedFilename()).toBe('修了証書 R8－実践－0001.pdf')
  await trainee.page.goto('/my-certificates')
  await trainee.page.click('a:has-text("再発行を申請する")')
  await picture(trainee.page, 'reissue-request')
  await trainee.page.check('input[name=reason][value=lost]')
  await trainee.page.check('input[name=idCheck][value=licence]')
  await trainee.page.check('input[name=returnsOld][value=no]')
  await trainee.page.click('button:has-text("申請する")')
  expect(await trainee.page.textContent('main'), 'the address is missing').toContain('送り先の住所')
  expect(await trainee.page.isChecked('input[name=reason][value=lost]'), 'what was chosen stays').toBe(true)
  await trainee.page.fill('textarea[name=address]', '〒190-0000 立川市1-1')
  await trainee.page.click('button:has-text("申請する")')
  await trainee.page.waitForSelector('text=受付中')

  const officer = await walk(town.planner)
  await officer.page.goto('/reissue-requests')
  await axe(officer.page)
  await officer.page.click('tbody a')
  await axe(officer.page)
  await officer.page.click('button:has-text("本人確認をして再発行する")')
  await officer.page.waitForSelector('text=再発行しました')

  await trainee.page.reload()
  await trainee.page.waitForSelector('text=再発行した')
  const { code } = await house.db.selectFrom('certificate').select('code').where('id', '=', mine).executeTakeFirstOrThrow()
  const stranger = await walk(null)
  await stranger.page.goto(`/verify/${encodeURIComponent('R8-実践-0001')}?code=${code}`)
  expect(await stranger.page.textContent('main')).toContain('この証書は、差し替えられています')
  for (const one of [trainee, officer, stranger]) expect(one.problems()).toEqual([])
}, 240_000)

test('an officer sees the certificate change while the wording is typed, and is told of a placeholder that is none', async () => {
  const { page, problems } = await walk(town.planner)
  await page.goto(`/courses/${town.course}/certificate-template`)
  await page.fill('textarea[name=deed]', '{研修名}を{氏名}')
  await page.waitForSelector('#certificate-templates-preview:has-text("{氏名}という差し込みはありません")')
  await page.fill('textarea[name=deed]', '{年度}の{研修名}を修了しました')
  await page.waitForSelector('#certificate-templates-preview:has-text("令和八年度の地域ケア会議実践者養成研修を修了しました")')
  expect(await page.inputValue('textarea[name=deed]'), 'what is typed stays').toBe('{年度}の{研修名}を修了しました')
  await axe(page)
  await picture(page, 'certificate-template')
  await page.goto(`/trainings/${town.training}/certificates/delivery`)
  await axe(page)
  await page.goto('/rosters?year=2026')
  await axe(page)
  expect(problems()).toEqual([])
}, 240_000)

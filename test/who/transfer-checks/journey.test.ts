import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser, type Visit } from '../../support/browser.ts'
import { settle, type Someone } from '../../support/people.ts'
import { trainedAt } from './support.ts'

/**
 * B4: the check of April on telephones. The prefecture opens it in English, a city answers on one screen and hands in, the city where
 * somebody went confirms without scripts and hands in its own, and the figures follow.
 */
const house = await openHouse({ now: '2026-04-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const stays = await trainedAt(db, town, 'ZZA在 職子', 'ざい しょくこ', town.tachikawa)
const moves = await trainedAt(db, town, 'ZZA課 替郎', 'か かえろう', town.tachikawa, { category: 'adviser' })
const goes = await trainedAt(db, town, 'ZZA移 動子', 'い どうこ', town.tachikawa)
const leaves = await trainedAt(db, town, 'ZZA退 職郎', 'たい しょくろう', town.tachikawa)
await trainedAt(db, town, 'ZZB多 摩子', 'た まこ', town.tama)
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`

async function guest(who: Someone, more: Visit = {}) {
  const visit = await (await openBrowser()).visit({ at, width: 390, ...more })
  visit.page.setDefaultTimeout(60_000)
  await visit.page.context().addCookies([{ name: 'sid', value: (await house.visitor(who)).sid!, domain: '127.0.0.1', path: '/' }])
  const fits = async () => { if (more.javaScript !== false) expect(await visit.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0) }
  return { ...visit, looked: async () => { await axe(visit.page); await fits() } }
}
type Page = Awaited<ReturnType<typeof guest>>['page']
/** The trained people in post of a municipality by category, as the table of the prefecture has them. */
const covered = async (page: Page, municipality: number) => Object.fromEntries(await Promise.all((['chair', 'adviser'] as const).map(async (category) =>
  [category, Number(await page.locator(`a[href="/coverage/${municipality}?category=${category}"]`).first().textContent())])))

test('opened, answered, handed in, confirmed, counted', async () => {
  const [prefecture, city, other] = [await guest(town.planner, { language: 'en' }), await guest(town.clerkOfTachikawa), await guest(town.clerkOfTama, { javaScript: false })]

  await prefecture.page.goto('/coverage')
  expect([await covered(prefecture.page, town.tachikawa), await covered(prefecture.page, town.tama)]).toEqual([{ chair: 3, adviser: 1 }, { chair: 1, adviser: 0 }])
  await prefecture.page.click('main a[href="/transfer-checks"]')
  await prefecture.page.click('a:has-text("Open a transfer check") >> nth=0')
  for (const [box, value] of [['year', '2026'], ['month', '5'], ['day', '15']] as const) await prefecture.page.fill(`[name="dueOn.${box}"]`, value)
  await prefecture.page.fill('[name=contact]', '人材育成担当')
  await prefecture.page.click('main form button:has-text("Open")')
  await prefecture.page.waitForSelector('h1:has-text("Transfer check, FY2026")')
  await prefecture.looked()
  const { id } = await db.selectFrom('transfer_check').select('id').executeTakeFirstOrThrow()

  await city.page.goto('/')
  expect(await city.page.textContent('#home-calls')).toMatch(/令和8年度の異動確認[\s\S]*令和8年5月15日/)
  await city.page.click('#home-calls a:has-text("異動を確認する")')
  const row = ({ affiliation }: { affiliation: number }) => city.page.locator(`#person-${affiliation}`)
  await row(moves).getByText('区市町村内の異動').click()
  await row(moves).getByLabel('日', { exact: true }).fill('4/1')
  await row(moves).getByLabel('新しい所属').fill('介護保険課')
  await row(goes).getByText('他の区市町村へ').click()
  await row(goes).getByLabel('日', { exact: true }).fill('R8.4.1')
  await row(goes).getByLabel('移った先の区市町村').fill('多摩市')
  await row(leaves).getByText('退職・都外など').click()
  await city.looked()
  await city.page.click('button:has-text("残りを全員「在職」にする")')
  await city.page.waitForSelector('text=残りの人を「在職」にしました')
  await city.page.click('.transfer-bar button:has-text("提出の前に確かめる")')
  // Who left has no last day yet: it is said, and nothing can be handed in.
  await city.page.waitForSelector('text=最後の日（退職の日）を入れてください')
  await city.page.click('.action-bar a:has-text("一覧に戻る")')
  await row(leaves).getByLabel('日', { exact: true }).fill('3/31')
  await city.page.click('.transfer-bar button:has-text("提出の前に確かめる")')
  await city.page.waitForSelector('text=多摩市で数え、着任の確認を依頼します')
  await city.looked()
  await city.page.click('.action-bar button:has-text("提出する")')
  await city.page.waitForSelector('text=異動2026-132021')
  await city.looked()

  await other.page.goto('/')
  await other.page.click('#home-calls a:has-text("着任を確認する")')
  await other.page.click('a:has-text("ZZA移 動子")')
  await other.page.fill('[name=organization]', '高齢支援課')
  await axe(other.page)
  await other.page.click('form[action$="/confirmation"] button')
  expect(await other.page.textContent('main')).toMatch(/着任を確認しました[\s\S]*高齢支援課/)
  await other.page.goto(`/transfer-checks/${id}`)
  await axe(other.page)
  await other.page.click('button:has-text("残りを全員「在職」にする")')
  await other.page.click('.transfer-bar button:has-text("提出の前に確かめる")')
  await other.page.click('.action-bar button:has-text("提出する")')
  expect(await other.page.textContent('main')).toContain('異動2026-132241')

  await prefecture.page.goto(`/transfer-checks/${id}`)
  expect(await prefecture.page.textContent('.tally')).toMatch(/Handed in\s*2\s*municipalities[\s\S]*Moved within\s*1\s*person[\s\S]*To another municipality\s*1\s*person[\s\S]*Left\s*1\s*person/)
  await prefecture.looked()
  await prefecture.page.goto('/coverage')
  expect([await covered(prefecture.page, town.tachikawa), await covered(prefecture.page, town.tama)]).toEqual([{ chair: 1, adviser: 1 }, { chair: 2, adviser: 0 }])
  expect(await db.selectFrom('affiliation').select(['person_id as person', 'organization', 'from_on as fromOn']).where('to_on', 'is', null).where('person_id', 'in', [stays, moves, goes, leaves].map(({ person }) => person)).orderBy('person_id').execute()).toEqual([
    { person: stays.person, organization: '高齢福祉課', fromOn: '2022-04-01' }, { person: moves.person, organization: '介護保険課', fromOn: '2026-04-01' }, { person: goes.person, organization: '高齢支援課', fromOn: '2026-04-01' },
  ])
  expect((await db.selectFrom('audit_line').select('action').where('action', 'in', ['transfer_check.opened', 'transfer_check.submitted', 'transfer.confirmed']).orderBy('id').execute()).map(({ action }) => action))
    .toEqual(['transfer_check.opened', 'transfer_check.submitted', 'transfer.confirmed', 'transfer_check.submitted'])
  expect([...prefecture.problems(), ...city.problems(), ...other.problems()]).toEqual([])
}, 240_000)

import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { certificateJobs } from '../../../server/completion/certificates/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { axe, openBrowser } from '../../support/browser.ts'
import { settle } from '../../support/people.ts'
import { dated, graduate } from '../certificates/graduates.ts'

/** From the certificate to a badge and to somebody who checks both, on a telephone and without JavaScript. */
const house = await openHouse({ now: '2027-03-12T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await graduate(db, town, ['(the trainee)'], { from: 30, person: town.trainee.person })
const planner = await house.visitor(town.planner)
await planner.post(`/trainings/${town.training}/certificates`, dated())
await drain(house.crewHouse, certificateJobs)
const { id, code, name } = await db.selectFrom('certificate').select(['id', 'code', 'name']).executeTakeFirstOrThrow()
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`

test('a trainee makes a badge and hands it on; a stranger checks badge and paper, the old one and the new one', async () => {
  const browser = await openBrowser()
  const [trainee, stranger] = [await browser.visit({ at, width: 390, javaScript: false }), await browser.visit({ at, width: 390, language: 'en' })]
  const { sid } = await house.visitor(town.trainee)
  await trainee.page.context().addCookies([{ name: 'sid', value: sid!, domain: '127.0.0.1', path: '/' }])
  for (const { page } of [trainee, stranger]) page.setDefaultTimeout(60_000)
  const fits = async () => expect(await trainee.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)

  await trainee.page.goto('/my-certificates')
  await fits()
  await trainee.page.click('a:text-is("デジタル証明を受け取る")')
  await axe(trainee.page)
  await fits()
  await trainee.page.click('button:text-is("デジタル証明を作る")')
  await trainee.page.waitForSelector('h2:text-is("作った証明")')
  await axe(trainee.page)
  await fits()
  const [download] = await Promise.all([trainee.page.waitForEvent('download'), trainee.page.click('a:text-is("画像で受け取る（SVG）")')])
  expect(download.suggestedFilename()).toMatch(/^オープンバッジ .*\.svg$/)
  const picture = await readFile(await download.path())

  await stranger.page.goto('/verify')
  await axe(stranger.page)
  await stranger.page.click('a:text-is("Check a digital credential (open badge)")')
  await axe(stranger.page)
  await stranger.page.setInputFiles('#file', { name: 'badge.svg', mimeType: 'image/svg+xml', buffer: picture })
  await stranger.page.click('button:text-is("Check")')
  await stranger.page.waitForSelector('h2:text-is("This credential is valid")')
  await axe(stranger.page)
  expect(await stranger.page.textContent('main')).not.toContain(name)

  await planner.post(`/certificates/${id}/reissue`, { name, reason: '紛失' })
  const { code: fresh } = await db.selectFrom('certificate_event').select('code').where('kind', '=', 'reissued').executeTakeFirstOrThrow()
  for (const [typed, words] of [[code, 'This paper was replaced'], [fresh!, 'This certificate is valid; it was reissued'], ['0000-0000-0000', 'do not match']] as const) {
    await stranger.page.goto('/verify')
    await stranger.page.fill('#number', 'R8-実践-1')
    await stranger.page.fill('#code', typed.toLowerCase().replaceAll('-', ' '))
    await stranger.page.click('button:text-is("Check")')
    await stranger.page.waitForSelector(`main:has-text("${words}")`)
  }
  await axe(stranger.page)
  await stranger.page.goto('/verify/badge')
  await stranger.page.fill('#badge', picture.toString())
  await stranger.page.click('button:text-is("Check")')
  await stranger.page.waitForSelector('h2:text-is("This credential was replaced")')
  await trainee.page.goto(`/my-certificates/${id}/badge`)
  await trainee.page.waitForSelector('main:has-text("差替え済み")')
  expect([trainee.problems(), stranger.problems()]).toEqual([[], []])
}, 180_000)

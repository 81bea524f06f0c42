import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const homeOf = async (kind: 'administrator' | 'expert') => (await (await house.visitor(town[kind])).get('/')).body

test('an administrator reads what stands behind each door, and which messages could not be sent', async () => {
  const quiet = await homeOf('administrator')
  expect(quiet).toContain('人を招待し、役割を与えたり終えたりします。')
  expect(quiet).not.toContain('送れなかった通知')
})

test('an expert, who has no doors of work yet, is told how requests arrive', async () => {
  const body = await homeOf('expert')
  expect(body).toContain('会議の助言などをお願いするときは')
  expect(body).toContain('いま、お願いしていることはありません')
  expect(body).toContain('個人の記録は、ここでは見られません')
  expect(body).toContain('お知らせはありません。')
  expect(body).not.toContain('/accounts')
})

test('the office finds what it writes with in one place of the menu; a municipality has none of it', async () => {
  const menuOf = async (who: typeof town.planner) => (await (await house.visitor(who)).get('/')).body.split('id="side"')[1]!.split('</nav>')[0]!
  const office = (await menuOf(town.planner)).split('通知の出し方')[1]!.split('</ul>')[0]!
  expect([...office.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual(['/senders', '/letter-templates', '/reminders', '/outbox'])
  expect(await menuOf(town.clerkOfTachikawa)).not.toContain('/senders')
  expect((await (await house.visitor(town.planner)).get('/senders')).body).toMatch(/href="\/senders" aria-current="page"/)
})

test('no door is in the menu twice', async () => {
  for (const who of [town.planner, town.clerkOfTachikawa, town.contractor, town.administrator]) {
    const side = (await (await house.visitor(who)).get('/')).body.split('id="side"')[1]!.split('</nav>')[0]!
    const hrefs = [...side.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)
    expect(hrefs.filter((href, n) => hrefs.indexOf(href) < n)).toEqual([])
  }
})

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

import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

const { db, visitor } = await openHouse()
const town = await settle(db)
const clerk = await visitor(town.clerkOfTachikawa)
const sheet = `/calls/${town.call}/sheet`

const lastRow = async () => [...(await clerk.get(sheet)).body.matchAll(/name="chair\.(\d+)\.name"/g)].map(([, place]) => Number(place)).at(-1)

test('of forty places the next five rows are ready, and each save brings the following', async () => {
  await db.updateTable('call').set({ quota_chair: 40 }).where('id', '=', town.call).execute()
  expect(await lastRow()).toBe(4)
  const boxes = Object.fromEntries([0, 1, 2, 3, 4].map((place) => [`chair.${place}.name`, place === 4 ? '五番 目' : '']))
  expect((await clerk.post(`${sheet}/draft`, { version: '0', page: 'page', ...boxes })).statusCode).toBe(303)
  expect(await lastRow()).toBe(9)
})

test('where every place is taken there is still a row to type in', async () => {
  await db.updateTable('call').set({ quota_chair: 5 }).where('id', '=', town.call).execute()
  expect(await lastRow()).toBe(5)
})

import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'

const house = await openHouse()
const town = await settle(house.db)
const trainee = town.trainee.person
await house.db.insertInto('affiliation').values({
  person_id: trainee, municipality_id: town.tachikawa, organization: 'ZZA包括支援センター', category: 'adviser', from_on: '2020-04-01',
}).execute()
const enrollment = await enroll(house.db, town, trainee, 1)

const cells = (body: string) => [...body.matchAll(/href="\/coverage\/(\d+)\?category=(\w+)">(\d+)</g)].map(([, id, category, n]) => `${id} ${category} ${n}`)

test('nobody counts before the training is completed', async () => {
  const { body } = await (await house.visitor(town.planner)).get('/coverage')
  expect(cells(body)).toContain(`${town.tachikawa} adviser 0`)
})

test('who completed and is still in post counts in the municipality and category, and the figure opens the row', async () => {
  await house.db.updateTable('enrollment').set({ state: 'completed', completed_on: '2026-02-01' }).where('id', '=', enrollment).execute()
  const officer = await house.visitor(town.planner)
  expect(cells((await officer.get('/coverage')).body)).toContain(`${town.tachikawa} adviser 1`)
  const { body } = await officer.get(`/coverage/${town.tachikawa}?category=adviser`)
  expect(body).toContain('ZZA研 修子')
  expect(body).toContain('令和8年度 地域ケア会議実践者養成研修')
})

test('a municipality sees its own row and never that of another', async () => {
  const clerk = await house.visitor(town.clerkOfTama)
  const { body } = await clerk.get('/coverage')
  expect(cells(body).every((cell) => cell.startsWith(`${town.tama} `))).toBe(true)
  expect(body).not.toContain('ZZA')
  const [theirs, never] = [await clerk.get(`/coverage/${town.tachikawa}`), await clerk.get('/coverage/999999')]
  expect([theirs.statusCode, theirs.body === never.body]).toEqual([404, true])
})

test('who leaves the post counts no longer', async () => {
  await house.db.updateTable('affiliation').set({ to_on: '2026-03-31' }).where('person_id', '=', trainee).execute()
  const officer = await house.visitor(town.planner)
  expect(cells((await officer.get('/coverage')).body)).toContain(`${town.tachikawa} adviser 0`)
  expect((await officer.get(`/coverage/${town.tachikawa}`)).body).not.toContain('ZZA研 修子')
})

test('the places proposed for next year are a step away from demand surveys and from allotments, and back', async () => {
  const { db } = house
  const survey = await db.insertInto('demand_survey').values({ course_id: town.course, fiscal_year: 2027, due_on: '2026-12-11', contact: '担当', opened_at: new Date('2026-06-01T09:00:00+09:00'), opened_by: town.planner.person }).returning('id').executeTakeFirstOrThrow()
  const [officer, clerk] = [await house.visitor(town.planner), await house.visitor(town.clerkOfTama)]
  for (const [who, address] of [[officer, '/demand-surveys'], [officer, `/demand-surveys/${survey.id}`], [officer, `/calls/${town.call}/allotment`], [clerk, '/demand-surveys'], [clerk, `/demand-surveys/${survey.id}`]] as const) {
    const { statusCode, body } = await who.get(address)
    expect([address, statusCode, body.split('<main')[1]!.includes('href="/coverage/places"')]).toEqual([address, 200, true])
  }
  const back = async (who = officer) => { const main = (await who.get('/coverage/places')).body.split('<main')[1]!; return ['/demand-surveys', `/calls/${town.call}/allotment`].map((href) => main.includes(`href="${href}"`)) }
  expect([await back(), await back(clerk)]).toEqual([[true, true], [true, false]])
})

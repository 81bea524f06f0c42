import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'

const house = await openHouse({ demo: true })
const town = await settle(house.db)
const city = await givePost(house.db, await makePerson(house.db, '見本 市子', 'みほん いちこ', town.tachikawa), 'municipality', town.tachikawa, 'city@demo.example')

test('the door shows who can be walked in as, by role and by name', async () => {
  const { body } = await house.stranger().get('/sign-in')
  expect(body.match(/action="\/demo\/personas\/[a-z-]+"/g)).toHaveLength(8)
  expect(body).toContain('区市町村の担当者</b><i lang="ja">見本 市子</i>')
  expect((await house.stranger().get('/sign-in', {}, { language: 'en' })).body).toContain('Municipal officer')
})

test('one walks in with one press, and out of whoever one was before', async () => {
  const before = await house.visitor(town.planner)
  const answer = await before.post('/demo/personas/city')
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/'])
  const sid = answer.cookies.find(({ name }) => name === 'sid')!.value
  expect((await house.stranger().get('/account', {}, { sid })).body).toContain('見本 市子')
  expect((await before.get('/account')).statusCode).toBe(303)
  const line = await house.db.selectFrom('audit_line').select(['action', 'person_id']).orderBy('id', 'desc').executeTakeFirst()
  expect(line).toEqual({ action: 'session.begun', person_id: city.person })
})

test.each(['nobody', 'trainee', '__proto__', 'city%40demo.example', 'constructor'])('%s is nobody who is there', async (name) => {
  expect((await house.stranger().post(`/demo/personas/${name}`)).statusCode).toBe(404)
})

import { expect, test } from 'vitest'
import { outlineOf } from '../../../server/planning/courses/queries.ts'
import { htmx, openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

const { db, visitor } = await openHouse()
const town = await settle(db)
const planner = await visitor(town.planner)
const page = `/courses/${town.course}`
const titles = async () => (await outlineOf(db, town.course)).map(({ title }) => title)
const idOf = async (title: string) => (await outlineOf(db, town.course)).find((one) => one.title === title)!.id

test('modules are added at the end and ordered with a button, without JavaScript', async () => {
  for (const [title, minutes] of [['アセスメント', '90'], ['演習', '']] as const) {
    expect((await planner.post(`${page}/modules`, { title, titleEn: title, minutes })).headers.location).toBe(page)
  }
  expect(await titles()).toEqual(['会議の役割', 'アセスメント', '演習'])
  expect((await planner.post(`${page}/modules/${await idOf('演習')}/order`, { by: 'up' })).statusCode).toBe(303)
  expect(await titles()).toEqual(['会議の役割', '演習', 'アセスメント'])
  await planner.post(`${page}/modules/${await idOf('会議の役割')}/order`, { by: 'up' })
  expect(await titles(), 'the first stays the first').toEqual(['会議の役割', '演習', 'アセスメント'])
  const piece = (await planner.get(page, htmx('section#courses-outline'))).body.trim()
  expect(piece).toMatch(/^<section class="section" id="courses-outline"/)
})

test('the page shows the outline with its minutes and the trainings that use it', async () => {
  const { body } = await planner.get(page)
  for (const words of ['会議の役割', '90', '令和8年度 地域ケア会議実践者養成研修', 'trainings/1"']) expect(body).toContain(words)
  expect((await planner.get('/courses')).body).toContain('実践者養成')
})

test('a module that is taught stays, one that is not may go', async () => {
  const kept = await planner.post(`${page}/modules/${town.module}/removal`)
  expect([kept.statusCode, kept.body.includes('使われているため、消せません')]).toEqual([409, true])
  expect((await planner.post(`${page}/modules/${await idOf('演習')}/removal`)).statusCode).toBe(303)
  expect(await titles()).toEqual(['会議の役割', 'アセスメント'])
})

test('a course is made and edited; a poor form comes back as typed', async () => {
  const form = { kind: 'instructor_training', name: '講師養成研修', nameEn: 'Instructor training', mark: '講師', requirements: '実践者養成研修の修了者' }
  const made = await planner.post('/courses', { ...form, onceKey: 'only-one-course' })
  expect((await planner.post('/courses', { ...form, onceKey: 'only-one-course' })).headers.location).toBe(made.headers.location)
  expect((await planner.get(String(made.headers.location))).body).toContain('実践者養成研修の修了者')
  const poor = await planner.post(String(made.headers.location), { ...form, kind: 'other', name: 'ZZ直す' })
  expect([poor.statusCode, poor.body.includes('ZZ直す'), poor.body.includes('正しく入力してください')]).toEqual([422, true, true])
  expect(await db.selectFrom('audit_line').select('action').where('action', '=', 'course.made').execute()).toHaveLength(1)
})

test('a module of another course is not found here, and courses are edited by the prefecture alone', async () => {
  const { id: other } = await db.selectFrom('course').select('id').where('mark', '=', '講師').executeTakeFirstOrThrow()
  expect((await planner.post(`/courses/${other}/modules/${town.module}`, { title: 'x', titleEn: 'x' })).statusCode).toBe(404)
  expect((await planner.post(`/courses/${other}/modules/${town.module}/removal`)).statusCode).toBe(404)
  const contractor = await visitor(town.contractor)
  expect((await contractor.get(page)).body).not.toContain('/order')
  expect((await contractor.post(`${page}/modules`, { title: 'x', titleEn: 'x' })).statusCode).toBe(404)
  expect((await (await visitor(town.clerkOfTama)).get('/courses')).statusCode).toBe(404)
})

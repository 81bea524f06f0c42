import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { putLesson } from '../../support/lessons.ts'
import { idOf, settle } from '../../support/people.ts'
import { bodyFor, holdings, waysOf } from '../../support/ways.ts'

/** Instructors make lessons, of the courses they teach and of no other: each door of each room is tried. */
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[1], person_id: town.instructor.person }).execute()
const course = await idOf(db.insertInto('course').values({ kind: 'follow_up_training', name: '別の研修', name_en: 'Another', mark: '別' }).returning('id'))
const module = await idOf(db.insertInto('module').values({ course_id: course, position: 1, title: '別の科目', title_en: 'Another' }).returning('id'))
const training = await idOf(db.insertInto('training').values({ course_id: course, fiscal_year: 2026, title: '別', title_en: 'Another', capacity: 4 }).returning('id'))
const foreign = await putLesson(db, { module_id: module, position: 1, kind: 'video', title: 'よその教材', title_en: 'Foreign' }, { body: 'x', published_at: null })
const [planner, instructor] = await Promise.all([town.planner, town.instructor].map(house.visitor))
const newPage = (moduleId: number) => ({ moduleId: String(moduleId), kind: 'page', title: '講師の教材', titleEn: 'By an instructor', body: '本文' })

test('an instructor makes, changes, orders and publishes lessons of a course they teach', async () => {
  const made = await instructor!.post('/lessons', newPage(town.module))
  const id = made.headers.location!.split('/').at(-1)!
  expect(made.statusCode).toBe(303)
  expect((await instructor!.post(`/lessons/${id}`, { title: '講師の教材', titleEn: 'By', body: '直した', version: '1' })).statusCode).toBe(303)
  expect((await instructor!.post(`/lessons/${id}/position`, { moduleId: String(town.module), place: '1' })).statusCode).toBe(303)
  expect((await instructor!.post(`/lessons/${id}/publication`, { version: '2' })).statusCode).toBe(303)
  const lines = await db.selectFrom('audit_line').select(['action', 'person_id', 'post_id']).where('subject', '=', `lesson:${id}`).orderBy('id').execute()
  expect(lines).toEqual(['added', 'changed', 'moved', 'published'].map((act) => ({ action: `lesson.${act}`, person_id: town.instructor.person, post_id: town.instructor.post })))
  const page = (await instructor!.get(`/lessons?course=${town.course}`)).body
  expect([page.includes('/position"'), page.includes('担当する研修の内容だけ')]).toEqual([true, false])
})

test('which days a training opens them on is theirs to say for trainings they teach', async () => {
  const [{ id }] = await db.selectFrom('lesson').select('id').where('module_id', '=', town.module).execute() as [{ id: number }]
  const rows = { 'rows.0.lessonId': String(id), 'rows.0.opened': 'true' }
  expect((await instructor!.post(`/trainings/${town.training}/lessons`, rows)).statusCode).toBe(303)
  expect((await instructor!.post(`/trainings/${training}/lessons`, {})).statusCode).toBe(404)
  const read = await instructor!.get(`/trainings/${training}/lessons`)
  expect([read.statusCode, read.body.includes(`action="/trainings/${training}/lessons"`)]).toEqual([200, false])
})

test('another course can be looked at, and says whose it is not; nothing in it can be made', async () => {
  const index = (await instructor!.get(`/lessons?course=${course}`)).body
  expect([index.includes('よその教材'), index.includes('担当する研修の内容だけ'), index.includes('/position"'), index.includes('/lessons/new')]).toEqual([true, true, false, false])
  const shown = (await instructor!.get(`/lessons/${foreign}`)).body
  expect([shown.includes('/publication"'), shown.includes(`/lessons/${foreign}/edit`)]).toEqual([false, false])
  expect((await instructor!.post('/lessons', newPage(module))).statusCode).toBe(404)
  expect((await instructor!.get(`/lessons/new?module=${module}`)).statusCode).toBe(404)
  expect((await instructor!.get(`/modules/${module}/copy`)).statusCode).toBe(404)
})

test('every door in which a lesson is made answers, for another course, like one that never was, and changes nothing', async () => {
  const ways = waysOf(house.app).filter(({ access, url }) => access === 'lessons.edit' && url.startsWith('/lessons/:id'))
  expect(ways.length).toBeGreaterThan(15)
  const before = await holdings(db)
  const told: string[] = []
  for (const way of ways) {
    const { schema } = house.app.routes.find(({ method, url }) => method === way.method && url === way.url)!
    const knock = async (id: number) => {
      const at = `${way.url.replace(':id', String(id)).replace(/:\w+/g, '1')}${way.query.includes('from') ? '?from=0' : ''}`
      const { statusCode, body } = way.method === 'GET' ? await instructor!.get(at) : await instructor!.post(at, bodyFor(schema.body))
      return `${statusCode} ${body}`
    }
    const [foreignAnswer, never] = [await knock(foreign), await knock(987_654)]
    if (foreignAnswer !== never || !never.startsWith('404')) told.push(`${way.method} ${way.url} ${foreignAnswer.slice(0, 3)} ${never.slice(0, 3)}`)
  }
  expect(told).toEqual([])
  const after = await holdings(db)
  expect(Object.keys(after).filter((table) => after[table] !== before[table] && table !== 'session')).toEqual([])
  expect((await planner!.get(`/lessons/${foreign}/edit`)).statusCode).toBe(200)
})

test('who no longer teaches the course makes nothing in it from that moment on', async () => {
  const { id } = await db.selectFrom('lesson').select('id').where('module_id', '=', town.module).executeTakeFirstOrThrow()
  await db.deleteFrom('cohort_instructor').where('person_id', '=', town.instructor.person).execute()
  expect((await instructor!.get(`/lessons/${id}/edit`)).statusCode).toBe(404)
  expect((await instructor!.get(`/lessons/${id}`)).statusCode).toBe(200)
})

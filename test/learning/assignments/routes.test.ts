import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

/** F5: staff say what an assignment asks, attach a form, look at it as trainees will, and publish it. */
const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, instructor, trainee, clerk] = await Promise.all([town.planner, town.instructor, town.trainee, town.clerkOfTachikawa].map(house.visitor))
const made = await planner!.post('/lessons', { moduleId: String(town.module), kind: 'assignment', title: '事例シート', titleEn: 'Case sheet' })
const path = made.headers.location!
const id = Number(/\/lessons\/(\d+)\/assignment/.exec(path)![1])
const version = async () => String((await db.selectFrom('lesson').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version)
const content = async () => (await db.selectFrom('lesson_version').select('content').where('lesson_id', '=', id).orderBy('number', 'desc').executeTakeFirstOrThrow()).content
const form = { purpose: 'pre_assignment', instructions: '## 事例\n\n1つ選ぶ。', hasCaseSheet: 'true', check: 'block', sharing: 'instructors', markers: '1', lateAllowed: 'true',
  'rubric.0.title': '望み', 'rubric.0.levels.0.label': 'よい', 'rubric.0.levels.0.points': '5', 'rubric.0.levels.1.label': 'もう少し', 'rubric.0.levels.1.points': '1', pointsNeeded: '5' }
const template = async (bytes: Buffer, name: string) => {
  const edge = 'edge-of-parts'
  const part = (words: string) => Buffer.from(`--${edge}\r\nContent-Disposition: form-data; ${words}`)
  return house.app.inject({ method: 'POST', url: `${path}/template`, cookies: { sid: planner!.sid! }, headers: { host: 'house.test', origin: 'http://house.test', 'content-type': `multipart/form-data; boundary=${edge}` },
    payload: Buffer.concat([part(`name="version"\r\n\r\n${await version()}\r\n`), part(`name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`), bytes, Buffer.from(`\r\n--${edge}--\r\n`)]) })
}

test('a new assignment leads to its contents, and is not published before there are any', async () => {
  expect([made.statusCode, path]).toEqual([303, `/lessons/${id}/assignment`])
  const { body } = await planner!.get(path)
  expect(body).toContain('観点1')
  expect(body).toMatch(/<input type="checkbox"[^>]*name="fileKinds" value="pdf"\s+checked/)
  expect((await planner!.get(`${path}/preview`)).body).toContain('課題の中身がまだありません')
  const early = await planner!.post(`/lessons/${id}/publication`, { version: await version() })
  expect([early.statusCode, early.body.includes('課題の中身がまだありません')]).toEqual([409, true])
})

test('what is wrong comes back at its box, as typed', async () => {
  const poor = await planner!.post(path, { ...form, version: await version(), hasCaseSheet: '', pointsNeeded: '9', instructions: '書いた説明' })
  expect(poor.statusCode).toBe(422)
  for (const words of ['出し方が選ばれていません', '合格点が満点（5点）を超えています', '書いた説明</textarea>', 'value="望み"']) expect(poor.body).toContain(words)
  expect(await content()).toEqual({})
})

test('saved it is a draft; seen as trainees will see it; a stale page is told', async () => {
  const stale = await version()
  expect((await planner!.post(path, { ...form, version: stale })).statusCode).toBe(303)
  expect(await content()).toMatchObject({ purpose: 'pre_assignment', hasCaseSheet: true, text: null, files: null, check: 'block', markers: 1, pointsNeeded: 5, rubric: [{ title: '望み', levels: [{ label: 'よい', points: 5, text: '' }, { label: 'もう少し', points: 1, text: '' }] }] })
  expect((await planner!.post(path, { ...form, version: stale })).statusCode).toBe(409)
  const { body } = await instructor!.get(`${path}/preview`)
  for (const words of ['<h2>事例</h2>', '助言者に聞きたいこと', '直すまで提出できません', '合わせて5点以上']) expect(body).toContain(words)
  expect((await planner!.get(path)).body).toContain('value="もう少し"')
})

test('a form to be filled in is what it says, goes along, and is taken off again', async () => {
  const wrong = await template(Buffer.from('MZ'.padEnd(40)), '様式.pdf')
  expect([wrong.statusCode, wrong.body.includes('名前の種類と合いません'), wrong.body.includes('1つ選ぶ。</textarea>')]).toEqual([415, true, true])
  expect((await template(Buffer.from('%PDF-1.7'.padEnd(40)), '事例の様式.pdf')).statusCode).toBe(303)
  expect((await planner!.get(path)).body).toContain('事例の様式.pdf')
  expect((await planner!.get(`/lessons/${id}/file`)).headers['content-disposition']).toMatch(/^attachment/)
  expect((await planner!.post(`${path}/template/removal`, { version: await version() })).statusCode).toBe(303)
  expect((await planner!.get(path)).body).not.toContain('事例の様式.pdf')
})

test('published it opens to trainees; who may not make lessons does not come here', async () => {
  expect((await planner!.post(`/lessons/${id}/publication`, { version: await version() })).statusCode).toBe(303)
  for (const visitor of [instructor, trainee, clerk]) {
    expect((await visitor!.get(path)).statusCode).toBe(404)
    expect((await visitor!.post(path, { ...form, version: await version() })).statusCode).toBe(404)
  }
  const page = await planner!.post('/lessons', { moduleId: String(town.module), kind: 'page', title: '読みもの', titleEn: 'Page', body: 'x' })
  expect((await planner!.get(`${page.headers.location}/assignment`)).statusCode, 'another kind has no such room').toBe(404)
})

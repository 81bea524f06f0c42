import { describe, expect, test } from 'vitest'
import { putVersion } from '../../support/lessons.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { soon } from '../../support/soon.ts'
import { contentOf } from '../../../server/learning/scorm/rules.ts'
import { enrollBoth, putPackage } from './house.ts'
import { manifest, oneItem, page, part, twoItems, zip } from './packages.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { own, other } = await enrollBoth(house, town)
await house.app.content.listen({ port: 0, host: '127.0.0.1' })
const trainee = await house.visitor(town.trainee)
const neighbor = await house.visitor(town.traineeOfTama)
const planner = await house.visitor(town.planner)

const tokenIn = (location: unknown) => /\/(?:play|preview)\/([\w-]{22})$/.exec(String(location))?.[1] ?? null
async function launch(lesson: number, item = 'only', who = trainee, enrollment = own) {
  const { headers, statusCode, body } = await who.post(`/learn/${enrollment}/packages/${lesson}/launches`, { item })
  return { token: tokenIn(headers.location)!, statusCode, body }
}
let number = 0
const commit = async (token: string, elements: Record<string, string> = {}, more: object = {}) => {
  const answer = await house.app.content.inject({ method: 'POST', url: `/play/${token}/commits`, headers: { host: 'localhost:1' }, payload: { number: ++number, elements, ...more } })
  const isJson = String(answer.headers['content-type']).startsWith('application/json')
  return { status: answer.statusCode, ...isJson ? answer.json<{ closed?: string; refused?: object; isDone?: boolean }>() : {} }
}
const end = (token: string, elements: Record<string, string>) => commit(token, elements, { isEnd: true })
const stateOf = (lesson: number, item = 'only') => db.selectFrom('scorm_state as s').innerJoin('scorm_attempt as a', 'a.id', 's.attempt_id').selectAll('s').select('a.number')
  .where('a.lesson_id', '=', lesson).where('s.item', '=', item).orderBy('a.number', 'desc').executeTakeFirst()
const startOf = async (token: string) => JSON.parse(/id="start">(.*?)<\/script>/.exec((await house.app.content.inject({ url: `/play/${token}/`, headers: { host: 'localhost:1' } })).body)![1]!) as { elements: Record<string, string>; mode: string }

describe('what a browser tells', () => {
  test('is taken element by element; what may not be is left out and told, and stands in the record of it', async () => {
    const lesson = await putPackage(house, town, oneItem())
    const { token } = await launch(lesson)
    const answer = await commit(token, { 'cmi.core.lesson_status': 'incomplete', 'cmi.core.student_id': 'x', 'cmi.core.score.raw': '999', 'cmi.suspend_data': 'あ\u0000\ud800', __proto__x: 'y' })
    expect(answer).toMatchObject({ status: 200, isDone: false, refused: { 'cmi.core.student_id': 'readOnly', 'cmi.core.score.raw': 'range', __proto__x: 'unknown' } })
    expect(await stateOf(lesson)).toMatchObject({ elements: { 'cmi.core.lesson_status': 'incomplete' }, completion: 'incomplete', score: null })
    expect((await startOf(token)).elements['cmi.suspend_data'], 'signs that are no text come back as they were').toBe('あ\u0000\ud800')
    expect(await db.selectFrom('scorm_commit').select(['refused', 'elements']).orderBy('id', 'desc').limit(1).executeTakeFirst()).toMatchObject({ elements: { 'cmi.core.lesson_status': 'incomplete' } })
  })

  test('is never changed once it came in', async () => {
    await expect(db.updateTable('scorm_commit').set({ number: 99 }).execute()).rejects.toThrow('only added to')
  })

  test('sent twice is taken once, and an older message changes nothing', async () => {
    const lesson = await putPackage(house, town, oneItem())
    const { token } = await launch(lesson)
    await commit(token, { 'cmi.core.lesson_location': 'new' })
    const before = await db.selectFrom('scorm_commit').select('id').execute()
    const again = await house.app.content.inject({ method: 'POST', url: `/play/${token}/commits`, payload: { number, elements: { 'cmi.core.lesson_location': 'old' } } })
    expect(again.statusCode).toBe(200)
    expect(await db.selectFrom('scorm_commit').select('id').execute()).toEqual(before)
    expect((await stateOf(lesson))!.elements).toEqual({ 'cmi.core.lesson_location': 'new' })
  })

  test('of its time is taken by our clock; what a package says of it is kept beside', async () => {
    const lesson = await putPackage(house, town, oneItem())
    const { token } = await launch(lesson)
    house.setClock('2026-09-01T10:00:30+09:00')
    await commit(token)
    house.setClock('2026-09-01T11:00:30+09:00')
    await commit(token, { 'cmi.core.session_time': '0009:00:00' })
    expect(await stateOf(lesson)).toMatchObject({ seconds: 150, claimed_seconds: 32_400 })
    house.setClock('2026-09-01T10:00:00+09:00')
  })

  test.each<[string, (lesson: number) => Promise<string>, number, object]>([
    ['by a token that is none', async () => 'x'.repeat(22), 404, {}],
    ['by a token that is old', async (lesson) => { const { token } = await launch(lesson); await db.updateTable('scorm_launch').set({ expires_at: new Date('2026-09-01T09:59:59+09:00') }).execute(); return token }, 409, { closed: 'expired' }],
    ['when it was opened once more elsewhere', async (lesson) => { const { token } = await launch(lesson); await launch(lesson); return token }, 409, { closed: 'elsewhere' }],
    ['after the package ended it', async (lesson) => { const { token } = await launch(lesson); await end(token, {}); return token }, 409, { closed: 'elsewhere' }],
    ['after its due date', async (lesson) => { const { token } = await launch(lesson); await db.updateTable('training_lesson').set({ due_on: '2026-08-31' }).where('lesson_id', '=', lesson).execute(); return token }, 409, { closed: 'late' }],
    ['of somebody who withdrew', async (lesson) => { const { token } = await launch(lesson, 'only', neighbor, other); await db.updateTable('enrollment').set({ state: 'withdrawn' }).where('id', '=', other).execute(); return token }, 409, { closed: 'closed' }],
  ])('is not taken %s', async (_, tokenOf, status, answer) => {
    const lesson = await putPackage(house, town, oneItem())
    const token = await tokenOf(lesson)
    const before = await stateOf(lesson)
    expect(await commit(token, { 'cmi.core.lesson_status': 'passed' })).toMatchObject({ status, ...answer })
    expect(await stateOf(lesson)).toEqual(before)
    await db.updateTable('enrollment').set({ state: 'enrolled' }).where('id', '=', other).execute()
  })

  test('too often is asked to wait', async () => {
    const lesson = await putPackage(house, town, oneItem())
    const { token } = await launch(lesson)
    const answers = []
    for (let n = 0; n < 95; n += 1) answers.push((await house.app.content.inject({ method: 'POST', url: `/play/${token}/commits`, payload: { number: n + 1, elements: {} } })).statusCode)
    expect([answers[0], answers.at(-1)]).toEqual([200, 429])
  })

  test('in another shape is no message at all', async () => {
    const lesson = await putPackage(house, town, oneItem())
    const { token } = await launch(lesson)
    for (const payload of [{}, { number: 0, elements: {} }, { number: 1, elements: [] }, { number: 1, elements: { a: { b: 1 } } }, { number: 1, elements: { a: 'x'.repeat(100_001) } }]) {
      expect((await house.app.content.inject({ method: 'POST', url: `/play/${token}/commits`, payload })).statusCode, JSON.stringify(payload).slice(0, 40)).toBe(404)
    }
  })
})

describe('a package is told', () => {
  test('a number that says nothing of whose it is, no name, and the same number in every attempt', async () => {
    const lesson = await putPackage(house, town, oneItem())
    const first = await launch(lesson)
    const { elements } = await startOf(first.token)
    expect(elements['cmi.core.student_id']).toMatch(/^m[0-9a-f]{20}$/)
    expect(elements['cmi.core.student_name']).toBeUndefined()
    await end(first.token, { 'cmi.core.lesson_status': 'failed' })
    await trainee.post(`/learn/${own}/packages/${lesson}/attempts`)
    const second = await launch(lesson)
    expect((await startOf(second.token)).elements).toMatchObject({ 'cmi.core.student_id': elements['cmi.core.student_id'], 'cmi.core.entry': 'ab-initio' })
  })
  test('the name where staff want it told, with nothing in it that ends the page', async () => {
    await db.updateTable('person').set({ name: 'ZZA</script><b>' }).where('id', '=', town.trainee.person).execute()
    const lesson = await putPackage(house, town, oneItem(), { showsName: true })
    const { token } = await launch(lesson)
    expect((await startOf(token)).elements['cmi.core.student_name']).toBe('ZZA</script><b>')
    await db.updateTable('person').set({ name: 'ZZA研 修子' }).where('id', '=', town.trainee.person).execute()
  })
})

describe('attempts', () => {
  test('failed is over; another is begun while any is left; the earlier ones stay', async () => {
    const lesson = await putPackage(house, town, oneItem(), { attemptsMax: 2, keep: 'best' })
    const one = await launch(lesson)
    expect((await trainee.post(`/learn/${own}/packages/${lesson}/attempts`)).statusCode, 'not while it goes on').toBe(409)
    await end(one.token, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '40' })
    expect((await trainee.get(`/learn/${own}/packages/${lesson}`)).body).toContain('済みの条件に届いていません')
    expect((await trainee.post(`/learn/${own}/packages/${lesson}/attempts`)).statusCode).toBe(303)
    const two = await launch(lesson)
    await end(two.token, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '30' })
    expect((await trainee.post(`/learn/${own}/packages/${lesson}/attempts`)).statusCode).toBe(409)
    const { body } = await trainee.get(`/learn/${own}/packages/${lesson}`)
    for (const words of ['受けられる回数（2回）を使い切りました', 'いちばん良い回', '40点', '30点']) expect(body).toContain(words)
    expect(await db.selectFrom('scorm_attempt').select(['number', 'score', 'is_over', 'is_done']).where('lesson_id', '=', lesson).orderBy('number').execute())
      .toEqual([{ number: 1, score: 40, is_over: true, is_done: false }, { number: 2, score: 30, is_over: true, is_done: false }])
    expect(await db.selectFrom('progress').select('state').where('lesson_id', '=', lesson).executeTakeFirst()).toEqual({ state: 'in_progress' })
  })

  test('one item of two in each of two attempts is not done', async () => {
    const lesson = await putPackage(house, town, twoItems(), { need: 'completed' })
    await end((await launch(lesson, 'first')).token, { 'cmi.core.lesson_status': 'completed' })
    await end((await launch(lesson, 'second')).token, { 'cmi.core.lesson_status': 'failed' })
    await trainee.post(`/learn/${own}/packages/${lesson}/attempts`)
    expect((await launch(lesson, 'second')).statusCode, 'what comes first is asked of this attempt').toBe(409)
    const answer = await end((await launch(lesson, 'first')).token, { 'cmi.core.lesson_status': 'completed' })
    expect(answer.isDone).toBe(false)
    expect((await end((await launch(lesson, 'second')).token, { 'cmi.core.lesson_status': 'completed' })).isDone).toBe(true)
    expect(await db.selectFrom('progress').select('state').where('lesson_id', '=', lesson).executeTakeFirst()).toEqual({ state: 'completed' })
  })

  test('what is done is only looked at again: nothing comes in', async () => {
    const lesson = await putPackage(house, town, oneItem())
    await end((await launch(lesson)).token, { 'cmi.core.lesson_status': 'completed' })
    const { token } = await launch(lesson)
    expect((await startOf(token)).mode).toBe('review')
    expect(await commit(token, { 'cmi.core.lesson_status': 'failed' })).toMatchObject({ status: 409, closed: 'nothing_kept' })
  })

  test('a package that hides all its items can be opened all the same', async () => {
    const lesson = await putPackage(house, town, zip(part('imsmanifest.xml', manifest({ items: [{ id: 'only' }] }).replace('<item ', '<item isvisible="false" ')), part('only/index.html', page('x'))))
    expect((await trainee.get(`/learn/${own}/packages/${lesson}`)).body).toContain('name="item" value="only"')
  })

  test('an item that does not speak is done when it was opened', async () => {
    const lesson = await putPackage(house, town, zip(part('imsmanifest.xml', manifest({ items: [{ id: 'only', type: 'asset' }] })), part('only/index.html', page('資料'))))
    await launch(lesson)
    expect(await db.selectFrom('progress').select('state').where('lesson_id', '=', lesson).executeTakeFirst()).toEqual({ state: 'completed' })
  })
})

test('what is another\'s is not there: their lesson, their opening, their token under one\'s own name', async () => {
  const lesson = await putPackage(house, town, oneItem())
  const { token } = await launch(lesson)
  for (const url of [`/learn/${own}/packages/${lesson}`, `/learn/${own}/packages/${lesson}/play/${token}`, `/learn/${other}/packages/${lesson}/play/${token}`]) expect([url, (await neighbor.get(url)).statusCode]).toEqual([url, 404])
  expect((await neighbor.post(`/learn/${own}/packages/${lesson}/launches`, { item: 'only' })).statusCode).toBe(404)
  expect((await trainee.get(`/lessons/${lesson}/file`)).statusCode, 'a package is played, not taken home').toBe(404)
  expect(await db.selectFrom('scorm_launch').select('id').where('token_hash', '=', token).executeTakeFirst(), 'the token itself is kept nowhere').toBeUndefined()
  expect(await db.selectFrom('once_key').select('location').where('location', 'like', `%${token}%`).execute()).toEqual([])
})

describe('staff', () => {
  const newLesson = async () => {
    const { headers } = await planner.post('/lessons', { moduleId: String(town.module), kind: 'scorm', title: '新しいSCORM', titleEn: 'New' })
    return Number(/\/lessons\/(\d+)\/package/.exec(String(headers.location))![1])
  }
  const send = async (lesson: number, bytes: Buffer, version = 1, name = '教材.zip') => {
    const edge = 'edge-of-parts'
    const box = (words: string) => Buffer.from(`--${edge}\r\nContent-Disposition: form-data; ${words}`)
    const payload = Buffer.concat([box(`name="version"\r\n\r\n${version}\r\n`), box(`name="file"; filename="${name}"\r\nContent-Type: application/zip\r\n\r\n`), bytes, Buffer.from(`\r\n--${edge}--\r\n`)])
    return house.app.inject({ method: 'POST', url: `/lessons/${lesson}/package/file`, payload, cookies: { sid: planner.sid! },
      headers: { host: 'house.test', origin: 'http://house.test', 'content-type': `multipart/form-data; boundary=${edge}` } })
  }

  test('send a package, read what was found, decide what counts, publish; nothing is published without one', async () => {
    const lesson = await newLesson()
    expect((await planner.post(`/lessons/${lesson}/publication`, { version: '1' })).body).toContain('教材のファイルを送ってから公開してください')
    expect((await send(lesson, twoItems())).headers.location).toBe(`/lessons/${lesson}/package`)
    const { body } = await planner.get(`/lessons/${lesson}/package`)
    for (const words of ['SCORM 1.2', '第1章　目的', '問題は見つかりませんでした', '教材から受講者のブラウザーを通して届く申告']) expect(body).toContain(words)
    const none = await planner.post(`/lessons/${lesson}/package`, { version: '2', need: 'completed', keep: 'best', late: 'refuse' })
    expect([none.statusCode, none.body.includes('何も選ばないと、だれも済みになりません')]).toEqual([422, true])
    const saved = await planner.post(`/lessons/${lesson}/package`, { version: '2', required: 'second', need: 'passed', scoreMin: '70', attemptsMax: '3', keep: 'last', late: 'take' })
    expect(saved.statusCode).toBe(303)
    expect((await planner.post(`/lessons/${lesson}/publication`, { version: '3' })).statusCode).toBe(303)
    const { content } = await db.selectFrom('lesson_version').select('content').where('lesson_id', '=', lesson).executeTakeFirstOrThrow()
    expect(contentOf(content)).toMatchObject({ required: ['second'], need: 'passed', scoreMin: 70, attemptsMax: 3, keep: 'last', review: false, showsName: false, late: 'take' })
    expect(await db.selectFrom('audit_line').select('action').where('subject', '=', `lesson:${lesson}`).execute()).toEqual(expect.arrayContaining([{ action: 'scorm.packageSent' }, { action: 'lesson.published' }]))
  })

  test('read what keeps a package out, with the place and what to do; nothing of it stays', async () => {
    const lesson = await newLesson()
    const before = await db.selectFrom('file').select('id').execute()
    const answer = await send(lesson, zip(part('imsmanifest.xml', manifest({ items: [{ id: 'a', title: '第1章' }] })), part('x.html', '')))
    expect(answer.statusCode).toBe(422)
    for (const words of ['受け取れませんでした', '開くファイルが、ZIPの中にありません', 'a/index.html', '7行目', '項目 a', 'ファイルの名前と場所を確かめ']) expect(answer.body).toContain(words)
    expect(await db.selectFrom('file').select('id').execute()).toEqual(before)
    expect((await send(lesson, Buffer.from('x'), 1, '教材.pdf')).statusCode).toBe(415)
  })

  test('a newer package is a new version: who has begun stays with theirs', async () => {
    const lesson = await putPackage(house, town, oneItem())
    const { token } = await launch(lesson)
    const { version } = await db.selectFrom('lesson').select('version').where('id', '=', lesson).executeTakeFirstOrThrow()
    await send(lesson, twoItems(), version)
    await planner.post(`/lessons/${lesson}/publication`, { version: String(version + 1) })
    expect((await trainee.get(`/learn/${own}/packages/${lesson}`)).body).not.toContain('第2章')
    expect((await commit(token, { 'cmi.core.lesson_location': 'x' })).status).toBe(200)
    expect((await neighbor.get(`/learn/${other}/packages/${lesson}`)).body).toContain('第2章')
  })

  test('what was sent before and is played by no version goes from the disk, file and folder; what somebody plays stays', async () => {
    const lesson = await newLesson()
    const packages = () => db.selectFrom('scorm_package as k').innerJoin('file as f', 'f.id', 'k.file_id').select(['k.id', 'k.folder', 'f.key', 'f.id as fileId']).where('k.lesson_id', '=', lesson).orderBy('k.id').execute()
    const isThere = (key: string, folder: string) => Promise.all([house.files.open(key).then(() => true, () => false), house.files.openIn(folder, 'imsmanifest.xml').then(() => true, () => false)])
    await send(lesson, oneItem())
    const [first] = await packages()
    await send(lesson, twoItems(), 2)
    const [second, none] = await packages()
    expect([second!.id > first!.id, none]).toEqual([true, undefined])
    await soon(async () => expect(await isThere(first!.key, first!.folder)).toEqual([false, false]))
    expect(await isThere(second!.key, second!.folder)).toEqual([true, true])
    expect(await db.selectFrom('file').select('id').where('id', '=', first!.fileId).execute()).toEqual([])

    expect((await planner.post(`/lessons/${lesson}/publication`, { version: '3' })).statusCode).toBe(303)
    await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson }).execute()
    await launch(lesson, 'first')
    await send(lesson, oneItem(), 4)
    expect((await packages()).map(({ id }) => id)).toEqual([second!.id, expect.any(Number)])
    expect(await isThere(second!.key, second!.folder)).toEqual([true, true])
  })

  test('look at an item as trainees will, and nothing of it is kept', async () => {
    const lesson = await putPackage(house, town, oneItem())
    const instructor = await house.visitor(town.instructor)
    const { headers } = await instructor.post(`/lessons/${lesson}/package/preview`, { item: 'only' })
    const token = tokenIn(headers.location)!
    expect((await instructor.get(String(headers.location))).body).toContain('ここでしたことは記録されません')
    expect((await planner.get(String(headers.location))).statusCode, 'only for who opened it').toBe(404)
    expect((await startOf(token)).mode).toBe('browse')
    expect(await commit(token, { 'cmi.core.lesson_status': 'passed' })).toMatchObject({ status: 409, closed: 'nothing_kept' })
    expect(await db.selectFrom('scorm_attempt').select('id').where('lesson_id', '=', lesson).execute()).toEqual([])
  })

  test('read an attempt in the order of the outline, whichever item was opened first', async () => {
    const lesson = await putPackage(house, town, zip(part('imsmanifest.xml', manifest({ items: [{ id: 'z', title: '第1章' }, { id: 'a', title: '第2章' }] })), part('z/index.html', page('z')), part('a/index.html', page('a'))))
    for (const item of ['a', 'z']) expect((await launch(lesson, item)).statusCode).toBe(303)
    const { id } = await db.selectFrom('scorm_attempt').select('id').where('lesson_id', '=', lesson).executeTakeFirstOrThrow()
    const { body } = await planner.get(`/lessons/${lesson}/package/attempts/${id}`)
    expect([...body.matchAll(/<th scope="row" class="wrap">(第\d章)</g)].map(([, title]) => title)).toEqual(['第1章', '第2章'])
  })

  test('see what trainees did, said to be told by the package; an instructor sees their own cohorts', async () => {
    const lesson = await putPackage(house, town, oneItem())
    const { token } = await launch(lesson)
    await commit(token, { 'cmi.interactions.0.id': '設問1', 'cmi.interactions.0.type': 'choice', 'cmi.interactions.0.student_response': '=1+1', 'cmi.interactions.0.result': 'correct', 'cmi.core.total_time': '1', 'cmi.objectives.0.id': '目標1', 'cmi.objectives.0.status': 'passed' })
    await end(token, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '77' })
    const list = await planner.get(`/lessons/${lesson}/package/attempts`)
    for (const words of ['ZZA研 修子', '77', '教材からの申告']) expect(list.body).toContain(words)
    const path = /href="(\/lessons\/\d+\/package\/attempts\/\d+)"/.exec(list.body)![1]!
    const { body } = await planner.get(path)
    for (const words of ['設問1', '=1+1', '正答', '目標1', '合否（申告）', 'cmi.core.total_time', '教材からは書けない要素']) expect(body).toContain(words)
    expect((await planner.get(`/lessons/${lesson}/package/attempts?training=${town.training}`)).body).toContain('ZZA研 修子')
    expect((await planner.get(`/lessons/${lesson}/package/attempts?training=987`)).body).not.toContain('ZZA研 修子')
    const file = await planner.get(`/lessons/${lesson}/package/attempts-file`)
    expect([file.statusCode, file.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(file.body).toContain('ZZA研 修子')

    const instructor = await house.visitor(town.instructor)
    expect((await instructor.get(`/lessons/${lesson}/package/attempts`)).body, 'teaches nobody yet').not.toContain('ZZA')
    expect((await instructor.get(path)).statusCode).toBe(404)
    await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
    expect((await instructor.get(path)).statusCode).toBe(200)
    for (const who of [town.contractor, town.instructor]) expect((await (await house.visitor(who)).get(`/lessons/${lesson}/package/attempts-file`)).statusCode).toBe(404)
  })

  test('a rule that is published anew completes who meets it, on request, with a line; nobody is set back', async () => {
    const lesson = await putPackage(house, town, oneItem(), { scoreMin: 90 })
    await end((await launch(lesson)).token, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '75' })
    const { content, file_id } = await db.selectFrom('lesson_version').select(['content', 'file_id']).where('lesson_id', '=', lesson).executeTakeFirstOrThrow()
    await putVersion(db, lesson, 2, { file_id, content: JSON.stringify({ ...contentOf(content), scoreMin: 70 }) })
    expect((await planner.post(`/lessons/${lesson}/package/recalculation`)).statusCode).toBe(303)
    expect(await db.selectFrom('progress').select('state').where('lesson_id', '=', lesson).executeTakeFirst()).toEqual({ state: 'completed' })
    expect(await db.selectFrom('audit_line').select('detail').where('action', '=', 'scorm.recalculated').where('subject', '=', `lesson:${lesson}`).executeTakeFirst()).toEqual({ detail: { version: 2, attempts: 1, completed: 1 } })
  })
})

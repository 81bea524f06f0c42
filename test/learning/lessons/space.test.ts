import { expect, test } from 'vitest'
import { whyNoRoom } from '../../../server/learning/lessons/files/rules.ts'
import { openHouse } from '../../support/app.ts'
import { putLesson } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { sender } from '../lesson-uploads/sender.ts'
import { bytesOf, film } from './film.ts'

/** C53: what lessons take has an end, which makers see before they reach it. */
const gigabyte = 1024 ** 3
const house = await openHouse({ now: '2026-07-01T10:00:00+09:00', lessonSpace: 3 * gigabyte })
const { db } = house
const town = await settle(db)
const planner = await house.visitor(town.planner)
const { begin } = sender(house.app, planner)
const lesson = (position: number) => putLesson(db, { module_id: town.module, position, kind: 'video', title: `動画${position}`, title_en: 'Film' }, { body: 'x', published_at: null })
const [one, two] = [await lesson(1), await lesson(2)]

test.each<[number, number, number, boolean]>([[0, 10, 10, true], [1, 10, 10, false], [10, 0, 10, true], [11, 1, 10, false]])('%i taken and %i more of %i find room: %s', (taken, more, space, fits) => {
  expect(whyNoRoom({ taken, more, space }) === null).toBe(fits)
})

test('makers see how much is taken: files that lessons have, each once, and films on their way; nobody else does', async () => {
  const { id } = await db.insertInto('file').values({ key: 'x', name: 'a.mp4', type: 'video/mp4', bytes: gigabyte, sha256: 'x', made_at: new Date() }).returning('id').executeTakeFirstOrThrow()
  await db.insertInto('file').values({ key: 'y', name: 'letter.pdf', type: 'application/pdf', bytes: gigabyte, sha256: 'y', made_at: new Date() }).execute()
  await db.updateTable('lesson_version').set({ file_id: id }).where('lesson_id', 'in', [one, two]).execute()
  for (const page of ['/lessons', `/lessons/${one}/upload`]) expect((await planner.get(page)).body).toContain('3.0GBのうち1.0GBを使用')
  expect((await begin(one, gigabyte)).statusCode).toBe(201)
  expect((await planner.get('/lessons')).body).toContain('3.0GBのうち2.0GBを使用')
  expect((await (await house.visitor(town.instructor)).get('/lessons')).body).not.toContain('GBを使用')
})

test('a film that finds no room is not even begun, and says what helps; beginning anew frees what was announced before', async () => {
  const full = await begin(two, gigabyte + 1)
  expect([full.statusCode, full.body.includes('3.0GBのうち2.0GBを使っています'), full.body.includes('使わなくなった下書きを取りやめるか')]).toEqual([409, true, true])
  expect((await begin(one, gigabyte * 2)).statusCode).toBe(201)
})

test('a form with files that find no room comes back with the reason beside its box, and keeps none of them; one without is saved', async () => {
  const before = await db.selectFrom('file').select('id').execute()
  const form = new FormData()
  for (const [name, box] of Object.entries({ moduleId: String(town.module), kind: 'video', title: 'あふれる動画', titleEn: 'T' })) form.set(name, box)
  form.set('video', new Blob([new Uint8Array(bytesOf(film(10)))]), 'a.mp4')
  const request = new Request('http://house.test', { method: 'POST', body: form })
  const sent = await house.app.inject({ method: 'POST', url: '/lessons', cookies: { sid: planner.sid! }, payload: Buffer.from(await request.arrayBuffer()), headers: { host: 'house.test', origin: 'http://house.test', 'content-type': request.headers.get('content-type')! } })
  expect([sent.statusCode, sent.body.includes('置く場所がいっぱいです'), sent.body.includes('あふれる動画')]).toEqual([422, true, true])
  expect(await db.selectFrom('file').select('id').execute()).toEqual(before)
  expect((await planner.post(`/lessons/${one}`, { title: '題', titleEn: 'T', body: 'y', version: '1' })).statusCode).toBe(303)
})

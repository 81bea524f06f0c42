import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { buildApp } from '../../../server/app.ts'
import type { Verdict } from '../../../server/base/antivirus.ts'
import { drain } from '../../../server/base/jobs.ts'
import { openFiles } from '../../../server/base/files.ts'
import { lessonUploadJobs } from '../../../server/learning/lesson-uploads/jobs.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { putLesson, putVersion } from '../../support/lessons.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'
import { postBox } from '../../support/post-box.ts'
import { box, bytesOf, film, mvhd } from '../lessons/film.ts'
import { sender } from './sender.ts'

/** F23, F24, C51, C53: a large film comes in pieces, goes on where it stopped, and is looked through when it is whole. */
let verdict: Verdict = 'clean'
const house = await openHouse({ now: '2026-07-01T10:00:00+09:00', scanner: { scan: async () => verdict } })
const { db } = house
const town = await settle(db)
const second = await givePost(db, await makePerson(db, '都 花子', 'みやこ はなこ', null), 'prefecture', null)
const [planner, other, trainee] = await Promise.all([town.planner, second, town.trainee].map(house.visitor)) as [VisitorOf, VisitorOf, VisitorOf]
const lesson = (position: number, kind: 'video' | 'page' = 'video') => putLesson(db, { module_id: town.module, position, kind, title: `動画${position}`, title_en: 'Film' }, { body: 'x', published_at: null })
const id = await lesson(1)
const pieceBytes = 8 * 1024 * 1024

/** A film whose length stands at its end, as cameras write it. */
const large = bytesOf(box('ftyp', bytesOf('isom\0\0\0\0mp42')), box('mdat', new Uint8Array(pieceBytes + 1_000)), box('moov', mvhd(754)))
const send = sender(house.app, planner)
const { piece } = send
const begin = (bytes: number, name?: string, visitor?: VisitorOf, to = id) => send.begin(to, bytes, name, visitor)
const begun = (bytes: number, to = id) => send.begun(to, bytes)
const kept = (folder: string) => readdirSync(path.join(house.folder, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{32}$/.test(name))
const uploads = () => db.selectFrom('lesson_upload').select(['lesson_id', 'person_id', 'name', 'bytes']).where('ended_at', 'is', null).orderBy('id').execute()
const lines = async () => (await db.selectFrom('audit_line').select('action').where('action', 'like', 'lesson.%').orderBy('id').execute()).map(({ action }) => action)

test('a film comes in pieces and is put on the draft with its length, which stands at its end', async () => {
  const announced = await begin(large.byteLength, 'C:\\講義\\第1回.mp4')
  expect([announced.statusCode, JSON.parse(announced.body)]).toEqual([201, { at: `/lessons/${id}/uploads/1`, received: 0, pieceBytes }])
  expect(await uploads()).toEqual([{ lesson_id: id, person_id: town.planner.person, name: '第1回.mp4', bytes: large.byteLength }])
  const at = `/lessons/${id}/uploads/1`
  expect(JSON.parse((await piece(at, 0, large.slice(0, pieceBytes))).body)).toEqual({ received: pieceBytes })
  expect((await planner.get(`/lessons/${id}/upload`)).body).toContain('「第1回.mp4」（8MB）の99%まで届いています')
  const early = await planner.post(`${at}/end`, {}, { 'hx-request-type': 'partial' })
  expect([early.statusCode, early.body.includes('まだ全部届いていません')]).toEqual([409, true])
  expect(JSON.parse((await piece(at, pieceBytes, large.slice(pieceBytes))).body)).toEqual({ received: large.byteLength })
  const ended = await planner.post(`${at}/end`)
  expect([ended.statusCode, JSON.parse(ended.body)]).toEqual([200, { to: `/lessons/${id}` }])

  const version = await db.selectFrom('lesson_version as v').innerJoin('file as f', 'f.id', 'v.file_id').select(['v.duration_seconds', 'f.name', 'f.type', 'f.bytes', 'f.key', 'f.sha256']).where('v.lesson_id', '=', id).executeTakeFirstOrThrow()
  expect(version).toMatchObject({ duration_seconds: 754, name: '第1回.mp4', type: 'video/mp4', bytes: large.byteLength })
  expect(Buffer.from(await house.files.read(version.key)).equals(Buffer.from(large))).toBe(true)
  expect([await uploads(), kept('pieces')]).toEqual([[], []])
  expect(await lines()).toEqual(['lesson.uploadBegun', 'lesson.changed', 'lesson.uploadEnded'])
  const ranged = await planner.get(`/lessons/${id}/file`, { range: 'bytes=4-7' })
  expect([ranged.statusCode, ranged.body, ranged.headers['content-range']]).toEqual([206, 'ftyp', `bytes 4-7/${large.byteLength}`])
})

test('whoever lost the answer of the end and asks again hears the same, and the film is there once', async () => {
  const whole = film(10)
  const at = await begun(whole.byteLength)
  await piece(at, 0, whole)
  const before = [kept('mp4').length, (await lines()).length]
  const first = await planner.post(`${at}/end`)
  const again = await planner.post(`${at}/end`)
  expect([again.statusCode, again.body]).toEqual([200, first.body])
  expect(JSON.parse((await planner.get(at)).body), 'all of it is there, so nothing is sent again').toEqual({ received: whole.byteLength, bytes: whole.byteLength, pieceBytes })
  expect([kept('mp4').length, (await lines()).length]).toEqual([before[0]! + 1, before[1]! + 2])
  expect((await planner.get(`/lessons/${id}/upload`)).body).not.toContain('送りかけの動画があります')
  for (const act of ['removal', 'pieces?from=0']) expect((await planner.post(`${at}/${act}`)).statusCode, act).toBeGreaterThanOrEqual(400)
})

test('after the house was ended and begun again it goes on where it stopped', async () => {
  const at = await begun(large.byteLength)
  await piece(at, 0, large.slice(0, pieceBytes))
  // Another house over the same folder and the same database, as after a crash.
  const app = await buildApp({ database: db, files: openFiles(house.folder), post: postBox(), paper: house.paper, clock: house.crewHouse.clock })
  afterAll(() => app.close())
  const asked = await app.inject({ url: at, cookies: { sid: planner.sid! }, headers: { host: 'house.test' } })
  expect(JSON.parse(asked.body)).toEqual({ received: pieceBytes, bytes: large.byteLength, pieceBytes })
  expect((await piece(at, pieceBytes, large.slice(pieceBytes), planner, app)).statusCode).toBe(200)
  expect((await planner.post(`${at}/end`)).statusCode).toBe(200)
})

test('a piece for another place than the next is refused, and what is there stays', async () => {
  const at = await begun(large.byteLength)
  await piece(at, 0, large.slice(0, 1_000))
  for (const from of [0, 999, 1_001]) expect((await piece(at, from, new Uint8Array(10))).statusCode).toBe(409)
  expect(JSON.parse((await planner.get(at)).body).received).toBe(1_000)
})

test('more than was announced, or than a piece may hold, is cut at the limit', async () => {
  const small = await begun(100)
  expect((await piece(small, 0, bytesOf(film(10).slice(0, 60)))).statusCode).toBe(200)
  expect((await piece(small, 60, new Uint8Array(5_000_000))).statusCode).toBe(413)
  expect(JSON.parse((await planner.get(small)).body).received).toBeLessThanOrEqual(100)
  const at = await begun(large.byteLength)
  expect((await piece(at, 0, new Uint8Array(pieceBytes + 1))).statusCode).toBe(413)
  expect(JSON.parse((await planner.get(at)).body).received).toBeLessThanOrEqual(pieceBytes)
})

test.each<[string, number, string, string]>([
  ['larger than 2 GB', 2 ** 31 + 1, '講義.mp4', '2GBまで'], ['of another kind', 1_000, '講義.mov', 'MP4の動画ではありません'],
  ['with a program before its ending', 1_000, '講義.exe.mp4', 'MP4の動画ではありません'],
])('a film %s is not even begun', async (_, bytes, name, words) => {
  const before = kept('pieces').length
  const { statusCode, body } = await begin(bytes, name)
  expect([statusCode, body.includes(words), kept('pieces').length]).toEqual([422, true, before])
})

test('a film of two gibibytes to the byte is taken', async () => {
  expect((await begin(2 ** 31)).statusCode).toBe(201)
  expect((await uploads()).at(-1)).toMatchObject({ bytes: 2 ** 31 })
})

test('what is no film is let go with its first piece; one that does not say its length, and one with a virus, at the end', async () => {
  const page = await begun(1_000)
  const told = await piece(page, 0, bytesOf('<html>not a film at all, but a page</html>'))
  expect([told.statusCode, told.body.includes('MP4の動画ではありません'), (await planner.get(page)).statusCode]).toEqual([422, true, 404])
  for (const [bytes, words, said] of [[film(0), '動画の長さを読み取れません', 'clean'], [film(10), 'ウイルスが見つかった', 'found']] as const) {
    const at = await begun(bytes.byteLength)
    await piece(at, 0, bytes)
    const before = kept('.').length
    verdict = said
    const ended = await planner.post(`${at}/end`, {}, { 'hx-request-type': 'partial' })
    verdict = 'clean'
    expect([ended.statusCode, ended.body.includes(words), (await planner.get(at)).statusCode]).toEqual([422, true, 404])
    expect(kept('.').length, 'its pieces are gone, and no file came').toBe(before - 1)
  }
})

test('only who began goes on; nobody without the right begins; a page has no film', async () => {
  const at = await begun(1_000)
  for (const visitor of [other, trainee]) {
    expect((await visitor.get(at)).statusCode).toBe(404)
    expect((await piece(at, 0, film(10), visitor)).statusCode).toBe(404)
    expect((await visitor.post(`${at}/end`)).statusCode).toBe(404)
    expect((await visitor.post(`${at}/removal`)).statusCode).toBe(404)
  }
  expect((await begin(1_000, '講義.mp4', trainee)).statusCode).toBe(404)
  expect((await begin(1_000, '講義.mp4', planner, await lesson(9, 'page'))).statusCode).toBe(404)
  expect((await piece(at, 0, film(10), house.stranger())).statusCode).toBe(401)
})

test('three may be on their way at once; beginning anew at one lesson takes the place of the old', async () => {
  await db.deleteFrom('lesson_upload').execute()
  for (const position of [2, 3, 4]) expect((await begin(1_000, '講義.mp4', planner, await lesson(position))).statusCode).toBe(201)
  const fourth = await lesson(5)
  const refused = await begin(1_000, '講義.mp4', planner, fourth)
  expect([refused.statusCode, refused.body.includes('送りかけの動画が3本')]).toEqual([409, true])
  const { lesson_id } = (await uploads())[0]!
  const at = JSON.parse((await begin(2_000, '別.mp4', planner, lesson_id)).body).at as string
  expect(await uploads()).toHaveLength(3)
  const dropped = await planner.post(`${at}/removal`)
  expect([dropped.statusCode, dropped.headers.location]).toEqual([303, `/lessons/${lesson_id}/upload`])
  expect((await begin(1_000, '講義.mp4', planner, fourth)).statusCode).toBe(201)
})

test('a full disk is said in words, and what had come stays to go on from', async () => {
  await db.deleteFrom('lesson_upload').execute()
  const at = await begun(large.byteLength)
  await piece(at, 0, large.slice(0, 1_000))
  const { add } = house.files.pieces
  house.files.pieces.add = async () => { const { StorageFull } = await import('../../../server/base/storing.ts'); throw new StorageFull() }
  const told = await piece(at, 1_000, large.slice(1_000, 2_000))
  house.files.pieces.add = add
  expect([told.statusCode, told.body.includes('保存する場所がいっぱい')]).toEqual([507, true])
  expect(JSON.parse((await planner.get(at)).body).received).toBe(1_000)
})

test('what nobody finishes is cleared away after a day, with its pieces', async () => {
  await db.deleteFrom('lesson_upload').execute()
  const before = kept('pieces').length
  const at = await begun(1_000)
  await drain(house.crewHouse, lessonUploadJobs)
  const work = () => lessonUploadJobs['lesson-uploads.clear']!.work(house.crewHouse, {} as never)
  house.setClock('2026-07-02T09:59:00+09:00')
  await work()
  expect((await planner.get(at)).statusCode).toBe(200)
  house.setClock('2026-07-02T10:00:00+09:00')
  await work()
  expect([(await planner.get(at)).statusCode, kept('pieces').length]).toEqual([404, before])
  expect((await lines()).at(-1)).toBe('lesson.uploadLapsed')
})

test('a lesson that goes before it was published takes the film on its way along, with its pieces', async () => {
  const [gone, published] = [await lesson(6), await putLesson(db, { module_id: town.module, position: 7, kind: 'video', title: '公開済み', title_en: 'Film' }, { body: 'x' })]
  const before = kept('pieces').length
  await begun(1_000, gone)
  const stays = await begun(1_000, published)
  await putVersion(db, published, 2, { published_at: null })
  for (const one of [gone, published]) expect((await planner.post(`/lessons/${one}/draft/removal`, { version: '1' })).statusCode).toBe(303)
  expect((await planner.get(stays)).statusCode, 'what is published may get its film').toBe(200)
  await vi.waitFor(() => expect(kept('pieces').length).toBe(before + 1)) // after the answer is out
})

test('without JavaScript the page says so and leads to the form that takes smaller ones', async () => {
  const { body } = await planner.get(`/lessons/${id}/upload`)
  expect(body).toMatch(/<noscript>.*200MBまでの動画を/s)
  expect(body).toContain(`href="/lessons/${id}/edit"`)
})

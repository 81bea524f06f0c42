import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Verdict } from '../../../server/base/antivirus.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { sender } from '../lesson-uploads/sender.ts'
import { bytesOf, film } from './film.ts'

let verdict: Verdict = 'clean'
const house = await openHouse({ now: '2026-07-01T10:00:00+09:00', scanner: { scan: async () => verdict } })
const { db } = house
const town = await settle(db)
const [planner, clerk, instructor, trainee] = await Promise.all([town.planner, town.clerkOfTama, town.instructor, town.trainee].map(house.visitor))

type Box = string | { name: string; bytes: Uint8Array }
/** A form with files, as a browser sends it. */
async function send(url: string, boxes: Record<string, Box>, visitor = planner) {
  const form = new FormData()
  for (const [name, box] of Object.entries(boxes)) {
    if (typeof box === 'string') form.set(name, box)
    else form.set(name, new Blob([new Uint8Array(box.bytes)]), box.name)
  }
  const request = new Request('http://house.test', { method: 'POST', body: form })
  return house.app.inject({
    method: 'POST', url, cookies: { sid: visitor!.sid! }, payload: Buffer.from(await request.arrayBuffer()),
    headers: { host: 'house.test', origin: 'http://house.test', 'content-type': request.headers.get('content-type')! },
  })
}
const filesKept = () => readdirSync(house.folder, { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{32}$/.test(name)).length
/** What was not kept is removed before the answer is out. */
const keptStays = (count: number) => expect(filesKept()).toBe(count)
/** Lessons in their order, each with its newest version. */
const lessons = () => db.selectFrom('lesson as l').innerJoin('lesson_version as v', 'v.lesson_id', 'l.id').selectAll('v').selectAll('l')
  .distinctOn('l.position').orderBy('l.position').orderBy('v.number', 'desc').execute()
const captions = bytesOf('WEBVTT\n\n00:01.000 --> 00:04.000\nまず望みを聞きます。\n')
const video = { moduleId: String(town.module), kind: 'video', title: '助言のしかた', titleEn: 'How to advise', percentNeeded: '80' }

test('a video with captions is taken: its length from the film, what is said from the captions', async () => {
  const boxes = { ...video, onceKey: 'key-of-film', video: { name: '助言.mp4', bytes: film(100) }, captions: { name: '字幕.vtt', bytes: captions } }
  const sent = await send('/lessons', boxes)
  const [lesson] = await lessons()
  expect([sent.statusCode, sent.headers.location]).toEqual([303, `/lessons/${lesson!.id}`])
  expect(lesson).toMatchObject({ kind: 'video', position: 1, duration_seconds: 100, percent_needed: 80, transcript: '0:01 まず望みを聞きます。' })
  expect(await db.selectFrom('file').select(['name', 'type', 'bytes']).orderBy('id').execute()).toEqual([
    { name: '助言.mp4', type: 'video/mp4', bytes: film(100).byteLength }, { name: '字幕.vtt', type: 'text/vtt; charset=utf-8', bytes: captions.byteLength }])
  expect(await db.selectFrom('audit_line').select(['action', 'subject', 'person_id']).execute())
    .toEqual([{ action: 'lesson.added', subject: `lesson:${lesson!.id}`, person_id: town.planner.person }])

  const again = await send('/lessons', boxes)
  expect([again.headers.location, (await lessons()).length]).toEqual([sent.headers.location, 1])
  keptStays(2)
  expect((await planner!.get(sent.headers.location!)).body).toContain('まず望みを聞きます。')
})

test.each<[string, Record<string, Box>, number, string]>([
  ['that is no film', { video: { name: 'a.mp4', bytes: bytesOf('<html>not a film at all') } }, 415, 'MP4の動画ではありません'],
  ['with another ending', { video: { name: 'a.mov', bytes: film(10) } }, 415, 'MP4の動画ではありません'],
  ['with a program hidden before its ending', { video: { name: 'a.exe.mp4', bytes: film(10) } }, 415, 'MP4の動画ではありません'],
  ['with a second ending', { video: { name: 'a.mp4.exe', bytes: film(10) } }, 415, 'MP4の動画ではありません'],
  ['that does not say its length', { video: { name: 'a.mp4', bytes: film(0) } }, 415, '動画の長さを読み取れません'],
  ['with captions that are none', { video: { name: 'a.mp4', bytes: film(10) }, captions: { name: 'a.vtt', bytes: bytesOf('1\n00:00:01,000 --> 00:00:02,000\nSRT') } }, 415, 'WebVTTの字幕ではありません'],
  ['with captions larger than a megabyte', { video: { name: 'a.mp4', bytes: film(10) }, captions: { name: 'a.vtt', bytes: bytesOf(captions, ' '.repeat(1024 * 1024)) } }, 413, '1MBまで'],
])('a video %s is refused beside its box, what was typed stays, nothing is kept', async (_, boxes, status, words) => {
  const before = 2
  const { statusCode, body } = await send('/lessons', { ...video, title: '打った題名', ...boxes })
  expect([statusCode, body.includes(words), body.includes('value="打った題名"')]).toEqual([status, true, true])
  expect(await lessons()).toHaveLength(1)
  keptStays(before)
  expect(readdirSync(`${house.folder}/arriving`)).toEqual([])
})

test('a film with a virus is refused in words; one that the scanner does not answer for waits, and is shown after it', async () => {
  const infected = { name: 'a.mp4', bytes: film(10) }
  verdict = 'found'
  const refused = await send('/lessons', { ...video, title: '打った題名', video: infected })
  expect([refused.statusCode, refused.body.includes('ウイルスが見つかった'), refused.body.includes('value="打った題名"')]).toEqual([422, true, true])
  expect(await lessons()).toHaveLength(1)
  keptStays(2)

  verdict = 'unknown'
  expect((await send('/lessons', { ...video, title: '待つ動画', video: infected })).statusCode).toBe(303)
  const waiting = (await lessons())[1]!
  const { statusCode, body } = await planner!.get(`/lessons/${waiting.id}/file`)
  expect([statusCode, body.includes('ウイルス検査が終わっていません')]).toEqual([503, true])
  verdict = 'clean'
  await house.files.lookAgain()
  expect((await planner!.get(`/lessons/${waiting.id}/file`)).statusCode).toBe(200)
  await db.deleteFrom('lesson_version').where('lesson_id', '=', waiting.id).execute()
  await db.deleteFrom('lesson').where('id', '=', waiting.id).execute()
  await house.files.remove((await db.deleteFrom('file').where('id', '=', waiting.file_id!).returning('key').executeTakeFirstOrThrow()).key)
})

test('a document larger than it may be is cut off and refused', async () => {
  const before = 2
  const sent = await send('/lessons', { ...video, kind: 'document', document: { name: 'a.pdf', bytes: bytesOf('%PDF-1.7', new Uint8Array(20 * 1024 * 1024)) } })
  expect([sent.statusCode, sent.body.includes('20MBまで')]).toEqual([413, true])
  keptStays(before)
})

test('a poor form comes back with its words, and the file that came along is let go', async () => {
  const before = 2
  const { statusCode, body } = await send('/lessons', { ...video, title: '', titleEn: '<b>typed</b>', percentNeeded: '101', video: { name: 'a.mp4', bytes: film(10) } })
  expect([statusCode, body.includes('入力してください'), body.includes('100以下の数を入力してください'), body.includes('&lt;b&gt;typed&lt;/b&gt;')]).toEqual([422, true, true, true])
  keptStays(before)
})

test('files that came with a form that is shown again have to be chosen again, and that is said', async () => {
  const said = '選んだファイルは残っていません'
  const [lesson] = await lessons()
  const anew = { name: 'a.mp4', bytes: film(10) }
  for (const [url, boxes] of [['/lessons', { ...video, preview: 'true' }], ['/lessons', { ...video, title: '' }], [`/lessons/${lesson!.id}`, { title: '助言', titleEn: 'A', version: '1', preview: 'true' }], [`/lessons/${lesson!.id}`, { title: '助言', titleEn: 'A', version: '99' }]] as const) {
    expect([url, (await send(url, { ...boxes, video: anew })).body.includes(said), (await send(url, 'preview' in boxes ? boxes : { ...boxes, title: '' })).body.includes(said)]).toEqual([url, true, false])
  }
})

test('a number comes back as it was typed, not as it was read', async () => {
  for (const typed of ['1e9', '99999999999999999999', '１，２００']) {
    const { statusCode, body } = await send('/lessons', { ...video, percentNeeded: typed, video: { name: 'a.mp4', bytes: film(10) } })
    expect([statusCode, body.includes(`value="${typed}"`)]).toEqual([422, true])
  }
})

test('a page needs its text; a document counts its pages', async () => {
  const page = { moduleId: String(town.module), kind: 'page', title: 'とは', titleEn: 'What' }
  const empty = await planner!.post('/lessons', page)
  expect([empty.statusCode, empty.body.includes('本文を入力してください')]).toEqual([422, true])
  expect((await planner!.post('/lessons', { ...page, body: '## 会議' })).statusCode).toBe(303)
  const tree = '%PDF-1.4 1 0 obj << /Type /Pages /Count 12 >>'
  expect((await send('/lessons', { ...page, kind: 'document', document: { name: 'C:\\書類\\手引き.pdf', bytes: bytesOf(tree) } })).statusCode).toBe(303)
  expect((await lessons()).map(({ kind, position, pages }) => [kind, position, pages])).toEqual([['video', 1, null], ['page', 2, null], ['document', 3, 12]])
})

test('a lesson is corrected without its file being sent again, and nobody overwrites another', async () => {
  const [lesson] = await lessons()
  const form = { title: '助言', titleEn: 'Advice', transcript: '話', percentNeeded: '７０', version: '1' }
  expect((await send(`/lessons/${lesson!.id}`, form)).statusCode).toBe(303)
  const [changed] = await lessons()
  expect(changed).toMatchObject({ title: '助言', transcript: '話', percent_needed: 70, file_id: lesson!.file_id, duration_seconds: 100, version: 2 })
  const late = await send(`/lessons/${lesson!.id}`, { ...form, title: '遅れた題名' })
  expect([late.statusCode, late.body.includes('ほかの人が先に'), late.body.includes('value="遅れた題名"')]).toEqual([409, true, true])
})

test('lessons change places', async () => {
  const [first, second] = await lessons()
  const place = (to: string, moduleId = town.module) => planner!.post(`/lessons/${second!.id}/position`, { moduleId: String(moduleId), place: to })
  const moved = await place('1')
  expect([moved.statusCode, moved.headers.location]).toEqual([303, `/lessons?course=${town.course}#lesson-${second!.id}`])
  expect((await lessons()).map(({ id }) => id).slice(0, 2)).toEqual([second!.id, first!.id])
  expect((await place('0')).statusCode).toBe(422)
  expect((await place('1', 987)).statusCode).toBe(404)
})

const openings = `/trainings/${town.training}/lessons`
const days = (n: number, opens: string, due: string) => {
  const [year, month, day] = opens.split('-')
  const [dueYear, dueMonth, dueDay] = due.split('-')
  return { [`rows.${n}.opensOn.year`]: year!, [`rows.${n}.opensOn.month`]: month!, [`rows.${n}.opensOn.day`]: day!,
    [`rows.${n}.dueOn.year`]: dueYear!, [`rows.${n}.dueOn.month`]: dueMonth!, [`rows.${n}.dueOn.day`]: dueDay! }
}

test('one form says which lessons a training opens, and when', async () => {
  const [a, b, c] = (await lessons()).map(({ id }) => String(id))
  const rows = { 'rows.0.lessonId': a!, 'rows.0.opened': 'true', 'rows.1.lessonId': b!, 'rows.1.opened': 'true', 'rows.2.lessonId': c! }
  const wrong = await planner!.post(openings, { ...rows, ...days(0, '2026-09-20', '2026-09-01') })
  expect([wrong.statusCode, wrong.body.includes('期限が、開く日より前になっています')]).toEqual([422, true])
  expect((await planner!.post(openings, { ...rows, ...days(0, '2026-08-03', '2026-09-15') })).statusCode).toBe(303)
  expect(await db.selectFrom('training_lesson').selectAll().orderBy('lesson_id').execute()).toEqual([
    { training_id: town.training, lesson_id: Number(b), opens_on: null, due_on: null },
    { training_id: town.training, lesson_id: Number(a), opens_on: '2026-08-03', due_on: '2026-09-15' }].sort((x, y) => x.lesson_id - y.lesson_id))
  expect((await planner!.post(openings, { 'rows.0.lessonId': '999', 'rows.0.opened': 'true' })).statusCode).toBe(404)
  expect((await planner!.get(openings)).body).toContain('value="2026"')
  const read = await instructor!.get(openings)
  expect([read.statusCode, read.body.includes('9月15日'), read.body.includes(`action="${openings}"`), read.body.includes('印を付け')]).toEqual([200, true, false, false])
})

test('days for all at once go into each lesson that is ticked and into no other, and are saved only when the form is', async () => {
  const [a, b, c] = (await lessons()).map(({ id }) => String(id))
  const rows = { 'rows.0.lessonId': a!, 'rows.0.opened': 'true', 'rows.1.lessonId': b!, 'rows.1.opened': 'true', 'rows.2.lessonId': c!, ...days(0, '2026-08-03', '2026-09-15') }
  const all = { 'allDueOn.year': '2026', 'allDueOn.month': '12', 'allDueOn.day': '18' }
  const before = await db.selectFrom('training_lesson').selectAll().orderBy('lesson_id').execute()
  const { statusCode, body } = await planner!.post(openings, { ...rows, ...all, spread: 'true' })
  const box = (name: string) => new RegExp(`name="${name.replaceAll('.', '\\.')}"[^>]* value="(\\d*)"`).exec(body)?.[1]
  expect([statusCode, body.includes('まだ保存していません')]).toEqual([200, true])
  expect([0, 1, 2].map((n) => ['opensOn.month', 'dueOn.month', 'dueOn.day'].map((part) => box(`rows.${n}.${part}`)))).toEqual([['8', '12', '18'], ['', '12', '18'], ['', '', '']])
  expect(await db.selectFrom('training_lesson').selectAll().orderBy('lesson_id').execute()).toEqual(before)
  expect((await planner!.post(openings, { ...rows, 'allDueOn.year': '2026', 'allDueOn.month': '13', 'allDueOn.day': '1', spread: 'true' })).statusCode).toBe(422)
})

test('making lessons is for those who run trainings', async () => {
  const before = await lessons()
  for (const visitor of [clerk, instructor, trainee]) {
    expect((await send('/lessons', { ...video, video: { name: 'a.mp4', bytes: film(10) } }, visitor)).statusCode).toBe(404)
    expect((await visitor!.post(`/lessons/${before[0]!.id}/position`, { moduleId: String(town.module), place: '2' })).statusCode).toBe(404)
    expect((await visitor!.post(openings, {})).statusCode).toBe(404)
  }
  expect(await lessons()).toEqual(before)
  const broken = await planner!.post('/lessons', { zz: '1' }, { 'content-type': 'multipart/form-data' })
  expect([400, 415]).toContain(broken.statusCode)
  const foreign = await house.app.inject({ method: 'POST', url: '/lessons', cookies: { sid: planner!.sid! }, payload: 'x', headers: { host: 'house.test', origin: 'https://elsewhere.test', 'content-type': 'multipart/form-data; boundary=x' } })
  expect(foreign.statusCode).toBe(403)
})

test('the captions that are there are named with their language and day; they are removed from the draft, and publishing asks for the reason', async () => {
  const boxes = { ...video, title: '字幕のある動画', video: { name: '助言.mp4', bytes: film(100) }, captions: { name: '7月の字幕.vtt', bytes: captions } }
  const url = (await send('/lessons', boxes)).headers.location!
  const id = Number(url.split('/').at(-1))
  const newest = () => db.selectFrom('lesson_version').select(['number', 'captions_file_id', 'transcript', 'body']).where('lesson_id', '=', id).orderBy('number', 'desc').limit(1).executeTakeFirstOrThrow()
  const version = async () => String((await db.selectFrom('lesson').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version)
  await planner!.post(`${url}/publication`, { version: '1' })
  const form = (await planner!.get(`${url}/edit`)).body
  expect(form).toMatch(/いまの字幕：7月の字幕.vtt（日本語、令和8年7月1日（水）に登録）/)

  const stale = await send(url, { title: 'x', titleEn: 'x', removeCaptions: 'true', version: '1' })
  expect(stale.statusCode).toBe(409)
  const removed = await send(url, { title: '字幕のある動画', titleEn: 'x', body: '書きかけ', transcript: '0:01 まず望みを聞きます。', removeCaptions: 'true', version: await version() })
  expect([removed.statusCode, removed.headers.location]).toEqual([303, `${url}/edit#captions`])
  expect(await newest()).toEqual({ number: 2, captions_file_id: null, transcript: '0:01 まず望みを聞きます。', body: '書きかけ' })
  expect((await planner!.get(`${url}/edit`)).body).not.toContain('いまの字幕')
  expect((await planner!.get(`${url}?version=1`)).body, 'what is published keeps its captions').toContain('<track kind="captions"')
  expect((await db.selectFrom('audit_line').select(['action', 'detail']).where('subject', '=', `lesson:${id}`).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow())).toMatchObject({ action: 'lesson.changed', detail: { captionsRemoved: '7月の字幕.vtt' } })

  const unasked = await planner!.post(`${url}/publication`, { version: await version() })
  expect([unasked.statusCode, unasked.body.includes('字幕なしで公開する理由')]).toEqual([422, true])
  expect((await send(url, { title: 'x', titleEn: 'x', removeCaptions: 'true', version: await version() })).statusCode, 'there are none any more').toBe(404)
})

test('a form that a film overtook comes back as typed, says so, and is saved over the newer draft with one press; the film stays', async () => {
  const url = (await send('/lessons', { ...video, title: '追い越される動画' })).headers.location!.replace('/upload', '')
  const id = Number(url.split('/').at(-1))
  const { begin, piece } = sender(house.app, planner!)
  const at = JSON.parse((await begin(id, film(100).byteLength)).body).at as string
  await piece(at, 0, film(100))
  expect((await planner!.post(`${at}/end`)).statusCode).toBe(200)

  const late = await send(url, { title: '直した題', titleEn: 'T', body: '書きかけ', transcript: '0:01 話', version: '1' })
  expect([late.statusCode, late.body.includes('ほかの人が先に内容を直しました'), late.body.includes('書きかけ'), late.body.includes('直した題')]).toEqual([409, true, true, true])
  const version = /name="version" value="(\d+)"/.exec(late.body)![1]!
  const again = await send(url, { title: '直した題', titleEn: 'T', body: '書きかけ', transcript: '0:01 話', version })
  expect([again.statusCode, again.headers.location]).toEqual([303, url])
  const row = await db.selectFrom('lesson_version as v').innerJoin('file as f', 'f.id', 'v.file_id').select(['v.body', 'v.duration_seconds', 'f.name']).where('v.lesson_id', '=', id).executeTakeFirstOrThrow()
  expect(row).toEqual({ body: '書きかけ', duration_seconds: 100, name: '講義.mp4' })
})

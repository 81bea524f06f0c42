import { readdirSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import type { Verdict } from '../../../server/base/antivirus.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { StorageFull } from '../../../server/base/storing.ts'
import { settle } from '../../support/people.ts'
import { bytesOf } from './film.ts'
import { chunk, jpeg, png, webp, webpOf, webpStill } from './drawn.ts'
import { fillShelf } from './shelf.ts'

/** C51, C53–C55, F24, F25: pictures of a lesson are taken with their words, kept as what they are, and handed to who may read the lesson. */
let verdict: Verdict = 'clean'
const house = await openHouse({ now: '2026-09-01T10:00:00+09:00', scanner: { scan: async () => verdict } })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
const [planner, trainee, clerk] = await Promise.all([town.planner, town.trainee, town.clerkOfTama].map(house.visitor)) as [VisitorOf, VisitorOf, VisitorOf]
const url = `/lessons/${shelf.page}`
const kept = () => readdirSync(house.folder, { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{32}$/.test(name)).length
const pictures = () => db.selectFrom('lesson_picture as p').innerJoin('file as f', 'f.id', 'p.file_id').select(['p.lesson_id', 'p.number', 'p.description', 'p.width', 'p.height', 'f.type', 'f.name', 'f.key']).orderBy('p.lesson_id').orderBy('p.number').execute()
const draft = async () => (await db.selectFrom('lesson_version').select('body').where('lesson_id', '=', shelf.page).orderBy('number', 'desc').limit(1).executeTakeFirstOrThrow()).body
const version = async () => String((await db.selectFrom('lesson').select('version').where('id', '=', shelf.page).executeTakeFirstOrThrow()).version)

async function send(boxes: Record<string, string>, file?: { name: string; bytes: Uint8Array }, to = url, visitor = planner) {
  const form = new FormData()
  for (const [name, box] of Object.entries({ title: '地域ケア会議とは', titleEn: 'What', body: '本文', version: await version(), ...boxes })) form.set(name, box)
  if (file) form.set('picture', new Blob([new Uint8Array(file.bytes)]), file.name)
  const request = new Request('http://house.test', { method: 'POST', body: form })
  return house.app.inject({
    method: 'POST', url: to, cookies: { sid: visitor.sid! }, payload: Buffer.from(await request.arrayBuffer()),
    headers: { host: 'house.test', origin: 'http://house.test', 'content-type': request.headers.get('content-type')! },
  })
}

test('a picture is added with its words: what was written is kept, the picture stands at its end, and one is back on the form', async () => {
  const sent = await send({ onward: 'true', pictureDescription: '机を囲む[8人]' }, { name: 'C:\\写真\\会議.png', bytes: png(30, 20, chunk('tEXt', bytesOf('GPS'))) })
  expect([sent.statusCode, sent.headers.location]).toEqual([303, `${url}/edit#pictures`])
  expect(await pictures()).toMatchObject([{ lesson_id: shelf.page, number: 1, description: '机を囲む[8人]', width: 30, height: 20, type: 'image/png', name: '会議.png' }])
  expect(await draft()).toBe('本文\n\n![机を囲む\\[8人\\]](picture:1)')
  const form = (await planner.get(`${url}/edit`)).body
  expect(sent.cookies.find(({ name }) => name === 'notice')?.value).toBe('lessons.pictureAdded')
  expect([form.includes(`src="${url}/pictures/1"`), form.includes('![机を囲む[8人]](picture:1)')]).toEqual([true, true])
  expect((await planner.get(url)).body).toContain(`<img src="${url}/pictures/1" alt="机を囲む[8人]" width="30" height="20"`)
})

test('it is served as what it is, to be looked at and not to be guessed at', async () => {
  const { statusCode, headers, rawPayload } = await planner.get(`${url}/pictures/1`)
  expect([statusCode, headers['content-type'], headers['x-content-type-options'], headers['cache-control']]).toEqual([200, 'image/png', 'nosniff', 'no-store'])
  expect(String(headers['content-disposition'])).toMatch(/^inline; /)
  expect(rawPayload.includes('GPS')).toBe(false)
})

test('a picture that calls itself otherwise is kept and served by its real type', async () => {
  expect((await send({ body: await draft(), pictureDescription: '図' }, { name: 'photo.jpg', bytes: webp(5, 6) })).statusCode).toBe(303)
  expect((await pictures()).at(-1)).toMatchObject({ number: 2, type: 'image/webp', width: 5, height: 6 })
  expect((await planner.get(`${url}/pictures/2`)).headers['content-type']).toBe('image/webp')
})

test.each<[string, Record<string, string>, { name: string; bytes: Uint8Array } | undefined, number, string]>([
  ['that is a page', { pictureDescription: '図' }, { name: 'a.png', bytes: bytesOf('<html><script>alert(1)</script></html>') }, 415, '写真として読み取れません'],
  ['that only begins like one', { pictureDescription: '図' }, { name: 'a.png', bytes: png().slice(0, 45) }, 415, '写真として読み取れません'],
  ['that is a drawing which may run', { pictureDescription: '図' }, { name: 'a.svg', bytes: bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>') }, 415, 'PNGで書き出したもの'],
  ['that is a drawing which may run and calls itself otherwise', { pictureDescription: '図' }, { name: 'a.png', bytes: bytesOf('<?xml version="1.0"?><svg/>') }, 415, 'SVGの図は使えません'],
  ['from an iPhone', { pictureDescription: '図' }, { name: 'IMG_0042.HEIC', bytes: bytesOf('\0\0\0\x18ftypheic\0\0\0\0mif1heic') }, 415, '「互換性優先」'],
  ['from an iPhone that calls itself otherwise', { pictureDescription: '図' }, { name: 'IMG_0042.jpg', bytes: bytesOf('\0\0\0\x18ftypheic\0\0\0\0mif1heic') }, 415, 'HEIC（iPhoneの写真の形）'],
  ['that is an AVIF', { pictureDescription: '図' }, { name: 'a.avif', bytes: bytesOf('\0\0\0\x18ftypavif\0\0\0\0mif1avif') }, 415, 'AVIFの画像は使えません'],
  ['that moves', { pictureDescription: '図' }, { name: 'a.gif', bytes: bytesOf('GIF89a', new Uint8Array(40)) }, 415, '動画の教材にしてください'],
  ['that says it is small and is huge', { pictureDescription: '図' }, { name: 'a.webp', bytes: webpOf(1, 1, webpStill(16_384, 16_384)) }, 415, '写真として読み取れません'],
  ['with a program before its ending', { pictureDescription: '図' }, { name: 'a.exe.png', bytes: png() }, 415, '写真として読み取れません'],
  ['of more than 40 megapixels, whatever its size', { pictureDescription: '図' }, { name: 'a.png', bytes: png(20_000, 20_000) }, 413, '4000万画素まで'],
  ['of more than 5 megabytes', { pictureDescription: '図' }, { name: 'a.jpg', bytes: bytesOf(jpeg(), new Uint8Array(6 * 1024 * 1024)) }, 413, '5MBまで'],
  ['without words', {}, { name: 'a.png', bytes: png() }, 422, '写真が何を示すか、ことばで書いてください'],
  ['that was not chosen', { onward: 'true' }, undefined, 422, '写真のファイルを選んでください'],
])('a picture %s is refused beside its box; what was written stays, nothing is kept', async (_, boxes, file, status, words) => {
  const before = [await pictures(), await draft(), kept()]
  const { statusCode, body } = await send({ body: '書きかけの本文', ...boxes }, file)
  expect([statusCode, body.includes(words), body.includes('書きかけの本文')]).toEqual([status, true, true])
  expect([await pictures(), await draft(), kept()]).toEqual(before)
  expect(readdirSync(`${house.folder}/arriving`)).toEqual([])
})

test('a picture with a virus is refused in words', async () => {
  verdict = 'found'
  const { statusCode, body } = await send({ pictureDescription: '図' }, { name: 'a.png', bytes: png() })
  verdict = 'clean'
  expect([statusCode, body.includes('ウイルスが見つかった')]).toEqual([422, true])
})

test('F23: a full disk is said in words, and nothing is kept of the form', async () => {
  const before = [await pictures(), await draft(), await version()]
  const { receive } = house.files
  house.files.receive = async () => { throw new StorageFull() }
  const { statusCode, body } = await send({ pictureDescription: '図' }, { name: 'a.png', bytes: png() })
  house.files.receive = receive
  expect([statusCode, body.includes('保存する場所がいっぱい')]).toEqual([507, true])
  expect([await pictures(), await draft(), await version()]).toEqual(before)
})

test('F25: a form whose parts are broken is turned away, and leaves nothing', async () => {
  const before = [await pictures(), kept()]
  const head = '--x\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n'
  for (const [type, payload] of [['multipart/form-data', 'x'], ['multipart/form-data; boundary=y', head], ['multipart/form-data; boundary=x', `${head}cut off`]] as const) {
    const { statusCode } = await house.app.inject({ method: 'POST', url, cookies: { sid: planner.sid! }, payload, headers: { host: 'house.test', origin: 'http://house.test', 'content-type': type } })
    expect(statusCode).toBeGreaterThanOrEqual(400)
    expect(statusCode).toBeLessThan(500)
  }
  expect([await pictures(), kept()]).toEqual(before)
  expect(readdirSync(`${house.folder}/arriving`)).toEqual([])
})

test('a trainee has the pictures of the version they meet, and nobody else has any', async () => {
  expect((await trainee.get(`${url}/pictures/1`)).statusCode, 'it stands in a draft').toBe(404)
  expect((await planner.post(`${url}/publication`, { version: await version() })).statusCode).toBe(303)
  expect((await trainee.get(`/learn/${shelf.own}/lessons/${shelf.page}`)).body).toContain(`<img src="${url}/pictures/1"`)
  expect((await trainee.get(`${url}/pictures/1`)).statusCode).toBe(200)
  expect((await trainee.get(`${url}/pictures/99`)).statusCode).toBe(404)
  expect((await clerk.get(`${url}/pictures/1`)).statusCode).toBe(404)
  expect((await house.stranger().get(`${url}/pictures/1`)).statusCode).toBe(303)
  await db.updateTable('training_lesson').set({ opens_on: '2026-10-01' }).where('lesson_id', '=', shelf.page).execute()
  expect((await trainee.get(`${url}/pictures/1`)).statusCode, 'before its day').toBe(404)
  await db.updateTable('training_lesson').set({ opens_on: null }).where('lesson_id', '=', shelf.page).execute()
})

test('a picture goes when no text shows it, with its file; else it is said why not', async () => {
  const inText = await send({ body: await draft(), removePicture: '2' })
  expect([inText.statusCode, inText.body.includes('先に本文から消してください')]).toEqual([409, true])
  const published = await send({ body: 'もう見せない', removePicture: '1' })
  expect([published.statusCode, published.body.includes('公開した版で使っている')]).toEqual([409, true])
  expect((await send({ body: '図なし', pictureDescription: '使わない図' }, { name: 'a.png', bytes: png() })).statusCode).toBe(303)
  const before = kept()
  expect((await send({ body: '図なし', removePicture: '3' })).headers.location).toBe(`${url}/edit#pictures`)
  expect((await pictures()).map(({ number }) => number)).toEqual([1, 2])
  await vi.waitFor(() => expect(kept()).toBe(before - 1)) // after the answer is out
  expect(await db.selectFrom('audit_line').select('detail').where('action', '=', 'lesson.pictureRemoved').execute()).toEqual([{ detail: { picture: 3 } }])
})

test('how it will look is shown without being saved', async () => {
  const before = [await draft(), await version()]
  const { statusCode, body } = await send({ body: '｜傾聴《けいちょう》\n\n![図](picture:1)', preview: 'true' })
  expect(statusCode).toBe(200)
  for (const shown of ['<ruby>傾聴', `<img src="${url}/pictures/1" alt="図"`, 'まだ保存していません', '｜傾聴《けいちょう》\n\n![図](picture:1)</textarea>']) expect(body).toContain(shown)
  expect([await draft(), await version()]).toEqual(before)
  const fresh = await send({ body: '## 新しい', moduleId: String(town.module), kind: 'page', preview: 'true' }, undefined, '/lessons')
  expect([fresh.statusCode, fresh.body.includes('<h2>新しい</h2>'), fresh.body.includes('value="地域ケア会議とは"')]).toEqual([200, true, true])
})

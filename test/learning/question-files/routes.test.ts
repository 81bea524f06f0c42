import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { questionsOf } from '../../../server/learning/questions/queries.ts'
import { samples } from '../../../server/learning/question-files/samples.ts'
import { archiveOf } from '../../support/archives.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { putBank } from '../../support/questions.ts'

const house = await openHouse({ now: '2026-07-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const [planner, instructor, clerk] = await Promise.all([town.planner, town.instructor, town.clerkOfTama].map(house.visitor))
const [bank, shared] = [await putBank(db, '会議の基本', town.course), await putBank(db, '共通', null)]

const zipOf = (files: Record<string, string>) => archiveOf(Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) })))
let keys = 0
/** Sends a file as a browser does. @returns the answer, and the address of its result */
async function send(name: string, bytes: Uint8Array, { to = bank, visitor = planner } = {}) {
  const form = new FormData()
  form.set('onceKey', `key-of-file-${keys += 1}`)
  form.set('file', new Blob([new Uint8Array(bytes)]), name)
  const request = new Request('http://house.test', { method: 'POST', body: form })
  return house.app.inject({
    method: 'POST', url: `/question-banks/${to}/files`, cookies: { sid: visitor!.sid! }, payload: Buffer.from(await request.arrayBuffer()),
    headers: { host: 'house.test', origin: 'http://house.test', 'content-type': request.headers.get('content-type')! },
  })
}
const sent = async (name: string, bytes: Uint8Array, more = {}) => {
  const { statusCode, headers } = await send(name, bytes, more)
  expect(statusCode).toBe(303)
  const page = await planner!.get(headers.location!)
  return { at: headers.location!, body: page.body, seen: /name="seen" value="([^"]*)"/.exec(page.body)?.[1] ?? '' }
}
const take = ({ at, seen }: { at: string; seen: string }, boxes: Record<string, string> = {}) => planner!.post(`${at}/taking`, { seen, ...boxes })
const held = (of = bank) => questionsOf(db, { bankId: of })
const csv = (...rows: string[]) => Buffer.from(['番号,種類,問題文,選択肢1,選択肢2,正解,配点,タグ', ...rows].join('\r\n'))
const filesKept = () => readdirSync(house.folder, { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{32}$/.test(name)).length

test('a table is looked at, taken in whole, and sent again changes nothing', async () => {
  const sample = (await planner!.get('/question-samples/file?as=utf-8')).rawPayload
  const file = await sent('見本.csv', sample)
  expect([file.body.includes('直すところはありません'), file.body.includes('追加8問'), (await held()).length]).toEqual([true, true, 0])
  const taken = await take(file)
  expect([taken.statusCode, taken.headers.location]).toEqual([303, `/question-banks/${bank}`])
  expect((await held()).map(({ stem, points, feedback }) => ({ stem, points, feedback }))).toEqual(samples.map(({ stem, points, feedback }) => ({ stem, points, feedback })))
  expect(await db.selectFrom('audit_line').select('action').where('subject', 'like', 'questionFile:%').orderBy('id').execute()).toEqual([{ action: 'questionFile.sent' }, { action: 'questionFile.taken' }])
  expect((await take(file)).statusCode).toBe(409)

  const versions = await db.selectFrom('question_version').select('id').execute()
  const again = await sent('見本.csv', sample)
  expect([again.body.includes('取り込むものはありません'), again.body.includes('これと同じファイルは'), again.body.includes('変更なし')]).toEqual([true, true, true])
  const nothing = await take(again)
  expect([nothing.statusCode, nothing.body.includes('取り込むものはありません')]).toEqual([409, true])
  expect(await db.selectFrom('question_version').select('id').execute()).toEqual(versions)
})

test('the table that is taken comes back: what was corrected becomes a new version, in the form of an older Excel, too', async () => {
  const before = await held()
  for (const as of ['xlsx', 'utf-8', 'cp932']) {
    const { rawPayload, headers } = await planner!.get(`/question-banks/${bank}/table-file?as=${as}`)
    expect(String(headers['content-disposition'])).toContain(encodeURIComponent('問題_会議の基本'))
    expect((await sent(as === 'xlsx' ? 'a.xlsx' : 'a.csv', rawPayload)).body, as).toContain('取り込むものはありません')
  }
  const text = (await planner!.get(`/question-banks/${bank}/table-file?as=utf-8`)).rawPayload.toString()
  const file = await sent('直した.csv', Buffer.from(text.replace('病院', '大きな病院')))
  expect([file.body.includes('変更1問'), file.body.includes('選択肢・正解')]).toEqual([true, true])
  await take(file)
  const after = await held()
  expect(after.map(({ versionId }, n) => versionId === before[n]!.versionId)).toEqual([false, ...Array.from({ length: 7 }, () => true)])
  expect(after[0]!.body).toEqual({ kind: 'single', choices: [{ id: 'a', text: '区市町村' }, { id: 'b', text: '大きな病院' }, { id: 'c', text: '学校' }], right: 'a', isShuffled: true })
})

test('while one cell is wrong nothing is taken in; each is told with its cell and why', async () => {
  const before = await held()
  const file = await sent('誤り.csv', csv('N1,正誤,よい問題,,,○,1,', 'N2,択一,問,い,い,3,0,', '見本-1,正誤,種類の違う問題,,,○,1,', 'N1,正誤,同じ番号,,,○,1,'))
  for (const words of ['直すところが5か所', 'E3', '1番目と同じ内容です', 'F3', 'G3', 'A4', '別の種類です', 'A5', '同じ問題が2つあります']) expect(file.body, words).toContain(words)
  expect(file.body).not.toContain('name="seen"')
  const { statusCode, body } = await take({ ...file, seen: 'x' })
  expect([statusCode, body.includes('直すところが')]).toEqual([409, true])
  expect(await held()).toEqual(before)
})

test('a row without a number is a new question, and the same one when it comes again; formulas stay words', async () => {
  const rows = csv(',正誤,"=HYPERLINK(""http://a"")",,,○,1,', ',択一,"2行の\n問題",い,ろ,2,3,新')
  await take(await sent('新.csv', rows))
  const added = await db.selectFrom('question').select('code').orderBy('id', 'desc').limit(2).execute()
  expect(added.map(({ code }) => code)).toEqual(['Q002', 'Q001'])
  expect((await sent('新.csv', rows)).body).toContain('取り込むものはありません')
  const text = (await planner!.get(`/question-banks/${bank}/table-file?as=utf-8`)).rawPayload.toString()
  expect(text).toContain(`"'=HYPERLINK(`)
  expect((await sent('新.csv', Buffer.from(text))).body).toContain('取り込むものはありません')
})

test('a bank that changed since it was looked at is not written over', async () => {
  const file = await sent('新しい.csv', csv('N9,正誤,新しい問題,,,○,1,'))
  await planner!.post('/questions/1/retirement', { version: (await db.selectFrom('question').select('version').where('id', '=', 1).executeTakeFirstOrThrow()).version.toString() })
  const { statusCode, body } = await take(file)
  expect([statusCode, body.includes('ほかの人が先に')]).toEqual([409, true])
  expect((await held()).some(({ stem }) => stem === '新しい問題')).toBe(false)
})

test('a package goes out and comes back into another bank; into its own it brings nothing new', async () => {
  const { rawPayload, headers } = await planner!.get(`/question-banks/${bank}/package-file`)
  expect(headers['content-type']).toBe('application/zip')
  expect((await sent('a.zip', rawPayload)).body).toContain('取り込むものはありません')
  const file = await sent('a.zip', rawPayload, { to: shared })
  const count = (await held()).length
  await take(file, Object.fromEntries(Array.from({ length: count }, (_, n) => [`take.${n}`, String(n)])))
  const bare = (list: Awaited<ReturnType<typeof held>>) => list.map(({ stem, body, points, feedback, tags }) => ({ stem, body, points, feedback, tags })).sort((a, b) => (a.stem < b.stem ? -1 : 1))
  expect(bare(await held(shared))).toEqual(bare(await held()))
})

test('an item that cannot be taken is refused by name and place; unticked, the others are taken', async () => {
  const odd = '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="odd" title="地図の問題"><qti-item-body><qti-hotspot-interaction response-identifier="RESPONSE"/></qti-item-body></qti-assessment-item>'
  const good = odd.replace('<qti-hotspot-interaction response-identifier="RESPONSE"/>', '<p>書く</p><qti-extended-text-interaction response-identifier="RESPONSE"/>').replace('<qti-item-body>', '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"/><qti-item-body>').replace('"odd"', '"good"')
  const manifest = `<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="m"><resources>${['odd', 'good', 'gone'].map((name) => `<resource identifier="${name}" type="imsqti_item_xmlv3p0" href="items/${name}.xml"/>`).join('')}<resource identifier="t" type="imsqti_test_xmlv3p0" href="t.xml"/></resources></manifest>`
  const file = await sent('混ぜた.zip', zipOf({ 'imsmanifest.xml': manifest, 'items/odd.xml': odd, 'items/good.xml': good }))
  for (const words of ['取り込めない問題が2問', 'qti-hotspot-interaction という解答のしかた', 'items/odd.xml', 'items/gone.xml が、パッケージの中にありません', 'テストの組み立ては読みませんでした']) expect(file.body, words).toContain(words)
  const before = await held()
  const refused = await take(file, { 'take.0': '0', 'take.1': '1' })
  expect([refused.statusCode, refused.body.includes('取り込めない問題にチェックが入っています')]).toEqual([409, true])
  expect(await held()).toEqual(before)
  expect((await take(file, { take: '1' })).statusCode).toBe(303)
  expect((await held()).at(-1)).toMatchObject({ kind: 'free_text', stem: '書く' })
})

test.each<[string, string, Buffer, string]>([
  ['no zip at all', 'a.zip', Buffer.from('これはzipではない'), 'QTIのパッケージ（zip）ではありません'],
  ['a zip without a manifest', 'a.zip', zipOf({ 'a.xml': '<a/>' }), 'imsmanifest.xml が見つかりません'],
  ['a manifest with a document type', 'a.zip', zipOf({ 'imsmanifest.xml': '<!DOCTYPE m [<!ENTITY x "y">]><manifest/>' }), '文書型宣言'],
  ['a package of no items', 'a.zip', zipOf({ 'imsmanifest.xml': '<manifest><resources/></manifest>' }), '問題（imsqti_item）がありません'],
  ['a PDF called a table', 'a.csv', Buffer.from('%PDF-1.7 x'), 'PDFは読み取れません'],
  ['a table of something else', 'a.csv', Buffer.from('い,ろ\r\n1,2'), '見出しの行が見つかりません'],
])('%s is refused as a whole', async (_, name, bytes, words) => {
  const file = await sent(name, bytes)
  expect([file.body.includes('このファイルは読み取れません'), file.body.includes(words)]).toEqual([true, true])
  expect((await take({ ...file, seen: 'x' })).statusCode).toBe(409)
})

test.each([['a.exe', 'どれかをお送りください', 415], ['a.zip.exe', 'どれかをお送りください', 415], ['', 'ファイルを選んでください', 422]])('a file called "%s" is not kept', async (name, words, status) => {
  const before = filesKept()
  const { statusCode, body } = await send(name, Buffer.from(name === '' ? '' : 'x'))
  expect([statusCode, body.includes(words), filesKept()]).toEqual([status, true, before])
})

test('of the files sent, one waits at most; instructors send into the banks of their course, and find no other', async () => {
  expect(await db.selectFrom('question_file').select('state').where('state', '=', 'open').where('bank_id', '=', bank).execute()).toHaveLength(1)
  expect((await send('a.csv', csv('N1,正誤,問,,,○,1,'), { visitor: instructor })).statusCode).toBe(303)
  const own = (await send('b.csv', csv('N1,正誤,問,,,○,1,'), { to: shared })).headers.location!
  for (const path of [`/question-banks/${shared}/files`, `/question-banks/${shared}/table-file`, `/question-banks/${shared}/package-file`, own]) expect([path, (await instructor!.get(path)).statusCode]).toEqual([path, 404])
  expect((await instructor!.post(`${own}/taking`, { seen: 'x' })).statusCode).toBe(404)
  const kept = filesKept()
  expect((await send('c.csv', csv('N1,正誤,問,,,○,1,'), { to: shared, visitor: instructor })).statusCode).toBe(404)
  expect(filesKept()).toBe(kept)
  expect((await clerk!.get(`/question-banks/${bank}/files`)).statusCode).toBe(404)
})

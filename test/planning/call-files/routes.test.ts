import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { callJobs } from '../../../server/planning/calls/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { archiveOf } from '../../support/archives.ts'
import { settle } from '../../support/people.ts'
import { wordsOf } from '../../support/reading.ts'
import { soon } from '../../support/soon.ts'

/** C3: the forms and papers of a call. */
const house = await openHouse()
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk] = [await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa)]
const list = `/calls/${town.call}/files`
const pdf = Buffer.from('%PDF-1.7\n様式')
const office = (...names: string[]) => archiveOf(['[Content_Types].xml', ...names].map((name) => ({ name, bytes: Buffer.from('<x/>') })))
const docx = office('word/document.xml')

/** A form with a file, as a browser sends it. */
async function send(to: string, boxes: Record<string, string>, file: { name: string; bytes: Uint8Array } | null, visitor = planner) {
  const form = new FormData()
  for (const [name, box] of Object.entries(boxes)) form.set(name, box)
  if (file !== null) form.set('file', new Blob([new Uint8Array(file.bytes)]), file.name)
  const request = new Request('http://house.test', { method: 'POST', body: form })
  return house.app.inject({
    method: 'POST', url: to, cookies: { sid: visitor.sid! }, payload: Buffer.from(await request.arrayBuffer()),
    headers: { host: 'house.test', origin: 'http://house.test', 'content-type': request.headers.get('content-type')! },
  })
}
const one = { kind: 'form', title: '様式1　受講申込書' }
const rows = () => db.selectFrom('call_file').select(['id', 'title', 'position', 'removed_at']).orderBy('position').execute()
const titles = async () => (await rows()).filter((row) => row.removed_at === null).map(({ title }) => title)
const lines = async () => (await db.selectFrom('audit_line').select(['action', 'subject']).where('action', 'like', 'call_file%').orderBy('id').execute()).map(({ action }) => action)
const filesKept = () => readdirSync(house.folder, { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{32}$/.test(name)).length
const become = (state: 'draft' | 'in_approval' | 'published' | 'closed') => db.updateTable('call').set({ state }).where('id', '=', town.call).execute()
const take = async (title: string, who = clerk) => who.get(`${list}/${(await rows()).find((row) => row.title === title)!.id}/call-file`)

await become('draft')

test.each<[string, { name: string; bytes: Uint8Array } | null, Record<string, string>, number, string]>([
  ['no file', null, {}, 422, 'ファイルを選んでください'],
  ['a program', { name: 'form.exe', bytes: Buffer.from('MZ') }, {}, 415, 'PDFかWord（.docx）かExcel（.xlsx）'],
  ['a program that hides before the ending', { name: 'form.exe.pdf', bytes: pdf }, {}, 415, 'PDFかWord（.docx）かExcel（.xlsx）'],
  ['a page that calls itself a PDF', { name: 'form.pdf', bytes: Buffer.from('<script>alert(1)</script>') }, {}, 415, 'ファイルの中身が、名前の終わり'],
  ['a table that calls itself a text', { name: 'form.docx', bytes: office('xl/workbook.xml') }, {}, 415, 'ファイルの中身が、名前の終わり'],
  ['a broken archive', { name: 'form.xlsx', bytes: Buffer.from('PK\x03\x04broken') }, {}, 415, 'ファイルの中身が、名前の終わり'],
  ['one with macros', { name: 'form.docx', bytes: office('word/document.xml', 'word/vbaProject.bin') }, {}, 415, 'マクロの入ったファイル'],
  ['one too large', { name: 'form.pdf', bytes: Buffer.concat([pdf, Buffer.alloc(10 * 1024 * 1024)]) }, {}, 413, 'ファイルが大きすぎます。10MBまで'],
  ['no title', { name: 'form.pdf', bytes: pdf }, { title: '' }, 422, 'id="title-problem"'],
])('%s is said beside its box, and nothing is kept', async (_, file, boxes, status, words) => {
  const { statusCode, body } = await send(list, { ...one, ...boxes }, file)
  expect([statusCode, body.includes(words), body.includes('value="様式1　受講申込書"')]).toEqual([status, true, !('title' in boxes)])
  expect([await rows(), filesKept()]).toEqual([[], 0])
})

test('a draft takes files in order, moves them, and lets one go for good', async () => {
  expect((await send(list, { ...one, onceKey: 'once-key-of-form-1' }, { name: '../../様式1\u202e.docx', bytes: docx })).headers.location).toBe(list)
  await send(list, { ...one, onceKey: 'once-key-of-form-1' }, { name: '../../様式1\u202e.docx', bytes: docx })
  await send(list, { kind: 'attachment', title: '研修の概要' }, { name: '概要.pdf', bytes: pdf })
  const twice = await send(list, { kind: 'attachment', title: '研修の概要' }, { name: '別.pdf', bytes: pdf })
  expect([twice.statusCode, twice.body.includes('同じ名前のファイルがあります'), await titles(), filesKept()]).toEqual([422, true, ['様式1　受講申込書', '研修の概要'], 2])
  const [form] = await rows()
  expect((await planner.post(`${list}/${form!.id}/position`, { to: 'down' })).statusCode).toBe(303)
  expect(await titles()).toEqual(['研修の概要', '様式1　受講申込書'])
  await planner.post(`${list}/${form!.id}/position`, { to: 'up' })

  const [, paper] = await rows()
  expect((await planner.get(`${list}/${paper!.id}/removal`)).body).toContain('ファイルは消え、元にもどせません')
  expect((await planner.post(`${list}/${paper!.id}/removal`)).statusCode).toBe(303)
  expect(await titles()).toEqual(['様式1　受講申込書'])
  await soon(() => expect(filesKept()).toBe(1))
  expect(await lines()).toEqual(['call_file.added', 'call_file.added', 'call_file.moved', 'call_file.moved', 'call_file.removed'])
  const { headers, rawPayload } = await take('様式1　受講申込書', planner)
  expect(headers['content-disposition']).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''%E6%A7%98%E5%BC%8F1\.docx$/)
  expect(rawPayload).toEqual(docx)
})

test('a municipality takes them once the call is published, and never before; they are named on the page and in the notice', { timeout: 120_000 }, async () => {
  for (const state of ['draft', 'in_approval'] as const) {
    await become(state)
    expect((await take('様式1　受講申込書')).statusCode, state).toBe(404)
  }
  const waiting = await send(list, { ...one, title: '様式9' }, { name: 'a.pdf', bytes: pdf })
  expect([waiting.statusCode, waiting.body.includes('承認')]).toEqual([409, true])
  await become('published')
  expect((await take('様式1　受講申込書')).rawPayload).toEqual(docx)
  expect((await clerk.get(`/calls/${town.call}`)).body).toMatch(/様式と添付資料[\s\S]*call-file" lang="ja">様式1　受講申込書/)
  expect(await wordsOf((await clerk.get(`/calls/${town.call}/pdf`)).rawPayload)).toContain('様式1')
  for (const act of [list, `${list}/1/removal`]) expect((await clerk.get(act)).statusCode).toBe(404)
  expect((await (await house.visitor(town.trainee)).get(`${list}/1/call-file`)).statusCode).toBe(404)
  expect((await clerk.get(`/calls/${town.call + 1}/files/1/call-file`)).statusCode).toBe(404)
})

test('on a published call it is a correction: with a note, told, before and after on the page and in the notice', { timeout: 120_000 }, async () => {
  expect((await send(list, { ...one, title: '様式2' }, { name: 'b.xlsx', bytes: office('xl/workbook.xml') })).statusCode).toBe(409)
  const revisions = `${list}/revisions`
  expect((await send(revisions, { ...one, title: '様式2', note: '様式2が漏れていました。' }, { name: 'b.xlsx', bytes: office('xl/workbook.xml') }, contractor)).statusCode).toBe(404)
  const bare = await send(revisions, { ...one, title: '様式2', note: '' }, { name: 'b.xlsx', bytes: office('xl/workbook.xml') })
  expect([bare.statusCode, bare.body.includes('id="note-problem"'), filesKept()]).toEqual([422, true, 1])
  expect((await send(revisions, { ...one, title: '様式2', note: '様式2が漏れていました。' }, { name: 'b.xlsx', bytes: office('xl/workbook.xml') })).headers.location).toBe(`/calls/${town.call}`)
  expect((await planner.post(`${list}/1/revisions`, { note: '様式1は要りません。' })).statusCode).toBe(303)
  expect((await take('様式1　受講申込書')).statusCode).toBe(404)
  expect(await db.selectFrom('call_revision').select(['revision', 'note', 'changed']).where('call_id', '=', town.call).orderBy('revision').execute()).toEqual([
    { revision: 1, note: '様式2が漏れていました。', changed: { files: { from: '様式1　受講申込書', to: '様式1　受講申込書\n様式2' } } },
    { revision: 2, note: '様式1は要りません。', changed: { files: { from: '様式1　受講申込書\n様式2', to: '様式2' } } }])
  await drain(house.crewHouse, { ...callJobs, tell: { work: async () => {} } })
  expect((await clerk.get(`/calls/${town.call}`)).body).toMatch(/様式2が漏れていました。[\s\S]*<del>様式1　受講申込書/)
  const words = await wordsOf((await clerk.get(`/calls/${town.call}/pdf`)).rawPayload)
  expect(words.replace(/\s/g, '')).toMatch(/添付書類[\s\S]*様式2[\s\S]*正誤[\s\S]*様式・添付資料/)
  await become('closed')
  expect((await planner.get(list)).body).not.toContain('enctype')
})

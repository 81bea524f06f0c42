import { expect, test } from 'vitest'
import { NoFile } from '../../../server/base/storing.ts'
import { openHouse } from '../../support/app.ts'
import { archiveOf } from '../../support/archives.ts'
import { settle } from '../../support/people.ts'
import { plainPaper } from '../../support/plain-paper.ts'
import { allShownTo, waysToLook } from '../../support/shown.ts'
import { openTo } from '../../support/ways.ts'
import { everythingIn, openDesk } from '../submissions/desk.ts'

/** Edge case 13: the real name of an elderly person in a case is gone for good, from everywhere, and the log says so without it. */
const house = await openHouse({ paper: plainPaper, now: '2026-09-10T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const desk = await openDesk(house, town, [{ check: 'off' }, { check: 'off' }])
const { trainee, at, write, handIn, work, send, lines } = desk
const [instructor, planner, clerk] = await Promise.all([town.instructor, town.planner, town.clerkOfTachikawa].map(house.visitor))
const docx = archiveOf([{ name: 'word/document.xml', bytes: new TextEncoder().encode('<w:document><w:p><w:t>小此木</w:t><w:t>ヨネさんの記録</w:t></w:p></w:document>') }])
const secret = /小此木|ヨネ/

test('words are gone from every round, the draft, remarks and names of files; the file that says them goes whole', async () => {
  await send(docx, '小此木ヨネ_記録.docx')
  await send(Buffer.from('\x89PNG\r\n\x1a\n'.padEnd(40), 'latin1'), '小此木ヨネ.png')
  await write({ text: '小此木ヨネさんは、小此木　ヨネと名のる。' })
  await handIn()
  await trainee.post(`${at()}/recall`)
  await write({ text: '小此木ヨネさんのことを書き直しました。' })
  await handIn()
  const { id } = (await work())!
  const due = { 'dueOn.year': '2026', 'dueOn.month': '9', 'dueOn.day': '20' }
  expect((await instructor!.post(`/submissions/${id}/markings`, { verdict: 'returned', ...due, comment: '小此木ヨネさんは実名では？', 'remarks.0.place': 'text', 'remarks.0.quote': '小此木ヨネさん', 'remarks.0.text': '実名です' })).statusCode).toBe(303)
  expect(await everythingIn(house)).toMatch(secret)
  const keys = (await db.selectFrom('submission_file').select('key').orderBy('id').execute()).map(({ key }) => key!)

  const black = (form: Record<string, string>) => planner!.post(`/submissions/${id}/redactions`, form)
  for (const [form, words] of [[{ words: '大此木', reason: '実名のため' }, '見つかりません'], [{ words: '小此木ヨネ', reason: '小此木 ヨネとあったため' }, '消す言葉が入っています'], [{ words: '小此木ヨネ', reason: '佐藤さんに言われたため' }, '個人がわかる言葉があるようです']] as const) {
    const { statusCode, body } = await black(form)
    expect([statusCode, body.includes(words)]).toEqual([422, true])
  }
  for (const visitor of [instructor, clerk, trainee]) expect((await visitor!.post(`/submissions/${id}/redactions`, { words: '小此木ヨネ', reason: 'x' })).statusCode).toBe(404)
  expect((await black({ words: '小此木ヨネ', files: 'true', reason: '事例の人の実名が書かれていたため' })).statusCode).toBe(303)

  expect(await everythingIn(house), 'no table holds the words').not.toMatch(secret)
  await expect(house.files.read(keys[0]!)).rejects.toThrow(NoFile)
  expect(await house.files.read(keys[1]!), 'another file stays, under another name').toBeTruthy()
  for (const [who, kind] of [[town.trainee, 'trainee'], [town.instructor, 'instructor'], [town.planner, 'prefecture']] as const) {
    const shown = await allShownTo(await house.visitor(who), openTo(waysToLook(house.app), kind))
    expect([...shown].filter(([, text]) => secret.test(text)).map(([address]) => address), 'no response holds the words').toEqual([])
  }
  const page = (await trainee.get(at())).body
  expect(page.split('■■■').length).toBeGreaterThan(4)
  for (const words of ['■■■のことを書き直しました。</textarea>'.replace('■■■', '■■■さん'), '事務局が消したファイル', '事例の人の実名が書かれていたため', '■■■.png']) expect(page).toContain(words)
}, 240_000)

test('the log says who, when, where and why', async () => {
  expect((await lines()).at(-1)).toEqual({ action: 'submission.redacted', subject: `enrollment:${desk.own}`, detail: { lessonId: desk.lessons[0], kind: 'passage', where: expect.arrayContaining(['draft', 'round.1', 'round.2', 'marking.2', 'file', 'fileName']), reason: '事例の人の実名が書かれていたため' } })
  expect(await db.selectFrom('submission_redaction').select(['kind', 'redacted_by', 'redacted_at']).execute()).toEqual([{ kind: 'passage', redacted_by: town.planner.person, redacted_at: house.app.clock() }])
  expect((await planner!.get(`/submissions/${(await work())!.id}`)).body).toContain('都 太郎')
})

test('one file is taken out, and stays to be seen as taken out', async () => {
  const [, file] = await db.selectFrom('submission_file').select(['id', 'key']).orderBy('id').execute()
  const { id } = (await work())!
  expect((await planner!.post(`/submissions/${id}/file-removals`, { fileId: '987654', reason: '写真のため' })).statusCode).toBe(404)
  expect((await planner!.post(`/submissions/${id}/file-removals`, { fileId: String(file!.id), reason: '家の中の写真のため' })).statusCode).toBe(303)
  await expect(house.files.read(file!.key!)).rejects.toThrow(NoFile)
  expect((await trainee.get(`/submission-files/${file!.id}`)).statusCode).toBe(404)
})

test('all of it goes with a reason, and the trainee begins anew', async () => {
  const { id } = (await work())!
  expect((await planner!.post(`/submissions/${id}/removal`, {})).statusCode).toBe(422)
  expect((await planner!.post(`/submissions/${id}/removal`, { reason: '別の人の事例が出されたため' })).statusCode).toBe(303)
  expect(await db.selectFrom('submission').select('id').execute()).toEqual([])
  expect((await planner!.get(`/submissions/${id}`)).statusCode).toBe(404)
  expect((await lines()).at(-1)).toMatchObject({ action: 'submission.removed', detail: { reason: '別の人の事例が出されたため' } })
  expect((await write({ text: 'A氏のことを新しく書きます。' })).statusCode).toBe(303)
  expect((await trainee.get(at())).body).toContain('別の人の事例が出されたため')
})

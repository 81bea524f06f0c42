import { expect, test } from 'vitest'
import { htmx, openHouse } from '../../support/app.ts'
import { archiveOf } from '../../support/archives.ts'
import { settle } from '../../support/people.ts'
import { pdfOf } from '../viewings/paper.ts'
import { openDesk, sheet } from './desk.ts'

/** F5: a trainee writes, is warned of names, hands in, takes back; files are what they say; nobody else comes near. */
const house = await openHouse({ now: '2026-09-10T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const desk = await openDesk(house, town, [{}, sheet, { lateAllowed: false }, { sharing: 'cohort' }, {}, { check: 'block' }])
const { trainee, at, write, handIn, work, send, lines } = desk
const other = await house.visitor(town.traineeOfTama)
const pdf = Buffer.from('%PDF-1.7 見本'.padEnd(40))
const docx = (text: string) => archiveOf([{ name: 'word/document.xml', bytes: new TextEncoder().encode(`<w:document><w:p><w:t>${text}</w:t></w:p></w:document>`) }])

test('the page says what is asked, until when, who sees it, and what not to write', async () => {
  const { statusCode, body } = await trainee.get(at())
  expect(statusCode).toBe(200)
  for (const words of ['学んだことを書いてください。', '令和8年9月15日', '文章：5字以上200字以内', '担当の講師と事務局', '氏名・住所・生年月日・電話番号は書かないでください', 'スキャンしたPDF', 'まだ何も保存していません']) expect(body).toContain(words)
  expect((await trainee.get('/learn')).body).toContain(at())
})

test('what is written is saved, and what in it tells who somebody is, is said with what to write instead', async () => {
  expect((await write({ text: '担当の山田花子さんに会った。' })).statusCode).toBe(303)
  const { body } = await trainee.get(at())
  expect(body).toContain('担当の山田花子さんに会った。</textarea>')
  expect(body).toContain('担当の<mark>山田花子さん</mark>に会った。')
  expect(body).toContain('「A氏」「Bさん」のように')
  expect(body).toContain('下書きを保存しました')
  expect(await db.selectFrom('progress').select('state').where('enrollment_id', '=', desk.own).execute()).toEqual([{ state: 'in_progress' }])
})

test('a page that saves by itself is given the piece with the new version', async () => {
  const answer = await trainee.post(`${at()}/draft`, { version: '1', text: '担当の山田花子さんに会いました。' }, htmx('section#submissions-saved'))
  expect(answer.statusCode).toBe(303)
  const piece = await trainee.get(answer.headers.location!, htmx('section#submissions-saved'))
  expect(piece.body).toMatch(/^\s*<section id="submissions-saved"[^>]*data-version="2"/)
  expect(piece.body).not.toContain('<html')
})

test('a second tab is told, loses nothing, and writes over nothing by chance', async () => {
  const stale = await trainee.post(`${at()}/draft`, { version: '1', text: '古い画面の文章です。' })
  expect(stale.statusCode).toBe(409)
  expect(stale.body).toContain('別の画面か端末で書き直されています')
  expect(stale.body).toContain('古い画面の文章です。</textarea>')
  expect(stale.body).toContain('担当の山田花子さんに会いました。')
  expect(stale.body).toContain('name="version" value="2"')
  expect((await work())!.draft).toEqual({ text: '担当の山田花子さんに会いました。' })
  const piece = await trainee.post(`${at()}/draft`, { version: '1', text: '古い画面' }, htmx('section#submissions-saved'))
  expect([piece.statusCode, piece.body.includes('data-conflict')]).toEqual([409, true])
  const same = await trainee.post(`${at()}/draft`, { version: '1', text: '担当の山田花子さんに会いました。' })
  expect(same.statusCode, 'the same words again are no conflict').toBe(303)
})

test('files are of the kinds asked for, by name and by bytes; what is in Word is looked through', async () => {
  for (const [bytes, name, status, words] of [
    [Buffer.from('MZ'.padEnd(40)), 'a.exe', 415, '受け付けられるのは'], [Buffer.from('MZ'.padEnd(40)), 'a.pdf', 415, '名前の種類と合いません'],
    [Buffer.from('PK\x03\x04 broken'.padEnd(40)), 'a.docx', 415, 'ファイルを開けません'], [Buffer.from('\xff\xd8\xff\xe0'.padEnd(40), 'latin1'), 'a.jpg', 422, 'この課題で受け付けるのは'],
  ] as const) {
    const { statusCode, body } = await send(bytes, name)
    expect([name, statusCode, body.includes(words)]).toEqual([name, status, true])
  }
  expect((await send(docx('連絡先は042-523-2111'), '様式.docx')).statusCode).toBe(303)
  const { body } = await trainee.get(at())
  expect(body).toContain('<mark>042-523-2111</mark>')
  expect(body).toContain('ファイルの中：様式.docx')
  expect((await send(pdf, '添付.pdf')).statusCode).toBe(303)
  expect((await trainee.get(at())).body).toContain('中の文字を読み取れませんでした')
  const full = await send(pdf, 'third.pdf')
  expect(full.statusCode === 422 && full.body.includes('付けられるファイルは2個まで')).toBe(true)
  expect(await db.selectFrom('submission_file').select('id').execute(), 'refused files leave nothing').toHaveLength(2)
})

test('a file goes out to its writer as an attachment, and to nobody else', async () => {
  const [file] = await db.selectFrom('submission_file').select('id').orderBy('id').execute()
  const own = await trainee.get(`/submission-files/${file!.id}`)
  expect([own.statusCode, own.headers['content-disposition'], own.headers['x-content-type-options']]).toEqual([200, expect.stringMatching(/^attachment; /), 'nosniff'])
  const instructor = await house.visitor(town.instructor)
  for (const stranger of [other, instructor, await house.visitor(town.clerkOfTachikawa), await house.visitor(town.expert)]) expect((await stranger.get(`/submission-files/${file!.id}`)).statusCode).toBe(404)
  const removed = await trainee.post(`${at()}/files/removal`, { fileId: String(file!.id) })
  expect([removed.statusCode, (await trainee.get(`/submission-files/${file!.id}`)).statusCode]).toEqual([303, 404])
})

test('before it is handed in each finding is changed or answered', async () => {
  const page = await trainee.get(`${at()}/check`)
  expect(page.body).toContain('個人がわかるところが1か所')
  const key = /name="rows\.0\.key" value="([^"]+)"/.exec(page.body)![1]!
  const bare = await handIn(0, { 'rows.0.key': key })
  expect([bare.statusCode, bare.body.includes('「個人情報ではない」に印を付けてください')]).toEqual([422, true])
  const without = await handIn(0, { 'rows.0.key': key, 'rows.0.isNone': 'true' })
  expect([without.statusCode, without.body.includes('理由を書いてください')]).toEqual([422, true])
  expect((await work())!.state).toBe('draft')
  const stale = await trainee.post(`${at()}/rounds`, { version: '1', 'rows.0.key': key, 'rows.0.isNone': 'true', 'rows.0.note': '物語の人' })
  expect([stale.statusCode, stale.body.includes('もう一度お確かめください')]).toEqual([409, true])
  expect((await handIn(0, { 'rows.0.key': key, 'rows.0.isNone': 'true', 'rows.0.note': '物語の人' })).statusCode).toBe(303)
  const round = await db.selectFrom('submission_round').selectAll().executeTakeFirstOrThrow()
  expect(round).toMatchObject({ number: 1, receipt: 'K000001-1', is_late: false, said_harmless: [{ place: 'text', kind: 'name', note: '物語の人' }] })
  const shown = (await trainee.get(at())).body
  expect([shown.includes('受付番号 K000001-1'), shown.includes('name="text"')]).toEqual([true, false])
  expect((await lines()).at(-1)).toMatchObject({ action: 'submission.handed_in', subject: `enrollment:${desk.own}`, detail: { lessonId: desk.lessons[0], receipt: 'K000001-1', isLate: false } })
  expect(JSON.stringify(await lines()), 'no word of it is in the trail').not.toMatch(/山田|物語|様式/)
})

test('handed in it is not written on; taken back it is, and the round is kept', async () => {
  expect((await write({ text: 'あとから書き足す。' })).statusCode).toBe(409)
  expect((await send(pdf, 'late.pdf')).statusCode).toBe(409)
  expect((await trainee.post(`${at()}/recall`)).statusCode).toBe(303)
  expect((await work())!.state).toBe('draft')
  expect((await write({ text: '担当のA氏に会いました。', next: 'check' })).headers.location).toBe(`${at()}/check`)
  expect((await handIn()).statusCode).toBe(303)
  expect(await db.selectFrom('submission_round').select(['number', 'answers']).orderBy('number').execute()).toEqual([
    { number: 1, answers: { text: '担当の山田花子さんに会いました。' } }, { number: 2, answers: { text: '担当のA氏に会いました。' } }])
  expect((await trainee.get(at())).body).toContain('取下げ')
})

const whole = { 'sheet.ageBand': '80', 'sheet.sex': 'female', 'sheet.careLevel': 'support2', 'sheet.household': 'alone', 'sheet.illness': '変形性膝関節症', 'sheet.lifeHistory': '商店を営んだ', 'sheet.adl': '室内は歩ける',
  'sheet.iadl': '買い物が難しい', 'sheet.services': '通所型 週1回', 'sheet.goal': '自分で買い物に行きたい', 'sheet.issue': '外へ出る自信がない', 'sheet.question': '膝の負担を減らすには' }

test('a case sheet with a real name is not taken where that is blocked', async () => {
  expect((await write({ ...whole, 'sheet.lifeHistory': '佐藤さんと商店を営んだ' }, 1)).statusCode).toBe(303)
  const page = (await trainee.get(`${at(1)}/check`)).body
  expect([page.includes('直すまで提出できません'), page.includes('/rounds"') && page.includes('>提出する<')]).toEqual([true, false])
  const forced = await handIn(1, { 'rows.0.key': 'sheet.lifeHistory:name:0-4', 'rows.0.isNone': 'true', 'rows.0.note': 'x' })
  expect([forced.statusCode, (await work(1))!.state]).toEqual([422, 'draft'])
  await write({ ...whole, 'sheet.issue': '' }, 1)
  expect((await trainee.get(`${at(1)}/check`)).body).toContain('まだ足りないところがあります')
  expect((await handIn(1)).statusCode).toBe(409)
  await write(whole, 1)
  expect((await handIn(1)).statusCode).toBe(303)
  expect((await trainee.get(at(1))).body).toContain('要支援2')
})

test('what tells who somebody is blocks in a PDF as it does in Word', async () => {
  expect((await send(Buffer.from(pdfOf(['山田花子様', '2'])), '事例.pdf', 5)).statusCode).toBe(303)
  const page = (await trainee.get(`${at(5)}/check`)).body
  expect([page.includes('ファイルの中：事例.pdf'), page.includes('山田花子様'), page.includes('直すまで提出できません')]).toEqual([true, true, true])
  await write({ text: '学んだことを書く。' }, 5)
  expect((await handIn(5)).statusCode).toBe(422)
})

test('after the due date it is late where that is allowed, and over where it is not', async () => {
  await write({ text: '期限の前に書いた文章。' }, 2)
  house.setClock('2026-09-16T00:00:01+09:00')
  expect((await trainee.get(at(2))).body).toContain('期限を過ぎたため、提出は受け付けていません')
  const over = await handIn(2)
  expect([over.statusCode, over.body.includes('受け付けられません')]).toEqual([409, true])
  await write({ text: '期限のあとに書いた文章。' }, 3)
  expect((await handIn(3)).statusCode).toBe(303)
  expect(await db.selectFrom('submission_round as r').innerJoin('submission as s', 's.id', 'r.submission_id').select('r.is_late').where('s.lesson_id', '=', desk.lessons[3]!).execute()).toEqual([{ is_late: true }])
  expect((await trainee.get(at(3))).body).toContain('「遅れ」として受け付けました')
})

test('others of the cohort read what was accepted where it is shared, by number and never by name', async () => {
  const theirs = `/learn/${desk.other}/assignments/${desk.lessons[3]}/others`
  expect((await other.get(theirs)).body).toContain('読めるものはまだありません')
  const { id } = (await work(3))!
  await db.updateTable('submission').set({ state: 'accepted' }).where('id', '=', id).execute()
  await db.updateTable('submission_round').set({ outcome: 'accepted', settled_at: house.app.clock() }).where('submission_id', '=', id).execute()
  const { body } = await other.get(theirs)
  expect([body.includes('期限のあとに書いた文章。'), body.includes('1番'), body.includes('研 修子')]).toEqual([true, true, false])
  expect((await other.get(`/learn/${desk.other}/assignments/${desk.lessons[0]}/others`)).statusCode).toBe(404)
})

test('however often a page saves by itself, a sitting of writing is one line, and the handing in says how often', async () => {
  const written = async () => (await lines()).filter(({ detail }) => (detail as { lessonId: number }).lessonId === desk.lessons[4]).map(({ action, detail }) => [action, (detail as { saves: number }).saves])
  for (const words of ['学んだ', '学んだこと', '学んだことを', '学んだことを、']) expect((await write({ text: words }, 4)).statusCode).toBe(303)
  expect(await written()).toEqual([['submission.saved', 0]])
  house.setClock('2026-09-20T11:30:00+09:00')
  await write({ text: '学んだことを、書く。' }, 4)
  await write({ text: '学んだことを、書く。' }, 4)
  expect(await written()).toEqual([['submission.saved', 0], ['submission.saved', 4]])
  await handIn(4)
  expect(await written()).toEqual([['submission.saved', 0], ['submission.saved', 4], ['submission.handed_in', 5]])
  expect((await (await house.visitor(town.administrator)).get('/audit?action=submission.saved')).body).toContain('それまでの保存：4')
})

test('another one’s assignment is a page that never was, for reading and for writing', async () => {
  const never = (await other.get('/never-was')).body
  for (const path of [at(), `${at()}/check`, `${at()}/others`]) {
    const { statusCode, body } = await other.get(path)
    expect([statusCode, body === never]).toEqual([404, true])
  }
  for (const [path, form] of [['draft', { version: '0', text: 'x' }], ['rounds', { version: '3' }], ['recall', {}], ['files/removal', { fileId: '1' }]] as const) expect((await other.post(`${at()}/${path}`, form)).statusCode).toBe(404)
  expect((await send(pdf, 'x.pdf', 0, other)).statusCode).toBe(404)
})

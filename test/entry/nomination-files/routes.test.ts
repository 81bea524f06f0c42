import iconv from 'iconv-lite'
import { readXlsx, writeXlsx } from 'hucre/xlsx'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { readTable } from '../../../server/base/sheets.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { headings, sendTable } from '../../support/uploads.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const clerk = await house.visitor(town.clerkOfTachikawa)
const neighbor = await house.visitor(town.clerkOfTama)
const sheet = `/calls/${town.call}/sheet`

const misaki = ['132021', '司会者', '1', '髙﨑 𠮷子', 'たかさき よしこ', 'みずべ包括', '保健師', '経験あり', '第1コース', '', '', '一行目\n二行目']
const shun = ['132021', '①司会者', '２', '葛\u{e0100}城 俊', 'かつらぎ しゅん', 'みずべ包括', '保健師', '予定', '', '', '', '']
const head = (version = 1) => [[`様式第2号　推薦書　第${version}版`], ['募集番号', String(town.call)], ['担当者の氏名', '立川 花子', '', '担当者の電話', '0425232111'], headings]
const xlsx = async (rows: (string | number | null)[][], more: object = {}, above: (string | number)[][] = head()) =>
  Buffer.from(await writeXlsx({ sheets: [{ name: '推薦書', rows: [...above, ...rows], ...more }] }))
const csv = (rows: string[][]) => [...head().map((row) => [...row, ...Array(12).fill('')].slice(0, 12)), ...rows]
  .map((row) => row.map((cell) => (/[\n,"]/.test(cell) ? `"${cell}"` : cell)).join(',')).join('\r\n')

const send = (bytes: Uint8Array, name = '推薦書.xlsx', who: VisitorOf = clerk) => sendTable(house.app, who, `${sheet}/files`, bytes, name)
async function result(bytes: Uint8Array, name?: string) {
  const { statusCode, headers } = await send(bytes, name)
  expect(statusCode).toBe(303)
  const at = String(headers.location)
  return { at, body: (await clerk.get(at)).body }
}
const version = async () => (await db.selectFrom('nomination_sheet').select('version').where('municipality_id', '=', town.tachikawa).executeTakeFirst())?.version ?? 0
const take = async (at: string, as?: number) => clerk.post(`${at}/taking`, { version: String(as ?? await version()) })
const lines = () => db.selectFrom('nomination').select(['category', 'rank', 'name', 'kana', 'reason', 'profession_code as profession']).orderBy('category').orderBy('rank').execute()
const kept = () => readdirSync(path.join(house.folder, 'table'), { recursive: true }).filter((name) => String(name).includes('/')).length

beforeEach(async () => {
  await db.deleteFrom('nomination').execute()
  await db.deleteFrom('nil_return').execute()
  await db.deleteFrom('nomination_sheet').execute()
  await db.deleteFrom('nomination_file').execute()
})

describe('three steps', () => {
  test('a file is sent, looked at, and taken in whole; rare characters and line breaks stay', async () => {
    const { at, body } = await result(await xlsx([misaki, shun, ['132021', '助言者', null, '該当者なし', null, null, null, null, null, null, null, '今年はいません'], [null]]))
    expect(body).toContain('直すところはありません')
    expect(body.match(/>追加</g)).toHaveLength(2)
    expect(body).toContain('助言者（今年はいません）')
    expect(await lines()).toEqual([])
    const { statusCode, headers } = await take(at)
    expect([statusCode, headers.location]).toEqual([303, sheet])
    expect(await lines()).toEqual([
      { category: 'chair', rank: 1, name: '髙﨑 𠮷子', kana: 'たかさき よしこ', reason: '一行目\n二行目', profession: 'public_health_nurse' },
      { category: 'chair', rank: 2, name: '葛\u{e0100}城 俊', kana: 'かつらぎ しゅん', reason: '', profession: 'public_health_nurse' },
    ])
    const { body: shown } = await clerk.get(sheet)
    expect(shown).toContain('value="髙﨑 𠮷子"')
    expect(shown).toContain('value="0425232111"')
    expect(await db.selectFrom('audit_line').select('action').where('action', 'like', 'nominationFile.%').orderBy('id').execute())
      .toEqual(expect.arrayContaining([{ action: 'nominationFile.sent' }, { action: 'nominationFile.taken' }]))
  })

  test('while one error stands nothing is taken in; each is named by its cell, its value and what to do', async () => {
    const { at, body } = await result(await xlsx([misaki, [...shun.slice(0, 2), '4', '田中 美咲', '漢字', '', '占い師', 'たぶん', '第9コース', 'A', 'x', '']]))
    for (const [cell, words] of [['C6', '順位2が抜けています'], ['E6', 'かな以外の文字'], ['F6', '所属が入っていません'], ['G6', 'この職種は一覧にありません'], ['H6', '「経験あり」か「予定」と書いてください'], ['I6', 'このコースはこの研修にありません'], ['J6', '数字（1から99）'], ['K6', 'メールアドレスの形ではありません']])
      expect(body).toMatch(new RegExp(`>${cell}</th>[\\s\\S]*?${words}`))
    expect(body).toContain('占い師')
    const refused = await take(at)
    expect(refused.statusCode).toBe(409)
    expect(refused.body).toContain('直すところが残っているため')
    expect(await lines()).toEqual([])
    const english = (await clerk.get(at, {}, { language: 'en' })).body
    expect(english).toContain('This profession is not on the list')
  })

  test('F20 the same file again is said, and changes nothing twice', async () => {
    const bytes = await xlsx([misaki])
    const first = await result(bytes)
    await take(first.at)
    expect((await take(first.at)).statusCode).toBe(409)
    const second = await result(bytes)
    expect(second.body).toContain('これと同じファイルは')
    expect(second.body).toContain('推薦書とまったく同じ内容です')
    expect((await take(second.at)).body).toContain('推薦書とまったく同じ内容です')
    expect(await lines()).toHaveLength(1)
    expect(await version()).toBe(1)
  })

  test('F20 two officers at once: whoever comes second is told, and nothing is mixed', async () => {
    const { at } = await result(await xlsx([misaki]))
    const [one, two] = await Promise.all([take(at, 0), take(at, 0)])
    expect([one.statusCode, two.statusCode].sort()).toEqual([303, 409])
    const old = await result(await xlsx([misaki, shun]))
    expect((await take(old.at, 0)).statusCode).toBe(409)
    expect(await lines()).toHaveLength(1)
  })

  test('what changes is shown: new, changed, removed, unchanged', async () => {
    await take((await result(await xlsx([misaki, shun]))).at)
    const other = ['', '司会者', '2', '田中 美咲', 'たなか みさき', '中央包括', '保健師', '予定', '', '', '', '']
    const { body } = await result(await xlsx([[...misaki.slice(0, 5), '中央包括', ...misaki.slice(6)], other]))
    expect(body).toContain('所属：みずべ包括→中央包括')
    expect(body.match(/class="status[^>]*>\s*[^<]*(<[^>]*>)*\s*変更/g) ?? body.match(/変更</g)).not.toBeNull()
    const { body: fewer } = await result(await xlsx([misaki]))
    expect(fewer).toContain('削除')
    expect(fewer).toContain('変更なし')
  })

  test('the file comes back with the result of each row, and can be sent again as it is', async () => {
    const { at } = await result(await xlsx([misaki, [...shun.slice(0, 4), '漢字', ...shun.slice(5)]]))
    const given = await clerk.get(`${at}/judged-file`)
    expect(given.headers['content-disposition']).toContain('.xlsx')
    const read = await readTable(given.rawPayload, 'x.xlsx', { rowsMax: 100, columnsMax: 40 })
    const rows = 'table' in read ? read.table.rows : []
    expect(rows[3]!.slice(-2)).toEqual(['判定', '理由とすること'])
    expect(rows[4]!.slice(-2)).toEqual(['可', ''])
    expect(rows[5]!.slice(-2)).toEqual(['要修正', expect.stringContaining('E6 ふりがなに')])
    expect((await result(given.rawPayload)).body).toContain('直すところが1か所あります')
  })
})

describe('the form', () => {
  test.each(['xlsx', 'utf-8', 'cp932'])('as %s holds the sheet, and sent back unchanged changes nothing', async (as) => {
    await take((await result(await xlsx([[...misaki.slice(0, 3), '髙﨑 吉子', ...misaki.slice(4)], [...shun.slice(0, 3), '葛城 俊', ...shun.slice(4)]]))).at)
    const { rawPayload, statusCode } = await clerk.get(`${sheet}/form-file?as=${as}`)
    expect(statusCode).toBe(200)
    expect((await result(rawPayload, as === 'xlsx' ? 'a.xlsx' : 'a.csv')).body).toContain('推薦書とまったく同じ内容です')
  })

  test('what looks like a formula is kept as it was typed, leaves as a text in every file, and comes back as it was', async () => {
    const traps = [...misaki.slice(0, 3), '=1+1 花', 'さとう', '@SUM(A1)', ...misaki.slice(6, 11), '+81-3-0000-0000\n=HYPERLINK("http://x.example","y")']
    const { at } = await result(await xlsx([traps, ['132021', '助言者', '', '該当者なし', '', '', '', '', '', '', '', '-今年はいません']]))
    await take(at)
    expect(await lines()).toMatchObject([{ name: '=1+1 花', reason: traps[11] }])
    for (const from of [`${sheet}/form-file`, `${(await result(await xlsx([[...traps.slice(0, 4), '漢字', ...traps.slice(5)]]))).at}/judged-file`]) {
      const { sheets: [first] } = await readXlsx((await clerk.get(from)).rawPayload)
      expect([...first!.cells?.values() ?? []].filter(({ type }) => type === 'formula')).toEqual([])
      expect(first!.rows.flat()).toEqual(expect.arrayContaining(['=1+1 花', '@SUM(A1)', traps[11]]))
    }
    for (const as of ['utf-8', 'cp932'] as const) {
      const { rawPayload } = await clerk.get(`${sheet}/form-file?as=${as}`)
      const text = new TextDecoder(as === 'utf-8' ? 'utf-8' : 'shift_jis').decode(rawPayload)
      for (const cell of [",'=1+1 花,", ",'@SUM(A1),", ',"\'+81-3-0000-0000', ",'-今年はいません"]) expect(text).toContain(cell)
      expect((await result(rawPayload, 'a.csv')).body).toContain('推薦書とまったく同じ内容です')
    }
  })

  test('what Shift_JIS cannot hold is listed beside the download', async () => {
    await take((await result(await xlsx([misaki]))).at)
    const { body } = await clerk.get(`${sheet}/files`)
    expect(body).toContain('𠮷（U+20BB7）→〓　1か所')
  })
})

describe('a clear answer to', () => {
  const cases: [string, () => Promise<Uint8Array> | Uint8Array, string, string, string?][] = [
    ['an empty file',        () => Buffer.alloc(0), 'ファイルに何も書かれていません', 'There is nothing in the file'],
    ['a form without rows',  () => xlsx([]), '見出しの下に何も書かれていません', 'nothing below the headings'],
    ['a missing column',     () => xlsx([misaki.slice(0, 11)], {}, [...head().slice(0, 3), headings.slice(0, 11)]), '次の列がありません：推薦理由', 'These columns are missing: Reason'],
    ['no headings at all',   () => xlsx([misaki], {}, []), '見出しの行が見つかりません', 'row of headings was not found'],
    ['notes before the form', async () => Buffer.from(await writeXlsx({ sheets: [{ name: 'メモ', rows: [['ご確認ください']] }, { name: '推薦書', rows: [...head(), misaki] }] })), '最初のシート「メモ」に、見出しの行が見つかりません', 'first sheet, “メモ”, has no row of headings'],
    ['a heading twice',      () => xlsx([[...misaki, 'x']], {}, [...head().slice(0, 3), [...headings, '氏名']]), '同じ見出しの列が2つあります：氏名（D4, M4）', 'Two columns have the same heading'],
    ['an old form',          () => xlsx([misaki], {}, head(0)), '古い様式（第0版）です', 'This is an old form'],
    ['another call',         () => xlsx([misaki], {}, [['様式第2号　推薦書　第1版'], ['募集番号', 99], headings]), '別の募集の様式です（募集番号99）', 'form of another call'],
    ['merged cells',         () => xlsx([misaki, shun], { merges: [{ startRow: 4, startCol: 1, endRow: 5, endCol: 1 }] }), '結合したセルがあります（B5:B6）', 'cells are merged'],
    ['an old .xls',          () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), '古い形式のExcelファイル（.xls）です', 'old Excel file', 'a.xls'],
    ['a PDF',                () => Buffer.from('%PDF-1.7'), 'PDFは読み取れません', 'A PDF cannot be read', 'a.pdf'],
    ['too many rows',        () => xlsx(Array.from({ length: 1_001 }, () => misaki)), '行が多すぎます。見出しを含めて1,000行まで', 'keep to 1,000, headings included'],
    ['another municipality', () => xlsx([['132241', ...misaki.slice(1)]]), '自分の区市町村のコードではありません', 'not the code of your municipality'],
    ['ranks 1, 1, 2',        () => xlsx([misaki, [...shun.slice(0, 2), '1', ...shun.slice(3)]]), '順位1がこの区分に2つあります', 'Rank 1 appears twice'],
    ['an unsaved formula',   () => xlsx([misaki], { cells: new Map([['4,5', { type: 'formula', formula: 'A1' }]]) }), '数式の計算結果が保存されていません', 'result of the formula was not saved'],
    ['UTF-16',               () => Buffer.from(`\ufeff${csv([misaki])}`, 'utf16le'), '文字コードがUTF-16のファイルです', 'encoded in UTF-16', 'a.csv'],
  ]
  test.each(cases)('%s, in both languages', async (_, build, ja, en, name) => {
    const { at, body } = await result(await build(), name)
    expect(body).toContain(ja)
    expect((await clerk.get(at, {}, { language: 'en' })).body).toContain(en)
    expect(body).not.toContain('/taking"')
    expect((await take(at)).statusCode).toBe(409)
    expect(await lines()).toEqual([])
  })

  test('full-width addresses, and other ways to say who has experience and that there is nobody, are read', async () => {
    const { body } = await result(await xlsx([
      [...misaki.slice(0, 7), '経験有り', '', '', 'ｓａｔｏ＠ｅｘａｍｐｌｅ．ｊｐ', ''], ['', '助言者', '', '該当者無し', '', '', '', '', '', '', '', '異動'], ['', 'その他', '', '該当なし', '', '', '', '', '', '', '', '異動'],
    ]))
    for (const words of ['直すところはありません', '助言者（異動）', 'その他（異動）']) expect(body).toContain(words)
    await take(`/nomination-files/${/nomination-files\/(\d+)\/taking/.exec(body)![1]}`)
    expect(await db.selectFrom('nomination').select(['email', 'experience']).execute()).toEqual([{ email: 'sato@example.jp', experience: 'experienced' }])
  })

  test.each(['12345', '=1+1', '－', '✕'])('a name without a letter, %s, is none', async (name) => {
    const { at, body } = await result(await xlsx([[...misaki.slice(0, 3), name, ...misaki.slice(4)]]))
    expect(body).toMatch(/>D5<\/th>[\s\S]*?氏名に文字がありません/)
    expect((await clerk.get(at, {}, { language: 'en' })).body).toContain('no letter in this name')
  })

  test('columns in another order, a hidden row, a lost zero and a column more: read, and said', async () => {
    const order = [3, 2, 1, 0, 4, 5, 6, 7, 8, 9, 10, 11]
    const turned = (row: string[]) => [...order.map((place) => row[place]!), 'メモ']
    const above = [...head().slice(0, 2), ['担当者の電話', 425232111], [...turned(headings).slice(0, 12), '備考']]
    const { body } = await result(await xlsx([turned(misaki), turned(shun)], { rowDefs: new Map([[5, { hidden: true }]]) }, above))
    for (const words of ['非表示の行も読みました（6行目）', '先頭の0を補いました（0425232111）', '様式にない列は読みませんでした（備考）', '直すところはありません']) expect(body).toContain(words)
  })

  test.each([['UTF-8', Buffer.from(csv([misaki])), 'a.csv'], ['UTF-8 with BOM', Buffer.from(`\ufeff${csv([misaki])}`), 'a.csv'],
    ['CP932', iconv.encode(csv([[...misaki.slice(0, 3), '髙﨑 吉子', ...misaki.slice(4)]]), 'cp932'), 'a.csv'], ['a CSV that is called .xlsx', Buffer.from(csv([misaki])), 'a.xlsx']])('%s is read', async (_, bytes, name) => {
    expect((await result(bytes, name)).body).toContain('直すところはありません')
  })

  test('C51 F24 a file over the limit, and one that is no table by its name, are refused in words, and nothing stays on the disk', async () => {
    const before = kept()
    const large = await send(Buffer.alloc(11 * 1024 * 1024, 'x'))
    expect(large.statusCode).toBe(413)
    expect(large.body).toContain('10MBまでのファイル')
    const program = await send(Buffer.from('MZ'), '推薦書.exe')
    expect(program.statusCode).toBe(415)
    expect(program.body).toContain('.xlsx か .csv')
    const none = await send(Buffer.alloc(0), '')
    expect(none.statusCode).toBe(422)
    expect(kept()).toBe(before)
    expect(readdirSync(path.join(house.folder, 'arriving'))).toEqual([])
  })
})

test('another municipality finds no file of ours, and a sheet that was handed in takes none', async () => {
  const { at } = await result(await xlsx([misaki]))
  for (const address of [at, `${at}/judged-file`]) expect((await neighbor.get(address)).statusCode).toBe(404)
  expect((await neighbor.post(`${at}/taking`, { version: '0' })).statusCode).toBe(404)
  await take(at)
  await db.updateTable('nomination_sheet').set({ state: 'submitted', receipt: 'x' }).execute()
  const late = await send(await xlsx([misaki, shun]))
  expect(late.statusCode).toBe(409)
  expect(late.body).toContain('この推薦書は提出済みです')
})

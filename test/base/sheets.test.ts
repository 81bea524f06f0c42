import fc from 'fast-check'
import iconv from 'iconv-lite'
import { writeXlsx as write } from 'hucre/xlsx'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { lostInCp932, toCp932 } from '../../server/base/cp932.ts'
import { parseCsv, writeCsv } from '../../server/base/csv.ts'
import { readTable, writeXlsx, type Table } from '../../server/base/sheets.ts'
import { archiveOf } from '../support/archives.ts'

const limits = { rowsMax: 200, columnsMax: 40 }
const text = (words: string) => Buffer.from(words, 'utf8')

async function read(bytes: Uint8Array, name = 'meibo.csv'): Promise<Table> {
  const answer = await readTable(bytes, name, limits)
  if ('refused' in answer) throw new Error(answer.refused.key)
  return answer.table
}
async function refused(bytes: Uint8Array, name = 'meibo.csv') {
  const answer = await readTable(bytes, name, limits)
  return 'refused' in answer ? answer.refused : null
}

test.each([
  ['utf-8', text('氏名,電話\r\n髙﨑 𠮷子,0312345678\r\n')],
  ['utf-8-bom', text('\ufeff氏名,電話\r\n髙﨑 𠮷子,0312345678\r\n')],
  ['cp932', iconv.encode('氏名,電話\r\n髙﨑 吉子,0312345678\r\n', 'cp932')],
])('a CSV in %s is known by its bytes', async (kind, bytes) => {
  const table = await read(bytes)
  expect(table.kind).toBe(kind)
  expect(table.rows[0]).toEqual(['氏名', '電話'])
  expect(table.rows[1]).toEqual([kind === 'cp932' ? '髙﨑 吉子' : '髙﨑 𠮷子', '0312345678'])
})

test.each<[string, Uint8Array, string, Record<string, string | number> | undefined]>([
  ['nothing',                  new Uint8Array(),                                            'sheets.empty', undefined],
  ['blank lines alone',        text('\r\n , \r\n'),                                       'sheets.empty', undefined],
  ['UTF-16 with its mark',     Buffer.from('\ufeff氏名,電話', 'utf16le'),                   'sheets.isUtf16', undefined],
  ['UTF-16 without it',        Buffer.from('name,phone\n', 'utf16le'),                      'sheets.isUtf16', undefined],
  ['a NUL',                    text('氏名,電話\n山田\0,1\n'),                               'sheets.hasNul', undefined],
  ['broken CP932',             Buffer.concat([iconv.encode('氏名,電話\r\n山田 太郎,1\r\n', 'cp932'), Buffer.from([0x81, 0x20, 0x2c, 0x31, 0x0d, 0x0a])]), 'sheets.brokenText', { encoding: 'Shift_JIS', rows: '3' }],
  ['broken UTF-8',             Buffer.concat([text('氏名,電話\n山田,1\n'), Buffer.from([0xe3, 0x81, 0x0a])]), 'sheets.brokenText', { encoding: 'UTF-8', rows: '3' }],
  ['rows of unequal length',   text('a,b,c\n1,2,3\n1,2\n1,2,3,4\n'),                         'sheets.ragged', { rows: '3, 4', count: 2 }],
  ['a quotation left open',    text('a,b\n"x,y\nz,w\n'),                                    'sheets.unclosed', { rows: '2' }],
  ['an old .xls',              Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), 'sheets.isXls', undefined],
  ['a workbook with a password', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from('EncryptedPackage', 'utf16le')]), 'sheets.locked', undefined],
  ['a PDF',                    text('%PDF-1.7\n'),                                          'sheets.isPdf', undefined],
  ['a picture',                Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]),           'sheets.isPicture', undefined],
  ['a photograph of a phone',  Buffer.concat([Buffer.from([0, 0, 0, 24]), text('ftypheic')]), 'sheets.isPicture', undefined],
  ['too many rows',            text('a,b\n'.repeat(201)),                                   'sheets.tooManyRows', { limit: '200' }],
  ['a folder packed',          archiveOf([{ name: 'meibo.csv', bytes: text('a,b') }]),       'sheets.isArchive', undefined],
  ['an OpenDocument table',    archiveOf([{ name: 'content.xml', bytes: text('<x/>') }]),    'sheets.isOds', undefined],
])('%s is refused with what to do', async (_, bytes, key, data) => {
  expect(await refused(bytes)).toEqual(data === undefined ? { key } : { key, data })
})

test('a file is known by what is in it, not by its name, and that is said', async () => {
  expect((await read(text('a,b\n1,2\n'), 'meibo.xlsx')).said).toEqual([{ key: 'sheets.isCsv' }])
  const workbook = await write({ sheets: [{ name: '様式', rows: [['a', 'b']] }] })
  expect((await read(workbook, 'meibo.csv')).said).toEqual([{ key: 'sheets.isXlsx' }])
})

test('what is written as a workbook comes back the same: leading zeros, rare characters, line breaks, what looks like a formula', async () => {
  const rows = [
    ['011002', '髙﨑 𠮷子', '葛\u{e0100}城', '一行目\n二行目', '=1+1', '0312345678'],
    ['131016', 'か\u309a', '', ' 前後 ', '+81', '-5'],
  ]
  const columns = rows[0]!.map((_, n) => ({ header: `列${n}`, width: 12, isText: n === 0, ...n === 1 && { choices: Array.from({ length: 60 }, (_, at) => `選択肢${at}`) } }))
  const bytes = await writeXlsx({ sheet: '様式', title: '様式第2号', above: [['様式第2号', '第2版']], columns, rows, blankRows: 3, now: new Date(0) })
  const table = await read(bytes, 'meibo.xlsx')
  expect(table.rows.slice(2)).toEqual(rows)
  expect(table.rows[0]!.slice(0, 2)).toEqual(['様式第2号', '第2版'])
  expect(table.said).toEqual([])
})

test('numbers, dates, formulas, errors, joined and hidden cells of Excel are each told', async () => {
  const bytes = await write({
    sheets: [
      {
        name: '様式', rows: [['code', 'day', 'x'], [11002, new Date(Date.UTC(2026, 3, 1)), 'a'], [1, null, 'b']],
        cells: new Map([
          ['1,3', { type: 'formula', formula: '1+1', formulaResult: 2 }], ['2,3', { type: 'formula', formula: 'NOW()' }],
        ]),
        rowDefs: new Map([[2, { hidden: true }]]), columns: [{}, {}, { hidden: true }], merges: [{ startRow: 1, startCol: 0, endRow: 2, endCol: 0 }],
      },
      { name: 'メモ', rows: [['x']] },
    ],
  })
  const table = await read(bytes, 'meibo.xlsx')
  expect(table.rows[1]).toEqual(['11002', '2026-04-01', 'a', '2'])
  expect([table.isNumber(1, 0), table.isNumber(1, 2)]).toEqual([true, false])
  expect(table.unsure).toEqual([{ row: 2, column: 3, why: 'formula' }])
  expect(table.merged).toEqual([{ range: 'A2:A3', from: 1, to: 2 }])
  expect(table.said).toEqual([
    { key: 'sheets.firstOnly', data: { name: '様式' } }, { key: 'sheets.hiddenRows', data: { rows: '3' } },
    { key: 'sheets.hiddenColumns', data: { columns: 'C' } }, { key: 'sheets.formulas', data: { count: 1 } },
  ])
})

test('C17 whatever stands in a cell comes back through a CSV, and no cell of it is taken for a formula', () => {
  const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string(), fc.constantFrom("'=1", '=1+1', '＝1', '-5', '+81-3', '@x', "''@x", 'a"b', '一\r\n二', '\tx', ' x ', '0123'))
    .filter((words) => !words.includes('\0'))
  fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 }), (rows) => {
    const written = Buffer.from(writeCsv(rows)).toString('utf8')
    expect(written.startsWith('\ufeff')).toBe(true)
    expect(written.endsWith('\r\n')).toBe(true)
    const back = parseCsv(written.slice(1)).rows
    expect(back.slice(0, -1)).toEqual(rows)
    const raw = Papa.parse<string[]>(written.slice(1), { delimiter: ',' }).data.flat()
    expect(raw.filter((cell) => /^[=+\-@＝＋－＠\t\r]/.test(cell) && !/^[+-]?\d+(\.\d+)?$/.test(cell))).toEqual([])
  }), { numRuns: 300 })
})

test('what CP932 cannot hold is listed with what is written instead; its twins are written without a word', () => {
  const lost = lostInCp932('𠮷野家𠮷、葛\u{e0100}城、〜−—‖、髙﨑')
  expect(lost).toEqual([
    { sign: '𠮷', code: 'U+20BB7', count: 2, becomes: '〓' },
    { sign: '葛\u{e0100}', code: 'U+845B U+E0100', count: 1, becomes: '葛' },
  ])
  expect(iconv.decode(Buffer.from(toCp932('𠮷野〜−—‖髙﨑葛\u{e0100}か\u3099')), 'cp932')).toBe('〓野～－―∥髙﨑葛が')
  expect(lostInCp932('山田 太郎、ＡＢＣ①㈱')).toEqual([])
})

test('a CSV in CP932 is what Excel takes it for', () => {
  expect(iconv.decode(Buffer.from(writeCsv([['氏名', '値'], ['山田 太郎', '=1+1']], 'cp932')), 'cp932')).toBe("氏名,値\r\n山田 太郎,'=1+1\r\n")
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Table } from '../../../server/base/sheets.ts'
import { speaking } from '../../../server/base/texts.ts'
import { text, whole } from '../../../server/office/table-imports/cells.ts'
import { cellsOf, compare, doubles, stampOf } from '../../../server/office/table-imports/comparing.ts'
import type { Columns } from '../../../server/office/table-imports/kinds.ts'
import { readRows } from '../../../server/office/table-imports/reading.ts'
import { texts } from '../../../server/texts.ts'

interface Row { file: string; state: string; rows: number }
const columns: Columns<Row, null> = {
  file: { header: 'tableFiles.sentFile', also: ['file'], ...text({ max: 20, required: true }) },
  state: { header: 'tableFiles.state', ...text({ max: 20 }) },
  rows: { header: 'tableFiles.value', ...whole({ max: 99 }) },
}
const words = { say: speaking(texts, 'ja'), texts, language: 'ja' as const }
const table = (rows: string[][], over: Partial<Table> = {}): Table => ({ kind: 'utf-8', rows, isNumber: () => false, unsure: [], merged: [], said: [], ...over })
const head = ['ファイル', '状態', '書かれている値']
const read = (rows: string[][], over?: Partial<Table>) => readRows(table(rows, over), columns, null, words)
const fine = (rows: string[][], over?: Partial<Table>) => { const answer = read(rows, over); if ('refused' in answer) throw new Error(answer.refused.key); return answer }

describe('a table read by its columns', () => {
  test('headings are found below other rows, in another order, in another language or by another name', () => {
    const answer = fine([['様式'], [], ['Status', 'file', '書かれている値'].map((one) => one === 'Status' ? texts['tableFiles.state'].en : one), ['済', 'a.csv', '３']])
    expect(answer.rows).toEqual([{ row: 3, value: { file: 'a.csv', state: '済', rows: 3 } }])
  })
  test('each cell that cannot be read is named by its address, and its row is not taken', () => {
    const answer = fine([head, ['', 'x', 'many'], ['b', '', '4']])
    expect(answer.problems.map(({ address, label, value, reason }) => [address, label, value, reason.key])).toEqual([['A2', 'ファイル', '', 'tableImports.blankCell'], ['C2', '書かれている値', 'many', 'tableImports.noWhole']])
    expect([answer.rows.map(({ row }) => row), answer.filled]).toEqual([[2], [1, 2]])
  })
  test('blank rows are no rows; a file of nothing else is refused', () => {
    expect(fine([head, ['', ' ', ''], ['b', '', '4']]).filled).toEqual([2])
    expect(read([head, ['', '', '']])).toEqual({ refused: { key: 'tableImports.noRows' } })
  })
  test.each([
    ['no heading', [['a', 'b', 'c'], ['1', '2', '3']], {}, 'tableFiles.noHeader'],
    ['a column twice', [[...head, 'ファイル'], ['a', '', '1', 'b']], {}, 'tableFiles.twiceColumn'],
    ['joined cells', [head, ['a', '', '1']], { merged: [{ range: 'A2:A3', from: 1, to: 2 }] }, 'tableImports.merged'],
  ] as const)('%s: the whole is refused', (_, rows, over, key) => {
    expect(read(rows.map((row) => [...row]), { ...over, merged: 'merged' in over ? [...over.merged] : [] })).toMatchObject({ refused: { key } })
  })
  test('a formula without a result is not taken for a blank', () => {
    expect(fine([head, ['a', '', '']], { unsure: [{ row: 1, column: 2, why: 'formula' }] }).problems.map(({ reason }) => reason.key)).toEqual(['tableFiles.formulaCell'])
  })
  test('columns that are not of the form are told, but not those we added ourselves', () => {
    expect(fine([[...head, '判定', '備考'], ['a', '', '1', '可', 'x']]).said).toEqual([{ key: 'tableFiles.otherColumns', data: { names: '備考' } }])
  })
})

describe('what becomes of each row', () => {
  const kind = { columns, keyOf: ({ file }: Row) => file }
  const rowsIn = fc.uniqueArray(fc.record({ file: fc.constantFrom('a', 'b', 'c', 'd', 'e'), state: fc.constantFrom('x', 'y'), rows: fc.integer({ min: 0, max: 3 }) }), { selector: ({ file }) => file })
  test('every row of the file is there once; taken in, it is the same; what only stands goes with a whole table alone', () => {
    fc.assert(fc.property(rowsIn, rowsIn, (standing, file) => {
      const numbered = file.map((value, row) => ({ row, value }))
      const part = compare(kind, standing, numbered, null, words.say)
      expect(part.map(({ value }) => value)).toEqual(file)
      for (const { mark, fields, before } of part) expect(mark).toBe(before === null ? 'new' : fields.length > 0 ? 'changed' : 'same')
      const gone = compare({ ...kind, isWhole: true }, standing, numbered, null, words.say).filter(({ mark }) => mark === 'removed')
      expect(gone.map(({ value }) => value.file).sort()).toEqual(standing.map(({ file: name }) => name).filter((name) => !file.some((one) => one.file === name)).sort())
      expect(compare(kind, file, numbered, null, words.say).every(({ mark }) => mark === 'same')).toBe(true)
    }))
  })
  test('a row twice is told with the first; what stands has a stamp that changes with it', () => {
    expect(doubles([{ value: 'a' }, { value: 'b' }, { value: 'a' }], (one) => one)).toEqual([{ place: 2, first: 0 }])
    const cells = [cellsOf(columns, { file: 'a', state: '', rows: 1 }, null, words.say)]
    expect(stampOf(cells)).toHaveLength(22)
    expect(stampOf(cells)).not.toBe(stampOf([cellsOf(columns, { file: 'a', state: '', rows: 2 }, null, words.say)]))
  })
})

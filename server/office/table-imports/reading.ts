import type { Reason } from '../../base/errors.ts'
import { headRowOf, plain } from '../../base/headings.ts'
import { addressOf, type Table } from '../../base/sheets.ts'
import { texts as shared } from '../../base/sheet-texts.ts'
import type { Language, Say, Texts } from '../../base/texts.ts'
import { namesOf } from './comparing.ts'
import type { Columns } from './kinds.ts'

/** Something about a cell: where it is, what stands in it, and what to do. `row` and `column` count from 0. */
export interface CellProblem { row: number; column: number; address: string; label: string; value: string; level: 'error' | 'warning'; reason: Reason }
/** A table read by the columns of its kind. Rows with a cell that could not be read are not among `rows`. */
export interface Reading<Row> {
  rows: { row: number; value: Row }[]
  /** Rows that are not blank, read or not. */
  filled: number[]
  problems: CellProblem[]
  placeOf: Partial<Record<string, number>>
  headRow: number
  said: Reason[]
}
interface Words { say: Say; texts: Texts; language: Language }

/** The rows of a table, every cell that cannot be read named; or why the whole file is not this form. */
export function readRows<Row extends object, Ground>(table: Table, columns: Columns<Row, Ground>, ground: Ground, words: Words): Reading<Row> | { refused: Reason } {
  const named = headingsOf(columns, words.texts)
  const headRow = headRowOf(table.rows, (cell) => named.has(plain(cell)))
  if (headRow < 0) return { refused: whyNoHeader(table) }
  const headings = table.rows[headRow]!.map((cell) => named.get(plain(cell)) ?? null)
  const refused = whyNotForm(table, headRow, headings, columns, words)
  if (refused !== null) return { refused }
  const placeOf = Object.fromEntries(headings.flatMap((name, place) => (name === null ? [] : [[name, place]]))) as Reading<Row>['placeOf']
  const reading: Reading<Row> = { rows: [], filled: [], problems: [], placeOf, headRow, said: [...table.said, ...othersSaid(table, headRow, headings)] }
  const unsure = Map.groupBy(table.unsure, ({ row }) => row)
  for (let row = headRow + 1; row < table.rows.length; row += 1) readRow(table, row, unsure.get(row) ?? [], columns, ground, words.say, reading)
  return reading.filled.length === 0 ? { refused: { key: 'tableImports.noRows' } } : reading
}

/** A problem at the cell of a row where a column stands; at the first cell when the file has no such column. */
export function problemAt<Row extends object, Ground>(
  { placeOf }: Pick<Reading<Row>, 'placeOf'>, { rows }: Table, row: number, columns: Columns<Row, Ground>, name: keyof Row & string,
  say: Say, reason: Reason, level: CellProblem['level'] = 'error',
): CellProblem {
  const column = placeOf[name] ?? 0
  return { row, column, address: addressOf(row, column), label: say(columns[name].header), value: rows[row]?.[column] ?? '', level, reason }
}

function headingsOf<Row extends object, Ground>(columns: Columns<Row, Ground>, texts: Texts): Map<string, string> {
  return new Map(namesOf(columns).flatMap((name) => {
    const { header, also = [] } = columns[name]
    return [texts[header]!.ja, texts[header]!.en, ...also].map((heading) => [plain(heading), name] as const)
  }))
}

function whyNoHeader({ said }: Table): Reason {
  const first = said.find(({ key }) => key === 'sheets.firstOnly')
  return first?.data === undefined ? { key: 'tableFiles.noHeader' } : { key: 'tableFiles.noHeaderFirst', data: first.data }
}

function whyNotForm<Row extends object, Ground>({ merged }: Table, headRow: number, headings: readonly (string | null)[], columns: Columns<Row, Ground>, { say, language }: Words): Reason | null {
  const names = namesOf(columns)
  const missing = names.filter((name) => !columns[name].optional && !headings.includes(name))
  if (missing.length > 0) return { key: 'tableFiles.noColumns', data: { names: missing.map((name) => say(columns[name].header)).join(language === 'ja' ? '、' : ', ') } }
  const twice = names.find((name) => headings.indexOf(name) !== headings.lastIndexOf(name))
  if (twice !== undefined) {
    const cells = headings.flatMap((name, place) => (name === twice ? [addressOf(headRow, place)] : [])).join(', ')
    return { key: 'tableFiles.twiceColumn', data: { names: say(columns[twice].header), cells } }
  }
  const joined = merged.filter(({ to }) => to >= headRow)
  return joined.length === 0 ? null : { key: 'tableImports.merged', data: { ranges: joined.slice(0, 10).map(({ range }) => range).join(', ') } }
}

/** The two columns we added to a file that we gave back say nothing when it comes in again. */
const ours = new Set(['tableFiles.judgment', 'tableFiles.why'].flatMap((key) => Object.values(shared[key as 'tableFiles.why']).map(plain)))

function othersSaid({ rows }: Table, headRow: number, headings: readonly (string | null)[]): Reason[] {
  const others = rows[headRow]!.filter((heading, place) => heading.trim() !== '' && headings[place] === null && !ours.has(plain(heading)))
  return others.length === 0 ? [] : [{ key: 'tableFiles.otherColumns', data: { names: others.slice(0, 8).map((one) => one.slice(0, 30)).join(', ') } }]
}

function readRow<Row extends object, Ground>(
  table: Table, row: number, unsure: Table['unsure'], columns: Columns<Row, Ground>, ground: Ground, say: Say, reading: Reading<Row>,
): void {
  const names = namesOf(columns)
  const cell = (name: keyof Row & string) => (reading.placeOf[name] === undefined ? '' : table.rows[row]![reading.placeOf[name]] ?? '')
  if (names.every((name) => cell(name).trim() === '') && unsure.length === 0) return
  reading.filled.push(row)
  const value: Partial<Row> = {}
  let whole = true
  const wrong = (name: keyof Row & string, reason: Reason) => { reading.problems.push(problemAt(reading, table, row, columns, name, say, reason)); whole = false }
  for (const name of names) {
    const doubtful = unsure.find(({ column }) => column === reading.placeOf[name])
    if (doubtful !== undefined) { wrong(name, { key: doubtful.why === 'formula' ? 'tableFiles.formulaCell' : 'tableFiles.errorCell' }); continue }
    const read = columns[name].read(cell(name), ground, say)
    if ('reason' in read) wrong(name, read.reason)
    else value[name] = read.value
  }
  if (whole) reading.rows.push({ row, value: value as Row })
}

import { colToLetter, readXlsx, writeXlsx as write, type CellValue, type DataValidation, type Sheet, type WriteSheet } from 'hucre/xlsx'
import { lookThrough, type ArchiveProblem } from './archives.ts'
import { parseCsv } from './csv.ts'
import type { Reason } from './errors.ts'

/** What a file turned out to be: a workbook, or a CSV in one of three encodings; UTF-16 only where `isExport` lets it in. */
export type TableKind = 'xlsx' | 'utf-8' | 'utf-8-bom' | 'cp932' | 'utf-16'

/** A table that somebody sent, as text. Row and column numbers are those a person sees: `rows[0]` is row 1, its first cell A1. */
export interface Table {
  kind: TableKind
  /** Each cell as text, exactly as typed; a date as '2026-04-01', a formula as the result that was saved with it. */
  rows: string[][]
  /** Whether a cell was a number to Excel, which forgets leading zeros. Of a CSV nothing is. */
  isNumber(row: number, column: number): boolean
  /** Cells whose value cannot be relied on: a formula without a saved result, or an error such as #REF!. Their row and column, from 0. */
  unsure: { row: number; column: number; why: 'formula' | 'error' }[]
  /** Joined cells as Excel names them, with their first and last row from 0. */
  merged: { range: string; from: number; to: number }[]
  /** What was read although it does not show, or was seen and may surprise; to be said beside the result. */
  said: Reason[]
}

/**
 * `rowsMax` counts every row of the file, headings and blank rows between others included; `columnsMax` likewise. `isExport`: the file
 * was written by a program and by no person's hand, so it may hold several tables of different width one below the other, and be UTF-16.
 */
export interface TableLimits { rowsMax: number; columnsMax: number; isExport?: true }

/**
 * Reads an Excel file or a CSV (UTF-8 with or without BOM, CP932) by what is in it, whatever it is called. Nothing is
 * calculated, nothing fetched, and an archive is looked through before it is opened. Trailing blank rows are left out.
 * What is no table, or one that cannot be read for sure, is refused with what to do.
 */
export async function readTable(bytes: Uint8Array, name: string, limits: TableLimits): Promise<{ table: Table } | { refused: Reason }> {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16)).toString('latin1')
  if (bytes.byteLength === 0) return { refused: { key: 'sheets.empty' } }
  const other = strangers.find(({ starts }) => starts.test(head))
  if (other) return { refused: other.isOffice && isLocked(bytes) ? { key: 'sheets.locked' } : { key: other.key } }
  const isArchive = head.startsWith('PK')
  const read = isArchive ? await readWorkbook(bytes, limits) : readText(bytes, limits.isExport ?? false)
  if ('refused' in read) return read
  const { table } = read
  while (table.rows.at(-1)?.every((cell) => cell.trim() === '')) table.rows.pop()
  if (table.rows.length === 0) return { refused: { key: 'sheets.empty' } }
  if (table.rows.length > limits.rowsMax) return { refused: { key: 'sheets.tooManyRows', data: { limit: limits.rowsMax.toLocaleString('en') } } }
  const misnamed = isArchive ? /\.(csv|txt|tsv)$/i.test(name) : /\.xls[xmb]?$/i.test(name)
  if (misnamed) table.said.unshift({ key: isArchive ? 'sheets.isXlsx' : 'sheets.isCsv' })
  return { table }
}

/** Files that are often sent by mistake, by their first bytes. */
const strangers: { starts: RegExp; key: Reason['key']; isOffice?: true }[] = [
  { starts: /^\xd0\xcf\x11\xe0/, key: 'sheets.isXls', isOffice: true },
  { starts: /^%PDF/, key: 'sheets.isPdf' },
  { starts: /^(\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|RIFF....WEBP|.{4}ftyp(heic|heix|mif1|avif))/s, key: 'sheets.isPicture' },
  { starts: /^(\x1f\x8b|7z\xbc|Rar!)/, key: 'sheets.isArchive' },
]

/** A workbook with a password lies in the same kind of container as an old .xls, under this name in UTF-16. */
const isLocked = (bytes: Uint8Array): boolean => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from('EncryptedPackage', 'utf16le'))

async function readWorkbook(bytes: Uint8Array, limits: TableLimits): Promise<{ table: Table } | { refused: Reason }> {
  const looked = await lookThrough(bytes)
  if ('problem' in looked) return { refused: { key: refusals[looked.problem] } }
  if (!looked.names.includes('xl/workbook.xml')) return { refused: { key: looked.names.includes('content.xml') ? 'sheets.isOds' : 'sheets.isArchive' } }
  const range = `A1:${colToLetter(limits.columnsMax - 1)}${limits.rowsMax + 1}`
  const seen: string[] = []
  try {
    const { sheets: [sheet] } = await readXlsx(bytes, {
      range, sheets: ({ name, hidden, veryHidden }) => !hidden && !veryHidden && seen.push(name) === 1,
    })
    return sheet === undefined ? { refused: { key: 'sheets.empty' } } : { table: tableOf(sheet, seen) }
  } catch {
    return { refused: { key: 'sheets.broken' } }
  }
}

const refusals: Record<ArchiveProblem, Reason['key']> = {
  broken: 'sheets.broken', tooLarge: 'sheets.tooLarge', tooDense: 'sheets.tooLarge', tooMany: 'sheets.tooLarge', unsafeName: 'sheets.unsafe',
  link: 'sheets.unsafe', twice: 'sheets.unsafe', overlapping: 'sheets.unsafe', nested: 'sheets.nested', locked: 'sheets.locked', doctype: 'sheets.unsafe',
}

function tableOf(sheet: Sheet, names: string[]): Table {
  const [unsure, said]: [Table['unsure'], Reason[]] = [[], []]
  let formulas = 0
  for (const [place, { type, formulaResult }] of sheet.cells ?? []) {
    const [row, column] = place.split(',').map(Number) as [number, number]
    if (type === 'error') unsure.push({ row, column, why: 'error' })
    else if (type === 'formula' && formulaResult === null) unsure.push({ row, column, why: 'formula' })
    else if (type === 'formula') formulas += 1
  }
  if (names.length > 1) said.push({ key: 'sheets.firstOnly', data: { name: names[0]! } })
  const hiddenRows = [...sheet.rowDefs ?? []].filter(([row, { hidden }]) => hidden && sheet.rows[row]?.some(isFilled)).map(([row]) => row + 1)
  if (hiddenRows.length > 0) said.push({ key: 'sheets.hiddenRows', data: { rows: shortList(hiddenRows.map(String)) } })
  const hiddenColumns = (sheet.columns ?? []).flatMap(({ hidden }, column) => (hidden && sheet.rows.some((row) => isFilled(row[column])) ? [colToLetter(column)] : []))
  if (hiddenColumns.length > 0) said.push({ key: 'sheets.hiddenColumns', data: { columns: shortList(hiddenColumns) } })
  if (formulas > 0) said.push({ key: 'sheets.formulas', data: { count: formulas } })
  return {
    kind: 'xlsx', rows: sheet.rows.map((row) => row.map(textOf)), unsure, said,
    isNumber: (row, column) => typeof sheet.rows[row]?.[column] === 'number',
    merged: (sheet.merges ?? []).map(({ startRow, startCol, endRow, endCol }) =>
      ({ range: `${addressOf(startRow, startCol)}:${addressOf(endRow, endCol)}`, from: startRow, to: endRow })),
  }
}

const isFilled = (cell: CellValue | undefined): boolean => cell !== null && cell !== undefined && cell !== ''
const shortList = (names: readonly string[]): string => (names.length > 10 ? [...names.slice(0, 10), '…'] : names).join(', ')

function textOf(cell: CellValue): string {
  if (cell === null) return ''
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().replace(/T00:00:00\.000Z$/, '').replace(/T(\d\d:\d\d).*/, ' $1')
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE'
  return typeof cell === 'number' ? String(cell) : cell.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
}

/** What a person calls the cell: A1 for row 0 and column 0. */
export const addressOf = (row: number, column: number): string => `${colToLetter(column)}${row + 1}`

function readText(bytes: Uint8Array, isExport: boolean): { table: Table } | { refused: Reason } {
  const decoded = (isExport ? decodeUtf16(bytes) : null) ?? decode(bytes)
  if ('refused' in decoded) return decoded
  const { rows, unclosed } = isExport ? parseCsv(decoded.text, partsOf(decoded.text)) : parseCsv(decoded.text)
  if (unclosed.length > 0) return { refused: { key: 'sheets.unclosed', data: { rows: shortList(unclosed.map(String)) } } }
  const ragged = isExport ? [] : raggedRows(rows)
  if (ragged.length > 0) return { refused: { key: 'sheets.ragged', data: { rows: shortList(ragged.map(String)), count: ragged.length } } }
  return { table: { kind: decoded.kind, rows, isNumber: () => false, unsure: [], merged: [], said: [] } }
}

type Decoded = { text: string; kind: 'utf-8' | 'utf-8-bom' | 'cp932' | 'utf-16' }

/** What parts most lines of a file whose first line may be a mere title: a date in a cell between tabs has commas of its own. */
const partsOf = (text: string): '\t' | ',' => {
  const lines = text.slice(0, 50_000).split(/\r?\n/).filter((line) => line.trim() !== '')
  return lines.filter((line) => line.includes('\t')).length > lines.length / 2 ? '\t' : ','
}

/** UTF-16 with its mark, or the little-endian one without, as some programs write it; null for anything else. */
function decodeUtf16(bytes: Uint8Array): Decoded | { refused: Reason } | null {
  const [first, second] = bytes
  const isBig = first === 0xfe && second === 0xff
  const isLittle = (first === 0xff && second === 0xfe) || (!isBig && bytes.indexOf(0) === 1 && isEverySecond(bytes))
  if (!isBig && !isLittle) return null
  try {
    const text = new TextDecoder(isBig ? 'utf-16be' : 'utf-16le', { fatal: true }).decode(bytes)
    return text.includes('\0') ? { refused: { key: 'sheets.hasNul' } } : { text, kind: 'utf-16' }
  } catch {
    return { refused: { key: 'sheets.brokenUtf16' } }
  }
}

/** BOM, else strict UTF-8, else strict CP932: a file that is neither is not guessed at. */
function decode(bytes: Uint8Array): Decoded | { refused: Reason } {
  const [first, second, third] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return { refused: { key: 'sheets.isUtf16' } }
  if (bytes.includes(0)) return { refused: { key: bytes.indexOf(0) < 2 && isEverySecond(bytes) ? 'sheets.isUtf16' : 'sheets.hasNul' } }
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf
  const utf8 = strictly('utf-8', bytes)
  if (utf8 !== null) return { text: utf8, kind: hasMark ? 'utf-8-bom' : 'utf-8' }
  const lines = linesOf(bytes)
  const cp932 = hasMark || isMostlyUtf8(lines) ? null : strictly('shift_jis', bytes)
  if (cp932 !== null) return { text: cp932, kind: 'cp932' }
  return { refused: brokenText(lines, hasMark) }
}

const isEverySecond = (bytes: Uint8Array): boolean => {
  const start = bytes.subarray(0, 200)
  return start.filter((byte) => byte === 0).length > start.length / 4
}

function strictly(encoding: 'utf-8' | 'shift_jis', bytes: Uint8Array): string | null {
  try { return new TextDecoder(encoding, { fatal: true }).decode(bytes) } catch { return null }
}

/** Neither encoding has the byte of a line end inside a character. */
function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let from = 0; from < bytes.length && lines.length < 20_000;) {
    const end = bytes.indexOf(10, from)
    lines.push(bytes.subarray(from, end < 0 ? bytes.length : end))
    from = end < 0 ? bytes.length : end + 1
  }
  return lines
}

/** UTF-8 with a broken character in it may pass for CP932 and be read as rubbish; lines of real CP932 are hardly ever UTF-8. */
function isMostlyUtf8(lines: readonly Uint8Array[]): boolean {
  const marked = lines.filter((line) => line.some((byte) => byte > 127))
  const readable = marked.filter((line) => strictly('utf-8', line) !== null).length
  return readable > marked.length / 2
}

/** The lines that cannot be read, in the encoding in which fewer of them are broken: that is what the file was meant to be. */
function brokenText(lines: readonly Uint8Array[], hasMark: boolean): Reason {
  const broken = (encoding: 'utf-8' | 'shift_jis') => lines.flatMap((line, place) => (strictly(encoding, line) === null ? [place + 1] : []))
  const [utf8, cp932] = [broken('utf-8'), broken('shift_jis')]
  const isUtf8 = hasMark || utf8.length < cp932.length || isMostlyUtf8(lines)
  return { key: 'sheets.brokenText', data: { encoding: isUtf8 ? 'UTF-8' : 'Shift_JIS', rows: shortList((isUtf8 ? utf8 : cp932).map(String)) } }
}

/** Rows (from 1) with another number of cells than most have; a blank line is none. */
function raggedRows(rows: readonly string[][]): number[] {
  const counts = new Map<number, number>()
  const isBlankLine = (row: readonly string[]) => row.length === 1 && row[0]!.trim() === ''
  for (const row of rows) if (!isBlankLine(row)) counts.set(row.length, (counts.get(row.length) ?? 0) + 1)
  const usual = [...counts].sort(([a, often], [b, oftener]) => oftener - often || b - a)[0]?.[0]
  return rows.flatMap((row, place) => (isBlankLine(row) || row.length === usual ? [] : [place + 1]))
}

/** A column of a workbook that is written: `choices` become a drop-down, `isText` keeps leading zeros. `width` is in characters. */
export interface Column { header: string; width: number; choices?: readonly string[]; isText?: boolean; hint?: string }

export interface Workbook {
  /** What the tab is called: at most 31 characters, none of : \ / ? * [ ]. */
  sheet: string
  /** What programs show as the file's title: '様式第2号 推薦名簿 第2版'. */
  title: string
  /** Rows above the headings: the name of the form, its version, how to fill it in. */
  above: readonly (readonly string[])[]
  columns: readonly Column[]
  rows: readonly (readonly (string | number | null)[])[]
  /** Blank rows to be filled in, with the same drop-downs. */
  blankRows?: number
  /** When it was made; the file says so. */
  now: Date
}

/** An Excel file without macros: headings stay in view, choices drop down, codes stay text. Texts are never taken for formulas. */
export async function writeXlsx({ sheet, title, above, columns, rows, blankRows = 0, now }: Workbook): Promise<Uint8Array> {
  const head = above.length
  const last = head + 1 + rows.length + blankRows
  const cells: WriteSheet['cells'] = new Map()
  above.forEach((_, row) => { cells.set(`${row},0`, { style: { font: { ...letters, bold: row === 0, size: row === 0 ? 14 : 10 } } }) })
  columns.forEach((_, column) => { cells.set(`${head},${column}`, { style: headStyle }) })
  const blank = Array.from({ length: blankRows }, () => columns.map(() => null))
  const choices = columns.flatMap(({ choices }, column) => (choices === undefined ? [] : [{ choices, column }]))
  const tallest = Math.max(0, ...choices.map(({ choices }) => choices.length))
  const sheets: WriteSheet[] = [{
    name: sheet, rows: [...above.map((row) => [...row]), columns.map(({ header }) => header), ...rows.map((row) => [...row]), ...blank], cells,
    columns: columns.map(({ width, isText }) => ({ width, ...isText && { numFmt: '@' } })),
    freezePane: { rows: head + 1 }, dataValidations: choices.map(({ choices, column }, place) => dropDown(column, head + 2, last, place, choices.length)),
    pageSetup: { orientation: 'landscape', paperSize: 'a4' },
  }]
  if (choices.length > 0) sheets.push({
    name: choiceSheet, hidden: true, rows: Array.from({ length: tallest }, (_, row) => choices.map(({ choices }) => choices[row] ?? null)),
  })
  return write({ sheets, defaultFont: letters, properties: { title, created: now, modified: now } })
}

const choiceSheet = '選択肢'
const letters = { name: '游ゴシック', size: 11 }
const headStyle = { font: { ...letters, bold: true }, fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E8F1FE' } }, alignment: { wrapText: true, vertical: 'center' } } as const

/** The choices lie on a sheet of their own: a list inside the rule may not have more than 255 characters. */
const dropDown = (column: number, from: number, to: number, place: number, count: number): DataValidation => ({
  type: 'list', range: `${colToLetter(column)}${from}:${colToLetter(column)}${Math.max(from, to)}`, allowBlank: true,
  formula1: `'${choiceSheet}'!$${colToLetter(place)}$1:$${colToLetter(place)}$${Math.max(1, count)}`,
  showErrorMessage: true, errorStyle: 'stop', errorTitle: '選択してください', errorMessage: '一覧から選んでください。Please choose from the list.',
})

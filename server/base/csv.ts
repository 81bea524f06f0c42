import Papa from 'papaparse'
import { toCp932 } from './cp932.ts'

/** How a CSV is written: UTF-8 with the mark that Excel needs, or the CP932 that older programs expect. */
export type CsvEncoding = 'utf-8' | 'cp932'
export type CsvCell = string | number | null

/** What a spreadsheet would take for a formula, or for the end of a cell. */
const startsFormula = /^'*[=+\-@＝＋－＠\t\r\0]/
const trueNumber = /^[+-]?\d+(\.\d+)?$/

/** Rows as a file by RFC 4180 with CRLF. No cell can be taken for a formula: an apostrophe goes before those that would. */
export function writeCsv(rows: readonly (readonly CsvCell[])[], encoding: CsvEncoding = 'utf-8'): Uint8Array {
  const text = `${rows.map((row) => row.map(writtenCell).join(',')).join('\r\n')}\r\n`
  return encoding === 'cp932' ? toCp932(text) : Buffer.from(`\ufeff${text}`)
}

function writtenCell(cell: CsvCell): string {
  if (cell === null) return ''
  const text = typeof cell === 'number' ? String(cell) : safe(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const safe = (text: string): string => (startsFormula.test(text) && !trueNumber.test(text) ? `'${text}` : text)

/**
 * The rows of a CSV text, the apostrophes of `writeCsv` taken off again; and the numbers of rows that do not end as they should (from 1).
 * What parts the cells is told by the first line, where the caller does not know better.
 */
export function parseCsv(text: string, parts?: '\t' | ','): { rows: string[][]; unclosed: number[] } {
  const firstLine = /^[^\r\n]*/.exec(text)![0]
  const delimiter = parts ?? (firstLine.includes('\t') && !firstLine.includes(',') ? '\t' : ',')
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: false })
  const unclosed = errors.filter(({ type }) => type === 'Quotes').map(({ row }) => (row ?? 0) + 1)
  const rows = data.map((row) => row.map((cell) => (cell.startsWith("'") && startsFormula.test(cell.slice(1)) ? cell.slice(1) : cell)))
  return { rows, unclosed: [...new Set(unclosed)] }
}

import { writeCsv, type CsvEncoding } from './csv.ts'
import { lostInCp932, type Lost } from './cp932.ts'
import { writeXlsx, type Workbook } from './sheets.ts'

/** As what a table is taken: a workbook, or a CSV in one of two encodings. */
export const tableForms = ['xlsx', 'utf-8', 'cp932'] as const
export type TableForm = 'xlsx' | CsvEncoding

/** A table to be taken: `fileName` without its ending. `isForm`: it comes back filled in, so a CSV has the rows above the headings, and blank ones, too. */
export interface TableFile extends Omit<Workbook, 'now'> { fileName: string; isForm?: boolean }

/** A file made for one answer. */
export interface Built { bytes: Uint8Array; name: string; type: string }

const types: Record<TableForm, string> = {
  'xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'utf-8': 'text/csv; charset=utf-8', 'cp932': 'text/csv; charset=Shift_JIS',
}

/** The table as a file. No cell of it is taken for a formula; in CP932 what cannot be held becomes 〓. `now` is when it was made. */
export async function buildTable({ fileName, isForm = false, ...table }: TableFile, as: TableForm, now: Date): Promise<Built> {
  const bytes = as === 'xlsx' ? await writeXlsx({ ...table, now }) : writeCsv(rowsOf(table, isForm), as)
  return { bytes, name: `${fileName}.${as === 'xlsx' ? 'xlsx' : 'csv'}`, type: types[as] }
}

/** What CP932 cannot hold of a table, to be said before it is taken in that encoding. */
export const lostOf = ({ above, columns, rows, isForm = false }: Pick<TableFile, 'above' | 'columns' | 'rows' | 'isForm'>): Lost[] =>
  lostInCp932([...isForm ? above : [], columns.map(({ header }) => header), ...rows].flat().join('\n'))

/** Every row of a CSV has as many cells as there are headings. */
function rowsOf({ above, columns, rows, blankRows = 0 }: Omit<TableFile, 'fileName' | 'isForm'>, isForm: boolean) {
  const head = columns.map(({ header }) => header)
  if (!isForm) return [head, ...rows]
  const blank = Array.from({ length: blankRows }, () => columns.map(() => ''))
  return [...above.map((row) => columns.map((_, place) => row[place] ?? '')), head, ...rows, ...blank]
}

import { writeXlsx as write, type WriteSheet } from 'hucre/xlsx'

/** One box of a sheet that is laid out as a paper: where it begins, how far it reaches, what stands in it. Rows and columns count from 0. */
export interface PrintedBox {
  row: number; column: number; rows?: number; columns?: number
  value: string | number
  isHead?: true; isTitle?: true; align?: 'left' | 'center' | 'right'
  /** How a number is shown: '0"人"'. */
  format?: string
  /** Without lines around it. */
  isBare?: true
}
export interface PrintedSheet { name: string; widths: readonly number[]; heights: Readonly<Record<number, number>>; boxes: readonly PrintedBox[] }

const letters = { name: '游ゴシック', size: 9 }
const thin = { style: 'thin' as const, color: { rgb: '000000' } }
const lines = { top: thin, right: thin, bottom: thin, left: thin }

/**
 * An Excel file laid out like a printed form: boxes over several cells, lines around them, one page wide on A4 landscape, texts wrapped. Every text is a
 * text: none is taken for a formula. The same sheets and `now` give the same words.
 */
export async function writePrintedXlsx({ title, sheets, now }: { title: string; sheets: readonly PrintedSheet[]; now: Date }): Promise<Uint8Array> {
  return write({ sheets: sheets.map(sheetOf), defaultFont: letters, properties: { title, created: now, modified: now } })
}

function sheetOf({ name, widths, heights, boxes }: PrintedSheet): WriteSheet {
  const height = Math.max(...boxes.map(({ row, rows = 1 }) => row + rows))
  const values: (string | number | null)[][] = Array.from({ length: height }, () => widths.map(() => null))
  const cells: NonNullable<WriteSheet['cells']> = new Map()
  const merges: NonNullable<WriteSheet['merges']> = []
  for (const box of boxes) {
    const { row, column, rows = 1, columns = 1 } = box
    values[row]![column] = box.value
    // Lines are drawn around each cell under a box: programs take them from the cells, not from the box.
    for (let r = row; r < row + rows; r += 1) for (let c = column; c < column + columns; c += 1) cells.set(`${r},${c}`, { style: styleOf(box) })
    if (rows > 1 || columns > 1) merges.push({ startRow: row, startCol: column, endRow: row + rows - 1, endCol: column + columns - 1 })
  }
  return {
    name, rows: values, cells, merges, columns: widths.map((width) => ({ width })), rowDefs: new Map(Object.entries(heights).map(([row, points]) => [Number(row), { height: points }])),
    pageSetup: { orientation: 'landscape', paperSize: 'a4', fitToPage: true, fitToWidth: 1, fitToHeight: 0, margins: { top: 0.4, bottom: 0.4, left: 0.4, right: 0.4 } },
  }
}

const styleOf = ({ isHead, isTitle, align, format, isBare }: PrintedBox) => ({
  font: { ...letters, ...isTitle ? { size: 14, bold: true } : isHead ? { bold: true } : {} },
  ...isHead && !isBare ? { fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'EBEBEB' } } as const } : {},
  ...isBare ? {} : { border: lines },
  alignment: { wrapText: true, vertical: isHead || isTitle ? 'center' as const : 'top' as const, horizontal: align ?? (isHead ? 'center' as const : 'left' as const) },
  ...format === undefined ? {} : { numFmt: format },
})

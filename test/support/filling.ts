import { openXlsx, saveXlsx } from 'hucre/xlsx'

/** Rows of a form by their headings: what a person writes into its blank rows. */
export type Filled = Record<string, string | number | null>

/**
 * Writes into an Excel form as a person does: below its headings, in its own columns, everything else as it was. The first of
 * `rows` goes into the first row that has no name yet, unless `from` says which row of the file (from 1) to begin with.
 */
export async function fillForm(bytes: Uint8Array, rows: readonly Filled[], { from, name = '氏名' }: { from?: number; name?: string } = {}): Promise<Buffer> {
  const workbook = await openXlsx(bytes)
  const cells = workbook.sheets[0]!.rows
  const head = cells.findIndex((row) => row.includes(name))
  const place = (heading: string) => {
    const column = cells[head]!.indexOf(heading)
    if (column < 0) throw new Error(`the form has no column “${heading}”, but ${cells[head]!.join(', ')}`)
    return column
  }
  const first = from === undefined ? head + 1 + cells.slice(head + 1).filter((row) => row[place(name)]).length : from - 1
  rows.forEach((row, n) => {
    const at = cells[first + n] ??= []
    for (const [heading, value] of Object.entries(row)) {
      while (at.length <= place(heading)) at.push(null)
      at[place(heading)] = value
    }
  })
  return Buffer.from(await saveXlsx(workbook))
}

/**
 * Changes cells of an Excel form as a person does: the row that has `key` in the column `by`, by the headings of its other columns.
 * A key that is not there is a row of its own, below the last one.
 */
export async function changeForm(bytes: Uint8Array, by: string, changes: Record<string, Record<string, string | number | Date | null>>): Promise<Buffer> {
  const workbook = await openXlsx(bytes)
  const cells = workbook.sheets[0]!.rows
  const head = cells.findIndex((row) => row.includes(by))
  const place = (heading: string) => {
    const column = cells[head]!.indexOf(heading)
    if (column < 0) throw new Error(`the form has no column “${heading}”, but ${cells[head]!.join(', ')}`)
    return column
  }
  for (const [key, row] of Object.entries(changes)) {
    const known = cells.findIndex((one, n) => n > head && String(one[place(by)] ?? '') === key)
    const at = known < 0 ? cells.findIndex((one, n) => n > head && one.every((cell) => cell === null || cell === undefined || cell === '')) : known
    const to = cells[at < 0 ? cells.length : at] ??= []
    for (const [heading, value] of Object.entries(row)) {
      while (to.length <= place(heading)) to.push(null)
      to[place(heading)] = value
    }
  }
  return Buffer.from(await saveXlsx(workbook))
}

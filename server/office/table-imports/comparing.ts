import { createHash } from 'node:crypto'
import type { Say } from '../../base/texts.ts'
import type { Columns, Compared } from './kinds.ts'

/** A row as the cells of its form. */
export const cellsOf = <Row extends object, Ground>(columns: Columns<Row, Ground>, row: Row, ground: Ground, say: Say): string[] =>
  namesOf(columns).map((name) => columns[name].write(row[name], ground, say))

export const namesOf = <Row extends object, Ground>(columns: Columns<Row, Ground>) => Object.keys(columns) as (keyof Row & string)[]

/** What becomes of each row: one with the same key is the same row, changed when a cell differs; with `isWhole` what only stands goes. */
export function compare<Row extends object, Ground>(
  { columns, keyOf, isWhole }: { columns: Columns<Row, Ground>; keyOf: (row: Row) => string; isWhole?: true | undefined },
  standing: readonly Row[], rows: readonly { row: number; value: Row }[], ground: Ground, say: Say,
): Compared<Row>[] {
  const left = new Map(standing.map((row) => [keyOf(row), row]))
  const read = rows.map(({ row, value }): Compared<Row> => {
    const before = left.get(keyOf(value)) ?? null
    if (before !== null) left.delete(keyOf(value))
    const fields = before === null ? [] : namesOf(columns).filter((name) => columns[name].write(before[name], ground, say) !== columns[name].write(value[name], ground, say))
    return { mark: before === null ? 'new' : fields.length > 0 ? 'changed' : 'same', row, value, before, fields }
  })
  return isWhole ? [...read, ...[...left.values()].map((value): Compared<Row> => ({ mark: 'removed', row: null, value, before: value, fields: [] }))] : read
}

/** Rows of the file with the same key: each but the first, with the place of the first. */
export function doubles<Row>(rows: readonly { value: Row }[], keyOf: (row: Row) => string): { place: number; first: number }[] {
  const seen = new Map<string, number>()
  return rows.flatMap(({ value }, place) => {
    const first = seen.get(keyOf(value))
    if (first === undefined) seen.set(keyOf(value), place)
    return first === undefined ? [] : [{ place, first }]
  })
}

/** What stood when somebody looked, in few characters: whoever takes a file in takes it into that. */
export const stampOf = (cells: readonly (readonly string[])[]): string => createHash('sha256').update(JSON.stringify(cells)).digest('base64url').slice(0, 22)

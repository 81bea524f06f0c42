import type { FastifyRequest } from 'fastify'
import { found, type Reason } from '../../base/errors.ts'
import type { Table } from '../../base/sheets.ts'
import { texts } from '../../texts.ts'
import { cellsOf, compare, doubles, stampOf } from './comparing.ts'
import type { Compared, Standing, TableKind } from './kinds.ts'
import { findFile, type SentFile } from './queries.ts'
import { problemAt, readRows, type CellProblem, type Reading } from './reading.ts'
import { whyNotOpen } from './rules.ts'

/** What a file would do: everything wrong with it, and everything it changes. */
export interface Examined<Row> { table: Table; reading: Reading<Row>; problems: CellProblem[]; errors: number; compared: Compared<Row>[]; isNew: boolean; stamp: string }
export interface Examination<Row, Ground> { file: SentFile; ground: Ground; whyNot: Reason | null; result: Examined<Row> | { refused: Reason } }

/** Reads a sent file and asks the room's rules about it, against what stands now. */
export async function examine<Row extends object, Ground extends Standing>(request: FastifyRequest, kind: TableKind<Row, Ground>, id: number): Promise<Examination<Row, Ground>> {
  const { db, scope } = request
  const ground = await kind.ground(request)
  const file = found(await findFile(db, scope, kind.kind, ground, id))
  const whyNot = whyNotOpen(file.state) ?? ground.whyNot
  if (file.state !== 'open') return { file, ground, whyNot, result: { refused: whyNot! } }
  const answer = await request.server.sentTables(file, { rowsMax: kind.rowsMax ?? 2_000, columnsMax: 60 })
  return { file, ground, whyNot, result: 'refused' in answer ? answer : await judged(request, kind, ground, answer.table) }
}

/** A table as it would be taken: read, asked about, and compared with what stands. */
export async function judged<Row extends object, Ground extends Standing>(
  request: FastifyRequest, kind: TableKind<Row, Ground>, ground: Ground, table: Table,
): Promise<Examined<Row> | { refused: Reason }> {
  const { say, language } = request
  const reading = readRows(table, kind.columns, ground, { say, language, texts })
  if ('refused' in reading) return reading
  const settled = kind.settle?.(reading.rows.map(({ value }) => value), ground)
  if (settled !== undefined) reading.rows = reading.rows.map((one, n) => ({ ...one, value: settled[n]! }))
  const standing = await kind.standing(request, ground)
  const compared = compare(kind, standing, reading.rows, ground, say)
  const first = Object.keys(kind.columns)[0] as keyof Row & string
  const at = (place: number, field: keyof Row & string, reason: Reason, level: CellProblem['level'] = 'error') =>
    problemAt(reading, table, reading.rows[place]!.row, kind.columns, field, say, reason, level)
  const twice = doubles(reading.rows, kind.keyOf).map(({ place, first: other }) => at(place, first, { key: 'tableImports.twice', data: { row: reading.rows[other]!.row + 1 } }))
  const byRule = (await kind.problems?.(reading.rows.map(({ value }) => value), ground, request) ?? []).map(({ place, field, level, reason }) => at(place, field, reason, level))
  const problems = [...reading.problems, ...twice, ...byRule].sort((a, b) => a.row - b.row || a.column - b.column)
  return {
    table, reading, problems, compared, errors: problems.filter(({ level }) => level === 'error').length,
    isNew: compared.some(({ mark }) => mark !== 'same'), stamp: stampOf(standing.map((row) => cellsOf(kind.columns, row, ground, say))),
  }
}

import type { FastifyRequest } from 'fastify'
import type { TObject } from 'typebox'
import type { Change } from '../../base/change.ts'
import type { Reason } from '../../base/errors.ts'
import type { Permission } from '../../base/policy.ts'
import type { Say, TextKey } from '../../base/texts.ts'

/** What a cell means, or why it cannot mean anything. */
export type Read<Value> = { value: Value } | { reason: Reason }

/** One column of a form. `also` are other headings that mean it; an `optional` one may be missing from the file, and is then read as blank. */
export interface Column<Value, Ground> {
  header: TextKey
  also?: readonly string[]
  optional?: true
  width?: number
  choices?: (ground: Ground, say: Say) => string[]
  read: (cell: string, ground: Ground, say: Say) => Read<Value>
  /** The value as a cell has it. Two values are the same when their cells are. */
  write: (value: Value, ground: Ground, say: Say) => string
}
export type Columns<Row, Ground> = { [Name in keyof Row]-?: Column<Row[Name], Ground> }

/** Where a table is looked at from: whose it is, what stands around it, and why nothing may be taken in now. */
export interface Standing {
  municipalityId: number | null
  /** The row of its own room that it is about (a survey), null where there is only one of the kind. */
  subjectId: number | null
  /** In the head of the page, below the title: '松戸市　令和3年度'. */
  about: string
  crumbs: { href: string; label: string }[]
  /** The page that the table belongs to. */
  back: string
  whyNot: Reason | null
}

export type Mark = 'new' | 'changed' | 'removed' | 'same'
/** A row of the file and what becomes of it; `row` counts from 0 and is null for one that only stands. `fields` are those that differ. */
export interface Compared<Row> { mark: Mark; row: number | null; value: Row; before: Row | null; fields: (keyof Row & string)[] }

/** Something about a row that only the others, or the registers, tell: `place` is its place among the rows handed in. */
export interface RowProblem<Row> { place: number; field: keyof Row & string; level: 'error' | 'warning'; reason: Reason }

/**
 * What a room says of a table that it takes in three steps: it is sent, looked at, and taken whole or not at all. The room gives
 * the columns, what stands, and the change; reading, comparing, pages and files are made of that.
 */
export interface TableKind<Row extends object, Ground extends Standing> {
  /** Kept with each file and named in the audit trail: 'conference_plan'. */
  kind: string
  /** The page the table belongs to, its parameters included: '/conference-plans/:id'. The table's pages lie below it: …/files. */
  path: string
  params?: TObject
  access: Permission
  title: TextKey
  /** How to fill it in, above the headings. */
  howTo: TextKey
  /** With the gap {about}. */
  fileName: TextKey
  /** Said when it is taken. */
  taken: TextKey
  columns: Columns<Row, Ground>
  /** Rows of a file, headings and blanks included; 2,000 where nothing is said. */
  rowsMax?: number
  /** Blank rows of the form; 30 where nothing is said. */
  blankRows?: number
  /** What stands and is not in the file is removed by it. Without this it stays. */
  isWhole?: true
  ground: (request: FastifyRequest) => Promise<Ground>
  /** What stands now, in the order of the form. */
  standing: (request: FastifyRequest, ground: Ground) => Promise<Row[]>
  /** Rows as they are meant once all of them are read: numbers that run on over several lists. As many as came, in their order. */
  settle?: (rows: readonly Row[], ground: Ground) => Row[]
  /** Two rows with the same key are one. */
  keyOf: (row: Row) => string
  problems?: (rows: readonly Row[], ground: Ground, request: FastifyRequest) => Promise<RowProblem<Row>[]> | RowProblem<Row>[]
  /** Writes what differs, and says how many rows that were; holds its guarding row first. */
  take: (change: Change, compared: readonly Compared<Row>[], ground: Ground) => Promise<number>
}

import type { FastifyRequest } from 'fastify'
import { found, type Reason } from '../../base/errors.ts'
import type { Table } from '../../base/sheets.ts'
import { whyNotOpen } from '../../office/table-imports/rules.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { checked } from '../nominations/checks.ts'
import type { Typed } from '../nominations/lines.ts'
import { sheetOf, type Desk } from '../nominations/queries.ts'
import { whyNotEdit } from '../nominations/rules.ts'
import type { ColumnName, Contacts } from './columns.ts'
import { compare, type Compared } from './comparing.ts'
import { findFile, type SentFile } from './queries.ts'
import { problemAt, readForm, type CellProblem, type Reading } from './reading.ts'

export type Call = NonNullable<Awaited<ReturnType<typeof findCall>>>
/** What a file would do to the sheet: everything wrong with it, and everything it changes. */
export interface Examined {
  table: Table; reading: Reading; problems: CellProblem[]; errors: number
  compared: Compared[]; nils: Desk['nilReturns']; contacts: Contacts; isNew: boolean
}
export interface Examination { file: SentFile; call: Call; desk: Desk; whyNot: Reason | null; result: Examined | { refused: Reason } }

/** Rows of a municipality's file, headings and blanks included: four categories of 99 lines, twice over. */
const limits = { rowsMax: 1_000, columnsMax: 60 }

/** Reads a sent file and asks the rules of the sheet about it, against the sheet as it is now. */
export async function examine(request: FastifyRequest, id: number): Promise<Examination> {
  const { db, scope, language } = request
  const file = found(await findFile(db, scope, id))
  const [call, desk] = [found(await findCall(db, scope, file.callId)), found(await sheetOf(db, scope, file.callId, file.municipalityId))]
  const whyNot = whyNotOpen(file.state) ?? whyNotEdit(desk, call, request.today)
  const answer = await request.server.sentTables(file, limits)
  if ('refused' in answer) return { file, call, desk, whyNot, result: answer }
  const reading = readForm(answer.table, {
    callId: call.id, municipalityCodes: [desk.municipalityCode], wrongCode: { key: 'nominationFiles.notYours', data: { code: desk.municipalityCode } },
    professions: desk.professions, cohorts: desk.cohorts, language,
  })
  return { file, call, desk, whyNot, result: 'refused' in reading ? reading : await judged(request, call, desk, answer.table, reading) }
}

async function judged(request: FastifyRequest, call: Call, desk: Desk, table: Table, reading: Reading): Promise<Examined> {
  const compared = compare(desk.lines, reading.lines.map(({ line }) => line))
  const lines = compared.filter(({ mark }) => mark !== 'removed').map(({ line }) => line)
  const nils = reading.nils.map(({ category, reason }) => ({ category, reason }))
  const answer = await checked(request.beyond, call, { ...desk, lines, nilReturns: nils }, desk.municipalityId, request.today)
  const known = new Set(reading.problems.map(({ row, field }) => `${row} ${field}`))
  const byRule = answer.problems.flatMap((problems, place) => problems.map(({ field, level, reason }) =>
    problemAt(reading, table, reading.lines[place]!.row, field as ColumnName, reason, level))).filter(({ row, field }) => !known.has(`${row} ${field}`))
  const problems = [...reading.problems, ...byRule].sort((a, b) => a.row - b.row || a.column - b.column)
  const contacts = contactsAfter(desk, reading.contacts)
  const isNew = compared.some(({ mark }) => mark !== 'same') || told(nils) !== told(desk.nilReturns)
    || Object.entries(contacts).some(([name, value]) => desk[name as keyof Contacts] !== value)
  return { table, reading, problems, errors: problems.filter(({ level }) => level === 'error').length, compared, nils, contacts, isNew }
}

const told = (nils: Desk['nilReturns']) => JSON.stringify(nils.map(({ category, reason }) => [category, reason]).sort())

/** A file without somebody to ask keeps whoever the sheet names. */
const contactsAfter = (desk: Desk, { contactName, contactPhone, contactEmail }: Contacts): Contacts => ({
  contactName: contactName || desk.contactName, contactPhone: contactPhone || desk.contactPhone, contactEmail: contactEmail || desk.contactEmail,
})

/** The sheet as the file says it, as if it had been typed. `version` is the one that whoever confirmed was looking at. */
export const typedOf = ({ compared, nils, contacts }: Examined, version: number): Typed => ({
  version, page: null, ...contacts, nils: Object.fromEntries(nils.map(({ category, reason }) => [category, reason])),
  lines: compared.filter(({ mark }) => mark !== 'removed').map(({ line }) => line),
})

import type { FastifyRequest } from 'fastify'
import { found, type Reason } from '../../base/errors.ts'
import { addressOf } from '../../base/sheets.ts'
import { whyNotOpen } from '../../office/table-imports/rules.ts'
import { findBank, wholeBank } from '../questions/queries.ts'
import { compare, stampOf, type Compared, type Incoming } from './incoming.ts'
import { findFile } from './queries.ts'
import { readPackage } from './reading.ts'
import { readQuestions, tableLimits, type CellProblem, type Reading } from './tables.ts'

/** What a file would do to its bank: each of its questions with what becomes of it, and every cell that is wrong. */
export interface Examined { incoming: Incoming[]; compared: Compared[]; problems: CellProblem[]; said: Reason[]; isNew: boolean; seen: string }

/** Reads a sent file, against the bank as it is now. */
export async function examine(request: FastifyRequest, id: number) {
  const { db, scope } = request
  const file = found(await findFile(db, scope, id))
  const [foundBank, held] = await Promise.all([findBank(db, scope, file.bankId), wholeBank(db, scope, file.bankId)])
  const whyNot = whyNotOpen(file.state)
  const result = whyNot === null ? await examined(request, file, held) : null
  return { file, bank: found(foundBank), whyNot, result }
}

async function examined(request: FastifyRequest, { key, kind, name }: { key: string; kind: 'table' | 'package'; name: string }, held: Parameters<typeof compare>[0]): Promise<Examined | { refused: Reason }> {
  const read: Reading | { refused: Reason } = kind === 'package' ? await readPackage(await request.server.outside.files.read(key)) : await readRows(request, { key, name })
  if ('refused' in read) return read
  const compared = compare(held, read.incoming)
  const problems = kind === 'package' ? [] : [...read.problems, ...twiceIn(request, read, compared)].sort((a, b) => a.row - b.row || a.column - b.column)
  return {
    incoming: read.incoming, said: read.said, problems, compared,
    isNew: compared.some(({ mark }) => mark === 'new' || mark === 'changed'), seen: stampOf(held),
  }
}

async function readRows({ language, server }: FastifyRequest, file: { key: string; name: string }) {
  const answer = await server.sentTables(file, tableLimits)
  return 'refused' in answer ? answer : readQuestions(answer.table, language)
}

/** What only the whole table, or the bank, tells of a row is said where its code stands. */
const twiceIn = ({ say }: FastifyRequest, { codeColumn: column }: Reading, compared: readonly Compared[]): CellProblem[] =>
  compared.filter(({ mark, one }) => mark === 'refused' && one.refused.length === 0).map(({ one, refused }) => {
    const row = Number(one.place) - 1
    return { row, column, address: addressOf(row, column), label: say('questions.code'), value: one.code ?? '', reason: refused[0]! }
  })

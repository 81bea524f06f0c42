import type { FastifyRequest } from 'fastify'
import type { Change } from '../../base/change.ts'
import { parseCsv } from '../../base/csv.ts'
import { dayInJapan, fiscalYearOf } from '../../base/days.ts'
import type { Table } from '../../base/sheets.ts'
import { speaking } from '../../base/texts.ts'
import { texts } from '../../texts.ts'
import { judged } from './checking.ts'
import type { Standing, TableKind } from './kinds.ts'

/**
 * Takes a table that comes with the product, a CSV in the form's own columns, as if an officer had sent it: read, asked about, compared
 * and taken by the same functions. Asked twice it takes once. `params` are those of the kind's page.
 * @returns how many rows were new or changed
 * @throws Error with the words when something in it could not be taken: then the file is wrong, and nobody is there to mend it
 */
export async function loadTable<Row extends object, Ground extends Standing>(
  change: Change, kind: TableKind<Row, Ground>, csv: string, params: Record<string, string | number> = {},
): Promise<number> {
  const asker = askerOf(change, params)
  const ground = await kind.ground(asker)
  const result = await judged(asker, kind, ground, tableOf(csv))
  if ('refused' in result) throw new Error(`${kind.kind}: ${asker.say(result.refused.key, result.refused.data)}`)
  const wrong = result.problems.filter(({ level }) => level === 'error').map(({ address, label, value, reason }) => `${address} ${label} ${value}: ${asker.say(reason.key, reason.data)}`)
  if (wrong.length > 0) throw new Error(`${kind.kind}: ${wrong.slice(0, 5).join(' / ')}`)
  return kind.take(change, result.compared.filter(({ mark }) => mark !== 'same'), ground)
}

/** What a kind asks of a request, from within a change: it reads what the change reads. */
function askerOf({ tx, scope, actor, now }: Change, params: Record<string, string | number>): FastifyRequest {
  const today = dayInJapan(now)
  return { db: tx, beyond: tx, scope, actor, today, year: fiscalYearOf(today), language: 'ja', say: speaking(texts, 'ja'), params, query: {} } as unknown as FastifyRequest
}

const tableOf = (csv: string): Table => ({ kind: 'utf-8', rows: parseCsv(csv.replace(/^\uFEFF/, '')).rows, isNumber: () => false, unsure: [], merged: [], said: [] })

import type { FastifyInstance } from 'fastify'
import { takeFile } from '../../base/sent.ts'
import { readTable } from '../../base/sheets.ts'
import { rowsMax } from './queries.ts'
import { readLog, type Ground } from './reading.ts'
import type { Read } from './changes.ts'
import type { Reason } from '../../base/errors.ts'

export const megabytesMax = 10
export const limits = { rowsMax, columnsMax: 60, isExport: true } as const

const nowhere: Ground = { heldOn: '2000-01-01', from: 0, to: 0, zone: 540, layout: null }

/** Lets the routes of this plugin take a form with one log; no other route does. What no log can be is said at its box. */
export const takeLogs = (app: FastifyInstance): Promise<void> => takeFile(app, {
  kind: 'table', megabytesMax, fieldsMax: 12, fieldBytesMax: 1_000,
  missing: { key: 'onlineLogs.missing' }, tooLarge: { key: 'onlineLogs.fileTooLarge', data: { megabytes: megabytesMax } },
  whyNotNamed: (name) => /\.(csv|tsv|txt|xlsx|xls|pdf|png|jpe?g|html?)$/i.test(name) ? null : { key: 'onlineLogs.wrongName' },
  whyNotThese: async (bytes, name) => {
    const read = await readBytes(bytes, name, nowhere)
    return typeof read === 'object' && 'refused' in read ? read.refused : null
  },
})

/** A file as a log, or what it cannot be read as. */
export async function readBytes(bytes: Uint8Array, name: string, ground: Ground): Promise<Read | { refused: Reason }> {
  const answer = await readTable(bytes, name, limits)
  if ('refused' in answer) return answer
  const read = readLog(answer.table, ground)
  return read === 'unknown' || 'refused' in read ? read : { ...read, said: [...answer.table.said, ...read.said] }
}

import type { FastifyInstance } from 'fastify'
import { takeFile } from '../../base/sent.ts'

export const megabytesMax = 10

/** Lets the routes of this plugin take a form with one table; no other route does. What a table really is, its reader tells. */
export const takeTables = (app: FastifyInstance): Promise<void> => takeFile(app, {
  kind: 'table', megabytesMax, fieldsMax: 10, fieldBytesMax: 1_000,
  missing: { key: 'tableFiles.missing' }, tooLarge: { key: 'tableFiles.fileTooLarge', data: { megabytes: megabytesMax } },
  whyNotNamed: (name) => /\.(xlsx|xlsm|xls|csv|txt|tsv|ods|pdf|png|jpe?g|heic)$/i.test(name) ? null : { key: 'tableFiles.wrongName' },
})

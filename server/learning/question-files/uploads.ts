import type { FastifyInstance } from 'fastify'
import { takeFile } from '../../base/sent.ts'

export const megabytesMax = 10

/** Lets the routes of this plugin take a form with one file of questions. What it really is, its reader tells. */
export const takeQuestions = (app: FastifyInstance): Promise<void> => takeFile(app, {
  kind: 'questions', megabytesMax, fieldsMax: 10, fieldBytesMax: 1_000,
  missing: { key: 'questionFiles.missing' }, tooLarge: { key: 'questionFiles.tooLarge', data: { megabytes: megabytesMax } },
  whyNotNamed: (name) => /\.(xlsx|xlsm|xls|csv|txt|tsv|ods|zip)$/i.test(name) ? null : { key: 'questionFiles.wrongName' },
})

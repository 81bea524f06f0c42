import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { endOfDayInJapan, instantInJapan, isDay } from '../../base/days.ts'
import type { TextKey } from '../../base/texts.ts'
import { actInWords, factsInWords, nounInWords } from './facts.ts'
import { auditLines, linesPerPage } from './queries.ts'
import { texts } from '../../texts.ts'

const Box = Type.Optional(Type.String({ maxLength: 60 }))
const AuditQuery = Type.Object({
  q: Box, action: Box, subject: Box, from: Box, to: Box, year: Box,
  before: Type.Optional(Type.String({ pattern: '^[0-9]{0,15}$' })),
})

/** Every act that has words: each feature says its own in its texts, the eldest are in ours. */
const known = Object.keys(texts).filter((key) => key.startsWith('audit.action.')).map((key) => key.slice('audit.action.'.length))

/** Who did what, when, and in which post. Nothing here can be changed, and looking at it leaves a line too. */
export const audit: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/audit', { config: { access: 'audit.read', traced: true }, schema: { querystring: AuditQuery } }, async (request, reply) => {
    const { say } = request
    const { q = '', action = '', subject = '', from = '', to = '', before = '' } = request.query
    const found = await auditLines(request.db, request.scope, {
      words: q, action, subject: subject.trim(), before: before === '' ? null : Number(before),
      from: isDay(from) ? instantInJapan(from, '00:00') : null, until: isDay(to) ? endOfDayInJapan(to) : null,
    }).execute()
    const rows = found.slice(0, linesPerPage)
    return reply.page('keeping/audit/index', {
      rows: rows.map((row) => ({ ...row, label: actInWords(say, row.action), noun: nounInWords(say, row.subject), detail: factsInWords(say, row.detail) })),
      older: found.length > linesPerPage ? rows.at(-1)!.id : null, first: before === '',
      asked: { q, action, subject, from, to }, noun: nounInWords(say, subject.trim()),
      actions: known.map((value) => ({ value, label: say(`audit.action.${value}` as TextKey) }))
        .sort((one, other) => one.label.localeCompare(other.label, request.language)),
    })
  })
}

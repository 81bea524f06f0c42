import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { formOf } from '../../base/forms.ts'
import { changeRule } from './changes.ts'
import { HistoryQuery, KindParams, RuleForm } from './forms.ts'
import { dueToday, history, rulesNow } from './queries.ts'
import { firstHour, kinds, type Kind } from './rules.ts'

const [read, edit] = ['letters.read', 'letters.edit'] as const
const perPage = 50
/** More than that is said as a number. */
const namesMax = 200

export const reminders: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/reminders', { config: { access: read } }, async ({ db }, reply) => {
    const rules = await rulesNow(db)
    return reply.page('messages/reminders/index', { rows: kinds.map((kind) => ({ kind, ...rules[kind] })), firstHour })
  })
  app.get('/reminders/history', { config: { access: read, traced: true }, schema: { querystring: HistoryQuery } }, async ({ db, query: { page, kind } }, reply) => {
    const rows = await history(db, kind || undefined, { limit: perPage, offset: (page - 1) * perPage })
    const total = rows[0]?.total ?? 0
    const href = (to: number) => `/reminders/history?${new URLSearchParams({ ...(kind ? { kind } : {}), page: String(to) })}`
    return reply.page('messages/reminders/history', { rows, kinds, kind, pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href } })
  })
  app.get('/reminders/:kind', { config: { access: read, traced: true }, schema: { params: KindParams } }, ruleAgain)
  app.post('/reminders/:kind', {
    config: { access: edit, again: ruleAgain }, schema: { params: KindParams, body: RuleForm }, attachValidation: true,
  }, async (request, reply) => {
    const { kind } = request.params
    return reply.submit((change) => changeRule(change, kind, request.body), () => ({ to: `/reminders/${kind}`, notice: 'form.saved' }))
  })
}

async function ruleAgain(request: FastifyRequest, reply: FastifyReply) {
  const { kind } = request.params as { kind: Kind }
  const { db, today } = request
  const rule = (await rulesNow(db))[kind]
  const due = await dueToday(db, kind, rule, today)
  return reply.page('messages/reminders/show', {
    kind, rule, hasTemplate: kind !== 'application', due: due.slice(0, namesMax), more: Math.max(0, due.length - namesMax), readers: new Set(due.map(({ personId, municipalityId }) => `${personId}.${municipalityId}`)).size,
    form: formOf(RuleForm, request, { days: rule.days.join(', '), isOn: rule.isOn ? 'true' : undefined, rests: rule.rests ? 'true' : undefined, version: rule.version }),
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { scopeFor } from '../../base/access.ts'
import { tableDesk } from '../../office/table-imports/desk.ts'
import { matchCompleters, takeBack } from './changes.ts'
import { CompletersQuery, ImportParams, MatchForm, TakeBackForm } from './forms.ts'
import { completersKind, modelsKind, resultsKind } from './kinds.ts'
import { completersOf, figuresOf, findImport, hangingOn, overviewOf, perPage } from './queries.ts'
import { whyNotTakeBack } from './rules.ts'

const keep = 'earlier.keep' as const

/** 登録前の実績: sums as printed, people, and model municipalities of the years before this system. */
export const earlierResults: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/earlier-results', { config: { access: 'earlier.read' } }, async ({ db, scope }, reply) => {
    const [overview, figures] = await Promise.all([overviewOf(db, scope), scope.of === 'all' ? figuresOf(db) : []])
    return reply.page('answers/earlier-results/index', { ...overview, earlier: figures, isWhole: scope.of === 'all' })
  })
  for (const desk of [tableDesk(resultsKind), tableDesk(completersKind), tableDesk(modelsKind)]) await app.register(desk)

  app.get('/earlier-completers', { config: { access: 'earlier.read', traced: true }, schema: { querystring: CompletersQuery } }, async (request, reply) =>
    reply.page('answers/earlier-results/completers', await completersPage(request, request.query)))
  app.post('/earlier-completers/matches', { config: { access: keep, again: matchAgain }, schema: { body: MatchForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => matchCompleters(change, body), () => ({ to: '/earlier-completers?waiting=1', notice: 'earlierResults.matched' })))

  app.get('/earlier-imports/:importId/removal', { config: { access: keep }, schema: { params: ImportParams } }, takeBackAgain)
  app.post('/earlier-imports/:importId/removal', { config: { access: keep, again: takeBackAgain }, schema: { params: ImportParams, body: TakeBackForm }, attachValidation: true },
    async ({ params: { importId }, body }, reply) => reply.submit((change) => takeBack(change, importId, body.reason), () => ({ to: '/earlier-results', notice: 'earlierResults.takenBack' })))
}

async function completersPage({ db, scope, actor }: FastifyRequest, { page = 1, year: _, ...filters }: CompletersQuery) {
  const rows = await completersOf(db, scope, filters, page)
  const total = rows[0]?.total ?? 0
  const kept = Object.entries(filters).filter(([, value]) => value !== undefined).map(([name, value]): [string, string] => [name, String(value)])
  return {
    rows, filters, waiting: filters.waiting === '1', decides: filters.waiting === '1' && actor !== null && scopeFor(actor, keep) !== null,
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/earlier-completers?${new URLSearchParams([...kept, ['page', String(to)]])}` },
  }
}

const matchAgain = async (request: FastifyRequest, reply: FastifyReply) => reply.page('answers/earlier-results/completers', await completersPage(request, { waiting: '1' }))

async function takeBackAgain(request: FastifyRequest, reply: FastifyReply) {
  const { importId } = request.params as { importId: number }
  const one = found(await findImport(request.db, importId))
  const hanging = await hangingOn(request.db, importId)
  return reply.page('answers/earlier-results/removal', { one, why: whyNotTakeBack({ takenBackAt: one.takenBackAt, hanging }), form: formOf(TakeBackForm, request) })
}

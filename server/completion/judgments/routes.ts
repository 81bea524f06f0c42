import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { askForApproval, decideJudgment, decideLine, renewProposals, startJudgment } from './changes.ts'
import { DecisionForm, IdParams, LineForm, LinesQuery, StartForm } from './forms.ts'
import { addressOf, judgmentPage } from './pages.ts'
import { listData, nameOfList } from './paper.ts'
import { findJudgment, judgingOfYear, linesOf } from './queries.ts'

const prepare = 'judgments.prepare' as const

export const judgments: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/judgments', { config: { access: 'judgments.read' } }, async ({ db, scope, year }, reply) =>
    reply.page('completion/judgments/index', { trainings: await judgingOfYear(db, scope, year) }))

  app.get('/trainings/:id/judgment', {
    config: { access: 'judgments.read', traced: true }, schema: { params: IdParams, querystring: LinesQuery },
  }, async (request, reply) => reply.page('completion/judgments/show', await judgmentPage(request, request.params.id, request.query)))

  app.post('/trainings/:id/judgments', {
    config: { access: prepare, again: startAgain }, schema: { params: IdParams, body: StartForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => startJudgment(change, id, body),
    () => ({ to: `/trainings/${id}/judgment`, notice: 'judgments.started' })))

  app.post('/judgments/:id/proposals', {
    config: { access: prepare, again: judgmentAgain }, schema: { params: IdParams },
  }, async ({ params: { id } }, reply) => reply.submit((change) => renewProposals(change, id),
    (training) => ({ to: `/trainings/${training}/judgment`, notice: 'judgments.renewed' })))

  app.post('/judgments/:id/decisions', {
    config: { access: prepare, again: judgmentAgain }, schema: { params: IdParams, body: LineForm, querystring: LinesQuery }, attachValidation: true,
  }, async ({ params: { id }, body, query }, reply) => reply.submit((change) => decideLine(change, id, body),
    (training) => ({ to: addressOf(training, query), notice: 'judgments.decided' })))

  app.post('/judgments/:id/request', {
    config: { access: prepare, again: judgmentAgain }, schema: { params: IdParams },
  }, async ({ params: { id } }, reply) => reply.submit((change) => askForApproval(change, id),
    (training) => ({ to: `/trainings/${training}/judgment`, notice: 'judgments.asked' })))

  // Taking back is for those who prepare; the right to decide is asked where it is done.
  app.post('/judgments/:id/approval', {
    config: { access: prepare, again: judgmentAgain }, schema: { params: IdParams, body: DecisionForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => decideJudgment(change, id, body),
    (training) => ({ to: `/trainings/${training}/judgment`, notice: said[body.decision] })))

  app.get('/judgments/:id/list.pdf', {
    config: { access: 'judgments.read', traced: true }, schema: { params: IdParams },
  }, async ({ db, scope, today, say, params: { id } }, reply) => {
    const judgment = found(await findJudgment(db, scope, id).executeTakeFirst())
    const lines = await linesOf(db, id, { limit: 5000, offset: 0 })
    const pdf = await app.outside.paper.print('register', listData(judgment, lines, today, say))
    return sendMade(reply, pdf, { name: nameOfList(judgment), type: 'application/pdf', shown: 'inline' })
  })
}

const said = { approve: 'judgments.wasConfirmed', return: 'judgments.wasReturned', recall: 'judgments.wasRecalled' } as const
const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

async function startAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('completion/judgments/show', await judgmentPage(request, idOf(request), { page: 1 }))
}
async function judgmentAgain(request: FastifyRequest, reply: FastifyReply) {
  const judgment = found(await findJudgment(request.db, request.scope, idOf(request)).executeTakeFirst())
  const query = { page: 1, ...request.query as Partial<LinesQuery>, judgment: judgment.id }
  return reply.page('completion/judgments/show', await judgmentPage(request, judgment.trainingId, query))
}

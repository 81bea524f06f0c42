import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { beginFile, sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { buildTable } from '../../base/table-files.ts'
import { askForApproval, decideJudgment } from './approving/changes.ts'
import { decideLine, decideMany, renewProposals, startCorrection, startJudgment } from './changes.ts'
import { ApprovalQuery, CorrectionForm, DecisionForm, FileQuery, IdParams, LineForm, LineParams, LinesQuery, ManyForm, PartlyQuery, StartForm } from './forms.ts'
import { addressOf, judgmentPage, linePage, narrowing, partlyPage } from './pages.ts'
import { listData, listTable, nameOfList } from './paper.ts'
import { findJudgment, judgingOfYear, linesOf } from './queries.ts'

const prepare = 'judgments.prepare' as const

export const judgments: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/judgments', { config: { access: 'judgments.read' } }, async ({ db, scope, year }, reply) =>
    reply.page('completion/judgments/index', { trainings: await judgingOfYear(db, scope, year) }))

  app.get('/trainings/:id/judgment', {
    config: { access: 'judgments.read', traced: true }, schema: { params: IdParams, querystring: LinesQuery },
  }, async (request, reply) => {
    const page = await judgmentPage(request, request.params.id, request.query)
    if ('take' in page && page.take) beginFile(reply, page.take)
    return reply.page('completion/judgments/show', page)
  })

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

  app.post('/judgments/:id/many', {
    config: { access: prepare, again: judgmentAgain }, schema: { params: IdParams, body: ManyForm, querystring: LinesQuery }, attachValidation: true,
  }, async ({ params: { id }, body, query }, reply) => reply.submit((change) => decideMany(change, id, body, narrowing(query)),
    ({ trainingId, decided, skipped }) => ({ to: addressOf(trainingId, { ...query, page: 1, judgment: id, decided, skipped }) })))

  app.get('/judgments/:id/evidence/:enrollmentId', {
    config: { access: 'judgments.read', traced: true }, schema: { params: LineParams },
  }, lineAgain)
  app.post('/judgments/:id/evidence/:enrollmentId', {
    config: { access: prepare, again: lineAgain }, schema: { params: LineParams, body: LineForm }, attachValidation: true,
  }, async ({ params: { id, enrollmentId }, body }, reply) => reply.submit((change) => decideLine(change, id, { ...body, enrollmentId }),
    () => ({ to: `/judgments/${id}/evidence/${enrollmentId}`, notice: 'judgments.decided' })))
  app.post('/judgments/:id/evidence/:enrollmentId/correction', {
    config: { access: prepare, again: lineAgain }, schema: { params: LineParams, body: CorrectionForm }, attachValidation: true,
  }, async ({ params: { id, enrollmentId }, body }, reply) => reply.submit((change) => startCorrection(change, id, enrollmentId, body),
    (correction) => ({ to: `/trainings/${correction.trainingId}/judgment?judgment=${correction.id}`, notice: 'judgments.correction.started' })))

  app.get('/trainings/:id/modules-done', {
    config: { access: 'judgments.read', traced: true }, schema: { params: IdParams, querystring: PartlyQuery },
  }, async (request, reply) => reply.page('completion/judgments/partly', await partlyPage(request, request.params.id, request.query)))

  app.post('/judgments/:id/request', {
    config: { access: prepare, again: judgmentAgain }, schema: { params: IdParams },
  }, async ({ params: { id } }, reply) => reply.submit((change) => askForApproval(change, id),
    (training) => ({ to: `/trainings/${training}/judgment`, notice: 'judgments.asked' })))

  // Taking back is for those who prepare; the right to decide is asked where it is done.
  app.post('/judgments/:id/approval', {
    config: { access: prepare, again: judgmentAgain }, schema: { params: IdParams, body: DecisionForm, querystring: ApprovalQuery }, attachValidation: true,
  }, async ({ params: { id }, body, query: { asked } }, reply) => reply.submit((change) => decideJudgment(change, id, body, asked),
    (training) => ({ to: `/trainings/${training}/judgment`, notice: said[body.decision] })))

  app.get('/judgments/:id/list.pdf', {
    config: { access: 'judgments.read', traced: true }, schema: { params: IdParams },
  }, async ({ db, scope, today, say, params: { id } }, reply) => {
    const judgment = found(await findJudgment(db, scope, id).executeTakeFirst())
    const lines = await linesOf(db, id, { limit: 5000, offset: 0 })
    const pdf = await app.outside.paper.print('register', listData(judgment, lines, today, say))
    return sendMade(reply, pdf, { name: nameOfList(judgment), type: 'application/pdf', shown: 'inline' })
  })

  app.get('/trainings/:id/judgment-file', {
    config: { access: 'judgments.take', traced: true, justSignedIn: pageBeginning }, schema: { params: IdParams, querystring: FileQuery },
  }, async ({ db, scope, say, language, params: { id }, query: { judgment: judgmentId, as = 'xlsx' } }, reply) => {
    const judgment = found(await findJudgment(db, scope, judgmentId).where('j.training_id', '=', id).executeTakeFirst())
    const built = await buildTable(listTable(judgment, await linesOf(db, judgmentId, { limit: 5000, offset: 0 }), say, language), as, app.clock())
    return sendMade(reply, built.bytes, built)
  })
}

/** The page that a file is taken from, which begins it once whoever asks has shown again who they are. */
function pageBeginning({ params, query }: FastifyRequest): string {
  const { judgment, as } = query as { judgment?: string; as?: string }
  return `/trainings/${encodeURIComponent((params as { id: string }).id)}/judgment?${new URLSearchParams({ judgment: String(judgment), take: as ?? 'xlsx' })}`
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

async function lineAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id, enrollmentId } = request.params as { id: number; enrollmentId: number }
  return reply.page('completion/judgments/line', await linePage(request, id, enrollmentId))
}

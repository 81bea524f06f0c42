import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { unprintable } from '../../base/paper.ts'
import { issuePartials } from './changes.ts'
import { IssueForm, ListQuery, PartialParams, TrainingParams } from './forms.ts'
import { indexPage, issuePage, onePaper, registerPaper } from './pages.ts'
import { findPartial } from './queries.ts'

/** 一部科目修了証明書: what somebody did of a training, to be counted in the following year. */
export const partialCertificates: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/partial-certificates', { config: { access: 'certificates.read', traced: true }, schema: { querystring: ListQuery } }, async (request, reply) =>
    reply.page('completion/partial-certificates/index', await indexPage(request)))

  app.get('/trainings/:trainingId/partial-certificates', { config: { access: 'certificates.issue', traced: true }, schema: { params: TrainingParams } }, issue)

  app.post('/trainings/:trainingId/partial-certificates', {
    config: { access: 'certificates.issue', again: issue }, schema: { params: TrainingParams, body: IssueForm }, attachValidation: true,
  }, async (request, reply) => {
    unprintable('様') // the fonts are read before the training is held, so that nobody waits for that
    return reply.submit((change) => issuePartials(change, request.params.trainingId, request.body), () => ({ to: `/trainings/${request.params.trainingId}/partial-certificates`, notice: 'partialCertificates.issued' }))
  })

  app.get('/trainings/:trainingId/partial-certificates/register', { config: { access: 'certificates.read', traced: true }, schema: { params: TrainingParams } }, async (request, reply) => {
    const { pdf, name } = await registerPaper(request, request.params.trainingId)
    return sendMade(reply, pdf, { name, type: 'application/pdf' })
  })

  app.get('/partial-certificates/:partialId/file', { config: { access: 'certificates.read', traced: true }, schema: { params: PartialParams } }, paper)
  app.get('/my-partial-certificates/:partialId/file', { config: { access: 'certificates.own', traced: true }, schema: { params: PartialParams } }, paper)
}

const issue = async (request: FastifyRequest, reply: FastifyReply) =>
  reply.page('completion/partial-certificates/issue', await issuePage(request, (request.params as { trainingId: number }).trainingId))

async function paper(request: FastifyRequest, reply: FastifyReply) {
  const one = found(await findPartial(request.db, request.scope, (request.params as { partialId: number }).partialId))
  const { pdf, name } = await onePaper(request, one)
  return sendMade(reply, pdf, { name, type: 'application/pdf' })
}

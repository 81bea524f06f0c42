import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { decideRecruitment, editRecruitment, openRecruitment, weighApplications } from './changes.ts'
import { ApprovalForm, DecisionsForm, NewRecruitmentForm, RecruitmentForm, RecruitmentParams } from './forms.ts'
import { editPage, newPage, recruitmentPage } from './pages.ts'
import { designationLetter, nameOfLetter } from './paper.ts'
import { findDecided } from './queries.ts'

const [read, keep] = ['recruitments.read', 'supports.keep'] as const

/** モデル自治体の募集: told to all municipalities, weighed side by side, decided by a second person, answered with a letter each. */
export const supportRecruitments: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/support-recruitments/new', { config: { access: keep } }, newAgain)
  app.post('/support-recruitments', {
    config: { access: keep, again: newAgain }, schema: { body: NewRecruitmentForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => openRecruitment(change, request.body), (id) => ({ to: `/support-recruitments/${id}`, notice: 'recruitments.opened' })))

  app.get('/support-recruitments/:id', { config: { access: read }, schema: { params: RecruitmentParams } }, showAgain)
  app.get('/support-recruitments/:id/edit', { config: { access: keep }, schema: { params: RecruitmentParams } }, editAgain)
  app.post('/support-recruitments/:id', {
    config: { access: keep, again: editAgain }, schema: { params: RecruitmentParams, body: RecruitmentForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => editRecruitment(change, id, body), () => ({ to: `/support-recruitments/${id}`, notice: 'form.saved' })))

  app.post('/support-recruitments/:id/decisions', {
    config: { access: keep, again: showAgain }, schema: { params: RecruitmentParams, body: DecisionsForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => weighApplications(change, id, body), () => ({ to: `/support-recruitments/${id}`, notice: body.act === 'ask' ? 'recruitments.asked' : 'form.saved' })))
  // Taking back is for those who prepare; that deciding is not is asked again where it is done.
  app.post('/support-recruitments/:id/approval', {
    config: { access: keep, again: showAgain }, schema: { params: RecruitmentParams, body: ApprovalForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => decideRecruitment(change, id, body), () => ({ to: `/support-recruitments/${id}`, notice: `recruitments.became.${body.decision}` })))

  app.get('/model-supports/:id/designation', { config: { access: 'supports.read' }, schema: { params: RecruitmentParams } },
    async ({ db, scope, params: { id } }, reply) => {
      const decided = found(await findDecided(db, scope, id))
      return sendMade(reply, await app.outside.paper.print('letter', designationLetter(decided)), { name: nameOfLetter(decided), type: 'application/pdf' })
    })
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/support-recruitments/new', await newPage(request))
}
async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/support-recruitments/show', await recruitmentPage(request))
}
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/support-recruitments/edit', await editPage(request))
}

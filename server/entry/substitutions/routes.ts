import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { decideSubstitution, recallSubstitution, replaceEnrolled, replaceNamed, setLastDay, withdrawNomination } from './changes.ts'
import { DecisionForm, EnrollmentParams, IdParams, LastDayForm, ListQuery, PlainForm, SubstitutionForm, WithdrawalForm } from './forms.ts'
import {
  enrollmentWithdrawalPaper, nominationWithdrawalPaper, isLooking, replaceEnrolledPage, replaceNamedPage, substitutionPage, substitutionPaper, substitutionsPage, withdrawalPage,
} from './pages.ts'
import { nameOfPaper, type Notice } from './paper.ts'

/** After a sheet was handed in: somebody withdraws (辞退), or another person takes the place (差替え). */
export const substitutions: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/nominations/:id/withdrawal', { config: { access: 'nominations.withdraw', traced: true }, schema: { params: IdParams } }, showWithdrawal)

  app.post('/nominations/:id/withdrawal', {
    config: { access: 'nominations.withdraw', again: showWithdrawal }, schema: { params: IdParams, body: WithdrawalForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => withdrawNomination(change, request.params.id, request.body),
    () => ({ to: `/nominations/${request.params.id}/withdrawal`, notice: 'substitutions.withdrawn' })))

  app.get('/nominations/:id/withdrawal/pdf', { config: { access: 'nominations.withdraw', traced: true }, schema: { params: IdParams } },
    async (request, reply) => printed(reply, await nominationWithdrawalPaper(request, request.params.id)))

  app.get('/enrollments/:enrollmentId/withdrawal/pdf', { config: { access: 'enrollments.withdraw', traced: true }, schema: { params: EnrollmentParams } },
    async (request, reply) => printed(reply, await enrollmentWithdrawalPaper(request, request.params.enrollmentId)))

  app.get('/substitutions/:id/pdf', { config: { access: 'nominations.withdraw', traced: true }, schema: { params: IdParams } },
    async (request, reply) => printed(reply, await substitutionPaper(request, request.params.id)))

  app.get('/nominations/:id/substitution', { config: { access: 'nominations.withdraw', traced: true }, schema: { params: IdParams } }, showNamed)

  app.post('/nominations/:id/substitution', {
    config: { access: 'nominations.withdraw', again: showNamed }, schema: { params: IdParams, body: SubstitutionForm }, attachValidation: true,
  }, async (request, reply) => isLooking(request) ? showNamed(request, reply) : reply.submit((change) => replaceNamed(change, request.params.id, request.body),
    (id) => ({ to: `/substitutions/${id}`, notice: 'substitutions.asked' })))

  app.get('/enrollments/:enrollmentId/substitution', { config: { access: 'enrollments.withdraw', traced: true }, schema: { params: EnrollmentParams } }, showEnrolled)

  app.post('/enrollments/:enrollmentId/substitution', {
    config: { access: 'enrollments.withdraw', again: showEnrolled }, schema: { params: EnrollmentParams, body: SubstitutionForm }, attachValidation: true,
  }, async (request, reply) => isLooking(request) ? showEnrolled(request, reply) : reply.submit((change) => replaceEnrolled(change, request.params.enrollmentId, request.body),
    (id) => ({ to: `/substitutions/${id}`, notice: 'substitutions.asked' })))

  app.get('/substitutions/:id', { config: { access: 'nominations.withdraw', traced: true }, schema: { params: IdParams } }, showSubstitution)

  app.post('/substitutions/:id/decision', {
    config: { access: 'substitutions.decide', again: showSubstitution }, schema: { params: IdParams, body: DecisionForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => decideSubstitution(change, request.params.id, request.body),
    () => ({ to: `/substitutions/${request.params.id}`, notice: 'substitutions.decided' })))

  app.post('/substitutions/:id/recall', {
    config: { access: 'nominations.edit', again: showSubstitution }, schema: { params: IdParams, body: PlainForm },
  }, async (request, reply) => reply.submit((change) => recallSubstitution(change, request.params.id),
    () => ({ to: `/substitutions/${request.params.id}`, notice: 'substitutions.recalled' })))

  app.get('/trainings/:id/substitutions', {
    config: { access: 'nominations.withdraw', traced: true }, schema: { params: IdParams, querystring: ListQuery },
  }, async (request, reply) => reply.page('entry/substitutions/index', await substitutionsPage(request, request.params.id, request.query.page)))

  app.post('/trainings/:id/substitutions/last-day', {
    config: { access: 'substitutions.decide', again: showList }, schema: { params: IdParams, body: LastDayForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => setLastDay(change, request.params.id, request.body),
    () => ({ to: `/trainings/${request.params.id}/substitutions`, notice: 'substitutions.untilSaved' })))
}

/** A notice as A4, made for this answer: it is a copy for the file of whoever takes it. */
const printed = async (reply: FastifyReply, { notice, who }: { notice: Notice; who: string }) =>
  sendMade(reply, await reply.server.outside.paper.print('letter', notice), { name: nameOfPaper(notice, who), type: 'application/pdf', shown: 'inline' })

const idOf = (request: FastifyRequest): number => (request.params as { id: number }).id

/** Looking somebody up is no sending: what is still empty is no problem. */
const answerOf = (request: FastifyRequest, reply: FastifyReply) => isLooking(request) ? reply.code(200) : reply

async function showWithdrawal(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('entry/substitutions/withdrawal', await withdrawalPage(request, idOf(request)))
}
async function showNamed(request: FastifyRequest, reply: FastifyReply) {
  const page = await replaceNamedPage(request, idOf(request))
  return answerOf(request, reply).page('entry/substitutions/new', page)
}
async function showEnrolled(request: FastifyRequest, reply: FastifyReply) {
  const page = await replaceEnrolledPage(request, (request.params as { enrollmentId: number }).enrollmentId)
  return answerOf(request, reply).page('entry/substitutions/new', page)
}
async function showSubstitution(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('entry/substitutions/show', await substitutionPage(request, idOf(request)))
}
async function showList(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('entry/substitutions/index', await substitutionsPage(request, idOf(request), 1))
}

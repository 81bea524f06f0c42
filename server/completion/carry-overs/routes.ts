import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findTrainingOf, termsOf } from '../make-ups/queries.ts'
import { carryOver, grantModules, takeBackModules } from './changes.ts'
import { IdParams, OneForm, PeopleForm } from './forms.ts'
import { broughtInto, unfinishedIn } from './queries.ts'
import { firstYearCarried, whyNotCarry } from './rules.ts'

const keep = 'carry_overs.keep' as const
const at = (id: number) => `/trainings/${id}/carry-overs`

/** Modules that are brought along from an earlier year, and people who go on in the next (科目の引き継ぎ). */
export const carryOvers: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:id/carry-overs', { config: { access: keep, traced: true }, schema: { params: IdParams } }, pageAgain)
  app.post('/trainings/:id/carry-overs/grants', {
    config: { access: keep, again: pageAgain }, schema: { params: IdParams, body: PeopleForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => grantModules(change, id, body), () => ({ to: at(id), notice: 'carryOvers.granted' })))
  app.post('/trainings/:id/carry-overs/removal', {
    config: { access: keep, again: pageAgain }, schema: { params: IdParams, body: OneForm },
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => takeBackModules(change, id, body), () => ({ to: at(id), notice: 'carryOvers.takenBack' })))
  app.post('/trainings/:id/carry-overs/people', {
    config: { access: keep, again: pageAgain }, schema: { params: IdParams, body: PeopleForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => carryOver(change, id, body), () => ({ to: `${at(id)}#going`, notice: 'carryOvers.carried' })))
}

async function pageAgain(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope } = request
  const training = found(await findTrainingOf(db, scope, (request.params as { id: number }).id))
  const { carriesOver } = termsOf(training)
  const firstYear = firstYearCarried(training.fiscalYear, training.yearsCarried ?? 1)
  const [brought, going] = await Promise.all([broughtInto(db, training.id, firstYear), unfinishedIn(db, training.id)])
  return reply.page('completion/carry-overs/show', {
    training, firstYear, years: training.yearsCarried ?? 1, carriesOver, form: formOf(PeopleForm, request),
    proposed: brought.filter(({ modules }) => modules.some(({ isGranted }) => !isGranted)), granted: brought.filter(({ modules }) => modules.some(({ isGranted }) => isGranted)),
    going: going.map((one) => ({ ...one, whyNot: one.state === 'carried_over' ? null : whyNotCarry(one.state, one.modules.length, carriesOver) })),
  })
}

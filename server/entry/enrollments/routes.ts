import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addDays } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { categories } from '../nominations/rules.ts'
import { transferEnrollment, withdrawEnrollment } from './changes.ts'
import { EnrollmentParams, ListQuery, TransferForm, WithdrawalForm, type WithdrawalForm as Withdrawal } from './forms.ts'
import {
  classDaysOf, cohortSeats, countedMax, countsByState, enrollmentsOf, findEnrollment, historyOf, listChoices, municipalityChoices,
} from './queries.ts'
import { enrollmentStates, whyNotStep } from './rules.ts'

export const enrollments: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/enrollments', {
    config: { access: 'enrollments.read', traced: true }, schema: { querystring: ListQuery },
  }, async (request, reply) => reply.page('entry/enrollments/index', await listPage(request, request.query)))

  app.get('/enrollments/:enrollmentId', {
    config: { access: 'enrollments.read', traced: true }, schema: { params: EnrollmentParams },
  }, async (request, reply) => showEnrollment(request, reply))

  app.get('/enrollments/:enrollmentId/withdrawal', {
    config: { access: 'enrollments.withdraw', traced: true }, schema: { params: EnrollmentParams },
  }, async (request, reply) => showWithdrawal(request, reply))

  // Sent without `sure` it shows once more what will happen and to whom; only then does anybody leave.
  app.post('/enrollments/:enrollmentId/withdrawal', {
    config: { access: 'enrollments.withdraw', again: showWithdrawal },
    schema: { params: EnrollmentParams, body: WithdrawalForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { enrollmentId }, body } = request
    if (body.sure !== 'true') {
      // A box nobody ticked is asked about before the last page.
      if (body.by === undefined) request.unfit = [{ field: 'by', reason: { key: 'form.notChosen' } }]
      return showWithdrawal(request, body.by === undefined ? reply.code(422) : reply)
    }
    return reply.submit((change) => withdrawEnrollment(change, enrollmentId, body.reason, body.by), () => ({ to: `/enrollments/${enrollmentId}`, notice: 'enrollments.withdrawn' }))
  })

  app.post('/enrollments/:enrollmentId/cohort', {
    config: { access: 'trainings.edit', again: showEnrollment },
    schema: { params: EnrollmentParams, body: TransferForm }, attachValidation: true,
  }, async ({ params: { enrollmentId }, body }, reply) =>
    reply.submit((change) => transferEnrollment(change, enrollmentId, body), () => ({ to: `/enrollments/${enrollmentId}`, notice: 'enrollments.transferred' })))
}

const perPage = 50
const idIn = (text: string | undefined): number | null => /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : null

/** Four statements: the trainings to choose from, one page of the list with its count, the states, the municipalities; at once when the training is named. */
async function listPage({ db, scope, year }: FastifyRequest, query: ListQuery) {
  const offered = listChoices(db, scope, year, query.training)
  const trainingId = query.training ?? (await offered)[0]?.id
  if (trainingId === undefined) return { choices: [], training: null, year, query }
  const filter = {
    cohort: idIn(query.cohort), municipality: idIn(query.municipality), q: query.q ?? '',
    category: categories.find((category) => category === query.category) ?? null, state: enrollmentStates.find((state) => state === query.state) ?? null,
  }
  const page = Math.min(query.page ?? 1, Math.ceil(countedMax / perPage))
  const [choices, rows, counts, municipalities] = await Promise.all([
    offered, enrollmentsOf(db, scope, trainingId, filter, { limit: perPage, offset: (page - 1) * perPage }),
    countsByState(db, scope, trainingId), scope.of === 'all' ? municipalityChoices(db, trainingId) : [],
  ])
  const training = found(choices.find(({ id }) => id === trainingId))
  const counted = rows[0]?.total ?? 0
  return {
    choices, training, year, query, rows, counts, municipalities, page, perPage, states: enrollmentStates, state: filter.state,
    total: Math.min(counted, countedMax), isMore: counted > countedMax,
  }
}

const idOf = (request: FastifyRequest): number => (request.params as { enrollmentId: number }).enrollmentId

async function showEnrollment(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope } = request
  const enrollment = found(await findEnrollment(db, scope, idOf(request)))
  const [history, days, cohorts] = await Promise.all([historyOf(db, enrollment.id), classDaysOf(db, enrollment.id), cohortSeats(db, enrollment.trainingId)])
  return reply.page('entry/enrollments/show', {
    enrollment, history, days, cohorts, form: formOf(TransferForm, request),
    canLeave: whyNotStep(enrollment.state, 'withdraw') === null, canMove: whyNotStep(enrollment.state, 'transfer') === null,
  })
}

async function showWithdrawal(request: FastifyRequest, reply: FastifyReply) {
  const enrollment = found(await findEnrollment(request.db, request.scope, idOf(request)))
  const { reason = '', by } = (request.body ?? {}) as Partial<Withdrawal>
  const asks = request.method === 'POST' && !request.validationError && request.refusal === null && request.unfit.length === 0
  return reply.page('entry/enrollments/withdrawal', {
    enrollment, reason, by, asks, form: formOf(WithdrawalForm, request), whyNot: whyNotStep(enrollment.state, 'withdraw'),
    // The waitlist is asked only where an answer comes before the first class day (entry/waitlists/rules.ts).
    seatStaysEmpty: enrollment.beginsOn !== null && enrollment.beginsOn <= addDays(request.today, Math.ceil(enrollment.offerHours / 24)),
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseFiscalYear } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { isHoliday } from '../../base/holidays.ts'
import { cohortsOf, daysOf, findTraining } from '../trainings/queries.ts'
import { whyNotCopyTo } from '../trainings/rules.ts'
import { copyTraining } from './changes.ts'
import { CopyForm, CopyParams, CopyQuery } from './forms.ts'
import { retitled, shiftedById } from './rules.ts'

export const copies: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:id/copy', { config: { access: 'trainings.edit' }, schema: { params: CopyParams, querystring: CopyQuery } }, copyAgain)
  app.post('/trainings/:id/copy', {
    config: { access: 'trainings.edit', again: copyAgain }, schema: { params: CopyParams, body: CopyForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => copyTraining(change, request.params.id, request.body),
    (id) => ({ to: `/trainings/${id}`, notice: 'copies.done' })))
}

async function copyAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('planning/copies/show', await copyPage(request, (request.params as { id: number }).id))
}

/** Old and new days side by side; a day that was typed is shown as typed, its note still speaks of the proposal. */
async function copyPage(request: FastifyRequest, id: number) {
  const { db, scope } = request
  const training = found(await findTraining(db, scope, id))
  const [cohorts, days] = [await cohortsOf(db, id), await daysOf(db, id)]
  const asked = (request.body as { fiscalYear?: unknown } | undefined)?.fiscalYear ?? (request.query as { to?: string }).to
  const wished = typeof asked === 'string' ? parseFiscalYear(asked) : null
  const toYear = wished !== null && whyNotCopyTo(training.fiscalYear, wished) === null ? wished : training.fiscalYear + 1
  const shifted = shiftedById(days, training.fiscalYear, toYear, isHoliday)
  const starting = {
    fiscalYear: String(toYear), title: retitled(training.title, training.fiscalYear, toYear),
    titleEn: retitled(training.titleEn, training.fiscalYear, toYear), capacity: training.capacity,
    days: days.map((day) => ({ id: day.id, heldOn: shifted.get(day.id)!.to })),
  }
  return {
    training, toYear, form: formOf(CopyForm, request, starting),
    days: days.map((day) => ({ ...day, shifted: shifted.get(day.id)!, cohort: cohorts.find((one) => one.id === day.cohortId)! })),
  }
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { dayInJapan } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { unprintable } from '../../base/paper.ts'
import { answerCorrection, askCorrection, confirmName } from './changes.ts'
import { CorrectionForm, CorrectionParams, NameForm, PlainForm } from './forms.ts'
import { openCorrections, ownName } from './queries.ts'

export const nameChecks: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/my-name', { config: { access: 'enrollments.own' } }, namePage)

  app.post('/my-name/confirmation', {
    config: { access: 'enrollments.own', again: namePage }, schema: { body: NameForm }, attachValidation: true,
  }, async (request, reply) => reply.submit(
    (change) => confirmName(change, request.body), () => ({ to: '/my-name', notice: 'names.confirmed' })))

  app.post('/my-name/corrections', {
    config: { access: 'enrollments.own', again: namePage }, schema: { body: CorrectionForm }, attachValidation: true,
  }, async (request, reply) => reply.submit(
    (change) => askCorrection(change, request.body), () => ({ to: '/my-name', notice: 'names.asked' })))

  app.get('/name-corrections', { config: { access: 'people.edit', traced: true } }, async (request, reply) => {
    const corrections = await openCorrections(request.db, request.scope)
    return reply.page('entry/name-checks/corrections', { corrections: corrections.map((one) => ({ ...one, askedOn: dayInJapan(one.askedAt) })) })
  })

  app.post('/name-corrections/:id/answer', {
    config: { access: 'people.edit' }, schema: { params: CorrectionParams, body: PlainForm },
  }, async (request, reply) => reply.submit(
    (change) => answerCorrection(change, request.params.id), () => ({ to: '/name-corrections', notice: 'names.answered' })))
}

/** One page, two forms: which of them was sent shows in its address. */
async function namePage(request: FastifyRequest, reply: FastifyReply) {
  const person = found(await ownName(request.db, request.scope))
  const isOf = (form: string) => request.method === 'GET' || request.url.startsWith(`/my-name/${form}`)
  const blank = { method: 'GET', say: request.say, unfit: [], refusal: null } as unknown as FastifyRequest
  const consent = person.rosterConsent === null ? {} : { consent: person.rosterConsent ? 'yes' : 'no' }
  return reply.page('entry/name-checks/index', {
    person, missing: unprintable(person.name), standing: person.standing ?? 0, unchecked: person.unchecked ?? 0,
    checkedOn: person.checkedAt ? dayInJapan(person.checkedAt) : null, askedOn: person.askedAt ? dayInJapan(person.askedAt) : null,
    form: formOf(NameForm, isOf('confirmation') ? request : blank, consent),
    correction: formOf(CorrectionForm, isOf('corrections') ? request : blank),
  })
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { dayInJapan } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { unprintable } from '../../base/paper.ts'
import { answerCorrection, askCorrection, confirmName, renameNominee } from './changes.ts'
import { CorrectionForm, CorrectionParams, NameForm, NomineeParams, PlainForm, RenamingForm } from './forms.ts'
import { nomineeNamed, openCorrections, ownName } from './queries.ts'
import { whyNotRename } from './rules.ts'

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

  app.get('/nominations/:id/name', { config: { access: 'nominations.withdraw', traced: true }, schema: { params: NomineeParams } }, renamingPage)

  app.post('/nominations/:id/name', {
    config: { access: 'nominations.withdraw', again: renamingPage }, schema: { params: NomineeParams, body: RenamingForm }, attachValidation: true,
  }, async (request, reply) => reply.submit(
    (change) => renameNominee(change, request.params.id, request.body), () => ({ to: `/nominations/${request.params.id}/name`, notice: 'names.corrected' })))
}

/** The name somebody on a sheet bears, what was corrected, and the form for it. */
async function renamingPage(request: FastifyRequest, reply: FastifyReply) {
  const nominee = found(await nomineeNamed(request.db, request.scope, (request.params as { id: number }).id))
  return reply.page('entry/name-checks/renaming', {
    nominee, whyNot: whyNotRename(nominee), form: formOf(RenamingForm, request, { name: nominee.name, kana: nominee.kana ?? '' }),
    own: request.scope.of === 'municipality',
  })
}

/** One page, two forms: which of them was sent shows in its address. */
async function namePage(request: FastifyRequest, reply: FastifyReply) {
  const person = found(await ownName(request.db, request.scope))
  const isOf = (form: string) => request.method === 'GET' || request.url.startsWith(`/my-name/${form}`)
  const blank = nothingSent(request)
  const consent = person.rosterConsent === null ? {} : { consent: person.rosterConsent ? 'yes' : 'no' }
  return reply.page('entry/name-checks/index', {
    person, missing: unprintable(person.name), standing: person.standing ?? 0, unchecked: person.unchecked ?? 0,
    checkedOn: person.checkedAt ? dayInJapan(person.checkedAt) : null, askedOn: person.askedAt ? dayInJapan(person.askedAt) : null,
    form: formOf(NameForm, isOf('confirmation') ? request : blank, consent),
    correction: formOf(CorrectionForm, isOf('corrections') ? request : blank),
  })
}

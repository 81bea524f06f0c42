import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { beginFile, sendMade, sendStored } from '../../base/downloads.ts'
import { found, refuse } from '../../base/errors.ts'
import { unprintable } from '../../base/paper.ts'
import { askForPaper, correctCertificate, issueCertificates, keepPrints, printRemaining, reissueCertificate, revokeCertificate } from './changes.ts'
import {
  CertificateParams, CorrectionForm, EventParams, IssueForm, IssueQuery, MineQuery, ReasonForm, RegisterQuery, TrainingParams,
} from './forms.ts'
import { actPage, certificatePage, indexPage, isTaken, issuePage, minePage, namesPaper, registerPaper, samplePaper, waitingPage } from './pages.ts'
import { fileOfEvent, findCertificate } from './queries.ts'
import { originOf, printAgain, printFirst } from './printing.ts'
import { stateOfCertificate, whyNotCorrect, whyNotHandOut, whyNotReissue } from './rules.ts'
import { verification } from './verification.ts'

/** Certificates and their register: issued in bulk, corrected, reissued, revoked, and verified by strangers. */
export const certificates: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(verification)

  app.get('/certificates', {
    config: { access: 'certificates.read', traced: true }, schema: { querystring: RegisterQuery },
  }, async (request, reply) => reply.page('completion/certificates/index', await indexPage(request, request.query)))

  app.get('/certificates/waiting', { config: { access: 'certificates.issue' } }, async (request, reply) =>
    reply.page('completion/certificates/waiting', await waitingPage(request)))

  app.get('/trainings/:trainingId/certificates', {
    config: { access: 'certificates.issue', traced: true }, schema: { params: TrainingParams, querystring: IssueQuery },
  }, async (request, reply) => reply.page('completion/certificates/issue', await issuePage(request, request.params.trainingId, request.query.only)))

  app.post('/trainings/:trainingId/certificates', {
    config: {
      access: 'certificates.issue',
      again: async (request, reply) => reply.page('completion/certificates/issue', await issuePage(request, (request.params as { trainingId: number }).trainingId, onlyOf(request.body))),
    },
    schema: { params: TrainingParams, body: IssueForm }, attachValidation: true,
  }, async (request, reply) => {
    unprintable('様') // the fonts are read before the training is held, so that nobody waits for that
    return reply.submit((change) => issueCertificates(change, request.params.trainingId, request.body, originOf(request)),
      (workId) => ({ to: `/works/${workId}`, notice: 'certificates.started' }))
  })

  app.post('/trainings/:trainingId/certificates/prints', {
    config: { access: 'certificates.issue' }, schema: { params: TrainingParams },
  }, async (request, reply) => reply.submit(
    (change) => printRemaining(change, request.params.trainingId, originOf(request)),
    (workId) => ({ to: `/works/${workId}`, notice: 'certificates.started' })))

  app.get('/trainings/:trainingId/certificates/sample', {
    config: { access: 'certificates.issue' }, schema: { params: TrainingParams, querystring: IssueQuery },
  }, async (request, reply) => {
    const { pdf, name } = await samplePaper(request, request.params.trainingId, request.query.only)
    return sendMade(reply, pdf, { name, type: 'application/pdf', shown: 'inline' })
  })

  app.get('/trainings/:trainingId/certificates/names', {
    config: { access: 'certificates.issue', traced: true }, schema: { params: TrainingParams },
  }, async (request, reply) => {
    const { pdf, name } = await namesPaper(request, request.params.trainingId)
    return sendMade(reply, pdf, { name, type: 'application/pdf', shown: 'inline' })
  })

  app.get('/trainings/:trainingId/certificates/register', {
    config: { access: 'certificates.read', traced: true }, schema: { params: TrainingParams },
  }, async (request, reply) => {
    const { pdf, name } = await registerPaper(request, request.params.trainingId)
    return sendMade(reply, pdf, { name, type: 'application/pdf' })
  })

  app.get('/certificates/:certificateId', {
    config: { access: 'certificates.read', traced: true }, schema: { params: CertificateParams },
  }, async (request, reply) =>
    reply.page('completion/certificates/show', await certificatePage(request, request.params.certificateId)))

  app.get('/certificates/:certificateId/events/:eventId/file', {
    config: { access: 'certificates.read', traced: true }, schema: { params: EventParams },
  }, async (request, reply) => {
    const { certificateId, eventId } = request.params
    const { events } = found(await findCertificate(request.db, request.scope, certificateId))
    refuse(whyNotHandOut(stateOfCertificate(events).state, request.scope.of === 'all'))
    return sendStored(reply, app.outside.files, found(await fileOfEvent(request.db, certificateId, eventId)))
  })

  app.post('/certificates/:certificateId/paper', {
    config: { access: 'certificates.issue' }, schema: { params: CertificateParams },
  }, async (request, reply) => {
    const { certificateId } = request.params
    const print = await printFirst(request, certificateId)
    return reply.submit((change) => keepPrints(change, null, [print], 0), () => ({ to: `/certificates/${certificateId}`, notice: 'certificates.paperMade' }))
  })

  await app.register(acts)
  await app.register(own)
}

/** Who was to be issued to alone, as far as a form that was refused can say. */
const onlyOf = (body: unknown): number | undefined => {
  const { only } = body as { only?: unknown }
  return typeof only === 'number' ? only : undefined
}

/** What can still happen to a certificate that is out: each on a page of its own that asks for the reason. */
const acts: FastifyPluginAsyncTypebox = async (app) => {
  for (const act of ['correction', 'reissue', 'revocation'] as const) {
    app.get(`/certificates/:certificateId/${act}`, {
      config: { access: 'certificates.issue', traced: true }, schema: { params: CertificateParams },
    }, async (request, reply) => reply.page('completion/certificates/act', await actPage(request, act)))
  }

  app.post('/certificates/:certificateId/correction', {
    config: { access: 'certificates.issue', again: async (request, reply) => reply.page('completion/certificates/act', await actPage(request, 'correction')) },
    schema: { params: CertificateParams, body: CorrectionForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { certificateId }, body } = request
    const file = await printAgain(request, certificateId, { name: body.name, whyNot: (state, isHandedOver) => whyNotCorrect(state, body.reason, isHandedOver), reissued: false })
    return reply.submit((change) => correctCertificate(change, certificateId, body, file),
      () => ({ to: `/certificates/${certificateId}`, notice: 'certificates.corrected' }))
  })

  app.post('/certificates/:certificateId/reissue', {
    config: { access: 'certificates.issue', again: async (request, reply) => reply.page('completion/certificates/act', await actPage(request, 'reissue')) },
    schema: { params: CertificateParams, body: CorrectionForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { certificateId }, body } = request
    const file = await printAgain(request, certificateId, { name: body.name, whyNot: (state) => whyNotReissue(state, body.reason), reissued: true })
    return reply.submit((change) => reissueCertificate(change, certificateId, body, file),
      () => ({ to: `/certificates/${certificateId}`, notice: 'certificates.reissued' }))
  })

  app.post('/certificates/:certificateId/revocation', {
    config: { access: 'certificates.issue', again: async (request, reply) => reply.page('completion/certificates/act', await actPage(request, 'revocation')) },
    schema: { params: CertificateParams, body: ReasonForm }, attachValidation: true,
  }, async (request, reply) => {
    const { certificateId } = request.params
    return reply.submit((change) => revokeCertificate(change, certificateId, request.body.reason),
      () => ({ to: `/certificates/${certificateId}`, notice: 'certificates.revoked' }))
  })
}

/** A trainee's own certificates. */
const own: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/my-certificates', { config: { access: 'certificates.own' }, schema: { querystring: MineQuery } }, async (request, reply) => {
    const page = await minePage(request)
    const begun = page.rows.find(({ id, isTaken }) => id === request.query.take && isTaken) ?? null
    if (begun !== null) beginFile(reply, `/my-certificates/${begun.id}/file`)
    return reply.page('completion/certificates/mine', { ...page, begun })
  })

  app.get('/my-certificates/:certificateId/file', {
    config: { access: 'certificates.own', traced: true }, schema: { params: CertificateParams },
  }, async (request, reply) => {
    const { certificateId } = request.params
    const certificate = found(await findCertificate(request.db, request.scope, certificateId))
    const { events } = certificate
    refuse(whyNotHandOut(stateOfCertificate(events).state, false))
    // To look changes nothing; that the paper is out is said by the button of the page.
    if (!isTaken(certificate)) return reply.redirect('/my-certificates', 303)
    const latest = found(events.findLast(({ fileId }) => fileId !== null))
    return sendStored(reply, app.outside.files, found(await fileOfEvent(request.db, certificateId, latest.id)))
  })

  app.post('/my-certificates/:certificateId/paper', {
    config: { access: 'certificates.own' }, schema: { params: CertificateParams },
  }, async (request, reply) => {
    const origin = originOf(request)
    return reply.submit((change) => askForPaper(change, request.params.certificateId, origin), () => ({ to: '/my-certificates', notice: 'certificates.paperAsked' }))
  })
}

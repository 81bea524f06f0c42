import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found, TooMany } from '../../base/errors.ts'
import { recentFailures } from '../../who/accounts/queries.ts'
import { noteAsked } from '../../who/entrance/changes.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { beginApplication, callOf, decideApplicants, linkApplicant, makeLink, recallApplication, returnApplication, saveApplication, submitApplication } from './changes.ts'
import { ApplicationParams, BeginForm, CallParams, DraftForm, DraftQuery, ListQuery, PersonForm, ReturnForm, SubmissionForm, TokenParams, VerdictForm } from './forms.ts'
import { actOf, typedOf } from './lines.ts'
import { applicationAt, beginPage, checkPage, countsPage, draftPage, listPage, reviewPage, statePage } from './pages.ts'
import { blankForm } from './paper.ts'
import type { Application } from './queries.ts'
import { whyNotSave } from './rules.ts'

const askedKey = 'application'
const askedOfAddressMax = 20

type OfToken = FastifyRequest<{ Params: { token: string } }>

export const applications: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/apply/:callId', { config: { access: 'anyone' }, schema: { params: CallParams } }, showBegin)

  app.post('/apply/:callId', {
    config: { access: 'anyone', again: showBegin }, schema: { params: CallParams, body: BeginForm }, attachValidation: true,
  }, async (request, reply) => {
    const pair = { email: askedKey, address: request.ip }
    const { ofPair } = await recentFailures(request.db, pair, app.clock())
    if (ofPair >= askedOfAddressMax) throw new TooMany({ key: 'applications.slowed' }, 900)
    const token = await request.change(async (change) => {
      await noteAsked(change, pair)
      const id = await beginApplication(change, request.params.callId, request.body, request.language)
      // Where people are invented no mail goes out, and the link is shown instead.
      return app.outside.demo ? makeLink(change, id) : null
    })
    return reply.header('Referrer-Policy', 'strict-origin').page('entry/applications/sent', { token })
  })

  app.get('/my-application/:token', {
    config: { access: 'anyone' }, schema: { params: TokenParams, querystring: DraftQuery },
  }, async (request, reply) => withLink(request, reply, (application, token) => {
    const isWritten = whyNotSave(application, callOf(application), request.today) === null
    return isWritten ? reply.page('entry/applications/edit', draftPage(request, application, token, request.query.more !== undefined))
      : reply.page('entry/applications/state', statePage(request, application, token))
  }))

  app.post('/my-application/:token', {
    config: { access: 'anyone', again: editAgain }, schema: { params: TokenParams, body: DraftForm }, attachValidation: true,
  }, async (request, reply) => {
    const { token } = request.params
    const [typed, act] = [typedOf(request.body), actOf(request.body.act)]
    await request.change((change) => saveApplication(change, token, typed, act))
    if (act?.verb === 'check') return reply.redirect(`/my-application/${token}/check`, 303)
    if (act?.verb === 'more') return reply.redirect(`/my-application/${token}?more=1#person-${typed.rows.length + 1}`, 303)
    return reply.notice('form.saved').redirect(`/my-application/${token}`, 303)
  })

  app.get('/my-application/:token/check', { config: { access: 'anyone' }, schema: { params: TokenParams } }, showCheck)

  app.post('/my-application/:token/submission', {
    config: { access: 'anyone', again: showCheck }, schema: { params: TokenParams, body: SubmissionForm }, attachValidation: true,
  }, async (request, reply) => {
    await request.change((change) => submitApplication(change, request.params.token, request.body.version))
    return reply.notice('applications.submitted').redirect(`/my-application/${request.params.token}`, 303)
  })

  app.post('/my-application/:token/recall', {
    config: { access: 'anyone', again: showState }, schema: { params: TokenParams },
  }, async (request, reply) => {
    await request.change((change) => recallApplication(change, request.params.token))
    return reply.notice('applications.recalled').redirect(`/my-application/${request.params.token}`, 303)
  })

  app.get('/calls/:callId/applications', {
    config: { access: 'applications.read', traced: true }, schema: { params: CallParams, querystring: ListQuery },
  }, async (request, reply) => request.scope.of === 'municipality'
    ? reply.page('entry/applications/index', await listPage(request, request.params.callId, request.query.page ?? 1))
    : reply.page('entry/applications/counts', await countsPage(request, request.params.callId)))

  app.get('/calls/:callId/applications/pdf', {
    config: { access: 'applications.read' }, schema: { params: CallParams },
  }, async ({ db, scope, params: { callId } }, reply) => {
    const call = found(await findCall(db, scope, callId))
    return sendMade(reply, await app.outside.paper.print('application-form', blankForm(call)), { name: `受講申込書_${call.trainingTitle}.pdf`, type: 'application/pdf' })
  })

  app.get('/applications/:applicationId', {
    config: { access: 'applications.review', traced: true }, schema: { params: ApplicationParams },
  }, showReview)

  app.post('/applications/:applicationId/verdicts', {
    config: { access: 'applications.review', again: showReview }, schema: { params: ApplicationParams, body: VerdictForm }, attachValidation: true,
  }, async ({ params: { applicationId }, body }, reply) => reply.submit((change) => decideApplicants(change, applicationId, body),
    () => ({ to: `/applications/${applicationId}`, notice: `applications.${body.verdict}` })))

  app.post('/applications/:applicationId/return', {
    config: { access: 'applications.review', again: showReview }, schema: { params: ApplicationParams, body: ReturnForm }, attachValidation: true,
  }, async ({ params: { applicationId }, body }, reply) => reply.submit((change) => returnApplication(change, applicationId, body),
    () => ({ to: `/applications/${applicationId}`, notice: 'applications.returned' })))

  app.post('/applications/:applicationId/person', {
    config: { access: 'applications.review', again: showReview }, schema: { params: ApplicationParams, body: PersonForm }, attachValidation: true,
  }, async ({ params: { applicationId }, body }, reply) => reply.submit((change) => linkApplicant(change, applicationId, body),
    () => ({ to: `/applications/${applicationId}#applicant-${body.applicantId}`, notice: body.personId === undefined ? 'applications.unlinked' : 'applications.linked' })))
}

async function showBegin(request: FastifyRequest, reply: FastifyReply) {
  const page = await beginPage(request, (request.params as { callId: number }).callId)
  return page === undefined ? reply.code(404).page('entry/applications/none') : reply.page('entry/applications/begin', page)
}

/** The token stands in the address, so the page hands it on to nobody (trust.md C43). A link that is over and none look the same. */
async function withLink(request: FastifyRequest, reply: FastifyReply, show: (application: Application, token: string) => unknown) {
  void reply.header('Referrer-Policy', 'strict-origin').header('X-Robots-Tag', 'noindex')
  const { token } = request.params as { token: string }
  const application = await applicationAt(request, token)
  return application === undefined ? reply.code(404).page('entry/applications/over') : show(application, token)
}

const editAgain = (request: FastifyRequest, reply: FastifyReply) => withLink(request, reply, (application, token) =>
  reply.page('entry/applications/edit', draftPage(request, application, token, false)))
const showCheck = (request: FastifyRequest, reply: FastifyReply) => withLink(request as OfToken, reply, (application, token) =>
  reply.page('entry/applications/check', checkPage(request, application, token)))
const showState = (request: FastifyRequest, reply: FastifyReply) => withLink(request, reply, (application, token) =>
  reply.page('entry/applications/state', statePage(request, application, token)))

async function showReview(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('entry/applications/show', await reviewPage(request, (request.params as { applicationId: number }).applicationId))
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { shelfOf, type Shelf } from '../documents/shelf.ts'
import { beginApplication, closeSupport, withdrawSupport, writeApplication } from './changes.ts'
import { ApplicationForm, PlainForm, SupportParams, WithdrawalForm, YearQuery } from './forms.ts'
import { applicationPage, supportPage, yearPage } from './pages.ts'
import { applicationPaper, nameOfApplication } from './paper.ts'
import { findApplication, supportAsParent } from './queries.ts'

const [read, apply] = ['supports.read', 'supports.apply'] as const

/** Who may be given the papers of a support to read: never another municipality. */
const readers = ['prefecture', 'experts', 'municipality'] as const
const shelf: Shelf = { column: 'model_support_id', at: '/model-supports', door: { href: '/model-supports', label: 'modelSupports.title' }, read, keep: 'support_sessions.write', readers, find: supportAsParent }

/** モデル自治体支援: the year's supports, one support with all that belongs to it, and the application it begins with. */
export const modelSupports: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/model-supports', { config: { access: read }, schema: { querystring: YearQuery } }, async (request, reply) =>
    reply.page('cascade/model-supports/index', await yearPage(request)))
  app.get('/model-supports/:id', { config: { access: read }, schema: { params: SupportParams } }, showAgain)

  app.post('/support-recruitments/:id/application', {
    config: { access: apply }, schema: { params: SupportParams, body: PlainForm },
  }, async ({ params: { id } }, reply) =>
    reply.submit((change) => beginApplication(change, id), (support) => ({ to: `/model-supports/${support}/application` })))
  app.get('/model-supports/:id/application', { config: { access: read }, schema: { params: SupportParams } }, applicationAgain)
  app.post('/model-supports/:id/application', {
    config: { access: apply, again: applicationAgain }, schema: { params: SupportParams, body: ApplicationForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => writeApplication(change, id, body),
    () => ({ to: `/model-supports/${id}/application`, notice: body.act === 'send' ? 'modelSupports.sent' : 'form.saved' })))
  app.get('/model-supports/:id/application/paper', { config: { access: read }, schema: { params: SupportParams } },
    async ({ db, scope, params: { id } }, reply) => {
      const application = found(await findApplication(db, scope, id))
      return sendMade(reply, await app.outside.paper.print('support-paper', applicationPaper(application)), { name: nameOfApplication(application), type: 'application/pdf' })
    })

  await app.register(shelfOf(shelf))
  app.post('/model-supports/:id/withdrawal', {
    config: { access: 'supports.withdraw', again: showAgain }, schema: { params: SupportParams, body: WithdrawalForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => withdrawSupport(change, id, body), () => ({ to: `/model-supports/${id}`, notice: 'modelSupports.withdrew' })))
  app.post('/model-supports/:id/closing', {
    config: { access: 'supports.decide', again: showAgain }, schema: { params: SupportParams, body: PlainForm },
  }, async ({ params: { id } }, reply) =>
    reply.submit((change) => closeSupport(change, id), () => ({ to: `/model-supports/${id}`, notice: 'modelSupports.closed' })))
}

async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/model-supports/show', await supportPage(request))
}
async function applicationAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/model-supports/application', await applicationPage(request))
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { clearBounce, markBounce, readNotice, readNotices } from './changes.ts'
import { BounceForm, BounceParams, BouncesQuery, MessageOfBounceParams, NoticeFilesForm, NoticeForm } from './forms.ts'
import { readingOf, sentMessage, standingBounces } from './queries.ts'
import { takeNotices } from './uploads.ts'

const perPage = 50
const access = 'outbox.read' as const

export const bounces: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/bounces', { config: { access, traced: true }, schema: { querystring: BouncesQuery } }, bouncesAgain)
  app.post('/bounces', { config: { access, again: bouncesAgain }, schema: { body: NoticeForm }, attachValidation: true }, async (request, reply) =>
    reply.submit((change) => readNotice(change, request.body), (id) => ({ to: `/outbox/${id}`, notice: 'bounces.marked' })))
  app.post('/bounces/:id/removal', { config: { access }, schema: { params: BounceParams } }, async (request, reply) =>
    reply.submit((change) => clearBounce(change, request.params.id), () => ({ to: '/bounces', notice: 'bounces.cleared' })))
  app.get('/bounces/readings/:id', { config: { access, traced: true }, schema: { params: BounceParams } }, async (request, reply) =>
    reply.page('messages/bounces/reading', found(await readingOf(request.db, request.params.id))))
  await app.register(files)

  app.get('/outbox/:id/bounce', { config: { access, traced: true }, schema: { params: MessageOfBounceParams } }, bounceAgain)
  app.post('/outbox/:id/bounce', {
    config: { access, again: bounceAgain }, schema: { params: MessageOfBounceParams, body: BounceForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => markBounce(change, id, request.body), () => ({ to: `/outbox/${id}`, notice: 'bounces.marked' }))
  })
}

/** The form whose notices come as files. */
const files: FastifyPluginAsyncTypebox = async (app) => {
  await takeNotices(app)
  app.post('/bounces/readings', { config: { access, again: bouncesAgain }, schema: { body: NoticeFilesForm }, attachValidation: true }, async (request, reply) =>
    reply.submit((change) => readNotices(change, request.noticeFiles ?? []), (id) => ({ to: `/bounces/readings/${id}` })))
}

async function bouncesAgain(request: FastifyRequest, reply: FastifyReply) {
  // A form that comes back stands on the first page, whatever its address carries.
  const page = request.method === 'GET' ? (request.query as { page: number }).page : 1
  const rows = await standingBounces(request.db, { limit: perPage, offset: (page - 1) * perPage })
  const total = rows[0]?.total ?? 0
  return reply.page('messages/bounces/index', {
    rows, form: formOf(NoticeForm, request), filesForm: formOf(NoticeFilesForm, request),
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/bounces?page=${to}` },
  })
}

async function bounceAgain(request: FastifyRequest, reply: FastifyReply) {
  const message = found(await sentMessage(request.db, (request.params as { id: number }).id))
  const starting = message.sentTo.length === 1 ? { address: message.sentTo[0] } : {}
  return reply.page('messages/bounces/mark', { message, form: formOf(BounceForm, request, starting) })
}

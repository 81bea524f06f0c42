import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from 'typebox'
import { found } from '../../base/errors.ts'
import { readMessages, sendAgain, sendAllAgain } from './changes.ts'
import { AgainForm, MessageParams, MessagesQuery, OutboxQuery } from './forms.ts'
import { countsByState, findMessage, idsToSendAgain, messageOfOutbox, nameInOutbox, outbox, ownMessages, type OutboxFilter } from './queries.ts'
import { templates } from './told.ts'
import { whyNotSendAgain } from './sending/rules.ts'
import { asShown } from './shown.ts'

const perPage = 50
const pagerOf = (page: number, total: number, href: (page: number) => string) =>
  ({ page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href })

const reasons = ['noAddress', 'bounced', 'noRelay', 'refused', 'gaveUp', 'unknown', 'noLonger'] as const

/** What was asked for, without the boxes left empty. */
const filterOf = (asked: Omit<Static<typeof OutboxQuery>, 'page'>) =>
  Object.fromEntries(Object.entries(asked).filter(([name, value]) => name !== 'page' && name !== 'onceKey' && value !== '' && value !== undefined)) as OutboxFilter
const addressOf = (asked: object) => new URLSearchParams(Object.entries(asked).map(([name, value]): [string, string] => [name, String(value)]))

export const notifications: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/messages', { config: { access: 'messages.read' }, schema: { querystring: MessagesQuery } }, async (request, reply) => {
    const { beyond, scope, actor, query: { page } } = request
    // Past the wall, because an officer's own letters are not their municipality's; the query names whose they are.
    const rows = await ownMessages(beyond, scope, actor?.personId ?? 0, { limit: perPage, offset: (page - 1) * perPage })
    return reply.page('messages/notifications/index', {
      rows, unread: rows[0]?.unread ?? 0, pager: pagerOf(page, rows[0]?.total ?? 0, (to) => `/messages?page=${to}`), reading: actor?.kind === 'trainee',
    })
  })
  app.get('/messages/:id', { config: { access: 'messages.read' }, schema: { params: MessageParams } }, async (request, reply) => {
    const message = found(await findMessage(request.beyond, request.scope, request.actor?.personId ?? 0, request.params.id))
    return reply.page('messages/notifications/show', { message: { ...message, body: asShown(request, message.body, message.path) }, reading: request.actor?.kind === 'trainee' })
  })
  app.post('/messages/:id/reading', { config: { access: 'messages.read' }, schema: { params: MessageParams } }, async (request, reply) =>
    reply.submit((change) => readMessages(change, request.params.id), () => ({ to: '/messages', notice: 'notifications.marked' })))
  app.post('/messages/reading', { config: { access: 'messages.read' } }, async (_, reply) =>
    reply.submit((change) => readMessages(change, null), () => ({ to: '/messages', notice: 'notifications.marked' })))

  app.get('/outbox', { config: { access: 'outbox.read', traced: true }, schema: { querystring: OutboxQuery } }, async (request, reply) => {
    const { db, query: { page } } = request
    const filter = filterOf(request.query)
    const counts = await countsByState(db, filter)
    const rows = await outbox(db, filter, { limit: perPage, offset: (page - 1) * perPage })
    const told = filter.person === undefined && filter.municipality === undefined ? null : found(await nameInOutbox(db, filter))
    const again = ['held', 'failed'].includes(filter.state ?? '') ? (await idsToSendAgain(db, filter)).length : 0
    const asked = (to: number) => `/outbox?${addressOf({ ...filter, page: to })}`
    return reply.page('messages/notifications/outbox', { rows, filter, told, again, againAt: `/outbox/sendings?${addressOf(filter)}`, templates, reasons, counts: Object.fromEntries(counts.map((one) => [one.state, one.count])), pager: pagerOf(page, rows[0]?.total ?? 0, asked) })
  })
  app.get('/outbox/sendings', { config: { access: 'outbox.read', traced: true }, schema: { querystring: OutboxQuery } }, async (request, reply) => {
    const filter = filterOf(request.query)
    return reply.page('messages/notifications/again', { filter, ids: await idsToSendAgain(request.db, filter), back: `/outbox?${addressOf(filter)}` })
  })
  app.post('/outbox/sendings', { config: { access: 'outbox.read' }, schema: { body: AgainForm } }, async (request, reply) =>
    reply.submit((change) => sendAllAgain(change, filterOf(request.body)), () => ({ to: '/outbox?state=waiting', notice: 'notifications.sendingMany' })))

  app.get('/outbox/:id', { config: { access: 'outbox.read', traced: true }, schema: { params: MessageParams } }, async (request, reply) => {
    const message = found(await messageOfOutbox(request.db, request.params.id))
    return reply.page('messages/notifications/sent', { message: { ...message, body: asShown(request, message.body, message.path) }, again: whyNotSendAgain(message.state) === null })
  })
  app.post('/outbox/:id/sending', { config: { access: 'outbox.read' }, schema: { params: MessageParams } }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => sendAgain(change, id), () => ({ to: `/outbox/${id}`, notice: 'notifications.sendingAgain' }))
  })
}

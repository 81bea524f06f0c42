import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { addSender, changeSender } from './changes.ts'
import { SenderForm, SenderParams } from './forms.ts'
import { findSender, restSignedBy, sendersInOrder } from './queries.ts'
import { standingOf } from './rules.ts'

/** Who signs the letters of an office, from when to when: what is issued is signed by whoever does on its day. */
export const senders: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/senders', { config: { access: 'senders.read' } }, async (request, reply) => {
    const all = (await sendersInOrder(request.db)).map((one) => ({ ...one, standing: standingOf(one, request.today) }))
    const rest = all.length === 0 ? null : await restSignedBy(request.db, request.today)
    return reply.page('office/senders/index', { rest, offices: [...Map.groupBy(all, ({ label }) => label)].map(([label, holders]) => ({ label, holders })) })
  })
  app.get('/senders/new', { config: { access: 'senders.edit' } }, editAgain)
  app.post('/senders', { config: { access: 'senders.edit', again: editAgain }, schema: { body: SenderForm }, attachValidation: true },
    async (request, reply) => reply.submit((change) => addSender(change, request.body), () => ({ to: '/senders', notice: 'form.saved' })))
  app.get('/senders/:senderId', { config: { access: 'senders.edit' }, schema: { params: SenderParams } }, editAgain)
  app.post('/senders/:senderId', {
    config: { access: 'senders.edit', again: editAgain }, schema: { params: SenderParams, body: SenderForm }, attachValidation: true,
  }, async (request, reply) =>
    reply.submit((change) => changeSender(change, request.params.senderId, request.body), () => ({ to: '/senders', notice: 'form.saved' })))
}

async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const { senderId } = request.params as { senderId?: number }
  const sender = senderId === undefined ? null : found(await findSender(request.db, senderId))
  return reply.page('office/senders/edit', { sender, form: formOf(SenderForm, request, sender ?? { validFrom: request.today }) })
}

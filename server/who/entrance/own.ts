import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, refuse, Refusal } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { endSessions } from '../accounts/changes.ts'
import { findAccount, postsOfAccount, sessionsOf } from '../accounts/queries.ts'
import { sessionLimits, whyNotPassword } from '../accounts/rules.ts'
import { beginSession, changePassword, noteFailure } from './changes.ts'
import { isCommon } from './denied.ts'
import { ChangePasswordForm } from './forms.ts'
import { ownWords } from './links.ts'
import { refuseWhenSlowed } from './slowing.ts'

/** One's own account: posts, password, language, and the way out of every machine. */
export const own: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/account', { config: { access: 'account.own' } }, async (request, reply) => ownPage(request, reply))

  app.post('/account/password', {
    config: { access: 'account.own', again: async (request: FastifyRequest, reply: FastifyReply) => ownPage(request, reply) },
    schema: { body: ChangePasswordForm }, attachValidation: true,
  }, async (request, reply) => {
    const { current, password, repeated } = request.body
    const actor = found(request.actor)
    const account = await ownAccount(request)
    await refuseWhenSlowed(request, account.email)
    if (!await app.outside.passwords.verify(account.passwordHash, current)) {
      await request.change((change) => noteFailure(change, { email: account.email, address: request.ip, accountId: account.id }))
      throw new Refusal({ key: 'entrance.currentWrong' })
    }
    refuse(whyNotPassword(password, repeated, isCommon(password, ownWords(account))))
    const hash = await app.outside.passwords.hash(password)
    const token = await request.change(async (change) => {
      await changePassword(change, account.id, hash)
      return beginSession(change, { accountId: account.id, postId: actor.postId }, null, sessionLimits.idleMinutes)
    })
    return reply.holdSession(token).notice('entrance.passwordChanged').redirect('/account', 303)
  })

  app.post('/account/sessions', { config: { access: 'account.own' } }, async (request, reply) => {
    await request.change((change) => endSessions(change, found(request.actor).accountId))
    return reply.holdSession(null).notice('entrance.outEverywhere').redirect('/sign-in', 303)
  })
}

const ownAccount = async ({ db, actor, server }: FastifyRequest) =>
  found(await findAccount(db, { of: 'person', personId: found(actor).personId }, found(actor).accountId, server.clock()))

async function ownPage(request: FastifyRequest, reply: FastifyReply) {
  const account = await ownAccount(request)
  return reply.page('who/entrance/account', {
    form: formOf(ChangePasswordForm, request), account, posts: await postsOfAccount(request.db, account.id),
    sessions: await sessionsOf(request.db, account.id, request.server.clock(), request.sessionToken),
  })
}

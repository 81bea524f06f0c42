import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuse, TooMany } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { accountToEnter, openLink, recentFailures, recentResets } from '../accounts/queries.ts'
import { linkMinutes, whyNotPassword } from '../accounts/rules.ts'
import { askReset, noteAsked, setPasswordByLink } from './changes.ts'
import { isCommon } from './denied.ts'
import { NewPasswordForm, ResetForm, TokenParams } from './forms.ts'

const resetKey = 'reset'
const resetsOfAddressMax = 20

/** Setting a password by a one-time link, and asking for such a link. */
export const links: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/links/:token', { config: { access: 'anyone' }, schema: { params: TokenParams } },
    async (request, reply) => linkPage(request, reply, request.params.token))

  app.post('/links/:token', {
    config: { access: 'anyone', again: async (request: FastifyRequest, reply: FastifyReply) => linkPage(request, reply, (request.params as { token: string }).token) },
    schema: { params: TokenParams, body: NewPasswordForm }, attachValidation: true,
  }, async (request, reply) => {
    const { password, repeated } = request.body
    const link = await openLink(request.beyond, request.params.token, app.clock())
    if (link === undefined) return linkPage(request, reply, request.params.token)
    refuse(whyNotPassword(password, repeated, isCommon(password, ownWords(link))))
    const hash = await app.outside.passwords.hash(password)
    await request.change((change) => setPasswordByLink(change, { linkId: link.id, accountId: link.accountId }, hash))
    return reply.holdSession(null).notice('entrance.passwordSet').redirect('/sign-in', 303)
  })

  app.get('/reset', { config: { access: 'anyone' } }, async (request, reply) => resetPage(request, reply, false))

  app.post('/reset', {
    config: { access: 'anyone', again: async (request: FastifyRequest, reply: FastifyReply) => resetPage(request, reply, false) },
    schema: { body: ResetForm }, attachValidation: true,
  }, async (request, reply) => {
    const { email } = request.body
    const pair = { email: resetKey, address: request.ip }
    const { ofPair } = await recentFailures(request.db, pair, app.clock())
    if (ofPair >= resetsOfAddressMax) throw new TooMany({ key: 'entrance.resetSlowed' }, 900)
    const account = await accountToEnter(request.beyond, email)
    const earlier = await recentResets(request.beyond, account?.id ?? 0, app.clock())
    await request.change(async (change) => {
      await noteAsked(change, pair)
      await askReset(change, account === undefined || account.disabledAt !== null ? null : { accountId: account.id, earlier })
    })
    return resetPage(request, reply, true)
  })
}

/** The token stands in the address, so the page hands it on to nobody (trust.md C43). A used link and none look the same. */
async function linkPage(request: FastifyRequest, reply: FastifyReply, token: string) {
  reply.header('Referrer-Policy', 'strict-origin')
  const link = await openLink(request.beyond, token, request.server.clock())
  if (link === undefined) return reply.code(404).page('who/entrance/link-over')
  return reply.page('who/entrance/link', {
    form: formOf(NewPasswordForm, request), name: link.name, email: link.email, purpose: link.purpose, token,
  })
}

const resetPage = (request: FastifyRequest, reply: FastifyReply, asked: boolean) =>
  reply.page('who/entrance/reset', { form: formOf(ResetForm, request), asked, minutes: linkMinutes.reset })

/** Words of a person that are no good as their password. */
export const ownWords = ({ name, kana, email }: { name: string; kana: string | null; email: string }) =>
  [name, kana ?? '', email.split('@')[0]!]

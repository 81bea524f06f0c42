import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, mend, refuse, Refusal } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { qrSvgPath } from '../../base/qr.ts'
import { findAccount, postsOfAccount } from '../accounts/queries.ts'
import { whyNotDisable } from '../accounts/rules.ts'
import { beginFactor, removeFactor, renewCodes, setFactor } from './changes.ts'
import { counterOf, uriOf } from './codes.ts'
import { CodeForm, IdParams } from './forms.ts'
import { factorOf } from './queries.ts'
import { inGroups, isSecret, mustSetUp, plainCode } from './rules.ts'

const own = { access: 'account.own', justSignedIn: true } as const
const page = '/account/second-factor'
/** Cookies of these pages: the secret that is being set up, and new codes on their way to the one page that shows them. */
const [begun, brought] = ['new-factor', 'new-codes']

/** One's own second factor, and letting somebody in who lost theirs. How it is asked for stands at the entrance. */
export const secondFactors: FastifyPluginAsyncTypebox = async (app) => {
  app.get(page, { config: { access: 'account.own' } }, ownPage)

  // A square is made when it is asked for, and stays the same while its code is typed.
  app.post(`${page}/new`, { config: own }, async (request, reply) =>
    reply.submit((change) => beginFactor(change, found(request.actor).accountId), (secret) => ({ to: `${page}/new`, notice: keep(reply, begun, secret, 'secondFactors.begun') })))
  app.get(`${page}/new`, { config: own }, setUpPage)
  app.post(page, { config: { ...own, again: setUpPage }, schema: { body: CodeForm }, attachValidation: true }, async (request, reply) => {
    const secret = request.cookies[begun]
    if (!isSecret(secret)) throw new Refusal({ key: 'secondFactors.notBegun' })
    const counter = counterOf(secret, plainCode(request.body.code), app.clock())
    mend(counter === null ? [{ field: 'code', reason: { key: 'secondFactors.wrongNew' } }] : [])
    reply.clearCookie(begun, { path: page })
    return reply.submit((change) => setFactor(change, found(request.actor).accountId, { secret, counter: counter! }),
      (codes) => ({ to: page, notice: keep(reply, brought, codes.join('.'), 'secondFactors.wasSet') }))
  })
  app.post(`${page}/codes`, { config: own }, async (request, reply) =>
    reply.submit((change) => renewCodes(change, found(request.actor).accountId), (codes) => ({ to: page, notice: keep(reply, brought, codes.join('.'), 'secondFactors.codesMade') })))
  app.get(`${page}/removal`, { config: own }, async (_, reply) => reply.page('who/second-factors/removal'))
  app.post(`${page}/removal`, { config: own }, async (request, reply) =>
    reply.submit((change) => removeFactor(change, found(request.actor).accountId), () => ({ to: page, notice: 'secondFactors.removed' })))

  app.post('/accounts/:id/second-factor', { config: { access: 'accounts.manage', justSignedIn: true }, schema: { params: IdParams } }, async (request, reply) => {
    const { params: { id }, db, scope } = request
    found(await findAccount(db, scope, id, app.clock()))
    const kinds = (await postsOfAccount(db, id)).filter(({ endedAt }) => endedAt === null).map(({ kind }) => kind)
    refuse(whyNotDisable(found(request.actor), { id, kinds }))
    return reply.submit((change) => removeFactor(change, id), () => ({ to: `/accounts/${id}`, notice: 'secondFactors.released' }))
  })

  /** What is only for the browser of its owner lies in a cookie of these pages for five minutes. */
  function keep<T extends string>(reply: FastifyReply, name: string, value: string, notice: T): T {
    reply.setCookie(name, value, { path: page, httpOnly: true, sameSite: 'strict', secure: app.outside.production, maxAge: 300 })
    return notice
  }
}

function takeCodes({ cookies }: FastifyRequest, reply: FastifyReply): string[] {
  const codes = cookies[brought!]
  if (codes === undefined) return []
  reply.clearCookie(brought!, { path: page })
  return codes.split('.').filter((code) => /^[A-Z2-9]{5}-[A-Z2-9]{5}$/.test(code)).slice(0, 20)
}

/** Whether it is on, and what can be done about it; after a code that came too late it says so. */
async function ownPage(request: FastifyRequest, reply: FastifyReply) {
  const actor = found(request.actor)
  const factor = await factorOf(request.db, actor.accountId)
  const must = mustSetUp(request.server.outside.secondFactorFor, actor)
  return reply.page('who/second-factors/show', { factor: factor ?? null, codes: takeCodes(request, reply), must, form: formOf(CodeForm, request) })
}

async function setUpPage(request: FastifyRequest, reply: FastifyReply) {
  const actor = found(request.actor)
  const secret = request.cookies[begun!]
  if (!isSecret(secret) || actor.hasSecondFactor) return request.method === 'GET' ? reply.redirect(page, 303) : ownPage(request, reply)
  const { email } = found(await findAccount(request.db, { of: 'person', personId: actor.personId }, actor.accountId, request.server.clock()))
  return reply.page('who/second-factors/new', { form: formOf(CodeForm, request), groups: inGroups(secret), square: qrSvgPath(uriOf(secret, email)), must: mustSetUp(request.server.outside.secondFactorFor, actor) })
}

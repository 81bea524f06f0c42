import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import { found, mend, refuse, Refusal } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { qrSvgPath } from '../../base/qr.ts'
import { accountToEnter, findAccount, postsOfAccount } from '../accounts/queries.ts'
import { afterSignIn, sessionLimits, whyNotDisable } from '../accounts/rules.ts'
import { hashOfToken } from '../accounts/sessions.ts'
import { beginSession, forgetFailures, noteFailure } from '../entrance/changes.ts'
import { refuseWhenSlowed } from '../entrance/slowing.ts'
import { endStep, removeFactor, renewCodes, setFactor, useCounter, useRecoveryCode } from './changes.ts'
import { CodeForm, IdParams, SetForm } from './forms.ts'
import { factorOf, stepOf } from './queries.ts'
import { counterOf, inGroups, isRecoveryCode, isSecret, mustSetUp, newSecret, plainCode, stepCookie, uriOf } from './rules.ts'

const own = { access: 'account.own', justSignedIn: true } as const
const page = '/account/second-factor'
/** The cookie that carries new codes to the one page that shows them. */
const brought = 'new-codes'

export const secondFactors: FastifyPluginAsyncTypebox = async (app) => {
  app.get(page, { config: { access: 'account.own' } }, async (request, reply) => {
    const factor = await factorOf(request.db, found(request.actor).accountId)
    const codes = takeCodes(request, reply)
    return reply.page('who/second-factors/show', { factor: factor ?? null, codes, must: mustSetUp(app.outside.secondFactorFor, found(request.actor)) })
  })

  app.get(`${page}/new`, { config: own }, setUpPage)
  app.post(page, { config: { ...own, again: setUpPage }, schema: { body: SetForm }, attachValidation: true }, async (request, reply) => {
    const { secret, code } = request.body
    const counter = isSecret(secret) ? counterOf(secret, plainCode(code), app.clock()) : null
    mend(counter === null ? [{ field: 'code', reason: { key: 'secondFactors.wrongNew' } }] : [])
    return reply.submit((change) => setFactor(change, found(request.actor).accountId, { secret, counter: counter! }), (codes) => bring(reply, codes, 'secondFactors.wasSet'))
  })
  app.post(`${page}/codes`, { config: own }, async (request, reply) =>
    reply.submit((change) => renewCodes(change, found(request.actor).accountId), (codes) => bring(reply, codes, 'secondFactors.codesMade')))
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

  app.get('/sign-in/code', { config: { access: 'anyone' } }, codePage)
  app.post('/sign-in/code', { config: { access: 'anyone', again: codePage }, schema: { body: CodeForm }, attachValidation: true }, async (request, reply) => {
    const token = request.cookies[stepCookie] ?? ''
    const step = await stepOf(request.beyond, hashOfToken(token), app.clock())
    const account = step && await accountToEnter(request.beyond, step.email)
    if (step === undefined || account === undefined || account.postId === null || account.kind === null) return over(reply)
    await refuseWhenSlowed(request, step.email)
    const pair = { email: step.email, address: request.ip }
    const code = plainCode(request.body.code)
    const counter = counterOf(step.secret, code, app.clock())
    const { id: accountId, postId, kind } = account
    try {
      const session = await request.change(async (change) => {
        change.actor = { accountId, personId: account.personId, postId, kind, municipalityId: account.municipalityId }
        await endStep(change, token)
        if (counter !== null) await useCounter(change, accountId, counter)
        else if (isRecoveryCode(code)) await useRecoveryCode(change, accountId, code)
        else throw new Refusal({ key: 'secondFactors.wrong' })
        await forgetFailures(change, pair)
        return beginSession(change, { accountId, postId }, request.cookies[app.lucia.sessionCookieName] ?? null, sessionLimits.idleMinutes)
      })
      return reply.clearCookie(stepCookie, { path: '/sign-in' }).holdSession(session).redirect(afterSignIn(step.to), 303)
    } catch (error) {
      // A wrong code counts like a wrong password: whoever tries them all has to wait longer and longer.
      if (error instanceof Refusal) await request.change((change) => noteFailure(change, { ...pair, accountId }))
      throw error
    }
  })

  /** Codes go by a cookie to the page that shows them once, and nowhere into the database. */
  function bring(reply: FastifyReply, codes: string[], notice: 'secondFactors.wasSet' | 'secondFactors.codesMade') {
    reply.setCookie(brought, codes.join('.'), { path: page, httpOnly: true, sameSite: 'strict', secure: app.outside.production, maxAge: 300 })
    return { to: page, notice }
  }
}

/** Too late, used, or never begun: they look the same. */
const over = (reply: FastifyReply) => reply.code(404).page('who/second-factors/over')

function takeCodes({ cookies }: FastifyRequest, reply: FastifyReply): string[] {
  const codes = cookies[brought]
  if (codes === undefined) return []
  reply.clearCookie(brought, { path: page })
  return codes.split('.').filter((code) => /^[A-Z2-9]{5}-[A-Z2-9]{5}$/.test(code)).slice(0, 20)
}

/** The secret is made once and comes back with the form, so that a mistyped code does not ask for another scan. */
async function setUpPage(request: FastifyRequest, reply: FastifyReply) {
  const actor = found(request.actor)
  if (await factorOf(request.db, actor.accountId) !== undefined) return reply.redirect(page, 303)
  const { email } = found(await findAccount(request.db, { of: 'person', personId: actor.personId }, actor.accountId, request.server.clock()))
  const { secret: typed } = (request.body ?? {}) as { secret?: unknown }
  const secret = isSecret(typed) ? typed : newSecret(randomBytes)
  const must = mustSetUp(request.server.outside.secondFactorFor, actor)
  return reply.page('who/second-factors/new', { form: formOf(SetForm, request), secret, groups: inGroups(secret), square: qrSvgPath(uriOf(secret, email)), must })
}

async function codePage(request: FastifyRequest, reply: FastifyReply) {
  const step = await stepOf(request.beyond, hashOfToken(request.cookies[stepCookie] ?? ''), request.server.clock())
  return step === undefined ? over(reply) : reply.page('who/second-factors/enter', { form: formOf(CodeForm, request) })
}

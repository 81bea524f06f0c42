import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { accountToEnter } from '../accounts/queries.ts'
import { afterSignIn, sessionLimits } from '../accounts/rules.ts'
import { hashOfToken } from '../accounts/sessions.ts'
import { endStep, useCounter, useRecoveryCode } from '../second-factors/changes.ts'
import { counterOf } from '../second-factors/codes.ts'
import { stepOf } from '../second-factors/queries.ts'
import { isRecoveryCode, plainCode, stepCookie } from '../second-factors/rules.ts'
import { beginSession, forgetFailures, noteFailure } from './changes.ts'
import { CodeForm } from './forms.ts'
import { refuseWhenSlowed } from './slowing.ts'

/** The second half of a sign-in: the password was right, and a code opens. */
export const codes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/sign-in/code', { config: { access: 'anyone' } }, codePage)
  app.post('/sign-in/code', { config: { access: 'anyone', again: codePage }, schema: { body: CodeForm }, attachValidation: true }, async (request, reply) => {
    const token = request.cookies[stepCookie] ?? ''
    const step = await stepOf(request.beyond, hashOfToken(token), app.clock())
    const account = step && await accountToEnter(request.beyond, step.email)
    if (step === undefined || account === undefined || account.postId === null || account.kind === null) return over(reply)
    await refuseWhenSlowed(request, step.email)
    const { id: accountId, postId, kind, personId, municipalityId } = account
    const pair = { email: step.email, address: request.ip }
    const code = plainCode(request.body.code)
    const counter = counterOf(step.secret, code, app.clock())
    try {
      const session = await request.change(async (change) => {
        change.actor = { accountId, personId, postId, kind, municipalityId }
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
}

async function codePage(request: FastifyRequest, reply: FastifyReply) {
  const step = await stepOf(request.beyond, hashOfToken(request.cookies[stepCookie] ?? ''), request.server.clock())
  return step === undefined ? over(reply) : reply.page('who/entrance/code', { form: formOf(CodeForm, request) })
}

/** Too late, used, or never begun: they look the same. */
const over = (reply: FastifyReply) => reply.code(404).page('who/entrance/code-over')

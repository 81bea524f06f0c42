import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, Refusal } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { accountToEnter, namesByAddress } from '../accounts/queries.ts'
import { afterSignIn, ownPath, sessionLimits } from '../accounts/rules.ts'
import { beginStep } from '../second-factors/changes.ts'
import { factorOf } from '../second-factors/queries.ts'
import { stepCookie, stepMinutes } from '../second-factors/rules.ts'
import { beginSession, chooseLanguage, endSession, forgetFailures, noteFailure, strengthen, usePost } from './changes.ts'
import { LanguageForm, PostParams, SignInForm, SignInQuery } from './forms.ts'
import { codes } from './codes.ts'
import { links } from './links.ts'
import { own } from './own.ts'
import { personas } from './personas.ts'
import { refuseWhenSlowed } from './slowing.ts'

export const entrance: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(links)
  await app.register(codes)
  await app.register(own)
  const { passwords } = app.outside

  app.get('/sign-in', {
    config: { access: 'anyone' }, schema: { querystring: SignInQuery },
  }, async (request, reply) => reply.page('who/entrance/sign-in', await signInPage(request)))

  app.post('/sign-in', {
    config: { access: 'anyone', again: async (request: FastifyRequest, reply: FastifyReply) => reply.page('who/entrance/sign-in', await signInPage(request)) },
    schema: { body: SignInForm }, attachValidation: true,
  }, async (request, reply) => {
    const { email, password, to } = request.body
    const pair = { email, address: request.ip }
    await refuseWhenSlowed(request, email)
    const account = await accountToEnter(request.beyond, email)
    const right = await passwords.verify(account?.passwordHash ?? null, password)
    if (account === undefined || !right || account.disabledAt !== null) {
      await request.change((change) => noteFailure(change, { ...pair, accountId: account?.id ?? null }))
      throw new Refusal({ key: 'entrance.wrong' })
    }
    const { id: accountId, postId, kind } = account
    if (postId === null || kind === null) throw new Refusal({ key: 'entrance.noPost' })
    const factor = await factorOf(request.beyond, accountId)
    // The password was right and nothing is open yet: failures are forgotten only once the code was right, too.
    if (factor !== undefined) {
      const step = await request.change((change) => beginStep(change, accountId, afterSignIn(to)))
      reply.setCookie(stepCookie, step, { path: '/sign-in', httpOnly: true, sameSite: 'strict', secure: app.outside.production, maxAge: stepMinutes * 60 })
      return reply.redirect('/sign-in/code', 303)
    }
    const stronger = passwords.isOutdated(account.passwordHash ?? '') ? await passwords.hash(password) : null

    const token = await request.change(async (change) => {
      change.actor = { accountId, personId: account.personId, postId, kind, municipalityId: account.municipalityId }
      await forgetFailures(change, pair)
      if (stronger !== null) await strengthen(change, accountId, stronger)
      return beginSession(change, { accountId, postId }, request.cookies[app.lucia.sessionCookieName] ?? null, sessionLimits.idleMinutes)
    })
    return reply.holdSession(token).redirect(afterSignIn(to), 303)
  })

  app.post('/sign-out', { config: { access: 'anyone' } }, async (request, reply) => {
    const { sessionToken } = request
    if (sessionToken !== null) await request.change((change) => endSession(change, sessionToken))
    // Whoever finds a colleague signed in on this device goes on where they were, once they are in themselves.
    const { to } = (request.body ?? {}) as { to?: unknown }
    const next = afterSignIn(typeof to === 'string' ? to : undefined)
    return reply.holdSession(null).header('Clear-Site-Data', '"cache", "storage"').notice('entrance.out').redirect(next === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(next)}`, 303)
  })

  app.post('/posts/:id/use', { config: { access: 'account.own' }, schema: { params: PostParams } }, async (request, reply) => {
    const token = await request.change((change) => usePost(change, request.params.id, found(request.sessionToken)))
    return reply.holdSession(token).redirect('/', 303)
  })

  app.post('/language', { config: { access: 'anyone' }, schema: { body: LanguageForm }, attachValidation: true }, async (request, reply) => {
    const { language, to } = request.validationError ? { language: 'ja' as const, to: '/' } : request.body
    if (request.actor !== null && request.actor.language !== language) await request.change((change) => chooseLanguage(change, language))
    reply.setCookie('language', language, {
      path: '/', httpOnly: true, sameSite: 'lax', secure: app.outside.production, maxAge: 365 * 86_400,
    })
    return reply.redirect(ownPath(to), 303)
  })
}

const signInPage = async (request: FastifyRequest) => {
  const { to } = { ...request.query as object, ...(request.body ?? {}) as object } as { to?: unknown }
  return {
    form: formOf(SignInForm, request), to: afterSignIn(typeof to === 'string' ? to : undefined), again: request.actor !== null,
    personas: request.server.outside.demo ? await personasToShow(request) : [],
  }
}

async function personasToShow(request: FastifyRequest) {
  const names = await namesByAddress(request.beyond, personas.map((name) => `${name}@demo.example`))
  return personas.map((name) => ({ name, person: names.get(`${name}@demo.example`) ?? null }))
}

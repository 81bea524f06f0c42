import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import rateLimit from '@fastify/rate-limit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { speaking, type Language } from '../../base/texts.ts'
import { texts } from '../../texts.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'
import { makeFeed, revokeFeed } from './changes.ts'
import { DayParams, SecretParams } from './forms.ts'
import { icsOf, type Frame } from './ics.ts'
import { entriesOf, feedBySecret, feedOf } from './queries.ts'
import { daysOf } from './rules.ts'

const access = 'calendar.own' as const
const type = 'text/calendar; charset=utf-8'

/** What brings a new address from the press of the button to the page that shows it, once. */
const brought = 'new-feed'
function takeSecret({ cookies }: FastifyRequest, reply: FastifyReply): string | undefined {
  if (cookies[brought] !== undefined) reply.clearCookie(brought, { path: '/my-calendar' })
  return cookies[brought]
}

export const calendar: FastifyPluginAsyncTypebox = async (app) => {
  const originOf = ({ protocol, host }: FastifyRequest) => app.outside.publicOrigin ?? `${protocol}://${host}`
  const frameOf = (request: FastifyRequest, personId: number, language: Language): Frame => ({
    name: speaking(texts, language)('calendar.name'), host: new URL(originOf(request)).hostname, now: app.clock(), language, personId, url: `${originOf(request)}/my-calendar`,
  })

  app.get('/my-calendar', { config: { access } }, async (request, reply) => {
    const { db, today, actor } = request
    const [entries, feed] = await Promise.all([entriesOf(db, actor!.personId), feedOf(db, actor!.personId)])
    const coming = daysOf(entries).filter(({ heldOn }) => heldOn >= today)
    const secret = takeSecret(request, reply)
    const shown = secret !== undefined && hashOfToken(secret) === feed?.secretHash ? `${originOf(request)}/calendar/${secret}/days.ics` : null
    return reply.page('messages/calendar/index', { coming, feed: feed ?? null, shown, reading: actor!.kind === 'trainee' })
  })
  app.get('/my-calendar/days/:id/ics', { config: { access }, schema: { params: DayParams } }, async (request, reply) => {
    const { db, actor, language, params: { id } } = request
    const entries = await entriesOf(db, actor!.personId, id)
    const { heldOn } = found(entries[0])
    return sendMade(reply, Buffer.from(icsOf(entries, frameOf(request, actor!.personId, language), true)), { name: `class-day-${heldOn}.ics`, type })
  })
  app.post('/my-calendar/feed', { config: { access } }, async (_, reply) =>
    reply.submit((change) => makeFeed(change), (secret) => {
      reply.setCookie(brought, secret, { path: '/my-calendar', httpOnly: true, sameSite: 'lax', secure: app.outside.production, maxAge: 300 })
      return { to: '/my-calendar', notice: 'calendar.made' }
    }))
  app.post('/my-calendar/feed/removal', { config: { access } }, async (_, reply) =>
    reply.submit((change) => revokeFeed(change), () => ({ to: '/my-calendar', notice: 'calendar.revoked' })))

  await app.register(feed(frameOf))
}

/** Anyone with the secret address reads one person's class days; whoever guesses is slowed and learns nothing. */
const feed = (frameOf: (request: FastifyRequest, personId: number, language: Language) => Frame): FastifyPluginAsyncTypebox => async (app) => {
  const silent = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }
  await app.register(rateLimit, { global: false, hook: 'preHandler', addHeaders: silent, addHeadersOnExceeding: silent })
  const config = { access: 'anyone', rateLimit: { max: 30, timeWindow: 60_000 } } as const
  app.get('/calendar/:secret/days.ics', { config, schema: { params: SecretParams } }, async (request, reply) => {
    const { personId, language } = found(await feedBySecret(request.beyond, hashOfToken(request.params.secret)))
    const entries = await entriesOf(request.beyond, personId)
    reply.header('X-Robots-Tag', 'noindex, nofollow')
    return sendMade(reply, Buffer.from(icsOf(entries, frameOf(request, personId, language ?? 'ja'))), { name: 'days.ics', type, shown: 'inline' })
  })
}

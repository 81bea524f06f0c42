import rateLimit from '@fastify/rate-limit'
import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { formOf, readBoxes, takeBoxes } from '../../base/forms.ts'
import { readParts } from '../../base/multipart.ts'
import { keepBadge, withdrawBadge } from './changes.ts'
import { checkBadge, foundBadge } from './checking.ts'
import { authorityOf } from './credential.ts'
import { BadgeParams, CertificateParams, CheckForm, MakeForm, UuidParams } from './forms.ts'
import { signBadge } from './making.ts'
import { minePage, statusOf } from './pages.ts'
import { pictureOf } from './picture.ts'
import { published } from './published.ts'
import { findBadge } from './queries.ts'
import { badgeLengthMax, stateOfBadge, tokenIn, whyNotWithdraw } from './rules.ts'

/** Open badges: what a trainee takes of a certificate in a form that machines check, what is published for that, and our own check. */
export const badges: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(published)
  await app.register(checks)
  await app.register(own)
}

/** A trainee's own badges. */
const own: FastifyPluginAsyncTypebox = async (app) => {
  const again = async (request: FastifyRequest, reply: FastifyReply) =>
    reply.page('completion/badges/mine', await minePage(request, Number((request.params as { certificateId: unknown }).certificateId)))

  app.get('/my-certificates/:certificateId/badge', { config: { access: 'certificates.own' }, schema: { params: CertificateParams } }, again)

  app.post('/my-certificates/:certificateId/badge', {
    config: { access: 'certificates.own', again }, schema: { params: CertificateParams, body: MakeForm }, attachValidation: true,
  }, async (request, reply) => {
    const { certificateId } = request.params
    const badge = await signBadge(request, certificateId, request.body.content === 'named')
    return reply.submit((change) => keepBadge(change, badge), () => ({ to: `/my-certificates/${certificateId}/badge`, notice: 'badges.made' }))
  })

  app.get('/my-badges/:badgeId/picture', {
    config: { access: 'certificates.own', traced: true }, schema: { params: BadgeParams },
  }, async (request, reply) => {
    const { title, fiscalYear, issuerTitle, token, state } = await ownBadge(request, request.params.badgeId)
    const svg = pictureOf({ title, fiscalYear, authority: authorityOf(issuerTitle) }, state === 'valid' ? token : null)
    return sendMade(reply, Buffer.from(svg), { name: `オープンバッジ ${title}.svg`, type: 'image/svg+xml' })
  })

  app.get('/my-badges/:badgeId/token', {
    config: { access: 'certificates.own', traced: true }, schema: { params: BadgeParams },
  }, async (request, reply) => {
    const { title, token, state } = await ownBadge(request, request.params.badgeId)
    found(state === 'valid' ? token : null)
    return sendMade(reply, Buffer.from(token), { name: `オープンバッジ ${title}.jwt`, type: 'text/plain; charset=utf-8' })
  })

  const confirm = async (request: FastifyRequest, reply: FastifyReply) => {
    const badge = await ownBadge(request, Number((request.params as { badgeId: unknown }).badgeId))
    return reply.page('completion/badges/withdraw', { badge, why: whyNotWithdraw(badge.state), status: statusOf(request, badge.state) })
  }
  app.get('/my-badges/:badgeId/withdrawal', { config: { access: 'certificates.own' }, schema: { params: BadgeParams } }, confirm)

  app.post('/my-badges/:badgeId/withdrawal', {
    config: { access: 'certificates.own', again: confirm }, schema: { params: BadgeParams },
  }, async (request, reply) => reply.submit((change) => withdrawBadge(change, request.params.badgeId),
    (certificateId) => ({ to: `/my-certificates/${certificateId}/badge`, notice: 'badges.withdrawn' })))
}

async function ownBadge(request: FastifyRequest, id: number) {
  const badge = found(await findBadge(request.db, request.scope, id))
  return { ...badge, state: stateOfBadge(badge, request.server.clock()) }
}

/** Anyone may ask whether a badge of ours is genuine and how it stands, by its page or by handing it in. */
const checks: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(rateLimit, { global: false, hook: 'preHandler', addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }, addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false } })
  await app.register(multipart, { limits: boxes, throwFileSizeLimit: false })
  const config = { access: 'anyone', rateLimit: { max: 60, timeWindow: 60_000 } } as const
  // A file is read where it comes in and kept nowhere: a badge is a few thousand letters.
  app.addHook('preValidation', async (request) => { if (request.isMultipart()) await readBadge(request) })
  app.addHook('onRequest', async (_, reply) => { reply.header('X-Robots-Tag', 'noindex, nofollow') })

  app.get('/badges/:uuid', { config, schema: { params: UuidParams } }, async (request, reply) => {
    const { checked } = found(await foundBadge(request, request.params.uuid))
    return reply.page('completion/badges/show', { checked: { ...checked, name: null } })
  })

  const again = async (request: FastifyRequest, reply: FastifyReply) => reply.page('completion/badges/check', { form: formOf(CheckForm, request), why: null, checked: null })
  app.get('/verify/badge', { config }, again)

  app.post('/verify/badge', { config: { ...config, again }, schema: { body: CheckForm }, attachValidation: true }, async (request, reply) => {
    const answer = await checkBadge(request, request.body.badge ?? '')
    if ('found' in answer) return reply.page('completion/badges/show', { checked: answer.found })
    return reply.code(422).page('completion/badges/check', { form: formOf(CheckForm, request, { badge: asShown(request.body.badge ?? '') }), why: answer.why, checked: null })
  })
}

const boxes = { files: 1, fields: 4, parts: 6, fieldSize: badgeLengthMax * 3, fileSize: badgeLengthMax * 3, headerPairs: 50 }

/** What came back is a token, whether it was pasted or sent as a picture. */
const asShown = (text: string) => tokenIn(text) ?? text.slice(0, 2_000)

async function readBadge(request: FastifyRequest): Promise<void> {
  let sent = ''
  const typed = await readParts(request, boxes, async (part) => {
    const parts: Buffer[] = []
    for await (const some of part.file) parts.push(some as Buffer)
    if (part.fieldname === 'file') sent = Buffer.concat(parts).toString('utf8')
  })
  // The file, when there is one, else what was pasted. Whatever no token needs is left out, so that a picture is taken for its badge alone.
  const text = sent.trim() === '' ? typed.get('badge') ?? '' : tokenIn(sent) ?? '-'
  takeBoxes(request, readBoxes(new URLSearchParams({ badge: text }).toString()))
}

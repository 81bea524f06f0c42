import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { timingSafeEqual } from 'node:crypto'
import { maskedName } from '../../who/people/names.ts'
import { NumberParams, VerifyQuery } from './forms.ts'
import { plainOf } from './paper.ts'
import { dayOfEvent } from './printing.ts'
import { publishedCertificate } from './queries.ts'
import { codeAsTyped, numberAsTyped, numberText, plainNumber, publicState, stateOfCertificate } from './rules.ts'

/** Anyone with number and code may ask whether a certificate is genuine; whoever lacks one of them learns nothing. */
export const verification: FastifyPluginAsyncTypebox = async (app) => {
  // Per client and only here. After the guards of the house, so that a poor address is answered like everywhere.
  await app.register(rateLimit, { global: false, hook: 'preHandler', addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }, addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false } })
  const config = { access: 'anyone', rateLimit: { max: 30, timeWindow: 60_000 } } as const

  app.get('/verify', { config, schema: { querystring: VerifyQuery } }, async (request, reply) =>
    answer(request, reply, request.query.number ?? '', request.query.code ?? ''))

  app.get('/verify/:number', { config, schema: { params: NumberParams, querystring: VerifyQuery } }, async (request, reply) =>
    answer(request, reply, request.params.number, request.query.code ?? ''))
}

async function answer(request: FastifyRequest, reply: FastifyReply, typedNumber: string, typedCode: string) {
  reply.header('X-Robots-Tag', 'noindex, nofollow')
  const number = numberAsTyped(typedNumber)
  const typed = { number: number === null ? typedNumber : plainNumber(number), code: codeAsTyped(typedCode) ?? typedCode }
  if (typedCode === '') return reply.page('completion/certificates/verify', { typed, found: null, isAsked: false })
  const found = await genuine(request, number === null ? typedNumber : numberText(number), codeAsTyped(typedCode))
  return reply.code(found === null ? 404 : 200).page('completion/certificates/verify', { typed, found, isAsked: true })
}

const noCode = '----------------'

/** What may be known of it; null for an unknown number and for a wrong code alike, after the same work. */
async function genuine(request: FastifyRequest, number: string, code: string | null) {
  const { language } = request
  const row = await publishedCertificate(request.beyond, number)
  const bytes = (text: string) => Buffer.from(text.padEnd(noCode.length).slice(0, noCode.length))
  const matches = timingSafeEqual(bytes(row?.code ?? noCode), bytes(code ?? ''))
  if (row === undefined || !matches) return null
  const state = publicState(stateOfCertificate(row.events))
  if (state === null) return null
  const last = row.events.at(-1)!
  return {
    state, number: plainOf(row.numberText), name: maskedName(last.name), training: language === 'en' && row.titleEn ? row.titleEn : row.title,
    completedOn: row.completedOn, issuedOn: row.issuedOn, changedOn: state === 'valid' ? null : dayOfEvent(last),
  }
}

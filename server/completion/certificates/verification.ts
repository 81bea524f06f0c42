import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createHash, timingSafeEqual } from 'node:crypto'
import { maskedName } from '../../who/people/names.ts'
import { countMiss } from './changes.ts'
import { NumberParams, VerifyQuery } from './forms.ts'
import { plainOf } from './paper.ts'
import { dayOfEvent } from './printing.ts'
import { missesOf, publishedCertificate, publishedPartial } from './queries.ts'
import { codeAsTyped, missesMax, missesSince, numberAsTyped, numberText, plainNumber, publicState, publicStateOfPartial } from './rules.ts'

/** Anyone with number and code may ask whether a certificate, or a partial one, is genuine; whoever lacks one of them learns nothing. */
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
  if (typedCode === '') return reply.page('completion/certificates/verify', { typed, found: null, why: null })
  const found = await unlessGuessed(request, number === null ? typedNumber : numberText(number), codeAsTyped(typedCode))
  if (found === 'guessed') return reply.code(429).header('Retry-After', '3600').page('completion/certificates/verify', { typed, found: null, why: 'certificates.guessed' })
  return reply.code(found === null ? 404 : 200).page('completion/certificates/verify', { typed, found, why: 'certificates.mismatch' })
}

/**
 * Guesses are counted by number as well as by address, because they may come from many. A number that is none is counted like
 * one that is, in one of 65,536 buckets, so that neither the answer nor the table tells which there are.
 * 'guessed' when there were too many within the hour, whatever was typed now.
 */
async function unlessGuessed(request: FastifyRequest, number: string, code: string | null) {
  const bucket = createHash('sha256').update(number).digest().readUInt16BE(0)
  const since = missesSince(request.server.clock())
  const [misses, found] = await Promise.all([missesOf(request.beyond, bucket, since), genuine(request, number, code)])
  if (misses >= missesMax) return 'guessed'
  // Whoever typed what is no code at all guessed nothing.
  if (found === null && code !== null) await request.beat((change) => countMiss(change, bucket, since))
  return found
}

const noCode = '----------------'

/** What may be known of the paper that bears this code; null for an unknown number and for a wrong code alike, after the same work. */
async function genuine(request: FastifyRequest, number: string, code: string | null) {
  // Each register has numbers of its own; both are asked, whichever the number is of.
  const [row, partial] = await Promise.all([publishedCertificate(request.beyond, number), publishedPartial(request.beyond, number)])
  const bytes = (text: string) => Buffer.from(text.padEnd(noCode.length).slice(0, noCode.length))
  const isTyped = (paper: string) => timingSafeEqual(bytes(paper), bytes(code ?? ''))
  if (row !== undefined) return told(request, row, isTyped)
  return isTyped(partial?.code ?? noCode) && partial !== undefined ? toldOfPartial(request, partial) : null
}

const inLanguage = ({ language }: FastifyRequest, ja: string, en: string | null) => language === 'en' && en ? en : ja

function told(request: FastifyRequest, row: NonNullable<Awaited<ReturnType<typeof publishedCertificate>>>, isTyped: (paper: string) => boolean) {
  const state = publicState(row.code, row.events, isTyped)
  if (state === null) return null
  const last = row.events.at(-1)!
  return {
    state, number: plainOf(row.numberText), name: maskedName(last.name), training: inLanguage(request, row.title, row.titleEn),
    completedOn: row.completedOn, issuedOn: row.issuedOn, changedOn: state === 'valid' ? null : dayOfEvent(last), modules: [], validUntil: null,
  }
}

const toldOfPartial = (request: FastifyRequest, row: NonNullable<Awaited<ReturnType<typeof publishedPartial>>>) => ({
  state: publicStateOfPartial(row.validUntil, request.today), number: plainOf(row.numberText), name: maskedName(row.name), training: inLanguage(request, row.title, row.titleEn),
  completedOn: null, issuedOn: row.issuedOn, changedOn: null, validUntil: row.validUntil,
  modules: row.modules.map(({ title, titleEn, completedOn }) => ({ title: inLanguage(request, title, titleEn), completedOn })),
})

import fp from 'fastify-plugin'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseAway } from './database.ts'
import type { TextKey } from './texts.ts'

/** Why a rule says no, in words a person can be shown. */
export interface Reason { key: TextKey; data?: Record<string, string | number> }

export class Refusal extends Error {
  override name = 'Refusal'
  readonly reason: Reason
  constructor(reason: Reason) { super(reason.key); this.reason = reason }
}
/** What is wrong with one box of a form; `field` is its name, 'rows.0.startsAt' for a box of a row. */
export interface FieldReason { field: string; reason: Reason }
/** A form that its schema lets pass and a rule does not: it comes back as typed (422), each problem at its box. */
export class Unfit extends Error {
  override name = 'Unfit'
  readonly problems: readonly FieldReason[]
  constructor(problems: readonly FieldReason[]) { super(problems.map(({ field }) => field).join()); this.problems = problems }
}
/** Not now: the same again in so many seconds. */
export class TooMany extends Error {
  override name = 'TooMany'
  readonly reason: Reason
  readonly seconds: number
  constructor(reason: Reason, seconds: number) {
    super(reason.key)
    this.reason = reason
    this.seconds = seconds
  }
}
export class Missing extends Error { override name = 'Missing' }
export class SignInNeeded extends Error {
  override name = 'SignInNeeded'
  readonly returnTo: string
  /** Whoever it is is signed in, and should show once more who they are. */
  readonly again: boolean
  constructor(returnTo: string, again = false) { super('sign in needed'); this.returnTo = returnTo; this.again = again }
}

/** `refuse(whyNotNominate(…))` reads as the sentence it is. */
export function refuse(reason: Reason | null): void {
  if (reason !== null) throw new Refusal(reason)
}

/** `mend(problemsOf…(…))`: goes on when there are none. The route needs `again` to show the form. */
export function mend(problems: readonly FieldReason[]): void {
  if (problems.length > 0) throw new Unfit(problems)
}

/** The row, or the page that nothing is there: not found and not yours look the same. */
export function found<T>(row: T | undefined | null): T {
  if (row === undefined || row === null) throw new Missing()
  return row
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Shows the form again, as typed, when its body was poor (422) or a rule said no (409). */
    again?: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
  }
  interface FastifyRequest { refusal: Reason | null; unfit: readonly FieldReason[] }
}

export default fp(async function errors(app) {
  app.decorateRequest('refusal', null)
  app.decorateRequest('unfit')
  app.addHook('onRequest', async (request) => { request.unfit = [] })
  app.setNotFoundHandler(() => { throw new Missing() })

  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    if (error instanceof SignInNeeded) {
      if (request.wantsFragment) return signInAsked(request, reply, error)
      const typed = request.method === 'POST' ? boxesOf(request.body) : []
      if (typed.some(([name]) => name !== 'onceKey')) return reply.code(401).page('errors/expired', { typed, action: request.url, again: error.again })
      return reply.redirect(`/sign-in?to=${encodeURIComponent(error.returnTo)}`, 303)
    }
    const { again } = request.routeOptions.config
    const isOfForm = error instanceof Unfit || error instanceof Refusal || error instanceof TooMany
    if (again === undefined || !isOfForm) return turnAway(error, request, reply)
    if (error instanceof Unfit) request.unfit = error.problems
    else request.refusal = error.reason
    if (error instanceof TooMany) reply.header('Retry-After', String(error.seconds))
    try {
      return await again(request, reply.code(explain(error).status))
    } catch (worse) { // the page of the form was missing, or the database went away meanwhile
      request.refusal = null
      return turnAway(worse as FastifyError, request, reply)
    }
  })
})

/** An answer in words, where no form can be shown again. */
function turnAway(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const { status, reason } = explain(error)
  if (status >= 500) request.log.error({ err: error }, 'this answer was an error of ours')
  if (error instanceof TooMany) reply.header('Retry-After', String(error.seconds))
  if (status === 503) reply.header('Retry-After', '5')
  return show(request, reply.code(status), reason)
}

/** A sign-in page must not be put into the middle of another: what was typed stays where it is, and a click goes there. */
function signInAsked(request: FastifyRequest, reply: FastifyReply, { returnTo, again }: SignInNeeded) {
  if (request.method === 'POST') return show(request, reply.code(401), { key: again ? 'frame.againHere' : 'frame.expiredHere' })
  return reply.code(401).header('HX-Redirect', `/sign-in?to=${encodeURIComponent(returnTo)}`).send()
}

const secret = /password|current|repeated/i

/** The boxes of a form as they were named; secrets are not given back. */
function boxesOf(body: unknown, name = ''): [string, string][] {
  if (body === null || body === undefined || secret.test(name)) return []
  if (typeof body !== 'object') return [[name, String(body)]]
  return Object.entries(body).flatMap(([part, value]) => boxesOf(value, name === '' ? part : Array.isArray(body) && typeof value !== 'object' ? name : `${name}.${part}`))
}

/**
 * A form that the database was away for, to be sent once more: with its one-time key, so that it is harmless when it was
 * done after all. Null for what is no such form, and for one with a secret, which has to be typed again.
 */
function resendOf({ method, body, url, headers }: FastifyRequest): { typed: [string, string][]; action: string } | null {
  const isForm = method === 'POST' && (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  if (!isForm || body === null || body === undefined || Object.keys(body).some((name) => secret.test(name))) return null
  return { typed: boxesOf(body), action: url }
}

/** Who went away before all was sent: to Node it is a connection reset, as it is when the database goes away. */
const isReaderGone = ({ message, code }: Error & { code?: string }): boolean => message === 'aborted' && code === 'ECONNRESET'

function explain(error: FastifyError | Unfit): { status: number; reason: Reason } {
  if (error instanceof Refusal) return { status: 409, reason: error.reason }
  if (error instanceof Unfit) return { status: 422, reason: error.problems[0]!.reason }
  if (error instanceof TooMany) return { status: 429, reason: error.reason }
  if (error instanceof Missing || error.validation) return { status: 404, reason: { key: 'error.missing' } }
  if (isReaderGone(error)) return { status: 400, reason: { key: 'error.request' } }
  if (isDatabaseAway(error)) return { status: 503, reason: { key: 'error.away' } }
  const status = error.statusCode ?? 500
  if (saysWhy(error)) return { status, reason: error.reason }
  if (status === 429) return { status, reason: { key: 'error.tooOften' } }
  if (status === 413) return { status, reason: { key: 'error.tooLarge' } }
  if (status === 503) return { status, reason: { key: 'error.busy' } }
  if (status >= 400 && status < 500) return { status, reason: { key: 'error.request' } }
  return { status: 500, reason: { key: 'error.broken' } }
}

/** An error of what we stand on that brings its own words, as well as its status. */
const saysWhy = (error: object): error is { reason: Reason } => 'reason' in error && 'statusCode' in error && typeof (error.reason as Partial<Reason> | null)?.key === 'string'

/** A page says below its heading what to do; a notice says both in one. */
const headings: Partial<Record<TextKey, TextKey>> = { 'error.away': 'error.awayTitle', 'error.busy': 'error.busyTitle', 'error.unscanned': 'error.unscannedTitle', 'error.tooOften': 'error.tooOftenTitle', 'error.notAsKept': 'error.notAsKeptTitle' }

/** htmx is shown the reason beside the form it sent, which stays as typed; everyone else gets a page. */
function show(request: FastifyRequest, reply: FastifyReply, reason: Reason) {
  if (!request.wantsFragment) {
    const words = request.say(headings[reason.key] ?? reason.key, reason.data)
    // A missing page never carries the request's number: it must be the same byte for byte, whatever was not there.
    const todo = reason.key === 'error.notAsKept' ? request.say(reason.key) : null
    return reply.page('errors/page', { words, todo, status: reply.statusCode, requestId: reply.statusCode === 404 ? null : request.id, resend: reply.statusCode === 503 ? resendOf(request) : null })
  }
  return reply.header('HX-Retarget', '#notice').header('HX-Reswap', 'outerHTML')
    .view('components/_notice', { say: request.say, notice: { ...reason, tone: 'error' } })
}

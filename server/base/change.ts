import fp from 'fastify-plugin'
import assert from 'node:assert/strict'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, Scope } from './access.ts'
import type { Database, Writer } from './database.ts'
import { Missing } from './errors.ts'
import { enqueueAll } from './jobs.ts'
import { enter } from './wall.ts'
import { claimOnce, keepAnswer, type Answer } from './once.ts'

/** One unit of work: the only thing in the house that can write, and it always leaves a trace. */
export interface Change {
  tx: Writer
  /** Whose lines these are. A sign-in is by nobody until it is somebody, and says so here. */
  actor: Actor | null
  scope: Scope
  now: Date
  /** Unpredictable bytes, handed in so that tests can hand in their own. */
  random: (bytes: number) => Uint8Array
  log: (action: string, subject: string, detail?: Record<string, unknown>) => void
}

type Work<T> = (change: Change) => Promise<T>
export type Who = Pick<Change, 'actor' | 'scope' | 'now' | 'random'> & { requestId?: string }

declare module 'fastify' {
  /** Chance, for what has to be known before its change begins (the code on a paper that is printed first). */
  interface FastifyInstance { random: Change['random'] }
  interface FastifyRequest {
    /** Does the work in one transaction with its audit lines. */
    change: <T>(work: Work<T>) => Promise<T>
    /**
     * The same for what a browser sends by itself every few seconds (a player's beat): it may leave no line, because the row
     * it writes says whose it is and when. A line each would bury the lines of people, and cost more than the row.
     * What a person would want to know of (begun, completed) is logged like in any change.
     */
    beat: <T>(work: Work<T>) => Promise<T>
  }
  interface FastifyReply {
    /** Does the work once, however often the form is sent, and answers 303 with a notice. */
    submit: <T>(work: Work<T>, answer: (result: T) => Answer) => Promise<FastifyReply>
    /** The same for what somebody is still writing, which its page saves every few seconds: like a beat it may leave no line. */
    submitDraft: <T>(work: Work<T>, answer: (result: T) => Answer) => Promise<FastifyReply>
  }
}

/**
 * Runs work in a transaction and writes its audit lines with it, and a `tell` job per line.
 * Throws when nothing was logged: a change without a trace does not happen.
 */
export async function inChange<T>(database: Database, { requestId, ...who }: Who, work: Work<T>): Promise<T> {
  return database.transaction().execute((tx) => traced(tx, who, requestId, work))
}

/** A change by nobody yet (a sign-in, a link, the house itself) finds its rows by a secret or by its own list: it is whole. */
async function traced<T>(
  tx: Writer, who: Omit<Who, 'requestId'>, requestId: string | undefined, work: Work<T>, isBeat = false,
): Promise<T> {
  await enter(tx, who.scope.of === 'public' ? { of: 'all' } : who.scope)
  const lines: Parameters<Change['log']>[] = []
  const change: Change = { tx, ...who, log: (...line) => lines.push(line) }
  const result = await work(change)
  const { actor } = change

  if (isBeat && lines.length === 0) return result
  assert(lines.length > 0, 'a change must log what it did')
  // In portions: a statement takes 65,535 values, and an announcement writes a line for each of thousands of accounts.
  for (let from = 0; from < lines.length; from += 1_000) {
    const written = await tx.insertInto('audit_line').values(lines.slice(from, from + 1_000).map(([action, subject, detail = {}]) => ({
      at: who.now, person_id: actor?.personId ?? null, post_id: actor?.postId ?? null,
      municipality_id: actor?.municipalityId ?? null, request_id: requestId ?? null,
      action, subject, detail: JSON.stringify(detail),
    }))).returning(['id', 'action']).execute()
    await enqueueAll(tx, 'tell', written)
  }
  return result
}

export default fp<{ database: Database; random: Change['random'] }>(async function change(app, { database, random }) {
  const whoOf = ({ actor, scope, id }: FastifyRequest) => ({ actor, scope, now: app.clock(), random, requestId: id })

  app.decorate('random', random)
  app.decorateRequest('change', function (work) { return inChange(database, whoOf(this), work) })
  app.decorateRequest('beat', function (work) {
    const { requestId, ...who } = whoOf(this)
    return database.transaction().execute((tx) => traced(tx, who, requestId, work, true))
  })

  async function submit<T>(this: FastifyReply, isBeat: boolean, work: Work<T>, answer: (result: T) => Answer): Promise<FastifyReply> {
    const { request } = this
    const { requestId, ...who } = whoOf(request)
    const given = await database.transaction().execute(async (tx) => {
      const earlier = await claimOnce(tx, request, who.now)
      if (earlier) return earlier
      const given = answer(await traced(tx, who, requestId, work, isBeat))
      await keepAnswer(tx, request, given)
      return given
    })
    if (given.to === null) throw new Missing()
    if (given.notice) this.notice(given.notice)
    return this.redirect(given.to, 303)
  }
  app.decorateReply('submit', function (work, answer) { return submit.call(this, false, work, answer as never) })
  app.decorateReply('submitDraft', function (work, answer) { return submit.call(this, true, work, answer as never) })
})

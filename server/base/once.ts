import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Writer } from './database.ts'
import { Refusal } from './errors.ts'
import type { TextKey } from './texts.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What this form says is told to nobody, and so not to the keys either: a hash of a few ticks is as good as the ticks. */
    untold?: true
  }
}

/** Where a form leads when it is done, and what is said there. */
export interface Answer { to: string | null; notice?: TextKey | null }

/**
 * Takes the form's one-time key inside the change's own transaction. The same key with the same content was answered
 * before: that answer is returned and nothing is done again. The same key with other content is refused.
 */
export async function claimOnce(tx: Writer, request: FastifyRequest, now: Date): Promise<Answer | null> {
  const row = rowOf(request)
  if (row === null) return null
  const taken = await tx.insertInto('once_key').values({ ...row, used_at: now })
    .onConflict((oc) => oc.columns(['account_id', 'key']).doNothing()).returning('key').executeTakeFirst()
  if (taken) return isMaking(request) ? answerToTheSame(tx, row, now) : null
  const earlier = await tx.selectFrom('once_key').select(['route', 'body_hash', 'location', 'notice'])
    .where('account_id', '=', row.account_id).where('key', '=', row.key).executeTakeFirstOrThrow()
  if (earlier.route !== row.route || earlier.body_hash !== row.body_hash) throw new Refusal({ key: 'form.sentBefore' })
  return { to: earlier.location, notice: earlier.notice as TextKey | null }
}

/** A form that makes something new is opened at an address that ends in `/new`; anything else may well be meant again. */
const isMaking = ({ server, routeOptions: { url = '' } }: FastifyRequest): boolean =>
  url.endsWith('/new') || server.hasRoute({ method: 'GET', url: `${url}/new` })

const sameMinutes = 10

/**
 * Whoever goes back after success sees the filled form again, with a new key. Sent once more, word for word and as the very
 * next act, it is taken for the same wish: they are led to what they made, and told so. After any other act it is a new one,
 * since what was made may have been taken away.
 */
async function answerToTheSame(tx: Writer, { account_id, key, route, body_hash }: NonNullable<ReturnType<typeof rowOf>>, now: Date): Promise<Answer | null> {
  const [last] = await tx.selectFrom('once_key').select(['route', 'body_hash', 'location'])
    .where('account_id', '=', account_id).where('key', '<>', key).where('used_at', '>', new Date(now.getTime() - sameMinutes * 60_000))
    .orderBy('used_at', 'desc').orderBy((eb) => eb.case().when('route', '=', route).then(1).else(0).end()).limit(1).execute()
  if (last?.route !== route || last.body_hash !== body_hash || last.location === null) return null
  const answer = { to: last.location, notice: 'form.madeBefore' } as const
  await tx.updateTable('once_key').set({ location: answer.to, notice: answer.notice })
    .where('account_id', '=', account_id).where('key', '=', key).execute()
  return answer
}

/** Keeps the answer beside the key, so that a lost reply can be given again. */
export async function keepAnswer(tx: Writer, request: FastifyRequest, { to, notice }: Answer): Promise<void> {
  const row = rowOf(request)
  if (row === null) return
  await tx.updateTable('once_key').set({ location: to, notice: notice ?? null })
    .where('account_id', '=', row.account_id).where('key', '=', row.key).execute()
}

function rowOf({ actor, body, url, method, routeOptions }: FastifyRequest) {
  const { onceKey, ...rest } = (body ?? {}) as Record<string, unknown>
  if (actor === null || typeof onceKey !== 'string' || onceKey.length < 8 || onceKey.length > 255) return null
  const body_hash = createHash('sha256').update(JSON.stringify(routeOptions.config.untold ? {} : rest)).digest('hex')
  return { account_id: actor.accountId, key: onceKey, route: `${method} ${url}`, body_hash }
}

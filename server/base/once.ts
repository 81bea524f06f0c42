import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Writer } from './database.ts'
import { Refusal } from './errors.ts'
import type { TextKey } from './texts.ts'

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
  if (taken) return null
  const earlier = await tx.selectFrom('once_key').select(['route', 'body_hash', 'location', 'notice'])
    .where('account_id', '=', row.account_id).where('key', '=', row.key).executeTakeFirstOrThrow()
  if (earlier.route !== row.route || earlier.body_hash !== row.body_hash) throw new Refusal({ key: 'form.sentBefore' })
  return { to: earlier.location, notice: earlier.notice as TextKey | null }
}

/** Keeps the answer beside the key, so that a lost reply can be given again. */
export async function keepAnswer(tx: Writer, request: FastifyRequest, { to, notice }: Answer): Promise<void> {
  const row = rowOf(request)
  if (row === null) return
  await tx.updateTable('once_key').set({ location: to, notice: notice ?? null })
    .where('account_id', '=', row.account_id).where('key', '=', row.key).execute()
}

function rowOf({ actor, body, url, method }: FastifyRequest) {
  const { onceKey, ...rest } = (body ?? {}) as Record<string, unknown>
  if (actor === null || typeof onceKey !== 'string' || onceKey.length < 8 || onceKey.length > 255) return null
  const body_hash = createHash('sha256').update(JSON.stringify(rest)).digest('hex')
  return { account_id: actor.accountId, key: onceKey, route: `${method} ${url}`, body_hash }
}

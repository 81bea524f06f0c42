import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { found, Missing, refuse } from '../../base/errors.ts'
import type { NewKey } from '../../base/signing.ts'
import { badgesOf } from './queries.ts'
import { stateOfBadge, whyNotWithdraw } from './rules.ts'

/** Keeps a new pair of keys as the one that signs. @throws Missing when another process was first */
export async function keepKey({ tx, now, log }: Change, { publicJwk, privatePart }: NewKey): Promise<number> {
  const row = await tx.insertInto('signing_key').values({ public_jwk: JSON.stringify(publicJwk), private_part: privatePart, made_at: now })
    .onConflict((oc) => oc.doNothing()).returning('id').executeTakeFirst()
  if (row === undefined) throw new Missing()
  log('signing_key.made', `signing_key:${row.id}`)
  return row.id
}

/** The key signs no more; what it signed stays valid, and its public part stays published. A new one follows at first need, or is handed in. */
export async function retireKey(change: Change, next: NewKey): Promise<number> {
  const { tx, now, log } = change
  const retired = await tx.updateTable('signing_key').set({ retired_at: now }).where('retired_at', 'is', null).returning('id').execute()
  for (const { id } of retired) log('signing_key.retired', `signing_key:${id}`)
  return keepKey(change, next)
}

/** A key that others may have: it is published no more, and every badge it signed counts no more and can be made anew. @throws Missing without such a key */
export async function withdrawKey({ tx, now, log }: Change, keyId: number): Promise<number> {
  found(await tx.updateTable('signing_key').set(({ fn, val }) => ({ retired_at: fn.coalesce('retired_at', val(now)), withdrawn_at: now }))
    .where('id', '=', keyId).where('withdrawn_at', 'is', null).returning('id').executeTakeFirst())
  const badges = await tx.updateTable('badge').set({ withdrawn_at: now }).where('key_id', '=', keyId).where('withdrawn_at', 'is', null).returning('id').execute()
  log('signing_key.withdrawn', `signing_key:${keyId}`, { count: badges.length })
  return badges.length
}

/** A badge that is signed already, on its way into the table. */
export interface SignedBadge { uuid: string; certificateId: number; eventId: number; keyId: number; withName: boolean; validFrom: Date; token: string }

/** Keeps a badge of one's own certificate. Asked again under the lock: its paper is still the latest one, and there is no other badge of this kind. */
export async function keepBadge({ tx, scope, actor, now, log }: Change, badge: SignedBadge): Promise<number> {
  assert(actor !== null)
  // The row of the certificate cannot change; holding it makes two clicks wait for each other.
  const certificate = found(await tx.selectFrom('certificate').select(['id', 'person_id as personId']).where('id', '=', badge.certificateId).where('person_id', '=', actor.personId).forUpdate().executeTakeFirst())
  const latest = await tx.selectFrom('certificate_event').select('id').where('certificate_id', '=', certificate.id).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  refuse(latest.id === badge.eventId ? null : { key: 'badges.changedMeanwhile' })
  const there = await badgesOf(tx, scope, certificate.id)
  refuse(there.some((one) => one.withName === badge.withName && stateOfBadge(one, now) === 'valid') ? { key: 'badges.hasOne' } : null)
  const { id } = await tx.insertInto('badge').values({
    uuid: badge.uuid, certificate_id: certificate.id, event_id: badge.eventId, person_id: certificate.personId, key_id: badge.keyId,
    with_name: badge.withName, valid_from: badge.validFrom, token: badge.token, made_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  log('badge.made', `badge:${id}`, { certificateId: certificate.id, withName: badge.withName })
  return id
}

/** Its holder wants it to count no more: it goes on the list that verifiers read. */
export async function withdrawBadge({ tx, scope, now, log }: Change, badgeId: number): Promise<number> {
  const row = found(await tx.selectFrom('badge').select('certificate_id as certificateId').where('id', '=', badgeId)
    .where('person_id', '=', scope.of === 'person' ? scope.personId : -1).forUpdate().executeTakeFirst())
  const badge = found((await badgesOf(tx, scope, row.certificateId)).find(({ id }) => id === badgeId))
  refuse(whyNotWithdraw(stateOfBadge(badge, now)))
  await tx.updateTable('badge').set({ withdrawn_at: now }).where('id', '=', badgeId).execute()
  log('badge.withdrawn', `badge:${badgeId}`, { certificateId: row.certificateId })
  return row.certificateId
}

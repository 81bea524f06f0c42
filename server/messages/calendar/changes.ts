import type { Change } from '../../base/change.ts'
import { found } from '../../base/errors.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'

/**
 * Makes a private address for one's own class days; an earlier one is void from then on. The database keeps its hash alone,
 * so the secret is handed to its owner here and never again: who needs it on a second device makes a new one.
 * @returns the secret, 192 bits as 32 letters of base64url
 */
export async function makeFeed({ tx, actor, now, random, log }: Change): Promise<string> {
  const personId = actor!.personId
  const secret = Buffer.from(random(24)).toString('base64url')
  await tx.selectFrom('person').select('id').where('id', '=', personId).forUpdate().executeTakeFirstOrThrow()
  await tx.updateTable('calendar_feed').set({ revoked_at: now }).where('person_id', '=', personId).where('revoked_at', 'is', null).execute()
  await tx.insertInto('calendar_feed').values({ person_id: personId, secret_hash: hashOfToken(secret), made_at: now }).execute()
  log('calendar_feed.made', `person:${personId}`)
  return secret
}

/** From now on the address opens nothing. @throws Missing when there is none */
export async function revokeFeed({ tx, actor, now, log }: Change): Promise<void> {
  found(await tx.updateTable('calendar_feed').set({ revoked_at: now }).where('person_id', '=', actor!.personId).where('revoked_at', 'is', null).returning('id').executeTakeFirst())
  log('calendar_feed.revoked', `person:${actor!.personId}`)
}

import type { Change } from '../../base/change.ts'
import { found } from '../../base/errors.ts'

/**
 * Makes a private address for one's own class days; an earlier one is void from then on. It is kept as it is and not as a
 * hash, because its owner has to see it again for a second device; it opens nothing but one's own dates, and is revoked
 * with a press.
 */
export async function makeFeed({ tx, actor, now, random, log }: Change): Promise<void> {
  const personId = actor!.personId
  await tx.selectFrom('person').select('id').where('id', '=', personId).forUpdate().executeTakeFirstOrThrow()
  await tx.updateTable('calendar_feed').set({ revoked_at: now }).where('person_id', '=', personId).where('revoked_at', 'is', null).execute()
  await tx.insertInto('calendar_feed').values({ person_id: personId, secret: Buffer.from(random(24)).toString('base64url'), made_at: now }).execute()
  log('calendar_feed.made', `person:${personId}`)
}

/** From now on the address opens nothing. @throws Missing when there is none */
export async function revokeFeed({ tx, actor, now, log }: Change): Promise<void> {
  found(await tx.updateTable('calendar_feed').set({ revoked_at: now }).where('person_id', '=', actor!.personId).where('revoked_at', 'is', null).returning('id').executeTakeFirst())
  log('calendar_feed.revoked', `person:${actor!.personId}`)
}

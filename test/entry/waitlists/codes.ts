import { inChange } from '../../../server/base/change.ts'
import type { Database } from '../../../server/base/database.ts'
import { makeOfferLink } from '../../../server/entry/waitlists/changes.ts'

/** The address that opens an offer without a sign-in, as one more letter would carry it: the database keeps only hashes. */
export async function opening(db: Database, offerId: number): Promise<string> {
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
  return `/offered-seats/${await inChange(db, { actor: null, scope: { of: 'all' }, now: new Date(), random }, (change) => makeOfferLink(change, offerId))}`
}

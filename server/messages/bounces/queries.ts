import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'

/** Addresses from which mail came back and that stand so, the latest first, with how many messages wait for each. */
export const standingBounces = (db: Reader, { limit, offset }: { limit: number; offset: number }) => db.selectFrom('mail_bounce as b')
  .innerJoin('person as p', 'p.id', 'b.marked_by').leftJoin('message as m', 'm.id', 'b.message_id')
  .select(['b.id', 'b.address', 'b.reason', 'b.status', 'b.marked_at as markedAt', 'p.name as markedBy', 'm.id as messageId', 'm.title', 'm.title_en as titleEn',
    sql<number>`count(*) over ()`.as('total')])
  .where('b.cleared_at', 'is', null).orderBy('b.id', 'desc').limit(limit).offset(offset).execute()

/** A message with the addresses it went to. */
export async function sentMessage(db: Reader, id: number) {
  const row = await db.selectFrom('message').select(['id', 'title', 'title_en as titleEn', 'state', 'sent_to as sentTo']).where('id', '=', id).executeTakeFirst()
  return row && { ...row, sentTo: addressesOf(row.sentTo) }
}

/** The latest message that went to an address. */
export async function latestSentTo(db: Reader, address: string) {
  const row = await db.selectFrom('message').select(['id', 'sent_to as sentTo'])
    .where(sql<boolean>`${address} = any(string_to_array(lower(sent_to), ', '))`).orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row && { id: row.id, sentTo: addressesOf(row.sentTo) }
}

export const addressesOf = (sentTo: string): string[] => sentTo.split(', ').filter((address) => address !== '')

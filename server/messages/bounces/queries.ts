import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { ReadLine } from './rules.ts'

/** Addresses from which mail came back and that stand so, the latest first, with how many messages wait for each. */
export const standingBounces = (db: Reader, { limit, offset }: { limit: number; offset: number }) => db.selectFrom('mail_bounce as b')
  .innerJoin('person as p', 'p.id', 'b.marked_by').leftJoin('message as m', 'm.id', 'b.message_id')
  .select(['b.id', 'b.address', 'b.reason', 'b.status', 'b.marked_at as markedAt', 'p.name as markedBy', 'm.id as messageId', 'm.title', 'm.title_en as titleEn',
    sql<number>`count(*) over ()`.as('total')])
  .where('b.cleared_at', 'is', null).orderBy('b.id', 'desc').limit(limit).offset(offset).execute()

/** Whether an address is known not to work already. */
export const isMarked = async (db: Reader, address: string): Promise<boolean> =>
  await db.selectFrom('mail_bounce').select('id').where('address', '=', address).where('cleared_at', 'is', null).executeTakeFirst() !== undefined

/** What became of the files that somebody gave at once, with the subjects of the messages they were about. */
export async function readingOf(db: Reader, id: number) {
  const row = await db.selectFrom('bounce_reading as r').innerJoin('person as p', 'p.id', 'r.read_by')
    .select(['r.lines', 'r.read_at as readAt', 'p.name as readBy']).where('r.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const lines = row.lines as unknown as ReadLine[]
  const ids = lines.flatMap(({ messageId }) => messageId ?? [])
  const messages = ids.length === 0 ? [] : await db.selectFrom('message').select(['id', 'title', 'title_en as titleEn']).where('id', 'in', ids).limit(1_000).execute()
  return { ...row, lines: lines.map((line) => ({ ...line, message: messages.find((one) => one.id === line.messageId) ?? null })) }
}

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

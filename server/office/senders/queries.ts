import { sql, type RawBuilder } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'

/**
 * Who signs for an office on a day, as it is printed: organization and title, and the name behind them. Null when nobody
 * does. `label` and `day` are columns of the row at hand.
 */
export const signedBy = (label: RawBuilder<unknown>, day: RawBuilder<unknown>) => sql<string | null>`(
  select concat_ws('　', s.organization || s.title, nullif(s.name, '')) from sender s
  where s.label = ${label} and s.valid_from <= ${day} and (s.valid_to is null or s.valid_to >= ${day}) order by s.valid_from desc limit 1)`

/**
 * The office that signs where nothing names one (an invitation, a survey before its first call): whoever signs on that day for
 * the office of the latest call. Without a register, what was written by hand on that call.
 */
export const signerOfRest = (day: RawBuilder<unknown>) => sql<string | null>`coalesce((
  select concat_ws('　', s.organization || s.title, nullif(s.name, '')) from sender s where s.valid_from <= ${day} and (s.valid_to is null or s.valid_to >= ${day})
  order by (select max(c.issued_on) from call c where c.sender_label = s.label) desc nulls last, s.label, s.valid_from desc limit 1),
  (select nullif(c.sender, '') from call c where c.issued_on is not null order by c.issued_on desc, c.id desc limit 1))`

/** The same, asked for itself. */
export const restSignedBy = async (db: Reader, today: Day): Promise<string | null> =>
  (await db.selectNoFrom(signerOfRest(sql`${today}::date`).as('signer')).executeTakeFirst())?.signer ?? null

const columns = ['id', 'label', 'organization', 'title', 'name', 'valid_from as validFrom', 'valid_to as validTo', 'version'] as const

/** Every sender by office, the latest first. */
export const sendersInOrder = (db: Reader) => db.selectFrom('sender').select(columns).orderBy('label').orderBy('valid_from', 'desc').orderBy('id').limit(500).execute()

export const findSender = (db: Reader, id: number) => db.selectFrom('sender').select(columns).where('id', '=', id).executeTakeFirst()

/** The offices that may sign, by name. */
export const senderLabels = async (db: Reader): Promise<string[]> =>
  (await db.selectFrom('sender').select('label').groupBy('label').orderBy('label').limit(100).execute()).map(({ label }) => label)

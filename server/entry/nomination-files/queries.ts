import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'

const files = (db: Reader, scope: Scope) => db.selectFrom('nomination_file as f')
  .select(['f.id', 'f.call_id as callId', 'f.municipality_id as municipalityId', 'f.key', 'f.name', 'f.bytes', 'f.sha256', 'f.state', 'f.sent_at as sentAt', 'f.taken_at as takenAt', 'f.people'])
  .where(({ ref }) => within(scope, { municipality: ref('f.municipality_id'), person: ref('f.sent_by') }))

export type SentFile = NonNullable<Awaited<ReturnType<typeof findFile>>>

/** One file that was sent, with when the same bytes were taken in before, if they were. */
export const findFile = (db: Reader, scope: Scope, id: number) => files(db, scope).where('f.id', '=', id)
  .select((eb) => eb.selectFrom('nomination_file as o').whereRef('o.call_id', '=', 'f.call_id').whereRef('o.municipality_id', '=', 'f.municipality_id')
    .whereRef('o.sha256', '=', 'f.sha256').whereRef('o.id', '<>', 'f.id').where('o.state', '=', 'taken')
    .select('o.taken_at').orderBy('o.id', 'desc').limit(1).as('takenBefore')).executeTakeFirst()

/** The last files sent for a call, the latest first. */
export const filesOfCall = (db: Reader, scope: Scope, callId: number) =>
  files(db, scope).where('f.call_id', '=', callId).orderBy('f.id', 'desc').limit(20).execute()

import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { reached } from '../questions/queries.ts'

const files = (db: Reader, scope: Scope) => db.selectFrom('question_file as f').innerJoin('question_bank as b', 'b.id', 'f.bank_id')
  .select(['f.id', 'f.bank_id as bankId', 'f.kind', 'f.key', 'f.name', 'f.state', 'f.sent_at as sentAt', 'f.taken_at as takenAt', 'f.questions'])
  .where(({ ref }) => reached(scope, ref('b.course_id')))

export type SentFile = NonNullable<Awaited<ReturnType<typeof findFile>>>

/** One file that was sent, with when the same bytes were taken in before, if they were. */
export const findFile = (db: Reader, scope: Scope, id: number) => files(db, scope).where('f.id', '=', id)
  .select((eb) => eb.selectFrom('question_file as o').whereRef('o.bank_id', '=', 'f.bank_id').whereRef('o.sha256', '=', 'f.sha256').whereRef('o.id', '<>', 'f.id')
    .where('o.state', '=', 'taken').select('o.taken_at').orderBy('o.id', 'desc').limit(1).as('takenBefore')).executeTakeFirst()

/** The last files sent for a bank, the latest first. */
export const filesOfBank = (db: Reader, scope: Scope, bankId: number) => files(db, scope).where('f.bank_id', '=', bankId).orderBy('f.id', 'desc').limit(20).execute()

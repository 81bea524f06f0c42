import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import type { Standing } from './kinds.ts'

const files = (db: Reader, scope: Scope, kind: string) => db.selectFrom('incoming_file as f')
  .select(['f.id', 'f.municipality_id as municipalityId', 'f.subject_id as subjectId', 'f.key', 'f.name', 'f.state', 'f.sent_at as sentAt', 'f.taken_at as takenAt', 'f.rows_taken as rowsTaken'])
  .where('f.kind', '=', kind).where(({ ref }) => within(scope, { municipality: ref('f.municipality_id'), person: ref('f.sent_by') }))

export type SentFile = NonNullable<Awaited<ReturnType<typeof findFile>>>
type About = Pick<Standing, 'municipalityId' | 'subjectId'>

/** One file sent about this, with when the same bytes were taken in before, if they were. */
export const findFile = (db: Reader, scope: Scope, kind: string, about: About, id: number) => of(files(db, scope, kind), about).where('f.id', '=', id)
  .select((eb) => eb.selectFrom('incoming_file as o').whereRef('o.kind', '=', 'f.kind').whereRef('o.sha256', '=', 'f.sha256').whereRef('o.id', '<>', 'f.id').where('o.state', '=', 'taken')
    .where(sameAs('o.subject_id', 'f.subject_id')).where(sameAs('o.municipality_id', 'f.municipality_id'))
    .select('o.taken_at').orderBy('o.id', 'desc').limit(1).as('takenBefore')).executeTakeFirst()

/** The last files sent about this, the latest first. */
export const filesOf = (db: Reader, scope: Scope, kind: string, about: About) => of(files(db, scope, kind), about).orderBy('f.id', 'desc').limit(20).execute()

const of = <Query extends ReturnType<typeof files>>(query: Query, { municipalityId, subjectId }: About): Query => query
  .where('f.municipality_id', 'is not distinct from', municipalityId).where('f.subject_id', 'is not distinct from', subjectId) as Query

const sameAs = (one: 'o.subject_id' | 'o.municipality_id', other: 'f.subject_id' | 'f.municipality_id') =>
  sql<boolean>`${sql.ref(one)} is not distinct from ${sql.ref(other)}`

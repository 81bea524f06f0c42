import { sql, type SelectQueryBuilder } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'

/** A roster, narrowed; `year` null means every year. */
export interface RosterFilter { year: number | null; trainingId?: number | undefined; municipalityId?: number | undefined }
export const rosterMax = 5_000

/** Completers whose certificate is in force, as far as a scope reaches. */
const completers = (db: Reader, scope: Scope, { year, trainingId, municipalityId }: RosterFilter) => db.selectFrom('certificate as c')
  .innerJoin('person as p', 'p.id', 'c.person_id').innerJoin('training as t', 't.id', 'c.training_id').innerJoin('enrollment as e', 'e.id', 'c.enrollment_id')
  .where(({ ref }) => within(scope, { municipality: ref('c.municipality_id'), person: ref('c.person_id') }))
  .where(({ exists, selectFrom }) => exists(selectFrom('certificate_event as h').select('h.id').whereRef('h.certificate_id', '=', 'c.id')))
  .where(({ exists, not, selectFrom }) => not(exists(selectFrom('certificate_event as h').select('h.id').whereRef('h.certificate_id', '=', 'c.id').where('h.kind', '=', 'revoked'))))
  .$if(year !== null, (q) => q.where('t.fiscal_year', '=', year!))
  .$if(trainingId !== undefined, (q) => q.where('c.training_id', '=', trainingId!))
  .$if(municipalityId !== undefined, (q) => q.where('c.municipality_id', '=', municipalityId!))

/** Those who agreed, by municipality code and number; names are those of today. */
export const rosterRows = (db: Reader, scope: Scope, filter: RosterFilter, { limit, offset }: { limit: number; offset: number }) => completers(db, scope, filter)
  .where('p.roster_consent', '=', true)
  .leftJoin('municipality as m', 'm.id', 'c.municipality_id').leftJoin('profession as f', 'f.code', 'e.profession_code')
  .select(['c.id', 'c.number_text as numberText', 'p.name', 'p.kana', 'e.affiliation', 'f.name as profession', 'f.name_en as professionEn', 't.title', 't.title_en as titleEn',
    'c.completed_on as completedOn', 'm.code', 'm.name as municipality', 'm.name_en as municipalityEn'])
  .orderBy(sql`m.code nulls last`).orderBy('c.training_id', 'desc').orderBy('c.number').limit(limit).offset(offset).execute()

/** How many agreed, and how many are left out because they did not. */
export async function rosterCounts(db: Reader, scope: Scope, filter: RosterFilter): Promise<{ listed: number; leftOut: number }> {
  const counted = completers(db, scope, filter) as unknown as SelectQueryBuilder<never, never, object>
  const row = await counted.select([sql<number>`count(*) filter (where p.roster_consent is true)::int`.as('listed'), sql<number>`count(*) filter (where p.roster_consent is not true)::int`.as('leftOut')])
    .executeTakeFirstOrThrow() as { listed: number; leftOut: number }
  return row
}

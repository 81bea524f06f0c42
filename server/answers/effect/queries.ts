import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import type { ConferenceState } from '../../practice/conference-types/rules.ts'
import type { Body, YearOnRecord } from './rules.ts'

/**
 * Every municipality the scope reaches in code order, with the fiscal year of the training in which somebody of it completed first (also before this system, as far as it is on record), and
 * its conferences by fiscal year. From figures the database keeps, in one statement.
 */
export const bodiesOf = (db: Reader, scope: Scope): Promise<Body[]> => db.selectFrom('municipality as m')
  .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn',
    sql<number | null>`least((select min(t.fiscal_year) from head_count h join training t on t.id = h.training_id where h.municipality_id = m.id and h.completed > 0),
      (select min(k.fiscal_year) from earlier_count k where k.municipality_id = m.id and k.people > 0))`.as('firstTrained'),
    sql<YearOnRecord[]>`coalesce((select json_agg(json_build_object('fiscalYear', c.fiscal_year, 'onRecord', c.on_record, 'held', c.held, 'cases', c.cases, 'silent', c.silent) order by c.fiscal_year)
      from conference_year_count c where c.municipality_id = m.id and c.on_record > 0), '[]')`.as('years')])
  .where('m.valid_to', 'is', null).where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) })).orderBy('m.code').limit(2000).execute()

export const perPage = 50
export interface ConferenceRow { id: number; type: string; typeEn: string; place: string | null; heldOn: Day | null; state: ConferenceState; cases: number | null; total: number }

const is = {
  onRecord: sql`true`, held: sql`c.state = 'held'`, cases: sql`c.state = 'held' and c.cases_discussed > 0`, silent: sql`c.state = 'held' and c.cases_discussed is null`,
}

/** The conferences behind a figure of a municipality's year, by day. `total` counts all pages. */
export const conferencesBehind = (db: Reader, scope: Scope, municipalityId: number, { year, of, page }: { year: number; of: keyof typeof is; page: number }): Promise<ConferenceRow[]> => ask(db, sql<ConferenceRow>`
  select c.id, y.name as type, y.name_en as "typeEn", o.name as place, c.held_on as "heldOn", c.state, c.cases_discussed as cases, count(*) over ()::int as total
  from conference c join conference_type y on y.id = c.type_id left join organization o on o.id = c.organization_id
  where c.municipality_id = ${municipalityId} and c.fiscal_year = ${year} and ${is[of]} and ${within(scope, { municipality: sql.ref('c.municipality_id'), person: sql`null::int` })}
  order by c.held_on nulls last, c.id limit ${perPage} offset ${(page - 1) * perPage}`)

import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { typeColumns } from '../conference-types/queries.ts'
import type { ConferenceType } from '../conference-types/queries.ts'
import type { PlanCenter, Standing } from './rules.ts'

export interface Plan {
  municipalityId: number; municipality: string; municipalityEn: string
  version: number; savedAt: Date | null; savedBy: string | null; markedFrom: Day | null; markedTo: Day | null
  types: ConferenceType[]; centers: PlanCenter[]; standing: Standing[]
}

/** The plan of a municipality for a year, in one statement: its types, its centers, what stands in the grid, and by whom it was saved. Version 0: nobody saved one. */
export const findPlan = async (db: Reader, scope: Scope, municipalityId: number, year: number): Promise<Plan | undefined> => {
  const [row] = await ask(db, sql<Omit<Plan, 'savedAt'> & { savedAt: string | Date | null }>`
    select m.id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", coalesce(p.version, 0) as version, p.saved_at as "savedAt", s.name as "savedBy", p.marked_from as "markedFrom", p.marked_to as "markedTo",
      (select coalesce(json_agg(t order by t.position, t.id), '[]') from (select ${typeColumns} from conference_type y where y.municipality_id = m.id) t) as types,
      (select coalesce(json_agg(json_build_object('id', o.id, 'name', o.name, 'validFrom', o.valid_from, 'validTo', o.valid_to) order by o.id), '[]') from organization o
        where o.municipality_id = m.id and (o.kind = 'support_center' or o.id in (select a.organization_id from conference_type_area a where a.municipality_id = m.id)
          or o.id in (select n.organization_id from conference n where n.municipality_id = m.id and n.fiscal_year = ${year}))) as centers,
      (select coalesce(json_agg(json_build_object('id', n.id, 'typeId', n.type_id, 'organizationId', n.organization_id, 'position', n.position, 'heldOn', n.held_on, 'mode', n.mode, 'state', n.state,
          'hasRecord', n.state = 'held' or n.remark <> '' or n.state_reason <> '' or exists (select from conference_person x where x.conference_id = n.id),
          'isNamed', exists (select from community_issue i where i.conference_id = n.id) or exists (select from community_issue_move v where v.conference_id = n.id)) order by n.position, n.id), '[]')
        from conference n where n.municipality_id = m.id and n.fiscal_year = ${year} and n.position is not null) as standing
    from municipality m left join conference_plan p on p.municipality_id = m.id and p.fiscal_year = ${year} left join person s on s.id = p.saved_by
    where m.id = ${municipalityId} and ${within(scope, { municipality: sql<number | null>`m.id`, person: sql<null>`null::int` })}`)
  return row === undefined ? undefined : { ...row, savedAt: row.savedAt === null ? null : new Date(row.savedAt) }
}

export interface PlanListed { id: number; name: string; nameEn: string; dates: number; held: number; savedAt: Date | null }

/** Every municipality with how many dates its plan of a year has, and how many of them were held. */
export const plansOfYear = (db: Reader, year: number): Promise<PlanListed[]> => ask(db, sql<PlanListed>`
  select m.id, m.name, m.name_en as "nameEn", coalesce(n.dates, 0) as dates, coalesce(n.held, 0) as held, p.saved_at as "savedAt"
  from municipality m left join conference_plan p on p.municipality_id = m.id and p.fiscal_year = ${year}
  left join (select municipality_id, count(*) filter (where state <> 'canceled')::int as dates, count(*) filter (where state = 'held')::int as held from conference
    where fiscal_year = ${year} and position is not null group by municipality_id) n on n.municipality_id = m.id
  where m.valid_to is null or m.valid_to >= make_date(${year}, 4, 1) order by m.code limit 200`)

/** Holds the plan of a year until the change is done, by its municipality: a plan that nobody saved yet has no row to hold. */
export const holdPlan = async (db: Reader, municipalityId: number): Promise<void> => {
  await ask(db, sql`select pg_advisory_xact_lock(hashtext('conference_plan'), ${municipalityId})`)
}

import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { isPoolOpen, placesOf, type Holding, type Places } from '../calls/pool.ts'
import { holdingsOf } from '../calls/queries.ts'
import type { QuotaCategory } from '../calls/rules.ts'
import { perCategory, type Parameters } from './parameters.ts'

/** A call whose places are asked for; `holdings` are there when they were read together with it. */
export interface CallWithPool { id: number; poolOn: Day | null; holdings?: readonly Holding[] }

/**
 * How many a municipality may name in each category today: its own places, and from the day on which unused ones return,
 * what the pool still has. The one question the sheet, its checks and its submission ask. It must see past the wall.
 */
export async function placesFor(db: Reader, call: CallWithPool, municipalityId: number, today: Day): Promise<Record<QuotaCategory, Places>> {
  return placesIn(call.holdings ?? await holdingsOf(db, call.id, today), call.poolOn, municipalityId, today)
}

/** The same of what everybody holds, which was read already. */
export const placesIn = (all: readonly Holding[], poolOn: Day | null, municipalityId: number, today: Day): Record<QuotaCategory, Places> =>
  perCategory((category) => placesOf(all.filter((one) => one.category === category), municipalityId, isPoolOpen(poolOn, today)))

type PerCategory = Record<QuotaCategory, number>
/** A municipality with what it is weighed by, what it was given, and what it has handed in. */
export interface Body {
  id: number; code: string; name: string; nameEn: string; kind: 'ward' | 'city' | 'town' | 'village'
  /** Headcount it answered to the demand survey; null without an answer, which counts as nothing. */
  demand: PerCategory | null
  centers: number
  /** Categories in which nobody trained is in post. */
  gaps: QuotaCategory[]
  places: Partial<PerCategory>; submitted: Partial<PerCategory>; reason: string | null
}

/**
 * Every municipality of today in official order, with its demand for this course and year, its support centers, its blank
 * roles, and its places: one statement. For those who see all.
 */
export const bodiesOf = (db: Reader, call: { id: number; courseId: number; fiscalYear: number }, today: Day): Promise<Body[]> =>
  db.selectFrom('municipality as m')
    .leftJoin('demand_survey as s', (join) => join.on('s.course_id', '=', call.courseId).on('s.fiscal_year', '=', call.fiscalYear))
    .leftJoin('demand_answer as d', (join) => join.onRef('d.survey_id', '=', 's.id').onRef('d.municipality_id', '=', 'm.id'))
    .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', 'm.kind',
      sql<PerCategory | null>`case when d.survey_id is null then null else json_build_object('chair', d.chair, 'adviser', d.adviser,
        'case_presenter', d.case_presenter, 'other', d.other) end`.as('demand'),
      sql<number>`(select count(*)::int from organization o where o.municipality_id = m.id and o.kind in ('core_support_center', 'support_center')
        and (o.valid_to is null or o.valid_to >= ${today}::date))`.as('centers'),
      sql<QuotaCategory[]>`(select coalesce(json_agg(q.category order by q.position), '[]') from (values (1, 'chair'), (2, 'adviser'), (3, 'case_presenter'), (4, 'other'))
        as q (position, category) where not exists (select from coverage_count c where c.municipality_id = m.id and c.category = q.category and c.people > 0))`.as('gaps'),
      sql<Partial<PerCategory>>`(select coalesce(json_object_agg(a.category, a.places), '{}') from allotment a where a.call_id = ${call.id} and a.municipality_id = m.id)`.as('places'),
      sql<Partial<PerCategory>>`(select coalesce(json_object_agg(n.category, n.named), '{}') from (select category, count(*)::int as named from nomination
        where call_id = ${call.id} and municipality_id = m.id and submitted and withdrawn_at is null group by 1) n)`.as('submitted'),
      sql<string | null>`(select max(h.reason) from allotment_change h where h.call_id = ${call.id} and h.municipality_id = m.id)`.as('reason'),
    ])
    .where((eb) => eb.or([eb('m.valid_to', 'is', null), eb('m.valid_to', '>=', today)])).orderBy('m.code').limit(400).execute()

/** How the places of a call were last calculated, by whom and when; nothing while nobody saved. `surveyed`: there was a survey. */
export const planOf = (db: Reader, callId: number) => db.selectFrom('allotment_plan as p').innerJoin('person as w', 'w.id', 'p.saved_by')
  .select(['p.parameters', 'p.version', 'p.saved_at as savedAt', 'w.name as savedBy']).where('p.call_id', '=', callId)
  .$narrowType<{ parameters: Parameters }>().executeTakeFirst()

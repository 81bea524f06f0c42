import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { thresholdOn, type CareLevel, type ReviewKind, type Threshold, type ThresholdRule } from './rules.ts'

const reaches = (scope: Scope) => within(scope, { municipality: sql<number | null>`f.municipality_id`, person: sql<null>`null::int` })

export interface ThresholdRow extends Threshold { id: number; source: string; by: string | null; at: Date | null }
/** Every threshold there has been, the latest of each first. */
export const thresholds = (db: Reader): Promise<ThresholdRow[]> => ask(db, sql<ThresholdRow>`
  select t.id, t.rule, t.care_level as "careLevel", t.value, t.valid_from as "validFrom", t.source, p.name as by, t.made_at as at from care_plan_threshold t left join person p on p.id = t.made_by
  order by array_position(array['home_help_visits_per_month', 'limit_use_ratio_min', 'home_help_ratio_min'], t.rule), t.care_level, t.valid_from desc limit 500`)

/** The threshold that holds on a day; undefined: none had begun, null: it was ended. */
export async function thresholdOf(db: Reader, asked: { rule: ThresholdRule; careLevel?: CareLevel; on: Day }): Promise<number | null | undefined> {
  return thresholdOn(await thresholds(db), asked.rule, asked.careLevel ?? 'any', asked.on)?.value
}

export interface Filing {
  id: number; municipalityId: number; fiscalYear: number; kind: ReviewKind; plannedOn: Day; filedOn: Day; careLevel: CareLevel; visits: number | null; limitPercent: number | null; homeHelpPercent: number | null
  reviewedOn: Day | null; reviewedIn: string; outcome: 'kept' | 'to_change' | null; version: number; total: number
}
const columns = sql`f.id, f.municipality_id as "municipalityId", f.fiscal_year as "fiscalYear", f.kind, f.planned_on as "plannedOn", f.filed_on as "filedOn", f.care_level as "careLevel", f.visits, f.limit_percent as "limitPercent", f.home_help_percent as "homeHelpPercent",
  f.reviewed_on as "reviewedOn", f.reviewed_in as "reviewedIn", f.outcome, f.version`
/** The plans a municipality was given in a year, by the day they were filed. */
export const filingsOf = (db: Reader, scope: Scope, municipalityId: number, year: number, { limit, offset }: { limit: number; offset: number }): Promise<Filing[]> => ask(db, sql<Filing>`
  select ${columns}, count(*) over ()::int as total from care_plan_filing f where ${reaches(scope)} and f.municipality_id = ${municipalityId} and f.fiscal_year = ${year} order by f.filed_on, f.id limit ${limit} offset ${offset}`)
export const findFiling = async (db: Reader, scope: Scope, id: number): Promise<Filing | undefined> => (await ask(db, sql<Filing>`select ${columns}, 1 as total from care_plan_filing f where ${reaches(scope)} and f.id = ${id}`))[0]
export const holdFiling = async (tx: Reader, scope: Scope, id: number): Promise<{ id: number } | undefined> => (await ask(tx, sql<{ id: number }>`select f.id from care_plan_filing f where ${reaches(scope)} and f.id = ${id} for update`))[0]

export interface ReviewCount { municipalityId: number; kind: ReviewKind; place: string; filed: number; toChange: number }
/** Plans that were filed in a year, by municipality, kind and where they were reviewed ('' not yet). Those of nobody are not there. */
export const reviewCounts = (db: Reader, scope: Scope, year: number, municipalityId?: number): Promise<ReviewCount[]> => ask(db, sql<ReviewCount>`
  select f.municipality_id as "municipalityId", f.kind, f.reviewed_in as place, count(*)::int as filed, count(*) filter (where f.outcome = 'to_change')::int as "toChange"
  from care_plan_filing f where ${reaches(scope)} and f.fiscal_year = ${year} and ${municipalityId === undefined ? sql`true` : sql`f.municipality_id = ${municipalityId}`} group by 1, 2, 3 order by 1, 2, 3`)

export interface Reported { municipalityId: number; measure: 'care_plan_reports' | 'care_plan_reviews'; kind: ReviewKind; place: string; value: number | null; missing: string | null; figureId: number }
/** What was reported of the same as figures. */
export const reportedReviews = (db: Reader, scope: Scope, year: number, municipalityId?: number): Promise<Reported[]> => ask(db, sql<Reported>`
  select f.municipality_id as "municipalityId", d.code as measure, f.dimension as kind, f.place, f.value, f.missing, f.id as "figureId" from statistic f join statistic_measure d on d.id = f.measure_id
  where ${reaches(scope)} and d.code in ('care_plan_reports', 'care_plan_reviews') and f.basis = 'actual' and f.period = ${`FY${year}`} and (f.value is not null or f.missing is not null)
  and ${municipalityId === undefined ? sql`true` : sql`f.municipality_id = ${municipalityId}`} order by 1, d.position, f.dimension, f.place limit 5000`)

/** The conferences in which a municipality may review a plan, by name. */
export const conferenceNames = async (db: Reader, scope: Scope, municipalityId: number, year: number): Promise<string[]> => (await ask(db, sql<{ name: string }>`
  select f.name from conference_type f where ${reaches(scope)} and f.municipality_id = ${municipalityId} and f.from_fiscal_year <= ${year} and (f.to_fiscal_year is null or f.to_fiscal_year >= ${year}) order by f.position, f.id limit 50`)).map(({ name }) => name)

import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { reaches, type ConferenceCounts } from '../conferences/queries.ts'
import { keyOf, type Measured, type ReportedLine } from './rules.ts'

/** What conferences count, as cells of the page: only what their records say, so that a cell nobody wrote is not there. */
export function leavesOf(counts: ConferenceCounts): Map<string, number> {
  const cells: [Measured, string, number][] = []
  if (counts.held > 0) cells.push(['meetings_held', 'regular', counts.regular], ['meetings_held', 'as_needed', counts.asNeeded], ['meetings_held', '', counts.held])
  if (counts.attendanceTold > 0) for (const { kind, people } of counts.attendees) cells.push(['attendees_extended', kind, people])
  if (counts.managedByTold > 0) for (const { code, cases } of counts.managedBy) cells.push(['cases_discussed', code, cases])
  if (counts.cases !== null) cells.push(['cases_discussed', '', counts.cases])
  if (counts.reasons.some(({ cases }) => cases > 0)) for (const { code, cases } of counts.reasons) cells.push(['cases_by_selection_reason', code, cases])
  if (counts.functions.some(({ cases }) => cases > 0)) for (const { code, cases } of counts.functions) cells.push(['cases_by_function', code, cases])
  return new Map(cells.map(([measure, dimension, value]) => [keyOf({ measure, dimension }), value]))
}

export interface Leaf { municipalityId: number; measure: Measured; dimension: string; value: number }
/** The same for every municipality at once, in one statement; parts that nobody wrote are not there. */
export const leavesByTown = (db: Reader, scope: Scope, year: number): Promise<Leaf[]> => ask(db, sql<Leaf>`
  with k as materialized (select c.id, c.municipality_id, c.meeting_kind, c.cases_discussed from conference c where ${reaches(scope)} and c.fiscal_year = ${year} and c.state = 'held')
  select municipality_id as "municipalityId", 'meetings_held' as measure, meeting_kind as dimension, count(*)::int as value from k group by 1, 3
  union all select municipality_id, 'cases_discussed', '', sum(cases_discussed)::int from k where cases_discussed is not null group by 1
  union all select k.municipality_id, 'attendees_extended', x.kind, sum(x.people)::int from conference_attendance x join k on k.id = x.conference_id group by 1, 3
  union all select s.municipality_id, s.measure, s.code, sum(s.cases)::int from (
    select k.municipality_id, 'cases_discussed' as measure, e.managed_by as code, count(*) as cases from care_case e join k on k.id = e.conference_id group by 1, 3
    union all select k.municipality_id, 'cases_by_selection_reason', r.reason, count(*) from care_case_reason r join care_case e on e.id = r.case_id join k on k.id = e.conference_id group by 1, 3
    union all select k.municipality_id, 'cases_by_function', f.function, count(*) from care_case_function f join care_case e on e.id = f.case_id join k on k.id = e.conference_id group by 1, 3
    union all select k.municipality_id, case n.dimension when 'managed_by' then 'cases_discussed' when 'reason' then 'cases_by_selection_reason' else 'cases_by_function' end, n.code, sum(n.cases) from conference_case_count n join k on k.id = n.conference_id group by 1, 2, 3) s group by 1, 2, 3`)

/** What was reported of the same cells for a year, by place. */
export const reportedLines = (db: Reader, scope: Scope, year: number, municipalityId?: number): Promise<(ReportedLine & { municipalityId: number })[]> => ask(db, sql<ReportedLine & { municipalityId: number }>`
  select s.municipality_id as "municipalityId", d.code as measure, s.dimension, s.place, s.value, s.missing, s.id as "figureId" from statistic s join statistic_measure d on d.id = s.measure_id
  where ${within(scope, { municipality: sql<number | null>`s.municipality_id`, person: sql<null>`null::int` })} and s.period = ${`FY${year}`} and s.basis = 'actual' and (s.value is not null or s.missing is not null)
  and d.code in ('meetings_held', 'attendees_extended', 'attendees_distinct', 'cases_discussed', 'cases_by_selection_reason', 'cases_by_function') and ${municipalityId === undefined ? sql`true` : sql`s.municipality_id = ${municipalityId}`}
  order by s.municipality_id, s.id limit 100000`)

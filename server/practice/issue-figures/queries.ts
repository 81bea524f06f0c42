import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { reachedSql, reaches, stuckSql, usualStuckMonths } from '../community-issues/queries.ts'
import type { IssueState } from '../community-issues/rules.ts'
import type { Funnel, ThemeCount } from './rules.ts'

/** Figures are of issues as they were raised in a year: one that is in a group counts where its group is, and the group itself never. */
const raised = sql`not i.is_general`

export interface StageCount { id: number | null; label: string; labelEn: string; state: IssueState; count: number }
export interface Figures {
  themes: StageCount[]; towns: StageCount[]; total: { state: IssueState; count: number }[]; funnel: Funnel; stuck: number; stuckMonths: number
  /** Municipalities of today, and those of them that raised anything in the year. */
  municipalities: number; raising: number
}
export interface FiguresFilter { year: number; today: Day; theme?: number | undefined; municipality?: number | undefined }

/** Every figure of a year in one statement; what is stuck is counted over all years until then. Issues of several themes count once in each of them, and once in the total. */
export async function figuresOf(db: Reader, scope: Scope, { year, today, theme, municipality }: FiguresFilter): Promise<Figures> {
  const asked = sql`${reaches(scope)} and ${raised} and ${municipality === undefined ? sql`true` : sql`i.municipality_id = ${municipality}`}
    and ${theme === undefined ? sql`true` : sql`exists (select from community_issue_theme x where x.issue_id = i.id and x.theme_id = ${theme})`}`
  const [row] = await ask(db, sql<Figures>`
    with l as materialized (
      select i.id, i.municipality_id, i.state, i.other_theme <> '' as is_other, ${reachedSql.discussed} as discussed, ${reachedSql.escalated} as escalated, ${reachedSql.responded} as responded,
        ${reachedSql.policy} as policy, ${reachedSql.adopted} as adopted, ${reachedSql.fed_back} as fed_back, ${reachedSql.closed} as closed
      from community_issue i where ${asked} and i.fiscal_year = ${year})
    select
      (select coalesce(json_agg(r order by r.position, r.id), '[]') from (
        select t.id, t.label, t.label_en as "labelEn", t.position, l.state, count(*)::int as count from l join community_issue_theme x on x.issue_id = l.id join issue_theme t on t.id = x.theme_id group by t.id, l.state
        union all select null, '', '', 1000, l.state, count(*)::int from l where l.is_other group by l.state) r) as themes,
      (select coalesce(json_agg(r order by r.code), '[]') from (
        select m.id, m.name as label, m.name_en as "labelEn", m.code, l.state, count(*)::int as count from l join municipality m on m.id = l.municipality_id group by m.id, l.state) r) as towns,
      (select coalesce(json_agg(json_build_object('state', r.state, 'count', r.count)), '[]') from (select state, count(*)::int as count from l group by state) r) as total,
      (select json_build_object('raised', count(*), 'discussed', count(*) filter (where discussed), 'escalated', count(*) filter (where escalated), 'responded', count(*) filter (where responded), 'policy', count(*) filter (where policy),
        'adopted', count(*) filter (where adopted), 'fed_back', count(*) filter (where fed_back), 'closed', count(*) filter (where closed)) from l) as funnel,
      (select count(*)::int from community_issue i where ${asked} and i.fiscal_year <= ${year} and ${stuckSql(today)}) as stuck, coalesce((select stuck_months from issue_setting), ${usualStuckMonths}::int) as "stuckMonths",
      (select count(*)::int from municipality where valid_to is null) as municipalities, (select count(distinct municipality_id)::int from l) as raising`)
  return row!
}

/** Themes of a year over all municipalities, each with whose issues have it: for counting, never for showing. */
export const themeCounts = (beyond: Reader, year: number): Promise<ThemeCount[]> => ask(beyond, sql<ThemeCount>`
  select t.id, t.label, t.label_en as "labelEn", count(*)::int as issues, json_agg(distinct i.municipality_id) as towns
  from community_issue i join community_issue_theme x on x.issue_id = i.id join issue_theme t on t.id = x.theme_id where ${raised} and i.fiscal_year = ${year} group by t.id order by t.position, t.id limit 200`)

/** How many issues of one's own have each theme. */
export const ownCounts = (db: Reader, scope: Scope, year: number) => ask(db, sql<{ id: number; issues: number }>`
  select x.theme_id as id, count(*)::int as issues from community_issue i join community_issue_theme x on x.issue_id = i.id where ${reaches(scope)} and ${raised} and i.fiscal_year = ${year} group by x.theme_id limit 200`)

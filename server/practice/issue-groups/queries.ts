import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { stepsFrom } from '../../cascade/liaison-meetings/rules.ts'
import { reaches, type Named } from '../community-issues/queries.ts'
import type { IssueState, Outcome, Response } from '../community-issues/rules.ts'

/** Groups are the prefecture's: a scope that does not reach everything reaches none. */
const all = (scope: Scope): RawBuilder<boolean> => scope.of === 'all' ? sql`true` : sql`false`

export interface GroupListed {
  id: number; title: string; titleEn: string; theme: string | null; themeEn: string | null; issues: number; municipalities: number; open: number; responded: number; meetingItemId: number | null; meetingId: number | null; meeting: string | null; metOn: Day | null; words: string; themeId: number | null; version: number
}
const groups = sql`select g.id, g.title, g.title_en as "titleEn", g.theme_id as "themeId", t.label as theme, t.label_en as "themeEn", g.words, g.version, g.meeting_item_id as "meetingItemId", m.id as "meetingId", m.title as meeting, m.held_on as "metOn",
    n.issues, n.municipalities, n.open, n.responded
  from issue_group g left join issue_theme t on t.id = g.theme_id left join meeting_item k on k.id = g.meeting_item_id left join meeting m on m.id = k.meeting_id
    cross join lateral (select count(*)::int as issues, count(distinct i.municipality_id)::int as municipalities, count(*) filter (where i.state <> 'closed')::int as open, count(*) filter (where i.state in ('responded', 'fed_back', 'closed'))::int as responded
      from issue_group_member x join community_issue i on i.id = x.issue_id where x.group_id = g.id) n`

/** Groups of the prefecture, the latest first, with how many issues of how many municipalities. */
export const groupsListed = (db: Reader, scope: Scope): Promise<GroupListed[]> => ask(db, sql<GroupListed>`${groups} where ${all(scope)} order by g.id desc limit 200`)
export const findGroup = async (db: Reader, scope: Scope, id: number): Promise<GroupListed | undefined> => (await ask(db, sql<GroupListed>`${groups} where g.id = ${id} and ${all(scope)}`))[0]

export interface Member { id: number; municipalityId: number; municipality: string; municipalityEn: string; title: string; state: IssueState; response: Response | null; outcome: Outcome | null; carriedTo: number | null; evidenceCases: number | null; children: number; raisedOn: Day; themes: Named[]; otherTheme: string; total: number }
const member = sql`i.id, i.municipality_id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", i.title, i.state, i.response, i.outcome, i.carried_to as "carriedTo", i.evidence_cases as "evidenceCases", i.raised_on as "raisedOn", i.other_theme as "otherTheme",
  (select count(*)::int from community_issue o where o.parent_id = i.id) as children,
  (select coalesce(json_agg(json_build_object('id', t.id, 'label', t.label, 'labelEn', t.label_en) order by t.position, t.id), '[]') from community_issue_theme x join issue_theme t on t.id = x.theme_id where x.issue_id = i.id) as themes, count(*) over ()::int as total`

/** What is in a group, by municipality. */
export const membersOf = (db: Reader, scope: Scope, groupId: number): Promise<Member[]> => ask(db, sql<Member>`select ${member} from issue_group_member x join community_issue i on i.id = x.issue_id join municipality m on m.id = i.municipality_id
  where x.group_id = ${groupId} and ${all(scope)} and ${reaches(scope)} order by m.code, i.raised_on, i.id limit 500`)

/** Issues that are not in a group yet and stand for themselves, of its theme where one is chosen; the latest first. */
export const issuesToAdd = (db: Reader, scope: Scope, groupId: number, theme: number | null, { limit, offset }: { limit: number; offset: number }): Promise<Member[]> => ask(db, sql<Member>`
  select ${member} from community_issue i join municipality m on m.id = i.municipality_id
  where ${reaches(scope)} and i.parent_id is null and not exists (select from issue_group_member x where x.group_id = ${groupId} and x.issue_id = i.id)
    and ${theme === null ? sql`true` : sql`exists (select from community_issue_theme x where x.issue_id = i.id and x.theme_id = ${theme})`}
  order by i.raised_on desc, m.code, i.id limit ${limit} offset ${offset}`)

/** Meetings whose agenda can still be changed. */
export const meetingsAhead = (db: Reader, today: Day) => db.selectFrom('meeting').select(['id', 'title', 'held_on as heldOn']).where('state', 'in', [...stepsFrom.edit]).where('held_on', '>=', today).orderBy('held_on').orderBy('id').limit(20).execute()

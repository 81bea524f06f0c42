import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { addDays, type Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import type { Act, IssueFunction, IssueState, Moved, Outcome, Reached, Response } from './rules.ts'

/** Whose issues `i` a scope reaches. */
export const reaches = (scope: Scope) => within(scope, { municipality: sql<number | null>`i.municipality_id`, person: sql<null>`null::int` })

/** Moves that count of an issue `i`, its group's among them. */
const moved = (fits: RawBuilder<unknown>) => sql<boolean>`exists (select from community_issue_move v where v.issue_id in (i.id, i.parent_id) and v.undone_at is null and ${fits})`

/** How far an issue `i` has come, as `reachedBy` says it. */
export const reachedSql: Record<Reached, RawBuilder<boolean>> = {
  raised: sql`true`, discussed: moved(sql`v.act = 'discuss'`), escalated: moved(sql`v.act = 'escalate'`), responded: moved(sql`v.act = 'respond'`), policy: moved(sql`v.response = 'policy'`),
  adopted: moved(sql`v.outcome in ('adopted_plan', 'adopted_budget')`), fed_back: moved(sql`v.act = 'feed_back'`), closed: moved(sql`v.act = 'close'`),
}

/** After how many months without discussion an issue is stuck, where nobody has set it. */
export const usualStuckMonths = 6
/** The last day on which an issue was raised that is stuck today. */
export const stuckSinceSql = (today: Day) => sql<Day>`(${today}::date - make_interval(months => coalesce((select stuck_months from issue_setting), ${usualStuckMonths}::int)))::date`

/** An issue `i` that was raised so long ago (a group: the first of what is in it) and was never discussed. */
export const stuckSql = (today: Day) => sql<boolean>`(i.state in ('raised', 'grouped', 'carried_over') and not ${reachedSql.discussed}
  and least(i.raised_on, (select min(o.raised_on) from community_issue o where o.parent_id = i.id)) <= ${stuckSinceSql(today)})`

/** Cases an issue `i` or what is in it came from; `more` narrows them. */
const casesOf = (more: RawBuilder<unknown>) => sql<number>`(select count(distinct k.case_id)::int from community_issue_case k join community_issue o on o.id = k.issue_id where (o.id = i.id or o.parent_id = i.id) and ${more})`
const untold = casesOf(sql`k.heard is null`)

const isOfTheme = (theme: number | 'other') => theme === 'other' ? sql`i.other_theme <> ''` : sql`exists (select from community_issue_theme x where x.issue_id = i.id and x.theme_id = ${theme})`

export interface IssueFilter {
  year: number; today: Day; state?: IssueState | undefined; theme?: number | 'other' | undefined; municipality?: number | undefined; function?: IssueFunction | undefined
  show?: 'open' | 'due' | 'stuck' | 'untold' | undefined; reach?: Reached | undefined; each?: 'yes' | undefined; case?: number | undefined
}

/** As they were raised: those of that year, none twice, and whatever is stuck from before. As they are worked on: a group for what is in it, and what is still open from before. */
const inYear = ({ year, each, show }: IssueFilter) => each === 'yes' ? sql`not i.is_general and i.fiscal_year ${show === 'stuck' ? sql`<=` : sql`=`} ${year}`
  : sql`i.parent_id is null and i.fiscal_year <= ${year} and (i.fiscal_year = ${year} or i.closed_on is null or i.closed_on >= make_date(${year}, 4, 1))`

const dueDays = 14
const shown = ({ show, today }: IssueFilter): RawBuilder<unknown> => {
  switch (show) {
    case undefined: return sql`true`
    case 'open': return sql`i.state <> 'closed'`
    case 'due': return sql`i.state <> 'closed' and i.next_on <= ${addDays(today, dueDays)}::date`
    case 'stuck': return stuckSql(today)
    case 'untold': return sql`i.state in ('responded', 'fed_back') and ${untold} > 0`
  }
}

const narrowed = (scope: Scope, filter: IssueFilter) => sql.join([
  sql`${reaches(scope)}`, inYear(filter), shown(filter), ...filter.state === undefined ? [] : [sql`i.state = ${filter.state}`], ...filter.theme === undefined ? [] : [isOfTheme(filter.theme)],
  ...filter.municipality === undefined ? [] : [sql`i.municipality_id = ${filter.municipality}`], ...filter.function === undefined ? [] : [sql`i.function = ${filter.function}`],
  ...filter.reach === undefined ? [] : [sql`${reachedSql[filter.reach]}`], ...filter.case === undefined ? [] : [sql`exists (select from community_issue_case k join community_issue o on o.id = k.issue_id where (o.id = i.id or o.parent_id = i.id) and k.case_id = ${filter.case})`],
], sql` and `)

export interface Named { id: number; label: string; labelEn: string }
const themesOf = sql<Named[]>`(select coalesce(json_agg(json_build_object('id', t.id, 'label', t.label, 'labelEn', t.label_en) order by t.position, t.id), '[]')
  from community_issue_theme x join issue_theme t on t.id = x.theme_id where x.issue_id = i.id)`

export interface IssueListed {
  id: number; municipalityId: number; municipality: string; municipalityEn: string; title: string; state: IssueState; isGeneral: boolean; parentId: number | null; children: number; themes: Named[]; otherTheme: string
  function: IssueFunction; center: string | null; area: string; evidenceCases: number | null; cases: number; untold: number; raisedOn: Day; fiscalYear: number; lastOn: Day; nextOn: Day | null; response: Response | null; outcome: Outcome | null
  carriedTo: number | null; situation: string; lastWords: string; isStuck: boolean; total: number
}

/** Issues by municipality, what waits longest first. `total` counts all pages. */
export const issuesListed = (db: Reader, scope: Scope, filter: IssueFilter, { limit, offset }: { limit: number; offset: number }): Promise<IssueListed[]> => ask(db, sql<IssueListed>`
  select i.id, i.municipality_id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", i.title, i.state, i.is_general as "isGeneral", i.parent_id as "parentId", ${themesOf} as themes, i.other_theme as "otherTheme",
    (select count(*)::int from community_issue o where o.parent_id = i.id) as children, i.function, z.name as center, i.area, i.evidence_cases as "evidenceCases", ${casesOf(sql`true`)} as cases, ${untold} as untold,
    i.raised_on as "raisedOn", i.fiscal_year as "fiscalYear", i.next_on as "nextOn", i.response, i.outcome, i.carried_to as "carriedTo", i.situation, ${stuckSql(filter.today)} as "isStuck", count(*) over ()::int as total,
    coalesce(l.on_day, i.raised_on) as "lastOn", coalesce(l.words, '') as "lastWords"
  from community_issue i join municipality m on m.id = i.municipality_id left join organization z on z.id = i.organization_id
    left join lateral (select v.on_day, v.words from community_issue_move v where v.issue_id in (i.id, i.parent_id) and v.undone_at is null order by v.id desc limit 1) l on true
  where ${narrowed(scope, filter)} order by m.code, ${filter.show === 'due' ? sql`i.next_on,` : sql``} i.raised_on, i.id limit ${limit} offset ${offset}`)

/** A conference in words: its type, its center, its day. */
export interface Met { id: number; type: string; typeEn: string; level: 'individual' | 'area' | 'municipality'; center: string | null; heldOn: Day | null }
const metSql = (which: RawBuilder<unknown>) => sql<Met | null>`(select json_build_object('id', c.id, 'type', y.name, 'typeEn', y.name_en, 'level', y.level, 'center', w.name, 'heldOn', c.held_on)
  from conference c join conference_type y on y.id = c.type_id left join organization w on w.id = c.organization_id where ${which})`
const nextMet = (level: 'area' | 'municipality', today: Day) =>
  metSql(sql`c.id = (select n.id from conference n join conference_type y on y.id = n.type_id where n.municipality_id = i.municipality_id and n.state = 'planned' and y.level = ${level} and n.held_on >= ${today}::date order by n.held_on, n.id limit 1)`)

export interface MoveShown extends Moved { id: number; act: Act | 'raise'; words: string; met: Met | null; by: string | null; madeAt: string; undoneBy: string | null }
export interface CaseShown {
  caseId: number; issueId: number; issueTitle: string; number: number; type: string; typeEn: string; heldOn: Day; center: string | null; careLevel: string | null; ageBand: string | null; summary: string; followUpOn: Day | null
  heard: 'told' | 'not_possible' | null; heardOn: Day | null; heardWords: string
}
export interface Issue {
  id: number; municipalityId: number; municipality: string; municipalityEn: string; fiscalYear: number; raisedOn: Day; title: string; situation: string; function: IssueFunction; organizationId: number | null; center: string | null; area: string
  evidenceCases: number | null; evidence: string; otherTheme: string; conferenceId: number | null; met: Met | null; isGeneral: boolean; parentId: number | null; parentTitle: string | null; state: IssueState
  response: Response | null; outcome: Outcome | null; carriedTo: number | null; nextOn: Day | null; closedOn: Day | null; version: number; themes: Named[]
  children: { id: number; title: string; raisedOn: Day; evidenceCases: number | null; center: string | null }[]; cases: CaseShown[]; moves: MoveShown[]; nextArea: Met | null; nextCity: Met | null
}

const moveColumns = sql`json_build_object('id', v.id, 'act', v.act, 'from', v.from_state, 'to', v.to_state, 'onDay', v.on_day, 'words', v.words, 'response', v.response, 'outcome', v.outcome, 'carriedTo', v.carried_to, 'nextOn', v.next_on,
  'undone', v.undone_at is not null, 'by', b.name, 'undoneBy', u.name, 'madeAt', v.made_at, 'met', ${metSql(sql`c.id = v.conference_id`)})`

/** One issue within the scope, with everything of it: what is in it, where it came from, and every move. */
export const findIssue = async (db: Reader, scope: Scope, id: number, today: Day): Promise<Issue | undefined> => (await ask(db, sql<Issue>`
  select i.id, i.municipality_id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", i.fiscal_year as "fiscalYear", i.raised_on as "raisedOn", i.title, i.situation, i.function, i.organization_id as "organizationId", z.name as center, i.area,
    i.evidence_cases as "evidenceCases", i.evidence, i.other_theme as "otherTheme", i.conference_id as "conferenceId", ${metSql(sql`c.id = i.conference_id`)} as met, i.is_general as "isGeneral", i.parent_id as "parentId", p.title as "parentTitle", i.state,
    i.response, i.outcome, i.carried_to as "carriedTo", i.next_on as "nextOn", i.closed_on as "closedOn", i.version, ${themesOf} as themes,
    (select coalesce(json_agg(json_build_object('id', o.id, 'title', o.title, 'raisedOn', o.raised_on, 'evidenceCases', o.evidence_cases, 'center', w.name) order by o.raised_on, o.id), '[]')
      from community_issue o left join organization w on w.id = o.organization_id where o.parent_id = i.id) as children,
    (select coalesce(json_agg(json_build_object('caseId', k.case_id, 'issueId', o.id, 'issueTitle', o.title, 'number', e.number, 'type', y.name, 'typeEn', y.name_en, 'heldOn', c.held_on, 'center', w.name, 'careLevel', e.care_level, 'ageBand', e.age_band,
        'summary', e.summary, 'followUpOn', e.follow_up_on, 'heard', k.heard, 'heardOn', k.heard_on, 'heardWords', k.heard_words) order by c.held_on, c.id, e.number), '[]')
      from community_issue_case k join community_issue o on o.id = k.issue_id join care_case e on e.id = k.case_id join conference c on c.id = e.conference_id join conference_type y on y.id = c.type_id
        left join organization w on w.id = c.organization_id where o.id = i.id or o.parent_id = i.id) as cases,
    (select coalesce(json_agg(${moveColumns} order by v.id), '[]') from community_issue_move v left join person b on b.id = v.made_by left join person u on u.id = v.undone_by where v.issue_id = i.id) as moves,
    ${nextMet('area', today)} as "nextArea", ${nextMet('municipality', today)} as "nextCity"
  from community_issue i join municipality m on m.id = i.municipality_id left join organization z on z.id = i.organization_id left join community_issue p on p.id = i.parent_id
  where i.id = ${id} and ${reaches(scope)}`))[0]

/** Holds issues until a change is done, in the order of their ids. @returns those the scope reaches */
export const holdIssues = async (db: Reader, scope: Scope, ids: readonly number[]) => (await ask(db, sql<{ id: number }>`
  select i.id from community_issue i where i.id = any(${[...ids]}::int[]) and ${reaches(scope)} order by i.id for update`)).map(({ id }) => id)

/** Themes that may be chosen on a day, in the prefecture's order. */
export const themesOn = (db: Reader, day: Day) => db.selectFrom('issue_theme').select(['id', 'label', 'label_en as labelEn']).where('from_on', '<=', day)
  .where((eb) => eb.or([eb('until_on', 'is', null), eb('until_on', '>=', day)])).orderBy('position').orderBy('id').limit(100).execute()
/** Every theme there was: what is listed may have one that is not chosen any more. */
export const themesEver = (db: Reader) => db.selectFrom('issue_theme').select(['id', 'label', 'label_en as labelEn']).orderBy('position').orderBy('id').limit(200).execute()

const own = (scope: Scope, column: RawBuilder<unknown>) => within(scope, { municipality: sql<number | null>`${column}`, person: sql<null>`null::int` })

const conferencesSql = (scope: Scope, day: Day) => sql`select c.id, y.name as type, y.name_en as "typeEn", y.level, w.name as center, c.held_on as "heldOn" from conference c join conference_type y on y.id = c.type_id left join organization w on w.id = c.organization_id
  where ${own(scope, sql`c.municipality_id`)} and c.state <> 'canceled' and c.held_on <= ${day}::date order by c.held_on desc, c.id desc limit 150`

/** Conferences of one's own that were held until a day, the latest first. */
export const conferencesUntil = (db: Reader, scope: Scope, day: Day): Promise<Met[]> => ask(db, sql<Met>`${conferencesSql(scope, day)}`)

/** A conference of one's own that is not called off. Nobody removes it before the change is over that asked. */
export const findConference = async (db: Reader, scope: Scope, id: number) => (await ask(db, sql<{ id: number; heldOn: Day | null }>`
  select c.id, c.held_on as "heldOn" from conference c where c.id = ${id} and c.state <> 'canceled' and ${own(scope, sql`c.municipality_id`)} for key share of c`))[0]

export type CaseToChoose = Pick<CaseShown, 'caseId' | 'number' | 'type' | 'typeEn' | 'heldOn' | 'center' | 'careLevel' | 'ageBand' | 'summary'>
const inOne = (rows: RawBuilder<unknown>) => sql`(select coalesce(json_agg(r), '[]') from (${rows}) r)`

/**
 * What an issue may name: themes of its day, conferences and centers of one's own, and the latest cases; those that are `asked` for come along, however old.
 */
export async function choicesFor(db: Reader, scope: Scope, { day, today, asked }: { day: Day; today: Day; asked: readonly number[] }) {
  const [row] = await ask(db, sql<{ themes: Named[]; conferences: Met[]; cases: CaseToChoose[]; centers: { id: number; name: string }[] }>`select
    ${inOne(sql`select t.id, t.label, t.label_en as "labelEn" from issue_theme t where t.from_on <= ${day}::date and (t.until_on is null or t.until_on >= ${day}::date) order by t.position, t.id limit 100`)} as themes,
    ${inOne(conferencesSql(scope, today))} as conferences,
    ${inOne(sql`select e.id as "caseId", e.number, y.name as type, y.name_en as "typeEn", c.held_on as "heldOn", w.name as center, e.care_level as "careLevel", e.age_band as "ageBand", e.summary
      from care_case e join conference c on c.id = e.conference_id join conference_type y on y.id = c.type_id left join organization w on w.id = c.organization_id
      where ${own(scope, sql`e.municipality_id`)} and c.held_on is not null order by (e.id = any(${[...asked]}::int[])) desc, c.held_on desc, c.id desc, e.number limit ${40 + asked.length}`)} as cases,
    ${inOne(sql`select o.id, o.name from organization o where ${own(scope, sql`o.municipality_id`)} and o.kind in ('support_center', 'core_support_center') and o.valid_to is null order by o.name_key, o.id limit 200`)} as centers`)
  return row!
}

/** Those of the cases that are one's own, kept likewise. */
export const findCases = async (db: Reader, scope: Scope, ids: readonly number[]) => (await ask(db, sql<{ id: number }>`
  select e.id from care_case e where e.id = any(${[...ids]}::int[]) and ${own(scope, sql`e.municipality_id`)} order by e.id for key share of e`)).map(({ id }) => id)

/** Issues that stand for themselves and that nothing followed yet. */
export const issuesToGroup = (db: Reader, scope: Scope, theme?: number) => ask(db, sql<Pick<IssueListed, 'id' | 'title' | 'themes' | 'otherTheme' | 'center' | 'area' | 'raisedOn'>>`
  select i.id, i.title, ${themesOf} as themes, i.other_theme as "otherTheme", z.name as center, i.area, i.raised_on as "raisedOn" from community_issue i left join organization z on z.id = i.organization_id
  where ${reaches(scope)} and i.state = 'raised' and i.parent_id is null and not i.is_general and ${theme === undefined ? sql`true` : isOfTheme(theme)} order by i.raised_on, i.id limit 200`)

/** Around the table of a municipality: its name, every theme there was, its centers. */
export async function tableGround(db: Reader, scope: Scope, municipalityId: number) {
  const [row] = await ask(db, sql<{ municipality: string; municipalityEn: string; themes: (Named & { fromOn: Day; untilOn: Day | null })[]; centers: { id: number; name: string }[] }>`select m.name as municipality, m.name_en as "municipalityEn",
    ${inOne(sql`select t.id, t.label, t.label_en as "labelEn", t.from_on as "fromOn", t.until_on as "untilOn" from issue_theme t order by t.position, t.id limit 200`)} as themes,
    ${inOne(sql`select o.id, o.name from organization o where ${own(scope, sql`o.municipality_id`)} and o.kind in ('support_center', 'core_support_center') order by o.name_key, o.id limit 300`)} as centers
    from municipality m where m.id = ${municipalityId}`)
  return row!
}

/** Issues of a year that stand for themselves and are not closed, as the rows of their form; with how many cases each is linked to, and the day of what followed first. */
export const issuesForTable = (db: Reader, scope: Scope, year: number) => ask(db, sql<{
  number: number | null; raisedOn: Day; title: string; situation: string; themes: string; otherTheme: string; function: IssueFunction; center: string; area: string; evidenceCases: number | null; evidence: string; nextOn: Day | null; cases: number; followedOn: Day | null
}>`select i.id as number, i.raised_on as "raisedOn", i.title, i.situation, (select coalesce(string_agg(t.label, '、' order by t.position, t.id), '') from community_issue_theme x join issue_theme t on t.id = x.theme_id where x.issue_id = i.id) as themes, i.other_theme as "otherTheme",
    i.function, coalesce(z.name, '') as center, i.area, i.evidence_cases as "evidenceCases", i.evidence, i.next_on as "nextOn", ${casesOf(sql`true`)} as cases,
    (select v.on_day from community_issue_move v where v.issue_id = i.id and v.undone_at is null order by v.id offset 1 limit 1) as "followedOn"
  from community_issue i left join organization z on z.id = i.organization_id where ${reaches(scope)} and i.fiscal_year = ${year} and i.parent_id is null and i.state <> 'closed' order by i.raised_on, i.id limit 500`)

import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { functions, managers, reasons, type AgeBand, type CareLevel, type CaseReason, type ConferenceFunction, type ConferenceState, type Level, type Manager, type MeetingKind, type Mode, type Part, type PersonRole, type Subtype } from '../conference-types/rules.ts'
import type { AttendeeKind } from './rules.ts'

/** Whose conferences `c` a scope reaches. */
export const reaches = (scope: Scope) => within(scope, { municipality: sql<number | null>`c.municipality_id`, person: sql<null>`null::int` })

/** Which conferences are counted: of a fiscal year or between two days (both included), all that the scope reaches where nothing else is said. */
export type Window = { municipalityId?: number | undefined; typeId?: number | undefined; organizationId?: number | undefined }
  & ({ fiscalYear: number } | { from: Day; to: Day })

export interface TypeCount {
  typeId: number; municipalityId: number; name: string; nameEn: string; level: Level; subtype: Subtype | null
  /** Dates that stand, whether the day has come or not: planned + held. */
  scheduled: number
  planned: number; held: number; canceled: number
  /** Of those held. */
  regular: number; asNeeded: number
  /** Cases of those held; null where no meeting of the type says how many. `silent`: how many held meetings do not say. */
  cases: number | null; silent: number
}
export interface KindCount { kind: string; label: string; labelEn: string; part: Part; people: number }
export interface CaseCount<T extends string> { code: T; cases: number }

export interface ConferenceCounts {
  scheduled: number; planned: number; held: number; canceled: number; regular: number; asNeeded: number
  cases: number | null; silent: number
  /** By type, in the order of its municipality's list; types without a meeting in the window are not there. */
  types: TypeCount[]
  /** Each code once, 0 where there is none. A case is managed by one; `managedByTold` of the cases say so. */
  managedBy: CaseCount<Manager>[]; managedByTold: number
  /** A case may have several, so that these add up to more than the cases. */
  reasons: CaseCount<CaseReason>[]; functions: CaseCount<ConferenceFunction>[]
  /** 延べ: each kind of the year once, 0 where nobody came. `attendanceTold`: held meetings that say who came. */
  attendees: KindCount[]; attendanceTold: number
  /** Of the attendees: participants alone (小計), organizers, observers, all (合計). */
  participants: number; organizer: number; observer: number; total: number
  /** Of held meetings that say how many different people came, the sum over meetings (a person at two meetings counts twice); null where none does. */
  peopleByMeeting: number | null
}

const inWindow = (scope: Scope, window: Window): RawBuilder<unknown> => sql`${reaches(scope)}
  and ${'fiscalYear' in window ? sql`c.fiscal_year = ${window.fiscalYear}` : sql`c.held_on between ${window.from}::date and ${window.to}::date`}
  and ${window.municipalityId === undefined ? sql`true` : sql`c.municipality_id = ${window.municipalityId}`}
  and ${window.typeId === undefined ? sql`true` : sql`c.type_id = ${window.typeId}`}
  and ${window.organizationId === undefined ? sql`true` : sql`c.organization_id = ${window.organizationId}`}`

const countColumns = sql`count(*) filter (where c.state <> 'canceled')::int as scheduled, count(*) filter (where c.state = 'planned')::int as planned,
  count(*) filter (where c.state = 'held')::int as held, count(*) filter (where c.state = 'canceled')::int as canceled,
  count(*) filter (where c.state = 'held' and c.meeting_kind = 'regular')::int as regular, count(*) filter (where c.state = 'held' and c.meeting_kind = 'as_needed')::int as "asNeeded",
  sum(c.cases_discussed)::int as cases, count(*) filter (where c.state = 'held' and c.cases_discussed is null)::int as silent, sum(c.people)::int as people`

interface Counted { types: (TypeCount & { people: number | null })[]; attendees: KindCount[]; attendanceTold: number; cases: { dimension: 'managed_by' | 'reason' | 'function'; code: string; cases: number }[] }

/**
 * Meetings, cases and attendees out of the records themselves, in one statement. What is counted of cases are their rows and, where a meeting
 * has its cases counted only, those counts. Only meetings that were held have attendees and cases.
 */
export async function conferenceCounts(db: Reader, scope: Scope, window: Window): Promise<ConferenceCounts> {
  const [row] = await ask(db, sql<Counted>`
    with c as materialized (select c.* from conference c where ${inWindow(scope, window)}),
    k as (select c.id, c.municipality_id from c where c.state = 'held')
    select
      (select coalesce(json_agg(t order by t.position, t."typeId"), '[]') from (
        select y.id as "typeId", y.municipality_id as "municipalityId", y.name, y.name_en as "nameEn", y.level, y.subtype, y.position, ${countColumns}
        from c join conference_type y on y.id = c.type_id group by y.id) t) as types,
      (select coalesce(json_agg(json_build_object('kind', a.code, 'label', a.label, 'labelEn', a.label_en, 'part', a.part, 'people', coalesce(n.people, 0)) order by a.position), '[]')
        from attendee_kind a left join (select x.kind, sum(x.people)::int as people from conference_attendance x join k on k.id = x.conference_id group by x.kind) n on n.kind = a.code) as attendees,
      (select count(*)::int from k where exists (select from conference_attendance x where x.conference_id = k.id)) as "attendanceTold",
      (select coalesce(json_agg(json_build_object('dimension', d.dimension, 'code', d.code, 'cases', d.cases)), '[]') from (
        select dimension, code, sum(cases)::int as cases from (
          select 'managed_by' as dimension, e.managed_by as code, count(*) as cases from care_case e join k on k.id = e.conference_id group by e.managed_by
          union all select 'reason', r.reason, count(*) from care_case_reason r join care_case e on e.id = r.case_id join k on k.id = e.conference_id group by r.reason
          union all select 'function', f.function, count(*) from care_case_function f join care_case e on e.id = f.case_id join k on k.id = e.conference_id group by f.function
          union all select n.dimension, n.code, sum(n.cases) from conference_case_count n join k on k.id = n.conference_id group by n.dimension, n.code) s
        group by dimension, code) d) as cases`)
  const { types, attendees, attendanceTold, cases } = row!
  const sum = (of: (one: TypeCount) => number) => types.reduce((all, one) => all + of(one), 0)
  const known = (of: (one: typeof types[number]) => number | null) => (types.every((one) => of(one) === null) ? null : types.reduce((all, one) => all + (of(one) ?? 0), 0))
  const each = <T extends string>(dimension: string, codes: readonly T[]): CaseCount<T>[] =>
    codes.map((code) => ({ code, cases: cases.find((one) => one.dimension === dimension && one.code === code)?.cases ?? 0 }))
  const people = (part: Part) => attendees.filter((one) => one.part === part).reduce((all, one) => all + one.people, 0)
  const managedBy = each('managed_by', managers)
  const [participants, organizer, observer] = [people('participant'), people('organizer'), people('observer')]
  return {
    scheduled: sum((one) => one.scheduled), planned: sum((one) => one.planned), held: sum((one) => one.held), canceled: sum((one) => one.canceled),
    regular: sum((one) => one.regular), asNeeded: sum((one) => one.asNeeded), cases: known((one) => one.cases), silent: sum((one) => one.silent),
    types, managedBy, managedByTold: managedBy.reduce((all, one) => all + one.cases, 0), reasons: each('reason', reasons), functions: each('function', functions),
    attendees, attendanceTold, participants, organizer, observer, total: participants + organizer + observer, peopleByMeeting: known((one) => one.people),
  }
}

export interface MunicipalityCount { municipalityId: number; scheduled: number; planned: number; held: number; canceled: number; regular: number; asNeeded: number; cases: number | null; silent: number; people: number | null }

/** The same per municipality, without attendees: those that have any conference in the window, in the order of their codes. */
export const conferenceCountsByMunicipality = (db: Reader, scope: Scope, window: Window): Promise<MunicipalityCount[]> => ask(db, sql<MunicipalityCount>`
  select n.* from (select c.municipality_id as "municipalityId", ${countColumns} from conference c where ${inWindow(scope, window)} group by c.municipality_id) n
  join municipality m on m.id = n."municipalityId" order by m.code`)

/** Held meetings and their cases by month ('2026-06'), per municipality: for what was before and after a day. */
export const conferenceMonths = (db: Reader, scope: Scope, window: Window): Promise<{ municipalityId: number; month: string; held: number; cases: number | null }[]> => ask(db, sql<{ municipalityId: number; month: string; held: number; cases: number | null }>`
  select c.municipality_id as "municipalityId", to_char(c.held_on, 'YYYY-MM') as month, count(*)::int as held, sum(c.cases_discussed)::int as cases
  from conference c where ${inWindow(scope, window)} and c.state = 'held' group by 1, 2 order by 1, 2`)

export const attendeeKinds = (db: Reader): Promise<AttendeeKind[]> => ask(db, sql<AttendeeKind>`
  select code, label, label_en as "labelEn", part, from_fiscal_year as "fromFiscalYear", to_fiscal_year as "toFiscalYear" from attendee_kind order by position, code limit 100`)

export interface ConferenceListed {
  id: number; municipality: string; municipalityEn: string; type: string; typeEn: string; level: Level; center: string | null; heldOn: Day | null; state: ConferenceState; meetingKind: MeetingKind; mode: Mode
  cases: number | null; people: number | null; total: number
}
export interface ListFilter { year: number; municipalityId?: number | undefined; typeId?: number | undefined; organizationId?: number | undefined; state?: ConferenceState | undefined }

/** Conferences of a year, the latest first. `people`: all attendees, null where nobody said. */
export const conferences = (db: Reader, scope: Scope, { year, municipalityId, typeId, organizationId, state }: ListFilter, { limit, offset }: { limit: number; offset: number }): Promise<ConferenceListed[]> => ask(db, sql<ConferenceListed>`
  select c.id, m.name as municipality, m.name_en as "municipalityEn", y.name as type, y.name_en as "typeEn", y.level, o.name as center, c.held_on as "heldOn", c.state, c.meeting_kind as "meetingKind", c.mode, c.cases_discussed as cases,
    (select sum(a.people)::int from conference_attendance a where a.conference_id = c.id) as people, c.total
  from (select c.*, (count(*) over ())::int as total from conference c where ${inWindow(scope, { fiscalYear: year, municipalityId, typeId, organizationId })} and ${state === undefined ? sql`true` : sql`c.state = ${state}`}
    order by c.held_on desc nulls last, c.id desc limit ${limit} offset ${offset}) c
  join conference_type y on y.id = c.type_id join municipality m on m.id = c.municipality_id left join organization o on o.id = c.organization_id
  order by c.held_on desc nulls last, c.id desc`)

/** What a list of a municipality can be narrowed by: its types and its centers. */
export const choicesOf = async (db: Reader, scope: Scope, municipalityId: number): Promise<{ types: { id: number; name: string; nameEn: string; level: Level; fromFiscalYear: number; toFiscalYear: number | null }[]; centers: { id: number; name: string; validTo: Day | null }[] }> => (await ask(db, sql<{ types: never[]; centers: never[] }>`
  select (select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'nameEn', c.name_en, 'level', c.level, 'fromFiscalYear', c.from_fiscal_year, 'toFiscalYear', c.to_fiscal_year) order by c.position, c.id), '[]')
      from conference_type c where ${reaches(scope)} and c.municipality_id = ${municipalityId}) as types,
    (select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'validTo', c.valid_to) order by c.id), '[]')
      from organization c where ${reaches(scope)} and c.municipality_id = ${municipalityId} and c.kind in ('support_center', 'core_support_center')) as centers`))[0]!

export interface CareCase {
  id: number; conferenceId: number; number: number; managedBy: Manager; careLevel: CareLevel | null; ageBand: AgeBand | null; isAgain: boolean; summary: string; summaryChecked: boolean
  followUpOn: Day | null; followedUpOn: Day | null; followUpNote: string; version: number; reasons: CaseReason[]; functions: ConferenceFunction[]
}
export interface ConferencePerson { personId: number; name: string; kana: string; affiliation: string | null; role: PersonRole }
export interface Conference {
  id: number; municipalityId: number; municipality: string; municipalityEn: string; typeId: number; type: string; typeEn: string; level: Level; typeFunctions: ConferenceFunction[]; organizationId: number | null; center: string | null
  fiscalYear: number; position: number | null; heldOn: Day | null; state: ConferenceState; stateReason: string; meetingKind: MeetingKind; mode: Mode; casesDiscussed: number | null; people: number | null; remark: string
  recordedAt: Date | null; recordedBy: string | null; version: number
  attendance: { kind: string; label: string; labelEn: string; part: Part; people: number }[]; persons: ConferencePerson[]; cases: CareCase[]
  counts: { dimension: 'managed_by' | 'reason' | 'function'; code: string; cases: number }[]
  /** Community issues that name it or its cases. */
  issues: NamingIssue[]
}
/** A community issue that keeps a conference: because it or a move of it names the conference (`isHere`), or because it came from cases of it. */
export interface NamingIssue { id: number; title: string; isHere: boolean; cases: number[] }

const caseJson = sql`json_build_object('id', e.id, 'conferenceId', e.conference_id, 'number', e.number, 'managedBy', e.managed_by, 'careLevel', e.care_level, 'ageBand', e.age_band, 'isAgain', e.is_again, 'summary', e.summary, 'summaryChecked', e.summary_checked,
  'followUpOn', e.follow_up_on, 'followedUpOn', e.followed_up_on, 'followUpNote', e.follow_up_note, 'version', e.version,
  'reasons', (select coalesce(json_agg(r.reason), '[]') from care_case_reason r where r.case_id = e.id), 'functions', (select coalesce(json_agg(f.function), '[]') from care_case_function f where f.case_id = e.id))`

/** Issues that name a conference `c`, moves that were taken back among them, or one of its cases. */
const issuesJson = sql`(select coalesce(json_agg(json_build_object('id', n.id, 'title', n.title, 'isHere', n.here, 'cases', n.cases) order by n.id), '[]') from (
  select i.id, i.title, i.conference_id is not distinct from c.id or exists (select from community_issue_move v where v.issue_id = i.id and v.conference_id = c.id) as here,
    array(select k.case_id from community_issue_case k join care_case e on e.id = k.case_id where k.issue_id = i.id and e.conference_id = c.id order by k.case_id) as cases
  from community_issue i where i.id in (select o.id from community_issue o where o.conference_id = c.id union select v.issue_id from community_issue_move v where v.conference_id = c.id
    union select k.issue_id from community_issue_case k join care_case e on e.id = k.case_id where e.conference_id = c.id)) n)`

/** One conference within the scope with all that is kept of it, in one statement. */
export const findConference = async (db: Reader, scope: Scope, id: number): Promise<Conference | undefined> => (await ask(db, sql<Conference>`
  select c.id, c.municipality_id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", y.id as "typeId", y.name as type, y.name_en as "typeEn", y.level, c.organization_id as "organizationId", o.name as center,
    (select coalesce(json_agg(f.function), '[]') from conference_type_function f where f.type_id = y.id) as "typeFunctions",
    c.fiscal_year as "fiscalYear", c.position, c.held_on as "heldOn", c.state, c.state_reason as "stateReason", c.meeting_kind as "meetingKind", c.mode, c.cases_discussed as "casesDiscussed", c.people, c.remark,
    c.recorded_at as "recordedAt", b.name as "recordedBy", c.version,
    (select coalesce(json_agg(json_build_object('kind', k.code, 'label', k.label, 'labelEn', k.label_en, 'part', k.part, 'people', a.people) order by k.position), '[]')
      from conference_attendance a join attendee_kind k on k.code = a.kind where a.conference_id = c.id) as attendance,
    (select coalesce(json_agg(json_build_object('personId', p.id, 'name', p.name, 'kana', p.kana, 'role', x.role, 'affiliation', (select f.organization from affiliation f where f.person_id = p.id and f.to_on is null order by f.from_on desc limit 1)) order by p.kana_key, p.id), '[]')
      from conference_person x join person p on p.id = x.person_id where x.conference_id = c.id) as persons,
    (select coalesce(json_agg(${caseJson} order by e.number), '[]') from care_case e where e.conference_id = c.id) as cases,
    (select coalesce(json_agg(json_build_object('dimension', n.dimension, 'code', n.code, 'cases', n.cases)), '[]') from conference_case_count n where n.conference_id = c.id) as counts,
    ${issuesJson} as issues
  from conference c join conference_type y on y.id = c.type_id join municipality m on m.id = c.municipality_id left join organization o on o.id = c.organization_id left join person b on b.id = c.recorded_by
  where c.id = ${id} and ${reaches(scope)}`))[0]

/** The conference of a case within the scope. */
export const conferenceOfCase = async (db: Reader, scope: Scope, caseId: number): Promise<{ id: number } | undefined> => (await ask(db, sql<{ id: number }>`
  select c.id from care_case e join conference c on c.id = e.conference_id where e.id = ${caseId} and ${reaches(scope)}`))[0]

/** Holds a conference until the change is done. @returns undefined where the scope does not reach it */
export const holdConference = async (db: Reader, scope: Scope, id: number): Promise<{ id: number } | undefined> => (await ask(db, sql<{ id: number }>`
  select c.id from conference c where c.id = ${id} and ${reaches(scope)} for update`))[0]

export interface RecordGround { municipality: string; municipalityEn: string; types: { id: number; name: string; nameEn: string; code: string; level: Level; subtype: Subtype | null; fromFiscalYear: number; toFiscalYear: number | null }[]; centers: { id: number; name: string }[] }
/** What rows of a table may name: the types and centers of a municipality, closed ones included. */
export const recordGround = async (db: Reader, scope: Scope, municipalityId: number): Promise<RecordGround | undefined> => (await ask(db, sql<RecordGround>`
  select m.name as municipality, m.name_en as "municipalityEn",
    (select coalesce(json_agg(json_build_object('id', y.id, 'name', y.name, 'nameEn', y.name_en, 'code', y.code, 'level', y.level, 'subtype', y.subtype, 'fromFiscalYear', y.from_fiscal_year, 'toFiscalYear', y.to_fiscal_year) order by y.position, y.id), '[]')
      from conference_type y where y.municipality_id = m.id) as types,
    (select coalesce(json_agg(json_build_object('id', o.id, 'name', o.name) order by o.id), '[]') from organization o where o.municipality_id = m.id
      and (o.kind in ('support_center', 'core_support_center') or exists (select from conference n where n.organization_id = o.id))) as centers
  from municipality m where m.id = ${municipalityId} and ${within(scope, { municipality: sql<number | null>`m.id`, person: sql<null>`null::int` })}`))[0]

export interface RecordStanding {
  id: number; version: number; heldOn: Day; typeId: number; organizationId: number | null; meetingKind: MeetingKind; state: ConferenceState; mode: Mode; people: number | null; cases: number | null; remark: string; position: number | null
  /** How many cases have rows of their own. */
  rows: number
  attendance: Record<string, number>; /** By 'managed_by.other', 'reason.other', 'function.case_resolution'. */ counts: Record<string, number>
}
/** Every dated conference of a municipality in a year, as a table has it. */
export const recordsOfYear = (db: Reader, scope: Scope, municipalityId: number, year: number): Promise<RecordStanding[]> => ask(db, sql<RecordStanding>`
  select c.id, c.version, c.held_on as "heldOn", c.type_id as "typeId", c.organization_id as "organizationId", c.meeting_kind as "meetingKind", c.state, c.mode, c.people, c.cases_discussed as cases, c.remark, c.position,
    (select count(*)::int from care_case e where e.conference_id = c.id) as rows,
    (select coalesce(json_object_agg(a.kind, a.people), '{}') from conference_attendance a where a.conference_id = c.id) as attendance,
    (select coalesce(json_object_agg(n.dimension || '.' || n.code, n.cases), '{}') from conference_case_count n where n.conference_id = c.id) as counts
  from conference c where ${reaches(scope)} and c.municipality_id = ${municipalityId} and c.fiscal_year = ${year} and c.held_on is not null order by c.held_on, c.type_id, c.organization_id, c.id limit 5000`)

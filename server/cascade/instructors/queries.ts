import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { containing } from '../../who/people/queries.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import type { RegisterState, Standing, Willing } from './rules.ts'

/** How many months without teaching are idle, and how early an entry is due for refresh; as shipped until somebody sets them. */
export const settings = async (db: Reader): Promise<{ idleMonths: number; refreshMonths: number; version: number }> =>
  await db.selectFrom('cascade_setting').select(['idle_months as idleMonths', 'refresh_months as refreshMonths', 'version']).executeTakeFirst()
  ?? { idleMonths: 12, refreshMonths: 6, version: 0 }

/** A local training `t` that took place, so far as anybody knows. */
export const isHeld = sql<boolean>`(t.state = 'held' or (t.state = 'reported' and t.was_held))`

/** The days on which instructor `i` taught: days of local trainings they had accepted, and class days of cohorts assigned to them. */
export const daysTaught = (today: Day) => sql<{ on: Day }>`(
  select d.held_on as on from instructor_request q join local_training t on t.id = q.local_training_id
    join instructor_request_day x on x.instructor_request_id = q.id join local_training_day d on d.id = x.local_training_day_id
  where q.instructor_id = i.id and q.state = 'accepted' and ${isHeld} and d.held_on <= ${today}::date
  union all select d.held_on from cohort_instructor c join cohort h on h.id = c.cohort_id join class_day d on d.cohort_id = c.cohort_id
  where c.person_id = i.person_id and h.state in ('planned', 'finished') and d.held_on <= ${today}::date)`

export const standingSql = (today: Day) => sql<Standing>`case when i.state = 'active' and i.valid_until < ${today}::date then 'expired' else i.state end`

/** Whether instructor `i` goes to a municipality. */
const comesTo = (municipality: RawBuilder<unknown>) => sql<boolean>`(i.willing = 'all' or i.municipality_id = ${municipality}
  or (i.willing = 'chosen' and exists (select from instructor_area r where r.instructor_id = i.id and r.area_id = ${municipality})))`

/** For whom the register is opened: all of it, or what a municipality may ask. */
export type Viewer = { of: 'all' } | { of: 'municipality'; municipalityId: number }
export const viewerOf = (scope: Scope): Viewer => scope.of === 'all' || scope.of === 'municipality' ? scope : { of: 'municipality', municipalityId: 0 }

/** The entry of a person, not of one who was found to be another: of two merged people one entry goes on. */
const isSomebody = sql<boolean>`p.merged_into_id is null`

/** A municipality finds those who agreed, whose entry stands today and who come to it. */
const shownTo = (viewer: Viewer, today: Day) => viewer.of === 'all' ? isSomebody
  : sql<boolean>`${isSomebody} and i.state = 'active' and i.valid_until >= ${today}::date and ${comesTo(sql`${viewer.municipalityId}`)}`

export interface RegisterFilter { q?: string | undefined; topic?: number | undefined; area?: number | undefined; standing?: Standing | undefined }

function narrowed({ q = '', topic, area, standing }: RegisterFilter, today: Day) {
  const key = searchKeyOf(q)
  return sql<boolean>`${key === '' ? sql`true` : sql`p.search_key like ${containing(key)}`}
    and ${topic === undefined ? sql`true` : sql`exists (select from instructor_topic o where o.instructor_id = i.id and o.module_id = ${topic})`}
    and ${area === undefined ? sql`true` : comesTo(sql`${area}::int`)}
    and ${standing === undefined ? sql`true` : sql`${standingSql(today)} = ${standing}`}`
}

export interface Listed {
  id: number; personId: number; name: string; kana: string | null; affiliation: string | null; profession: string | null; professionEn: string | null
  municipalityId: number | null; municipality: string | null; municipalityEn: string | null; standing: Standing; state: RegisterState; validUntil: Day; completedOn: Day; fiscalYear: number
  willing: Willing; weekdays: string; themes: string; availability: string
  topics: { id: number; title: string; titleEn: string }[]; areas: { id: number; name: string; nameEn: string }[]
  lastTaughtOn: Day | null; taught: number
}

const listedColumns = (today: Day) => sql`i.id, i.person_id as "personId", p.name, p.kana, a.organization as affiliation, f.name as profession, f.name_en as "professionEn",
  i.municipality_id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", ${standingSql(today)} as standing, i.state, i.valid_until as "validUntil", i.completed_on as "completedOn", i.fiscal_year as "fiscalYear",
  i.willing, i.weekdays, i.themes, i.availability,
  (select coalesce(json_agg(json_build_object('id', o.module_id, 'title', u.title, 'titleEn', u.title_en) order by u.course_id, u.position), '[]') from instructor_topic o join module u on u.id = o.module_id where o.instructor_id = i.id) as topics,
  (select coalesce(json_agg(json_build_object('id', r.area_id, 'name', g.name, 'nameEn', g.name_en) order by g.code), '[]') from instructor_area r join municipality g on g.id = r.area_id where r.instructor_id = i.id) as areas,
  (select max(z.on) from ${daysTaught(today)} z) as "lastTaughtOn", (select count(distinct z.on)::int from ${daysTaught(today)} z) as taught`

const joined = sql`instructor i join person p on p.id = i.person_id left join municipality m on m.id = i.municipality_id
  left join lateral (select b.organization from affiliation b where b.person_id = p.id and b.to_on is null order by b.from_on desc, b.id desc limit 1) a on true
  left join person_profession k on k.person_id = p.id and k.is_primary left join profession f on f.code = k.profession_code`

/**
 * A page of the register, by municipality code and kana. A municipality asks past the wall, since whoever comes to it may live in another: what it is
 * shown are those who agreed to be, and no way to write to them.
 */
export const registerRows = (db: Reader, viewer: Viewer, filter: RegisterFilter, today: Day, { limit, offset }: { limit: number; offset: number }): Promise<Listed[]> => ask(db, sql<Listed>`
  with shown as (select i.id, m.code, p.kana_key from instructor i join person p on p.id = i.person_id left join municipality m on m.id = i.municipality_id
    where ${shownTo(viewer, today)} and ${narrowed(filter, today)} order by m.code nulls last, p.kana_key, i.id limit ${limit} offset ${offset})
  select ${listedColumns(today)} from shown join ${joined} on i.id = shown.id order by shown.code nulls last, shown.kana_key, i.id`)

/** How many there are in each standing, as far as the viewer may see and the filter (but for the standing) lets through. */
export async function registerCounts(db: Reader, viewer: Viewer, filter: RegisterFilter, today: Day): Promise<Partial<Record<Standing, number>>> {
  const rows = await ask(db, sql<{ standing: Standing; people: number }>`select ${standingSql(today)} as standing, count(*)::int as people from instructor i join person p on p.id = i.person_id
    where ${shownTo(viewer, today)} and ${narrowed({ ...filter, standing: undefined }, today)} group by 1`)
  return Object.fromEntries(rows.map(({ standing, people }) => [standing, people]))
}

export interface Entry extends Listed {
  course: string; courseEn: string; years: number; email: string | null; phone: string | null; consentedAt: Date | null; invitedAt: Date; endedAt: Date | null; endedReason: string | null; version: number
  /** What else they are here: the kinds of their posts, and whether they learn. */
  roles: string[]
  away: { id: number; fromOn: Day; toOn: Day; note: string }[]
  refreshes: { beforeOn: Day; untilOn: Day; reason: string; madeBy: string | null; madeAt: string }[]
}

const entries = (where: RawBuilder<unknown>, today: Day) => sql<Entry>`select ${listedColumns(today)}, c.name as course, c.name_en as "courseEn", c.instructor_years as years, p.email, p.phone,
    i.consented_at as "consentedAt", i.invited_at as "invitedAt", i.ended_at as "endedAt", i.ended_reason as "endedReason", i.version,
    (select coalesce(json_agg(json_build_object('id', w.id, 'fromOn', w.from_on, 'toOn', w.to_on, 'note', w.note) order by w.from_on, w.id), '[]') from instructor_away w where w.instructor_id = i.id and w.to_on >= ${today}::date) as away,
    (select coalesce(json_agg(json_build_object('beforeOn', s.before_on, 'untilOn', s.until_on, 'reason', s.reason, 'madeBy', b.name, 'madeAt', s.made_at) order by s.id desc), '[]')
      from instructor_refresh s left join person b on b.id = s.made_by where s.instructor_id = i.id) as refreshes,
    (select coalesce(json_agg(distinct o.kind), '[]') from account z join post o on o.account_id = z.id where z.person_id = p.id and o.ended_at is null) as roles
  from ${joined} join course c on c.id = i.course_id where ${where}`

/** An entry that the viewer may see; who is no instructor for them is not there. */
export const findEntry = async (db: Reader, viewer: Viewer, id: number, today: Day): Promise<Entry | undefined> =>
  (await ask(db, entries(sql`i.id = ${id} and ${shownTo(viewer, today)}`, today)))[0]

/** One's own entry, from the invitation on. */
export const ownEntry = async (db: Reader, scope: Scope, today: Day): Promise<Entry | undefined> =>
  (await ask(db, entries(sql`${within(scope, { municipality: sql<null>`null::int`, person: sql<number>`i.person_id` })}`, today)))[0]

export interface Taught { kind: 'local' | 'class_day'; id: number; on: Day; title: string; titleEn: string; municipalityId: number | null; municipality: string | null; municipalityEn: string | null; people: number; completed: number }

/** What an instructor taught, the latest first: each local training once, each class day. */
export const teachingOf = (db: Reader, instructorId: number, today: Day): Promise<Taught[]> => ask(db, sql<Taught>`
  select 'local' as kind, t.id, max(d.held_on) as on, t.title, t.title as "titleEn", t.municipality_id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn",
    (select count(*)::int from local_participant o where o.local_training_id = t.id) as people, (select count(*)::int from local_participant o where o.local_training_id = t.id and o.completed) as completed
  from instructor_request q join local_training t on t.id = q.local_training_id join municipality m on m.id = t.municipality_id
    join instructor_request_day x on x.instructor_request_id = q.id join local_training_day d on d.id = x.local_training_day_id
  where q.instructor_id = ${instructorId} and q.state = 'accepted' and ${isHeld} and d.held_on <= ${today}::date group by t.id, m.id
  union all
  select 'class_day', d.id, d.held_on, r.title || '　' || h.name, r.title_en || ', ' || h.name_en, null, null, null,
    (select count(*)::int from enrollment e where e.cohort_id = h.id and e.state <> 'withdrawn'), 0
  from instructor i join cohort_instructor c on c.person_id = i.person_id join cohort h on h.id = c.cohort_id join training r on r.id = h.training_id join class_day d on d.cohort_id = h.id
  where i.id = ${instructorId} and h.state in ('planned', 'finished') and d.held_on <= ${today}::date
  order by 3 desc, 1, 2 limit 200`)

/** Modules somebody can teach, by course, and the municipalities in official order: what filters and forms choose from. */
export const choicesOf = async (db: Reader) => (await ask(db, sql<{ topics: { id: number; title: string; titleEn: string; course: string; courseEn: string }[]; municipalities: { id: number; name: string; nameEn: string }[] }>`
  select (select coalesce(json_agg(json_build_object('id', m.id, 'title', m.title, 'titleEn', m.title_en, 'course', c.name, 'courseEn', c.name_en) order by c.id, m.position, m.id), '[]') from module m join course c on c.id = m.course_id) as topics,
    (select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name, 'nameEn', g.name_en) order by g.code), '[]') from municipality g where g.valid_to is null) as municipalities`))[0]!

/** The register's row of somebody, held until the change is done. */
export const holdEntry = (db: Reader, where: { id: number } | { personId: number }) => db.selectFrom('instructor as i').innerJoin('course as c', 'c.id', 'i.course_id')
  .select(['i.id', 'i.person_id as personId', 'i.state', 'i.valid_until as validUntil', 'i.municipality_id as municipalityId', 'i.willing', 'i.version', 'c.instructor_years as years'])
  .where((eb) => 'id' in where ? eb('i.id', '=', where.id) : eb('i.person_id', '=', where.personId)).forUpdate('i').executeTakeFirst()

export interface ToInvite { personId: number; municipalityId: number | null; courseId: number; trainingId: number; fiscalYear: number; completedOn: Day; years: number }

/** Completers of courses that make instructors who were never invited, each by their latest completion. */
export const toInvite = (db: Reader, limit = 500): Promise<ToInvite[]> => ask(db, sql<ToInvite>`
  select distinct on (e.person_id) e.person_id as "personId", p.municipality_id as "municipalityId", c.id as "courseId", t.id as "trainingId", t.fiscal_year as "fiscalYear", e.completed_on as "completedOn", c.instructor_years as years
  from enrollment e join training t on t.id = e.training_id join course c on c.id = t.course_id join person p on p.id = e.person_id
  where e.state = 'completed' and c.kind = 'instructor_training' and p.merged_into_id is null and not exists (select from instructor i where i.person_id = e.person_id)
  order by e.person_id, e.completed_on desc, e.id desc limit ${limit}`)

export interface ToRefresh { instructorId: number; personId: number; enrollmentId: number; title: string; completedOn: Day; validUntil: Day; years: number }

/** Registered ones who completed a follow-up training, or the instructor course again, since they were registered, which has not counted yet. */
export const toRefresh = (db: Reader, limit = 500): Promise<ToRefresh[]> => ask(db, sql<ToRefresh>`
  select i.id as "instructorId", i.person_id as "personId", e.id as "enrollmentId", t.title, e.completed_on as "completedOn", i.valid_until as "validUntil", k.instructor_years as years
  from instructor i join course k on k.id = i.course_id join enrollment e on e.person_id = i.person_id join training t on t.id = e.training_id join course c on c.id = t.course_id
  where i.state = 'active' and e.state = 'completed' and c.kind in ('follow_up_training', 'instructor_training') and e.completed_on > i.completed_on
    and (e.completed_on + make_interval(years => k.instructor_years))::date - 1 > i.valid_until and not exists (select from instructor_refresh s where s.enrollment_id = e.id)
  order by i.id, e.completed_on limit ${limit}`)

/** Entries whose person belongs to another municipality by now. */
export const movedOn = (db: Reader) => db.selectFrom('instructor as i').innerJoin('person as p', 'p.id', 'i.person_id').select('i.id')
  .where(sql<boolean>`i.municipality_id is distinct from p.municipality_id`).limit(1).execute()

/** Whether somebody may have the number and address of an instructor: who answers for the register, and whoever has their word. */
export const mayBeCalled = async (db: Reader, scope: Scope, id: number): Promise<boolean> => scope.of === 'all' || scope.of === 'municipality'
  && (await db.selectFrom('instructor_request').select('id').where('instructor_id', '=', id).where('municipality_id', '=', scope.municipalityId).where('state', '=', 'accepted').limit(1).executeTakeFirst()) !== undefined

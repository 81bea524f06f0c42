import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { isHeld } from '../instructors/queries.ts'
import { reaches } from '../local-trainings/queries.ts'
import type { Mark } from './rules.ts'

// The ledger is counted whole, in sets and not row by row, so that ten years cost a few hash tables. A municipality reads it past the
// wall, because whoever taught its people may live elsewhere: of trainings and people only its own, of instructors its own and those
// who taught there, by name.

const ownInstructors = (scope: Scope) => within(scope, { municipality: sql<number | null>`i.municipality_id`, person: sql<null>`null::int` })

/** Who taught which local training that was held. */
const taught = (scope: Scope) => sql`taught as materialized (select q.instructor_id, t.id as training_id, t.fiscal_year, t.last_on, t.municipality_id
  from instructor_request q join local_training t on t.id = q.local_training_id where q.state = 'accepted' and ${isHeld} and ${reaches(scope)})`

/** The last day each instructor taught: a local training anywhere, or a class day. */
const lastDays = (today: Day) => sql`last_day as materialized (select id, max(on_day) as last_on from (
    select q.instructor_id as id, d.held_on as on_day from instructor_request q join local_training t on t.id = q.local_training_id and ${isHeld}
      join instructor_request_day x on x.instructor_request_id = q.id join local_training_day d on d.id = x.local_training_day_id where q.state = 'accepted' and d.held_on <= ${today}::date
    union all select i.id, d.held_on from instructor i join cohort_instructor c on c.person_id = i.person_id join cohort h on h.id = c.cohort_id and h.state in ('planned', 'finished')
      join class_day d on d.cohort_id = h.id where d.held_on <= ${today}::date) z group by id)`

const setting = (column: 'idle_months' | 'refresh_months', shipped: number) => sql<number>`coalesce((select ${sql.ref(column)} from cascade_setting), ${shipped}::int)`
/** A person's entry, as the register shows it: not that of one who was found to be another. */
const stands = sql<boolean>`(i.state = 'active' and not exists (select from person z where z.id = i.person_id and z.merged_into_id is not null))`
const isActive = (today: Day) => sql<boolean>`(${stands} and i.valid_until >= ${today}::date)`
const isIdle = (today: Day) => sql<boolean>`(${isActive(today)} and (l.last_on is null or l.last_on < (${today}::date - make_interval(months => ${setting('idle_months', 12)}))::date))`
const isDue = (today: Day) => sql<boolean>`(${stands} and i.valid_until <= (${today}::date + make_interval(months => ${setting('refresh_months', 6)}))::date)`

/** Who entered the register, even if they left it since. */
const entered = sql<boolean>`i.consented_at is not null`

export interface Figures { active: number; idle: number; due: number; without: number; idleMonths: number; refreshMonths: number }

/** How the register stands today. */
export async function figures(db: Reader, scope: Scope, today: Day): Promise<Figures> {
  const rows = await ask(db, sql<Figures>`with ${lastDays(today)},
    own as materialized (select i.municipality_id, ${isActive(today)} as active, ${isIdle(today)} as idle, ${isDue(today)} as due from instructor i left join last_day l on l.id = i.id where ${entered} and ${ownInstructors(scope)})
    select (select count(*)::int from own where active) as active, (select count(*)::int from own where idle) as idle, (select count(*)::int from own where due) as due,
      (select count(*)::int from municipality m where m.valid_to is null and ${scopeOfMunicipality(scope)} and not exists (select from own where own.active and own.municipality_id = m.id)) as without,
      ${setting('idle_months', 12)} as "idleMonths", ${setting('refresh_months', 6)} as "refreshMonths"`)
  return rows[0]!
}

export interface YearLine { fiscalYear: number; instructors: number; taught: number; reach: number; trainings: number; participants: number; completed: number }

/** Every fiscal year with its instructors and their reach, and with what was held in it, the latest first. Pairs are made distinct before they are counted: that is hashed, not sorted. */
export const yearLines = (db: Reader, scope: Scope): Promise<YearLine[]> => ask(db, sql<YearLine>`with ${taught(scope)},
    per_training as materialized (select o.local_training_id as id, count(*)::int as people, count(*) filter (where o.completed)::int as completed from local_participant o group by 1),
    per_year as (select t.fiscal_year, count(*)::int as trainings, coalesce(sum(n.people), 0)::int as participants, coalesce(sum(n.completed), 0)::int as completed
      from local_training t left join per_training n on n.id = t.id where ${isHeld} and ${reaches(scope)} group by 1),
    teachers as (select i.fiscal_year, count(*)::int as taught from instructor i where i.id in (select instructor_id from taught) group by 1),
    reached as (select fiscal_year, count(*)::int as reach from (select distinct i.fiscal_year, o.person_id from taught x join instructor i on i.id = x.instructor_id join local_participant o on o.local_training_id = x.training_id and o.completed) z group by 1),
    per_entry as (select i.fiscal_year, count(*)::int as instructors from instructor i where ${entered} and ${ownInstructors(scope)} group by 1),
    all_years as (select fiscal_year from teachers union select fiscal_year from per_year union select fiscal_year from per_entry)
  select y.fiscal_year as "fiscalYear", coalesce(e.instructors, 0) as instructors, coalesce(p.taught, 0) as taught, coalesce(r.reach, 0) as reach, coalesce(h.trainings, 0) as trainings, coalesce(h.participants, 0) as participants, coalesce(h.completed, 0) as completed
  from all_years y left join per_entry e on e.fiscal_year = y.fiscal_year left join teachers p on p.fiscal_year = y.fiscal_year left join reached r on r.fiscal_year = y.fiscal_year left join per_year h on h.fiscal_year = y.fiscal_year
  order by y.fiscal_year desc limit 200`)

const scopeOfMunicipality = (scope: Scope) => within(scope, { municipality: sql<number | null>`m.id`, person: sql<null>`null::int` })

export interface Page { limit: number; offset: number }
/** Of which year and municipality; without either, all that the scope reaches. */
export interface Narrowed { year: number | null; municipality?: number | undefined }

const inMunicipality = (column: RawBuilder<unknown>, municipality: number | undefined) => municipality === undefined ? sql<boolean>`true` : sql<boolean>`${column} = ${municipality}`

export interface Branch {
  id: number; personId: number; name: string; kana: string | null; municipality: string | null; municipalityEn: string | null; course: string; courseEn: string; fiscalYear: number; total: number
  trainings: { id: number; title: string; municipality: string; municipalityEn: string; firstOn: Day; people: number; completed: number; names: string[] }[]
}
/** The tree: instructors of a year (or all) by course, year and municipality, each with what they taught and whom. */
export const branches = (db: Reader, scope: Scope, year: number | null, { limit, offset }: Page, names: number): Promise<Branch[]> => ask(db, sql<Branch>`
  with ${taught(scope)}, shown as (select i.id, (count(*) over ())::int as total from instructor i join person p on p.id = i.person_id left join municipality m on m.id = i.municipality_id
    where ${entered} and (${ownInstructors(scope)} or i.id in (select instructor_id from taught)) and ${year === null ? sql`true` : sql`i.fiscal_year = ${year}`}
    order by i.course_id, i.fiscal_year desc, m.code nulls last, p.kana_key, i.id limit ${limit} offset ${offset})
  select i.id, i.person_id as "personId", p.name, p.kana, m.name as municipality, m.name_en as "municipalityEn", c.name as course, c.name_en as "courseEn", i.fiscal_year as "fiscalYear", shown.total,
    (select coalesce(json_agg(json_build_object('id', t.id, 'title', t.title, 'municipality', g.name, 'municipalityEn', g.name_en, 'firstOn', t.first_on,
        'people', (select count(*) from local_participant o where o.local_training_id = t.id), 'completed', (select count(*) from local_participant o where o.local_training_id = t.id and o.completed),
        'names', (select coalesce(json_agg(n.name), '[]') from (select o.name from local_participant o where o.local_training_id = t.id and o.completed order by o.number limit ${names}) n)) order by t.first_on desc, t.id), '[]')
      from taught x join local_training t on t.id = x.training_id join municipality g on g.id = t.municipality_id where x.instructor_id = i.id) as trainings
  from shown join instructor i on i.id = shown.id join person p on p.id = i.person_id join course c on c.id = i.course_id left join municipality m on m.id = i.municipality_id
  order by i.course_id, i.fiscal_year desc, m.code nulls last, p.kana_key, i.id`)

export interface TrainingLine { id: number; title: string; municipality: string; municipalityEn: string; firstOn: Day; instructors: string[]; people: number; completed: number; reported: boolean; total: number }

/** The same as a table: local trainings held in a year, with who taught them and how many they reached. */
export const trainingLines = (db: Reader, scope: Scope, { year, municipality }: Narrowed, { limit, offset }: Page): Promise<TrainingLine[]> => ask(db, sql<TrainingLine>`
  select t.id, t.title, m.name as municipality, m.name_en as "municipalityEn", t.first_on as "firstOn", t.state = 'reported' as reported, (count(*) over ())::int as total,
    (select coalesce(json_agg(q.name order by q.id), '[]') from instructor_request q where q.local_training_id = t.id and q.state = 'accepted') as instructors,
    (select count(*)::int from local_participant o where o.local_training_id = t.id) as people, (select count(*)::int from local_participant o where o.local_training_id = t.id and o.completed) as completed
  from local_training t join municipality m on m.id = t.municipality_id where ${isHeld} and ${reaches(scope)} and ${inMunicipality(sql`t.municipality_id`, municipality)} and ${year === null ? sql`true` : sql`t.fiscal_year = ${year}`}
  order by m.code, t.first_on, t.id limit ${limit} offset ${offset}`)

export interface InstructorLine {
  id: number; name: string; kana: string | null; affiliation: string | null; municipality: string | null; municipalityEn: string | null; fiscalYear: number; validUntil: Day; lastOn: Day | null
  trainings: number; reach: number; active: boolean; idle: boolean; due: boolean; total: number
}
const marked = (mark: Mark | undefined, today: Day): RawBuilder<boolean> => mark === 'active' ? isActive(today) : mark === 'idle' ? isIdle(today) : mark === 'due' ? isDue(today)
  : mark === 'expired' ? sql<boolean>`(${stands} and i.valid_until < ${today}::date)` : sql<boolean>`true`

/** Instructors with what they did: the trainings they taught and the people who completed those, each once. */
export const instructorLines = (db: Reader, scope: Scope, { year, municipality }: Narrowed, mark: Mark | undefined, today: Day, { limit, offset }: Page): Promise<InstructorLine[]> => ask(db, sql<InstructorLine>`
  with ${lastDays(today)}, shown as (select i.id, l.last_on, ${isActive(today)} as active, ${isIdle(today)} as idle, ${isDue(today)} as due, (count(*) over ())::int as total
    from instructor i join person p on p.id = i.person_id left join municipality m on m.id = i.municipality_id left join last_day l on l.id = i.id
    where ${entered} and ${ownInstructors(scope)} and ${inMunicipality(sql`i.municipality_id`, municipality)} and ${marked(mark, today)} and ${year === null ? sql`true` : sql`i.fiscal_year = ${year}`} order by m.code nulls last, p.kana_key, i.id limit ${limit} offset ${offset})
  select i.id, p.name, p.kana, a.organization as affiliation, m.name as municipality, m.name_en as "municipalityEn", i.fiscal_year as "fiscalYear", i.valid_until as "validUntil", shown.last_on as "lastOn", shown.active, shown.idle, shown.due, shown.total,
    (select count(*)::int from instructor_request q join local_training t on t.id = q.local_training_id where q.instructor_id = i.id and q.state = 'accepted' and ${isHeld} and ${reaches(scope)}) as trainings,
    (select count(distinct o.person_id)::int from instructor_request q join local_training t on t.id = q.local_training_id join local_participant o on o.local_training_id = t.id and o.completed
      where q.instructor_id = i.id and q.state = 'accepted' and ${isHeld} and ${reaches(scope)}) as reach
  from shown join instructor i on i.id = shown.id join person p on p.id = i.person_id left join municipality m on m.id = i.municipality_id
    left join lateral (select b.organization from affiliation b where b.person_id = p.id and b.to_on is null order by b.from_on desc, b.id desc limit 1) a on true
  order by m.code nulls last, p.kana_key, i.id`)

export interface MunicipalityLine { id: number; code: string; name: string; nameEn: string; active: number; idle: number; trainings: number; participants: number; completed: number; reach: number }

/** Every municipality in the order of codes: its instructors today, and what it held in a year. Those with nothing stand there, too. */
export const municipalityLines = (db: Reader, scope: Scope, year: number | null, onlyWithout: boolean, today: Day): Promise<MunicipalityLine[]> => ask(db, sql<MunicipalityLine>`
  with ${lastDays(today)}, reg as materialized (select i.municipality_id, count(*) filter (where ${isActive(today)})::int as active, count(*) filter (where ${isIdle(today)})::int as idle
      from instructor i left join last_day l on l.id = i.id where ${entered} group by 1),
    held as materialized (select t.municipality_id, count(distinct t.id)::int as trainings, count(o.id)::int as participants, count(o.id) filter (where o.completed)::int as completed, count(distinct o.person_id) filter (where o.completed)::int as reach
      from local_training t left join local_participant o on o.local_training_id = t.id where ${isHeld} and ${reaches(scope)} and ${year === null ? sql`true` : sql`t.fiscal_year = ${year}`} group by 1)
  select m.id, m.code, m.name, m.name_en as "nameEn", coalesce(r.active, 0) as active, coalesce(r.idle, 0) as idle, coalesce(h.trainings, 0) as trainings, coalesce(h.participants, 0) as participants, coalesce(h.completed, 0) as completed, coalesce(h.reach, 0) as reach
  from municipality m left join reg r on r.municipality_id = m.id left join held h on h.municipality_id = m.id
  where m.valid_to is null and ${scopeOfMunicipality(scope)} and ${onlyWithout ? sql`coalesce(r.active, 0) = 0` : sql`true`} order by m.code limit 200`)

export interface Reached { personId: number; name: string; kana: string; affiliation: string; municipality: string; municipalityEn: string; trainings: number; latest: string; latestOn: Day; instructors: string[]; total: number }

/** The people behind the reach of the instructors of a year, each once, with what they completed last. What is shown of each is looked up for the page alone. */
export const reachedPeople = (db: Reader, scope: Scope, year: number, { limit, offset }: Page): Promise<Reached[]> => ask(db, sql<Reached>`
  with ${taught(scope)}, trained as materialized (select o.person_id, o.id as participant_id, x.training_id, x.instructor_id from taught x join instructor i on i.id = x.instructor_id join local_participant o on o.local_training_id = x.training_id and o.completed where i.fiscal_year = ${year}),
    people as (select person_id, max(participant_id) as participant_id from trained group by 1),
    shown as materialized (select r.person_id, r.participant_id, (count(*) over ())::int as total, m.code, m.name as municipality, m.name_en, p.kana_key
      from people r join local_participant o on o.id = r.participant_id join municipality m on m.id = o.municipality_id join person p on p.id = r.person_id order by m.code, p.kana_key, r.person_id limit ${limit} offset ${offset}),
    details as (select person_id, count(distinct training_id)::int as trainings, array_agg(distinct instructor_id) as instructors from trained where person_id in (select person_id from shown) group by 1)
  select r.person_id as "personId", p.name, coalesce(p.kana, o.kana) as kana, o.affiliation, r.municipality, r.name_en as "municipalityEn", t.title as latest, t.last_on as "latestOn", r.total,
    y.trainings, (select coalesce(json_agg(w.name order by w.kana_key), '[]') from instructor i join person w on w.id = i.person_id where i.id = any(y.instructors)) as instructors
  from shown r join details y on y.person_id = r.person_id join local_participant o on o.id = r.participant_id join local_training t on t.id = o.local_training_id join person p on p.id = r.person_id
  order by r.code, r.kana_key, r.person_id`)

import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import type { LocalState, RequestState, Stage } from './rules.ts'

/** Whose local trainings `t` a scope reaches; whoever is asked to teach one sees it by the request. */
export const reaches = (scope: Scope) => within(scope, { municipality: sql<number | null>`t.municipality_id`, person: sql<null>`null::int` })

/** The stage of a training `t`, as `stageOf` says it. */
const stageSql = sql<Stage>`case when t.state <> 'planned' then t.state
  when exists (select from instructor_request q where q.local_training_id = t.id and q.state = 'accepted') then 'accepted'
  when exists (select from instructor_request q where q.local_training_id = t.id and q.state = 'sent') then 'requested' else 'planned' end`

export interface LocalListed {
  id: number; municipalityId: number; municipality: string; municipalityEn: string; title: string; firstOn: Day; lastOn: Day; days: number; seats: number; stage: Stage; participants: number; completed: number
  instructors: string[]; isReturned: boolean; isReceived: boolean; total: number
}
export interface LocalFilter { year: number; stage?: Stage | undefined; municipalityId?: number | undefined }

/** Local trainings of a year, by municipality code and date. */
export const localTrainings = (db: Reader, scope: Scope, { year, stage, municipalityId }: LocalFilter, { limit, offset }: { limit: number; offset: number }): Promise<LocalListed[]> => ask(db, sql<LocalListed>`
  select t.id, t.municipality_id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", t.title, t.first_on as "firstOn", t.last_on as "lastOn", t.seats, ${stageSql} as stage,
    (select count(*)::int from local_training_day d where d.local_training_id = t.id) as days, t.returned_at is not null and t.state = 'held' as "isReturned", t.received_at is not null as "isReceived",
    (select count(*)::int from local_participant o where o.local_training_id = t.id) as participants, (select count(*)::int from local_participant o where o.local_training_id = t.id and o.completed) as completed,
    (select coalesce(json_agg(q.name order by q.id), '[]') from instructor_request q where q.local_training_id = t.id and q.state = 'accepted') as instructors, (count(*) over ())::int as total
  from local_training t join municipality m on m.id = t.municipality_id
  where ${reaches(scope)} and t.fiscal_year = ${year} and ${stage === undefined ? sql`true` : sql`${stageSql} = ${stage}`} and ${municipalityId === undefined ? sql`true` : sql`t.municipality_id = ${municipalityId}`}
  order by m.code, t.first_on, t.id limit ${limit} offset ${offset}`)

export interface LocalDay { id: number; heldOn: Day; startsAt: string; endsAt: string; place: string; deliveryMode: 'on_site' | 'live_online'; isAsked: boolean; marked: number }
export interface AskedShown { id: number; name: string; state: RequestState; answerBy: Day; reason: string | null; instructorId: number }
export interface LocalTraining {
  id: number; municipalityId: number; municipality: string; municipalityEn: string; fiscalYear: number; title: string; purpose: string; seats: number; daysNeeded: number | null; lateLimitMinutes: number
  firstOn: Day; lastOn: Day; state: LocalState; canceledReason: string | null
  wasHeld: boolean | null; participants: number | null; attended: number | null; completed: number | null; wentWell: string; issues: string; nextSteps: string
  reportedAt: Date | null; reportedBy: string | null; returnedAt: Date | null; returnedReason: string | null; receivedAt: Date | null; version: number
  days: LocalDay[]; modules: { id: number; title: string; titleEn: string }[]; requests: AskedShown[]
  /** As the roll says it now. */
  counted: { participants: number; unmarked: number; attended: number; completed: number }
}

/** The days of a training `t` in their order, each with whether somebody was asked for it and how many marks it has. */
export const daysOf = sql<LocalDay[]>`(select coalesce(json_agg(json_build_object('id', d.id, 'heldOn', d.held_on, 'startsAt', d.starts_at, 'endsAt', d.ends_at, 'place', d.place, 'deliveryMode', d.delivery_mode,
    'isAsked', exists (select from instructor_request_day x join instructor_request q on q.id = x.instructor_request_id where x.local_training_day_id = d.id and q.state in ('draft', 'sent', 'accepted')),
    'marked', (select count(*) from local_attendance a where a.local_training_day_id = d.id)) order by d.held_on, d.starts_at, d.id), '[]')
  from local_training_day d where d.local_training_id = t.id)`

/** What stands on the roll of a training `t`: people, cells without a mark on days that have come, who came on any day, who completed. */
const countedOf = (today: Day) => sql<LocalTraining['counted']>`(select json_build_object('participants', count(*), 'completed', count(*) filter (where o.completed),
    'attended', count(*) filter (where exists (select from local_attendance a where a.participant_id = o.id and a.state in ('present', 'late', 'left_early', 'disconnected'))),
    'unmarked', coalesce(sum((select count(*) from local_training_day d where d.local_training_id = t.id and d.held_on <= ${today}::date)
      - (select count(*) from local_attendance a join local_training_day d on d.id = a.local_training_day_id where a.participant_id = o.id and d.held_on <= ${today}::date)), 0))
  from local_participant o where o.local_training_id = t.id)`

const whole = (where: RawBuilder<unknown>, today: Day) => sql<LocalTraining>`
  select t.id, t.municipality_id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", t.fiscal_year as "fiscalYear", t.title, t.purpose, t.seats, t.days_needed as "daysNeeded", t.late_limit_minutes as "lateLimitMinutes",
    t.first_on as "firstOn", t.last_on as "lastOn", t.state, t.canceled_reason as "canceledReason", t.was_held as "wasHeld", t.participants, t.attended, t.completed, t.went_well as "wentWell", t.issues, t.next_steps as "nextSteps",
    t.reported_at as "reportedAt", b.name as "reportedBy", t.returned_at as "returnedAt", t.returned_reason as "returnedReason", t.received_at as "receivedAt", t.version, ${daysOf} as days, ${countedOf(today)} as counted,
    (select coalesce(json_agg(json_build_object('id', u.id, 'title', u.title, 'titleEn', u.title_en) order by u.course_id, u.position), '[]') from local_training_module o join module u on u.id = o.module_id where o.local_training_id = t.id) as modules,
    (select coalesce(json_agg(json_build_object('id', q.id, 'name', q.name, 'state', q.state, 'answerBy', q.answer_by, 'reason', q.answer_reason, 'instructorId', q.instructor_id) order by q.id desc), '[]') from instructor_request q where q.local_training_id = t.id) as requests
  from local_training t join municipality m on m.id = t.municipality_id left join person b on b.id = t.reported_by where ${where}`

/** One local training within the scope, with its days, modules, requests and what its roll says today. */
export const findLocalTraining = async (db: Reader, scope: Scope, id: number, today: Day): Promise<LocalTraining | undefined> =>
  (await ask(db, whole(sql`t.id = ${id} and ${reaches(scope)}`, today)))[0]

/** Holds a training until the change is done. @returns undefined where the scope does not reach it */
export const holdLocalTraining = async (db: Reader, scope: Scope, id: number): Promise<{ id: number } | undefined> =>
  (await ask(db, sql<{ id: number }>`select t.id from local_training t where t.id = ${id} and ${reaches(scope)} for update`))[0]

/** Modules of the prefecture's courses that a plan may take over, by course. */
export const modulesToTake = (db: Reader) => db.selectFrom('module as m').innerJoin('course as c', 'c.id', 'm.course_id')
  .select(['m.id', 'm.title', 'm.title_en as titleEn', 'c.name as course', 'c.name_en as courseEn']).orderBy('c.id').orderBy('m.position').orderBy('m.id').limit(300).execute()


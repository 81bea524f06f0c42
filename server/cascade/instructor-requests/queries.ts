import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { isOwnDay } from '../../planning/trainings/class-days.ts'
import type { Engagement, RequestState, Span } from './rules.ts'

/** What the instructors asked for have on these days, but for one training: whose it is is told to nobody. */
export const engagementsOf = async (db: Reader, instructors: readonly number[], days: readonly Day[], exceptTraining: number): Promise<(Engagement & { instructorId: number })[]> =>
  instructors.length === 0 || days.length === 0 ? [] : await ask(db, sql<Engagement & { instructorId: number }>`
  with asked as (select i.id, i.person_id from instructor i where i.id = any(${[...instructors]}::int[])), day as (select unnest(${[...new Set(days)]}::date[]) as on)
  select a.id as "instructorId", case q.state when 'accepted' then 'taken' else 'asked' end as kind, d.held_on as on, d.starts_at as from, d.ends_at as to
  from asked a join instructor_request q on q.person_id = a.person_id and q.state in ('sent', 'accepted') and q.local_training_id <> ${exceptTraining}
    join instructor_request_day x on x.instructor_request_id = q.id join local_training_day d on d.id = x.local_training_day_id join day on day.on = d.held_on
  union all
  select a.id, 'teaches', d.held_on, (select min(s.starts_at) from slot s where s.class_day_id = d.id), (select max(s.ends_at) from slot s where s.class_day_id = d.id)
  from asked a join cohort_instructor c on c.person_id = a.person_id join cohort h on h.id = c.cohort_id and h.state in ('planned', 'finished') join class_day d on d.cohort_id = h.id join day on day.on = d.held_on
  union all
  select a.id, 'learns', d.held_on, (select min(s.starts_at) from slot s where s.class_day_id = d.id), (select max(s.ends_at) from slot s where s.class_day_id = d.id)
  from asked a join enrollment e on e.person_id = a.person_id and e.state in ('enrolled', 'in_progress') join cohort h on h.id = e.cohort_id and h.state in ('planned', 'finished')
    join class_day d on d.cohort_id = h.id join day on day.on = d.held_on where ${isOwnDay('e', 'd')}
  union all
  select a.id, 'away', day.on, null, null from asked a join instructor_away w on w.instructor_id = a.id join day on day.on between w.from_on and w.to_on
  order by 3, 2, 1 limit 2000`)

export interface AskedDay extends Span { id: number; place: string; deliveryMode: 'on_site' | 'live_online' }
export interface InstructorRequest {
  id: number; municipalityId: number; municipality: string; municipalityEn: string; trainingId: number; training: string; purpose: string; seats: number; trainingState: string
  instructorId: number; personId: number; name: string; kana: string; state: RequestState; employer: string; documentNumber: string; issuedOn: Day; sender: string; sealOmitted: boolean; theme: string; message: string
  honorariumYen: number; travelYen: number; materialDueOn: Day | null; answerBy: Day; contact: string; letter: object | null; sentAt: Date | null
  answeredAt: Date | null; answerReason: string | null; jobTitle: string | null; photo: boolean | null; recording: boolean | null; remark: string | null; acceptance: object | null; withdrawnReason: string | null; version: number
  days: AskedDay[]
}

const requests = (where: RawBuilder<unknown>, more = sql``) => sql<InstructorRequest>`
  select q.id, q.municipality_id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", t.id as "trainingId", t.title as training, t.purpose, t.seats, t.state as "trainingState", q.instructor_id as "instructorId", q.person_id as "personId", q.name, q.kana,
    q.state, q.employer, q.document_number as "documentNumber", q.issued_on as "issuedOn", q.sender, q.seal_omitted as "sealOmitted", q.theme, q.message, q.honorarium_yen as "honorariumYen", q.travel_yen as "travelYen",
    q.material_due_on as "materialDueOn", q.answer_by as "answerBy", q.contact, q.letter, q.sent_at as "sentAt", q.answered_at as "answeredAt", q.answer_reason as "answerReason", q.job_title as "jobTitle",
    q.photo_consent as photo, q.recording_consent as recording, q.remark, q.acceptance, q.withdrawn_reason as "withdrawnReason", q.version,
    (select coalesce(json_agg(json_build_object('id', d.id, 'heldOn', d.held_on, 'startsAt', d.starts_at, 'endsAt', d.ends_at, 'place', d.place, 'deliveryMode', d.delivery_mode) order by d.held_on, d.starts_at, d.id), '[]')
      from instructor_request_day x join local_training_day d on d.id = x.local_training_day_id where x.instructor_request_id = q.id) as days
  from instructor_request q join local_training t on t.id = q.local_training_id join municipality m on m.id = q.municipality_id where ${where} ${more}`

const reached = (scope: Scope) => within(scope, { municipality: sql<number | null>`q.municipality_id`, person: sql<number | null>`q.person_id` })
/** Whoever is asked hears of a request once it is sent. */
const toldOf = (scope: Scope) => scope.of === 'person' ? sql<boolean>`q.sent_at is not null` : sql<boolean>`true`

/** A request within the scope: of the municipality that asks, or to the person who is asked. */
export const findRequest = async (db: Reader, scope: Scope, id: number): Promise<InstructorRequest | undefined> =>
  (await ask(db, requests(sql`q.id = ${id} and ${reached(scope)} and ${toldOf(scope)}`)))[0]

/** Holds a request until the change is done. */
export const holdRequest = async (db: Reader, scope: Scope, id: number) =>
  (await ask(db, sql<{ id: number }>`select q.id from instructor_request q where q.id = ${id} and ${reached(scope)} and ${toldOf(scope)} for update`))[0]

/** What a person was asked, the latest first. */
export const requestsTo = async (db: Reader, scope: Scope): Promise<InstructorRequest[]> =>
  ask(db, requests(sql`${reached(scope)} and ${toldOf(scope)}`, sql`order by (q.state = 'sent') desc, q.id desc limit 100`))

/** How the municipality wrote its latest request: what the next one begins with. */
export const latestLetter = (db: Reader, municipalityId: number) => db.selectFrom('instructor_request').select(['sender', 'seal_omitted as sealOmitted', 'contact', 'honorarium_yen as honorariumYen'])
  .where('municipality_id', '=', municipalityId).orderBy('id', 'desc').limit(1).executeTakeFirst()

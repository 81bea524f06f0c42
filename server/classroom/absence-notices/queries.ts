import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { activeStates } from '../../entry/enrollments/rules.ts'
import { isOwnDay } from '../../planning/trainings/class-days.ts'
import type { ClassDay } from '../attendance/queries.ts'
import type { NoticeKind } from './rules.ts'

/** What the roll needs to know of the day, and a slot of it with the notice that stands. */
interface OwnSlot extends ClassDay {
  enrollmentId: number; slotId: number; startsAt: string; endsAt: string
  noticeId: number | null; kind: NoticeKind | null; arrivesAt: string | null; reason: string | null; sentAt: Date | null
}

/** A class day of one's own that is held, with its slots in order and the notice that stands. Plain SQL, because its joins are more than a query's type carries. */
export async function findOwnDay(db: Reader, scope: Scope, dayId: number) {
  const reached = within(scope, { municipality: sql<number | null>`e.municipality_id`, person: sql<number | null>`e.person_id` })
  const slots = await ask(db, sql<OwnSlot>`
    select d.id, d.held_on as "heldOn", d.place, d.directions, d.opens_at as "opensAt", c.id as "cohortId", c.name as cohort, c.name_en as "cohortEn",
      t.id as "trainingId", t.title, t.title_en as "titleEn", t.fiscal_year as "fiscalYear", t.late_limit_minutes as "lateLimitMinutes", d.day_choice_id as "choiceId",
      (select x.rule from completion_criteria x where x.training_id = t.id order by x.version desc limit 1) as rule,
      e.id as "enrollmentId", s.id as "slotId", s.starts_at as "startsAt", s.ends_at as "endsAt", n.id as "noticeId", n.kind, n.arrives_at as "arrivesAt", n.reason, n.sent_at as "sentAt"
    from class_day d join cohort c on c.id = d.cohort_id join training t on t.id = c.training_id join enrollment e on e.cohort_id = c.id join slot s on s.class_day_id = d.id
    left join absence_notice n on n.enrollment_id = e.id and n.class_day_id = d.id and n.taken_back_at is null
    where d.id = ${dayId} and c.state = 'planned' and e.state in (${sql.join([...activeStates])}) and ${isOwnDay('e', 'd')} and ${reached}
    order by s.position, s.id limit 20`)
  const [first] = slots
  return first && { ...first, endsAt: slots.at(-1)!.endsAt, slotIds: slots.map(({ slotId }) => slotId) }
}
export type OwnDay = NonNullable<Awaited<ReturnType<typeof findOwnDay>>>

/** Which of these slots somebody is marked in, and by what. */
export const marksOfOwn = (tx: Writer, enrollmentId: number, slotIds: readonly number[]) => tx.selectFrom('attendance')
  .select(['slot_id as slotId', 'state', 'minutes', 'evidence']).where('enrollment_id', '=', enrollmentId).where('slot_id', 'in', [...slotIds]).execute()

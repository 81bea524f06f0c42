import { sql, type RawBuilder } from 'kysely'
import type { Day } from '../../base/days.ts'

/** What the register asks of somebody: whether they want to be listed, or to teach. */
export interface ToTeach { kind: 'invited' | 'request'; id: number | null; title: string; titleEn: string; municipality: string | null; municipalityEn: string | null; dueOn: Day | null }

/** An invitation to the register without an answer, and requests to teach that wait, for the homes of whoever is asked; part of a larger question. */
export const askedToTeach = (person: RawBuilder<unknown>) => sql<ToTeach[]>`(select coalesce(json_agg(z), '[]') from (
  select 'request' as kind, q.id, t.title, t.title as "titleEn", m.name as municipality, m.name_en as "municipalityEn", q.answer_by as "dueOn"
  from instructor_request q join local_training t on t.id = q.local_training_id join municipality m on m.id = q.municipality_id where q.person_id = ${person} and q.state = 'sent'
  union all select 'invited', null, c.name, c.name_en, null, null, null from instructor i join course c on c.id = i.course_id where i.person_id = ${person} and i.state = 'invited'
  order by 7 nulls last, 2 limit 5) z)`

/** A local training in which something waits for its municipality. */
export interface LocalToDo { kind: 'returned' | 'report' | 'declined'; id: number; title: string; lastOn: Day }

/** Reports that came back or are due, and requests that were declined with nobody else asked. */
export const localToDos = (municipalityId: number, today: Day) => sql<LocalToDo[]>`(select coalesce(json_agg(z), '[]') from (
  select case when t.returned_at is not null then 'returned' when t.last_on < ${today}::date then 'report' else 'declined' end as kind, t.id, t.title, t.last_on as "lastOn"
  from local_training t where t.municipality_id = ${municipalityId} and t.state in ('planned', 'held') and (t.returned_at is not null or t.last_on < ${today}::date
    or (exists (select from instructor_request q where q.local_training_id = t.id and q.state = 'declined') and not exists (select from instructor_request q where q.local_training_id = t.id and q.state in ('draft', 'sent', 'accepted'))))
  order by t.last_on, t.id limit 5) z)`

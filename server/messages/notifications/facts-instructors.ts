import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { body } from './about.ts'
import type { Facts } from './shapes.ts'

// What letters about instructors and local trainings need to know.

/** Somebody in the register, or invited to it. */
export async function instructorFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('instructor as i').innerJoin('person as p', 'p.id', 'i.person_id').innerJoin('course as c', 'c.id', 'i.course_id')
    .select(['p.id as personId', 'p.name', 'c.name as title', 'c.name_en as titleEn', 'i.valid_until as validUntil']).where('i.id', '=', id).executeTakeFirst()
  return row && { of: 'instructor', about: { title: row.title, titleEn: row.titleEn, contact: '' }, person: row, validUntil: row.validUntil }
}

interface Asked {
  id: number; title: string; contact: string; personId: number; name: string; employer: string; reason: string | null; dueOn: Day; municipalityId: number; municipality: string; municipalityEn: string
  days: { heldOn: Day; place: string; startsAt: string; endsAt: string }[]
}

/** A request to an instructor, with its days and what was said last. */
export async function instructorRequestFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const [row] = await ask(db, sql<Asked>`
    select q.id, t.title, q.contact, q.person_id as "personId", q.name, q.employer, coalesce(q.withdrawn_reason, q.answer_reason) as reason, q.answer_by as "dueOn", m.id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn",
      (select coalesce(json_agg(json_build_object('heldOn', d.held_on, 'place', d.place, 'startsAt', d.starts_at, 'endsAt', d.ends_at) order by d.held_on, d.starts_at), '[]')
        from instructor_request_day x join local_training_day d on d.id = x.local_training_day_id where x.instructor_request_id = q.id) as days
    from instructor_request q join local_training t on t.id = q.local_training_id join municipality m on m.id = q.municipality_id where q.id = ${id}`)
  return row && {
    of: 'instructorRequest', requestId: id, about: { title: row.title, titleEn: row.title, contact: row.contact }, person: row, employer: row.employer, reason: row.reason ?? '', dueOn: row.dueOn, days: row.days,
    municipality: body(row.municipalityId, row.municipality, row.municipalityEn),
  }
}

/** A local training whose report was given back. */
export async function localTrainingFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('local_training as t').innerJoin('municipality as m', 'm.id', 't.municipality_id')
    .select(['t.title', 't.returned_reason as reason', 'm.id', 'm.name', 'm.name_en as nameEn']).where('t.id', '=', id).executeTakeFirst()
  return row && { of: 'localTraining', trainingId: id, about: { title: row.title, titleEn: row.title, contact: '' }, reason: row.reason ?? '', municipality: body(row.id, row.name, row.nameEn) }
}

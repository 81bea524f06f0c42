import { sql, type RawBuilder } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { signedBy, signerOfRest } from './queries.ts'

/** How the call is found that a matter belongs to; a survey comes before its call and is signed like the last one of its course. */
const calls: Record<string, (id: number) => RawBuilder<unknown>> = {
  call: (id) => sql`c.id = ${id}`,
  training: (id) => sql`c.training_id = ${id}`,
  sheet: (id) => sql`c.id = (select s.call_id from nomination_sheet s where s.id = ${id})`,
  nomination: (id) => sql`c.id = (select n.call_id from nomination n where n.id = ${id})`,
  offer: (id) => sql`c.training_id = (select o.training_id from seat_offer o where o.id = ${id})`,
  enrollment: (id) => sql`c.training_id = (select e.training_id from enrollment e where e.id = ${id})`,
  certificate: (id) => sql`c.training_id = (select k.training_id from certificate k where k.id = ${id})`,
  class_day: (id) => sql`c.training_id = (select h.training_id from class_day d join cohort h on h.id = d.cohort_id where d.id = ${id})`,
  demand_survey: (id) => sql`c.issued_on is not null and c.training_id in (select t.id from training t join demand_survey d on d.course_id = t.course_id where d.id = ${id})`,
}

/**
 * Who signs what is written of a matter on a day: office and title of the sender of its call, whoever holds it then. An
 * office that nobody holds on the day signs by its own name. One statement.
 */
export async function signerFor(db: Reader, subject: string, today: Day): Promise<string> {
  const [kind = '', text] = subject.split(':')
  const [find, id] = [Object.hasOwn(calls, kind) ? calls[kind] : undefined, Number(text)]
  const day = sql`${today}::date`
  const ofCall = find === undefined || !Number.isSafeInteger(id) ? sql<string | null>`null::text` : sql<string | null>`(
    select case when c.sender_label is null then nullif(c.sender, '') else coalesce(${signedBy(sql.ref('c.sender_label'), day)}, c.sender_label) end
    from call c where ${find(id)} order by c.issued_on desc nulls last, c.id desc limit 1)`
  return (await db.selectNoFrom(sql<string | null>`coalesce(${ofCall}, ${signerOfRest(day)})`.as('signer')).executeTakeFirst())?.signer ?? ''
}

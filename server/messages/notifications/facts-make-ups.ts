import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { enrollmentNumber } from '../../entry/enrollments/rules.ts'
import { body } from './about.ts'
import type { Facts } from './shapes.ts'

// What letters about absences and make-ups need to know.

interface Row {
  title: string; titleEn: string; contact: string; personId: number; name: string; number: number; municipalityId: number | null; municipality: string | null; municipalityEn: string | null
  slot: string | null; slotEn: string | null; heldOn: Day | null; place: string | null; startsAt: string | null; endsAt: string | null
}

/** Somebody's enrollment that still stands, with a slot (missed, or the seat for it) or a day where the line names one. */
async function ofEnrollment(db: Reader, enrollmentId: number, { slotId, dayId }: { slotId: number; dayId: number }): Promise<Row | undefined> {
  return (await ask(db, sql<Row>`
    select t.title, t.title_en as "titleEn", coalesce(k.contact, '') as contact, p.id as "personId", p.name, e.number, m.id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn",
      s.title as slot, coalesce(case when o.title = s.title then o.title_en end, s.title) as "slotEn", d.held_on as "heldOn", d.place, s.starts_at as "startsAt", s.ends_at as "endsAt"
    from enrollment e join person p on p.id = e.person_id join training t on t.id = e.training_id left join call k on k.training_id = t.id left join municipality m on m.id = e.municipality_id
    left join slot s on s.id = ${slotId} left join module o on o.id = s.module_id left join class_day d on d.id = coalesce(s.class_day_id, ${dayId})
    where e.id = ${enrollmentId} and e.state <> 'withdrawn'`))[0]
}

/** Word of an absence goes to the municipality, without its reason, which is for the people at the venue. */
export async function absenceFacts(db: Reader, enrollmentId: number, { dayId, kind }: Record<string, unknown>): Promise<Facts | undefined> {
  const row = await ofEnrollment(db, enrollmentId, { slotId: 0, dayId: Number(dayId) })
  if (row === undefined || row.municipalityId === null || row.heldOn === null) return undefined
  return {
    of: 'absence', enrollmentId, about: row, name: row.name, number: enrollmentNumber(row.number), heldOn: row.heldOn, kind: kind === 'late' ? 'late' : 'absent',
    municipality: body(row.municipalityId, row.municipality!, row.municipalityEn!),
  }
}

/** A seat that the office gave, or what was said of a report: told to the person, with the day where there is one. */
export async function makeUpFacts(db: Reader, enrollmentId: number, { slotId, seatSlotId }: Record<string, unknown>): Promise<Facts | undefined> {
  const [missed, seat] = await Promise.all([ofEnrollment(db, enrollmentId, { slotId: Number(slotId), dayId: 0 }), seatSlotId === undefined ? undefined : ofEnrollment(db, enrollmentId, { slotId: Number(seatSlotId), dayId: 0 })])
  if (missed === undefined || missed.slot === null) return undefined
  return {
    of: 'makeUp', about: missed, person: missed, slot: { ja: missed.slot, en: missed.slotEn ?? missed.slot }, path: `/my-make-ups/${enrollmentId}/${Number(slotId)}`,
    days: seat?.heldOn ? [{ heldOn: seat.heldOn, place: seat.place ?? '', startsAt: seat.startsAt, endsAt: seat.endsAt }] : [],
  }
}

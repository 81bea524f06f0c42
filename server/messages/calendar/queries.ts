import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { Entry } from './rules.ts'

interface Held { event: string; held_on: Day; place: string; starts_at: string | null; ends_at: string | null; slot: string; changes: number; is_off: boolean }

/**
 * Slots of one person: those of their enrollments, those of cohorts and chosen days they left, and those they teach or
 * taught, past and to come, canceled ones as well, so that a calendar hears of it. Of days to choose, one that was never
 * chosen is not among them; of other cohorts and days, the slots in which they have or gave back a seat to make up something are. Nobody else's name is among them. One statement.
 */
export async function entriesOf(db: Reader, personId: number, classDayId?: number): Promise<Entry[]> {
  return db.selectFrom('calendar_entry as k').innerJoin('cohort as h', 'h.id', 'k.cohort_id').innerJoin('training as t', 't.id', 'h.training_id')
    .innerJoin(sql<Held>`lateral (
        select 'slot-' || c.slot_id as event, c.held_on, c.place, c.starts_at, c.ends_at, c.title as slot, c.sequence as changes, c.canceled as is_off
          from calendar_slot c where c.class_day_id = k.class_day_id
        union all select 'class-day-' || k.class_day_id, k.held_on, k.place, k.starts_at, k.ends_at, '', k.sequence, k.canceled or k.slots > 0 where k.alone or k.slots = 0)`.as('x'), (join) => join.onTrue())
    .leftJoin('enrollment as e', (join) => join.on('e.person_id', '=', personId).onRef('e.training_id', '=', 't.id')
      .on(sql<boolean>`(e.cohort_id = h.id or exists (select from calendar_stay y where y.enrollment_id = e.id and y.cohort_id = h.id) or ${wasGuestOn})`))
    .leftJoin('calendar_stay as s', (join) => join.onRef('s.enrollment_id', '=', 'e.id').onRef('s.cohort_id', '=', 'h.id'))
    .leftJoin('class_day as d', 'd.id', 'k.class_day_id')
    .leftJoin('chosen_day as y', (join) => join.onRef('y.class_day_id', '=', 'd.id').onRef('y.enrollment_id', '=', 'e.id'))
    .leftJoin(seatIn, (join) => join.onTrue())
    .leftJoin('calendar_teaching as i', (join) => join.onRef('i.cohort_id', '=', 'h.id').on('i.person_id', '=', personId))
    .select(['x.event', 'k.class_day_id as classDayId', 'e.id as enrollmentId', 'x.held_on as heldOn', 'x.starts_at as startsAt', 'x.ends_at as endsAt', 'x.place',
      't.title', 't.title_en as titleEn', 'h.name as cohort', 'h.name_en as cohortEn', 'x.slot', 'x.changes', 'x.is_off as isOff',
      sql<number>`case when e.id is null then i.moves else coalesce(s.moves, 0) + coalesce(y.moves, 0) + coalesce(v.moves, 0) end`.as('moves'), hasLeft(personId).as('hasLeft')])
    .where((eb) => eb.or([eb.and([eb('e.id', 'is not', null), sql<boolean>`(${ownOrLeft} or v.holds is not null)`]), eb.and([eb('e.id', 'is', null), eb('i.person_id', 'is not', null)])]))
    .$if(classDayId !== undefined, (qb) => qb.where('k.class_day_id', '=', classDayId!))
    .orderBy('x.held_on').orderBy('k.class_day_id').orderBy('x.starts_at').orderBy('x.event').orderBy('e.id').limit(2_000).execute()
}

/** Somebody has, had or gave back a seat on the day. */
const wasGuestOn = sql<boolean>`exists (select from make_up g join slot b on b.id = g.seat_slot_id where g.enrollment_id = e.id and b.class_day_id = k.class_day_id)`

/** The seat of somebody in a slot, which each booking and giving back moves by one; null where they never had one. */
const seatIn = sql<{ holds: boolean; moves: number }>`lateral (select bool_or(g.state <> 'canceled') as holds,
    (count(*) + count(*) filter (where g.state = 'canceled'))::int as moves
  from make_up g where g.enrollment_id = e.id and x.event = 'slot-' || g.seat_slot_id having count(*) > 0)`.as('v')

/** The day is one of their cohort, or of one they left, and of days to choose it was chosen once. */
const ownOrLeft = sql<boolean>`((e.cohort_id = h.id or s.enrollment_id is not null) and (d.day_choice_id is null or y.class_day_id is not null))`

/** A trainee has left the training, the cohort or the day; whoever taught the cohort does not any more. */
const hasLeft = (personId: number) => sql<boolean>`case
  when e.id is null then not exists (select from cohort_instructor z where z.cohort_id = h.id and z.person_id = ${personId})
  when v.holds then e.state = 'withdrawn'
  else e.state = 'withdrawn' or e.cohort_id is distinct from h.id or (d.day_choice_id is not null and not coalesce(y.is_chosen, false)) end`

/** When the open private address of a person was made; the address itself nobody can read again. */
export const feedOf = (db: Reader, personId: number) => db.selectFrom('calendar_feed').select(['secret_hash as secretHash', 'made_at as madeAt'])
  .where('person_id', '=', personId).where('revoked_at', 'is', null).executeTakeFirst()

/** Whose feed a secret opens; undefined when it was revoked or never was, or the person may not come in any more. */
export const feedBySecret = (db: Reader, secretHash: string) => db.selectFrom('calendar_feed as f').innerJoin('account as a', 'a.person_id', 'f.person_id')
  .select(['f.person_id as personId', 'a.language'])
  .where('f.secret_hash', '=', secretHash).where('f.revoked_at', 'is', null).where('a.disabled_at', 'is', null)
  .where((eb) => eb.exists(eb.selectFrom('post as p').select('p.id').whereRef('p.account_id', '=', 'a.id').where('p.ended_at', 'is', null)))
  .executeTakeFirst()

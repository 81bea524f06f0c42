import { sql } from 'kysely'
import type { Day } from '../../base/days.ts'
import { beginsOn } from '../enrollments/queries.ts'

/**
 * Whether an officer took back the latest offer of an entry (`w`) and nobody has spoken for the person since: neither by a new
 * offer nor by another place on the list. An offer that ended because its cohort did has no reason and sets nobody aside.
 */
export const takenBack = sql<boolean>`exists (select from seat_offer b where b.entry_id = w.id and b.state = 'withdrawn' and b.ended_reason <> ''
  and (w.moved_at is null or w.moved_at < b.ended_at) and not exists (select from seat_offer later where later.entry_id = w.id and later.id > b.id))`

/** The seats that may be given, in thousandths and rounded as in enrollments/rules.ts. */
const stretched = (row: 't' | 'c') => sql`round(${sql.ref(`${row}.capacity`)} * t.over_percent * 10) / 1000.0`

/** Who has a seat of the training `t` or is offered one, of the same kind as the nomination `n`. */
const alike = (column: 'category' | 'profession_code') => sql`(
  (select count(*) from enrollment e where e.training_id = t.id and e.state <> 'withdrawn' and e.${sql.ref(column)} = n.${sql.ref(column)})
  + (select count(*) from seat_offer o join waitlist_entry x on x.id = o.entry_id join nomination y on y.id = x.nomination_id
     where o.training_id = t.id and o.state = 'open' and y.${sql.ref(column)} = n.${sql.ref(column)}))`

/**
 * The trainings where an officer has somebody to ask: seats nobody has and nobody was offered, and at least one person on the
 * waitlist who could take one, in a cohort that begins after their answer is due. For the agenda of a home, as (kind, id, count of free seats, day, title, title in English).
 */
export const seatsToOffer = (today: Day) => sql`
  select 'seats', t.id, least(greatest(0, least(floor(${stretched('t')}), k.limits) - k.taken), k.room)::int, null::date, t.title, t.title_en
  from training t join selection s on s.training_id = t.id and s.state = 'announced'
  join lateral (
    select coalesce(sum(h.taken), 0) as taken, coalesce(sum(h.seats) filter (where h.open), 0) as limits,
      coalesce(sum(greatest(0, h.seats - h.taken)) filter (where h.open), 0) as room
    from (select c.state in ('planned', 'postponed')
          and coalesce(${beginsOn('c.id')} > ${today}::date + ceil(t.offer_hours / 24.0)::int, true) as open, ceil(${stretched('c')}) as seats,
        (select count(*) from enrollment e where e.cohort_id = c.id and e.state <> 'withdrawn')
        + (select count(*) from seat_offer o where o.cohort_id = c.id and o.state = 'open') as taken
      from cohort c where c.training_id = t.id) h
  ) k on true
  where t.state = 'running' and t.offers_by = 'officer' and least(floor(${stretched('t')}), k.limits) > k.taken and k.room > 0
    and exists (select from waitlist_entry w join nomination n on n.id = w.nomination_id
      where w.training_id = t.id and w.state = 'waiting' and n.withdrawn_at is null and not ${takenBack}
        and not exists (select from enrollment e where e.person_id = w.person_id and e.training_id = t.id and e.state <> 'withdrawn')
        and not (s.hard_quota and coalesce(case n.category when 'chair' then s.quota_chair when 'adviser' then s.quota_adviser
          when 'case_presenter' then s.quota_case_presenter else s.quota_other end <= ${alike('category')}, false))
        and not (s.hard_profession_quota and coalesce((s.profession_quotas ->> n.profession_code)::int <= ${alike('profession_code')}, false)))`

import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'

/** Meetings to which not every municipality has replied, with how many are open: what waits for the office. */
export const meetingTodos = sql`
  select 'replies', g.id, count(*)::int, g.replies_due_on, g.title, coalesce(nullif(g.title_en, ''), g.title) from meeting g cross join municipality m
    where g.state = 'registration' and m.valid_to is null and not exists (select from meeting_reply r where r.meeting_id = g.id and r.municipality_id = m.id) group by g.id`

/** Meetings that are to be held, as days that come. */
export const meetingDays = (today: Day) => sql`
  select 'meeting', g.id, null::int, g.held_on, g.title, coalesce(nullif(g.title_en, ''), g.title) from meeting g
    where g.state in ('announced', 'registration') and g.held_on >= ${today}::date`

/** Meetings a municipality is asked to reply to, and has not, or not for good. */
export const meetingsToReply = (db: Reader, municipalityId: number, today: Day) => db.selectFrom('meeting as g')
  .leftJoin('meeting_reply as r', (join) => join.onRef('r.meeting_id', '=', 'g.id').on('r.municipality_id', '=', municipalityId))
  .select(['g.id', 'g.title', 'g.title_en as titleEn', 'g.held_on as heldOn', 'g.starts_at as startsAt', 'g.ends_at as endsAt', 'g.replies_due_on as dueOn', 'r.answer'])
  .where('g.state', '=', 'registration').where('g.held_on', '>=', today).where((eb) => eb.or([eb('r.answer', 'is', null), eb('r.answer', '=', 'undecided')]))
  .orderBy('g.replies_due_on').orderBy('g.id').limit(5)

import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Actor } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { prepared } from '../../base/prepared.ts'
import { beginsAt, endsAt, isOwnDay, ownGroupOn } from '../../planning/trainings/class-days.ts'
import { newsOnTop } from '../../messages/news/queries.ts'

export interface NextDay { heldOn: Day; place: string; directions: string; opensAt: string; startsAt: string | null; endsAt: string | null; group: number | null }
/** Several days of which the trainee has not chosen one, while it can still be done. */
export interface OpenChoice { id: number; title: string; titleEn: string; closesOn: Day }
interface LatestMessage { id: number; title: string; titleEn: string | null; madeAt: string; isRead: boolean }

/**
 * A trainee with all that their home shows beside lessons and evidence, in one statement: one row per enrollment (newest
 * first), or one row without an enrollment. Messages, news, certificates and seats that are held
 * for an answer stand in each row.
 */
export const ownStanding = (db: Reader, { kind, personId, municipalityId }: Actor, today: Day, now: Date) =>
  standing(db, { kind, personId, municipalityId, today, now })

type Asked = Pick<Actor, 'kind' | 'personId' | 'municipalityId'> & { today: Day; now: Date }

const standing = prepared((db, { today, now, ...actor }: Asked) => db.selectFrom('person as p')
  .leftJoin('enrollment as e', 'e.person_id', 'p.id')
  .leftJoin('training as t', 't.id', 'e.training_id')
  .leftJoin('cohort as c', 'c.id', 'e.cohort_id')
  .select(['e.id', 'e.state', 'e.number', 'e.name_checked_at as nameCheckedAt', 'e.completed_on as completedOn', 't.title', 't.title_en as titleEn',
    't.late_limit_minutes as lateLimitMinutes', 'c.name as cohort', 'c.name_en as cohortEn'])
  .select((eb) => [
    eb.selectFrom('certificate as k').select(({ fn }) => fn.countAll<number>().as('n')).whereRef('k.person_id', '=', 'p.id').where('k.in_force', '=', true).as('certificates'),
    eb.selectFrom('completion_criteria as r').select('r.rule').whereRef('r.training_id', '=', 'e.training_id')
      .orderBy('r.version', 'desc').limit(1).as('rule'),
    eb.exists(eb.selectFrom('effect_measurement as m').select('m.training_id').whereRef('m.training_id', '=', 'e.training_id')).as('isMeasured'),
  ])
  .select(sql<LatestMessage[] | null>`(select json_agg(m) from (select id, title, title_en as "titleEn", made_at as "madeAt", read_at is not null as "isRead"
    from message where person_id = p.id order by id desc limit 3) m)`.as('messages'))
  .select(sql<NextDay | null>`(select json_build_object('heldOn', d.held_on, 'place', d.place, 'directions', d.directions, 'opensAt', d.opens_at,
      'startsAt', ${beginsAt('d')}, 'endsAt', ${endsAt('d')}, 'group', ${ownGroupOn('e', 'd')})
    from class_day d where d.cohort_id = c.id and c.state = 'planned' and d.held_on >= ${today}::date and ${isOwnDay('e', 'd')} order by d.held_on, d.id limit 1)`.as('nextDay'))
  .select(sql<OpenChoice | null>`(select json_build_object('id', o.id, 'title', o.title, 'titleEn', o.title_en, 'closesOn', o.closes_on)
    from day_choice o where o.cohort_id = c.id and c.state = 'planned' and o.closes_on >= ${today}::date
      and not exists (select from chosen_day x where x.enrollment_id = e.id and x.day_choice_id = o.id and x.is_chosen) order by o.closes_on, o.id limit 1)`.as('openChoice'))
  .select((eb) => jsonArrayFrom(eb.selectFrom('seat_offer as o').innerJoin('training as y', 'y.id', 'o.training_id').innerJoin('cohort as h', 'h.id', 'o.cohort_id')
    .select(['o.id', sql<string>`o.due_at`.as('dueAt'), 'y.title', 'y.title_en as titleEn', 'h.name as cohort', 'h.name_en as cohortEn'])
    .whereRef('o.person_id', '=', 'p.id').where('o.state', '=', 'open').where('o.due_at', '>', now).orderBy('o.due_at').limit(5)).as('offers'))
  .select(jsonArrayFrom(newsOnTop(db, actor, today)).as('news'))
  .where('p.id', '=', actor.personId)
  .orderBy('t.fiscal_year', 'desc').orderBy('e.id', 'desc').limit(20))

export type StandingRow = Awaited<ReturnType<typeof ownStanding>>[number]

import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'

/** One thing that waits for a municipality or an expert: what it is, about which row, how many, until when, and its name. */
export interface SupportLine { kind: 'apply' | 'goOn' | 'agree' | 'session' | 'actions' | 'request' | 'visit' | 'advise'; id: number | null; count: number | null; day: Day | null; title: string | null; titleEn: string | null }

/** What of model supports and practices waits for the office, as lines of its agenda. */
export const officeTodos = (today: Day) => sql`
      select 'recruit', r.id, count(*)::int, null::date, null, null from support_recruitment r join model_support s on s.recruitment_id = r.id and s.state = 'applied'
        where r.state = 'open' and r.closes_on < ${today}::date group by r.id
      union all
      select 'agree', s.id, null, null, m.name, m.name_en from support_plan l join model_support s on s.id = l.model_support_id join municipality m on m.id = s.municipality_id
        where l.state = 'draft' and l.municipality_agreed_at is not null and l.prefecture_agreed_at is null and s.state in ('designated', 'plan_agreed', 'supporting')
      union all
      select 'share', q.id, null, null, m.name, m.name_en from support_report q join model_support s on s.id = q.model_support_id and s.state = 'reported' join municipality m on m.id = s.municipality_id
      union all
      select 'practices', null, count(*)::int, null, null, null from good_practice where state = 'offered' having count(*) > 0
      union all
      select 'late', null, count(*)::int, null, null, null from action_item where state = 'open' and due_on < ${today}::date having count(*) > 0`

/** What of its support waits for a municipality: a call, its plan, the next session, what is to be done. */
export const supportAsked = (db: Reader, municipalityId: number, today: Day) => db.selectFrom(sql<SupportLine>`(
    select 'apply' as kind, r.id, null::int as count, r.closes_on as day, null as title, null as "titleEn" from support_recruitment r where r.state = 'open' and r.closes_on >= ${today}::date
      and not exists (select from model_support s where s.recruitment_id = r.id and s.municipality_id = ${municipalityId} and s.state <> 'withdrawn')
    union all
    select 'goOn', s.id, null, r.closes_on, null, null from model_support s join support_recruitment r on r.id = s.recruitment_id
      where s.municipality_id = ${municipalityId} and s.state = 'recruiting' and r.state = 'open' and r.closes_on >= ${today}::date
    union all
    select 'agree', s.id, null, null, null, null from support_plan l join model_support s on s.id = l.model_support_id where s.municipality_id = ${municipalityId}
      and l.state = 'draft' and l.prefecture_agreed_at is not null and l.municipality_agreed_at is null and s.state in ('designated', 'plan_agreed', 'supporting')
    union all
    (select 'session', e.id, e.number, e.held_on, e.theme, e.theme from support_session e where e.municipality_id = ${municipalityId} and e.state = 'planned' and e.held_on >= ${today}::date order by e.held_on limit 2)
    union all
    select 'actions', null, count(*)::int, min(due_on), null, null from action_item where municipality_id = ${municipalityId} and state = 'open' having count(*) > 0)`.as('lines'))
  .selectAll().orderBy(sql`day nulls first`).orderBy('kind').limit(8)

/** What waits for an expert, and whom they advise. */
export const adviceAsked = (db: Reader, personId: number, today: Day) => db.selectFrom(sql<SupportLine>`(
    with mine as (select x.id, x.model_support_id, x.state, m.name, m.name_en from expert_appointment x join model_support s on s.id = x.model_support_id join municipality m on m.id = s.municipality_id where x.person_id = ${personId} and x.state in ('asked', 'accepted'))
    select 'request' as kind, id, null::int as count, null::date as day, name as title, name_en as "titleEn" from mine where state = 'asked'
    union all
    (select 'session', e.id, e.number, e.held_on, x.name, x.name_en from mine x join support_session e on e.model_support_id = x.model_support_id where x.state = 'accepted' and e.state = 'planned' and e.held_on >= ${today}::date order by e.held_on limit 4)
    union all
    (select 'visit', e.id, e.number, e.held_on, x.name, x.name_en from mine x join support_session e on e.model_support_id = x.model_support_id where x.state = 'accepted' and e.state = 'held'
      and not exists (select from visit_report v where v.session_id = e.id and v.appointment_id = x.id) order by e.held_on desc limit 4)
    union all
    select 'advise', x.model_support_id, (select count(*)::int from action_item a join support_session e on e.id = a.support_session_id where e.model_support_id = x.model_support_id and a.state = 'open'), null, x.name, x.name_en from mine x where x.state = 'accepted')`.as('lines'))
  .selectAll().orderBy(sql`array_position(array['request', 'session', 'visit', 'advise'], kind)`).orderBy('day').orderBy('id').limit(30)

/** Where such a line leads. */
export const supportWays: Record<SupportLine['kind'], (id: number | null) => string> = {
  apply: (id) => `/support-recruitments/${id}`, goOn: (id) => `/model-supports/${id}/application`, agree: (id) => `/model-supports/${id}/plan`, session: (id) => `/support-sessions/${id}`, actions: () => '/actions?state=open',
  request: (id) => `/expert-requests/${id}`, visit: (id) => `/support-sessions/${id}`, advise: (id) => `/model-supports/${id}`,
}

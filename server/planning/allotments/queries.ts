import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { knownCall, withQuotas } from '../calls/queries.ts'
import type { QuotaCategory } from '../calls/rules.ts'
import { isPoolOpen, placesOf, type Holding, type Places } from './pool.ts'



/** A call whose places are asked for; `holdings` are there when they were read together with it. */
export interface CallWithPool { id: number; poolOn: Day | null; holdings?: readonly Holding[] }

/** What every municipality holds of the call `c` in every category, in official order, on a day, as one JSON value. */
const holdings = (today: Day) => sql<Holding[]>`(
  select coalesce(json_agg(json_build_object('municipalityId', m.id, 'category', q.category, 'own', coalesce(a.places, q.places),
      'submitted', case when s.state in ('submitted', 'accepted') then coalesce(n.named, 0) else 0 end,
      'returned', case when s.state = 'returned' then coalesce(n.named, 0) else 0 end,
      'kept', coalesce(s.due_on >= ${today}::date, false) and s.state not in ('submitted', 'accepted')) order by m.code, q.position), '[]')
  from municipality m
  cross join lateral (values (1, 'chair', c.quota_chair), (2, 'adviser', c.quota_adviser), (3, 'case_presenter', c.quota_case_presenter),
    (4, 'other', c.quota_other)) as q (position, category, places)
  left join allotment a on a.call_id = c.id and a.municipality_id = m.id and a.category = q.category
  left join nomination_sheet s on s.call_id = c.id and s.municipality_id = m.id
  left join (select municipality_id, category, count(*)::int as named from nomination
    where call_id = c.id and withdrawn_at is null group by 1, 2) n on n.municipality_id = m.id and n.category = q.category
  where m.valid_to is null or m.valid_to >= ${today}::date or s.id is not null)`

/** The call with what every municipality holds of it: one statement. It must see past the wall. */
export async function callWithHoldings(db: Reader, scope: Scope, id: number, today: Day) {
  const row = await knownCall(db, scope, id).select(holdings(today).as('holdings')).executeTakeFirst()
  return row && withQuotas(row)
}

const holdingsOf = async (db: Reader, callId: number, today: Day): Promise<readonly Holding[]> =>
  (await db.selectFrom('call as c').select(holdings(today).as('holdings')).where('c.id', '=', callId).executeTakeFirst())?.holdings ?? []

/**
 * How many a municipality may name in each category today: its own places, and from the day on which unused ones return,
 * what the pool still has. The one question the sheet, its checks and its submission ask. It must see past the wall.
 */
export async function placesFor(db: Reader, call: CallWithPool, municipalityId: number, today: Day): Promise<Record<QuotaCategory, Places>> {
  const all = call.holdings ?? await holdingsOf(db, call.id, today)
  const open = isPoolOpen(call.poolOn, today)
  const of = (category: QuotaCategory) => placesOf(all.filter((one) => one.category === category), municipalityId, open)
  return { chair: of('chair'), adviser: of('adviser'), case_presenter: of('case_presenter'), other: of('other') }
}

import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'

/** Open transfer checks with how many municipalities have not handed in, and the nearest day one of these has: what waits for the office. */
export const transferTodos = sql`
  select 'transfers', k.id, count(*)::int, min(greatest(k.due_on, l.until_on)), null, null from transfer_check k cross join municipality m
    left join transfer_leave l on l.check_id = k.id and l.municipality_id = m.id
    where k.state = 'open' and m.valid_to is null and not exists (select from transfer_sheet s where s.check_id = k.id and s.municipality_id = m.id and s.state = 'submitted') group by k.id`

/** Transfer checks a municipality has not handed in and still may: open, or with a later day of its own. */
export const transferChecksToAnswer = (db: Reader, municipalityId: number, today: Day) => db.selectFrom('transfer_check as k')
  .leftJoin('transfer_leave as l', (join) => join.onRef('l.check_id', '=', 'k.id').on('l.municipality_id', '=', municipalityId))
  .leftJoin('transfer_sheet as s', (join) => join.onRef('s.check_id', '=', 'k.id').on('s.municipality_id', '=', municipalityId))
  .select(['k.id', 'k.fiscal_year as fiscalYear', 's.id as sheetId', sql<Day>`greatest(k.due_on, l.until_on)`.as('dueOn')])
  .where((eb) => eb.and([eb.or([eb('s.state', 'is', null), eb('s.state', '=', 'draft')]), eb.or([eb('k.state', '=', 'open'), eb('l.until_on', '>=', today)])]))
  .orderBy('dueOn').orderBy('k.id').limit(5)

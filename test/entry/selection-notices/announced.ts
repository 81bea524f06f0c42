import { sql } from 'kysely'
import type { Database } from '../../../server/base/database.ts'
import type { Town } from '../../support/people.ts'
import { nominate } from '../selection/world.ts'

const categories = ['chair', 'adviser', 'case_presenter', 'other'] as const
const moment = new Date('2026-07-31T10:00:00+09:00')

/** An announced selection of so many people out of sixty municipalities: three of four are in, the others wait. */
export async function announced(db: Database, town: Town, names: readonly string[]): Promise<void> {
  const places = await db.insertInto('municipality').values(Array.from({ length: 60 }, (_, n) => ({
    code: `9${String(n).padStart(5, '0')}`, name: `第${n + 1}市`, name_en: `City ${n + 1}`, kana: 'し', kind: 'city' as const,
  }))).returning('id').execute()
  await nominate(db, town, names.map((name, n) => ({
    municipality: places[n % 60]!.id, category: categories[Math.floor(n / 60) % 4]!, rank: 1 + Math.floor(n / 240), name, kana: 'たすう',
  })))
  await db.updateTable('training').set({ state: 'running' }).where('id', '=', town.training).execute()
  const { id } = await db.insertInto('selection').values({
    training_id: town.training, state: 'announced', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: moment, announced_at: moment,
  }).returning('id').executeTakeFirstOrThrow()
  await sql`insert into selection_line (selection_id, nomination_id, position, rule, simulated_outcome, outcome, waitlist_position, cohort_id)
    select ${id}, n.id, row_number() over (order by n.id), case when n.id % 4 = 0 then 'over_capacity' else 'first_rank' end,
      case when n.id % 4 = 0 then 'waitlisted' else 'selected' end, case when n.id % 4 = 0 then 'waitlisted' else 'selected' end,
      case when n.id % 4 = 0 then n.id / 4 end, ${town.cohorts[0]}::int from nomination n`.execute(db)
  await sql`insert into enrollment (training_id, cohort_id, person_id, municipality_id, nomination_id, number, category, affiliation, enrolled_at)
    select ${town.training}, ${town.cohorts[0]}, n.person_id, n.municipality_id, n.id, row_number() over (order by n.id), n.category, n.affiliation, ${moment}
    from nomination n where n.id % 4 <> 0`.execute(db)
}

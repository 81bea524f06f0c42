import { searchKeyOf } from '../../who/people/names.ts'
import { facilitatorOf } from '../../classroom/exercise-groups/balance/facilitating.ts'
import { startingWeights, type Member } from '../../classroom/exercise-groups/balance/input.ts'
import { balanced } from '../../classroom/exercise-groups/balance/search.ts'
import type { Staff } from './people.ts'
import type { DemoCohort } from './trainings.ts'
import type { Tray } from './tray.ts'

const at = (text: string) => new Date(`${text}:00+09:00`)

/** The groups of the class day of a cohort, shown to trainees; whoever came last has no seat yet, so that there is something to even out. */
export function putGroups(tray: Tray, { prefecture }: Staff, cohort: DemoCohort): void {
  const day = cohort.days[0]!.id
  const members = tray.rows('enrollment').filter(({ cohort_id, state }) => cohort_id === cohort.id && state !== 'withdrawn')
    .sort((one, other) => one.number - other.number).map((row): Member & { number: number } => ({
      id: row.id!, number: row.number, category: row.category, profession: row.profession_code ?? null, municipality: row.municipality_id ?? null,
      office: searchKeyOf(row.affiliation ?? ''), experienced: row.nomination_id != null && tray.rows('nomination')[row.nomination_id - 1]?.experience === 'experienced',
    })).slice(0, -1)
  const locked = new Map([[members[0]!.id, 0]])
  const apart = [members[4]!.id, members[9]!.id] as const
  const groupOf = balanced(members, { size: 6, seed: 1, weights: startingWeights, apart: [apart], locked })
  tray.put('exercise_grouping', {
    class_day_id: day, size: 6, seed: 1, weights: JSON.stringify(startingWeights), table_columns: 5, published_at: at('2026-11-20T16:10'), published_by: prefecture,
    made_by: prefecture, made_at: at('2026-11-19T14:20'), version: 4,
  })
  for (const [group, own] of [...Map.groupBy(members, (_, place) => groupOf[place]!)].sort(([one], [other]) => one - other)) {
    tray.put('exercise_group', { class_day_id: day, number: group + 1, facilitator_id: facilitatorOf(own) })
    for (const { id } of own) tray.put('exercise_group_seat', { enrollment_id: id, class_day_id: day, group_number: group + 1, is_locked: locked.has(id) })
  }
  tray.put('exercise_group_apart', { class_day_id: day, one_id: Math.min(...apart), other_id: Math.max(...apart) })
}

import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'
import { activeStates } from '../../entry/enrollments/rules.ts'

const who = ['e.id', 'e.number', 'e.state', 'e.affiliation', 'p.name', 'p.kana', 'f.name as profession', 'f.name_en as professionEn', 'm.name as municipality', 'm.name_en as municipalityEn'] as const
const people = (db: Reader, trainingId: number) => db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id')
  .leftJoin('municipality as m', 'm.id', 'e.municipality_id').leftJoin('profession as f', 'f.code', 'e.profession_code')
  .select(who).where('e.training_id', '=', trainingId)

export interface CarriedModule { id: number; title: string; titleEn: string; completedOn: string; fromEnrollmentId: number; fiscalYear: number; isGranted: boolean }

/**
 * Modules somebody finished in a training of the same course since `firstYear` and did not complete it: the latest time each.
 * Only what a judgment confirmed stands in `completed_module`.
 */
const modulesBefore = (trainingId: number, firstYear: number) => sql<CarriedModule[]>`(select coalesce(json_agg(json_build_object('id', x.module_id, 'title', x.title, 'titleEn', x.title_en,
    'completedOn', x.completed_on, 'fromEnrollmentId', x.from_id, 'fiscalYear', x.fiscal_year, 'isGranted', x.is_granted) order by x.position), '[]')
  from (select distinct on (k.module_id) k.module_id, o.title, o.title_en, o.position, k.completed_on, b.id as from_id, y.fiscal_year,
      exists (select from carried_module c where c.enrollment_id = e.id and c.module_id = k.module_id) as is_granted
    from completed_module k join enrollment b on b.id = k.enrollment_id join training y on y.id = b.training_id join module o on o.id = k.module_id
    where b.person_id = e.person_id and b.state in ('not_completed', 'carried_over') and y.id <> ${trainingId}
      and y.course_id = (select t.course_id from training t where t.id = ${trainingId}) and o.course_id = y.course_id
      and y.fiscal_year >= ${firstYear} and y.fiscal_year < (select t.fiscal_year from training t where t.id = ${trainingId})
    order by k.module_id, y.fiscal_year desc, k.completed_on desc) x)`

/** Who in a training could bring modules along, or does; by number. */
export const broughtInto = (db: Reader, trainingId: number, firstYear: number, only?: readonly number[]) => db.selectFrom(people(db, trainingId).where('e.state', 'in', activeStates)
  .$if(only !== undefined, (qb) => qb.where('e.id', 'in', only!.length === 0 ? [0] : [...only!]))
  .select(modulesBefore(trainingId, firstYear).as('modules')).as('x')).selectAll().where(sql<boolean>`json_array_length(x.modules) > 0`).orderBy('x.number').limit(2000).execute()

/** Who of a training still waits for a judgment, with the modules that a judgment confirmed: they may go on next year. */
export const unfinishedIn = (db: Reader, trainingId: number, only?: readonly number[]) => people(db, trainingId).where('e.state', 'in', ['in_progress', 'pending_judgment', 'carried_over'])
  .$if(only !== undefined, (qb) => qb.where('e.id', 'in', only!.length === 0 ? [0] : [...only!]))
  .select((eb) => jsonArrayFrom(eb.selectFrom('completed_module as k').innerJoin('module as o', 'o.id', 'k.module_id').select(['o.id', 'o.title', 'o.title_en as titleEn'])
    .whereRef('k.enrollment_id', '=', 'e.id').orderBy('o.position').limit(50)).as('modules'))
  .where((eb) => eb.or([eb('e.state', '=', 'carried_over'), eb('e.state', '=', 'pending_judgment'), eb.exists(eb.selectFrom('completed_module as k').select('k.module_id').whereRef('k.enrollment_id', '=', 'e.id'))]))
  .orderBy('e.number').limit(2000).execute()

import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { beginsAt, endsAt } from '../trainings/class-days.ts'
import { alternativesMax } from './rules.ts'

/** How many have chosen a day and still come. */
const taken = (d: string) => sql<number>`(select count(*)::int from chosen_day x where x.class_day_id = ${sql.ref(`${d}.id`)} and x.is_chosen)`

const choices = (db: Reader) => db.selectFrom('day_choice as o').innerJoin('cohort as c', 'c.id', 'o.cohort_id').innerJoin('training as t', 't.id', 'c.training_id')
  .select((eb) => ['o.id', 'o.title', 'o.title_en as titleEn', 'o.closes_on as closesOn', 'c.id as cohortId', 'c.name as cohort', 'c.name_en as cohortEn', 'c.state as cohortState',
    't.id as trainingId', 't.title as training', 't.title_en as trainingEn', 't.fiscal_year as fiscalYear', 't.state as trainingState', 't.version',
    jsonArrayFrom(eb.selectFrom('class_day as d').select(['d.id', 'd.held_on as heldOn', 'd.place', 'd.opens_at as opensAt', 'd.seats'])
      .select([taken('d').as('taken'), beginsAt('d').as('startsAt'), endsAt('d').as('endsAt')])
      .whereRef('d.day_choice_id', '=', 'o.id').orderBy('d.held_on').orderBy('d.id').limit(alternativesMax)).as('days')])

/** The choices of a training, for a training that was already looked up through the scope. */
export const choicesOf = (db: Reader, trainingId: number) => choices(db).where('t.id', '=', trainingId).orderBy('c.position').orderBy('o.id').limit(100).execute()

/** One choice whose cohort the scope reaches. */
export const findChoice = (db: Reader, scope: Scope, id: number) => choices(db).where('o.id', '=', id)
  .where(({ ref }) => within(scope, { municipality: sql<null>`null::int`, person: sql<null>`null::int`, cohort: ref('c.id') })).executeTakeFirst()

export type Choice = NonNullable<Awaited<ReturnType<typeof findChoice>>>

/** The people of a choice's cohort by number, each with the day they have; null while none is chosen. */
export const peopleOfChoice = (db: Reader, choice: Pick<Choice, 'id' | 'cohortId'>) => db.selectFrom('enrollment as e')
  .innerJoin('person as p', 'p.id', 'e.person_id').leftJoin('municipality as m', 'm.id', 'e.municipality_id')
  .leftJoin('chosen_day as x', (join) => join.onRef('x.enrollment_id', '=', 'e.id').on('x.day_choice_id', '=', choice.id).on(sql<boolean>`x.is_chosen`))
  .select(['e.id', 'e.number', 'p.name', 'p.kana', 'm.name as municipality', 'm.name_en as municipalityEn', 'x.class_day_id as dayId', 'x.chosen_at as chosenAt',
    sql<boolean>`coalesce(x.chosen_by = e.person_id, false)`.as('byThemselves')])
  .where('e.cohort_id', '=', choice.cohortId).where('e.state', 'not in', ['withdrawn', 'carried_over']).orderBy('e.number').orderBy('e.id').limit(300).execute()

/** What a trainee has to choose, or chose, in cohorts that are held: one row for each enrollment and choice. */
export const ownChoices = (db: Reader, scope: Scope) => choices(db).innerJoin('enrollment as e', 'e.cohort_id', 'c.id')
  .leftJoin('chosen_day as x', (join) => join.onRef('x.enrollment_id', '=', 'e.id').onRef('x.day_choice_id', '=', 'o.id').on(sql<boolean>`x.is_chosen`))
  .select(['e.id as enrollmentId', 'x.class_day_id as chosenId'])
  .where('c.state', '=', 'planned').where('e.state', 'in', ['enrolled', 'in_progress'])
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))
  .orderBy('o.closes_on').orderBy('o.id').limit(20).execute()

/**
 * Holds the days of a choice, in the order of their ids: who comes first has the last seat, and everybody else hears of it.
 * Always before anybody's enrollment is held, so that none waits for the other; what only points at a day does not wait.
 */
export const holdDays = (tx: Writer, choiceId: number) => tx.selectFrom('class_day').select('id').where('day_choice_id', '=', choiceId).orderBy('id').forNoKeyUpdate().execute()

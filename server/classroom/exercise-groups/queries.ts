import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'
import type { Scope } from '../../base/access.ts'
import { within } from '../../base/within.ts'
import type { Weights } from './balance/input.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { comesOn, rollMax } from '../attendance/queries.ts'
import { isOwnDay } from '../../planning/trainings/class-days.ts'

/**
 * How the groups of a day are made and who may not sit together, with the last move by hand; undefined while none were made. For a day
 * that was already looked up through the scope.
 */
export const groupingOf = (db: Reader, dayId: number) => db.selectFrom('exercise_grouping as g').leftJoin('person as m', 'm.id', 'g.made_by')
  .select(['g.size', 'g.seed', 'g.table_columns as tableColumns', 'g.published_at as publishedAt', 'g.made_at as madeAt', 'm.name as madeBy', 'g.version'])
  .select(sql<Weights>`g.weights`.as('weights'))
  .select((eb) => [
    jsonArrayFrom(eb.selectFrom('exercise_group as x').select(['x.number', 'x.facilitator_id as facilitatorId']).whereRef('x.class_day_id', '=', 'g.class_day_id')
      .orderBy('x.number').limit(rollMax)).as('groups'),
    jsonArrayFrom(eb.selectFrom('exercise_group_apart as a').innerJoin('enrollment as o', 'o.id', 'a.one_id').innerJoin('enrollment as t', 't.id', 'a.other_id')
      .select(['a.one_id as oneId', 'a.other_id as otherId', 'o.number as one', 't.number as other']).whereRef('a.class_day_id', '=', 'g.class_day_id')
      .orderBy('o.number').orderBy('t.number').limit(200)).as('apart'),
    jsonObjectFrom(eb.selectFrom('exercise_group_move as v').innerJoin('enrollment as e', 'e.id', 'v.enrollment_id').innerJoin('person as p', 'p.id', 'e.person_id')
      .leftJoin('person as w', 'w.id', 'v.moved_by')
      .select(['v.id', 'e.id as enrollmentId', 'e.number', 'p.name', 'v.from_number as from', 'v.to_number as to', 'w.name as by']).whereRef('v.class_day_id', '=', 'g.class_day_id')
      .orderBy('v.id', 'desc').limit(1)).as('lastMove'),
  ])
  .where('g.class_day_id', '=', dayId).executeTakeFirst()

export type KeptGrouping = NonNullable<Awaited<ReturnType<typeof groupingOf>>>

/** The latest word on somebody's day: whether some slot of it says they came, and whether one says they did not. */
const isMarked = (d: number, states: readonly string[]) => sql<boolean>`exists (select from attendance a join slot s on s.id = a.slot_id
  where s.class_day_id = ${d} and a.enrollment_id = e.id and a.state = any(${[...states]}::text[]))`

/**
 * Everybody who comes on a day, and everybody who has a seat in its groups, by number, with what groups are mixed by. `comes` is false for who has
 * withdrawn, moved to another cohort or day, or is marked absent. Colleagues are those who write the same place of work, however it is spaced.
 */
export async function peopleOf(db: Reader, day: { id: number; cohortId: number; trainingId: number }) {
  const people = await peopleAndSeats(db, day).execute()
  return people.map((person) => ({ ...person, office: searchKeyOf(person.affiliation) }))
}

const peopleAndSeats = (db: Reader, day: { id: number; cohortId: number; trainingId: number }) => db.selectFrom('enrollment as e')
  .innerJoin('person as p', 'p.id', 'e.person_id')
  .leftJoin('profession as f', 'f.code', 'e.profession_code')
  .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
  .leftJoin('nomination as n', 'n.id', 'e.nomination_id')
  .leftJoin('exercise_group_seat as s', (join) => join.onRef('s.enrollment_id', '=', 'e.id').on('s.class_day_id', '=', day.id))
  .select(['e.id', 'e.number', 'e.state as enrollment', 'e.category', 'e.affiliation', 'e.profession_code as professionCode', 'e.municipality_id as municipalityId',
    'p.name', 'p.kana', 'f.name as profession', 'f.name_en as professionEn', 'm.name as municipality', 'm.name_en as municipalityEn',
    's.group_number as group', 's.is_locked as isLocked'])
  .select((eb) => [
    sql<boolean>`coalesce(n.experience = 'experienced', false)`.as('experienced'),
    sql<boolean>`${eb('e.id', 'in', comesOn(db, day).select('e.id'))} and (${isMarked(day.id, ['present', 'late', 'left_early', 'disconnected', 'made_up', 'exempt'])}
      or not ${isMarked(day.id, ['absent_notified', 'absent_unnotified'])})`.as('comes'),
  ])
  .where('e.training_id', '=', day.trainingId)
  .where((eb) => eb.or([eb('e.id', 'in', comesOn(db, day).select('e.id')), eb('s.group_number', 'is not', null)]))
  .orderBy('e.number').orderBy('e.id').limit(rollMax)

export type GroupPerson = Awaited<ReturnType<typeof peopleOf>>[number]

/**
 * The published group of somebody's own on a day: its number, the day and who is in it, the leader first. It must see past the wall,
 * since those one works with come from other municipalities; only for an enrollment that the scope reaches.
 */
export const ownGroup = (beyond: Reader, scope: Scope, dayId: number) => beyond.selectFrom('exercise_group_seat as own')
  .innerJoin('exercise_grouping as g', 'g.class_day_id', 'own.class_day_id')
  .innerJoin('exercise_group as x', (join) => join.onRef('x.class_day_id', '=', 'own.class_day_id').onRef('x.number', '=', 'own.group_number'))
  .innerJoin('class_day as d', 'd.id', 'own.class_day_id').innerJoin('cohort as c', 'c.id', 'd.cohort_id').innerJoin('training as t', 't.id', 'c.training_id')
  .innerJoin('enrollment as e', 'e.id', 'own.enrollment_id')
  .select(['x.number', 'x.facilitator_id as facilitatorId', 'own.enrollment_id as enrollmentId', 'd.held_on as heldOn', 'd.place', 'c.name as cohort', 'c.name_en as cohortEn',
    't.title', 't.title_en as titleEn', 'g.published_at as publishedAt'])
  .select((eb) => jsonArrayFrom(eb.selectFrom('exercise_group_seat as s').innerJoin('enrollment as o', 'o.id', 's.enrollment_id').innerJoin('person as p', 'p.id', 'o.person_id')
    .leftJoin('profession as f', 'f.code', 'o.profession_code')
    .select(['o.id', 'o.number', 'p.name', 'p.kana', 'o.affiliation', 'f.name as profession', 'f.name_en as professionEn'])
    .whereRef('s.class_day_id', '=', 'own.class_day_id').whereRef('s.group_number', '=', 'own.group_number').where('o.state', '<>', 'withdrawn')
    .orderBy('o.number').limit(60)).as('members'))
  .where('own.class_day_id', '=', dayId).where('g.published_at', 'is not', null).where('e.state', '<>', 'withdrawn')
  .where('c.state', 'in', ['planned', 'finished']).where((eb) => eb('e.cohort_id', '=', eb.ref('d.cohort_id'))).where(isOwnDay('e', 'd'))
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))
  .executeTakeFirst()

import { sql, type Expression } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { fiscalYearOf, type Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import type { Category } from '../../entry/nominations/rules.ts'
import { headsOfPart, projectionOf, projectTraining, prospectOf, type Heads, type TownHeads } from './projection.ts'
import type { TargetWithActual } from './queries.ts'

// What a year will come to: the people it is reckoned from, and the targets with what comes of them.

/** Whether the training of the row still has class days to be held. */
const daysToCome = (today: Day) =>
  sql<boolean>`exists (select from cohort c join class_day d on d.cohort_id = c.id where c.training_id = t.id and c.state = 'planned' and d.held_on >= ${today}::date)`.as('hasDaysToCome')

const figures = ['enrolled', 'attended', 'completed', 'active', 'expected'] as const
const trainingsMax = 2_000

/** The trainings of a year and of the one before. The limit keeps them a table of its own: what is asked of a training is asked once, not for each of its categories. */
const trainingsOf = (db: Reader, fiscalYear: number, today: Day) => db.selectFrom('training as t')
  .select(['t.id as trainingId', 't.course_id as courseId', 't.fiscal_year as fiscalYear', 't.state',
    sql<number>`(select count(*)::int from cohort c where c.training_id = t.id and c.state in ('planned', 'finished'))`.as('cohorts'), daysToCome(today)])
  .where('t.fiscal_year', 'in', [fiscalYear - 1, fiscalYear]).where('t.state', '<>', 'canceled').orderBy('t.id').limit(trainingsMax)

/**
 * The people of a year's trainings and of the year before, by training and category, from the figures the database keeps, and how many
 * meetings are still to be held in it: what a year will come to is reckoned from these. Two rows' worth of a question, as columns of any statement.
 */
export const progressOf = (db: Reader, fiscalYear: number, today: Day) => ({
  heads: packed(lastYearTogether(db, fiscalYear, db.selectFrom(trainingsOf(db, fiscalYear, today).as('t'))
    // Each training looks its few rows up: put together with the rows of all years they would be sorted and grouped once more.
    .leftJoinLateral((eb) => eb.selectFrom('training_heads as x').select('x.category').select(({ fn }) => figures.map((figure) => fn.sum<number>(`x.${figure}`).as(figure)))
      .whereRef('x.training_id', '=', 't.trainingId').groupBy('x.category').as('h'), (join) => join.onTrue())
    .select(({ fn, ref }) => ['t.trainingId', 't.courseId', 't.fiscalYear', 't.state', sql<Category | null>`${ref('h.category')}`.as('category'), 't.cohorts', 't.hasDaysToCome',
      ...figures.map((figure) => fn.coalesce(`h.${figure}`, sql<number>`0`).as(figure))])
    .orderBy('t.trainingId').orderBy('h.category').limit(4 * trainingsMax))),
  meetingsToCome: sql<number>`(select count(*)::int from meeting m join meeting_series s on s.id = m.series_id where s.fiscal_year = ${fiscalYear} and m.state in ('announced', 'registration') and m.held_on >= ${today}::date)`,
})

/**
 * Of the year before, a rate is all that is asked: its closed trainings in which nobody is open are one of each course, under the number of the
 * course with a minus. A year of two hundred trainings has four rows then, and not eight hundred.
 */
function lastYearTogether(db: Reader, fiscalYear: number, heads: Expression<unknown>): Expression<unknown> {
  const all = db.selectFrom(sql<Heads>`${heads}`.as('h')).selectAll('h').select(({ ref }) => sql<boolean>`${ref('h.fiscalYear')} < ${fiscalYear} and ${ref('h.state')} = 'closed'
    and sum(${ref('h.active')} + ${ref('h.expected')}) over (partition by ${ref('h.trainingId')}) = 0`.as('isSettled'))
  return db.selectFrom(all.as('a'))
    .select(({ ref }) => [sql<number>`case when ${ref('a.isSettled')} then - ${ref('a.courseId')} else ${ref('a.trainingId')} end`.as('trainingId'), 'a.courseId', 'a.fiscalYear', 'a.state', 'a.category',
      ...figures.map((figure) => sql<number>`sum(${ref(`a.${figure}`)})`.as(figure)), sql<number>`max(${ref('a.cohorts')})`.as('cohorts'), sql<boolean>`bool_or(${ref('a.hasDaysToCome')})`.as('hasDaysToCome')])
    .groupBy([sql.ref('a.courseId'), sql`1`, 'a.fiscalYear', 'a.state', 'a.category']).orderBy('trainingId').orderBy('a.category')
}

const headColumns = ['trainingId', 'courseId', 'fiscalYear', 'state', 'category', 'enrolled', 'attended', 'completed', 'active', 'expected', 'cohorts', 'hasDaysToCome'] as const satisfies readonly (keyof Heads)[]
/** Heads without the names of their columns: a year of two hundred trainings would say those a thousand times on every home. */
export type PackedHeads = [number, number, number, string, Category | null, number, number, number, number, number, number, boolean][]
const packed = (query: Expression<unknown>) =>
  sql<PackedHeads>`(select coalesce(json_agg(json_build_array(${sql.join(headColumns.map((name) => sql.ref(`h.${name}`)))})), '[]') from ${query} as h)`
export const headsFrom = (rows: PackedHeads): Heads[] => rows.map(([trainingId, courseId, fiscalYear, state, category, enrolled, attended, completed, active, expected, cohorts, hasDaysToCome]) =>
  ({ trainingId, courseId, fiscalYear, state, category, enrolled, attended, completed, active, expected, cohorts, hasDaysToCome }))

export interface Progress { heads: Heads[]; meetingsToCome: number }
/**
 * The people of a year's trainings in each municipality of the scope that has a target about people who are to attend or complete:
 * whom its projection starts from.
 */
export const headsOfTowns = (db: Reader, scope: Scope, fiscalYear: number, today: Day) => db.selectFrom('training as t').innerJoin('head_count as h', 'h.training_id', 't.id')
  .select(({ ref }) => ['t.id as trainingId', 't.course_id as courseId', 't.fiscal_year as fiscalYear', 't.state', 'h.category', sql<number>`${ref('h.municipality_id')}`.as('municipalityId'),
    'h.enrolled', 'h.attended', 'h.completed', 'h.active', 'h.expected', sql<number>`0`.as('cohorts'), daysToCome(today)])
  .where('t.fiscal_year', '=', fiscalYear).where('t.state', '<>', 'canceled').where(({ ref, lit }) => within(scope, { municipality: ref('h.municipality_id'), person: lit(null) }))
  .where('h.municipality_id', 'in', db.selectFrom('target as g').select('g.municipality_id').where('g.fiscal_year', '=', fiscalYear).where('g.measure', 'in', ['attended', 'completed']).where('g.municipality_id', 'is not', null))
  .orderBy('t.id').orderBy('h.municipality_id').orderBy('h.category').limit(20_000)

/** The people of all municipalities together in this year and the last, by whose rate a municipality's targets are projected; nothing where it has none. */
export const ratesFor = (db: Reader, municipalityId: number, fiscalYear: number, today: Day) => sql<PackedHeads | null>`case when exists (select from target g where g.municipality_id = ${municipalityId} and g.fiscal_year = ${fiscalYear})
  then ${progressOf(db, fiscalYear, today).heads} end`
/** Targets with what they will come to, and how they stand. `towns`: the people of municipalities, where targets are about them. */
export const withProjections = <T extends TargetWithActual>(targets: readonly T[], { heads, meetingsToCome }: Progress, today: Day, towns: readonly TownHeads[] = []) => targets.map((target) => {
  const projection = projectionOf(target, { value: target.actual, registers: target.registers, earlier: [] }, heads, meetingsToCome, headsOfPart(target, heads, towns))
  return { ...target, projection, prospect: prospectOf({ value: target.value, actual: target.actual, projection, isOver: target.fiscalYear < fiscalYearOf(today) }) }
})

/** Head-counts of trainings with how many will have attended and completed. */
export const countsProjected = <T extends { trainingId: number }>(counts: readonly T[], { heads }: Progress) => counts.map((one) =>
  ({ ...one, projected: { attended: projectTraining('attended', heads, one.trainingId), completed: projectTraining('completed', heads, one.trainingId) } }))

/** By what a target of one year is projected, in one statement. */
export async function progressWithTowns(db: Reader, scope: Scope, fiscalYear: number, today: Day) {
  const { heads, meetingsToCome } = progressOf(db, fiscalYear, today)
  const found = await db.selectNoFrom([heads.as('heads'), meetingsToCome.as('meetingsToCome'), jsonArrayFrom(headsOfTowns(db, scope, fiscalYear, today)).as('townHeads')]).executeTakeFirstOrThrow()
  return { ...found, heads: headsFrom(found.heads) }
}

import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { choiceOf, isLastOfChoice, isOwnDay, isUnchosenDay } from '../../planning/trainings/class-days.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { containing } from '../../who/people/queries.ts'
import { enrollmentStates, type EnrollmentState, type TrainingSeats } from './rules.ts'

/** One enrollment with its person, training and cohort, when the scope reaches it. */
export const findEnrollment = (db: Reader, scope: Scope, id: number) => db.selectFrom('enrollment as e')
  .innerJoin('person as p', 'p.id', 'e.person_id')
  .innerJoin('training as t', 't.id', 'e.training_id')
  .innerJoin('cohort as c', 'c.id', 'e.cohort_id')
  .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
  .leftJoin('profession as f', 'f.code', 'e.profession_code')
  .select([
    'e.id', 'e.training_id as trainingId', 'e.cohort_id as cohortId', 'e.person_id as personId', 'e.number', 'e.category',
    'e.municipality_id as municipalityId', 'e.nomination_id as nominationId', 'e.state', 'e.affiliation', 'e.attended',
    'e.profession_code as professionCode', 'e.name_checked_at as nameCheckedAt', 'e.enrolled_at as enrolledAt',
    'e.completed_on as completedOn', 'e.withdrawn_at as withdrawnAt', 'e.withdrawn_by as withdrawnBy',
    'e.withdrawn_reason as withdrawnReason', 'p.name', 'p.kana', 'f.name as profession', 'f.name_en as professionEn',
    'm.name as municipality', 'm.name_en as municipalityEn', 't.title as trainingTitle', 't.title_en as trainingTitleEn',
    't.fiscal_year as fiscalYear', 't.state as trainingState', 't.over_percent as overPercent', 't.offer_hours as offerHours',
    'c.name as cohortName', 'c.name_en as cohortNameEn', 'c.position as cohortPosition',
  ])
  .select((eb) => [beginsOn('c.id').as('beginsOn'), eb.selectFrom('enrollment as b').select('b.number').whereRef('b.id', '=', 'e.replaces_id').as('replacesNumber')])
  .where('e.id', '=', id)
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') }))
  .executeTakeFirst()

/**
 * The seats of a training, its row held until the change is done: whoever holds it gives numbers and seats, all others wait.
 * Two statements, because the count must be taken after the row was won.
 */
export async function holdSeats(tx: Writer, trainingId: number): Promise<TrainingSeats & { given: number } | undefined> {
  const training = await tx.selectFrom('training')
    .select(['state', 'capacity', 'over_percent as overPercent', 'enrollments_given as given'])
    .where('id', '=', trainingId).forUpdate().executeTakeFirst()
  if (training === undefined) return undefined
  const cohorts = await cohortSeats(tx, trainingId)
  return { ...training, cohorts, taken: cohorts.reduce((sum, { taken }) => sum + taken, 0) }
}

/** The day by which one has to be in a cohort: its first, and of several to choose from the last. */
export const beginsOn = (cohort: string) => sql<Day | null>`(select min(d.held_on) from class_day d where d.cohort_id = ${sql.ref(cohort)} and ${isLastOfChoice('d')})`

/** The cohorts of a training with who stands in them; the withdrawn have given their seat back, an open offer holds one. */
export const cohortSeats = async (db: Reader, trainingId: number) => (await db.selectFrom('cohort as c')
  .select((eb) => [
    'c.id', 'c.position', 'c.name', 'c.name_en as nameEn', 'c.capacity', 'c.state',
    beginsOn('c.id').as('beginsOn'), sql<Day | null>`(select max(d.held_on) from class_day d where d.cohort_id = c.id)`.as('lastDay'),
    eb.selectFrom('enrollment as e').select(({ fn }) => fn.countAll<number>().as('taken'))
      .whereRef('e.cohort_id', '=', 'c.id').where('e.state', '<>', 'withdrawn').$asScalar().$notNull().as('standing'),
    eb.selectFrom('seat_offer as o').select(({ fn }) => fn.countAll<number>().as('held'))
      .whereRef('o.cohort_id', '=', 'c.id').where('o.state', '=', 'open').$asScalar().$notNull().as('held'),
  ])
  .where('c.training_id', '=', trainingId).orderBy('c.position').orderBy('c.id').limit(50).execute())
  .map(({ standing, ...cohort }) => ({ ...cohort, taken: standing + cohort.held }))

/** Beyond this many, a list says "more than" instead of counting on: nobody pages through ten thousand names. */
export const countedMax = 10_000

export interface ListFilter {
  cohort?: number | null; municipality?: number | null; category?: string | null; state?: EnrollmentState | null; q?: string
}

/** The enrollments of a training a scope reaches, narrowed; what the list, its count and its states share. */
function listed(db: Reader, scope: Scope, trainingId: number, { cohort, municipality, category, state, q = '' }: ListFilter) {
  let rows = db.selectFrom('enrollment as e').where('e.training_id', '=', trainingId)
    .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') }))
  if (cohort) rows = rows.where('e.cohort_id', '=', cohort)
  if (municipality) rows = rows.where('e.municipality_id', '=', municipality)
  if (category) rows = rows.where(sql<boolean>`e.category = ${category}`)
  if (state) rows = rows.where('e.state', '=', state)
  // Somebody on the phone reads out the number of their letter, which has its noughts.
  const number = /^0*(\d{1,8})\s*番?$/.exec(q.normalize('NFKC').trim())?.[1]
  if (number !== undefined) return rows.where('e.number', '=', Number(number))
  const words = searchKeyOf(q)
  // Words are looked up among people first, by their own index, so that no list is read to its end for them.
  if (words !== '') rows = rows.where('e.person_id', 'in', db.selectFrom('person').select('id')
    .where('search_key', 'like', containing(words)).orderBy('id').limit(1000))
  return rows
}

/**
 * One page of a training's list, in the order of the numbers, and how many there are, counted up to `countedMax`. Both walk
 * an index of the training from its start and stop, so neither grows with the table.
 */
export const enrollmentsOf = (db: Reader, scope: Scope, trainingId: number, filter: ListFilter, { limit, offset }: { limit: number; offset: number }) =>
  db.with('page', () => listed(db, scope, trainingId, filter).selectAll('e').orderBy('e.number').limit(limit).offset(offset))
    .selectFrom('page as e')
    .innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('cohort as c', 'c.id', 'e.cohort_id')
    .leftJoin('municipality as m', 'm.id', 'e.municipality_id').leftJoin('profession as f', 'f.code', 'e.profession_code')
    .select([
      'e.id', 'e.number', 'e.category', 'e.state', 'e.attended', 'e.affiliation', 'p.name', 'p.kana', 'c.name as cohort', 'c.name_en as cohortEn',
      'm.code', 'm.name as municipality', 'm.name_en as municipalityEn', 'f.name as profession', 'f.name_en as professionEn',
    ])
    .select(db.selectFrom(listed(db, scope, trainingId, filter).select('e.id').limit(countedMax + 1).as('some'))
      .select(({ fn }) => fn.countAll<number>().as('total')).$asScalar().$notNull().as('total'))
    .orderBy('e.number').execute()

/** How many stand in each state, each counted up to `countedMax` along the index of training and state. */
export async function countsByState(db: Reader, scope: Scope, trainingId: number): Promise<Record<EnrollmentState, number>> {
  const those = listed(db, scope, trainingId, {}).where(sql<boolean>`e.state = s.state`).select('e.id').limit(countedMax + 1)
  const rows = await db.selectFrom(sql<{ state: EnrollmentState }>`unnest(${enrollmentStates}::text[])`.as<'s'>(sql`s(state)`))
    .select(['s.state', db.selectFrom(those.as('some')).select(({ fn }) => fn.countAll<number>().as('count')).$asScalar().$notNull().as('count')]).execute()
  return Object.fromEntries(rows.map(({ state, count }) => [state, count])) as Record<EnrollmentState, number>
}

/**
 * The trainings whose enrollments can be looked at, those of the year and the one that was asked for, with what the filters
 * offer: cohorts of each.
 */
export const listChoices = (db: Reader, scope: Scope, fiscalYear: number, asked: number | undefined) => db.selectFrom('training as t')
  .select((eb) => [
    't.id', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear', 't.enrollments_given as given',
    jsonArrayFrom(eb.selectFrom('cohort as c').select(['c.id', 'c.name', 'c.name_en as nameEn'])
      .whereRef('c.training_id', '=', 't.id').orderBy('c.position').limit(50)).as('cohorts'),
  ])
  .where((eb) => eb.or([eb('t.fiscal_year', '=', fiscalYear), eb('t.id', '=', asked ?? 0)]))
  .where((eb) => scope.of === 'all' ? eb.lit(true) : eb.exists(eb.selectFrom('enrollment as e').select('e.id').whereRef('e.training_id', '=', 't.id')
    .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') }))))
  .orderBy(sql`t.enrollments_given > 0`, 'desc').orderBy('t.id').limit(100).execute()

/** The municipalities that somebody in this training comes from, in official order. */
export const municipalityChoices = (db: Reader, trainingId: number) => db.selectFrom('municipality as m').select(['m.id', 'm.name', 'm.name_en as nameEn'])
  .where('m.id', 'in', db.selectFrom('head_count').select('municipality_id').where('training_id', '=', trainingId).where('enrolled', '>', 0))
  .orderBy('m.code').limit(2000).execute()

/** What happened to an enrollment, the latest first: who did it is named by the audit trail, not to everybody here. */
export const historyOf = (db: Reader, enrollmentId: number) => db.selectFrom('audit_line as a')
  .select(['a.id', 'a.at', 'a.action', 'a.detail', 'a.municipality_id as municipalityId'])
  .where('a.subject', '=', `enrollment:${enrollmentId}`).where('a.action', 'like', 'enrollment.%').orderBy('a.id', 'desc').limit(50).execute()

/** The class days of an enrollment in their order: the chosen ones of those to choose from, and all of them while none is. */
export const classDaysOf = (db: Reader, enrollmentId: number) => db.selectFrom('enrollment as e').innerJoin('class_day as d', 'd.cohort_id', 'e.cohort_id')
  .select(['d.id', 'd.held_on as heldOn', 'd.place', 'd.opens_at as opensAt', 'd.day_choice_id as choiceId', choiceOf('d', 'title').as('oneOf'), choiceOf('d', 'title_en').as('oneOfEn'),
    isOwnDay('e', 'd').as('isOwn')])
  .where('e.id', '=', enrollmentId).where((eb) => eb.or([isOwnDay('e', 'd'), isUnchosenDay('e', 'd')])).orderBy('d.held_on').orderBy('d.id').limit(50).execute()

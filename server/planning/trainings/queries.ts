import { sql } from 'kysely'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import type { Tables } from '../../base/tables.ts'
import { choiceOf } from './class-days.ts'

const knownStates = ['published', 'closed', 'reopened', 'finished'] as const

/**
 * Which trainings a scope may know of: all of them; those whose call was published, for a municipality; one's own
 * cohorts, for an instructor; those one is enrolled in, for a trainee. What is only planned stays inside.
 */
function known(eb: ExpressionBuilder<Tables & { t: Tables['training'] }, 't'>, scope: Scope): Expression<SqlBool> {
  switch (scope.of) {
    case 'all': return eb.lit(true)
    case 'municipality': return eb.exists(eb.selectFrom('call').select('call.id')
      .whereRef('call.training_id', '=', 't.id').where('call.state', 'in', knownStates))
    case 'assigned': return eb.exists(eb.selectFrom('cohort').select('cohort.id')
      .innerJoin('cohort_instructor as i', 'i.cohort_id', 'cohort.id')
      .whereRef('cohort.training_id', '=', 't.id').where('i.person_id', '=', scope.personId))
    case 'person': return eb.exists(eb.selectFrom('enrollment').select('enrollment.id')
      .whereRef('enrollment.training_id', '=', 't.id').where('enrollment.person_id', '=', scope.personId))
    case 'public': return eb.lit(false)
  }
}

const trainings = (db: Reader) => db.selectFrom('training as t')
  .innerJoin('course as c', 'c.id', 't.course_id')
  .select([
    't.id', 't.course_id as courseId', 'c.name as courseName', 'c.name_en as courseNameEn', 'c.mark as courseMark',
    'c.kind as courseKind', 't.fiscal_year as fiscalYear', 't.title', 't.title_en as titleEn', 't.capacity',
    't.over_percent as overPercent', 't.hold_minimum as holdMinimum', 't.late_limit_minutes as lateLimitMinutes', 't.state',
    't.postponed_from as postponedFrom', 't.issuer_title as issuerTitle', 't.issuer_name as issuerName',
    't.copied_from_id as copiedFromId', 't.prerequisite_course_id as prerequisiteCourseId', 't.version',
  ])

/** One training, when the scope may know of it. */
export const findTraining = (db: Reader, scope: Scope, id: number) =>
  trainings(db).where('t.id', '=', id).where((eb) => known(eb, scope)).executeTakeFirst()

/** The same row, held until the change is done: its state, its seats and its numbers belong to whoever holds it. */
export const holdTraining = (tx: Writer, scope: Scope, id: number) =>
  trainings(tx).where('t.id', '=', id).where((eb) => known(eb, scope)).forUpdate('t').executeTakeFirst()

/** The cohorts of a training in their order; for a training that was already looked up through the scope. */
export const cohortsOf = (db: Reader, trainingId: number) => db.selectFrom('cohort')
  .select(['id', 'position', 'name', 'name_en as nameEn', 'capacity', 'delivery_mode as deliveryMode', 'state'])
  .where('training_id', '=', trainingId).orderBy('position').orderBy('id').limit(cohortsMax).execute()

/**
 * What a cohort is called, where `id` is a column of the row at hand ('n.wished_cohort_id'). In plain SQL: a line has three
 * wishes, and three more joins of one table make the type of a whole query take minutes to check.
 */
export const nameOfCohort = (column: 'name' | 'name_en', id: string) => sql<string | null>`(select ${sql.ref(`x.${column}`)} from cohort x where x.id = ${sql.ref(id)})`

/** No training on record has more than six cohorts; a list without an end is never made. */
export const cohortsMax = 50

/** The trainings of a fiscal year, practitioners first; for those who may know of all of them. */
export const trainingsOfYear = (db: Reader, fiscalYear: number) => trainings(db)
  .where('t.fiscal_year', '=', fiscalYear).orderBy('c.id').orderBy('t.id').limit(100).execute()

/** The trainings of a fiscal year that a scope may know of, with the call each hangs on. */
export const knownTrainings = (db: Reader, scope: Scope, fiscalYear: number) => trainings(db)
  .leftJoin('call as k', 'k.training_id', 't.id').select(['k.id as callId', 'k.state as callState', 'k.closes_on as closesOn'])
  .select((eb) => eb.selectFrom('cohort').whereRef('cohort.training_id', '=', 't.id')
    .select(({ fn }) => fn.countAll<number>().as('cohorts')).as('cohorts'))
  .where('t.fiscal_year', '=', fiscalYear).where((eb) => known(eb, scope))
  .orderBy('c.id').orderBy('t.id').limit(100).execute()

/** One training as its page tells it: with its call, its selection and the last judgment, so that the next step is known. */
export const findTrainingPage = (db: Reader, scope: Scope, id: number) => trainings(db)
  .leftJoin('call as k', 'k.training_id', 't.id').leftJoin('selection as s', 's.training_id', 't.id')
  .leftJoin('training as f', 'f.id', 't.copied_from_id')
  .select(['k.id as callId', 'k.state as callState', 's.id as selectionId', 's.announced_at as announcedAt', 'f.title as copiedFrom', 'f.title_en as copiedFromEn'])
  .where('t.id', '=', id).where((eb) => known(eb, scope)).executeTakeFirst()

/** Cohorts with their seats taken and who teaches them. */
export const cohortsWithSeats = (db: Reader, trainingId: number) => db.selectFrom('cohort as c')
  .select((eb) => [
    'c.id', 'c.position', 'c.name', 'c.name_en as nameEn', 'c.capacity', 'c.delivery_mode as deliveryMode', 'c.state',
    eb.selectFrom('enrollment as e').whereRef('e.cohort_id', '=', 'c.id').where('e.state', '<>', 'withdrawn')
      .select(({ fn }) => fn.countAll<number>().as('n')).as('taken'),
    jsonArrayFrom(eb.selectFrom('cohort_instructor as i').innerJoin('person as p', 'p.id', 'i.person_id')
      .whereRef('i.cohort_id', '=', 'c.id').select(['p.id', 'p.name']).orderBy('p.kana_key').orderBy('p.id')).as('instructors'),
  ])
  .where('c.training_id', '=', trainingId).orderBy('c.position').orderBy('c.id').limit(cohortsMax).execute()

const daysWithSlots = (db: Reader) => db.selectFrom('class_day as d')
  .innerJoin('cohort as c', 'c.id', 'd.cohort_id')
  .select((eb) => [
    'd.id', 'd.cohort_id as cohortId', 'd.held_on as heldOn', 'd.place', 'd.directions', 'd.opens_at as opensAt', 'd.day_choice_id as choiceId', 'd.seats', choiceOf('d', 'title').as('oneOf'), choiceOf('d', 'title_en').as('oneOfEn'), choiceOf('d', 'closes_on').as('chooseBy'),
    jsonArrayFrom(eb.selectFrom('slot as s').leftJoin('module as m', 'm.id', 's.module_id').whereRef('s.class_day_id', '=', 'd.id')
      .select(['s.id', 's.title', 's.module_id as moduleId', 's.starts_at as startsAt', 's.ends_at as endsAt',
        's.delivery_mode as deliveryMode', 'm.title as module', 'm.title_en as moduleEn']).orderBy('s.starts_at').orderBy('s.id')).as('slots'),
  ])

/** Every class day of a training with its slots, in the order of the calendar. */
export const daysOf = (db: Reader, trainingId: number) =>
  daysWithSlots(db).where('c.training_id', '=', trainingId).orderBy('d.held_on').orderBy('c.position').orderBy('d.id').limit(300).execute()

/** One class day of a training with how many come to its cohort; a day of another training is not found here. */
export const findDay = (db: Reader, trainingId: number, dayId: number) =>
  daysWithSlots(db).select((eb) => eb.selectFrom('enrollment as e').select(({ fn }) => fn.countAll<number>().as('n')).whereRef('e.cohort_id', '=', 'd.cohort_id')
    .where('e.state', 'in', ['enrolled', 'in_progress']).as('people'))
    .where('c.training_id', '=', trainingId).where('d.id', '=', dayId).executeTakeFirst()

export const coursesToHold = (db: Reader) =>
  db.selectFrom('course').select(['id', 'name', 'name_en as nameEn']).orderBy('id').limit(200).execute()

/** Who signed last: the sender of a new training is most likely the same. */
export const lastIssuer = (db: Reader) => db.selectFrom('training').where('issuer_name', '<>', '')
  .select(['issuer_title as issuerTitle', 'issuer_name as issuerName']).orderBy('id', 'desc').limit(1).executeTakeFirst()

export const modulesOf = (db: Reader, courseId: number) => db.selectFrom('module')
  .select(['id', 'title', 'title_en as titleEn']).where('course_id', '=', courseId).orderBy('position').limit(100).execute()

/** Everyone who holds the post of an instructor today, by kana. */
export const instructors = (db: Reader) => db.selectFrom('post as o')
  .innerJoin('account as a', 'a.id', 'o.account_id').innerJoin('person as p', 'p.id', 'a.person_id')
  .leftJoin('municipality as m', 'm.id', 'p.municipality_id')
  .select(['p.id', 'p.name', 'p.kana', 'p.kana_key as kanaKey', 'm.name as municipality', 'm.name_en as municipalityEn']).distinct()
  .where('o.kind', '=', 'instructor').where('o.ended_at', 'is', null).where('a.disabled_at', 'is', null)
  .orderBy('p.kana_key').orderBy('p.id').limit(500).execute()

import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { found } from '../../base/errors.ts'
import { within } from '../../base/within.ts'
import { findPerson, knownPeople } from '../../who/people/queries.ts'

const selectionState = (training: 'c.training_id' | 'e.training_id') =>
  sql<'draft' | 'in_approval' | 'confirmed' | 'announced' | null>`(select x.state from selection x where x.training_id = ${sql.ref(training)})`

/** Somebody on a sheet, with what a withdrawal or a substitution asks about: one statement. */
export const findNamed = (db: Reader, scope: Scope, id: number) => db.selectFrom('nomination as n')
  .innerJoin('nomination_sheet as s', 's.id', 'n.sheet_id').innerJoin('call as c', 'c.id', 'n.call_id').innerJoin('training as t', 't.id', 'c.training_id')
  .innerJoin('municipality as m', 'm.id', 'n.municipality_id').leftJoin('profession as f', 'f.code', 'n.profession_code')
  .select((eb) => [
    'n.id', 'n.sheet_id as sheetId', 'n.call_id as callId', 'n.municipality_id as municipalityId', 'n.category', 'n.rank', 'n.team', 'n.name', 'n.kana', 'n.affiliation',
    'n.wished_cohort_id as wishedCohortId', 'n.second_cohort_id as secondCohortId', 'n.third_cohort_id as thirdCohortId', 'n.person_id as personId', 'n.withdrawn_at as withdrawnAt', 'n.withdrawn_on as withdrawnOn', 'n.withdrawn_by as withdrawnBy',
    'n.withdrawn_reason as withdrawnReason', 's.state as sheetState', 's.receipt', 's.due_on as dueOn', 'c.training_id as trainingId', 'c.closes_on as closesOn',
    't.title as trainingTitle', 't.title_en as trainingTitleEn', 'm.name as municipality', 'm.name_en as municipalityEn', 'f.name as profession', 'f.name_en as professionEn',
    selectionState('c.training_id').as('selection'),
    eb.exists(eb.selectFrom('enrollment as e').select('e.id').whereRef('e.nomination_id', '=', 'n.id')).$castTo<boolean>().as('enrolled'),
    eb.selectFrom('enrollment as e').select('e.id').whereRef('e.nomination_id', '=', 'n.id').orderBy('e.id', 'desc').limit(1).as('enrollmentId'),
    eb.selectFrom('nomination as o').select('o.name').whereRef('o.replaces_id', '=', 'n.id').limit(1).as('replacedBy'),
    eb.selectFrom('substitution as u').select('u.id').whereRef('u.nomination_id', '=', 'n.id').where('u.state', '=', 'done').limit(1).as('substitutionId'),
  ])
  .where('n.id', '=', id)
  .where(({ ref }) => within(scope, { municipality: ref('n.municipality_id'), person: sql<null>`null` }))
  .executeTakeFirst()
export type NamedRow = NonNullable<Awaited<ReturnType<typeof findNamed>>>

/**
 * Which of its municipality's papers of a kind one is in its call or training: 1 for the first. The municipality and the
 * office count the same rows, so both find the same number on it.
 */
export const turnOfNominationWithdrawal = (db: Reader, { id, callId, municipalityId }: Pick<NamedRow, 'id' | 'callId' | 'municipalityId'>) => turn(db.selectFrom('nomination as n')
  .select(({ fn }) => fn.countAll<number>().as('n')).where('n.call_id', '=', callId).where('n.municipality_id', '=', municipalityId)
  .where(sql<boolean>`(n.withdrawn_at, n.id) <= (select o.withdrawn_at, o.id from nomination o where o.id = ${id})`))
export const turnOfEnrollmentWithdrawal = (db: Reader, { id, trainingId, municipalityId }: { id: number; trainingId: number; municipalityId: number }) => turn(db.selectFrom('enrollment as e')
  .select(({ fn }) => fn.countAll<number>().as('n')).where('e.training_id', '=', trainingId).where('e.municipality_id', '=', municipalityId)
  .where(sql<boolean>`(e.withdrawn_at, e.id) <= (select o.withdrawn_at, o.id from enrollment o where o.id = ${id})`))
export const turnOfSubstitution = (db: Reader, { id, trainingId, municipalityId, enrollmentId }: Pick<Substitution, 'id' | 'trainingId' | 'municipalityId' | 'enrollmentId'>) => turn(db.selectFrom('substitution as s')
  .select(({ fn }) => fn.countAll<number>().as('n')).where('s.training_id', '=', trainingId).where('s.municipality_id', '=', municipalityId)
  .where('s.enrollment_id', enrollmentId === null ? 'is' : 'is not', null).where('s.id', '<=', id))

const turn = async (counted: { executeTakeFirstOrThrow: () => Promise<{ n: number }> }): Promise<number> => (await counted.executeTakeFirstOrThrow()).n

/** The days that limit a substitution in a cohort. */
export const daysToReplace = (db: Reader, trainingId: number, cohortId: number) => db.selectFrom('training as t')
  .select((eb) => ['t.substitutes_until as until', eb.selectFrom('class_day as d').select(({ fn }) => fn.min('d.held_on').as('day')).where('d.cohort_id', '=', cohortId).as('firstDay')])
  .where('t.id', '=', trainingId).executeTakeFirstOrThrow()

const substitutions = (db: Reader, scope: Scope) => db.selectFrom('substitution as s')
  .innerJoin('training as t', 't.id', 's.training_id').innerJoin('municipality as m', 'm.id', 's.municipality_id').innerJoin('person as p', 'p.id', 's.asked_by')
  .leftJoin('person as d', 'd.id', 's.decided_by').leftJoin('profession as f', 'f.code', 's.profession_code')
  .leftJoin('nomination as n', 'n.id', 's.nomination_id').leftJoin('enrollment as e', 'e.id', 's.enrollment_id').leftJoin('person as q', 'q.id', 'e.person_id')
  .leftJoin('enrollment as w', 'w.id', 's.new_enrollment_id')
  .select([
    's.id', 's.training_id as trainingId', 's.municipality_id as municipalityId', 's.nomination_id as nominationId', 's.enrollment_id as enrollmentId', 's.state', 's.category',
    's.name', 's.kana', 's.affiliation', 's.profession_code as professionCode', 's.experience', 's.experience_count as experienceCount', 's.experience_years as years', 's.email', 's.reason', 's.person_id as personId', 's.asked_by as askedBy', 's.asked_at as askedAt',
    's.decided_at as decidedAt', 's.decline_reason as declineReason', 's.new_enrollment_id as newEnrollmentId', 'p.name as askedByName', 'd.name as decidedByName',
    'f.name as profession', 'f.name_en as professionEn', 't.title as trainingTitle', 't.title_en as trainingTitleEn', 'm.name as municipality', 'm.name_en as municipalityEn',
    'n.sheet_id as sheetId', 'n.rank', 'e.number', 'w.number as newNumber', sql<string>`coalesce(n.name, q.name)`.as('leaver'), sql<string>`coalesce(n.affiliation, e.affiliation)`.as('leaverAffiliation'),
    sql<string | null>`coalesce(n.kana, q.kana)`.as('leaverKana'),
  ])
  .where(({ ref }) => within(scope, { municipality: ref('s.municipality_id'), person: sql<null>`null` }))
export type Substitution = Awaited<ReturnType<typeof substitutionsOf>>[number]

/** One substitution within the scope. */
export const findSubstitution = (db: Reader, scope: Scope, id: number) => substitutions(db, scope).where('s.id', '=', id).executeTakeFirst()

/** Those of a training, what waits for an answer first; with the number of all of them in each row. */
export const substitutionsOf = (db: Reader, scope: Scope, trainingId: number, { limit, offset }: { limit: number; offset: number }) =>
  substitutions(db, scope).select(({ fn }) => fn.countAll<number>().over().as('total')).where('s.training_id', '=', trainingId)
    .orderBy(sql`s.state <> 'requested'`).orderBy('s.id', 'desc').limit(limit).offset(offset).execute()

/** People of one municipality to choose from, and one who was chosen; whoever looks finds nobody of another. */
export async function peopleToChoose(db: Reader, municipalityId: number, { known, person }: { known: string | null; person: number | null }) {
  const own: Scope = { of: 'municipality', municipalityId }
  return {
    people: known === null ? null : await knownPeople(db, own, known, 8),
    chosen: person === null ? null : found(await findPerson(db, own, person)),
  }
}

import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { askedOf, type Belonging, type Pot, type Side } from './rules.ts'

const nobodyOf = { municipality: sql<null>`null::int`, person: sql<null>`null::int` }

/** How many have answered is counted among those one teaches. */
const reached = (scope: Scope) => within(scope, { municipality: sql.ref('e.municipality_id'), person: sql.ref('e.person_id'), cohort: sql.ref('e.cohort_id') })

/** A questionnaire in a training, where the scope reaches one of its cohorts; with what is asked in the newest published version. */
export async function findQuestionnaire(db: Reader, scope: Scope, trainingId: number, lessonId: number) {
  const row = await questionnaires(db, scope).where('t.id', '=', trainingId).where('l.id', '=', lessonId).executeTakeFirst()
  return row && { ...row, asked: askedOf(row.content) }
}

export type Questionnaire = NonNullable<Awaited<ReturnType<typeof findQuestionnaire>>>
/** What is asked, with what its papers are headed by. */
export type Named = Pick<Questionnaire, 'title' | 'titleEn' | 'training' | 'trainingEn' | 'fiscalYear' | 'asked'>

const questionnaires = (db: Reader, scope: Scope) => db.selectFrom('training_lesson as tl')
  .innerJoin('training as t', 't.id', 'tl.training_id').innerJoin('lesson as l', 'l.id', 'tl.lesson_id')
  .innerJoin('lesson_version as v', 'v.id', 'l.published_version_id')
  .select(['t.id as trainingId', 't.title as training', 't.title_en as trainingEn', 't.fiscal_year as fiscalYear', 'l.id as lessonId', 'l.title', 'l.title_en as titleEn', 'v.content',
    sql<number>`(select count(*)::int from progress p join enrollment e on e.id = p.enrollment_id where p.lesson_id = l.id and e.training_id = t.id and p.state = 'completed' and ${reached(scope)})`.as('answered'),
    sql<number>`(select count(*)::int from enrollment e where e.training_id = t.id and e.state <> 'withdrawn' and ${reached(scope)})`.as('people')])
  .where('l.kind', '=', 'questionnaire')
  .where((eb) => scope.of === 'all' ? eb.lit(true) : eb.exists(eb.selectFrom('cohort as c').select('c.id').whereRef('c.training_id', '=', 't.id')
    .where(({ ref }) => within(scope, { ...nobodyOf, cohort: ref('c.id') }))))

/** Every questionnaire within reach, newest year first. */
export const questionnairesFor = (db: Reader, scope: Scope) =>
  questionnaires(db, scope).orderBy('t.fiscal_year', 'desc').orderBy('t.id').orderBy('l.id').limit(200).execute()

/** Who asks: a lesson in one training, or a meeting. */
export type Asking = { lessonId: number; trainingId: number } | { meetingId: number }

/** The pots of one questionnaire in one training; `isReached`: the scope may see that group. */
export const potsOf = (db: Reader, scope: Scope, trainingId: number, lessonId: number) => potsOfAsking(db, scope, { trainingId, lessonId })

/** The same for whoever asks. */
export async function potsOfAsking(db: Reader, scope: Scope, asking: Asking) {
  const rows = 'meetingId' in asking ? pots(db, scope).where('q.meeting_id', '=', asking.meetingId)
    : pots(db, scope).where('q.training_id', '=', asking.trainingId).where('q.lesson_id', '=', asking.lessonId)
  return (await rows.limit(5_000).execute()).map(potFrom)
}

const pots = (db: Reader, scope: Scope) => db.selectFrom('questionnaire_pot as q').leftJoin('cohort as c', 'c.id', 'q.cohort_id')
  .leftJoin('municipality as m', 'm.id', 'q.municipality_id').leftJoin('profession as f', 'f.code', 'q.profession_code')
  .select(['q.training_id as trainingId', 'q.cohort_id as cohortId', 'q.category', 'q.municipality_id as municipalityId', 'q.profession_code as professionCode',
    'c.name as cohort', 'c.name_en as cohortEn', 'm.name as municipality', 'm.name_en as municipalityEn', 'f.name as profession', 'f.name_en as professionEn', 'q.pending', 'q.shown'])
  .select(({ ref }) => sql<boolean>`${within(scope, { ...nobodyOf, cohort: ref('q.cohort_id') })}`.as('isReached'))
  .orderBy('c.position').orderBy('q.cohort_id').orderBy('q.category').orderBy('m.code').orderBy('f.position')

type Of = Record<'cohortId' | 'municipalityId', number | null> & Record<'category' | 'professionCode', string | null>

const potFrom = <T extends Of & { pending: unknown; shown: unknown; isReached: unknown }>({ pending, shown, isReached, ...row }: T) => ({
  ...row, pending: pending as Pot['pending'], shown: shown as Pot['shown'], isReached: isReached === true, key: keyOf(row),
})

/** How a form names the place: 'cohort:3', 'cohort:3,category:adviser', 'rest' for those without a group. */
const keyOf = (row: Of): string => Object.entries({ cohort: row.cohortId, category: row.category, municipality: row.municipalityId, profession: row.professionCode })
  .flatMap(([side, of]) => of === null ? [] : [`${side}:${of}`]).join() || 'rest'

export type GroupPot = Awaited<ReturnType<typeof potsOf>>[number]

/** The same lesson in the trainings of other years: what was counted there. */
export async function yearsOf(db: Reader, lessonId: number) {
  const rows = await pots(db, { of: 'all' }).innerJoin('training as t', 't.id', 'q.training_id')
    .select(['t.fiscal_year as fiscalYear', 't.title as training', 't.title_en as trainingEn'])
    .where('q.lesson_id', '=', lessonId).orderBy('t.fiscal_year').limit(50_000).execute()
  return rows.map(potFrom)
}

const columns = { cohort: 'cohort_id', category: 'category', municipality: 'municipality_id', profession: 'profession_code' } as const

/** How many people of each sort the training has now. It counts people of all municipalities, and names none. */
export async function sortsOfPeople(db: Reader, trainingId: number, sides: readonly Side[]): Promise<{ belongs: Belonging[]; count: number }[]> {
  if (sides.length === 0) return []
  const rows = await db.selectFrom('enrollment').select(sides.map((side) => columns[side])).select((eb) => eb.fn.countAll<number>().as('people'))
    .where('training_id', '=', trainingId).where('state', '<>', 'withdrawn').groupBy(sides.map((side) => columns[side])).limit(2_000).execute()
  return rows.map((row) => ({ belongs: sides.map((side) => row[columns[side]]), count: row.people }))
}

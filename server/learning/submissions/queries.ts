import { sql, type ExpressionBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import type { StoredFile } from '../../base/downloads.ts'
import type { Day } from '../../base/days.ts'
import type { Tables } from '../../base/tables.ts'
import { within } from '../../base/within.ts'
import type { Answers, FileHeld, SaidHarmless } from './rules.ts'

/** What a marker says of one place: a quotation of what was written, or a page of a file. */
export interface Remark { place: string; quote: string; page: number | null; text: string }
export interface MarkingRow { id: number; markedBy: number; /** Null to whoever may not know them. */ name: string | null; verdict: 'accepted' | 'returned'; levels: number[]; comment: string; remarks: Remark[]; dueOn: Day | null; inAt: string }
export interface Round {
  id: number; number: number; receipt: string; answers: Answers; saidHarmless: SaidHarmless[]; handedInAt: string; dueOn: Day | null; isLate: boolean
  recalledAt: string | null; outcome: 'accepted' | 'returned' | null; comment: string; settledAt: string | null; markings: MarkingRow[]
}

type Works = ExpressionBuilder<Tables & { s: Tables['submission'] }, 's'>

const roundsOf = (eb: Works) => jsonArrayFrom(eb.selectFrom('submission_round as r').select((r) => [
  'r.id', 'r.number', 'r.receipt', 'r.answers', 'r.said_harmless as saidHarmless', 'r.handed_in_at as handedInAt', 'r.due_on as dueOn', 'r.is_late as isLate',
  'r.recalled_at as recalledAt', 'r.outcome', 'r.comment', 'r.settled_at as settledAt',
  jsonArrayFrom(r.selectFrom('marking as k').leftJoin('person as q', 'q.id', 'k.marked_by').select(['k.id', 'k.marked_by as markedBy', 'q.name', 'k.verdict', 'k.levels', 'k.comment', 'k.remarks', 'k.due_on as dueOn', 'k.in_at as inAt'])
    .whereRef('k.round_id', '=', 'r.id').orderBy('k.id').limit(5)).as('markings'),
]).whereRef('r.submission_id', '=', 's.id').orderBy('r.number', 'desc').limit(50)).as('rounds')

const filesOf = (eb: Works) => jsonArrayFrom(eb.selectFrom('submission_file as h')
  .select(['h.id', 'h.name', 'h.bytes', 'h.words', 'h.from_round as fromRound', 'h.to_round as toRound'])
  .whereRef('h.submission_id', '=', 's.id').orderBy('h.id').limit(100)).as('files')

const works = (db: Reader) => db.selectFrom('submission as s').innerJoin('enrollment as e', 'e.id', 's.enrollment_id')
  .innerJoin('lesson as l', 'l.id', 's.lesson_id').innerJoin('lesson_version as v', 'v.id', 's.lesson_version_id')
  .select((eb) => ['s.id', 's.enrollment_id as enrollmentId', 's.lesson_id as lessonId', 's.state', 's.draft', 's.draft_version as draftVersion', 's.draft_saved_at as draftSavedAt',
    's.due_on as ownDueOn', 'l.title as lessonTitle', 'l.title_en as lessonTitleEn', 'l.module_id as moduleId', 'v.content', 'v.id as versionId', 'e.number', 'e.training_id as trainingId', 'e.cohort_id as cohortId',
    roundsOf(eb as unknown as Works), filesOf(eb as unknown as Works)])

type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof works>['executeTakeFirst']>>>
interface Kept { draft: Answers; rounds: Round[]; files: FileHeld[] }
/** What is kept as one piece was checked when it was written. */
const typed = <T extends Row>(row: T): Omit<T, keyof Kept> & Kept => row as unknown as Omit<T, keyof Kept> & Kept
export type Work = Omit<Row, keyof Kept> & Kept

/** What a trainee has of a lesson, with its rounds (newest first) and files; for a lesson that was looked up as their own. Undefined before the first word. */
export async function findWork(db: Reader, enrollmentId: number, lessonId: number): Promise<Work | undefined> {
  const row = await works(db).where('s.enrollment_id', '=', enrollmentId).where('s.lesson_id', '=', lessonId).executeTakeFirst()
  return row && typed(row)
}

/** What the office blacked out of it, the latest first; the words themselves are nowhere. */
export const redactionsOf = (db: Reader, enrollmentId: number, lessonId: number) => db.selectFrom('submission_redaction as x').leftJoin('person as q', 'q.id', 'x.redacted_by')
  .select(['x.kind', sql<string[]>`x.places`.as('places'), 'x.reason', 'x.redacted_at as at', 'q.name as by'])
  .where('x.enrollment_id', '=', enrollmentId).where('x.lesson_id', '=', lessonId).orderBy('x.id', 'desc').limit(50).execute()

/** One piece of work as those see it who mark it, with whose it is: by an assigned cohort, or all of them. */
export async function findSubmission(db: Reader, scope: Scope, id: number) {
  const row = await works(db).innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('training as t', 't.id', 'e.training_id').innerJoin('cohort as c', 'c.id', 'e.cohort_id')
    .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
    .select(['p.name', 'p.kana', 'p.id as personId', 't.title as training', 't.title_en as trainingEn', 't.fiscal_year as fiscalYear', 'c.name as cohort', 'c.name_en as cohortEn', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('s.id', '=', id).where(({ ref }) => within(scope, { municipality: sql<null>`null::int`, person: sql<null>`null::int`, cohort: ref('e.cohort_id') })).executeTakeFirst()
  return row && typed(row)
}
export type Submission = NonNullable<Awaited<ReturnType<typeof findSubmission>>>

/** Held until the change is done: whoever holds it decides what becomes of it. */
export const holdWork = (tx: Writer, enrollmentId: number, lessonId: number) => tx.selectFrom('submission').select('id')
  .where('enrollment_id', '=', enrollmentId).where('lesson_id', '=', lessonId).forUpdate().executeTakeFirst()

/** The stored file, for who may have it: the writer; the office; whoever teaches the cohort, where the version says so and it was handed in. */
export const findFile = (db: Reader, scope: Scope, id: number) => db.selectFrom('submission_file as h').innerJoin('submission as s', 's.id', 'h.submission_id')
  .innerJoin('enrollment as e', 'e.id', 's.enrollment_id').innerJoin('lesson_version as v', 'v.id', 's.lesson_version_id')
  .select(['h.key', 'h.name', 'h.type', 'h.bytes', 'h.sha256']).$narrowType<StoredFile>()
  .where('h.id', '=', id).where('h.removed_at', 'is', null)
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') }))
  .where((eb) => scope.of !== 'assigned' ? eb.lit(true) : eb.and([sql<boolean>`v.content->>'sharing' <> 'nobody'`,
    eb.exists(eb.selectFrom('submission_round as r').select('r.id').whereRef('r.submission_id', '=', 's.id').where('r.recalled_at', 'is', null)
      .whereRef('r.number', '>=', 'h.from_round').where((e) => e.or([e('h.to_round', 'is', null), e('r.number', '<=', e.ref('h.to_round'))])))]))
  .executeTakeFirst()

/** A file of somebody else of the same cohort, accepted, where the version shares it so. For an enrollment that was looked up as one's own. */
export const findSharedFile = (db: Reader, personId: number, id: number) => db.selectFrom('submission_file as h').innerJoin('submission as s', 's.id', 'h.submission_id')
  .innerJoin('enrollment as e', 'e.id', 's.enrollment_id').innerJoin('lesson_version as v', 'v.id', 's.lesson_version_id')
  .select(['h.key', 'h.name', 'h.type', 'h.bytes', 'h.sha256']).$narrowType<StoredFile>()
  .where('h.id', '=', id).where('h.removed_at', 'is', null).where('s.state', '=', 'accepted').where('h.to_round', 'is', null).where(sql<boolean>`v.content->>'sharing' = 'cohort'`)
  .where((eb) => eb.exists(eb.selectFrom('enrollment as o').select('o.id').whereRef('o.cohort_id', '=', 'e.cohort_id').where('o.person_id', '=', personId).where('o.state', '<>', 'withdrawn')))
  .executeTakeFirst()

/** The accepted work of others of one's cohort, by number and without names, one to a page. */
export async function sharedWork(db: Reader, { cohortId, enrollmentId, lessonId }: { cohortId: number; enrollmentId: number; lessonId: number }, page: number) {
  const row = await works(db).select(sql<number>`count(*) over ()::int`.as('total'))
    .where('e.cohort_id', '=', cohortId).where('s.enrollment_id', '<>', enrollmentId).where('s.lesson_id', '=', lessonId).where('s.state', '=', 'accepted').where('e.state', '<>', 'withdrawn')
    .where(sql<boolean>`v.content->>'sharing' = 'cohort'`).orderBy('e.number').orderBy('s.id').limit(1).offset(page - 1).executeTakeFirst()
  return row && typed(row)
}

/** Who would be recognized in a text of this cohort: its people and whoever teaches it. Asked past the wall; told is only what a text says itself. */
export async function namesBeside(db: Reader, enrollmentId: number): Promise<string[]> {
  const rows = await ask(db, sql<{ name: string }>`
    select distinct p.name from enrollment o join enrollment e on e.cohort_id = o.cohort_id join person p on p.id = e.person_id where o.id = ${enrollmentId}
    union select p.name from enrollment o join cohort_instructor i on i.cohort_id = o.cohort_id join person p on p.id = i.person_id where o.id = ${enrollmentId}
    order by 1 limit 500`)
  return rows.map(({ name }) => name)
}

/** The cohort somebody learns in, for sharing within it. */
export const cohortOfEnrollment = (db: Reader, enrollmentId: number) => db.selectFrom('enrollment').select('cohort_id as cohortId').where('id', '=', enrollmentId).executeTakeFirst()

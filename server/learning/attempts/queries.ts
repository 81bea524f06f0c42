import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import { prepared } from '../../base/prepared.ts'
import { within } from '../../base/within.ts'
import type { Answer, QuestionBody } from '../questions/rules.ts'

const columns = ['a.id', 'a.number', 'a.seed', 'a.enrollment_id as enrollmentId', 'a.lesson_id as lessonId', 'a.lesson_version_id as versionId',
  'a.started_at as startedAt', 'a.deadline_at as deadlineAt', 'a.handed_in_at as handedInAt', 'a.handed_in_by as handedInBy', 'a.points',
  'a.points_max as pointsMax', 'a.passed', 'a.reviewed_at as reviewedAt'] as const

/** The attempts of an enrollment that was looked up through the scope, the newest first. At most 100. */
export const attemptsOf = (db: Reader, enrollmentId: number, lessonId: number) => db.selectFrom('test_attempt as a').select(columns)
  .where('a.enrollment_id', '=', enrollmentId).where('a.lesson_id', '=', lessonId).orderBy('a.number', 'desc').limit(100).execute()

export type AttemptRow = Awaited<ReturnType<typeof attemptsOf>>[number]

/** What somebody was given more: minutes and attempts; none where nothing was given. */
export async function allowanceOf(db: Reader, enrollmentId: number, lessonId: number): Promise<{ minutes: number; attempts: number }> {
  const row = await db.selectFrom('test_allowance').select(['minutes', 'attempts'])
    .where('enrollment_id', '=', enrollmentId).where('lesson_id', '=', lessonId).executeTakeFirst()
  return row ?? { minutes: 0, attempts: 0 }
}

/** One's own attempt that is not handed in, with every place of its paper: whether it was answered, and marked to be looked at again. */
export const openPaperOf = async (db: Reader, scope: Scope, enrollmentId: number, lessonId: number) => (await openPaper(db, { scope, enrollmentId, lessonId }))[0]

const openPaper = prepared((db, { scope, enrollmentId, lessonId }: { scope: Scope; enrollmentId: number; lessonId: number }) => db.selectFrom('test_attempt as a')
  .innerJoin('enrollment as e', 'e.id', 'a.enrollment_id').select(columns)
  .select((eb) => jsonArrayFrom(eb.selectFrom('test_answer as r').select(['r.place', 'r.section', 'r.is_flagged as isFlagged'])
    .select(sql<boolean>`r.answer is not null`.as('isAnswered')).whereRef('r.attempt_id', '=', 'a.id').orderBy('r.place').limit(200)).as('places'))
  .where('a.enrollment_id', '=', enrollmentId).where('a.lesson_id', '=', lessonId).where('a.handed_in_at', 'is', null).where('e.state', '<>', 'withdrawn')
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') })))

export type OpenPaper = NonNullable<Awaited<ReturnType<typeof openPaperOf>>>

const answers = (db: Reader) => db.selectFrom('test_answer as r').innerJoin('question_version as v', 'v.id', 'r.question_version_id')
  .leftJoin('question_version as w', 'w.id', 'r.marked_version_id')
  .select(['r.place', 'r.section', 'r.points_max as pointsMax', 'r.is_flagged as isFlagged', 'r.saves', 'r.saved_at as savedAt', 'r.share', 'r.mark_note as markNote', 'v.stem',
    sql<string>`coalesce(w.feedback, v.feedback)`.as('feedback'), sql<Answer>`r.answer`.as('answer'), sql<QuestionBody>`v.body`.as('body'),
    sql<QuestionBody>`coalesce(w.body, v.body)`.as('markedBody')])

/** The question at a place of a paper that was looked up through the scope, with what was answered. */
export const questionAt = async (db: Reader, attemptId: number, place: number) => (await answerAt(db, { attemptId, place }))[0]

const answerAt = prepared((db, { attemptId, place }: { attemptId: number; place: number }) => answers(db).where('r.attempt_id', '=', attemptId).where('r.place', '=', place))

/** Every answer of an attempt that was looked up through the scope, with the question as it was asked and as it is marked. */
export const answersOf = (db: Reader, attemptId: number) => answers(db).where('r.attempt_id', '=', attemptId).orderBy('r.place').limit(200).execute()

/** The marks of an attempt that were changed, the earliest first; `isAnew`: with the question, whose reason may say what is right. */
export const marksChangedOf = (db: Reader, attemptId: number) => db.selectFrom('test_mark_change as k')
  .select(['k.place', 'k.share_before as before', 'k.share_after as after', 'k.reason', 'k.changed_at as at', sql<boolean>`k.version_id is not null`.as('isAnew')])
  .where('k.attempt_id', '=', attemptId).orderBy('k.id').limit(500).execute()

export type AnswerRow = Awaited<ReturnType<typeof answersOf>>[number]

/**
 * Holds the latest attempt of one's own with the question at a place, so that saving and handing in come one after the other. The
 * answer is held, too: what is said of it is as another page has left it that saved while we waited.
 */
export const holdQuestion = async (tx: Writer, scope: Scope, enrollmentId: number, lessonId: number, place: number) =>
  (await heldQuestion(tx, { scope, enrollmentId, lessonId, place }))[0]

interface Place { scope: Scope; enrollmentId: number; lessonId: number; place: number }

const heldQuestion = prepared((db, { scope, enrollmentId, lessonId, place }: Place) => db.selectFrom('test_attempt as a')
  .innerJoin('enrollment as e', 'e.id', 'a.enrollment_id').innerJoin('test_answer as r', 'r.attempt_id', 'a.id').innerJoin('question_version as v', 'v.id', 'r.question_version_id')
  .select(columns).select(['r.place', 'r.saves', 'r.saved_at as savedAt', sql<QuestionBody>`v.body`.as('body')])
  .where('a.enrollment_id', '=', enrollmentId).where('a.lesson_id', '=', lessonId).where('r.place', '=', place).where('e.state', '<>', 'withdrawn')
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))
  .orderBy('a.number', 'desc').limit(1).forNoKeyUpdate(['a', 'r']))

/** Holds one attempt of an enrollment that was looked up through the scope. */
export const holdAttempt = (tx: Writer, attemptId: number) => tx.selectFrom('test_attempt as a').select(columns).where('a.id', '=', attemptId).forNoKeyUpdate().executeTakeFirst()

/** The contents of the version an attempt was made from. */
export const contentOfAttempt = (db: Reader, versionId: number) => db.selectFrom('lesson_version').select('content').where('id', '=', versionId).executeTakeFirstOrThrow()

/** Whether the time of an attempt has run out without anybody handing it in. */
export const isOverdue = async (db: Reader, attemptId: number, now: Date): Promise<boolean> =>
  await db.selectFrom('test_attempt').select('id').where('id', '=', attemptId).where('handed_in_at', 'is', null).where('deadline_at', '<', now).executeTakeFirst() !== undefined

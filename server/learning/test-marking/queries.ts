import { sql, type Expression } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { among, within } from '../../base/within.ts'
import type { Answer, QuestionBody } from '../questions/rules.ts'

/** Results are for the office and for those who teach the cohort; a municipality reaches none of them. */
const reached = (scope: Scope, cohort: Expression<number | null>) => within(scope, { municipality: sql<null>`null::int`, person: sql<null>`null::int`, cohort })

const isWaiting = sql<boolean>`r.share is null and a.handed_in_at is not null`
const isByNumber = sql<boolean>`coalesce((v.content->>'isMarkedByNumber')::boolean, true)`

const attempts = (db: Reader) => db.selectFrom('test_attempt as a').innerJoin('enrollment as e', 'e.id', 'a.enrollment_id')
  .innerJoin('cohort as c', 'c.id', 'e.cohort_id').innerJoin('training as t', 't.id', 'e.training_id').innerJoin('lesson as l', 'l.id', 'a.lesson_id')

/** The tests that were taken in a fiscal year, by cohort: how many attempts, and how many answers wait for a person. At most 300. */
export const testsTaken = (db: Reader, scope: Scope, year: number) => attempts(db)
  .select(['l.id', 'l.title', 'l.title_en as titleEn', 'c.id as cohortId', 'c.name as cohort', 'c.name_en as cohortEn', 't.title as training', 't.title_en as trainingEn'])
  .select([sql<number>`count(*) filter (where a.handed_in_at is not null)::int`.as('handedIn'),
    sql<number>`coalesce(sum((select count(*) from test_answer r where r.attempt_id = a.id and ${isWaiting})), 0)::int`.as('waiting')])
  .where('t.fiscal_year', '=', year).where(({ ref }) => reached(scope, ref('e.cohort_id')))
  .groupBy(['l.id', 'c.id', 't.id']).orderBy('t.id').orderBy('l.id').orderBy('c.position').limit(300).execute()

const answers = (db: Reader) => attempts(db).innerJoin('test_answer as r', 'r.attempt_id', 'a.id').innerJoin('question_version as q', 'q.id', 'r.question_version_id')
  .innerJoin('lesson_version as v', 'v.id', 'a.lesson_version_id').innerJoin('person as p', 'p.id', 'e.person_id')
  .select(['a.id as attemptId', 'r.place', 'a.number as attempt', 'a.lesson_id as lessonId', 'a.handed_in_at as handedInAt', 'e.id as enrollmentId', 'e.number', 'c.id as cohortId',
    'c.name as cohort', 'c.name_en as cohortEn', 'l.title', 'l.title_en as titleEn', 'q.stem', sql<string | null>`case when ${isByNumber} then null else p.name end`.as('name')])

/** The answers of a test that wait for a person, the oldest first. At most 100. */
export const waitingAnswers = (db: Reader, scope: Scope, lessonId: number, cohortId: number | null) => answers(db)
  .where('a.lesson_id', '=', lessonId).where(isWaiting).$if(cohortId !== null, (query) => query.where('e.cohort_id', '=', cohortId!))
  .where(({ ref }) => reached(scope, ref('e.cohort_id'))).orderBy('r.place').orderBy('a.handed_in_at').orderBy('a.id').limit(100).execute()

/** One answer that a person marks, with the guide. */
export const findAnswer = (db: Reader, scope: Scope, attemptId: number, place: number) => answers(db)
  .select(['r.points_max as pointsMax', 'r.share', 'r.mark_note as note', 'r.marked_at as markedAt', sql<Answer>`r.answer`.as('answer'), sql<QuestionBody>`q.body`.as('body')])
  .where('a.id', '=', attemptId).where('r.place', '=', place).where('a.handed_in_at', 'is not', null).where('q.body', '@>', sql<unknown>`'{"kind":"free_text"}'::jsonb`)
  .where(({ ref }) => reached(scope, ref('e.cohort_id'))).executeTakeFirst()

/** A test as a lesson that staff look at. */
export const findTest = (db: Reader, lessonId: number) => db.selectFrom('lesson as l').innerJoin('module as m', 'm.id', 'l.module_id')
  .leftJoin('lesson_version as v', 'v.id', 'l.published_version_id')
  .select(['l.id', 'l.title', 'l.title_en as titleEn', 'm.course_id as courseId', 'v.content'])
  .where('l.id', '=', lessonId).where('l.kind', '=', 'test').executeTakeFirst()

const enrolled = (db: Reader, scope: Scope, lessonId: number) => db.selectFrom('enrollment as e').innerJoin('training_lesson as tl', 'tl.training_id', 'e.training_id')
  .innerJoin('lesson as l', (join) => join.onRef('l.id', '=', 'tl.lesson_id').on('l.kind', '=', 'test')).innerJoin('cohort as c', 'c.id', 'e.cohort_id').innerJoin('training as t', 't.id', 'e.training_id').innerJoin('person as p', 'p.id', 'e.person_id')
  .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
  .where('tl.lesson_id', '=', lessonId).where('e.state', '<>', 'withdrawn').where(({ ref }) => reached(scope, ref('e.cohort_id')))

const perPage = 50
export interface ResultsWanted { year: number; cohortId: number | null; page: number }

/**
 * Everybody whose training has opened this test, fifty a page, with their attempts counted and the best of them. `people`, `passed` and
 * `waiting` count all pages.
 */
export const resultsOf = (db: Reader, scope: Scope, lessonId: number, { year, cohortId, page }: ResultsWanted) => enrolled(db, scope, lessonId)
  .leftJoin(({ selectFrom }) => selectFrom('test_attempt as a').select(['a.enrollment_id'])
    .select([sql<number>`count(*)::int`.as('attempts'), sql<number | null>`max(case when a.passed is not null then floor(a.points * 100 / a.points_max + 1e-6) end)::int`.as('best'),
      sql<boolean>`bool_or(a.passed is true)`.as('isPassed'), sql<boolean>`bool_or(a.handed_in_at is null)`.as('isOpen'),
      sql<boolean>`bool_or(a.handed_in_at is not null and a.passed is null)`.as('isPending')])
    .where('a.lesson_id', '=', lessonId).groupBy('a.enrollment_id').as('x'), (join) => join.onRef('x.enrollment_id', '=', 'e.id'))
  .leftJoin('test_allowance as w', (join) => join.onRef('w.enrollment_id', '=', 'e.id').on('w.lesson_id', '=', lessonId))
  .select(['e.id', 'e.number', 'p.name', 'p.kana', 'e.affiliation', 'm.name as municipality', 'm.name_en as municipalityEn',
    'x.attempts', 'x.best', 'x.isPassed', 'x.isOpen', 'x.isPending', 'w.minutes', 'w.attempts as attemptsMore'])
  .select([sql<number>`(count(*) over ())::int`.as('people'), sql<number>`(count(*) filter (where x."isPassed") over ())::int`.as('passed'), sql<number>`(count(*) filter (where x."isPending") over ())::int`.as('waiting')])
  .where('t.fiscal_year', '=', year).$if(cohortId !== null, (query) => query.where('c.id', '=', cohortId!))
  .orderBy('t.id').orderBy('c.position').orderBy('e.number').limit(perPage).offset((page - 1) * perPage).execute()

/** The cohorts of a fiscal year whose training has opened this test. At most 200. */
export const cohortsOfTest = (db: Reader, scope: Scope, lessonId: number, year: number) => db.selectFrom('cohort as c').innerJoin('training as t', 't.id', 'c.training_id').innerJoin('training_lesson as tl', 'tl.training_id', 't.id')
  .select(['c.id', 'c.name', 'c.name_en as nameEn', 't.title as training', 't.title_en as trainingEn'])
  .where('tl.lesson_id', '=', lessonId).where('t.fiscal_year', '=', year).where(({ ref }) => reached(scope, ref('c.id'))).orderBy('t.id').orderBy('c.position').limit(200).execute()

/** Every attempt that was handed in, a row each, for a file. At most 20,000. */
export const attemptsHandedIn = (db: Reader, scope: Scope, lessonId: number, year: number) => attempts(db)
  .innerJoin('person as p', 'p.id', 'e.person_id').leftJoin('municipality as m', 'm.id', 'e.municipality_id').innerJoin('lesson_version as v', 'v.id', 'a.lesson_version_id')
  .select(['t.title as training', 'c.name as cohort', 'e.number', 'p.name', 'p.kana', 'm.name as municipality', 'a.number as attempt', 'a.handed_in_at as handedInAt', 'a.handed_in_by as handedInBy',
    'a.points', 'a.points_max as pointsMax', 'a.passed', 'v.content', 'v.number as version'])
  .where('a.lesson_id', '=', lessonId).where('a.handed_in_at', 'is not', null).where('e.state', '<>', 'withdrawn').where('t.fiscal_year', '=', year)
  .where(({ ref }) => reached(scope, ref('e.cohort_id')))
  .orderBy('t.id').orderBy('c.position').orderBy('e.number').orderBy('a.number').limit(20_000).execute()

/** Every mark of a test that was changed in a fiscal year, the latest first, fifty a page; `version` is null where a person changed one by hand. */
export const marksChanged = (db: Reader, scope: Scope, lessonId: number, { year, page }: Pick<ResultsWanted, 'year' | 'page'>) => db.selectFrom('test_mark_change as k')
  .innerJoin('test_answer as r', (join) => join.onRef('r.attempt_id', '=', 'k.attempt_id').onRef('r.place', '=', 'k.place')).innerJoin('test_attempt as a', 'a.id', 'k.attempt_id')
  .innerJoin('question_version as q', 'q.id', 'r.question_version_id').innerJoin('enrollment as e', 'e.id', 'a.enrollment_id').innerJoin('training as t', 't.id', 'e.training_id')
  .innerJoin('person as p', 'p.id', 'e.person_id').leftJoin('person as w', 'w.id', 'k.changed_by')
  .select(['k.id', 'k.changed_at as changedAt', 'k.share_before as before', 'k.share_after as after', 'k.reason', 'k.version_id as version', 'r.points_max as pointsMax', 'q.stem', 'k.place',
    'a.number as attempt', 'e.number', 'p.name', 'w.name as by', sql<number>`(count(*) over ())::int`.as('total')])
  .where('a.lesson_id', '=', lessonId).where('t.fiscal_year', '=', year).where('e.state', '<>', 'withdrawn').where(({ ref }) => reached(scope, ref('e.cohort_id')))
  .orderBy('k.id', 'desc').limit(perPage).offset((page - 1) * perPage).execute()

/** One person of a test, for who gives them more time. */
export const findTaker = (db: Reader, scope: Scope, lessonId: number, enrollmentId: number) => enrolled(db, scope, lessonId)
  .leftJoin('test_allowance as w', (join) => join.onRef('w.enrollment_id', '=', 'e.id').on('w.lesson_id', '=', lessonId))
  .select(['e.id', 'e.number', 'p.name', 'p.kana', 'c.name as cohort', 'c.name_en as cohortEn', 'w.minutes', 'w.attempts', 'w.reason', 'w.given_at as givenAt'])
  .where('e.id', '=', enrollmentId).executeTakeFirst()

/** The answers of everybody's first attempt, all marked, for what they say about the questions. At most 100,000. */
export const firstAnswers = (db: Reader, scope: Scope, lessonId: number) => attempts(db).innerJoin('test_answer as r', 'r.attempt_id', 'a.id').innerJoin('question_version as q', 'q.id', 'r.question_version_id')
  .select(['a.id as attemptId', 'q.question_id as questionId', 'r.share', 'r.points_max as pointsMax', sql<Answer>`r.answer`.as('answer')])
  .where('a.lesson_id', '=', lessonId).where('a.number', '=', 1).where('a.passed', 'is not', null).where(({ ref }) => reached(scope, ref('e.cohort_id')))
  .orderBy('a.id').orderBy('r.place').limit(100_000).execute()

/** Every answer to a question that was not marked by a person, with where its attempt stands. At most 50,000. */
export const answersTo = (db: Reader, questionId: number) => db.selectFrom('test_answer as r').innerJoin('question_version as q', 'q.id', 'r.question_version_id').innerJoin('test_attempt as a', 'a.id', 'r.attempt_id')
  .select(['a.id as attemptId', 'r.place', 'r.share', 'a.passed', 'r.points_max as pointsMax', 'r.marked_version_id as markedVersionId', 'q.id as versionId',
    sql<Answer>`r.answer`.as('answer'), sql<boolean>`a.handed_in_at is not null`.as('isHandedIn')])
  .where('q.question_id', '=', questionId).orderBy('a.id').orderBy('r.place').limit(50_000).execute()

/** What is needed to say whether attempts would be passed: all their answers, and the line. */
export const countsOf = (db: Reader, attemptIds: readonly number[]) => db.selectFrom('test_attempt as a').innerJoin('lesson_version as v', 'v.id', 'a.lesson_version_id')
  .innerJoin('test_answer as r', 'r.attempt_id', 'a.id').select(['a.id', 'a.passed', 'r.place', 'r.share', 'r.points_max as pointsMax', sql<number>`coalesce((v.content->>'passPercent')::int, 70)`.as('passPercent')])
  .where(({ ref }) => among(ref('a.id'), attemptIds)).orderBy('a.id').orderBy('r.place').limit(200_000).execute()

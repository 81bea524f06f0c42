import { sql, type Expression, type SqlBool } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { among } from '../../base/within.ts'
import type { QuestionBody, QuestionKind } from './rules.ts'

/** Questions with the version that is asked from now on. */
const asked = (db: Reader) => db.selectFrom('question as q')
  .innerJoin('question_version as v', (join) => join.onRef('v.question_id', '=', 'q.id')
    .on('v.number', '=', ({ selectFrom }) => selectFrom('question_version as n').select(({ fn }) => fn.max('n.number').as('number')).whereRef('n.question_id', '=', 'q.id')))
  .select(['q.id as questionId', 'v.id as versionId', 'q.kind', 'v.stem', 'v.points', 'v.feedback', 'q.tags', sql<QuestionBody>`v.body`.as('body')])

/** The questions in use of a bank, or those of them with a tag, each in its current version, in the order they were made. At most 2,000. */
export const questionsOf = (db: Reader, { bankId, tag }: { bankId: number; tag?: string | undefined }) => asked(db)
  .where('q.bank_id', '=', bankId).where('q.state', '=', 'active')
  .$if(tag !== undefined, (query) => query.where(sql<boolean>`q.tags @> array[${tag}]::text[]`))
  .orderBy('q.id').limit(2_000).execute()

export type AskedQuestion = Awaited<ReturnType<typeof questionsOf>>[number]

/** These questions in their current version, retired ones too, by id; those that are not there are left out. At most 2,000. */
export async function currentVersions(db: Reader, questionIds: readonly number[]): Promise<AskedQuestion[]> {
  return questionIds.length === 0 ? [] : asked(db).where(({ ref }) => among(ref('q.id'), questionIds)).orderBy('q.id').limit(2_000).execute()
}

/** Versions as they were asked, whatever became of their questions since, by id. At most 2,000. */
export async function versionsByIds(db: Reader, versionIds: readonly number[]): Promise<AskedQuestion[]> {
  if (versionIds.length === 0) return []
  return db.selectFrom('question_version as v').innerJoin('question as q', 'q.id', 'v.question_id')
    .select(['q.id as questionId', 'v.id as versionId', 'q.kind', 'v.stem', 'v.points', 'v.feedback', 'q.tags', sql<QuestionBody>`v.body`.as('body')])
    .where(({ ref }) => among(ref('v.id'), versionIds)).orderBy('v.id').limit(2_000).execute()
}

/** A bank is reached by those who see all, and by instructors of the course it belongs to; one of no course only by the former. */
export const reached = (scope: Scope, course: Expression<number | null>): Expression<SqlBool> => {
  if (scope.of === 'all') return sql<boolean>`true`
  if (scope.of !== 'assigned') return sql<boolean>`false`
  return sql<boolean>`${course} in (select t.course_id from cohort_instructor i join cohort c on c.id = i.cohort_id join training t on t.id = c.training_id where i.person_id = ${scope.personId})`
}

const banks = (db: Reader, scope: Scope) => db.selectFrom('question_bank as b')
  .leftJoin('course as c', 'c.id', 'b.course_id')
  .select(['b.id', 'b.name', 'b.name_en as nameEn', 'b.course_id as courseId', 'b.version', 'c.name as courseName', 'c.name_en as courseNameEn'])
  .where(({ ref }) => reached(scope, ref('b.course_id')))

/** The banks one may use, by course and name, each with how many questions of it are in use and retired. At most 200. */
export const banksOf = (db: Reader, scope: Scope, courseId?: number) => banks(db, scope)
  .select((eb) => [
    eb.selectFrom('question as q').whereRef('q.bank_id', '=', 'b.id').where('q.state', '=', 'active').select(({ fn }) => fn.countAll<number>().as('n')).as('active'),
    eb.selectFrom('question as q').whereRef('q.bank_id', '=', 'b.id').where('q.state', '=', 'retired').select(({ fn }) => fn.countAll<number>().as('n')).as('retired'),
  ])
  .$if(courseId !== undefined, (query) => query.where('b.course_id', '=', courseId!))
  .orderBy(sql`b.course_id nulls last`).orderBy('b.name').orderBy('b.id').limit(200).execute()

export const findBank = (db: Reader, scope: Scope, id: number) => banks(db, scope).where('b.id', '=', id).executeTakeFirst()
export type Bank = NonNullable<Awaited<ReturnType<typeof findBank>>>

/** The courses whose banks one may make. */
export const coursesFor = (db: Reader, scope: Scope) => db.selectFrom('course as c')
  .select(['c.id', 'c.name', 'c.name_en as nameEn']).where(({ ref }) => reached(scope, ref('c.id'))).orderBy('c.id').limit(200).execute()

/** What of a bank is looked for. */
export interface Looked { kind?: QuestionKind | undefined; tag?: string | undefined; state?: 'active' | 'retired' | undefined; words?: string | undefined }

const held = (db: Reader, scope: Scope) => asked(db).innerJoin('question_bank as b', 'b.id', 'q.bank_id')
  .select(['q.bank_id as bankId', 'q.code', 'q.state', 'q.version', 'v.number', 'v.made_at as madeAt'])
  .where(({ ref }) => reached(scope, ref('b.course_id')))

const fitting = (db: Reader, scope: Scope, bankId: number, { kind, tag, state, words }: Looked) => held(db, scope).where('q.bank_id', '=', bankId)
  .$if(kind !== undefined, (query) => query.where('q.kind', '=', kind!))
  .$if(state !== undefined, (query) => query.where('q.state', '=', state!))
  .$if(tag !== undefined, (query) => query.where(sql<boolean>`q.tags @> array[${tag}]::text[]`))
  .$if(words !== undefined, (query) => query.where(sql<boolean>`(strpos(lower(v.stem), lower(${words})) > 0 or strpos(lower(q.code), lower(${words})) > 0 or strpos(lower(v.body::text), lower(${words})) > 0)`))

/** One page of a bank's questions as they are looked for, by code, and how many there are. */
export async function questionsIn(db: Reader, scope: Scope, bankId: number, looked: Looked, { page, perPage }: { page: number; perPage: number }) {
  const rows = await fitting(db, scope, bankId, looked).select(sql<number>`(count(*) over ())::int`.as('total'))
    .orderBy('q.code').orderBy('q.id').limit(perPage).offset((page - 1) * perPage).execute()
  return { rows, total: rows[0]?.total ?? 0 }
}

/** Every question of a bank in its current version, by code. At most 2,000. */
export const wholeBank = (db: Reader, scope: Scope, bankId: number, state?: 'active' | 'retired') =>
  fitting(db, scope, bankId, { state }).orderBy('q.code').orderBy('q.id').limit(2_000).execute()
export type HeldQuestion = Awaited<ReturnType<typeof wholeBank>>[number]

/** The tags of a bank with how many questions in use have each, the most used first. At most 60. */
export async function tagsOf(db: Reader, bankId: number): Promise<{ tag: string; count: number }[]> {
  return db.selectFrom((eb) => eb.selectFrom('question as q').select(sql<string>`unnest(q.tags)`.as('tag')).where('q.bank_id', '=', bankId).where('q.state', '=', 'active').as('t'))
    .select(({ fn }) => ['t.tag', fn.countAll<number>().as('count')]).groupBy('t.tag').orderBy('count', 'desc').orderBy('t.tag').limit(60).execute()
}

/** One question with its bank, in its current version or one by its number. */
export const findQuestion = (db: Reader, scope: Scope, id: number, number?: number) => db.selectFrom('question as q')
  .innerJoin('question_bank as b', 'b.id', 'q.bank_id').leftJoin('course as c', 'c.id', 'b.course_id')
  .innerJoin('question_version as v', 'v.question_id', 'q.id')
  .select(['q.id as questionId', 'v.id as versionId', 'q.kind', 'v.stem', 'v.points', 'v.feedback', 'q.tags', sql<QuestionBody>`v.body`.as('body'),
    'q.bank_id as bankId', 'q.code', 'q.state', 'q.version', 'v.number', 'v.made_at as madeAt', 'b.name as bankName', 'b.name_en as bankNameEn', 'b.course_id as courseId'])
  .where('q.id', '=', id).where(({ ref }) => reached(scope, ref('b.course_id')))
  .$if(number !== undefined, (query) => query.where('v.number', '=', number!))
  .orderBy('v.number', 'desc').limit(1).executeTakeFirst()
export type FoundQuestion = NonNullable<Awaited<ReturnType<typeof findQuestion>>>

/** The versions of a question, newest first. At most 100. */
export const versionsOfQuestion = (db: Reader, questionId: number) => db.selectFrom('question_version').select(['number', 'made_at as madeAt'])
  .where('question_id', '=', questionId).orderBy('number', 'desc').limit(100).execute()

/**
 * The tests that draw from a bank: published ones and drafts, each test once. What a test says of its sections is its own;
 * wherever its contents name this bank, they draw from it. At most 50.
 */
export const testsDrawingFrom = (db: Reader, bankId: number) => db.selectFrom('lesson as l').innerJoin('module as m', 'm.id', 'l.module_id')
  .select(['l.id', 'l.title', 'l.title_en as titleEn', 'm.course_id as courseId', 'l.published_version_id as publishedVersionId'])
  .where('l.kind', '=', 'test')
  .where(({ exists, selectFrom }) => exists(selectFrom('lesson_version as v').select('v.id').whereRef('v.lesson_id', '=', 'l.id')
    .where(({ or, eb, ref }) => or([eb('v.published_at', 'is', null), eb(ref('v.id'), '=', ref('l.published_version_id'))]))
    .where(sql<boolean>`jsonb_path_exists(v.content, '$.**.bankId ? (@ == $bank)', jsonb_build_object('bank', ${bankId}::int))`)))
  .orderBy('l.title').orderBy('l.id').limit(50).execute()

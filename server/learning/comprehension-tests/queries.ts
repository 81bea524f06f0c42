import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { TestContent } from './content.ts'
import type { Drawable } from './rules.ts'

const newest = sql<number>`(select max(n.number) from question_version n where n.question_id = q.id)`

/** Every question that a test could ask: of the banks it draws from, and those it names, each in its current version. At most 5,000. */
export async function drawablesOf(db: Reader, { sections }: Pick<TestContent, 'sections'>): Promise<Drawable[]> {
  const banks = [...new Set(sections.flatMap(({ draws }) => draws.map(({ bankId }) => bankId)))]
  const named = [...new Set(sections.flatMap(({ questionIds }) => questionIds))]
  return db.selectFrom('question as q')
    .innerJoin('question_version as v', (join) => join.onRef('v.question_id', '=', 'q.id').on('v.number', '=', newest))
    .select(['q.id as questionId', 'v.id as versionId', 'q.bank_id as bankId', 'q.tags', 'v.points', sql<boolean>`q.state = 'active'`.as('isActive')])
    .where(sql<boolean>`q.bank_id = any(${banks}::int[]) or q.id = any(${named}::int[])`)
    .orderBy('q.id').limit(5_000).execute()
}

/** The banks that a course's tests may draw from: its own and those of no course, with how many questions are in use and their tags. At most 200. */
export const banksOfCourse = (db: Reader, courseId: number) => db.selectFrom('question_bank as b')
  .select(['b.id', 'b.name', 'b.name_en as nameEn',
    sql<number>`(select count(*)::int from question q where q.bank_id = b.id and q.state = 'active')`.as('questions'),
    sql<string[]>`array(select distinct unnest(q.tags) from question q where q.bank_id = b.id and q.state = 'active' order by 1 limit 40)`.as('tags')])
  .where(({ or, eb }) => or([eb('b.course_id', 'is', null), eb('b.course_id', '=', courseId)]))
  .orderBy('b.id').limit(200).execute()

/** The questions in use that a course's tests may name one by one. At most 1,000. */
export const questionsOfCourse = (db: Reader, courseId: number) => db.selectFrom('question as q').innerJoin('question_bank as b', 'b.id', 'q.bank_id')
  .innerJoin('question_version as v', (join) => join.onRef('v.question_id', '=', 'q.id').on('v.number', '=', newest))
  .select(['q.id', 'q.code', 'b.name as bank', 'b.name_en as bankEn', sql<string>`left(v.stem, 300)`.as('stem')])
  .where('q.state', '=', 'active').where(({ or, eb }) => or([eb('b.course_id', 'is', null), eb('b.course_id', '=', courseId)]))
  .orderBy('b.id').orderBy('q.id').limit(1_000).execute()

/** The names of banks, to say which has too few. */
export const bankNames = (db: Reader, ids: readonly number[]) => db.selectFrom('question_bank').select(['id', 'name'])
  .where(sql<boolean>`id = any(${[...ids]}::int[])`).orderBy('id').limit(200).execute()

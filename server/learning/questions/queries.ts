import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import { among } from '../../base/within.ts'
import type { QuestionBody } from './rules.ts'

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

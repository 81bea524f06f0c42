import type { Reader } from '../../base/database.ts'

/** The latest training of a course: what a sample is filled with. */
export const latestTrainingOf = (db: Reader, courseId: number) => db.selectFrom('training')
  .select(['title', 'title_en as titleEn', 'fiscal_year as fiscalYear', 'issuer_title as issuerTitle', 'issuer_name as issuerName'])
  .where('course_id', '=', courseId).orderBy('fiscal_year', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()

/** Other courses with the same mark: their numbers would be taken for ours. */
export const marksLike = (db: Reader, courseId: number, mark: string) => db.selectFrom('course').select(['id', 'name', 'name_en as nameEn'])
  .where('mark', '=', mark).where('id', '<>', courseId).orderBy('id').limit(10).execute()

import type { Insertable } from 'kysely'
import type { Database } from '../../server/base/database.ts'
import type { Tables } from '../../server/base/tables.ts'
import { idOf } from './people.ts'

type Lesson = Pick<Insertable<Tables['lesson']>, 'module_id' | 'position' | 'kind' | 'title' | 'title_en'>
type Version = Omit<Insertable<Tables['lesson_version']>, 'lesson_id' | 'number'>
const published_at = new Date('2026-06-01T09:00:00+09:00')

/** A lesson with its first version, published unless it is said to be a draft (`published_at: null`). @returns the lesson's id */
export async function putLesson(db: Database, lesson: Lesson, version: Version = {}): Promise<number> {
  const id = await idOf(db.insertInto('lesson').values(lesson).returning('id'))
  await putVersion(db, id, 1, version)
  return id
}

/** A version of a lesson; one that is published is what trainees meet from now on. @returns the version's id */
export async function putVersion(db: Database, lesson_id: number, number: number, version: Version = {}): Promise<number> {
  const row = { lesson_id, number, published_at, ...version }
  const id = await idOf(db.insertInto('lesson_version').values(row).returning('id'))
  if (row.published_at !== null) await db.updateTable('lesson').set({ published_version_id: id }).where('id', '=', lesson_id).execute()
  return id
}

/** The version of a lesson that trainees meet. */
export async function publishedOf(db: Database, lesson_id: number): Promise<number> {
  const { id } = await db.selectFrom('lesson').select('published_version_id as id').where('id', '=', lesson_id).executeTakeFirstOrThrow()
  return id!
}

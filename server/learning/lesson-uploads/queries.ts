import type { Reader } from '../../base/database.ts'

const columns = ['id', 'lesson_id as lessonId', 'person_id as personId', 'pieces', 'name', 'bytes', 'begun_at as begunAt', 'ended_at as endedAt'] as const

/** What one person has begun to send to a lesson; only they go on with it. */
export const uploadOf = (db: Reader, personId: number, lessonId: number) =>
  db.selectFrom('lesson_upload').select(columns).where('lesson_id', '=', lessonId).where('person_id', '=', personId).executeTakeFirst()

/** The same, by its number. */
export const findUpload = (db: Reader, personId: number, lessonId: number, uploadId: number) =>
  db.selectFrom('lesson_upload').select(columns).where('id', '=', uploadId).where('lesson_id', '=', lessonId).where('person_id', '=', personId).executeTakeFirst()

export type LessonUpload = NonNullable<Awaited<ReturnType<typeof findUpload>>>

/** Whether anything was begun before a moment, finished or not. */
export const hasLapsed = async (db: Reader, before: Date): Promise<boolean> =>
  await db.selectFrom('lesson_upload').select('id').where('begun_at', '<=', before).limit(1).executeTakeFirst() !== undefined

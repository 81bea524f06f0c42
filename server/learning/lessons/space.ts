import { sql } from 'kysely'
import { refuse, mend } from '../../base/errors.ts'
import type { Change } from '../../base/change.ts'
import type { Reader } from '../../base/database.ts'
import { whyNoRoom } from './files/rules.ts'
import type { Uploads } from './uploads.ts'

/**
 * How many bytes the files of all lessons take: documents, films, captions, pictures and packages, a copied one once, and films
 * on their way as large as they were announced. Lessons are the prefecture's; what municipalities send has limits of its own.
 */
export async function spaceTaken(db: Reader): Promise<number> {
  const { bytes } = await db.selectNoFrom(sql<number>`(
    coalesce((select sum(bytes) from file where id in (select file_id from lesson_version union select captions_file_id from lesson_version
      union select file_id from lesson_picture union select file_id from scorm_package)), 0)
    + coalesce((select sum(bytes) from lesson_upload where ended_at is null), 0))::bigint`.as('bytes')).executeTakeFirstOrThrow()
  return bytes
}

/** A film of this size finds room. @throws Refusal when the space is full */
export async function findRoom({ tx }: Pick<Change, 'tx'>, bytes: number, space: number): Promise<void> {
  refuse(whyNoRoom({ taken: await spaceTaken(tx), more: bytes, space }))
}

/** The files of a form find room; a form without any does not ask. @throws Unfit beside the first of them when the space is full */
export async function findRoomFor({ tx }: Pick<Change, 'tx'>, files: Uploads['files'], space: number): Promise<void> {
  const sent = Object.entries(files)
  if (sent.length === 0) return
  const reason = whyNoRoom({ taken: await spaceTaken(tx), more: sent.reduce((sum, [, { bytes }]) => sum + bytes, 0), space })
  mend(reason === null ? [] : [{ field: sent[0]![0], reason }])
}

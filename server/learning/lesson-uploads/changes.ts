import type { Change } from '../../base/change.ts'
import { found, mend, Missing, refuse } from '../../base/errors.ts'
import { tidyName } from '../../base/multipart.ts'
import { putFilm } from '../lessons/changes.ts'
import { findLessonToEdit } from '../lessons/queries.ts'
import type { Upload } from '../lessons/uploads.ts'
import type { UploadForm } from './forms.ts'
import { findUpload, lapsedUploads, uploadOf, type LessonUpload } from './queries.ts'
import { lapsedBefore, problemsOfAnnounced, whyNotBegin } from './rules.ts'

/**
 * Somebody begins to send a film to a lesson they make. What they had begun to send there before is given up: its pieces are
 * returned, to be dropped. @throws Missing, Unfit for a name or a size that is not taken, Refusal when too many are on their way
 */
export async function beginUpload(change: Change, lessonId: number, form: UploadForm, pieces: string): Promise<{ upload: LessonUpload; dropped: string[] }> {
  const { tx, scope, actor, now, log } = change
  const { kind } = found(await findLessonToEdit(tx, scope, lessonId))
  if (kind !== 'video' || actor === null) throw new Missing()
  mend(problemsOfAnnounced(form))
  const { personId } = actor
  await tx.selectFrom('person').select('id').where('id', '=', personId).forUpdate().execute()
  const earlier = await tx.deleteFrom('lesson_upload').where('lesson_id', '=', lessonId).where('person_id', '=', personId).returning('pieces').execute()
  const { count } = await tx.selectFrom('lesson_upload').select(({ fn }) => fn.countAll<number>().as('count')).where('person_id', '=', personId).executeTakeFirstOrThrow()
  refuse(whyNotBegin(count))
  await tx.insertInto('lesson_upload').values({ lesson_id: lessonId, person_id: personId, pieces, name: tidyName(form.name), bytes: form.bytes, begun_at: now }).execute()
  log('lesson.uploadBegun', `lesson:${lessonId}`, { bytes: form.bytes })
  return { upload: found(await uploadOf(tx, personId, lessonId)), dropped: earlier.map((row) => row.pieces) }
}

/** A film is whole and kept: it goes on the draft, and its way is over. @throws Missing for anybody but who began */
export async function endUpload(change: Change, lessonId: number, uploadId: number, film: Upload): Promise<void> {
  await removeUpload(change, lessonId, uploadId)
  await putFilm(change, lessonId, film)
  change.log('lesson.uploadEnded', `lesson:${lessonId}`, { bytes: film.bytes })
}

/** A film on its way is given up. Returns its pieces, to be dropped. @throws Missing for anybody but who began */
export async function dropUpload(change: Change, lessonId: number, uploadId: number): Promise<string> {
  const { pieces } = await removeUpload(change, lessonId, uploadId)
  change.log('lesson.uploadDropped', `lesson:${lessonId}`)
  return pieces
}

async function removeUpload({ tx, scope, actor }: Change, lessonId: number, uploadId: number): Promise<LessonUpload> {
  found(await findLessonToEdit(tx, scope, lessonId))
  const upload = found(await findUpload(tx, actor?.personId ?? 0, lessonId, uploadId))
  found(await tx.deleteFrom('lesson_upload').where('id', '=', upload.id).returning('id').executeTakeFirst()) // ended twice at once, it ends once
  return upload
}

/** What nobody finished within its time is cleared away. Returns the pieces, to be dropped. */
export async function clearLapsed({ tx, now, log }: Change): Promise<string[]> {
  const lapsed = await lapsedUploads(tx, lapsedBefore(now))
  await tx.deleteFrom('lesson_upload').where('id', 'in', lapsed.map(({ id }) => id)).execute()
  for (const { lessonId, bytes } of lapsed) log('lesson.uploadLapsed', `lesson:${lessonId}`, { bytes })
  return lapsed.map(({ pieces }) => pieces)
}

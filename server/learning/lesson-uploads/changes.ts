import type { Change } from '../../base/change.ts'
import { found, mend, Missing, refuse } from '../../base/errors.ts'
import { tidyName } from '../../base/multipart.ts'
import { holdLesson, putFilm } from '../lessons/changes.ts'
import { findLessonToEdit } from '../lessons/queries.ts'
import { findRoom } from '../lessons/space.ts'
import type { Upload } from '../lessons/uploads.ts'
import type { UploadForm } from './forms.ts'
import { findUpload, uploadOf, type LessonUpload } from './queries.ts'
import { lapsedBefore, problemsOfAnnounced, whyNotBegin } from './rules.ts'

/**
 * Somebody begins to send a film to a lesson they make. What they had begun to send there before is given up: its pieces are
 * returned, to be dropped. @throws Missing, Unfit for a name or a size that is not taken, Refusal when too many are on their way or there is no room
 */
export async function beginUpload(change: Change, lessonId: number, form: UploadForm, pieces: string, space: number): Promise<{ upload: LessonUpload; dropped: string[] }> {
  const { tx, scope, actor, now, log } = change
  const { kind } = found(await findLessonToEdit(tx, scope, lessonId))
  if (kind !== 'video' || actor === null) throw new Missing()
  mend(problemsOfAnnounced(form))
  const { personId } = actor
  await tx.selectFrom('person').select('id').where('id', '=', personId).forUpdate().execute()
  const earlier = await tx.deleteFrom('lesson_upload').where('lesson_id', '=', lessonId).where('person_id', '=', personId).returning('pieces').execute()
  const { count } = await tx.selectFrom('lesson_upload').select(({ fn }) => fn.countAll<number>().as('count'))
    .where('person_id', '=', personId).where('ended_at', 'is', null).executeTakeFirstOrThrow()
  refuse(whyNotBegin(count))
  await findRoom(change, form.bytes, space)
  await tx.insertInto('lesson_upload').values({ lesson_id: lessonId, person_id: personId, pieces, name: tidyName(form.name), bytes: form.bytes, begun_at: now }).execute()
  log('lesson.uploadBegun', `lesson:${lessonId}`, { bytes: form.bytes })
  return { upload: found(await uploadOf(tx, personId, lessonId)), dropped: earlier.map((row) => row.pieces) }
}

/**
 * A film is whole and kept: it goes on the draft, and its way is over. That it came is remembered for a day, for a browser that
 * lost the answer. @throws Missing for anybody but who began, and when it has ended already
 */
export async function endUpload(change: Change, lessonId: number, uploadId: number, film: Upload): Promise<void> {
  const { tx, now, log } = change
  const { id } = await unendedUpload(change, lessonId, uploadId)
  await holdLesson(change, lessonId) // before the upload, as whoever gives up a draft does
  found(await tx.updateTable('lesson_upload').set({ ended_at: now }).where('id', '=', id).where('ended_at', 'is', null).returning('id').executeTakeFirst())
  await putFilm(change, lessonId, film)
  log('lesson.uploadEnded', `lesson:${lessonId}`, { bytes: film.bytes })
}

/** A film on its way is given up. Returns its pieces, to be dropped. @throws Missing for anybody but who began */
export async function dropUpload(change: Change, lessonId: number, uploadId: number): Promise<string> {
  const { id, pieces } = await unendedUpload(change, lessonId, uploadId)
  found(await change.tx.deleteFrom('lesson_upload').where('id', '=', id).where('ended_at', 'is', null).returning('id').executeTakeFirst())
  change.log('lesson.uploadDropped', `lesson:${lessonId}`)
  return pieces
}

async function unendedUpload({ tx, scope, actor }: Change, lessonId: number, uploadId: number): Promise<LessonUpload> {
  found(await findLessonToEdit(tx, scope, lessonId))
  const upload = found(await findUpload(tx, actor?.personId ?? 0, lessonId, uploadId))
  if (upload.endedAt !== null) throw new Missing()
  return upload
}

/**
 * What nobody finished within its time is cleared away, and what is remembered of films that came. Returns the pieces, to be
 * dropped. @throws Missing when another worker was faster
 */
export async function clearLapsed({ tx, now, log }: Change): Promise<string[]> {
  const lapsed = await tx.deleteFrom('lesson_upload')
    .where('id', 'in', (eb) => eb.selectFrom('lesson_upload').select('id').where('begun_at', '<=', lapsedBefore(now)).orderBy('begun_at').limit(100).forUpdate().skipLocked())
    .returning(['lesson_id as lessonId', 'bytes', 'pieces', 'ended_at as endedAt']).execute()
  if (lapsed.length === 0) throw new Missing()
  for (const { lessonId, bytes, endedAt } of lapsed) log(endedAt ? 'lesson.uploadForgotten' : 'lesson.uploadLapsed', `lesson:${lessonId}`, { bytes })
  return lapsed.map(({ pieces }) => pieces)
}

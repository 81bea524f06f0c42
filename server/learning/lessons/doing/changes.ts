import type { Change } from '../../../base/change.ts'
import { dayInJapan } from '../../../base/days.ts'
import { found, refuse, Refusal } from '../../../base/errors.ts'
import { beginEnrollment } from '../../../entry/enrollments/changes.ts'
import { findOwnLesson, findWatchedLesson, type OwnLesson, type WatchedLesson } from '../queries.ts'
import type { Range } from '../ranges.ts'
import { standingOf, whyNotComplete, whyNotOpen } from '../rules.ts'

/** The row as it stands once every other report on it is through; a join could show what it was before. */
export async function holdProgress({ tx }: Change, enrollmentId: number, lessonId: number) {
  const row = await tx.selectFrom('progress')
    .select(['state', 'ranges', 'position_seconds as positionSeconds', 'completed_at as completedAt'])
    .where('enrollment_id', '=', enrollmentId).where('lesson_id', '=', lessonId).forUpdate().executeTakeFirst()
  return row && { ...row, ranges: row.ranges as Range[] }
}

/** A lesson as a trainee does it: which version, in which enrollment. */
export type Doing = Pick<OwnLesson, 'id' | 'enrollmentId' | 'versionId'>

/**
 * Whoever begins a lesson keeps it opened from this moment on: an officer who shuts it waits, and then sees that it was begun.
 * @throws Missing when it was shut a moment ago
 */
async function holdOpening({ tx }: Change, { enrollmentId, id }: Pick<Doing, 'id' | 'enrollmentId'>): Promise<void> {
  found(await tx.selectFrom('training_lesson as tl').innerJoin('enrollment as e', 'e.training_id', 'tl.training_id').select('tl.lesson_id')
    .where('e.id', '=', enrollmentId).where('tl.lesson_id', '=', id).forKeyShare('tl').executeTakeFirst())
}

/** Somebody begins a lesson; from now on this version is theirs. Beginning twice is beginning once. */
export async function beginLesson(change: Change, { enrollmentId, id, versionId }: Doing): Promise<void> {
  const { tx, now, log } = change
  await holdOpening(change, { enrollmentId, id })
  const begun = await tx.insertInto('progress')
    .values({ enrollment_id: enrollmentId, lesson_id: id, lesson_version_id: versionId, state: 'in_progress', opened_at: now, seen_at: now })
    .onConflict((oc) => oc.columns(['enrollment_id', 'lesson_id']).doNothing()).returning('lesson_id').executeTakeFirst()
  if (begun === undefined) return
  log('lesson.begun', `enrollment:${enrollmentId}`, { lessonId: id })
  await beginEnrollment(change, enrollmentId)
}

/** A lesson is done; being done again changes nothing. The room of its kind has asked whether it is. */
export async function completeLesson(change: Change, { enrollmentId, id, versionId }: Doing): Promise<void> {
  const { tx, now, log } = change
  const done = { state: 'completed' as const, seen_at: now, completed_at: now, percent: 100 }
  const newly = await tx.insertInto('progress')
    .values({ enrollment_id: enrollmentId, lesson_id: id, lesson_version_id: versionId, opened_at: now, ...done })
    .onConflict((oc) => oc.columns(['enrollment_id', 'lesson_id']).doUpdateSet(done).where('progress.state', '<>', 'completed'))
    .returning('lesson_id').executeTakeFirst()
  if (newly === undefined) return
  log('lesson.completed', `enrollment:${enrollmentId}`, { lessonId: id })
  await beginEnrollment(change, enrollmentId)
  const followers = await tx.deleteFrom('lesson_awaiting').where('enrollment_id', '=', enrollmentId).where('awaits_id', '=', id).returning(['lesson_id', 'lesson_version_id']).execute()
  for (const one of followers) await completeLesson(change, { enrollmentId, id: one.lesson_id, versionId: one.lesson_version_id })
}

/**
 * A lesson that is finished but for another one: done now where that is done, else together with it. Whether it is, is asked while
 * its record is held, so that of the two that end at the same moment one sees the other. @returns whether it is done
 */
export async function completeWith(change: Change, doing: Doing, awaitsId: number): Promise<boolean> {
  const { tx, now } = change
  const { enrollmentId, id, versionId } = doing
  const held = await holdProgress(change, enrollmentId, awaitsId)
  if (held?.state === 'completed') await completeLesson(change, doing)
  else await tx.insertInto('lesson_awaiting').values({ enrollment_id: enrollmentId, lesson_id: id, lesson_version_id: versionId, awaits_id: awaitsId, since: now })
    .onConflict((oc) => oc.columns(['enrollment_id', 'lesson_id']).doUpdateSet({ awaits_id: awaitsId })).execute()
  return held?.state === 'completed'
}

/**
 * 「読みました」: a page or a document is done. A video is not done by saying so.
 * @throws Missing outside the scope, Refusal when it is not open, is a video, or is done already
 */
export async function confirmReading(change: Change, enrollmentId: number, lessonId: number): Promise<OwnLesson> {
  const lesson = await openLesson(change, enrollmentId, lessonId)
  const held = await holdProgress(change, enrollmentId, lessonId)
  if (held?.state === 'completed') throw new Refusal({ key: 'lessons.alreadyDone' })
  const standing = standingOf({ ...lesson, state: 'completed', ranges: held?.ranges ?? [] })
  refuse(whyNotComplete(standing.lesson, standing.progress!))
  if (held === undefined) await holdOpening(change, lesson)
  await completeLesson(change, lesson)
  return lesson
}

/** A lesson of one's own that is open today. @throws Missing outside the scope, Refusal before its day or before what comes first */
export const openLesson = async (change: Change, enrollmentId: number, lessonId: number): Promise<OwnLesson> =>
  opened(change, await findOwnLesson(change.tx, change.scope, enrollmentId, lessonId))

/** The same lesson as its player needs it. @throws as above */
export const openToWatch = async (change: Change, enrollmentId: number, lessonId: number): Promise<WatchedLesson> =>
  opened(change, await findWatchedLesson(change.tx, change.scope, enrollmentId, lessonId))

function opened<L extends WatchedLesson>({ now }: Change, own: L | undefined): L {
  const lesson = found(own)
  if (lesson.state !== 'completed') refuse(whyNotOpen(lesson, dayInJapan(now)))
  return lesson
}

import { createHash } from 'node:crypto'
import type { Change } from '../../../base/change.ts'
import { dayInJapan } from '../../../base/days.ts'
import { found, Missing, refuse, Refusal } from '../../../base/errors.ts'
import { beginLesson, openLesson } from '../../lessons/doing/changes.ts'
import type { OwnLesson } from '../../lessons/queries.ts'
import type { Course, Item } from '../course.ts'
import { lessonOfPackage } from '../packages/changes.ts'
import { findPackage, holdAttempts, statesOf, type Attempt } from '../queries.ts'
import { contentOf, isTooLate, modeOf, whyNotAgain, type Content } from '../rules.ts'
import { whyNotLaunch, whyNotOpen } from '../sequencing/rules.ts'
import { settle } from '../settling/changes.ts'
import { standingsOf } from '../standings/rules.ts'

const [hoursToPlay, hoursToPreview] = [12, 2]

/** Only this is known to the database; who has the token itself may play. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

interface Own { lesson: OwnLesson; content: Content; course: Course; packageId: number; attempts: Attempt[]; last: Attempt | null; late: boolean }

async function ownPackage(change: Change, enrollmentId: number, lessonId: number): Promise<Own> {
  const { tx, now } = change
  const lesson = await openLesson(change, enrollmentId, lessonId)
  if (lesson.kind !== 'scorm') throw new Missing()
  // Two windows of one person take turns here: an attempt begins once. Rows that only point at the enrollment do not wait for it.
  await tx.selectFrom('enrollment').select('id').where('id', '=', enrollmentId).forNoKeyUpdate().execute()
  const content = contentOf(lesson.content)
  const attempts = await holdAttempts(tx, enrollmentId, lessonId)
  const last = attempts.at(-1) ?? null
  const packageId = last?.packageId ?? content.packageId
  if (packageId === null) throw new Refusal({ key: 'scorm.noPackage' })
  const { course } = found(await findPackage(tx, packageId))
  return { lesson, content, course, packageId, attempts, last, late: isTooLate(content, lesson.dueOn, dayInJapan(now)) }
}

/**
 * An item is opened: a token for it is made, and an earlier opening of it ends. The first opening begins the first attempt.
 * @returns the token, which is told this once @throws Missing, Refusal when it cannot be opened now
 */
export async function launchItem(change: Change, enrollmentId: number, lessonId: number, itemId: string): Promise<string> {
  const own = await ownPackage(change, enrollmentId, lessonId)
  const mode = modeOf(own.content, own.last, own.late)
  if (typeof mode === 'object') throw new Refusal(mode)
  if (own.last === null && mode !== 'normal') throw new Refusal({ key: 'scorm.tooLate' })
  const item = own.course.items.find(({ id }) => id === itemId)
  const states = own.last === null ? [] : await statesOf(change.tx, own.last.id)
  // What is only looked at again is gone through as one likes.
  refuse(mode === 'review' ? whyNotOpen(own.course, itemId) : whyNotLaunch(own.course, standingsOf(states), itemId))
  const attempt = own.last ?? await beginAttempt(change, own)
  if (mode === 'normal') await openState(change, attempt.id, item!)
  const token = await putLaunch(change, { packageId: own.packageId, attemptId: attempt.id, item: itemId, mode, hours: hoursToPlay })
  if (mode === 'normal' && !item!.isSco) await settle(change, own, await statesOf(change.tx, attempt.id), { isDone: false, isOver: false, score: null, ...attempt })
  change.log('scorm.opened', `enrollment:${enrollmentId}`, { lessonId, item: item!.title, attempt: attempt.number })
  return token
}

async function beginAttempt(change: Change, { lesson, packageId, attempts }: Own): Promise<Pick<Attempt, 'id' | 'number'>> {
  const { tx, now, random } = change
  await beginLesson(change, lesson)
  return tx.insertInto('scorm_attempt').values({
    enrollment_id: lesson.enrollmentId, lesson_id: lesson.id, lesson_version_id: lesson.versionId, package_id: packageId, number: attempts.length + 1,
    // A number that says nothing of whose it is, and stays the same over all attempts.
    learner: attempts[0]?.learner ?? `m${Buffer.from(random(10)).toString('hex')}`, began_at: now,
  }).returning(['id', 'number']).executeTakeFirstOrThrow()
}

async function openState({ tx, now }: Change, attemptId: number, { id, isSco }: Item): Promise<void> {
  await tx.insertInto('scorm_state')
    .values({ attempt_id: attemptId, item: id, completion: isSco ? 'incomplete' : 'completed', success: 'unknown', sittings: 1, opened_at: now, seen_at: now })
    .onConflict((oc) => oc.columns(['attempt_id', 'item']).doUpdateSet(({ ref, lit, eb }) => ({ sittings: eb(ref('scorm_state.sittings'), '+', lit(1)), is_suspended: lit(true), seen_at: now })))
    .execute()
}

/** An item is opened by whoever acts, and an earlier opening of it ends. @returns the token, which is told this once */
export async function putLaunch(
  { tx, now, random, actor }: Change, { packageId, attemptId, item, mode, hours }: { packageId: number; attemptId: number | null; item: string; mode: 'normal' | 'review' | 'browse'; hours: number },
): Promise<string> {
  if (attemptId !== null) await tx.updateTable('scorm_launch').set({ ended_at: now }).where('attempt_id', '=', attemptId).where('item', '=', item).where('ended_at', 'is', null).execute()
  const token = Buffer.from(random(16)).toString('base64url')
  await tx.insertInto('scorm_launch').values({
    token_hash: hashOf(token), package_id: packageId, attempt_id: attemptId, item, mode, account_id: found(actor).accountId, post_id: found(actor).postId,
    made_at: now, seen_at: now, expires_at: new Date(now.getTime() + hours * 3_600_000),
  }).execute()
  return token
}

/** The next attempt begins; the one before is closed and stays as it is. @throws Missing, Refusal when none is left or the last still goes on */
export async function beginAgain(change: Change, enrollmentId: number, lessonId: number): Promise<void> {
  const own = await ownPackage(change, enrollmentId, lessonId)
  refuse(whyNotAgain(own.content, own.attempts.length, own.last, own.late))
  if (own.last !== null) await change.tx.updateTable('scorm_attempt').set({ closed_at: change.now }).where('id', '=', own.last.id).execute()
  const { number } = await beginAttempt(change, own)
  change.log('scorm.begunAgain', `enrollment:${enrollmentId}`, { lessonId, attempt: number })
}

/** Staff look at an item as trainees will; nothing of it is kept. */
export async function previewItem(change: Change, lessonId: number, itemId: string): Promise<string> {
  const lesson = await lessonOfPackage(change, lessonId)
  const { packageId } = contentOf(lesson.content)
  if (packageId === null) throw new Refusal({ key: 'scorm.noPackage' })
  const { course } = found(await findPackage(change.tx, packageId))
  const item = course.items.find(({ id, launch }) => id === itemId && launch !== null)
  if (item === undefined) throw new Refusal({ key: 'scorm.unknownItem' })
  change.log('scorm.previewed', `lesson:${lessonId}`, { item: item.title })
  return putLaunch(change, { packageId, attemptId: null, item: itemId, mode: 'browse', hours: hoursToPreview })
}

import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, Missing, refuse, Refusal } from '../../base/errors.ts'
import { enqueue } from '../../base/jobs.ts'
import { preparedWrite } from '../../base/prepared.ts'
import { ownNames } from '../comprehension-tests/asking.ts'
import { testOf, type TestContent } from '../comprehension-tests/content.ts'
import { drawablesOf } from '../comprehension-tests/queries.ts'
import { drawPaper, lookOf } from '../comprehension-tests/rules.ts'
import { beginLesson, completeLesson, openLesson } from '../lessons/doing/changes.ts'
import { findOwnLesson, type OwnLesson } from '../lessons/queries.ts'
import { isAnswerTo, shareOf } from '../questions/rules.ts'
import type { AnswerForm } from './forms.ts'
import { allowanceOf, answersOf, attemptsOf, contentOfAttempt, holdAttempt, holdQuestion, type AttemptRow } from './queries.ts'
import { answerOf, deadlineOf, isOver, resultOf, whatBecomes, whyNotBegin } from './rules.ts'

/** Hands in what its time has run out for. */
export const closingJob = 'close-test-attempt'

/**
 * Somebody begins a test, or comes back to what they had begun: a paper is drawn once and is theirs. Logs 'test.begun' or 'test.resumed'.
 * @returns the number of the attempt, and whether it is open @throws Missing, Refusal with why none may begin now
 */
export async function beginAttempt(change: Change, enrollmentId: number, lessonId: number): Promise<{ number: number; isOpen: boolean }> {
  const { tx, now, log } = change
  const lesson = await openLesson(change, enrollmentId, lessonId)
  if (lesson.kind !== 'test') throw new Missing()
  const [attempts, more] = [await attemptsOf(tx, enrollmentId, lessonId), await allowanceOf(tx, enrollmentId, lessonId)]
  const open = attempts.find(({ handedInAt }) => handedInAt === null)
  if (open !== undefined) return comeBack(change, open)
  const test = testOf(lesson.content)
  refuse(whyNotBegin({ test, attempts, attemptsMore: more.attempts, isDone: lesson.state === 'completed', now }))
  const number = (attempts[0]?.number ?? 0) + 1
  const id = await putPaper(change, lesson, test, { number, deadlineAt: deadlineOf(now, test.minutes, more.minutes) })
  // Pressed twice in the same moment: the other one has drawn the paper.
  if (id === null) return comeBack(change, found((await attemptsOf(tx, enrollmentId, lessonId))[0]))
  await beginLesson(change, lesson)
  log('test.begun', `enrollment:${enrollmentId}`, { lessonId, attempt: number })
  return { number, isOpen: true }
}

async function comeBack(change: Change, open: AttemptRow): Promise<{ number: number; isOpen: boolean }> {
  const held = found(await holdAttempt(change.tx, open.id))
  if (held.handedInAt === null && isOver(held.deadlineAt, change.now)) await closeAttempt(change, held, 'time')
  else change.log('test.resumed', `enrollment:${open.enrollmentId}`, { lessonId: open.lessonId, attempt: open.number })
  return { number: open.number, isOpen: held.handedInAt === null && !isOver(held.deadlineAt, change.now) }
}

async function putPaper({ tx, now, random }: Change, lesson: OwnLesson, test: TestContent, { number, deadlineAt }: { number: number; deadlineAt: Date | null }): Promise<number | null> {
  const seed = Buffer.from(random(16)).toString('hex')
  const { lines } = drawPaper(test, await drawablesOf(tx, test), seed)
  if (lines.length === 0) throw new Refusal({ key: 'attempts.nothingAsked' })
  const row = { enrollment_id: lesson.enrollmentId, lesson_id: lesson.id, lesson_version_id: lesson.versionId, number, seed, started_at: now, deadline_at: deadlineAt }
  const made = await tx.insertInto('test_attempt').values({ ...row, points_max: lines.reduce((sum, { points }) => sum + points, 0) })
    .onConflict((oc) => oc.doNothing()).returning('id').executeTakeFirst()
  if (made === undefined) return null
  await tx.insertInto('test_answer').values(lines.map(({ section, versionId, points }, at) =>
    ({ attempt_id: made.id, place: at + 1, section, question_version_id: versionId, points_max: points }))).execute()
  if (deadlineAt !== null) await promiseClosing(tx, made.id, deadlineAt)
  return made.id
}

/** A second after its time, since the moment itself still counts. */
export const promiseClosing = (tx: Change['tx'], attemptId: number, deadlineAt: Date) =>
  enqueue(tx, closingJob, { attemptId }, { startAfter: new Date(deadlineAt.getTime() + 1_000) })

/** What became of an answer, and how its place stands after it: how often it was saved, and when. */
export type Saved = { became: 'saved' | 'replaced' | 'older' | 'late'; number: number; saves: number; savedAt: Date | null }

/**
 * One answer is kept as it was given. After the time is over nothing more is taken, and the attempt is handed in with what was there.
 * @throws Missing · Refusal when this attempt was handed in · Unfit for more than its box takes
 */
export async function saveAnswer(change: Change, enrollmentId: number, lessonId: number, place: number, form: AnswerForm): Promise<Saved> {
  const { tx, scope, now } = change
  const held = found(await holdQuestion(tx, scope, enrollmentId, lessonId, place))
  const { number, saves, savedAt } = held
  if (held.handedInAt !== null || number !== form.attempt) throw new Refusal({ key: held.handedInBy === 'time' ? 'attempts.lateShort' : 'attempts.handedInAlready' })
  if (isOver(held.deadlineAt, now)) {
    await closeAttempt(change, held, 'time')
    return { became: 'late', number, saves, savedAt }
  }
  const answer = ownNames(held, answerOf(held.body, form), held.seed)
  if (!isAnswerTo(held.body, answer)) mend([{ field: 'text', reason: { key: 'form.tooLong', data: { limit: held.body.kind === 'free_text' ? held.body.charactersMax : 500 } } }])
  const typedAt = new Date(Math.max(held.startedAt.getTime(), now.getTime() - (form.age ?? 0)))
  const became = whatBecomes(held, { seen: form.seen, typedAt })
  if (became === 'older') return { became, number, saves, savedAt }
  await keptAnswer(tx, {
    attemptId: held.id, place, answer: answer === null ? null : JSON.stringify(answer), isFlagged: form.flagged === 'true', saves: saves + 1, savedAt: typedAt,
  })
  return { became, number, saves: saves + 1, savedAt: typedAt }
}

const keptAnswer = preparedWrite((tx, { attemptId, place, answer, isFlagged, saves, savedAt }: {
  attemptId: number; place: number; answer: string | null; isFlagged: boolean; saves: number; savedAt: Date
}) => tx.updateTable('test_answer').set({ answer, is_flagged: isFlagged, saves, saved_at: savedAt }).where('attempt_id', '=', attemptId).where('place', '=', place))

/** Somebody hands in what they answered; what was handed in before stays so. @throws Missing without such an attempt */
export async function handIn(change: Change, enrollmentId: number, lessonId: number, number: number): Promise<void> {
  const { tx, scope, now, log } = change
  found(await findOwnLesson(tx, scope, enrollmentId, lessonId))
  const attempt = found((await attemptsOf(tx, enrollmentId, lessonId)).find((one) => one.number === number))
  const held = found(await holdAttempt(tx, attempt.id))
  if (held.handedInAt === null) await closeAttempt(change, held, isOver(held.deadlineAt, now) ? 'time' : 'person')
  else log('test.resumed', `enrollment:${enrollmentId}`, { lessonId, attempt: number })
}

/** The house hands in what its time has run out for, unless it was given more or is handed in by now. @throws Missing when it is gone */
export async function closeOverdue(change: Change, attemptId: number): Promise<void> {
  const held = found(await holdAttempt(change.tx, attemptId))
  if (held.handedInAt === null && isOver(held.deadlineAt, change.now)) await closeAttempt(change, held, 'time')
  else change.log('test.resumed', `enrollment:${held.enrollmentId}`, { lessonId: held.lessonId, attempt: held.number })
}

/** For an attempt that is held: its answers are marked, and whoever passes has done the lesson. */
export async function closeAttempt(change: Change, attempt: AttemptRow, by: 'person' | 'time'): Promise<void> {
  const { tx, now, log } = change
  const answers = await answersOf(tx, attempt.id)
  const shares = answers.map(({ place, markedBody, answer }) => ({ place, share: shareOf(markedBody, answer) }))
  await sql`update test_answer a set share = s.share from jsonb_to_recordset(${JSON.stringify(shares)}::jsonb) as s(place int, share float8)
    where a.attempt_id = ${attempt.id} and a.place = s.place`.execute(tx)
  await tx.updateTable('test_attempt').set({ handed_in_at: by === 'time' ? attempt.deadlineAt! : now, handed_in_by: by }).where('id', '=', attempt.id).execute()
  log('test.handedIn', `enrollment:${attempt.enrollmentId}`, { lessonId: attempt.lessonId, attempt: attempt.number, byTime: by === 'time' })
  await countUp(change, attempt)
}

/**
 * For an attempt that is held and handed in: its points anew, and passed or not once everything is marked. Who has passed stays
 * passed, whatever is corrected later. `byPerson`: by what somebody marked, of which its writer is told. @returns whether it was just now passed
 */
export async function countUp(change: Change, attempt: AttemptRow, byPerson = false): Promise<boolean> {
  const { tx, log } = change
  const test = testOf((await contentOfAttempt(tx, attempt.versionId)).content)
  const answers = await tx.selectFrom('test_answer').select(['share', 'points_max as pointsMax']).where('attempt_id', '=', attempt.id).orderBy('place').limit(200).execute()
  const { points, passed } = resultOf(answers, test.passPercent)
  const now = attempt.passed === true ? true : passed
  await tx.updateTable('test_attempt').set({ points, passed: now }).where('id', '=', attempt.id).execute()
  const isNew = now === true && attempt.passed !== true
  if (now !== null && now !== attempt.passed) log(now ? 'test.passed' : 'test.failed', `enrollment:${attempt.enrollmentId}`, { lessonId: attempt.lessonId, attempt: attempt.number, ...byPerson && { byPerson } })
  if (isNew) await completeLesson(change, { id: attempt.lessonId, enrollmentId: attempt.enrollmentId, versionId: attempt.versionId })
  return isNew
}

/** 「解説を読みました」. @throws Missing, Refusal while nothing may be read */
export async function confirmReview(change: Change, enrollmentId: number, lessonId: number, number: number): Promise<void> {
  const { tx, scope, now, log } = change
  const lesson = found(await findOwnLesson(tx, scope, enrollmentId, lessonId))
  const attempts = await attemptsOf(tx, enrollmentId, lessonId)
  const attempt = found(attempts.find((one) => one.number === number && one.handedInAt !== null))
  const test = testOf((await contentOfAttempt(tx, attempt.versionId)).content)
  const look = lookOf(test.review, { handedIn: true, passed: attempt.passed === true || lesson.state === 'completed', due: lesson.dueOn !== null && dayInJapan(now) > lesson.dueOn })
  if (look !== 'right_answers' || attempts.some(({ handedInAt }) => handedInAt === null)) throw new Refusal({ key: 'attempts.nothingToRead' })
  await tx.updateTable('test_attempt').set({ reviewed_at: attempt.reviewedAt ?? now }).where('id', '=', attempt.id).execute()
  log('test.reviewed', `enrollment:${enrollmentId}`, { lessonId, attempt: number })
}

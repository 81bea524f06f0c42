import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { found, mend, Refusal } from '../../base/errors.ts'
import { countUp, promiseClosing } from '../attempts/changes.ts'
import { contentOfAttempt, holdAttempt } from '../attempts/queries.ts'
import { deadlineOf } from '../attempts/rules.ts'
import { testOf } from '../comprehension-tests/content.ts'
import { currentVersions } from '../questions/queries.ts'
import type { AllowanceForm, MarkForm, RemarkForm } from './forms.ts'
import { answersTo, findAnswer, findTaker } from './queries.ts'
import { remarkBy } from './rules.ts'

/**
 * A person marks a free text, or corrects a mark; what stood before stays to be read. Once all is marked the attempt has its result.
 * @throws Missing outside the scope · Unfit for more points than there are · Refusal when somebody marked it meanwhile
 */
export async function markAnswer(change: Change, attemptId: number, place: number, { points, note = '', isMarked }: MarkForm): Promise<{ lessonId: number }> {
  const { tx, scope, now, actor, log } = change
  found(await findAnswer(tx, scope, attemptId, place))
  const attempt = found(await holdAttempt(tx, attemptId))
  const answer = found(await findAnswer(tx, scope, attemptId, place))
  if (answer.share !== null && isMarked !== 'true') throw new Refusal({ key: 'testMarking.markedMeanwhile' })
  if (points > answer.pointsMax) mend([{ field: 'points', reason: { key: 'form.tooLarge', data: { limit: answer.pointsMax } } }])
  const share = points / answer.pointsMax
  if (answer.share !== null) await keepHistory(change, [{ attemptId, place, before: answer.share, after: share }], null, note)
  await tx.updateTable('test_answer').set({ share, mark_note: note, marked_by: actor?.personId ?? null, marked_at: now }).where('attempt_id', '=', attemptId).where('place', '=', place).execute()
  log('test.marked', `enrollment:${attempt.enrollmentId}`, { lessonId: attempt.lessonId, attempt: attempt.number, points })
  await countUp(change, attempt, true)
  return { lessonId: attempt.lessonId }
}

async function keepHistory({ tx, now, actor }: Change, changed: readonly { attemptId: number; place: number; before: number | null; after: number }[], versionId: number | null, reason: string): Promise<void> {
  for (let from = 0; from < changed.length; from += 1_000) {
    await tx.insertInto('test_mark_change').values(changed.slice(from, from + 1_000).map(({ attemptId, place, before, after }) => ({
      attempt_id: attemptId, place, version_id: versionId, share_before: before, share_after: after, reason, changed_by: actor?.personId ?? null, changed_at: now,
    }))).execute()
  }
}

/** Somebody is given more time or attempts, before or while they take a test. @throws Missing outside the scope */
export async function allow(change: Change, lessonId: number, enrollmentId: number, { minutes, attempts, reason }: AllowanceForm): Promise<void> {
  const { tx, scope, now, actor, log } = change
  found(await findTaker(tx, scope, lessonId, enrollmentId))
  const row = { minutes, attempts, reason, given_by: actor?.personId ?? null, given_at: now }
  await tx.insertInto('test_allowance').values({ enrollment_id: enrollmentId, lesson_id: lessonId, ...row })
    .onConflict((oc) => oc.columns(['enrollment_id', 'lesson_id']).doUpdateSet(row)).execute()
  const open = await tx.selectFrom('test_attempt').select(['id']).where('enrollment_id', '=', enrollmentId).where('lesson_id', '=', lessonId).where('handed_in_at', 'is', null).executeTakeFirst()
  if (open !== undefined) await moveDeadline(change, open.id, minutes)
  log('test.allowed', `enrollment:${enrollmentId}`, { lessonId, minutes, attempts, reason })
}

/** The paper that is open has as much time as its test and the minutes given now; never so little that it would be over already. */
async function moveDeadline({ tx, now }: Change, attemptId: number, minutes: number): Promise<void> {
  const held = await holdAttempt(tx, attemptId)
  if (held === undefined || held.handedInAt !== null || held.deadlineAt === null) return
  const deadlineAt = deadlineOf(held.startedAt, testOf((await contentOfAttempt(tx, held.versionId)).content).minutes, minutes)
  if (deadlineAt === null || deadlineAt <= now || deadlineAt.getTime() === held.deadlineAt.getTime()) return
  await tx.updateTable('test_attempt').set({ deadline_at: deadlineAt }).where('id', '=', attemptId).execute()
  await promiseClosing(tx, attemptId, deadlineAt)
}

/**
 * Every answer to a question is marked by its newest version. Whoever reaches the line by it has passed; who had passed stays so.
 * Papers that are still open are marked by it once they are handed in.
 * @returns how many answers changed, and how many people pass now @throws Missing, Refusal when a newer version came meanwhile
 */
export async function remark(change: Change, questionId: number, { version, reason }: RemarkForm): Promise<{ changed: number; passed: number }> {
  const { tx, log } = change
  const [current] = await currentVersions(tx, [questionId])
  const question = found(current)
  if (question.versionId !== version) throw new Refusal({ key: 'form.stale' })
  // In the order of their ids, as whoever saves or hands in holds only one.
  await tx.selectFrom('test_attempt as a').select('a.id').where(({ exists, selectFrom }) => exists(selectFrom('test_answer as r').innerJoin('question_version as q', 'q.id', 'r.question_version_id')
    .select('r.place').whereRef('r.attempt_id', '=', 'a.id').where('q.question_id', '=', questionId))).orderBy('a.id').forNoKeyUpdate().execute()
  const answers = await answersTo(tx, questionId)
  if (question.body.kind === 'free_text' || answers.some(({ answer }) => answer !== null && !fits(question.body.kind, answer))) throw new Refusal({ key: 'testMarking.otherKind' })
  const changed = remarkBy(question.body, answers)
  await keepHistory(change, changed, version, reason)
  await sql`update test_answer a set share = s.after from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as s("attemptId" int, place int, after float8)
    where a.attempt_id = s."attemptId" and a.place = s.place`.execute(tx)
  await sql`update test_answer a set marked_version_id = ${version} from question_version q where q.id = a.question_version_id and q.question_id = ${questionId}`.execute(tx)
  let passed = 0
  for (const id of new Set(changed.map(({ attemptId }) => attemptId))) if (await countUp(change, found(await holdAttempt(tx, id)), true)) passed += 1
  log('test.remarked', `question:${questionId}`, { reason, answers: changed.length, passedNow: passed })
  return { changed: changed.length, passed }
}

/** Whether an answer is of the shape that this kind asks for. */
const fits = (kind: string, answer: object): boolean => ({
  single: 'choices', multiple: 'choices', ordering: 'choices', true_false: 'isTrue', matching: 'pairs', short_answer: 'text', numeric: 'text', free_text: 'text',
}[kind] ?? '') in answer

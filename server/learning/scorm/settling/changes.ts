import type { Change } from '../../../base/change.ts'
import { Refusal } from '../../../base/errors.ts'
import { completeLesson, completeWith, type Doing } from '../../lessons/doing/changes.ts'
import { lessonOfPackage } from '../packages/changes.ts'
import { attemptsToJudge, holdAttemptsToJudge, type Attempt } from '../queries.ts'
import { contentOf, judge, type Content } from '../rules.ts'
import { standingsOf } from '../standings/rules.ts'

/** Judges an attempt that is held anew by the rule of its lesson; what is done is done for good. */
export async function settle(
  change: Change, { lesson, content }: { lesson: Doing; content: Content }, states: Parameters<typeof standingsOf>[0], before: Pick<Attempt, 'id' | 'number' | 'isDone' | 'isOver' | 'score'>,
): Promise<boolean> {
  const { tx, now, log } = change
  const judged = judge(content, standingsOf(states))
  const isDone = before.isDone || judged.isDone
  if (isDone === before.isDone && judged.isOver === before.isOver && judged.score === before.score) return isDone
  await tx.updateTable('scorm_attempt').set({ is_over: judged.isOver, is_done: isDone, score: judged.score, ...isDone && !before.isDone ? { done_at: now } : {} }).where('id', '=', before.id).execute()
  if (isDone && !before.isDone) {
    const isBacked = content.testLessonId !== null
    log('scorm.attemptDone', `enrollment:${lesson.enrollmentId}`, { lessonId: lesson.id, attempt: before.number, score: judged.score, claimed: true, ...isBacked ? { testLessonId: content.testLessonId } : {} })
    await finish(change, lesson, content)
  }
  return isDone
}

/** What a package claims is there; where staff want more than its claim, a test that we mark stands beside it. */
async function finish(change: Change, doing: Doing, { testLessonId }: Content): Promise<void> {
  if (testLessonId === null) await completeLesson(change, doing)
  else await completeWith(change, doing, testLessonId)
}

/**
 * A rule that was published anew is asked of attempts that began under an older one and are not done. What it completes is
 * completed; what was done stays done. @returns how many it completed
 */
export async function recalculate(change: Change, lessonId: number): Promise<number> {
  const { tx, now, log } = change
  const lesson = await lessonOfPackage(change, lessonId, 'published')
  const content = contentOf(lesson.content)
  if (content.packageId === null) throw new Refusal({ key: 'scorm.noPackage' })
  // Held before their items are read: what a package says meanwhile is in what is judged, or judges after it.
  await holdAttemptsToJudge(tx, lessonId, content.packageId)
  const rows = await attemptsToJudge(tx, lessonId, content.packageId)
  let completed = 0
  const byAttempt = [...Map.groupBy(rows, ({ id }) => id)]
  for (const [attemptId, states] of byAttempt) {
    const { isDone, score } = judge(content, standingsOf(states))
    if (!isDone) continue
    const { enrollmentId, versionId } = states[0]!
    await tx.updateTable('scorm_attempt').set({ is_done: true, done_at: now, score }).where('id', '=', attemptId).execute()
    await finish(change, { id: lessonId, enrollmentId, versionId }, content)
    completed += 1
  }
  log('scorm.recalculated', `lesson:${lessonId}`, { version: lesson.versionNumber, attempts: byAttempt.length, completed })
  return completed
}

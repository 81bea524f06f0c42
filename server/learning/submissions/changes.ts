import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, Missing, refuse, Refusal } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { beyond } from '../../base/wall.ts'
import { assignmentOf, fileKindOf, takenFiles } from '../assignments/rules.ts'
import { beginLesson, openLesson } from '../lessons/doing/changes.ts'
import { findingsIn, keyOf } from '../personal-data/rules.ts'
import type { DraftForm, HandInForm } from './forms.ts'
import { findWork, holdWork, namesBeside, type Work } from './queries.ts'
import { answersFor, filesOfRound, isLate, isNewSitting, problemsOfAnswers, problemsOfFindings, receiptOf, textsOf, whyNotAdd, whyNotHandIn, whyNotRecall, whyNotWrite } from './rules.ts'

/** A lesson of one's own that is an assignment, with what one has of it; the row is held, and made with the first word. */
async function heldWork(change: Change, enrollmentId: number, lessonId: number) {
  const { tx, now } = change
  const lesson = await openLesson(change, enrollmentId, lessonId)
  const assignment = assignmentOf(lesson.content)
  if (lesson.kind !== 'assignment' || assignment === null) throw new Missing()
  const isNew = await holdWork(tx, enrollmentId, lessonId) === undefined
  if (isNew) {
    await tx.insertInto('submission').values({ enrollment_id: enrollmentId, lesson_id: lessonId, lesson_version_id: lesson.versionId, draft_version: 0, draft_saved_at: now })
      .onConflict((oc) => oc.columns(['enrollment_id', 'lesson_id']).doNothing()).execute()
    await beginLesson(change, lesson)
    await holdWork(tx, enrollmentId, lessonId)
  }
  return { lesson, assignment, work: found(await findWork(tx, enrollmentId, lessonId)) }
}

const lastRound = ({ rounds }: Work): number => rounds[0]?.number ?? 0

/**
 * What is written so far is saved. What came from a page that did not know the latest is refused and written over nothing; the
 * same words again change nothing. A page saves by itself as often as somebody pauses, so a line is left once for a sitting:
 * logs 'submission.saved' with its first words. @throws Missing, Refusal
 */
export async function saveDraft(change: Change, enrollmentId: number, lessonId: number, form: DraftForm): Promise<void> {
  const { tx, now, log } = change
  const { assignment, work } = await heldWork(change, enrollmentId, lessonId)
  refuse(whyNotWrite(work.state))
  const answers = answersFor(assignment, form as never)
  const isSame = sameWords(answers, work.draft)
  if (form.version !== work.draftVersion && !isSame) throw new Refusal({ key: 'submissions.otherTab' })
  if (isSame && work.draftVersion > 0) return
  if (isNewSitting({ ...work, handedInAt: work.rounds[0]?.handedInAt ?? null }, now)) log('submission.saved', `enrollment:${enrollmentId}`, { lessonId, saves: work.draftVersion })
  await tx.updateTable('submission').set({ draft: JSON.stringify(answers), draft_version: work.draftVersion + 1, draft_saved_at: now }).where('id', '=', work.id).execute()
}

const sameWords = (one: Work['draft'], other: Work['draft']): boolean => wordsOf(one) === wordsOf(other)
const wordsOf = ({ text = '', sheet = {} }: Work['draft']): string => JSON.stringify([text, Object.entries(sheet).sort(([a], [b]) => a < b ? -1 : 1)])

/** A file is put to what one writes. `words`: what could be read out of it. Logs 'submission.file_added'. @throws Missing, Refusal, Unfit */
export async function addFile(change: Change, enrollmentId: number, lessonId: number, file: SavedFile & { name: string }, words: string | null): Promise<{ id: number; unneeded: string[] }> {
  const { tx, log } = change
  const { assignment, work } = await heldWork(change, enrollmentId, lessonId)
  refuse(whyNotWrite(work.state))
  const next = lastRound(work) + 1
  const why = whyNotAdd(assignment, filesOfRound(work.files, next).filter(({ name }) => name !== null).length, file)
  mend(why === null ? [] : [{ field: 'file', reason: why }])
  const kind = fileKindOf(file.name)!
  const { id } = await tx.insertInto('submission_file').values({ ...file, type: takenFiles[kind].type, submission_id: work.id, words, from_round: next }).returning('id').executeTakeFirstOrThrow()
  // Its name may say whose case it is, so the trail has only its kind.
  log('submission.file_added', `enrollment:${enrollmentId}`, { lessonId, kind })
  return { id, unneeded: [] }
}

/** A file is taken out again; what was handed in with it keeps it. Logs 'submission.file_removed'. @returns keys that nobody needs any more */
export async function removeFile(change: Change, enrollmentId: number, lessonId: number, fileId: number): Promise<string[]> {
  const { tx, log } = change
  const { work } = await heldWork(change, enrollmentId, lessonId)
  refuse(whyNotWrite(work.state))
  const file = found(work.files.find(({ id, toRound }) => id === fileId && toRound === null))
  log('submission.file_removed', `enrollment:${enrollmentId}`, { lessonId })
  if (file.fromRound <= lastRound(work)) {
    await tx.updateTable('submission_file').set({ to_round: lastRound(work) }).where('id', '=', fileId).execute()
    return []
  }
  const { key } = await tx.deleteFrom('submission_file').where('id', '=', fileId).returning('key').executeTakeFirstOrThrow()
  return key === null ? [] : [key]
}

/**
 * What was written becomes a round, with its receipt. Whatever the page said, the words are looked through once more. Logs
 * 'submission.handed_in'. @throws Missing, Unfit, Refusal when it was handed in already, is over, or was changed meanwhile
 */
export async function handIn(change: Change, enrollmentId: number, lessonId: number, { version, rows = [] }: HandInForm): Promise<string> {
  const { tx, now, log } = change
  const { lesson, assignment, work } = await heldWork(change, enrollmentId, lessonId)
  const today = dayInJapan(now)
  const dueOn = work.ownDueOn ?? lesson.dueOn
  refuse(whyNotHandIn(work.state, { dueOn, lateAllowed: assignment.lateAllowed }, today))
  if (version !== work.draftVersion) throw new Refusal({ key: 'submissions.changedMeanwhile' })
  const number = lastRound(work) + 1
  const files = filesOfRound(work.files, number)
  if (problemsOfAnswers(assignment, work.draft, files.length).length > 0) throw new Refusal({ key: 'submissions.notWhole' })
  const names = assignment.check === 'off' ? [] : await beyond(change, (db) => namesBeside(db, enrollmentId))
  const findings = assignment.check === 'off' ? [] : findingsIn(textsOf(work.draft, files), names)
  mend(problemsOfFindings(assignment.check, findings, rows))
  const said = findings.map((finding) => ({ place: finding.place, kind: finding.kind, note: rows.find(({ key }) => key === keyOf(finding))!.note!.trim() }))
  const receipt = receiptOf(work.id, number)
  await tx.insertInto('submission_round').values({
    submission_id: work.id, number, receipt, answers: JSON.stringify(work.draft), said_harmless: JSON.stringify(said), handed_in_at: now, due_on: dueOn, is_late: isLate(dueOn, today),
  }).execute()
  await tx.updateTable('submission').set({ state: 'submitted' }).where('id', '=', work.id).execute()
  log('submission.handed_in', `enrollment:${enrollmentId}`, { lessonId, receipt, isLate: isLate(dueOn, today), saves: version })
  return receipt
}

/** What was handed in comes back to be written on, while nobody has marked it. Logs 'submission.recalled'. @throws Missing, Refusal */
export async function recall(change: Change, enrollmentId: number, lessonId: number): Promise<void> {
  const { tx, now, log } = change
  const { work } = await heldWork(change, enrollmentId, lessonId)
  const round = work.rounds[0]
  refuse(whyNotRecall(work.state, round?.markings.length ?? 0))
  await tx.updateTable('submission_round').set({ recalled_at: now }).where('id', '=', round!.id).execute()
  const state = work.rounds.some(({ outcome }) => outcome === 'returned') ? 'returned' as const : 'draft' as const
  await tx.updateTable('submission').set({ state }).where('id', '=', work.id).execute()
  log('submission.recalled', `enrollment:${enrollmentId}`, { lessonId, receipt: round!.receipt })
}

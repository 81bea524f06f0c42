import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { found, mend, refuse, Refusal } from '../../base/errors.ts'
import { assignmentOf } from '../assignments/rules.ts'
import { completeLesson } from '../lessons/doing/changes.ts'
import { findSubmission, holdWork, type Submission } from '../submissions/queries.ts'
import { filesOfRound } from '../submissions/rules.ts'
import type { FileGoneForm, MarkForm, RedactionForm, SettleForm, WholeForm } from './forms.ts'
import { blackOut, blackOutAll, laterOf, outcomeOf, problemsOfMarking, problemsOfReason, problemsOfRemarks, problemsOfReturn, whyNotMark, type Verdict } from './rules.ts'

/** A piece of work that the scope reaches, held until the change is done, as it stands then. @throws Missing */
async function held({ tx, scope }: Change, id: number): Promise<Submission> {
  const { enrollmentId, lessonId } = found(await findSubmission(tx, scope, id))
  await holdWork(tx, enrollmentId, lessonId)
  return found(await findSubmission(tx, scope, id))
}

/**
 * Somebody marks what was handed in. As soon as everybody asked for has, and says the same, it is settled. Logs
 * 'submission.marked'. @throws Missing, Unfit, Refusal when it is not handed in, or marked enough
 */
export async function mark(change: Change, id: number, form: MarkForm): Promise<void> {
  const { tx, now, actor, log } = change
  assert(actor !== null)
  const work = await held(change, id)
  const assignment = found(assignmentOf(work.content))
  const round = work.rounds[0]
  refuse(whyNotMark(work.state, assignment.markers, round?.markings ?? [], actor.personId))
  const levels = assignment.rubric.map((_, place) => form.levels?.[place]?.level ?? -1)
  const typed = (form.remarks ?? []).map(({ place = '', quote = '', page = null, text = '' }) => ({ place, quote, page, text }))
  const remarks = typed.filter(({ text }) => text.trim() !== '')
  const { verdict, comment = '', dueOn = null } = form
  mend([...problemsOfMarking(assignment, { verdict, levels, comment, remarks: remarks.length, dueOn }, dayInJapan(now)),
    ...problemsOfRemarks(typed, round!.answers, filesOfRound(work.files, round!.number))])
  const values = { verdict, levels: JSON.stringify(levels), comment, remarks: JSON.stringify(remarks), due_on: verdict === 'returned' ? dueOn : null, in_at: now }
  await tx.insertInto('marking').values({ round_id: round!.id, marked_by: actor.personId, ...values })
    .onConflict((oc) => oc.columns(['round_id', 'marked_by']).doUpdateSet(values)).execute()
  log('submission.marked', `enrollment:${work.enrollmentId}`, { lessonId: work.lessonId, receipt: round!.receipt })
  const all = (await held(change, id)).rounds[0]!.markings
  const outcome = outcomeOf(assignment.markers, all)
  if (outcome !== null && outcome !== 'differ') await settle(change, work, outcome, '', laterOf(all.map((one) => one.dueOn)))
}

/** The office says what becomes of it: where two markers differ, or one is long in coming. @throws Missing, Unfit, Refusal */
export async function settleWork(change: Change, id: number, { verdict, comment = '', ...form }: SettleForm): Promise<void> {
  const dueOn = form.dueOn ?? null
  const work = await held(change, id)
  if (work.state !== 'submitted') throw new Refusal({ key: 'submissionMarking.notHandedIn' })
  if (verdict === 'returned') mend(problemsOfReturn(comment, 0, dueOn, dayInJapan(change.now)))
  await settle(change, work, verdict, comment, dueOn)
}

/** Accepted, the lesson is done; returned, it is written again until a new day. Logs 'submission.accepted' or 'submission.returned', of which the writer is told. */
async function settle(change: Change, { id, enrollmentId, lessonId, versionId, rounds }: Submission, verdict: Verdict, comment: string, dueOn: Day | null): Promise<void> {
  const { tx, now, actor, log } = change
  const round = rounds[0]!
  await tx.updateTable('submission_round').set({ outcome: verdict, comment, settled_by: actor!.personId, settled_at: now }).where('id', '=', round.id).execute()
  await tx.updateTable('submission').set({ state: verdict, due_on: verdict === 'returned' ? dueOn : null }).where('id', '=', id).execute()
  if (verdict === 'accepted') await completeLesson(change, { enrollmentId, id: lessonId, versionId })
  log(`submission.${verdict}`, `enrollment:${enrollmentId}`, { lessonId, receipt: round.receipt, ...dueOn === null || verdict === 'accepted' ? {} : { dueOn } })
}

/**
 * Words are blacked out wherever they stand: in every round, in what is being written, in what was said of it, in names of
 * files. They are gone for good, and nothing that is kept says them. Files that say them go whole, where that is asked for.
 * Logs 'submission.redacted'. @returns keys to be removed from the storage @throws Missing, Unfit
 */
export async function blackOutWords(change: Change, id: number, { words, reason, files }: RedactionForm): Promise<string[]> {
  const { tx } = change
  const work = await held(change, id)
  mend(problemsOfReason(reason, words))
  const places: string[] = []
  const note = (count: number, place: string) => { if (count > 0 && !places.includes(place)) places.push(place); return count > 0 }
  const draft = blackOutAll(work.draft, words)
  if (note(draft.count, 'draft')) await tx.updateTable('submission').set((eb) => ({ draft: JSON.stringify(draft.kept), draft_version: eb('draft_version', '+', 1) })).where('id', '=', id).execute()
  for (const round of work.rounds) {
    const [answers, said, comment] = [blackOutAll(round.answers, words), blackOutAll(round.saidHarmless, words), blackOut(round.comment, words)]
    if (note(answers.count + said.count + comment.count, `round.${round.number}`)) {
      await tx.updateTable('submission_round').set({ answers: JSON.stringify(answers.kept), said_harmless: JSON.stringify(said.kept), comment: comment.text }).where('id', '=', round.id).execute()
    }
    for (const marking of round.markings) {
      const [remarks, own] = [blackOutAll(marking.remarks, words), blackOut(marking.comment, words)]
      if (note(remarks.count + own.count, `marking.${round.number}`)) await tx.updateTable('marking').set({ remarks: JSON.stringify(remarks.kept), comment: own.text }).where('id', '=', marking.id).execute()
    }
  }
  const keys: string[] = []
  for (const file of work.files) {
    if (files === 'true' && file.words !== null && blackOut(file.words, words).count > 0) {
      note(1, 'file')
      keys.push(...await letGo(change, file.id))
    } else if (file.name !== null && blackOut(file.name, words).count > 0 && note(1, 'fileName')) await tx.updateTable('submission_file').set({ name: blackOut(file.name, words).text }).where('id', '=', file.id).execute()
  }
  if (places.length === 0) mend([{ field: 'words', reason: { key: work.files.some((file) => file.words !== null && blackOut(file.words, words).count > 0) ? 'submissionMarking.wordsInFile' : 'submissionMarking.wordsNotThere' } }])
  await writeDown(change, work, 'passage', places, reason)
  return keys
}

/** A file goes for good, from every round; that there was one stays to be seen. */
async function letGo({ tx, now }: Change, fileId: number): Promise<string[]> {
  const { key } = await tx.selectFrom('submission_file').select('key').where('id', '=', fileId).executeTakeFirstOrThrow()
  await tx.updateTable('submission_file').set({ key: null, name: null, bytes: null, sha256: null, words: null, removed_at: now }).where('id', '=', fileId).execute()
  return key === null ? [] : [key]
}

/** One file is taken out for good. Logs 'submission.redacted'. @returns keys to be removed from the storage */
export async function takeFileOut(change: Change, id: number, { fileId, reason }: FileGoneForm): Promise<string[]> {
  const work = await held(change, id)
  const file = found(work.files.find((one) => one.id === fileId && one.name !== null))
  mend(problemsOfReason(reason, null))
  const keys = await letGo(change, file.id)
  await writeDown(change, work, 'file', [`file.${fileId}`], reason)
  return keys
}

/** All of it goes: every round, every word said of it, every file. What stays is that it was so, and why. Logs 'submission.removed'. */
export async function removeWhole(change: Change, id: number, { reason }: WholeForm): Promise<string[]> {
  const { tx } = change
  const work = await held(change, id)
  mend(problemsOfReason(reason, null))
  const files = await tx.selectFrom('submission_file').select('key').where('submission_id', '=', id).limit(1_000).execute()
  await tx.deleteFrom('submission').where('id', '=', id).execute()
  await writeDown(change, work, 'whole', [], reason)
  return files.flatMap(({ key }) => key ?? [])
}

/** Who, when, why and where; never what. */
async function writeDown({ tx, now, actor, log }: Change, { enrollmentId, lessonId }: Submission, kind: 'passage' | 'file' | 'whole', places: string[], reason: string): Promise<void> {
  await tx.insertInto('submission_redaction').values({ enrollment_id: enrollmentId, lesson_id: lessonId, kind, places: JSON.stringify(places), reason, redacted_by: actor!.personId, redacted_at: now }).execute()
  log(kind === 'whole' ? 'submission.removed' : 'submission.redacted', `enrollment:${enrollmentId}`, { lessonId, kind, where: places, reason })
}

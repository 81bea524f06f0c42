import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { enqueue } from '../../base/jobs.ts'
import { moveSupport } from '../model-supports/changes.ts'
import { holdSupport } from '../model-supports/queries.ts'
import type { ReportForm, SharingForm } from './forms.ts'
import { hashOf, nameOfReport } from './paper.ts'
import { findReport, recordOf } from './queries.ts'
import { problemsOfWords, receiptOf, whyNotSubmit, whyNotWrite, wordBoxes, type Words } from './rules.ts'

export const reportJob = 'print-support-report'

/**
 * Saves the joining words of a report, or submits it: then the record is frozen with its hash, the support is reported, and the paper
 * is printed. Logs 'support_report.saved' or 'support_report.submitted'.
 * @throws Missing, Refusal when the record lacks something or somebody was faster, Unfit without words that are needed
 */
export async function writeReport(change: Change, supportId: number, { act, version, ...boxes }: ReportForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  const support = found(await holdSupport(tx, scope, supportId))
  refuse(whyNotWrite(support.state))
  const { report, record } = found(await recordOf(tx, scope, supportId))
  refuse((report?.version ?? 0) === version ? null : { key: 'form.stale' })
  const words = Object.fromEntries(wordBoxes.map((box) => [box, boxes[box]?.trim() ?? ''])) as Words
  const isSubmitted = act === 'submit'
  if (isSubmitted) {
    mend(problemsOfWords(words))
    refuse(whyNotSubmit(record))
  }
  const values = { ...words, version: version + 1, ...isSubmitted ? {
    state: 'submitted' as const, receipt: receiptOf(support.fiscalYear, supportId), record: JSON.stringify(record), content_hash: hashOf(words, record), submitted_by: actor?.personId ?? null, submitted_at: now,
  } : {} }
  const { id } = await tx.insertInto('support_report').values({ model_support_id: supportId, municipality_id: support.municipalityId, ...values })
    .onConflict((oc) => oc.column('model_support_id').doUpdateSet(values)).returning('id').executeTakeFirstOrThrow()
  if (isSubmitted) {
    await moveSupport(change, support, 'report')
    await enqueue(tx, reportJob, { reportId: id })
  }
  log(isSubmitted ? 'support_report.submitted' : 'support_report.saved', `model_support:${supportId}`)
}

/** Shares a report with all municipalities, as it was shown at a liaison meeting; they hear of it. Logs 'support_report.shared'. @throws Missing, Refusal */
export async function shareReport(change: Change, id: number, { sharedOn }: SharingForm): Promise<void> {
  const { tx, scope, now, log } = change
  const { supportId } = found(await findReport(tx, scope, id))
  await moveSupport(change, found(await holdSupport(tx, scope, supportId)), 'share')
  await tx.updateTable('support_report').set({ shared_on: sharedOn, shared_at: now }).where('id', '=', id).execute()
  log('support_report.shared', `model_support:${supportId}`, { heldOn: sharedOn })
}

/** Keeps the paper of a report, once. Returns false when another print came first. Logs 'support_report.printed'. */
export async function keepReport({ tx, now, log }: Change, id: number, report: { municipality: string; fiscalYear: number; supportId: number }, file: SavedFile): Promise<boolean> {
  const held = await tx.selectFrom('support_report').select('file_id').where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  log('support_report.printed', `model_support:${report.supportId}`, { again: held.file_id !== null })
  if (held.file_id !== null) return false
  const { id: fileId } = await tx.insertInto('file').values({ ...file, name: nameOfReport(report), type: 'application/pdf', made_at: now }).returning('id').executeTakeFirstOrThrow()
  await tx.updateTable('support_report').set({ file_id: fileId }).where('id', '=', id).execute()
  return true
}

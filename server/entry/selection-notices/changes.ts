import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { found, mend, refuse, type FieldReason } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { advanceWork, endWork, startWork, type HeldBack } from '../../keeping/works/changes.ts'
import { holdTraining } from '../../planning/trainings/queries.ts'
import type { BatchForm } from './forms.ts'
import { holes } from './paper.ts'
import { holdBatch, letterGround, pendingCounts, type Batch } from './queries.ts'
import { noticeKinds, whyNotStep, whyNotWrite, type NoticeKind } from './rules.ts'

export const noticesJob = 'notices'

/**
 * Writes the letters to come: number, day, sender and words. One batch of a training is written at a time. Logs
 * 'notices.written'.
 * @throws Missing · Refusal before the announcement, when nobody waits for a letter, while another batch is printed, or when
 * somebody else wrote meanwhile · Unfit with every hole that nothing fills
 */
export async function writeBatch(change: Change, trainingId: number, { version, ...form }: BatchForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  assert(actor !== null)
  found(await holdTraining(tx, scope, trainingId))
  const batch = await holdBatch(tx, trainingId)
  if (batch === undefined) {
    const [ground, { people }] = [found(await letterGround(tx, trainingId)), await pendingCounts(tx, trainingId)]
    refuse(whyNotWrite(ground.selectionState === 'announced', people))
  } else refuse(whyNotStep(batch.state, 'write'))
  if ((batch?.version ?? 0) !== version) refuse({ key: 'form.stale' })
  mend(problemsOfOpenings(form))
  const values = {
    document_number: form.documentNumber.trim(), issued_on: form.issuedOn, sender: form.sender.trim(), seal_omitted: form.sealOmitted ?? false,
    office: form.office.trim(), openings: JSON.stringify(Object.fromEntries(noticeKinds.map((kind) => [kind, form[kind].trim()]))),
    next_steps: form.nextSteps?.trim() ?? '', withdraw_by: form.withdrawBy ?? null, contact: form.contact.trim(),
    made_by: actor.personId, made_at: now, version: version + 1,
  }
  if (batch === undefined) await tx.insertInto('notice_batch').values({ training_id: trainingId, ...values }).execute()
  else await tx.updateTable('notice_batch').set(values).where('id', '=', batch.id).execute()
  log('notices.written', `training:${trainingId}`, { documentNumber: values.document_number })
}

/** A hole that nothing would fill would be printed as it stands. */
function problemsOfOpenings(form: Pick<BatchForm, NoticeKind>): FieldReason[] {
  return noticeKinds.flatMap((field) => {
    const unknown = [...form[field].matchAll(/\{[^{}]*\}/g)].map(([hole]) => hole).find((hole) => !(holes as readonly string[]).includes(hole))
    return unknown === undefined ? [] : [{ field, reason: { key: 'notices.unknownHole' as const, data: { hole: unknown } } }]
  })
}

/** Begins to print what was written and looked at. Returns the id of the work. @throws Missing · Refusal */
export async function printBatch(change: Change, trainingId: number, version: number): Promise<number> {
  const { tx, scope } = change
  found(await holdTraining(tx, scope, trainingId))
  const batch = found(await holdBatch(tx, trainingId))
  refuse(whyNotStep(batch.state, 'print'))
  if (batch.version !== version) refuse({ key: 'form.stale' })
  const { people, municipalities } = await pendingCounts(tx, trainingId)
  refuse(whyNotWrite(true, people))
  const workId = await startWork(change, {
    name: noticesJob, subject: `training:${trainingId}`, total: people + municipalities, backTo: `/trainings/${trainingId}/notices`,
    payload: { batchId: batch.id },
  })
  await tx.updateTable('notice_batch').set({ state: 'printing', work_id: workId }).where('id', '=', batch.id).execute()
  return workId
}

/** A paper fresh from the press, and whose it is. */
export interface PrintedNotice {
  municipalityId: number; personId: number | null; kind: NoticeKind; name: string; fileName: string; file: SavedFile
}

/** Keeps a few printed letters with their files. What another try kept meanwhile is left alone; returns the keys not needed. */
export async function keepNotices(change: Change, workId: number, batch: Pick<Batch, 'id' | 'trainingId'>, prints: readonly PrintedNotice[], done: number): Promise<string[]> {
  const { tx, now, log } = change
  await tx.selectFrom('notice_batch').select('id').where('id', '=', batch.id).forUpdate().executeTakeFirstOrThrow()
  const kept = await tx.selectFrom('notice').select(['municipality_id as municipalityId', 'person_id as personId']).where('batch_id', '=', batch.id)
    .where('municipality_id', 'in', prints.map(({ municipalityId }) => municipalityId)).execute()
  const isKept = (one: PrintedNotice) => kept.some(({ municipalityId, personId }) => municipalityId === one.municipalityId && personId === one.personId)
  const needed = prints.filter((one) => !isKept(one))
  if (needed.length > 0) {
    const files = await tx.insertInto('file').values(needed.map(({ file, fileName, municipalityId }) => ({
      key: file.key, sha256: file.sha256, bytes: file.bytes, name: fileName, type: 'application/pdf', municipality_id: municipalityId, made_at: now,
    }))).returning(['id', 'key']).execute()
    const idOf = new Map(files.map(({ id, key }) => [key, id]))
    await tx.insertInto('notice').values(needed.map(({ file, municipalityId, personId, kind, name }) => ({
      batch_id: batch.id, training_id: batch.trainingId, municipality_id: municipalityId, person_id: personId, kind, name, file_id: idOf.get(file.key)!,
    }))).execute()
  }
  await advanceWork(change, workId, done)
  log('notices.printed', `work:${workId}`, { count: needed.length })
  return prints.filter(isKept).map(({ file }) => file.key)
}

/** The batch is out: the municipalities and people may take their letters, and everything is in one file. Logs 'notices.issued'. */
export async function endBatch(
  change: Change, workId: number, batch: Pick<Batch, 'id' | 'trainingId'>, bundle: (SavedFile & { name: string }) | null, heldBack: HeldBack[],
): Promise<void> {
  const { tx, now, log } = change
  const fileId = bundle === null ? null : (await tx.insertInto('file').values({
    key: bundle.key, sha256: bundle.sha256, bytes: bundle.bytes, name: bundle.name, type: 'application/zip', made_at: now,
  }).returning('id').executeTakeFirstOrThrow()).id
  await tx.updateTable('notice_batch').set({ state: 'done' }).where('id', '=', batch.id).execute()
  if (await endWork(change, workId, { fileId, heldBack })) log('notices.issued', `training:${batch.trainingId}`, { batchId: batch.id })
}

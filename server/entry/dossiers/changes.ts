import type { Change } from '../../base/change.ts'
import type { SavedFile } from '../../base/files.ts'
import { dossierOf } from './queries.ts'

export interface PrintedDossier { selectionId: number; trainingId: number; version: number; approvalId: number; contentHash: string; name: string; file: SavedFile }

/** Keeps the dossier of one version, once. Returns false when another print came first. Logs 'dossier.printed'. */
export async function keepDossier({ tx, now, log }: Change, printed: PrintedDossier): Promise<boolean> {
  const { selectionId, trainingId, version, approvalId, contentHash, name, file } = printed
  await tx.selectFrom('selection').select('id').where('id', '=', selectionId).forUpdate().executeTakeFirstOrThrow()
  const again = await dossierOf(tx, selectionId, version) !== undefined
  log('dossier.printed', `training:${trainingId}`, { version, again })
  if (again) return false
  const { id } = await tx.insertInto('file').values({ ...file, name, type: 'application/pdf', made_at: now }).returning('id').executeTakeFirstOrThrow()
  await tx.insertInto('selection_dossier').values({
    selection_id: selectionId, version, approval_id: approvalId, content_hash: contentHash, file_id: id, printed_at: now,
  }).execute()
  return true
}

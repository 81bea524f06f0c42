import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { saveSheet } from '../nominations/changes.ts'
import type { Typed } from '../nominations/lines.ts'
import { sheetOf } from '../nominations/queries.ts'
import { whyNotEdit } from '../nominations/rules.ts'

/**
 * Keeps a file that was sent, while the sheet may be typed in. Earlier ones that were not taken in are given up: their keys
 * come back, so that no more than one waits on the disk. Logs 'nominationFile.sent'.
 */
export async function keepFile(change: Change, callId: number, file: SavedFile & { name: string }): Promise<{ id: number; unneeded: string[] }> {
  const { tx, scope, now, log, actor } = change
  assert(scope.of === 'municipality')
  const { municipalityId } = scope
  const [call, desk] = [found(await findCall(tx, scope, callId)), found(await sheetOf(tx, scope, callId, municipalityId))]
  refuse(whyNotEdit(desk, call, dayInJapan(now)))
  const dropped = await tx.updateTable('nomination_file').set({ state: 'dropped' }).where('call_id', '=', callId)
    .where('municipality_id', '=', municipalityId).where('state', '=', 'open').returning('key').execute()
  const { id } = await tx.insertInto('nomination_file').values({
    call_id: callId, municipality_id: municipalityId, key: file.key, name: file.name, bytes: file.bytes, sha256: file.sha256,
    sent_by: actor?.personId ?? null, sent_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  log('nominationFile.sent', `nominationFile:${id}`, { callId, bytes: file.bytes, sha256: file.sha256 })
  return { id, unneeded: dropped.map(({ key }) => key) }
}

/**
 * Puts what a file says into the sheet, once: whoever comes second, with the same file or a stale page, is refused and
 * nothing is written. Logs 'sheet.saved' and 'nominationFile.taken'.
 */
export async function takeFile(change: Change, id: number, callId: number, typed: Typed): Promise<void> {
  const { tx, scope, now, log } = change
  assert(scope.of === 'municipality')
  const { state } = found(await tx.selectFrom('nomination_file').select('state').where('id', '=', id)
    .where('municipality_id', '=', scope.municipalityId).forUpdate().executeTakeFirst())
  refuse(state === 'taken' ? { key: 'nominationFiles.isTaken' } : state === 'dropped' ? { key: 'nominationFiles.isDropped' } : null)
  await saveSheet(change, callId, typed, null)
  await tx.updateTable('nomination_file').set({ state: 'taken', taken_at: now, people: typed.lines.length }).where('id', '=', id).execute()
  log('nominationFile.taken', `nominationFile:${id}`, { callId, people: typed.lines.length })
}

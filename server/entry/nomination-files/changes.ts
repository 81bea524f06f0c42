import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { putInPlace, type FileNow } from '../../office/table-imports/changes.ts'
import { whyNotOpen } from '../../office/table-imports/rules.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { saveSheet } from '../nominations/changes.ts'
import type { Typed } from '../nominations/lines.ts'
import { sheetOf } from '../nominations/queries.ts'
import { whyNotEdit } from '../nominations/rules.ts'

/**
 * Keeps a file that was sent, while the sheet may be typed in. Earlier ones that were not taken in are given up: their keys
 * come back. Logs 'nominationFile.sent'.
 */
export async function keepFile(change: Change, callId: number, file: FileNow): Promise<{ id: number; unneeded: string[] }> {
  const { tx, scope, now, log } = change
  assert(scope.of === 'municipality')
  const { municipalityId } = scope
  const [call, desk] = [found(await findCall(tx, scope, callId)), found(await sheetOf(tx, scope, callId, municipalityId))]
  refuse(whyNotEdit(desk, call, dayInJapan(now)))
  const kept = await putInPlace(change, 'nomination_file', { call_id: callId, municipality_id: municipalityId }, file)
  log('nominationFile.sent', `nominationFile:${kept.id}`, { callId, bytes: file.bytes, sha256: file.sha256 })
  return kept
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
  refuse(whyNotOpen(state))
  await saveSheet(change, callId, typed, null)
  await tx.updateTable('nomination_file').set({ state: 'taken', taken_at: now, people: typed.lines.length }).where('id', '=', id).execute()
  log('nominationFile.taken', `nominationFile:${id}`, { callId, people: typed.lines.length })
}

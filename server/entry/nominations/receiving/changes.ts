import assert from 'node:assert/strict'
import type { Change } from '../../../base/change.ts'
import { dayInJapan } from '../../../base/days.ts'
import { found, mend, refuse } from '../../../base/errors.ts'
import { findCall } from '../../../planning/calls/queries.ts'
import { whyNotOpenForOne } from '../../../planning/calls/rules.ts'
import { holdSheet, unlock } from '../changes.ts'
import type { LateForm, ReturnForm } from '../forms.ts'
import { sheetOf, sheetsWaiting } from '../queries.ts'
import { problemsOfWaiting, whyNotAccept, whyNotAcceptAll, whyNotDueOn, whyNotReturn, whyNotWaitFor } from '../rules.ts'

/** The prefecture gives a sheet back with a reason, and with more time where it says so. Logs 'sheet.returned'. */
export async function returnSheet(change: Change, id: number, { reason, dueOn }: ReturnForm): Promise<void> {
  const { now, log } = change
  const { sheet, call } = await heldForOffice(change, id)
  refuse(whyNotReturn(sheet, reason))
  const problem = dueOn === undefined ? null : whyNotDueOn(dueOn, call, dayInJapan(now))
  mend(problem === null ? [] : [{ field: 'dueOn', reason: problem }])
  await unlock(change, id, { state: 'returned', return_reason: reason, returned_at: now, ...(dueOn === undefined ? {} : { due_on: dueOn, due_reason: null }) })
  log('sheet.returned', `sheet:${id}`, { callId: sheet.callId, dueOn: dueOn ?? null })
}

/** Logs 'sheet.accepted'. */
export async function acceptSheet(change: Change, id: number): Promise<void> {
  const { sheet } = await heldForOffice(change, id)
  refuse(whyNotAccept(sheet))
  await change.tx.updateTable('nomination_sheet').set({ state: 'accepted', version: sheet.version + 1 }).where('id', '=', id).execute()
  change.log('sheet.accepted', `sheet:${id}`, { callId: sheet.callId })
}

/** Accepts everything that was submitted to a call that takes no more. One line 'sheet.accepted' per sheet. */
export async function acceptAllSheets(change: Change, callId: number): Promise<number> {
  const { tx, scope, now, log } = change
  assert(scope.of === 'all')
  const call = found(await findCall(tx, scope, callId))
  await tx.selectFrom('nomination_sheet').select('id').where('call_id', '=', callId).orderBy('id').forUpdate().execute()
  refuse(whyNotAcceptAll(call, await sheetsWaiting(tx, callId), dayInJapan(now)))
  const accepted = await tx.updateTable('nomination_sheet').set((eb) => ({ state: 'accepted', version: eb('version', '+', 1) }))
    .where('call_id', '=', callId).where('state', '=', 'submitted').returning('id').execute()
  for (const { id } of accepted) log('sheet.accepted', `sheet:${id}`, { callId })
  return accepted.length
}

/**
 * Opens the call again for one municipality: it alone may hand in until a later day, for a reason, whether it has begun or
 * not. Logs 'sheet.prolonged', of which that municipality and nobody else is told. @throws Missing, Refusal, Unfit
 */
export async function waitForSheet(change: Change, callId: number, { municipalityId, dueOn, reason }: LateForm): Promise<void> {
  const { tx, scope, now, log } = change
  assert(scope.of === 'all')
  const call = found(await findCall(tx, scope, callId))
  found(await sheetOf(tx, scope, callId, municipalityId))
  const sheet = await holdSheet(change, callId, municipalityId)
  refuse(whyNotOpenForOne(call.state, call.trainingState) ?? whyNotWaitFor(sheet))
  mend(problemsOfWaiting({ dueOn, reason }, call, dayInJapan(now)))
  await tx.updateTable('nomination_sheet').set({ due_on: dueOn, due_reason: reason.trim() }).where('id', '=', sheet.id).execute()
  log('sheet.prolonged', `sheet:${sheet.id}`, { callId, municipalityId, dueOn, reason: reason.trim() })
}

async function heldForOffice({ tx, scope }: Change, id: number) {
  assert(scope.of === 'all')
  const sheet = found(await tx.selectFrom('nomination_sheet').select(['id', 'call_id as callId', 'state', 'version', 'due_on as dueOn'])
    .where('id', '=', id).forUpdate().executeTakeFirst())
  return { sheet, call: found(await findCall(tx, scope, sheet.callId)) }
}

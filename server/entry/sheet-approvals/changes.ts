import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { holdCall } from '../../planning/calls/queries.ts'
import { backFromApprovers, handToApprovers, submitSheet } from '../nominations/changes.ts'
import { stepsInForce } from '../nominations/rules.ts'
import type { AskForm, DecisionForm, StepsForm } from './forms.ts'
import { findRound, officersOf, stepsOf } from './queries.ts'
import { isDeputy, problemsOfSteps, stepsFor, stepsMax, turnOf, whyNotAsk, whyNotDecide, whyNotRecall } from './rules.ts'

/** Sets who approves, in order; without anybody the approval is off. What waits already goes on as it was asked for. Logs 'sheet_approval.steps_set'. */
export async function setSteps(change: Change, { steps = [] }: StepsForm): Promise<void> {
  const { tx, scope, log } = change
  assert(scope.of === 'municipality')
  const { municipalityId } = scope
  // Two officers who set it at once follow one another: whoever holds the municipality's row writes.
  await tx.selectFrom('municipality').select('id').where('id', '=', municipalityId).forUpdate().execute()
  const officers = await officersOf(tx, municipalityId)
  const holderOf = (postId: number | undefined) => postId === undefined ? null : found(officers.find((one) => one.postId === postId))
  const typed = steps.slice(0, stepsMax).map(({ title = '', postId, deputyPostId }) => ({ title: title.trim(), holder: holderOf(postId), deputy: holderOf(deputyPostId) }))
  const people = new Set(officers.map(({ personId }) => personId)).size
  mend(problemsOfSteps(typed, people).map(({ step, box, reason }) => ({ field: `steps.${step}.${box}`, reason })))
  const used = typed.filter(({ holder }) => holder !== null)
  await tx.deleteFrom('sheet_approval_step').where('municipality_id', '=', municipalityId).execute()
  if (used.length > 0) await tx.insertInto('sheet_approval_step').values(used.map(({ title, holder, deputy }, n) => ({
    municipality_id: municipalityId, position: n + 1, title, post_id: holder!.postId, deputy_post_id: deputy?.postId ?? null,
  }))).execute()
  log('sheet_approval.steps_set', `municipality:${municipalityId}`, { steps: used.map(({ title, holder }) => ({ title, postId: holder!.postId })) })
}

/** Asks the municipality's own approvers for the sheet as it is saved, which nobody can change while it waits. Logs 'sheet_approval.requested'. */
export async function askApproval(change: Change, callId: number, { version, message = '' }: AskForm): Promise<number> {
  const { tx, actor, now, log } = change
  assert(actor !== null)
  const sheet = await handToApprovers(change, callId, version)
  const steps = stepsInForce(sheet)
  refuse(whyNotAsk(steps, actor.personId))
  const { id } = await tx.insertInto('sheet_approval').values({
    sheet_id: sheet.id, municipality_id: sheet.municipalityId, version, message: message.trim(), asked_by: actor.personId, asked_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  const asked = new Set(stepsFor(steps, actor.personId).map(({ position }) => position))
  const marks = (await stepsOf(tx, sheet.municipalityId)).filter(({ position }) => asked.has(position))
  await tx.insertInto('sheet_approval_mark').values(marks.map(({ position, title, postId, deputyPostId }) => ({
    sheet_approval_id: id, position, municipality_id: sheet.municipalityId, title, post_id: postId, deputy_post_id: deputyPostId,
  }))).execute()
  log('sheet_approval.requested', `sheet_approval:${id}`, { callId, step: marks[0]!.position })
  return id
}

/**
 * One approver says yes or no. The last yes hands the sheet in; a no gives it back to those who type, with the reason.
 * Logs 'sheet_approval.passed', 'sheet_approval.approved' or 'sheet_approval.returned'.
 * @throws Refusal when it is not theirs to decide, or the sheet cannot be handed in any more
 */
export async function decideApproval(change: Change, id: number, { decision, note = '' }: DecisionForm): Promise<'passed' | 'approved' | 'returned'> {
  const { tx, actor, now, log } = change
  const round = await hold(change, id)
  assert(actor !== null)
  refuse(whyNotDecide(round, round.marks, actor.personId, { decision, note }))
  const turn = turnOf(round.marks)!
  const asDeputy = isDeputy(turn, actor.personId)
  await tx.updateTable('sheet_approval_mark').set({
    decision: decision === 'approve' ? 'approved' : 'returned', decided_by: actor.personId, decided_at: now, as_deputy: asDeputy, note: note.trim(),
  }).where('sheet_approval_id', '=', id).where('position', '=', turn.position).execute()
  const said = { callId: round.callId, title: turn.title, asDeputy }
  if (decision === 'return') {
    await end(change, id, 'returned')
    await backFromApprovers(change, round.sheetId, { mend: true })
    log('sheet_approval.returned', `sheet_approval:${id}`, said)
    return 'returned'
  }
  const next = round.marks.find(({ decision, position }) => decision === null && position !== turn.position)
  if (next !== undefined) {
    log('sheet_approval.passed', `sheet_approval:${id}`, { ...said, step: next.position })
    return 'passed'
  }
  await end(change, id, 'approved')
  await backFromApprovers(change, round.sheetId, { mend: false })
  await submitSheet(change, round.callId, round.version, { for: round.askedBy })
  log('sheet_approval.approved', `sheet_approval:${id}`, said)
  return 'approved'
}

/** Takes the request back, to change the sheet. Logs 'sheet_approval.recalled'. */
export async function recallApproval(change: Change, id: number): Promise<number> {
  const { actor, log } = change
  const round = await hold(change, id)
  assert(actor !== null)
  refuse(whyNotRecall(round, actor.personId))
  await end(change, id, 'recalled')
  await backFromApprovers(change, round.sheetId, { mend: true })
  log('sheet_approval.recalled', `sheet_approval:${id}`, { callId: round.callId })
  return round.callId
}

/** The call's row, then the sheet's, in the order in which a sheet is handed in; then the round as it stands now that nobody else moves it. */
async function hold({ tx, scope }: Change, id: number) {
  const { sheetId, callId } = found(await findRound(tx, scope, id))
  await holdCall(tx, scope, callId)
  await tx.selectFrom('nomination_sheet').select('id').where('id', '=', sheetId).forUpdate().execute()
  return found(await findRound(tx, scope, id))
}

const end = ({ tx, now }: Change, id: number, state: 'approved' | 'returned' | 'recalled') =>
  tx.updateTable('sheet_approval').set({ state, ended_at: now }).where('id', '=', id).execute()

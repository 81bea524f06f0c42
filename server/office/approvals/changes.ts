import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { scopeFor } from '../../base/access.ts'
import type { Change } from '../../base/change.ts'
import { found, Missing, Refusal, refuse } from '../../base/errors.ts'
import type { Language } from '../../base/texts.ts'
import { holdApproval } from './queries.ts'
import { approvalMoves, whyNotDecide, whyNotRecall, whyNotReturn, type ApprovalAct } from './rules.ts'

/** What a second person is asked to look at: whose request ('call:7'), what it is called in both languages, and where it can be seen. */
export interface Request { subject: string; title: Record<Language, string>; path: string }

/**
 * Asks a second person. Returns the number of the request; logs 'approval.requested', which tells the other officers.
 * @throws Refusal while an earlier request about the same subject still waits
 */
export async function requestApproval({ tx, actor, now, log }: Change, { subject, title, path }: Request): Promise<number> {
  assert(actor !== null)
  const row = await tx.insertInto('approval')
    .values({ subject, title: title.ja, title_en: title.en, path, requested_by: actor.personId, requested_at: now })
    // Said in words, not bound: a prepared statement would not know that the partial key fits.
    .onConflict((oc) => oc.column('subject').where(sql<boolean>`state = 'requested'`).doNothing())
    .returning('id').executeTakeFirst()
  if (row === undefined) throw new Refusal({ key: 'approvals.alreadyRequested' })
  log('approval.requested', `approval:${row.id}`, { of: subject })
  return row.id
}

/** Says yes as a second person. The feature makes its own move in the same change. @throws Refusal, Missing */
export async function approveRequest(change: Change, subject: string): Promise<void> {
  const { approval, personId } = await held(change, subject, 'decide')
  refuse(whyNotDecide(approval, personId))
  await decide(change, approval.id, subject, 'approve', null)
}

/** Says no, and what to mend. @throws Refusal without a note, Missing */
export async function returnRequest(change: Change, subject: string, note: string): Promise<void> {
  const { approval, personId } = await held(change, subject, 'decide')
  refuse(whyNotReturn(approval, personId, note))
  await decide(change, approval.id, subject, 'return', note.trim())
}

/** Takes one's own request back while nobody has decided. @throws Refusal, Missing */
export async function recallRequest(change: Change, subject: string): Promise<void> {
  const { approval, personId } = await held(change, subject, 'recall')
  refuse(whyNotRecall(approval, personId))
  await decide(change, approval.id, subject, 'recall', null)
}

/**
 * The waiting request, held. The right to decide is asked here and not only at the door, because one address of a
 * feature takes all three acts and those who prepare may only take back.
 */
async function held({ tx, actor }: Change, subject: string, act: 'decide' | 'recall') {
  assert(actor !== null)
  if (act === 'decide' && scopeFor(actor, 'approvals.decide') === null) throw new Missing()
  return { approval: found(await holdApproval(tx, subject)), personId: actor.personId }
}

const saidAs = { approve: 'approval.approved', return: 'approval.returned', recall: 'approval.recalled' } as const

async function decide({ tx, actor, now, log }: Change, id: number, subject: string, act: ApprovalAct, note: string | null) {
  const state = approvalMoves.requested[act]
  assert(state !== undefined && actor !== null)
  // The one who takes back has decided nothing: the row keeps naming only a second person.
  const decided_by = act === 'recall' ? null : actor.personId
  await tx.updateTable('approval').set({ state, decided_by, decided_at: now, note }).where('id', '=', id).execute()
  log(saidAs[act], `approval:${id}`, { of: subject })
}

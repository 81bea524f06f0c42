import type { Reason } from '../../base/errors.ts'

export type ApprovalState = 'requested' | 'approved' | 'returned' | 'recalled'
export type ApprovalAct = 'approve' | 'return' | 'recall'

/** What is asked of a second person. `requestedBy` is the person (not the post) who prepared it. */
export interface Approval { state: ApprovalState; requestedBy: number }

/** Every act that moves an approval, and where to. What is not listed does not happen. */
export const approvalMoves: Record<ApprovalState, Partial<Record<ApprovalAct, ApprovalState>>> = {
  requested: { approve: 'approved', return: 'returned', recall: 'recalled' },
  approved:  {},
  returned:  {},
  recalled:  {},
}

const over: Record<Exclude<ApprovalState, 'requested'>, Reason> = {
  approved: { key: 'approvals.alreadyApproved' },
  returned: { key: 'approvals.alreadyReturned' },
  recalled: { key: 'approvals.alreadyRecalled' },
}

/** Approving needs a request that still waits, and somebody else than the one who asked, whatever post they use. */
export function whyNotDecide(approval: Approval, personId: number): Reason | null {
  if (approval.state !== 'requested') return over[approval.state]
  if (approval.requestedBy === personId) return { key: 'approvals.ownRequest' }
  return null
}

/** Returning is deciding too, and the one who asked must learn what to mend. */
export function whyNotReturn(approval: Approval, personId: number, note: string): Reason | null {
  const refusal = whyNotDecide(approval, personId)
  if (refusal !== null) return refusal
  return note.trim() === '' ? { key: 'approvals.noteMissing' } : null
}

/** Only the one who asked takes a request back, and only while nobody has decided. */
export function whyNotRecall(approval: Approval, personId: number): Reason | null {
  if (approval.state !== 'requested') return over[approval.state]
  return approval.requestedBy === personId ? null : { key: 'approvals.notYours' }
}

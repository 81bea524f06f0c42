import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { whyNotOpen } from '../../office/table-imports/rules.ts'
import type { Call } from '../../planning/calls/rules.ts'
import { lastDayOf, type Sheet } from '../nominations/rules.ts'

type Held = Pick<Sheet, 'state' | 'dueOn' | 'inApproval'>

/** The office enters for others from the day the call opens until it decides; being late is said, and needs its reason. */
export function whyNotEnter(call: Call, today: Day): Reason | null {
  if (call.state !== 'published' && call.state !== 'closed' && call.state !== 'reopened') return { key: 'bundleFiles.notOpen' }
  if (today < call.opensOn) return { key: 'bundleFiles.notOpen' }
  return today > call.decisionOn ? { key: 'bundleFiles.decided', data: { decisionOn: call.decisionOn } } : null
}

/** What a municipality handed in is never overwritten, nor what its own approvers are looking at. */
export function whyNotEnterFor(sheet: Held): Reason | null {
  if (sheet.inApproval) return { key: 'bundleFiles.inApproval' }
  return sheet.state === 'submitted' ? { key: 'bundleFiles.isSubmitted' } : sheet.state === 'accepted' ? { key: 'bundleFiles.isAccepted' } : null
}

/** Whether the municipality itself could no longer hand in. */
export const isLate = (sheet: Held, call: Call, today: Day): boolean => today > lastDayOf(sheet, call)

export type BundleState = 'open' | 'queued' | 'taken' | 'dropped'

/** A file is taken in once; another one sent after it puts an open one aside. */
export function whyNotTake(state: BundleState): Reason | null {
  return whyNotOpen(state) ?? (state === 'queued' ? { key: 'bundleFiles.isQueued' } : null)
}

import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import type { SupportState } from '../model-supports/rules.ts'

export type AppointmentState = 'asked' | 'accepted' | 'declined' | 'ended'
export type AppointmentAct = 'accept' | 'decline' | 'end'

/** Every act that moves a request to an expert, and where to. A declined one is asked anew by a request of its own. */
export const appointmentMoves: Record<AppointmentState, Partial<Record<AppointmentAct, AppointmentState>>> = {
  asked:    { accept: 'accepted', decline: 'declined', end: 'ended' },
  accepted: { end: 'ended' },
  declined: {},
  ended:    {},
}

export const whyNotAnswer = (state: AppointmentState): Reason | null => state === 'asked' ? null : { key: 'experts.isAnswered' }
export const whyNotEnd = (state: AppointmentState): Reason | null => appointmentMoves[state].end === undefined ? { key: 'experts.isOver' } : null

/** Experts are asked for a support that runs, and those who are in the pool today. */
export function whyNotAsk(support: SupportState, endedOn: Day | null, today: Day): Reason | null {
  if (!['designated', 'plan_agreed', 'supporting'].includes(support)) return { key: 'experts.notRunning' }
  return endedOn !== null && endedOn <= today ? { key: 'experts.leftPool' } : null
}

export const problemsOfTerm = ({ fromOn, toOn }: { fromOn: Day; toOn: Day }): FieldReason[] =>
  toOn < fromOn ? [{ field: 'toOn', reason: { key: 'experts.endsBefore' } }] : []

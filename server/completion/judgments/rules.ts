import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { TrainingState } from '../../planning/trainings/rules.ts'
import type { Decision } from '../evidence/rules.ts'

export {
  attendanceSettingsOf, checklistOf, makeUpTermsOf, proposalOf, slotsNeeded, stateOfAll, stateOfAny,
  type ChecklistItem, type Clause, type Criteria, type Decision, type EvidenceOf, type ItemState, type MakeUpTerms, type Proposal, type Task,
} from '../evidence/rules.ts'

export type EnrollmentState =
  'enrolled' | 'in_progress' | 'pending_judgment' | 'completed' | 'not_completed' | 'withdrawn' | 'carried_over'

/** Where an enrollment may go from each state; what was decided stays decided. */
export const enrollmentMoves: Record<EnrollmentState, readonly EnrollmentState[]> = {
  enrolled:         ['in_progress', 'withdrawn'],
  in_progress:      ['pending_judgment', 'withdrawn', 'carried_over'],
  pending_judgment: ['completed', 'not_completed', 'withdrawn', 'carried_over'],
  completed:        [],
  not_completed:    [],
  withdrawn:        [],
  carried_over:     [],
}

const enrollmentIs: Record<EnrollmentState, Reason> = {
  enrolled:         { key: 'judgments.isEnrolled' },
  in_progress:      { key: 'judgments.isInProgress' },
  pending_judgment: { key: 'judgments.isPending' },
  completed:        { key: 'judgments.isCompleted' },
  not_completed:    { key: 'judgments.isNotCompleted' },
  withdrawn:        { key: 'judgments.isWithdrawn' },
  carried_over:     { key: 'judgments.isCarriedOver' },
}

export const whyNotMoveEnrollment = (from: EnrollmentState, to: EnrollmentState): Reason | null =>
  enrollmentMoves[from].includes(to) ? null : enrollmentIs[from]

export type JudgmentState = 'draft' | 'in_approval' | 'confirmed'
export type JudgmentAct = 'decide' | 'ask' | 'send_back' | 'confirm'

/** Every act on a judgment (修了判定) and the state it leads to. */
export const judgmentMoves: Record<JudgmentState, Partial<Record<JudgmentAct, JudgmentState>>> = {
  draft:       { decide: 'draft', ask: 'in_approval' },
  in_approval: { send_back: 'draft', confirm: 'confirmed' },
  confirmed:   {},
}

export const whyNotStep = (state: JudgmentState, act: JudgmentAct): Reason | null => {
  if (judgmentMoves[state][act] !== undefined) return null
  return { key: state === 'draft' ? 'judgments.notAsked' : state === 'in_approval' ? 'judgments.inApproval' : 'judgments.confirmed' }
}

/** A decision is made while the training is judged, on somebody who waits for it, and with a reason where it leaves the proposal. */
export function whyNotDecide(
  line: { proposal: Decision; decision: Decision; exceptionReason: string | null },
  enrollment: EnrollmentState, judgment: JudgmentState, training: TrainingState,
): Reason | null {
  if (training !== 'judging') return { key: 'judgments.notJudging' }
  const step = whyNotStep(judgment, 'decide')
  if (step !== null) return step
  if (enrollment !== 'pending_judgment') return enrollmentIs[enrollment]
  const isException = line.decision !== line.proposal
  return isException && !line.exceptionReason?.trim() ? { key: 'judgments.exceptionNeedsReason' } : null
}

/** A second person is asked once there is somebody to decide on. Those still pending stay for the next judgment. */
export function whyNotAsk(judgment: JudgmentState, decisions: readonly Decision[]): Reason | null {
  const step = whyNotStep(judgment, 'ask')
  if (step !== null) return step
  return decisions.some((decision) => decision !== 'pending') ? null : { key: 'judgments.nobodyDecided' }
}

/** A judgment begins with criteria, with people who wait for it, and one at a time; its day is not in the future. */
export function whyNotStart(about: { hasCriteria: boolean; hasOpen: boolean; waiting: number; completedOn: Day; today: Day }): Reason | null {
  if (!about.hasCriteria) return { key: 'judgments.noCriteria' }
  if (about.hasOpen) return { key: 'judgments.openAlready' }
  if (about.waiting === 0) return { key: 'judgments.nobodyWaits' }
  return about.completedOn > about.today ? { key: 'judgments.dayInFuture', data: { today: about.today } } : null
}

/** Proposals made anew: who was decided as proposed follows the new proposal, what a person decided stays. */
export function decisionAfter(before: { proposal: Decision; decision: Decision } | undefined, proposal: Decision): Decision {
  return before === undefined || before.decision === before.proposal ? proposal : before.decision
}

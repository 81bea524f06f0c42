import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { TrainingState } from '../../planning/trainings/rules.ts'
import type { Mark } from '../../classroom/attendance/rules.ts'
import type { Decision } from '../evidence/checklist.ts'
import { whyNotSlots, type Criteria, type EvidenceOf, type LessonSeen, type SlotSeen } from '../evidence/rules.ts'

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

/** What a judgment is: of everybody who waits, of one cohort before the others, or the correction of what was decided before. */
export interface Course { training: TrainingState; judgment: JudgmentState; isCorrection?: boolean; isEarly?: boolean }

/** A decision is made while the training is judged, on somebody who waits for it, and with a reason where it leaves the proposal. */
export function whyNotDecide(
  line: { proposal: Decision; decision: Decision; exceptionReason: string | null }, enrollment: EnrollmentState,
  { training, judgment, isCorrection = false, isEarly = false }: Course,
): Reason | null {
  if (!(training === 'judging' || training === 'running' && isEarly || training === 'closed' && isCorrection)) return { key: 'judgments.notJudging' }
  const step = whyNotStep(judgment, 'decide')
  if (step !== null) return step
  const waits: readonly EnrollmentState[] = isCorrection ? ['completed', 'not_completed'] : ['pending_judgment']
  if (!waits.includes(enrollment)) return enrollmentIs[enrollment]
  const isException = line.decision !== line.proposal
  return isException && !line.exceptionReason?.trim() ? { key: 'judgments.exceptionNeedsReason' } : null
}

/** What was seen of a line is what stands: two who decide do not write over each other. */
export const whyNotOver = (line: { version: number; decision: Decision }, seen: number | undefined): Reason | null =>
  seen === undefined || seen === line.version ? null : { key: `judgments.decidedMeanwhile.${line.decision}` }

/**
 * A second person is asked once there is somebody to decide on, and by proposals that are not older than the records. Those still
 * pending stay for the next judgment. `changed`: people whose records were changed since.
 */
export function whyNotAsk(judgment: JudgmentState, decisions: readonly Decision[], changed = 0): Reason | null {
  const step = whyNotStep(judgment, 'ask')
  if (step !== null) return step
  if (changed > 0) return { key: 'judgments.staleProposals', data: { people: changed } }
  return decisions.some((decision) => decision !== 'pending') ? null : { key: 'judgments.nobodyDecided' }
}

/** A judgment begins with criteria, with people who wait for it, and one at a time; its day is not in the future. */
export function whyNotStart(about: { hasCriteria: boolean; hasOpen: boolean; waiting: number; completedOn: Day; today: Day }): Reason | null {
  if (!about.hasCriteria) return { key: 'judgments.noCriteria' }
  if (about.hasOpen) return { key: 'judgments.openAlready' }
  if (about.waiting === 0) return { key: 'judgments.nobodyWaits' }
  return about.completedOn > about.today ? { key: 'judgments.dayInFuture', data: { today: about.today } } : null
}

/**
 * What was decided is corrected by another judgment, with its reason; the earlier one stays as it is. Whoever loses completion
 * has no certificate that stands.
 */
export function whyNotCorrect(about: { judgment: JudgmentState; enrollment: EnrollmentState; isLatest: boolean; hasOpen: boolean; reason: string }): Reason | null {
  if (about.judgment !== 'confirmed') return { key: 'judgments.notConfirmedYet' }
  if (!about.isLatest) return { key: 'judgments.correctedSince' }
  if (about.enrollment !== 'completed' && about.enrollment !== 'not_completed') return enrollmentIs[about.enrollment]
  if (about.hasOpen) return { key: 'judgments.openAlready' }
  return about.reason.trim() === '' ? { key: 'judgments.correctionNeedsReason' } : null
}

/** Proposals made anew: who was decided as proposed follows the new proposal, what a person decided stays. */
export function decisionAfter(before: { proposal: Decision; decision: Decision } | undefined, proposal: Decision): Decision {
  return before === undefined || before.decision === before.proposal ? proposal : before.decision
}

/** The records of one person as a judgment keeps them: every slot with why it counts or not, every lesson with how far it is. */
export interface KeptRows {
  cohortId?: number
  slots: (Pick<SlotSeen, 'id' | 'title' | 'titleEn' | 'heldOn' | 'startsAt' | 'mark' | 'carriedOn'> & { whyNot: Reason | null })[]
  lessons: Pick<LessonSeen, 'id' | 'title' | 'titleEn' | 'task' | 'isDone' | 'doneOn' | 'points' | 'carriedOn'>[]
}

export function rowsOf(criteria: Criteria, evidence: EvidenceOf): KeptRows {
  const reasons = whyNotSlots(criteria, evidence)
  return {
    ...evidence.cohortId === undefined ? {} : { cohortId: evidence.cohortId },
    slots: evidence.slots.map(({ id, title, titleEn, heldOn, startsAt, mark, carriedOn }, n) => ({ ...id === undefined ? {} : { id }, ...title === undefined ? {} : { title, titleEn: titleEn ?? title },
      heldOn, ...startsAt === undefined ? {} : { startsAt }, mark, carriedOn: carriedOn ?? null, whyNot: reasons[n] ?? null })),
    lessons: evidence.lessons.map(({ id, title, titleEn, task, isDone, doneOn, points, carriedOn }) => ({ ...id === undefined ? {} : { id }, ...title === undefined ? {} : { title, titleEn: titleEn ?? title },
      task: task ?? null, isDone, doneOn: doneOn ?? null, points: points ?? null, carriedOn: carriedOn ?? null })),
  }
}

/** One thing that the records say otherwise than when they were judged by. */
export type Difference = { of: 'slot'; title: string; titleEn: string; before: Mark | null; after: Mark | null }
  | { of: 'lesson'; title: string; titleEn: string; before: boolean; after: boolean } | { of: 'points'; title: string; titleEn: string; before: number | null; after: number | null }
  | { of: 'cohort' }

/** What changed in the records since they were kept, slot by slot and lesson by lesson; what was added since is left to the next judgment. */
export function differencesOf(kept: KeptRows, now: KeptRows): Difference[] {
  const moved: Difference[] = kept.cohortId !== undefined && kept.cohortId !== now.cohortId ? [{ of: 'cohort' }] : []
  const slots = kept.slots.flatMap(({ id, title = '', titleEn = '', mark }): Difference[] => {
    const after = now.slots.find((one) => one.id === id)
    if (after === undefined) return []
    return mark?.state === after.mark?.state && (mark?.minutes ?? null) === (after.mark?.minutes ?? null) ? [] : [{ of: 'slot', title, titleEn, before: mark, after: after.mark }]
  })
  const lessons = kept.lessons.flatMap(({ id, title = '', titleEn = '', isDone, points = null }): Difference[] => {
    const after = now.lessons.find((one) => one.id === id)
    if (after === undefined) return []
    if (after.isDone !== isDone) return [{ of: 'lesson', title, titleEn, before: isDone, after: after.isDone }]
    return (after.points ?? null) === points ? [] : [{ of: 'points', title, titleEn, before: points, after: after.points ?? null }]
  })
  return [...moved, ...slots, ...lessons]
}

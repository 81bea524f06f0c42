import type { Reason } from '../../base/errors.ts'
import { whyNotMoveEnrollment, type EnrollmentState } from '../judgments/rules.ts'

/** Modules that somebody finished in an earlier training of the course, and that would count in this one. */
export interface Proposal { enrollmentId: number; fromEnrollmentId: number; modules: readonly { id: number; completedOn: string }[] }

/** The earliest fiscal year whose modules still count: one year means last year's. */
export const firstYearCarried = (fiscalYear: number, years: number): number => fiscalYear - years

/** Somebody goes on next year: their training allows it, it was not decided on them yet, and there is something to take along. */
export function whyNotCarry(state: EnrollmentState, modulesDone: number, carriesOver: boolean): Reason | null {
  if (!carriesOver) return { key: 'carryOvers.notAllowed' }
  const move = whyNotMoveEnrollment(state, 'carried_over')
  if (move !== null) return move
  return modulesDone === 0 ? { key: 'carryOvers.nothingDone' } : null
}

/** Modules are brought along, or taken back, while the training they count in has not been judged. */
export const whyNotGrant = (state: EnrollmentState): Reason | null =>
  state === 'enrolled' || state === 'in_progress' || state === 'pending_judgment' ? null : { key: 'carryOvers.isDecided' }

import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { whyNotStep, type EnrollmentState } from '../enrollments/rules.ts'
import type { SheetState } from '../nominations/rules.ts'

/**
 * How far the selection of the training is, as whoever asks may know it: not fixed yet, fixed but unknown outside, or known.
 * To a municipality it is open until it is announced; what it asks for meanwhile waits for the prefecture.
 */
export type Stage = 'open' | 'fixed' | 'announced'
export const stageOf = (selection: 'draft' | 'in_approval' | 'confirmed' | 'announced' | null, byPrefecture: boolean): Stage =>
  selection === 'announced' ? 'announced' : selection === null || selection === 'draft' || !byPrefecture ? 'open' : 'fixed'

/** A line of a sheet that was handed in, and what became of it. */
export interface Named { sheetState: SheetState; withdrawn: boolean; enrolled: boolean; stage: Stage }

/** What was handed in is no longer typed over: somebody withdraws from it, or is replaced. */
function whyNotTouch({ sheetState, withdrawn }: Named): Reason | null {
  if (withdrawn) return { key: 'substitutions.isWithdrawn' }
  return sheetState === 'submitted' || sheetState === 'accepted' ? null : { key: 'substitutions.stillYours' }
}

/** Somebody named withdraws (辞退) until they are a trainee; afterwards their enrollment does. Ranks of others stay as they are. */
export const whyNotWithdraw = (named: Named): Reason | null =>
  whyNotTouch(named) ?? (named.enrolled ? { key: 'substitutions.enrolledAlready' } : null)

/** 差替え on the sheet: until the selection is fixed. What was decided about one person is not another's. */
export function whyNotReplaceNamed(named: Named): Reason | null {
  const shut = whyNotTouch(named)
  if (shut !== null) return shut
  if (named.enrolled) return { key: 'substitutions.replaceEnrollment' }
  if (named.stage === 'fixed') return { key: 'substitutions.waitForAnnouncement' }
  return named.stage === 'announced' ? { key: 'substitutions.afterAnnouncement' } : null
}

/** The last day on which a trainee can be replaced: the training's own, else the first class day. Null: no day is set, none passes. */
export const lastDayToReplace = ({ until, firstDay }: { until: Day | null; firstDay: Day | null }): Day | null => until ?? firstDay

/** 差替え of a trainee: while the training has not been judged, and until the last day, which still counts. */
export function whyNotReplaceEnrolled(state: EnrollmentState, days: { until: Day | null; firstDay: Day | null }, today: Day): Reason | null {
  const last = lastDayToReplace(days)
  return whyNotStep(state, 'withdraw') ?? (last !== null && today > last ? { key: 'substitutions.tooLate', data: { day: last } } : null)
}

/**
 * Whether the prefecture has to agree first: what it asks for itself it agrees to; a municipality replaces freely while it
 * could still have changed its sheet.
 */
export const needsLeave = ({ byPrefecture, enrolled, lastDay, today }: { byPrefecture: boolean; enrolled: boolean; lastDay: Day; today: Day }): boolean =>
  !byPrefecture && (enrolled || today > lastDay)

export type SubstitutionState = 'requested' | 'done' | 'declined' | 'recalled'
export type SubstitutionAct = 'agree' | 'decline' | 'recall'
export const substitutionMoves: Record<SubstitutionState, Partial<Record<SubstitutionAct, SubstitutionState>>> = {
  requested: { agree: 'done', decline: 'declined', recall: 'recalled' },
  done:      {},
  declined:  {},
  recalled:  {},
}
const substitutionIs: Record<SubstitutionState, Reason> = {
  requested: { key: 'substitutions.isRequested' },
  done:      { key: 'substitutions.isDone' },
  declined:  { key: 'substitutions.isDeclined' },
  recalled:  { key: 'substitutions.isRecalled' },
}

export function whyNotAct(state: SubstitutionState, act: SubstitutionAct, reason = ''): Reason | null {
  if (substitutionMoves[state][act] === undefined) return substitutionIs[state]
  return act === 'decline' && reason.trim() === '' ? { key: 'substitutions.declineReasonMissing' } : null
}

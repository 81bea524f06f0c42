import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { isOpenFor, lastDayFor, whyNotHandIn, type Call } from '../../planning/calls/rules.ts'
import type { Row } from './lines/rules.ts'

export type Category = 'chair' | 'adviser' | 'case_presenter' | 'other'
export type Experience = 'experienced' | 'planned'
export const categories = ['chair', 'adviser', 'case_presenter', 'other'] as const satisfies readonly Category[]

export type SheetState = 'draft' | 'submitted' | 'returned' | 'accepted'
export type SheetAct = 'submit' | 'recall' | 'return' | 'accept'

/** Every act on a sheet and the state it leads to. A recalled sheet is a draft again. */
export const sheetMoves: Record<SheetState, Partial<Record<SheetAct, SheetState>>> = {
  draft:     { submit: 'submitted' },
  submitted: { recall: 'draft', return: 'returned', accept: 'accepted' },
  returned:  { submit: 'submitted' },
  accepted:  {},
}

const sheetIs: Record<SheetState, Reason> = {
  draft:     { key: 'nominations.isDraft' },
  submitted: { key: 'nominations.isSubmitted' },
  returned:  { key: 'nominations.isReturned' },
  accepted:  { key: 'nominations.isAccepted' },
}

export interface Sheet {
  state: SheetState
  rows: readonly Row[]
  /** 該当者なし per category with its reason ('' when none was given). A category that is not named was not ticked. */
  nils: Partial<Record<Category, string>>
  /** How many errors (not warnings) `problemsOfRow` found over all lines. */
  errors: number
  /** A later last day for this sheet alone, given with a return or to a late municipality. */
  dueOn?: Day | null
  /** It lies with the municipality's own approvers, who look at what they were asked about and nothing newer. */
  inApproval?: boolean
}

/** One of the municipality's own approvers, in the order of `position`; `standing` while their post and account are. */
export interface ApprovalStep { position: number; title: string; personId: number; name: string; standing: boolean }

/** The steps a sheet goes through: none where the municipality set up none, or has one officer only, who would ask themselves. */
export const stepsInForce = ({ approvalSteps, officers }: { approvalSteps: readonly ApprovalStep[]; officers: number }): readonly ApprovalStep[] =>
  officers > 1 ? approvalSteps : []

/** The categories a municipality answers for: those with places, or all where no quota is set. */
export const categoriesOffered = (quotas: Partial<Record<Category, number>>): Category[] =>
  categories.filter((category) => quotas[category] !== 0)

/** A sheet is typed in while it is the municipality's and the call is open for it. */
export function whyNotEdit(sheet: Pick<Sheet, 'state' | 'dueOn' | 'inApproval'>, call: Call, today: Day): Reason | null {
  if (sheet.inApproval) return { key: 'nominations.isInApproval' }
  return sheetMoves[sheet.state].submit === undefined ? sheetIs[sheet.state] : whyNotInTime(sheet, call, today)
}

/** Submitting takes an open call, an answer for every category that is offered (nobody is an answer, with a reason), and no line with an error. */
export function whyNotSubmit(
  sheet: Sheet, call: Call & { quotas: Partial<Record<Category, number>> }, today: Day,
): Reason | null {
  const shut = whyNotEdit(sheet, call, today)
  return shut ?? whyNotWhole(sheet, call.quotas)
}

/** A sheet says something of every category that is offered, once, and has no error. */
export function whyNotWhole(sheet: Pick<Sheet, 'rows' | 'nils' | 'errors'>, quotas: Partial<Record<Category, number>>): Reason | null {
  const answered = new Set(sheet.rows.map(({ category }) => category))
  const offered = categoriesOffered(quotas)
  if (offered.some((category) => answered.has(category) && sheet.nils[category] !== undefined)) return { key: 'nominations.nilWithNames' }
  const open = offered.filter((category) => !answered.has(category) && sheet.nils[category] === undefined)
  if (open.length > 0) return { key: 'nominations.categoryUnanswered', data: { count: open.length } }
  const unexplained = offered.filter((category) => sheet.nils[category]?.trim() === '').length
  if (unexplained > 0) return { key: 'nominations.nilReasonMissing', data: { count: unexplained } }
  return sheet.errors > 0 ? { key: 'nominations.errorsLeft', data: { count: sheet.errors } } : null
}

/** Who approves inside the municipality is its own affair; that they did is asked before the sheet leaves it. */
export const whyNotUnapproved = (desk: { approvalSteps: readonly ApprovalStep[]; officers: number }): Reason | null =>
  stepsInForce(desk).length > 0 ? { key: 'nominations.approvalNeeded' } : null

/** A municipality takes its sheet back itself until the last day; afterwards the prefecture returns it. */
export function whyNotRecall(sheet: Pick<Sheet, 'state' | 'dueOn'>, call: Call, today: Day): Reason | null {
  if (sheetMoves[sheet.state].recall === undefined) return sheetIs[sheet.state]
  return whyNotInTime(sheet, call, today) === null ? null : { key: 'nominations.recallTooLate', data: { closedOn: lastDayOf(sheet, call) } }
}

/** The prefecture returns what was submitted, and says what to mend. */
export function whyNotReturn(sheet: Pick<Sheet, 'state'>, reason: string): Reason | null {
  if (sheetMoves[sheet.state].return === undefined) return sheetIs[sheet.state]
  return reason.trim() === '' ? { key: 'nominations.returnReasonMissing' } : null
}

/** A later last day for one sheet has not passed and lies before the decision. */
export function whyNotDueOn(dueOn: Day, call: Call, today: Day): Reason | null {
  if (dueOn < today) return { key: 'nominations.dueInThePast' }
  return dueOn > call.decisionOn ? { key: 'nominations.dueTooLate', data: { decisionOn: call.decisionOn } } : null
}

/** A municipality is given more time while its sheet is its own. */
export const whyNotWaitFor = (sheet: Pick<Sheet, 'state'>): Reason | null =>
  sheetMoves[sheet.state].submit === undefined ? sheetIs[sheet.state] : null

/** More time is a day later than everybody's, and comes with the reason for it. */
export function problemsOfWaiting({ dueOn, reason }: { dueOn: Day; reason: string }, call: Call, today: Day): FieldReason[] {
  const day = whyNotDueOn(dueOn, call, today) ?? (dueOn <= call.closesOn ? { key: 'nominations.dueNotLater' as const, data: { closesOn: call.closesOn } } : null)
  return [...day === null ? [] : [{ field: 'dueOn', reason: day }],
    ...reason.trim() === '' ? [{ field: 'reason', reason: { key: 'nominations.lateReasonMissing' as const } }] : []]
}

/** All that was submitted is accepted in one act once nobody can hand in or recall any more. */
export const whyNotAcceptAll = (call: Call, submitted: number, today: Day): Reason | null =>
  whyNotHandIn(call, today) === null ? { key: 'nominations.stillOpen', data: { closesOn: call.closesOn } }
    : submitted === 0 ? { key: 'nominations.noneSubmitted' } : null

/** The last day of this sheet: its own when it has a later one, else that of the call. */
export const lastDayOf = ({ dueOn = null }: Pick<Sheet, 'dueOn'>, call: Call): Day => lastDayFor(call, dueOn)

export const whyNotAccept = (sheet: Pick<Sheet, 'state'>): Reason | null =>
  sheetMoves[sheet.state].accept === undefined ? sheetIs[sheet.state] : null

function whyNotInTime(sheet: Pick<Sheet, 'dueOn'>, call: Call, today: Day): Reason | null {
  if (isOpenFor(call, sheet.dueOn ?? null, today)) return null
  const shut = whyNotHandIn(call, today)
  return shut?.key === 'calls.over' ? { key: 'nominations.closed', data: { closedOn: lastDayOf(sheet, call) } } : shut
}

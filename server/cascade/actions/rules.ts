import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

export type ActionState = 'open' | 'done' | 'dropped'
export const actionStates = ['open', 'done', 'dropped'] as const satisfies readonly ActionState[]

/** What becomes of an action: done, dropped with a reason, or taken up again because it was not done after all. */
export interface Settlement { state: ActionState; remark: string }

/** Saying once more what stands already would hide who said it first. */
export const whyNotSettle = (stands: ActionState, { state }: Pick<Settlement, 'state'>): Reason | null =>
  stands === state ? { key: 'actions.standsAlready' } : null

/** Who drops an action says why: at the next meeting it is asked for. */
export const problemsOfSettlement = ({ state, remark }: Settlement): FieldReason[] =>
  state === 'dropped' && remark.trim() === '' ? [{ field: 'remark', reason: { key: 'actions.sayWhyDropped' } }] : []

/** Somebody is named who does it; at a meeting of many whose it is says enough. */
export const problemsOfWords = ({ owner = '' }: { owner?: string | undefined }, saysWhose: boolean): FieldReason[] =>
  owner.trim() === '' && !saysWhose ? [{ field: 'owner', reason: { key: 'form.missing' } }] : []

/** What all municipalities heard at a meeting keeps its words: one of them says what became of its own, and no more. */
export const whyNotReword = (isOfMeeting: boolean, of: string): Reason | null => isOfMeeting && of !== 'all' ? { key: 'actions.ofMeeting' } : null

/** What is settled is not edited: it would say something else than what was done. */
export const whyNotEdit = (stands: ActionState): Reason | null => stands === 'open' ? null : { key: 'actions.isSettled' }

/** Open and past its day. An action without a day is never late. */
export const isLate = ({ state, dueOn }: { state: ActionState; dueOn: Day | null }, today: Day): boolean =>
  state === 'open' && dueOn !== null && dueOn < today

import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

export const localStates = ['planned', 'held', 'reported', 'canceled'] as const
export type LocalState = typeof localStates[number]
/** How far a training is: what is kept of it, and while it is planned what came of asking an instructor. */
export const stages = ['planned', 'requested', 'accepted', 'held', 'reported', 'canceled'] as const
export type Stage = typeof stages[number]
export type RequestState = 'draft' | 'sent' | 'accepted' | 'declined' | 'withdrawn'

/** Every act that moves a training, and where to. What is not listed does not happen. */
export const localMoves: Record<LocalState, Partial<Record<'hold' | 'report' | 'cancel' | 'return', LocalState>>> = {
  planned:  { hold: 'held', report: 'reported', cancel: 'canceled' },
  held:     { hold: 'held', report: 'reported' },
  reported: { return: 'held' },
  canceled: {},
}

export function stageOf({ state, requests }: { state: LocalState; requests: readonly RequestState[] }): Stage {
  if (state !== 'planned') return state
  return requests.includes('accepted') ? 'accepted' : requests.includes('sent') ? 'requested' : 'planned'
}

/** A plan is changed until it is over; what was reported stands as it was handed in. */
export const whyNotChange = (state: LocalState): Reason | null =>
  state === 'canceled' ? { key: 'localTrainings.isCanceled' } : state === 'reported' ? { key: 'localTrainings.isReported' } : null

/** A day as a plan has it. `isAsked`: an instructor was asked for it, or has accepted it; `marked`: how many people are on its roll with a mark. */
export interface PlannedDay { heldOn: Day; startsAt: string; endsAt: string; isAsked: boolean; marked: number }

/** Whoever was asked for a day was asked for this one: it is moved once the request is taken back. */
export const whyNotMoveDay = (day: PlannedDay): Reason | null =>
  day.isAsked ? { key: 'localTrainings.dayIsAsked' } : day.marked > 0 ? { key: 'localTrainings.dayIsMarked' } : null

export const whyNotRemoveDay = (day: PlannedDay, days: number): Reason | null =>
  days <= 1 ? { key: 'localTrainings.lastDay' } : whyNotMoveDay(day)

export const daysMax = 20

export function problemsOfDay({ heldOn, startsAt, endsAt }: Pick<PlannedDay, 'heldOn' | 'startsAt' | 'endsAt'>, others: readonly Pick<PlannedDay, 'heldOn' | 'startsAt' | 'endsAt'>[]): FieldReason[] {
  if (endsAt <= startsAt) return [{ field: 'endsAt', reason: { key: 'localTrainings.endsBefore' } }]
  const meets = others.some((one) => one.heldOn === heldOn && one.startsAt < endsAt && startsAt < one.endsAt)
  return meets ? [{ field: 'startsAt', reason: { key: 'localTrainings.daysMeet' } }] : []
}

/** So many days are needed at most as there are. */
export const problemsOfPlan = ({ daysNeeded, days }: { daysNeeded: number | null; days: number }): FieldReason[] =>
  daysNeeded !== null && daysNeeded > days ? [{ field: 'daysNeeded', reason: { key: 'localTrainings.moreThanDays', data: { days } } }] : []

/** A training that took place, or was reported, is not canceled any more. */
export const whyNotCancel = (state: LocalState): Reason | null =>
  localMoves[state].cancel !== undefined ? null : state === 'canceled' ? { key: 'localTrainings.isCanceled' } : { key: 'localTrainings.tookPlace' }

export interface ToReport { state: LocalState; lastOn: Day; participants: number; unmarked: number; attended: number }

/** Reported once its last day has come; who says that it was held has a roll that says so. */
export function whyNotReport({ state, lastOn, participants, unmarked, attended }: ToReport, wasHeld: boolean, today: Day): Reason | null {
  if (localMoves[state].report === undefined) return whyNotChange(state)
  if (today < lastOn) return { key: 'localTrainings.tooEarly', data: { lastOn } }
  if (!wasHeld) return attended > 0 ? { key: 'localTrainings.butAttended', data: { attended } } : null
  if (participants === 0) return { key: 'localTrainings.noParticipants' }
  if (unmarked > 0) return { key: 'localTrainings.unmarked', data: { unmarked } }
  return attended === 0 ? { key: 'localTrainings.nobodyCame' } : null
}

/** The prefecture gives a report back while it has not taken it in. */
export const whyNotReturn = ({ state, receivedAt }: { state: LocalState; receivedAt: Date | null }): Reason | null =>
  state !== 'reported' ? { key: 'localTrainings.notReported' } : receivedAt !== null ? { key: 'localTrainings.isReceived' } : null

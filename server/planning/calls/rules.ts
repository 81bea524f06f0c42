import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import type { Approval } from '../../office/approvals/rules.ts'
import type { TrainingState } from '../trainings/rules.ts'

export type CallState = 'draft' | 'in_approval' | 'published' | 'closed' | 'reopened' | 'finished'
/** The categories in which a call gives each municipality places. */
export type QuotaCategory = 'chair' | 'adviser' | 'case_presenter' | 'other'
export type CallAct = 'ask' | 'send_back' | 'publish' | 'revise' | 'close' | 'reopen' | 'finish'

/** Every act on a call and the state it leads to. A revision changes the number of the revision, not the state. */
export const callMoves: Record<CallState, Partial<Record<CallAct, CallState>>> = {
  draft:       { ask: 'in_approval' },
  in_approval: { send_back: 'draft', publish: 'published' },
  published:   { revise: 'published', close: 'closed' },
  closed:      { reopen: 'reopened', finish: 'finished' },
  reopened:    { revise: 'reopened', close: 'closed' },
  finished:    {},
}

/** The days of a call, each counted to its end. `officeClosesOn` is null where offices do not nominate. */
export interface Deadlines { opensOn: Day; officeClosesOn: Day | null; closesOn: Day; decisionOn: Day; poolOn?: Day | null | undefined }
export interface Call extends Deadlines { state: CallState }
export interface DeadlineProblem extends FieldReason { field: keyof Deadlines }

const nextStep: Record<CallState, Reason> = {
  draft:       { key: 'calls.stillDraft' },
  in_approval: { key: 'calls.inApproval' },
  published:   { key: 'calls.isPublished' },
  closed:      { key: 'calls.isClosed' },
  reopened:    { key: 'calls.isReopened' },
  finished:    { key: 'calls.isFinished' },
}

/** A step that the table does not list is refused with what stands before it. */
export function whyNotStep(state: CallState, act: CallAct): Reason | null {
  return callMoves[state][act] === undefined ? nextStep[state] : null
}

/** Office ≤ municipality ≤ decision < first class day: whoever is selected learns it before the class begins. */
export function problemsOfDeadlines(days: Deadlines, firstClassDay: Day | null): DeadlineProblem[] {
  const { opensOn, officeClosesOn, closesOn, decisionOn, poolOn } = days
  const problems: DeadlineProblem[] = []
  if (officeClosesOn !== null && officeClosesOn < opensOn)
    problems.push({ field: 'officeClosesOn', reason: { key: 'calls.officeBeforeOpening', data: { opensOn } } })
  if (officeClosesOn !== null && officeClosesOn > closesOn)
    problems.push({ field: 'officeClosesOn', reason: { key: 'calls.officeAfterMunicipality', data: { closesOn } } })
  if (closesOn < opensOn)
    problems.push({ field: 'closesOn', reason: { key: 'calls.closesBeforeOpening', data: { opensOn } } })
  if (poolOn && (poolOn <= opensOn || poolOn > closesOn))
    problems.push({ field: 'poolOn', reason: { key: 'calls.poolOutside', data: { opensOn, closesOn } } })
  if (decisionOn < closesOn)
    problems.push({ field: 'decisionOn', reason: { key: 'calls.decisionBeforeClosing', data: { closesOn } } })
  if (firstClassDay !== null && decisionOn >= firstClassDay)
    problems.push({ field: 'decisionOn', reason: { key: 'calls.decisionTooLate', data: { firstClassDay } } })
  return problems
}

/** The last day counts. A reopened call is open until its new closing day. */
export const isOpen = (call: Call, today: Day): boolean =>
  (call.state === 'published' || call.state === 'reopened') && call.opensOn <= today && today <= call.closesOn

/**
 * Whether one municipality may hand in: like all others, or by itself until a day it was given alone (`dueOn`), which
 * outlasts the closing of the call but not its end.
 */
export const isOpenFor = (call: Call, dueOn: Day | null, today: Day): boolean => isOpen(call, today)
  || (dueOn !== null && call.state !== 'draft' && call.state !== 'in_approval' && call.state !== 'finished' && call.opensOn <= today && today <= dueOn)

/** The last day of one municipality: its own when that is later than the one of the call. */
export const lastDayFor = (call: Pick<Call, 'closesOn'>, dueOn: Day | null): Day => dueOn !== null && dueOn > call.closesOn ? dueOn : call.closesOn

/** Null when a municipality may hand in today; else since when, or from when. */
export function whyNotHandIn(call: Call, today: Day): Reason | null {
  if (call.state === 'draft' || call.state === 'in_approval') return { key: 'calls.notPublished' }
  if (today < call.opensOn) return { key: 'calls.notYetOpen', data: { opensOn: call.opensOn } }
  return isOpen(call, today) ? null : { key: 'calls.over', data: { closedOn: call.closesOn } }
}

/** A call begins while its training is only planned; what has begun already has its call. */
export const whyNotBegin = (trainingState: TrainingState): Reason | null =>
  trainingState === 'planned' ? null : { key: 'calls.trainingNotPlanned' }

/** Only a draft is written on freely; what somebody was asked to approve stays as they saw it. */
export const whyNotEdit = (state: CallState): Reason | null => state === 'draft' ? null : nextStep[state]

/** What was approved and not yet published may be taken back to be mended, and is then approved anew. */
export function whyNotBackToDraft(state: CallState, approval: Approval | null): Reason | null {
  return whyNotStep(state, 'send_back') ?? (approval?.state === 'requested' ? { key: 'calls.inApproval' } : null)
}

/** A second person is asked only for a call whose days can be kept. */
export function whyNotAsk(call: Call, firstClassDay: Day | null): Reason | null {
  return whyNotStep(call.state, 'ask') ?? whyNotTheseDays(call, firstClassDay)
}

/** Published means: approved by a second person, numbered, and its days still in order. */
export function whyNotPublish(
  call: Call & { documentNumber: string | null }, approval: Approval | null, firstClassDay: Day | null, today: Day,
): Reason | null {
  const step = whyNotStep(call.state, 'publish')
  if (step !== null) return step
  if (approval?.state !== 'approved') return { key: 'calls.notApproved' }
  if (!call.documentNumber?.trim()) return { key: 'calls.numberMissing' }
  if (call.closesOn < today) return { key: 'calls.closesInThePast', data: { closesOn: call.closesOn } }
  return whyNotTheseDays(call, firstClassDay)
}

/** A published call is never edited silently: every revision carries its 正誤 note. */
export function whyNotRevise(call: Call, note: string): Reason | null {
  return whyNotStep(call.state, 'revise') ?? (note.trim() === '' ? { key: 'calls.noteMissing' } : null)
}

/** A deadline that was given is kept: a call closes after its last day, never during it. */
export function whyNotClose(call: Call, today: Day): Reason | null {
  const step = whyNotStep(call.state, 'close')
  if (step !== null) return step
  return today > call.closesOn ? null : { key: 'calls.stillOpen', data: { closesOn: call.closesOn } }
}

/** Reopening names a new last day that has not passed and still lies before the decision, and says why. */
export function whyNotReopen(call: Call, until: Day, reason: string, today: Day): Reason | null {
  const step = whyNotStep(call.state, 'reopen')
  if (step !== null) return step
  if (until < today) return { key: 'calls.reopenInThePast' }
  if (until > call.decisionOn) return { key: 'calls.reopenTooLong', data: { decisionOn: call.decisionOn } }
  return reason.trim() === '' ? { key: 'calls.reopenReasonMissing' } : null
}

/** Opened again for one municipality: what was published and not ended, as long as nobody has begun to select. */
export function whyNotOpenForOne(state: CallState, trainingState: TrainingState): Reason | null {
  if (state === 'draft' || state === 'in_approval') return { key: 'calls.notPublished' }
  if (state === 'finished') return { key: 'calls.isFinished' }
  if (trainingState === 'canceled') return { key: 'trainings.isCanceled' }
  return ['selecting', 'running', 'judging', 'closed'].includes(trainingState) ? { key: 'calls.selectingBegun' } : null
}

/** The work of a call is done when nothing that was handed in still waits for an answer. */
export function whyNotFinish(call: Call, sheetsWaiting: number): Reason | null {
  const step = whyNotStep(call.state, 'finish')
  if (step !== null) return step
  return sheetsWaiting > 0 ? { key: 'calls.sheetsWaiting', data: { count: sheetsWaiting } } : null
}

/** What a correction changes, before and after, by column: kept with the revision and shown to everyone who reads it. */
export type Changed = Record<string, { from: unknown; to: unknown }>

/** Places of their own for professions: a row needs both, a profession comes once, and no more than the training has seats. */
export function problemsOfProfessions(rows: readonly { code?: string; places?: number }[], capacity: number): FieldReason[] {
  const codes = rows.map(({ code }) => code)
  return rows.flatMap(({ code, places }, n): FieldReason[] => {
    if (code === undefined && places === undefined) return []
    if (code === undefined) return [{ field: `professionQuotas.${n}.code`, reason: { key: 'form.missing' } }]
    if (places === undefined) return [{ field: `professionQuotas.${n}.places`, reason: { key: 'form.missing' } }]
    if (codes.indexOf(code) < n) return [{ field: `professionQuotas.${n}.code`, reason: { key: 'calls.professionTwice' } }]
    return places > capacity ? [{ field: `professionQuotas.${n}.places`, reason: { key: 'calls.professionAboveCapacity', data: { capacity } } }] : []
  })
}

/** Who signs is chosen from the register, or written by hand where it is not. */
export const problemsOfSender = ({ senderLabel, sender }: { senderLabel?: string; sender?: string }): FieldReason[] =>
  senderLabel === undefined && !sender?.trim() ? [{ field: 'sender', reason: { key: 'form.missing' } }] : []

/** An office that signs has somebody in it on the date of the document. */
export const whyNotSigned = (label: string | null, signer: string | null, day: Day): Reason | null =>
  label !== null && signer === null ? { key: 'senders.nobodyOn', data: { label, day } } : null

/** The columns of `after` that differ from the row, in the order of `after`. */
export function changedFields(before: object, after: Record<string, unknown>): Changed {
  const was = before as Record<string, unknown>
  return Object.fromEntries(Object.entries(after).filter(([name, to]) => !isSame(was[name], to)).map(([name, to]) => [name, { from: was[name], to }]))
}

const isSame = (one: unknown, other: unknown): boolean => one === other
  || (typeof one === 'object' && one !== null && typeof other === 'object' && JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other ?? {})))
const inOrder = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))

function whyNotTheseDays(call: Call, firstClassDay: Day | null): Reason | null {
  return problemsOfDeadlines(call, firstClassDay)[0]?.reason ?? null
}

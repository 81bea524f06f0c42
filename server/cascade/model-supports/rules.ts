import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

/** The life of a model municipality, in the order in which nothing is skipped. */
export const life = ['recruiting', 'applied', 'designated', 'plan_agreed', 'supporting', 'reported', 'shared_at_liaison', 'closed'] as const
export type SupportState = typeof life[number] | 'declined' | 'withdrawn'
export type SupportAct = 'apply' | 'designate' | 'decline' | 'agree' | 'begin' | 'report' | 'share' | 'close' | 'withdraw'

/** Every act that moves a support, and where to. What is not listed does not happen. */
export const supportMoves: Record<SupportState, Partial<Record<SupportAct, SupportState>>> = {
  recruiting:        { apply: 'applied', withdraw: 'withdrawn' },
  applied:           { designate: 'designated', decline: 'declined', withdraw: 'withdrawn' },
  designated:        { agree: 'plan_agreed', withdraw: 'withdrawn' },
  plan_agreed:       { begin: 'supporting', withdraw: 'withdrawn' },
  supporting:        { report: 'reported', withdraw: 'withdrawn' },
  reported:          { share: 'shared_at_liaison' },
  shared_at_liaison: { close: 'closed' },
  closed:            {},
  declined:          {},
  withdrawn:         {},
}

/** Why an act does not fit where a support stands. */
export const whyNotAct = (state: SupportState, act: SupportAct): Reason | null =>
  supportMoves[state][act] === undefined ? { key: `modelSupports.notNow.${act}` } : null

/** Whether a municipality counts as supported in a year: it was designated, and did not leave. */
export const isModel = (state: SupportState): boolean => life.indexOf(state as typeof life[number]) >= life.indexOf('designated')

/** While these stand the support runs: plans, sessions and experts are for them. */
export const isRunning = (state: SupportState): boolean => ['designated', 'plan_agreed', 'supporting'].includes(state)

/** Documents come and go until the support is over; what was put there stays to be read. */
export const whyNotKeepDocuments = (state: SupportState): Reason | null =>
  ['closed', 'declined', 'withdrawn'].includes(state) ? { key: 'modelSupports.documentsOver' } : null

export const applicationBoxes = ['reason', 'situation', 'wishes', 'structure', 'contact'] as const
export type Application = Record<typeof applicationBoxes[number], string>

/** What is missing before an application is sent; saving takes it as it is. */
export const problemsOfApplication = (application: Application): FieldReason[] =>
  applicationBoxes.filter((box) => application[box].trim() === '').map((field) => ({ field, reason: { key: 'form.missing' } }))

/** Applications are written and sent while the recruiting is open, through its last day. */
export function whyNotWrite(state: SupportState, recruitment: { state: 'open' | 'in_approval' | 'decided'; closesOn: Day }, today: Day): Reason | null {
  if (state !== 'recruiting') return { key: 'modelSupports.isSent' }
  if (recruitment.state !== 'open' || today > recruitment.closesOn) return { key: 'modelSupports.isOver', data: { day: recruitment.closesOn } }
  return null
}

/** A receipt that can be read out on the telephone: 令和8年度 the third application is M26-003. */
export const receiptOf = (fiscalYear: number, supportId: number): string => `M${String(fiscalYear % 100).padStart(2, '0')}-${String(supportId).padStart(3, '0')}`

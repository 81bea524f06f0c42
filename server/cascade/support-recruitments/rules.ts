import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

export type RecruitmentState = 'open' | 'in_approval' | 'decided'

/** One application as it is decided upon. */
export interface Decided { id: number; outcome: 'designate' | 'decline' | null; reason: string }

/** The terms may be mended until they are asked about. */
export const whyNotEdit = (state: RecruitmentState): Reason | null =>
  state === 'open' ? null : { key: state === 'decided' ? 'recruitments.isDecided' : 'recruitments.isAsked' }

/** It is decided when everybody had until the last day, and once. */
export function whyNotDecide({ state, closesOn }: { state: RecruitmentState; closesOn: Day }, applied: number, today: Day): Reason | null {
  const refusal = whyNotEdit(state)
  if (refusal !== null) return refusal
  if (today <= closesOn) return { key: 'recruitments.stillOpen', data: { day: closesOn } }
  return applied === 0 ? { key: 'recruitments.nobodyApplied' } : null
}

/** Each application has an outcome and, whichever it is, a reason in words before a second person is asked. */
export const problemsOfDecisions = (rows: readonly Decided[]): FieldReason[] => rows.flatMap(({ outcome, reason }, n) => [
  ...outcome === null ? [{ field: `rows.${n}.outcome`, reason: { key: 'form.notChosen' } as const }] : [],
  ...reason.trim() === '' ? [{ field: `rows.${n}.reason`, reason: { key: 'form.missing' } as const }] : [],
])

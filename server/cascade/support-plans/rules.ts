import type { FieldReason, Reason } from '../../base/errors.ts'
import type { SupportState } from '../model-supports/rules.ts'

export const goalsMin = 3
export const goalsMax = 5

export interface Goal { goal: string; evidence: string }
export type Side = 'municipality' | 'prefecture'
export type CheckOutcome = 'reached' | 'partly' | 'not_yet'
export const checkOutcomes = ['reached', 'partly', 'not_yet'] as const satisfies readonly CheckOutcome[]

/** A plan is written from the designation until the report: later it would say something else than what was reported. */
export const whyNotPlan = (state: SupportState): Reason | null =>
  ['designated', 'plan_agreed', 'supporting'].includes(state) ? null : { key: 'supportPlans.notNow' }

/** Blank rows are no goals; half of one is a mistake whoever saves it. */
export const problemsOfGoals = (goals: readonly Goal[]): FieldReason[] => goals.flatMap(({ goal, evidence }, n) => [
  ...goal === '' && evidence !== '' ? [{ field: `goals.${n}.goal`, reason: { key: 'form.missing' } as const }] : [],
  ...goal !== '' && evidence === '' ? [{ field: `goals.${n}.evidence`, reason: { key: 'supportPlans.evidenceMissing' } as const }] : [],
])

/** Both sides agree to the same words: an aim, and three to five goals each with the evidence by which it is seen to be reached. */
export function whyNotAgree(plan: { state: 'draft' | 'agreed' | 'superseded'; aim: string; goals: readonly Goal[] }, agreed: readonly Side[], side: Side): Reason | null {
  if (plan.state !== 'draft') return { key: 'supportPlans.isAgreed' }
  if (agreed.includes(side)) return { key: 'supportPlans.saidYes' }
  if (plan.aim.trim() === '') return { key: 'supportPlans.aimMissing' }
  const isWhole = ({ goal, evidence }: Goal) => goal !== '' && evidence !== ''
  return plan.goals.length < goalsMin || plan.goals.length > goalsMax || !plan.goals.every(isWhole)
    ? { key: 'supportPlans.goalsMissing', data: { min: goalsMin, max: goalsMax } } : null
}

/** Goals are looked at while the support runs. */
export const whyNotCheck = (state: SupportState): Reason | null => state === 'supporting' || state === 'plan_agreed' ? null : { key: 'supportPlans.noChecks' }

/** Whichever outcome, it is said in words by what it is seen. */
export const problemsOfChecks = (rows: readonly { outcome?: CheckOutcome | undefined; words: string }[]): FieldReason[] => rows.flatMap(({ outcome, words }, n) => [
  ...outcome === undefined ? [{ field: `rows.${n}.outcome`, reason: { key: 'form.notChosen' } as const }] : [],
  ...words === '' ? [{ field: `rows.${n}.words`, reason: { key: 'form.missing' } as const }] : [],
])

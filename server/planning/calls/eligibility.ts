import type { Reason } from '../../base/errors.ts'
import type { CallState } from './rules.ts'

/** What a call may ask about each person, in the order in which a line is checked. */
export const eligibilityRules = [
  'chair_place', 'adviser_profession', 'case_profession', 'other_reason', 'experience', 'profession_places', 'completed_before',
  'named_elsewhere', 'prerequisite', 'overlap', 'left', 'consent',
] as const
export type EligibilityRule = typeof eligibilityRules[number]
/** Not asked; asked about, and may be submitted; demanded, and may not. */
export type Strictness = 'off' | 'warn' | 'refuse'
export const strictnesses = ['off', 'warn', 'refuse'] as const satisfies readonly Strictness[]

/**
 * How a call begins: what its notice usually demands is demanded, what is only usual is asked about. Two municipalities
 * may both name somebody: the one who comes second did nothing wrong, and the prefecture decides when it sees both lines.
 */
export const usualStrictness: Record<EligibilityRule, Strictness> = {
  chair_place: 'warn', adviser_profession: 'warn', case_profession: 'warn', other_reason: 'warn', experience: 'refuse',
  profession_places: 'warn', completed_before: 'refuse', named_elsewhere: 'warn', prerequisite: 'refuse', overlap: 'warn',
  left: 'warn', consent: 'off',
}

/** The rules of a call, whole: what it does not say is as usual. */
export function strictnessOf(said: unknown): Record<EligibilityRule, Strictness> {
  const given = (typeof said === 'object' && said !== null ? said : {}) as Partial<Record<EligibilityRule, Strictness>>
  return Object.fromEntries(eligibilityRules.map((rule) => [rule, strictnesses.find((one) => one === given[rule]) ?? usualStrictness[rule]])) as Record<EligibilityRule, Strictness>
}

/**
 * Before its approval a call may demand anything. What was published may only ask for less: whoever relied on the notice
 * is never refused by a rule that was added later.
 */
export function whyNotSetRules(state: CallState, before: Record<EligibilityRule, Strictness>, after: Record<EligibilityRule, Strictness>): Reason | null {
  if (state === 'draft') return null
  if (state === 'in_approval') return { key: 'calls.inApproval' }
  if (state === 'finished') return { key: 'calls.isFinished' }
  const weight = (one: Strictness) => strictnesses.indexOf(one)
  return eligibilityRules.some((rule) => weight(after[rule]) > weight(before[rule])) ? { key: 'calls.rulesOnlyLoosened' } : null
}

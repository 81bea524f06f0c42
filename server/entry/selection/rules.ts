import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { categories, type Category } from '../nominations/rules.ts'
import type { Summary } from './simulation/figures.ts'

export type Outcome = 'selected' | 'waitlisted' | 'next_year' | 'declined'

/** The rule that decided a line; `by_hand` is a person's change, whose reason stands with it. */
export type SimulatedRule = 'ineligible' | 'guaranteed' | 'first_rank' | 'next_rank' | 'moved_up' | 'team' | 'spare_seat' | 'spare_profession'
  | 'scarce_profession' | 'draw' | 'over_quota' | 'over_profession' | 'team_waits' | 'over_capacity'
export type Rule = SimulatedRule | 'by_hand'
export type RuleData = Record<string, string | number>

/** Why a line stands where it stands. `ruleData.profession` is a code: hand its name over it before saying the text. */
export const ruleInWords = ({ rule, ruleData }: { rule: Rule; ruleData: RuleData }): Reason =>
  ({ key: `selection.rule.${rule}`, data: ruleData })

/** The rule that decided, as it may be told to the person: kindly, and without what concerns others. */
export function whyNotSelected(rule: string): 'ineligible' | 'quota' | 'capacity' | 'other' {
  if (rule === 'ineligible') return 'ineligible'
  if (rule === 'over_quota' || rule === 'over_profession') return 'quota'
  return ['over_capacity', 'team_waits', 'draw'].includes(rule) ? 'capacity' : 'other'
}

export type SelectionState = 'draft' | 'in_approval' | 'confirmed' | 'announced'
export type SelectionAct = 'simulate' | 'change' | 'ask' | 'send_back' | 'confirm' | 'reopen' | 'announce'

/**
 * Every act on a selection and the state it leads to: nothing is announced that a second person has not confirmed. What was
 * confirmed can be opened again until it is announced, and is then asked for anew.
 */
export const selectionMoves: Record<SelectionState, Partial<Record<SelectionAct, SelectionState>>> = {
  draft:       { simulate: 'draft', change: 'draft', ask: 'in_approval' },
  in_approval: { send_back: 'draft', confirm: 'confirmed' },
  confirmed:   { announce: 'announced', reopen: 'draft' },
  announced:   {},
}

const selectionIs: Record<SelectionState, Reason> = {
  draft:       { key: 'selection.isDraft' },
  in_approval: { key: 'selection.isInApproval' },
  confirmed:   { key: 'selection.isConfirmed' },
  announced:   { key: 'selection.isAnnounced' },
}

export const whyNotStep = (state: SelectionState, act: SelectionAct): Reason | null =>
  selectionMoves[state][act] === undefined ? selectionIs[state] : null

/** The first simulation of a training waits until its call has closed, every sheet is answered and there is a cohort to go to. */
export function whyNotSimulate(
  selection: { state: SelectionState } | null, callState: string, sheetsWaiting: number, cohorts: number,
): Reason | null {
  if (selection !== null && selection.state !== 'draft') return whyNotStep(selection.state, 'simulate')
  if (callState !== 'closed' && callState !== 'finished') return { key: 'selection.callNotClosed' }
  if (sheetsWaiting > 0) return { key: 'selection.sheetsWaiting', data: { count: sheetsWaiting } }
  return cohorts === 0 ? { key: 'selection.cohortsMissing' } : null
}

/** A municipality that was given a later day of its own, and has not handed in. */
export interface Prolonged { id: number; name: string; nameEn: string; dueOn: Day }
export const stillOpen = (all: readonly Prolonged[], today: Day): Prolonged[] => all.filter(({ dueOn }) => dueOn >= today)

/** Whoever may still hand in is waited for, unless somebody says why not; those who come later are weighed by simulating again. */
export const problemsOfEarly = (open: readonly Prolonged[], reason: string): FieldReason[] =>
  open.length === 0 || reason.trim() !== '' ? [] : [{ field: 'early', reason: { key: 'selection.stillOpen', data: { count: open.length } } }]

/** Nobody who was accepted is left out silently. */
export const whyNotWhole = (unweighed: number): Reason | null => unweighed === 0 ? null : { key: 'selection.unweighed', data: { count: unweighed } }

/** Work done by hand is lost only by somebody who has said how much of it. */
export const whyNotLose = (changes: number, agreed: number | undefined): Reason | null =>
  changes === 0 || changes === agreed ? null : { key: 'selection.wouldLose', data: { count: changes } }

/** Two officers at once: the second one first looks at what the first one did. */
export const whyNotStale = (version: number, seen: number): Reason | null => version === seen ? null : { key: 'form.stale' }

/** The cohorts somebody can be placed in: one that is canceled or over takes nobody. */
export const openCohorts = <C extends { state: string }>(cohorts: readonly C[]): C[] =>
  cohorts.filter(({ state }) => state !== 'canceled' && state !== 'finished')

/** The places of each category that has a number; a category without one has no limit of its own. */
export const placesByCategory = (places: Record<Category, number | null | undefined>): Partial<Record<Category, number>> =>
  Object.fromEntries(Object.entries(places).filter(([category, places]) => isCategory(category) && typeof places === 'number'))

/** The places of each known profession that was given a number; the others have no limit of their own. */
export const placesByProfession = (rows: readonly { code: string; places?: number }[], known: readonly string[]): Record<string, number> =>
  Object.fromEntries(rows.flatMap(({ code, places }) => places === undefined || !known.includes(code) ? [] : [[code, places]]))

const isCategory = (name: string): name is Category => (categories as readonly string[]).includes(name)

/** A second person is asked for a selection that is whole: simulated, within its limit, waitlist without gaps. */
export function whyNotAsk(
  state: SelectionState, summary: Pick<Summary, 'selected' | 'limit'> & { twice?: number }, waitlistPositions: readonly number[],
): Reason | null {
  const step = whyNotStep(state, 'ask')
  if (step !== null) return step
  if (summary.selected === 0) return { key: 'selection.nobodySelected' }
  if (summary.selected > summary.limit) return { key: 'selection.overLimit', data: { selected: summary.selected, limit: summary.limit } }
  if (summary.twice !== undefined && summary.twice > 0) return { key: 'selection.personTwice', data: { count: summary.twice } }
  const sorted = [...waitlistPositions].sort((a, b) => a - b)
  return sorted.every((position, index) => position === index + 1) ? null : { key: 'selection.waitlistGap' }
}

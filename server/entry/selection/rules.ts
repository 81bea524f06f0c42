import type { Reason } from '../../base/errors.ts'
import { cohortLimit, seatLimit } from '../enrollments/rules.ts'
import { categories, type Category } from '../nominations/rules.ts'

export type Outcome = 'selected' | 'waitlisted' | 'next_year' | 'declined'

/** The rule that decided a line; `by_hand` is a person's change, whose reason stands with it. */
export type SimulatedRule = 'ineligible' | 'guaranteed' | 'first_rank' | 'next_rank' | 'moved_up' | 'team' | 'spare_seat' | 'spare_profession'
  | 'scarce_profession' | 'draw' | 'over_quota' | 'over_profession' | 'team_waits' | 'over_capacity'
export type Rule = SimulatedRule | 'by_hand'
export type RuleData = Record<string, string | number>

export interface Nominee {
  id: number; municipalityId: number; municipalityCode: string; category: Category; rank: number
  professionCode: string | null; wishedCohortIds: readonly number[]; problem: Reason | null
  /** Those of one municipality with the same number are accepted together or wait together. */
  team?: number | null
  /** Promised a seat when last year's selection was announced (次年度優先). */
  guaranteed?: boolean
}

export interface SimulationInput {
  nominations: readonly Nominee[]
  cohorts: readonly { id: number; capacity: number }[]
  capacity: number
  /** The soft limit: 108 allows 108 % of the capacity, rounded down; a cohort's share rounds up. At most one decimal. */
  overPercent: number
  quotas?: Partial<Record<Category, number>>
  hardQuota?: boolean
  /** The places of a profession, by its code, over all categories. */
  professionQuotas?: Readonly<Record<string, number>>
  hardProfessionQuota?: boolean
  waitlistMax: number
  /** How many of those behind the waitlist are promised a seat next year. None when not said. */
  guaranteeMax?: number
  /** A whole number, 0 or more, stored with the result. */
  seed: number
  /** A profession held by fewer than this percent of a category's eligible nominees is scarce. 10 when not said. */
  scarceBelowPercent?: number
}

export interface SimulatedLine {
  nominationId: number
  /** 1..n: the selected, the waitlist, the others, the ineligible. */
  position: number
  outcome: Outcome; rule: SimulatedRule; ruleData: RuleData
  waitlistPosition: number | null
  cohortId: number | null
  /** Which wish was met, 1 for the first; null when none was said or none could be met. */
  wishMet: number | null
}

export interface Summary {
  capacity: number; limit: number; nominated: number; eligible: number
  selected: number; waitlisted: number; nextYear: number
  /** All declined, the ineligible among them. */
  declined: number
  ineligible: number
  /** Selected into a cohort they did not wish for, though they wished. */
  withoutWish: number
  byCategory: Record<Category, { nominated: number; selected: number; quota: number | null }>
  byCohort: { cohortId: number; capacity: number; limit: number; selected: number }[]
  municipalities: { nominating: number; selected: number }
}

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

/** Work done by hand is lost only by somebody who has said how much of it. */
export const whyNotLose = (changes: number, agreed: number | undefined): Reason | null =>
  changes === 0 || changes === agreed ? null : { key: 'selection.wouldLose', data: { count: changes } }

/** Two officers at once: the second one first looks at what the first one did. */
export const whyNotStale = (version: number, seen: number): Reason | null => version === seen ? null : { key: 'form.stale' }

/** A change by hand: where the line stands, where it shall stand, and the seats without this line. */
export interface HandChange {
  from: { outcome: Outcome; cohortId: number | null }
  to: { outcome: Outcome; cohortId: number | null }
  reason: string
  problem: Reason | null
  /** Counted without this line; `cohort*` for the cohort it shall go to. */
  seats: { selected: number; limit: number; cohortSelected: number; cohortLimit: number }
}

/** A person may overrule every rule but eligibility and the soft limit, and always says why. */
export function whyNotChangeLine(state: SelectionState, { from, to, reason, problem, seats }: HandChange): Reason | null {
  const step = whyNotStep(state, 'change')
  if (step !== null) return step
  if (to.outcome === from.outcome && to.cohortId === from.cohortId) return { key: 'selection.nothingChanged' }
  if (reason.trim() === '') return { key: 'selection.changeReasonMissing' }
  if (to.outcome !== 'selected') return to.cohortId === null ? null : { key: 'selection.cohortWithoutSeat' }
  if (problem !== null) return { key: 'selection.notEligible' }
  if (to.cohortId === null) return { key: 'selection.cohortMissing' }
  if (seats.selected >= seats.limit) return { key: 'selection.limitReached', data: { limit: seats.limit } }
  return seats.cohortSelected >= seats.cohortLimit ? { key: 'selection.cohortFull', data: { limit: seats.cohortLimit } } : null
}

export interface HandLine { id: number; outcome: Outcome; cohortId: number | null; problem: Reason | null }

/**
 * One change for many lines, in their order: each is weighed by the rules of a single change with the seats as those before it
 * have left them. Who cannot be changed is skipped with the reason, and the others are changed all the same.
 */
export function planChanges(
  state: SelectionState, lines: readonly HandLine[], to: HandChange['to'], reason: string, seats: HandChange['seats'],
): { changes: number[]; skipped: { id: number; reason: Reason }[] } {
  const plan: ReturnType<typeof planChanges> = { changes: [], skipped: [] }
  const left = { ...seats }
  const count = (line: Pick<HandLine, 'outcome' | 'cohortId'>, by: 1 | -1) => {
    if (line.outcome !== 'selected') return
    left.selected += by
    if (line.cohortId === to.cohortId) left.cohortSelected += by
  }
  for (const line of lines) {
    count(line, -1)
    const why = whyNotChangeLine(state, { from: line, to, reason, problem: line.problem, seats: left })
    if (why === null) plan.changes.push(line.id)
    else plan.skipped.push({ id: line.id, reason: why })
    count(why === null ? to : line, 1)
  }
  return plan
}

/** Many changes at once are made by somebody who has read how many they are. */
export function whyNotChangeMany(changes: number, skipped: number, agreed: number | undefined): Reason | null {
  if (changes === 0) return { key: 'selection.bulkNobody' }
  return changes === agreed ? null : { key: 'selection.bulkAsk', data: { changes, skipped } }
}

/** Back to what was simulated: a line that was changed, into a seat that is still there, with a reason like every change. */
export function whyNotRestore(state: SelectionState, changed: boolean, change: HandChange): Reason | null {
  const step = whyNotStep(state, 'change')
  if (step !== null) return step
  if (!changed) return { key: 'selection.notChanged' }
  // One that was only moved on the waitlist has the same outcome as before, which is no reason to leave it moved.
  const reason = whyNotChangeLine(state, change)
  return reason?.key === 'selection.nothingChanged' ? (change.reason.trim() === '' ? { key: 'selection.changeReasonMissing' } : null) : reason
}

/** One place up or down, where there is somebody to change places with. */
export function whyNotMoveOnWaitlist(state: SelectionState, outcome: Outcome, hasNeighbor: boolean, reason: string): Reason | null {
  const step = whyNotStep(state, 'change')
  if (step !== null) return step
  if (outcome !== 'waitlisted') return { key: 'selection.notWaiting' }
  if (!hasNeighbor) return { key: 'selection.waitlistEnd' }
  return reason.trim() === '' ? { key: 'selection.changeReasonMissing' } : null
}

/** The cohorts somebody can be placed in: one that is canceled or over takes nobody. */
export const openCohorts = <C extends { state: string }>(cohorts: readonly C[]): C[] =>
  cohorts.filter(({ state }) => state !== 'canceled' && state !== 'finished')

/** The limits a change by hand is held against: of all seats, and of the cohort it shall go to. */
export function seatsOf(
  { capacity, cohorts }: { capacity: number; cohorts: readonly { id: number; capacity: number; state: string }[] },
  overPercent: number, cohortId: number | null,
): { limit: number; cohortLimit: number } {
  const open = openCohorts(cohorts)
  const cohort = open.find(({ id }) => id === cohortId)
  return {
    limit: seatLimit({ capacity, overPercent, cohorts: open }),
    cohortLimit: cohort === undefined ? 0 : cohortLimit(cohort.capacity, overPercent),
  }
}

export const seatsGiven = (taken: readonly { cohortId: number | null; taken: number }[], cohortId: number | null) => ({
  selected: taken.reduce((sum, one) => sum + one.taken, 0),
  cohortSelected: taken.find((one) => one.cohortId === cohortId)?.taken ?? 0,
})

/** The places of each category that has a number; a category without one has no limit of its own. */
export const placesByCategory = (places: Record<Category, number | null | undefined>): Partial<Record<Category, number>> =>
  Object.fromEntries(Object.entries(places).filter(([category, places]) => isCategory(category) && typeof places === 'number'))

/** The places of each known profession that was given a number; the others have no limit of their own. */
export const placesByProfession = (rows: readonly { code: string; places?: number }[], known: readonly string[]): Record<string, number> =>
  Object.fromEntries(rows.flatMap(({ code, places }) => places === undefined || !known.includes(code) ? [] : [[code, places]]))

const isCategory = (name: string): name is Category => (categories as readonly string[]).includes(name)

/** What a hand-made list no longer keeps: somebody selected before a better-ranked eligible colleague. Said, not refused. */
export function passedOver(
  lines: readonly { nominationId: number; outcome: Outcome }[], nominations: readonly Nominee[],
): { nominationId: number; reason: Reason }[] {
  const outcomes = new Map(lines.map(({ nominationId, outcome }) => [nominationId, outcome]))
  const lastSelected = new Map<string, number>()
  const group = ({ municipalityId, category }: Nominee) => `${municipalityId} ${category}`
  for (const one of nominations)
    if (outcomes.get(one.id) === 'selected') lastSelected.set(group(one), Math.max(one.rank, lastSelected.get(group(one)) ?? 0))
  return nominations
    .filter((one) => one.problem === null && outcomes.get(one.id) !== 'selected' && one.rank < (lastSelected.get(group(one)) ?? 0))
    .map(({ id, rank }) => ({ nominationId: id, reason: { key: 'selection.passedOver', data: { rank } } }))
}

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

/** The figures over a list of lines: as simulated, or as they stand after changes by hand. */
export function summaryOf(
  lines: readonly Pick<SimulatedLine, 'nominationId' | 'outcome' | 'cohortId'>[], input: SimulationInput,
): Summary {
  const lineOf = new Map(lines.map((line) => [line.nominationId, line]))
  const chosen = input.nominations.filter(({ id }) => lineOf.get(id)?.outcome === 'selected')
  const having = (outcome: Outcome) => lines.filter((line) => line.outcome === outcome).length
  const eligible = input.nominations.filter(({ problem }) => problem === null).length
  const isUnwished = ({ id, wishedCohortIds }: Nominee) =>
    wishedCohortIds.length > 0 && !wishedCohortIds.includes(lineOf.get(id)?.cohortId ?? NaN)
  const figures = (category: Category) => ({
    nominated: input.nominations.filter((one) => one.category === category).length,
    selected: chosen.filter((one) => one.category === category).length,
    quota: input.quotas?.[category] ?? null,
  })
  const countMunicipalities = (list: readonly Nominee[]) => new Set(list.map(({ municipalityId }) => municipalityId)).size
  return {
    capacity: input.capacity, limit: seatLimit(input), nominated: input.nominations.length, eligible,
    selected: chosen.length, waitlisted: having('waitlisted'), nextYear: having('next_year'), declined: having('declined'),
    ineligible: input.nominations.length - eligible,
    withoutWish: input.cohorts.length === 0 ? 0 : chosen.filter(isUnwished).length,
    byCategory: {
      chair: figures('chair'), adviser: figures('adviser'), case_presenter: figures('case_presenter'), other: figures('other'),
    },
    byCohort: [...input.cohorts].sort((a, b) => a.id - b.id).map(({ id, capacity }) => ({
      cohortId: id, capacity, limit: cohortLimit(capacity, input.overPercent),
      selected: chosen.filter((one) => lineOf.get(one.id)?.cohortId === id).length,
    })),
    municipalities: { nominating: countMunicipalities(input.nominations), selected: countMunicipalities(chosen) },
  }
}

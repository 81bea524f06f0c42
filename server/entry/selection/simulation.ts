import { seatLimit } from '../enrollments/rules.ts'
import type { Outcome, RuleData, SimulatedRule } from './rules.ts'
import { placeInCohorts, type CohortRule } from './simulation/cohorts.ts'
import { summaryOf, type Summary } from './simulation/figures.ts'
import type { SimulationInput } from './simulation/input.ts'
import { byOffice, inTurn, lotsOf, type Candidate, type Lot } from './simulation/lots.ts'
import { takeTiers, whyLeft, type Given } from './simulation/seats.ts'

/**
 * The simulated selection: one pure function from the nominations, the seats and a seed to one explained line each.
 * The same input gives the same answer in whatever order it is handed in.
 *
 * Tiers: whoever was promised a seat last year, then the first eligible of every municipality and category, then the second,
 * and so on. A tier that fits is taken whole. One that does not is ordered: scarce professions first, then the draw. Soft
 * quotas, of a category or a profession, are filled first and then passed over while seats are left; hard quotas never.
 *
 * A team is one lot: it is taken whole or waits whole. It stands in the tier of its last member, so naming a team takes no
 * colleague's turn; and what does not fit whole lets the next ones pass. Inside a municipality and category somebody is
 * therefore passed over by a later rank in three cases only, and each is the rule of a line: the one who waits belongs to a
 * team or to a profession whose places are taken, or the one who is selected was promised the seat.
 *
 * Who is selected then goes to a cohort by wishes and balance: see simulation/cohorts.ts.
 */

export interface Simulation { lines: SimulatedLine[]; summary: Summary }

export interface SimulatedLine {
  nominationId: number
  /** 1..n: the selected, the waitlist, the others, the ineligible. */
  position: number
  outcome: Outcome; rule: SimulatedRule; ruleData: RuleData
  waitlistPosition: number | null
  cohortId: number | null
  cohortRule: CohortRule | null
  /** Which wish was met, 1 for the first; null when none was said or none could be met. */
  wishMet: number | null
}

export function simulate(input: SimulationInput): Simulation {
  const lots = lotsOf(input)
  const limit = seatLimit(input)
  const given: Given = new Map()
  const taken = takeTiers(lots, input, limit, given)
  const selected = new Set(taken.map(({ candidate }) => candidate.id))
  const isIn = ({ members }: Lot) => selected.has(members[0]!.id)
  const left = lots.filter((lot) => !isIn(lot)).sort(inTurn)
  const placeOf = placeInCohorts(lots.filter(isIn), input)
  const nobody = { waitlistPosition: null, cohortId: null, cohortRule: null, wishMet: null }
  const lines = [
    ...taken.map(({ candidate, rule, ruleData }) => ({
      ...nobody, nominationId: candidate.id, outcome: 'selected' as const, rule, ruleData, ...placeOf.get(candidate.id),
    })),
    ...outcomesOfLeft(left, input).map(({ candidate, lot, ...outcome }) => ({
      ...nobody, nominationId: candidate.id, ...whyLeft(candidate, lot, input, limit, taken.length, given), ...outcome,
    })),
    ...input.nominations.filter(({ problem }) => problem !== null).sort(byOffice).map(({ id, problem }) => ({
      ...nobody, nominationId: id, outcome: 'declined' as const, rule: 'ineligible' as const,
      ruleData: { ...problem!.data, problem: problem!.key },
    })),
  ].map((line, index): SimulatedLine => ({ ...line, position: index + 1 }))
  return { lines, summary: summaryOf(lines, input) }
}

/** Those left, in their turn: the waitlist, then those who are promised a seat next year, then nobody's. Teams stay whole. */
function outcomesOfLeft(left: readonly Lot[], { waitlistMax, guaranteeMax = 0 }: SimulationInput) {
  const rows: { candidate: Candidate; lot: Lot; outcome: 'waitlisted' | 'next_year' | 'declined'; waitlistPosition: number | null }[] = []
  let [waiting, promised] = [0, 0]
  for (const lot of left) {
    const size = lot.members.length
    const outcome = waiting + size <= waitlistMax ? 'waitlisted' : promised + size <= guaranteeMax ? 'next_year' : 'declined'
    for (const [n, candidate] of lot.members.entries())
      rows.push({ candidate, lot, outcome, waitlistPosition: outcome === 'waitlisted' ? waiting + n + 1 : null })
    if (outcome === 'waitlisted') waiting += size
    if (outcome === 'next_year') promised += size
  }
  const order = { waitlisted: 0, next_year: 1, declined: 2 }
  return rows.sort((a, b) => order[a.outcome] - order[b.outcome])
}

import type { Reason } from '../../../base/errors.ts'
import { cohortLimit, seatLimit } from '../../enrollments/rules.ts'
import type { Category } from '../../nominations/rules.ts'
import type { Outcome } from '../rules.ts'
import type { SimulatedLine } from '../simulation.ts'
import { withinEvenShare } from './cohorts.ts'
import type { Nominee, SimulationInput } from './input.ts'

export interface Summary {
  capacity: number; limit: number; nominated: number; eligible: number
  selected: number; waitlisted: number; nextYear: number
  /** All declined, the ineligible among them. */
  declined: number
  ineligible: number
  /** Selected into a cohort they did not wish for, though they wished. */
  withoutWish: number
  /** Selected into their first, second, third wish; and how many of the selected said a wish at all. */
  wishes: { met: [number, number, number]; said: number }
  /** How many of the selected are within the even share of their category, of their municipality, in their cohort. */
  balance: { category: number; municipality: number }
  byCategory: Record<Category, { nominated: number; selected: number; quota: number | null }>
  byCohort: { cohortId: number; capacity: number; limit: number; selected: number }[]
  municipalities: { nominating: number; selected: number }
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
  const seated = chosen.flatMap((one) => lineOf.get(one.id)!.cohortId === null ? [] : [{ one, cohortId: lineOf.get(one.id)!.cohortId! }])
  const met = (place: number) => seated.filter(({ one, cohortId }) => one.wishedCohortIds[place] === cohortId).length
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
    wishes: { met: [met(0), met(1), met(2)], said: chosen.filter(({ wishedCohortIds }) => wishedCohortIds.length > 0).length },
    balance: {
      category: withinEvenShare(seated.map(({ one, cohortId }) => ({ kind: one.category, cohortId }))),
      municipality: withinEvenShare(seated.map(({ one, cohortId }) => ({ kind: one.municipalityId, cohortId }))),
    },
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

import type { Reason } from '../../../base/errors.ts'
import type { Category } from '../../nominations/rules.ts'

/** Somebody who was nominated, as far as a simulation asks. */
export interface Nominee {
  id: number; municipalityId: number; municipalityCode: string; category: Category; rank: number
  professionCode: string | null; problem: Reason | null
  /** Each once, the first wish first. */
  wishedCohortIds: readonly number[]
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

import type { QuotaCategory } from '../calls/rules.ts'
import { perCategory, type Parameters } from './parameters.ts'
import type { Body } from './queries.ts'
import { allot } from './rules.ts'

/** What the formula gives, by category and municipality. */
export type Calculated = Record<QuotaCategory, ReadonlyMap<number, number>>

/** The formula over all municipalities, category by category: each is weighed by what it has of that category. */
export const calculated = (bodies: readonly Body[], { mix, shares }: Parameters): Calculated => perCategory((category) =>
  allot(bodies.map(({ id, code, demand, centers, gaps }) => ({
    id, code, weights: { equal: 1, demand: demand?.[category] ?? 0, centers, gaps: gaps.includes(category) ? 1 : 0 },
  })), mix, shares[category]))

import type { Question } from '../survey-definitions/rules.ts'
import type { Known } from './queries.ts'
import type { Box } from './rules.ts'

/** A figure that the product knows and a person may take. */
export interface Proposal { value: number; source: 'trained_people' | 'conferences_held' | 'conferences_planned' | 'cases_discussed' }

/** What may stand in a box by the product's own records; null where they say nothing of it. Of a table only the total is known. */
export function proposalFor({ source, entries, withTotal }: Pick<Question, 'source' | 'entries' | 'withTotal'>, { row, isPlan }: Box, known: Known): Proposal | null {
  if (entries.length > 0 && !(withTotal && row === 0)) return null
  const of = (value: number | null, named: Proposal['source']): Proposal | null => (value === null ? null : { value, source: named })
  if (source === 'trained_people') return isPlan ? null : of(known.trained, source)
  if (source === 'conferences_held') return isPlan ? of(known.planned, 'conferences_planned') : of(known.held, source)
  if (source === 'conferences_planned') return isPlan ? null : of(known.planned, source)
  if (source === 'cases_discussed') return isPlan ? null : of(known.cases, source)
  return null
}

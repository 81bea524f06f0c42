import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import type { Scope } from './access.ts'
import type { Tables } from './tables.ts'

/**
 * What a table calls its owners. A table without cohorts, or without supports of model municipalities, says so by leaving them
 * out: nobody assigned reaches it.
 */
export interface Owners {
  municipality: Expression<number | null>
  person: Expression<number | null>
  cohort?: Expression<number | null>
  support?: Expression<number | null>
}

/** One of these ids; a single one, which most are, is asked for plainly, so that the server plans it once. */
export const among = (column: Expression<number>, ids: readonly number[]): Expression<SqlBool> =>
  ids.length === 1 ? sql<boolean>`${column} = ${ids[0]}` : sql<boolean>`${column} = any(${[...ids]}::int[])`

/** A Scope as a where-clause: the rows it reaches, and none when in doubt. */
export function within(scope: Scope, owners: Owners): Expression<SqlBool> {
  const eb = expressionBuilder<Tables, never>()
  switch (scope.of) {
    case 'all': return eb.lit(true)
    case 'municipality': return eb(owners.municipality, '=', scope.municipalityId)
    case 'person': return eb(owners.person, '=', scope.personId)
    case 'assigned': return assigned(scope.personId, owners)
    case 'public': return eb.lit(false)
  }
}

/** Instructors reach the cohorts they teach, experts the supports they accepted to advise until that ends. */
function assigned(personId: number, { cohort, support }: Owners): Expression<SqlBool> {
  const eb = expressionBuilder<Tables, never>()
  if (cohort !== undefined) return eb(cohort, 'in', eb.selectFrom('cohort_instructor').select('cohort_id').where('person_id', '=', personId))
  if (support !== undefined) return eb(support, 'in',
    eb.selectFrom('expert_appointment').select('model_support_id').where('person_id', '=', personId).where('state', '=', 'accepted'))
  return eb.lit(false)
}

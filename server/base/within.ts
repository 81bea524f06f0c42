import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import type { Scope } from './access.ts'
import type { Tables } from './tables.ts'

/** What a table calls its owners. A table without cohorts says so by leaving them out: nobody assigned reaches it. */
export interface Owners {
  municipality: Expression<number | null>
  person: Expression<number | null>
  cohort?: Expression<number | null>
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
    case 'assigned': return owners.cohort === undefined ? eb.lit(false) : eb(owners.cohort, 'in',
      eb.selectFrom('cohort_instructor').select('cohort_id').where('person_id', '=', scope.personId))
    case 'public': return eb.lit(false)
  }
}

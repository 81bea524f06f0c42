import { CompiledQuery } from 'kysely'
import type { Scope } from './access.ts'
import { entering, type Database, type Reader, type Writer } from './database.ts'
import { openReading, type Reading } from './turn.ts'

/**
 * What the database itself is told of who asks: a role that owns nothing, and whose rows it may see. The policies in
 * migrations/0012-wall.ts decide by it, so a query that forgot its Scope still finds no other municipality's rows.
 * Those assigned to cohorts of several municipalities are let through: how far they see is kept by their Scope.
 */
function entryOf(scope: Scope): [role: string, municipality: string, person: string] {
  switch (scope.of) {
    case 'all': case 'assigned': return ['chiiki_whole', '', '']
    case 'municipality': return ['chiiki_part', String(scope.municipalityId), '']
    case 'person': return ['chiiki_part', '', String(scope.personId)]
    case 'public': return ['chiiki_part', '', '']
  }
}

/** What somebody of that scope reads with. */
export const readAs = (database: Database, scope: Scope): Reading => openReading(database, entryOf(scope), entryOf({ of: 'all' }))

/**
 * Lets a change look past the wall for one question, whose answer tells nothing of whose rows it comes from. In a page it
 * is `request.beyond`.
 */
export async function beyond<T>({ tx, scope }: { tx: Writer; scope: Scope }, look: (db: Reader) => Promise<T>): Promise<T> {
  await enter(tx, { of: 'all' })
  const seen = await look(tx)
  await enter(tx, scope)
  return seen
}

/** Puts a transaction behind the wall until it ends. */
export async function enter(tx: Writer, scope: Scope): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(entering, entryOf(scope)))
}

import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Tables } from '../../base/tables.ts'
import { documentsMax } from './rules.ts'

/** The columns by which a document names its parent. */
export type ParentColumn = Exclude<Extract<keyof Tables['cascade_document'], `${string}_id`>, 'file_id' | 'municipality_id'>

/** Which documents of a parent that somebody reached they may read themselves. */
function seenBy(scope: Scope) {
  switch (scope.of) {
    case 'all': return sql<boolean>`true`
    case 'municipality': return sql<boolean>`(d.readers = 'all' or d.municipality_id = ${scope.municipalityId})`
    case 'assigned': return sql<boolean>`d.readers <> 'prefecture'`
    case 'person': case 'public': return sql<boolean>`false`
  }
}

const documents = (db: Reader, scope: Scope) => db.selectFrom('cascade_document as d').innerJoin('file as f', 'f.id', 'd.file_id')
  .select(['d.id', 'd.title', 'd.readers', 'd.position', 'd.added_by as addedBy', 'd.added_at as addedAt', 'd.file_id as fileId', 'f.key', 'f.name', 'f.type', 'f.bytes', 'f.sha256'])
  .where(seenBy(scope))

/**
 * The documents of one parent in their order, as far as somebody may read them. Whether the parent itself may be known is asked by the
 * caller, who found it through the same scope.
 */
export const documentsOf = (db: Reader, scope: Scope, column: ParentColumn, parentId: number) =>
  documents(db, scope).where(sql<boolean>`${sql.ref(`d.${column}`)} = ${parentId}`).orderBy('d.position').orderBy('d.id').limit(documentsMax).execute()
export type DocumentRow = Awaited<ReturnType<typeof documentsOf>>[number]

/** The same for several parents of one kind at once, each with whose it is: the items of an agenda. */
export async function documentsOfEach(db: Reader, scope: Scope, column: ParentColumn, parentIds: readonly number[]) {
  if (parentIds.length === 0) return []
  return documents(db, scope).select(sql<number>`${sql.ref(`d.${column}`)}`.as('parentId'))
    .where(sql<boolean>`${sql.ref(`d.${column}`)} = any(${[...parentIds]}::int[])`).orderBy('d.position').orderBy('d.id').limit(documentsMax * parentIds.length).execute()
}

/** One document of a parent. */
export const findDocument = (db: Reader, scope: Scope, column: ParentColumn, parentId: number, id: number) =>
  documents(db, scope).where(sql<boolean>`${sql.ref(`d.${column}`)} = ${parentId}`).where('d.id', '=', id).executeTakeFirst()

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

/** Documents as far as somebody may read them, to be narrowed to those of parents they reached. */
export const readable = (db: Reader, scope: Scope) => db.selectFrom('cascade_document as d').innerJoin('file as f', 'f.id', 'd.file_id')
  .select(['d.id', 'd.title', 'd.readers', 'd.position', 'd.added_by as addedBy', 'd.added_at as addedAt', 'd.file_id as fileId', 'f.key', 'f.name', 'f.type', 'f.bytes', 'f.sha256'])
  .where(seenBy(scope))

/**
 * The documents of one parent in their order, as far as somebody may read them. Whether the parent itself may be known is asked by the
 * caller, who found it through the same scope.
 */
export const documentsOf = (db: Reader, scope: Scope, column: ParentColumn, parentId: number) =>
  readable(db, scope).where(sql<boolean>`${sql.ref(`d.${column}`)} = ${parentId}`).orderBy('d.position').orderBy('d.id').limit(documentsMax).execute()

/** One document of a parent. */
export const findDocument = (db: Reader, scope: Scope, column: ParentColumn, parentId: number, id: number) =>
  readable(db, scope).where(sql<boolean>`${sql.ref(`d.${column}`)} = ${parentId}`).where('d.id', '=', id).executeTakeFirst()

/** A stored file that a row of these rooms names. Whether that row may be known is asked by the caller. */
export const fileOf = (db: Reader, fileId: number) => db.selectFrom('file').select(['key', 'name', 'type', 'bytes', 'sha256']).where('id', '=', fileId).executeTakeFirst()

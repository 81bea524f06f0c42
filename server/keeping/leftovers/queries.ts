import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'

/** The columns that name stored files or folders by their key. A test looks whether there are others by now. */
const naming = [
  ['file', 'key'], ['bundle_file', 'key'], ['nomination_file', 'key'], ['incoming_file', 'key'], ['online_log', 'key'], ['question_file', 'key'], ['submission_file', 'key'], ['scorm_package', 'folder'],
] as const

/** Which of these keys some row names. @param keys at most 1,000 */
export async function namedOf(db: Reader, keys: readonly string[]): Promise<Set<string>> {
  const asked = naming.map(([table, column]) => sql`select ${sql.ref(column)} as key from ${sql.table(table)} where ${sql.ref(column)} = any(${keys}::text[])`)
  const rows = await db.selectFrom(sql<{ key: string }>`(${sql.join(asked, sql` union `)})`.as('named')).select('named.key').limit(1_000).execute()
  return new Set(rows.map(({ key }) => key))
}

/** Which of these films on their way are known. @param names at most 1,000 */
export async function uploadsOf(db: Reader, names: readonly string[]): Promise<Set<string>> {
  const rows = await db.selectFrom('lesson_upload').select('pieces').where('pieces', 'in', [...names]).limit(1_000).execute()
  return new Set(rows.map(({ pieces }) => pieces))
}

/** Every column that refers to a row of `file`, as the database itself knows them: what is added later is not forgotten. */
export async function referencesToFiles(db: Reader): Promise<{ table: string; column: string }[]> {
  return db.selectFrom(sql<{ table: string; column: string }>`(
    select c.relname::text as "table", a.attname::text as "column"
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.contype = 'f' and k.confrelid = 'file'::regclass)`.as('r')).select(['r.table', 'r.column']).orderBy('r.table').orderBy('r.column').limit(500).execute()
}

/** Whether a file is one that no row refers to any more. */
export const isForgotten = (references: Awaited<ReturnType<typeof referencesToFiles>>) =>
  sql<boolean>`(${sql.join(references.map(({ table, column }) => sql`not exists (select from ${sql.table(table)} where ${sql.ref(`${table}.${column}`)} = file.id)`), sql` and `)})`

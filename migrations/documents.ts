import { sql, type Kysely } from 'kysely'
import { run } from './statements.ts'

/** What a document names besides its parent. */
const others = ['file_id', 'municipality_id', 'added_by']

/**
 * Lets documents belong to rows of one more table, by a column of their own: a document always has exactly one parent, and goes with it.
 * The promise is written anew out of all the columns there are, so that rooms may add theirs in any order.
 */
export async function documentsOf(db: Kysely<unknown>, column: string, table: string): Promise<void> {
  await run(db, `
    alter table cascade_document add column ${column} integer references ${table} on delete cascade;
    create index cascade_document_of_${column.replace(/_id$/, '')} on cascade_document (${column}, position, id) where ${column} is not null;
  `)
  const { rows } = await sql<{ name: string }>`select attname as name from pg_attribute a
    where attrelid = 'cascade_document'::regclass and attnum > 0 and not attisdropped and attname like '%\\_id' order by attnum`.execute(db)
  const parents = rows.map(({ name }) => name).filter((name) => !others.includes(name))
  await run(db, `
    alter table cascade_document drop constraint if exists cascade_document_has_one_parent;
    alter table cascade_document add constraint cascade_document_has_one_parent check (num_nonnulls(${parents.join(', ')}) = 1);
  `)
}

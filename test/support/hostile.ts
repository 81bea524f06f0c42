import { sql } from 'kysely'
import type { Database } from '../../server/base/database.ts'

/** Writes the same hostile words into every text of the small world that takes free words. */
export async function writeEverywhere(db: Database, words: string): Promise<number> {
  const { rows: columns } = await sql<{ table: string; column: string }>`
    select c.table_name as table, c.column_name as column from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and data_type = 'text' and table_name not like 'kysely%'
      and table_name <> 'session' and c.column_name <> 'template' -- our own word for a kind of letter
  `.execute(db)
  let taken = 0
  for (const { table, column } of columns) {
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${words} where ${sql.ref(column)} is not null`
      .execute(db).then(({ numAffectedRows = 0n }) => { if (numAffectedRows > 0n) taken += 1 }, () => undefined)
  }
  return taken
}

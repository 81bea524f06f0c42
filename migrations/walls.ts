import { sql, type Kysely } from 'kysely'
import { run } from './statements.ts'

const asked = (name: string) => `(select nullif(current_setting('chiiki.${name}', true), '')::int)`

/** The rows of the municipality that asks. */
export const ours = `municipality_id = ${asked('municipality')}`
/** Some municipality asks, whichever: for what is open to all of them. */
export const anyOfUs = `${asked('municipality')} is not null`
/** The rows of the person who asks. */
export const mine = `person_id = ${asked('person')}`

/**
 * Puts a table with a municipality in it behind the database's wall (0012): whoever answers for all sees all of it, a
 * municipality or a person only the rows of `seen`. What may be written is `written`, the same where nothing is said.
 */
export async function behindTheWall(db: Kysely<unknown>, table: string, seen: string, written = seen): Promise<void> {
  const { rows: [owner] } = await sql<{ name: string }>`select quote_ident(current_user) as name`.execute(db)
  await run(db, `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy ${table}_whole on ${table} to chiiki_whole, ${owner!.name} using (true) with check (true);
    create policy ${table}_part on ${table} to chiiki_part using (${seen}) with check (${written});
  `)
}

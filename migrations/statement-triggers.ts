import type { Kysely } from 'kysely'
import { runOne } from './statements.ts'

/** What follows in the same statement: `body` runs once after each `act` on `table`, with the rows before as `gone` and after as `added`. */
export async function afterStatement(db: Kysely<unknown>, name: string, table: string, act: 'insert' | 'update' | 'delete', body: string): Promise<void> {
  const seen = [act !== 'delete' ? 'new table as added' : '', act !== 'insert' ? 'old table as gone' : ''].join(' ')
  await runOne(db, `create function ${name}() returns trigger language plpgsql security definer set search_path = public, pg_temp
    as $$ begin ${body} return null; end $$`)
  await runOne(db, `create trigger ${name} after ${act} on ${table} referencing ${seen} for each statement execute function ${name}()`)
}

/** Rows of a table with each figure under its own name, taken away where the sign is '-'. */
export const signed = (figures: readonly string[], sign: string, prefix = ''): string => figures.map((name) => `${sign}${prefix}${name} as ${name}`).join(', ')

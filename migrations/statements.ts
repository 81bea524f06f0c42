import { sql, type Kysely } from 'kysely'

/**
 * Runs statements one after the other: the embedded database takes only one at a time.
 * A statement ends with a semicolon at the end of a line; bodies of functions are given to `runOne`.
 */
export async function run(db: Kysely<unknown>, text: string): Promise<void> {
  for (const statement of text.split(/;[ \t]*(?:\n|$)/)) {
    if (statement.trim() !== '') await runOne(db, statement)
  }
}

export const runOne = (db: Kysely<unknown>, statement: string) => sql.raw(statement).execute(db)

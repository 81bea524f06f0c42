import type { Kysely } from 'kysely'
import { runOne } from './statements.ts'

/**
 * Sums by municipality are kept as rows that are added to, and what is taken back stands as a row below nought until the night folds it
 * in (0086). Which municipality has such rows is asked for each of them on every page of results: the few rows have an index of their own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['result_by_town', 'result_by_profession']) {
    await runOne(db, `create index ${table}_taken_back on ${table} (municipality_id) where nominated < 0 or selected < 0 or attended < 0 or completed < 0`)
  }
}

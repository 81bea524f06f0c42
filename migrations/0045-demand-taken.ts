import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** How an answer to a demand survey reached the prefecture, when the municipality did not give it here itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table demand_answer add column taken_by text
      constraint demand_answer_taken_by_known check (taken_by in ('phone', 'mail', 'paper'));
  `)
}

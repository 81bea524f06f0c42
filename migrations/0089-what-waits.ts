import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** What waits for the office is few among many: sheets that were handed in and not looked at, trainings that are under way. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create index nomination_sheet_waiting on nomination_sheet (call_id) where state = 'submitted';
    create index training_under_way on training (id) where state in ('running', 'judging');
  `)
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** A trainee's withdrawal says who asked for it, as that of a nomination does: the office they work at is one of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table enrollment drop constraint enrollment_withdrawn_by_check,
      add constraint enrollment_withdrawn_by_somebody_known check (withdrawn_by in ('trainee', 'employer', 'municipality', 'prefecture'));
  `)
}

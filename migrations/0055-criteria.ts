import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * A judgment may be of one cohort before the others, or correct an earlier one; it knows when its proposals were made, and each
 * line how often it was decided on, so that two who decide do not write over each other. Marks are looked up by whose they are.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table judgment
      add column kind text not null default 'usual' check (kind in ('usual', 'correction')),
      add column reason text,
      add column cohort_id integer references cohort,
      add column proposed_at timestamptz;
    alter table judgment add constraint judgment_correction_says_why check (kind = 'usual' or char_length(reason) > 0);
    alter table judgment_line add column version integer not null default 1;
    create index attendance_mark_of_enrollment on attendance_mark (enrollment_id, marked_at);
  `)
}

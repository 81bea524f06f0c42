import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * Completion counts per module and outlives the year: what a confirmed judgment found done of each module, as it was on that
 * day, and the modules somebody brings along from an earlier enrollment in the same course.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table completed_module (
      enrollment_id  integer not null references enrollment,
      module_id      integer not null references module,
      judgment_id    integer not null references judgment,
      completed_on   date not null,
      primary key (enrollment_id, module_id)
    );
    create table carried_module (
      enrollment_id       integer not null references enrollment,
      module_id           integer not null references module,
      from_enrollment_id  integer not null references enrollment,
      completed_on        date not null,
      granted_by          integer references person,
      granted_at          timestamptz not null,
      primary key (enrollment_id, module_id),
      constraint carried_module_comes_from_another_enrollment check (from_enrollment_id <> enrollment_id)
    );
    create index completed_module_of_module on completed_module (module_id);
    create index carried_module_of_module on carried_module (module_id);
    create index carried_module_of_earlier on carried_module (from_enrollment_id);
  `)
}

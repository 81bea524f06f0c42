import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** A lesson of somebody that is finished but for another one: it is completed in the same moment as that. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table lesson_awaiting (
      enrollment_id      integer not null references enrollment on delete cascade,
      lesson_id          integer not null references lesson on delete cascade,
      lesson_version_id  integer not null,
      awaits_id          integer not null references lesson on delete cascade,
      since              timestamptz not null,
      primary key (enrollment_id, lesson_id),
      constraint lesson_awaiting_another check (awaits_id <> lesson_id),
      constraint lesson_awaiting_of_its_lesson foreign key (lesson_id, lesson_version_id) references lesson_version (lesson_id, id) on delete cascade
    );
    create index lesson_awaiting_of_enrollment on lesson_awaiting (enrollment_id, awaits_id);
    create index lesson_awaiting_of_lesson on lesson_awaiting (lesson_id, lesson_version_id);
    create index lesson_awaiting_awaits on lesson_awaiting (awaits_id);
  `)
}

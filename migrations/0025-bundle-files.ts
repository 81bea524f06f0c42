import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * Files of the secretariat that hold the rows of many municipalities, with what became of each. They belong to no
 * municipality, so there is no wall to put them behind: only those who see all reach them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table bundle_file (
      id        integer generated always as identity primary key,
      call_id   integer not null references call,
      key       text not null unique,
      name      text not null check (length(name) between 1 and 200),
      bytes     integer not null,
      sha256    text not null,
      state     text not null default 'open' check (state in ('open', 'queued', 'taken', 'dropped')),
      sent_by   integer references person,
      sent_at   timestamptz not null,
      reason    text,
      work_id   integer references work,
      taken_at  timestamptz,
      sheets    integer,
      people    integer,
      constraint bundle_file_taken_says_why check (state not in ('queued', 'taken') or (reason is not null and work_id is not null)),
      constraint bundle_file_taken_says_when check ((state = 'taken') = (taken_at is not null))
    );
    create index bundle_file_of_call on bundle_file (call_id, id);
    create index bundle_file_sent_by on bundle_file (sent_by);
    create index bundle_file_of_work on bundle_file (work_id);
  `)
}

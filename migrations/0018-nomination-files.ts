import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/** Files that municipalities sent instead of typing: kept with what became of each. What is in one is read from it anew. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table nomination_file (
      id               integer generated always as identity primary key,
      call_id          integer not null references call,
      municipality_id  integer not null references municipality,
      key              text not null unique,
      name             text not null check (length(name) between 1 and 200),
      bytes            integer not null,
      sha256           text not null,
      state            text not null default 'open' check (state in ('open', 'taken', 'dropped')),
      sent_by          integer references person,
      sent_at          timestamptz not null,
      taken_at         timestamptz,
      people           integer,
      constraint nomination_file_taken_says_when check ((state = 'taken') = (taken_at is not null))
    );
    create index nomination_file_of_call on nomination_file (call_id, municipality_id, id);
    create index nomination_file_of_municipality on nomination_file (municipality_id);
    create index nomination_file_sent_by on nomination_file (sent_by);
  `)
  await behindTheWall(db, 'nomination_file', ours)
}

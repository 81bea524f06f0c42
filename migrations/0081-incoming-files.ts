import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Tables that somebody sent, of whatever kind, with what became of each. What is in one is read from it anew each time. `subject_id`
 * is a row of the room that the kind belongs to (a survey, a check), or null; the room asks for its rows itself.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table incoming_file (
      id               integer generated always as identity primary key,
      kind             text not null check (kind ~ '^[a-z_]{3,40}$'),
      municipality_id  integer references municipality,
      subject_id       integer,
      key              text not null unique,
      name             text not null check (length(name) between 1 and 200),
      bytes            integer not null,
      sha256           text not null,
      state            text not null default 'open' check (state in ('open', 'taken', 'dropped')),
      sent_by          integer references person,
      sent_at          timestamptz not null,
      taken_at         timestamptz,
      rows_taken       integer,
      constraint incoming_file_taken_says_when check ((state = 'taken') = (taken_at is not null))
    );
    create index incoming_file_of_kind on incoming_file (kind, subject_id, municipality_id, id);
    create index incoming_file_of_municipality on incoming_file (municipality_id);
    create index incoming_file_sent_by on incoming_file (sent_by);
  `)
  await behindTheWall(db, 'incoming_file', ours)
}

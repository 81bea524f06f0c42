import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** What people are told: each message is kept, shown on the site, and mailed when there is an address. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table message (
      id               bigint generated always as identity primary key,
      template         text not null,
      subject_ref      text not null,
      person_id        integer references person,
      municipality_id  integer references municipality,
      to_address       text,
      sent_to          text not null default '',
      title            text not null,
      title_en         text not null default '',
      body             text not null,
      path             text,
      state            text not null default 'waiting' check (state in ('waiting', 'sent', 'held', 'failed')),
      held_reason      text,
      tries            integer not null default 0,
      claimed_at       timestamptz,
      made_at          timestamptz not null,
      sent_at          timestamptz,
      read_at          timestamptz,
      audit_line_id    bigint references audit_line,
      constraint message_is_for_someone check (person_id is not null or municipality_id is not null),
      constraint message_told_once unique nulls not distinct (audit_line_id, template, person_id, municipality_id)
    );
    create index message_of_person on message (person_id, id);
    create index message_of_municipality on message (municipality_id, id);
    create index message_by_state on message (state, id);
  `)
}

import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/** What was done, seen and promised: the audit trail, one-time keys, stored files, long works, approvals. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table audit_line (
      id               bigint generated always as identity primary key,
      at               timestamptz not null,
      person_id        integer references person,
      post_id          integer references post,
      municipality_id  integer references municipality,
      action           text not null,
      subject          text not null,
      detail           jsonb not null default '{}',
      request_id       text
    );
    create index audit_line_of_subject on audit_line (subject, id);
    create index audit_line_of_person on audit_line (person_id, id);

    create table once_key (
      account_id  integer not null references account on delete cascade,
      key         text not null constraint once_key_is_bounded check (char_length(key) between 8 and 255),
      route       text not null,
      body_hash   text not null,
      location    text,
      notice      text,
      used_at     timestamptz not null,
      primary key (account_id, key)
    );

    create table file (
      id               integer generated always as identity primary key,
      key              text not null unique,
      name             text not null,
      type             text not null,
      bytes            integer not null,
      sha256           text not null,
      municipality_id  integer references municipality,
      made_at          timestamptz not null
    );

    create table work (
      id               integer generated always as identity primary key,
      name             text not null,
      subject          text not null,
      asked_by         integer not null references person,
      municipality_id  integer references municipality,
      state            text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
      done             integer not null default 0,
      total            integer not null default 0,
      held_back        jsonb not null default '[]',
      file_id          integer references file,
      back_to          text not null default '/',
      payload          jsonb not null default '{}',
      tries            integer not null default 0,
      post_id          integer references post,
      asked_at         timestamptz not null,
      moved_at         timestamptz,
      ended_at         timestamptz
    );
    create index work_of_person on work (asked_by, id);

    create table approval (
      id            integer generated always as identity primary key,
      subject       text not null,
      title         text not null,
      path          text not null,
      state         text not null default 'requested' check (state in ('requested', 'approved', 'returned', 'recalled')),
      requested_by  integer not null references person,
      requested_at  timestamptz not null,
      decided_by    integer references person,
      decided_at    timestamptz,
      note          text,
      constraint approval_takes_a_second_person check (decided_by is null or decided_by <> requested_by)
    );
    create unique index approval_pending_once on approval (subject) where state = 'requested';
  `)

  await runOne(db, `
    create function audit_line_is_kept() returns trigger language plpgsql as $$
    begin
      raise exception 'audit lines are only ever added' using errcode = '23001';
    end $$`)
  await run(db, `
    create trigger audit_line_append_only before update or delete on audit_line
      for each row execute function audit_line_is_kept();
  `)
}

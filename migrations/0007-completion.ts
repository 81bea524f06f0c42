import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/** What it was worth: criteria by version, judgments, and the register of certificates that only grows. The paper of an event may come later, once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table completion_criteria (
      id           integer generated always as identity primary key,
      training_id  integer not null references training,
      version      integer not null,
      rule         jsonb not null,
      made_by      integer references person,
      made_at      timestamptz not null,
      constraint completion_criteria_version_once unique (training_id, version)
    );

    create table judgment (
      id            integer generated always as identity primary key,
      training_id   integer not null references training,
      criteria_id   integer not null references completion_criteria,
      state         text not null default 'draft' check (state in ('draft', 'in_approval', 'confirmed')),
      prepared_by   integer not null references person,
      prepared_at   timestamptz not null,
      confirmed_at  timestamptz,
      completed_on  date not null
    );
    create unique index judgment_open_once on judgment (training_id) where state <> 'confirmed';

    create table judgment_line (
      judgment_id       integer not null references judgment on delete cascade,
      enrollment_id     integer not null references enrollment,
      proposal          text not null check (proposal in ('completed', 'not_completed', 'pending')),
      decision          text not null check (decision in ('completed', 'not_completed', 'pending')),
      evidence          jsonb not null,
      exception_reason  text,
      changed_by        integer references person,
      primary key (judgment_id, enrollment_id),
      constraint judgment_line_exception_has_a_reason check (decision = proposal or char_length(exception_reason) > 0)
    );
    create index judgment_line_of_enrollment on judgment_line (enrollment_id);

    create table certificate (
      id             integer generated always as identity primary key,
      training_id    integer not null references training,
      number         integer not null check (number > 0),
      number_text    text not null unique,
      enrollment_id  integer not null unique references enrollment,
      person_id      integer not null references person,
      municipality_id integer references municipality,
      name           text not null,
      kana           text not null default '',
      name_key       text not null default '',
      kana_key       text not null default '',
      birth_date     date,
      completed_on   date not null,
      issued_on      date not null,
      code           text not null unique,
      constraint certificate_number_once unique (training_id, number)
    );
    create index certificate_of_person on certificate (person_id);
    create index certificate_in_order on certificate (training_id desc, number);
    create index certificate_of_municipality on certificate (municipality_id, training_id desc, number);
    create index certificate_by_name on certificate (name_key text_pattern_ops);
    create index certificate_by_kana on certificate (kana_key text_pattern_ops);

    create table certificate_event (
      id              integer generated always as identity primary key,
      certificate_id  integer not null references certificate,
      kind            text not null check (kind in ('issued', 'corrected', 'reissued', 'revoked')),
      at              timestamptz not null,
      acted_by        integer references person,
      reason          text,
      name            text not null,
      file_id         integer references file,
      constraint certificate_event_says_why check (kind = 'issued' or char_length(reason) > 0)
    );
    create index certificate_event_of_certificate on certificate_event (certificate_id, id);
    create unique index certificate_event_issued_once on certificate_event (certificate_id) where kind = 'issued';
    create unique index certificate_event_revoked_once on certificate_event (certificate_id) where kind = 'revoked';
    create index certificate_event_of_reissue on certificate_event (certificate_id) where kind = 'reissued';
  `)

  await runOne(db, `
    create function register_is_kept() returns trigger language plpgsql as $$
    begin
      raise exception 'the register of certificates is only ever added to' using errcode = '23001';
    end $$`)
  await runOne(db, `
    create function register_event_is_kept() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and old.file_id is null and new.file_id is not null
        and to_jsonb(new) - 'file_id' = to_jsonb(old) - 'file_id' then return new; end if;
      raise exception 'the register of certificates is only ever added to' using errcode = '23001';
    end $$`)
  await run(db, `
    create trigger certificate_append_only before update or delete on certificate
      for each row execute function register_is_kept();
    create trigger certificate_event_append_only before update or delete on certificate_event
      for each row execute function register_event_is_kept();
  `)
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * Attendance by what a meeting service wrote down: the files with their rows as they came, who staff said a row is, what of it lies
 * in a slot, and which marks an import put in the place of which. The rows name people by address: a trainee or a municipality
 * reads what is their own from `online_presence`, and never the log.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table online_meeting (
      class_day_id  integer primary key references class_day on delete cascade,
      url           text not null check (length(url) between 9 and 500 and url like 'https://%'),
      set_by        integer references person,
      set_at        timestamptz not null
    );
    create table slot_ending (
      slot_id   integer primary key references slot on delete cascade,
      ended_at  text not null check (ended_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      set_by    integer references person,
      set_at    timestamptz not null
    );

    create table online_log (
      id             integer generated always as identity primary key,
      class_day_id   integer not null references class_day on delete cascade,
      slot_id        integer references slot on delete set null,
      key            text not null unique,
      name           text not null check (length(name) between 1 and 200),
      bytes          integer not null,
      sha256         text not null,
      service        text check (service in ('zoom', 'teams', 'webex', 'other')),
      layout         jsonb,
      said           jsonb not null default '[]',
      zone_minutes   integer check (zone_minutes between -720 and 840),
      grace_minutes  integer not null default 3 check (grace_minutes between 0 and 60),
      state          text not null default 'open' check (state in ('open', 'taken', 'replaced', 'undone', 'dropped')),
      replaced_by    integer references online_log,
      sent_by        integer references person,
      sent_at        timestamptz not null,
      taken_by       integer references person,
      taken_at       timestamptz,
      undone_at      timestamptz,
      constraint online_log_taken_says_when check (state not in ('taken', 'replaced', 'undone') or taken_at is not null),
      constraint online_log_replaced_says_by_what check ((state = 'replaced') = (replaced_by is not null))
    );
    create index online_log_of_day on online_log (class_day_id, id);
    create index online_log_of_slot on online_log (slot_id);
    create index online_log_replaced_by on online_log (replaced_by);

    create table online_log_row (
      id          bigint generated always as identity primary key,
      log_id      integer not null references online_log on delete cascade,
      line        integer not null,
      identity    text not null,
      name        text not null,
      email       text not null,
      marks       text not null,
      joined_at   timestamptz,
      left_at     timestamptz,
      is_waiting  boolean not null default false,
      cells       jsonb not null
    );
    create index online_log_row_of_log on online_log_row (log_id, id);

    create table online_identity (
      id             integer generated always as identity primary key,
      training_id    integer not null references training,
      log_id         integer references online_log on delete cascade,
      identity       text not null,
      enrollment_id  integer references enrollment,
      decided_by     integer references person,
      decided_at     timestamptz not null
    );
    create unique index online_identity_once on online_identity (training_id, coalesce(log_id, 0), identity, coalesce(enrollment_id, 0));
    create index online_identity_of_log on online_identity (log_id);
    create index online_identity_of_enrollment on online_identity (enrollment_id);

    create table online_presence (
      slot_id          integer not null references slot,
      enrollment_id    integer not null references enrollment,
      log_id           integer not null references online_log,
      ended_at         text not null,
      spans            jsonb not null,
      present_seconds  integer not null check (present_seconds > 0),
      late_seconds     integer not null check (late_seconds >= 0),
      early_seconds    integer not null check (early_seconds >= 0),
      gap_seconds      integer not null check (gap_seconds >= 0),
      primary key (slot_id, enrollment_id)
    );
    create index online_presence_of_enrollment on online_presence (enrollment_id);
    create index online_presence_of_log on online_presence (log_id);

    create table online_log_mark (
      log_id         integer not null references online_log,
      slot_id        integer not null references slot,
      enrollment_id  integer not null references enrollment,
      state          text,
      minutes        integer,
      before         jsonb,
      primary key (log_id, slot_id, enrollment_id)
    );
    create index online_log_mark_of_slot on online_log_mark (slot_id, enrollment_id);
    create index online_log_mark_of_enrollment on online_log_mark (enrollment_id);

    revoke all on online_log, online_log_row, online_identity, online_log_mark from chiiki_part;
  `)
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Trainings that a municipality holds itself: its plan with days, modules taken over by reference, its own people with a roll by the
 * rules of every roll, and what it reports of them. Figures of a report are copied when it is handed in. Whether somebody has
 * completed is kept beside them and derived anew with every mark, so that ten years are counted without reading rolls.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table local_training (
      id                  integer generated always as identity primary key,
      municipality_id     integer not null references municipality,
      fiscal_year         integer not null check (fiscal_year between 2000 and 2999),
      first_on            date not null,
      last_on             date not null,
      title               text not null,
      purpose             text not null default '',
      seats               integer not null check (seats between 1 and 300),
      days_needed         integer check (days_needed between 1 and 20),
      late_limit_minutes  integer not null default 10 check (late_limit_minutes between 0 and 600),
      state               text not null default 'planned' check (state in ('planned', 'held', 'reported', 'canceled')),
      canceled_reason     text,
      was_held            boolean,
      participants        integer,
      attended            integer,
      completed           integer,
      went_well           text not null default '',
      issues              text not null default '',
      next_steps          text not null default '',
      reported_at         timestamptz,
      reported_by         integer references person,
      returned_at         timestamptz,
      returned_reason     text,
      received_at         timestamptz,
      received_by         integer references person,
      made_by             integer references person,
      made_at             timestamptz not null,
      version             integer not null default 1,
      constraint local_training_canceled_says_why check (state <> 'canceled' or char_length(canceled_reason) > 0),
      constraint local_training_reported_has_figures check (state <> 'reported' or (was_held is not null and participants is not null and reported_at is not null))
    );
    create index local_training_of_municipality on local_training (municipality_id, fiscal_year, first_on);
    create index local_training_of_year on local_training (fiscal_year, first_on, id);
    create index local_training_to_receive on local_training (reported_at) where state = 'reported' and received_at is null;

    create table local_training_day (
      id                 integer generated always as identity primary key,
      local_training_id  integer not null references local_training on delete cascade,
      municipality_id    integer not null references municipality,
      held_on            date not null,
      starts_at          text not null check (starts_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      ends_at            text not null check (ends_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      place              text not null default '',
      delivery_mode      text not null default 'on_site' check (delivery_mode in ('on_site', 'live_online')),
      constraint local_training_day_ends_after_it_starts check (ends_at > starts_at),
      constraint local_training_day_once unique (local_training_id, held_on, starts_at)
    );
    create index local_training_day_by_date on local_training_day (held_on, local_training_id);
    create index local_training_day_of_municipality on local_training_day (municipality_id);

    create table local_training_module (
      local_training_id  integer not null references local_training on delete cascade,
      module_id          integer not null references module,
      primary key (local_training_id, module_id)
    );
    create index local_training_module_of_module on local_training_module (module_id);

    create table local_participant (
      id                 integer generated always as identity primary key,
      local_training_id  integer not null references local_training on delete cascade,
      municipality_id    integer not null references municipality,
      person_id          integer not null references person,
      number             integer not null check (number > 0),
      name               text not null,
      kana               text not null default '',
      affiliation        text not null default '',
      profession_code    text references profession,
      completed          boolean not null default false,
      added_by           integer references person,
      added_at           timestamptz not null,
      constraint local_participant_once unique (local_training_id, person_id)
    );
    create index local_participant_counted on local_participant (local_training_id, completed, person_id);
    create index local_participant_of_person on local_participant (person_id);
    create index local_participant_of_municipality on local_participant (municipality_id);

    create table local_attendance (
      local_training_day_id  integer not null references local_training_day,
      participant_id         integer not null references local_participant,
      municipality_id        integer not null references municipality,
      state                  text not null check (state in ('present', 'late', 'left_early', 'disconnected', 'absent_notified', 'absent_unnotified', 'made_up', 'exempt')),
      minutes                integer check (minutes between 1 and 600),
      evidence               text not null check (evidence in ('sign_in', 'qr', 'staff', 'zoom_log_import', 'self_declared')),
      reason                 text,
      marked_by              integer references person,
      marked_at              timestamptz not null,
      primary key (local_training_day_id, participant_id)
    );
    create index local_attendance_of_participant on local_attendance (participant_id);
    create index local_attendance_of_municipality on local_attendance (municipality_id);

    create table local_attendance_mark (
      id                     integer generated always as identity primary key,
      local_training_day_id  integer not null references local_training_day,
      participant_id         integer not null references local_participant,
      municipality_id        integer not null references municipality,
      state                  text check (state in ('present', 'late', 'left_early', 'disconnected', 'absent_notified', 'absent_unnotified', 'made_up', 'exempt')),
      minutes                integer check (minutes between 1 and 600),
      evidence               text not null check (evidence in ('sign_in', 'qr', 'staff', 'zoom_log_import', 'self_declared')),
      reason                 text,
      marked_by              integer references person,
      marked_at              timestamptz not null,
      undoes                 integer references local_attendance_mark
    );
    create index local_attendance_mark_of_row on local_attendance_mark (local_training_day_id, participant_id, id);
    create index local_attendance_mark_of_participant on local_attendance_mark (participant_id);
    create index local_attendance_mark_of_municipality on local_attendance_mark (municipality_id);
    create index local_attendance_mark_undone on local_attendance_mark (undoes) where undoes is not null;
  `)
  for (const table of ['local_participant', 'local_attendance', 'local_attendance_mark']) await behindTheWall(db, table, ours)
}

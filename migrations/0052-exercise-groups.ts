import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * The groups (班) of a class day: how they are made, who sits where, who shall not sit together, and each move by hand, so that it
 * can be taken back. They belong to the day and not to the cohort, since who comes differs from day to day. A seat says ids
 * alone; names are read with the enrollment, behind its wall.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table exercise_grouping (
      class_day_id   integer primary key references class_day on delete cascade,
      size           integer not null default 6 check (size between 2 and 20),
      seed           integer not null default 1 check (seed > 0),
      weights        jsonb not null,
      table_columns  integer not null default 5 check (table_columns between 1 and 12),
      published_at   timestamptz,
      published_by   integer references person,
      made_by        integer references person,
      made_at        timestamptz,
      version        integer not null default 1
    );
    create table exercise_group (
      class_day_id    integer not null references exercise_grouping on delete cascade,
      number          integer not null check (number between 1 and 300),
      facilitator_id  integer references enrollment on delete set null,
      primary key (class_day_id, number)
    );
    create index exercise_group_of_facilitator on exercise_group (facilitator_id);
    create table exercise_group_seat (
      enrollment_id  integer not null references enrollment on delete cascade,
      class_day_id   integer not null,
      group_number   integer not null,
      is_locked      boolean not null default false,
      primary key (enrollment_id, class_day_id),
      constraint exercise_group_seat_is_in_a_group foreign key (class_day_id, group_number) references exercise_group on delete cascade
    );
    create index exercise_group_seat_of_group on exercise_group_seat (class_day_id, group_number);
    create table exercise_group_apart (
      class_day_id  integer not null references exercise_grouping on delete cascade,
      one_id        integer not null references enrollment on delete cascade,
      other_id      integer not null references enrollment on delete cascade,
      primary key (class_day_id, one_id, other_id),
      constraint exercise_group_apart_is_said_once check (one_id < other_id)
    );
    create index exercise_group_apart_of_one on exercise_group_apart (one_id);
    create index exercise_group_apart_of_other on exercise_group_apart (other_id);
    create table exercise_group_move (
      id             integer generated always as identity primary key,
      class_day_id   integer not null references exercise_grouping on delete cascade,
      enrollment_id  integer not null references enrollment on delete cascade,
      from_number    integer not null,
      to_number      integer not null,
      moved_by       integer references person,
      moved_at       timestamptz not null
    );
    create index exercise_group_move_of_day on exercise_group_move (class_day_id, id);
    create index exercise_group_move_of_enrollment on exercise_group_move (enrollment_id);
  `)
}

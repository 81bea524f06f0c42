import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * Checking in by code. A slot has one `check_in` at most: its secret, out of which every code of the slot is made for half a
 * minute, and its window. A `walk_in` is somebody who stands at the door of a slot that is not theirs; `came_at` is when, and who
 * was taken in has a mark on that slot's roll although the slot is of another cohort or day. Wrong codes are counted per account.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table check_in (
      slot_id    integer primary key references slot on delete cascade,
      secret     text not null,
      opens_at   timestamptz not null,
      closes_at  timestamptz not null,
      opened_by  integer references person,
      constraint check_in_closes_after_it_opened check (closes_at >= opens_at)
    );
    create index check_in_by_end on check_in (closes_at);
    create index check_in_opened_by on check_in (opened_by) where opened_by is not null;

    create table walk_in (
      id             integer generated always as identity primary key,
      slot_id        integer not null references slot on delete cascade,
      enrollment_id  integer not null references enrollment,
      evidence       text not null check (evidence in ('qr', 'staff')),
      came_at        timestamptz not null,
      state          text not null default 'waiting' check (state in ('waiting', 'accepted', 'refused')),
      reason         text,
      asked_by       integer references person,
      answered_by    integer references person,
      answered_at    timestamptz,
      constraint walk_in_answered_whole check ((state = 'waiting') = (answered_at is null)),
      constraint walk_in_refused_says_why check (state <> 'refused' or char_length(reason) > 0)
    );
    create unique index walk_in_stands_once on walk_in (slot_id, enrollment_id) where state <> 'refused';
    create index walk_in_of_slot on walk_in (slot_id, state, id);
    create index walk_in_of_enrollment on walk_in (enrollment_id);
    create index walk_in_asked_by on walk_in (asked_by) where asked_by is not null;
    create index walk_in_answered_by on walk_in (answered_by) where answered_by is not null;

    create table check_in_guess (
      account_id  integer not null references account,
      at          timestamptz not null
    );
    create index check_in_guess_of_account on check_in_guess (account_id, at);
  `)
}

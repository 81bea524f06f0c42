import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall } from './walls.ts'

/**
 * What was missed and what became of it: a notice that somebody will not come or come late, a slot made up in another cohort
 * or by film and report, and until when a training allows it. Whose enrollment may be seen, theirs may be.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table absence_notice (
      id             integer generated always as identity primary key,
      enrollment_id  integer not null references enrollment,
      class_day_id   integer not null references class_day on delete cascade,
      kind           text not null check (kind in ('absent', 'late')),
      arrives_at     text check (arrives_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      reason         text not null constraint absence_notice_says_why check (char_length(reason) > 0),
      sent_by        integer references person,
      sent_at        timestamptz not null,
      taken_back_at  timestamptz,
      constraint absence_notice_late_says_when check ((kind = 'late') = (arrives_at is not null))
    );
    create unique index absence_notice_once on absence_notice (enrollment_id, class_day_id) where taken_back_at is null;
    create index absence_notice_of_day on absence_notice (class_day_id);

    create table make_up (
      id             integer generated always as identity primary key,
      enrollment_id  integer not null references enrollment,
      slot_id        integer not null references slot on delete cascade,
      kind           text not null check (kind in ('seat', 'report')),
      state          text not null check (state in ('booked', 'draft', 'submitted', 'returned', 'done', 'canceled', 'missed')),
      seat_slot_id   integer references slot on delete cascade,
      report         text,
      note           text,
      asked_by       integer references person,
      asked_at       timestamptz not null,
      handed_in_at   timestamptz,
      decided_by     integer references person,
      decided_at     timestamptz,
      constraint make_up_seat_has_its_slot check ((kind = 'seat') = (seat_slot_id is not null)),
      constraint make_up_is_another_slot check (seat_slot_id <> slot_id),
      constraint make_up_returned_says_why check (state <> 'returned' or char_length(note) > 0)
    );
    create unique index make_up_stands_once on make_up (enrollment_id, slot_id) where state not in ('canceled', 'missed');
    create unique index make_up_seat_once on make_up (enrollment_id, seat_slot_id) where state not in ('canceled', 'missed');
    create index make_up_of_seat on make_up (seat_slot_id) where seat_slot_id is not null;
    create index make_up_of_slot on make_up (slot_id);

    create table make_up_setting (
      training_id    integer primary key references training,
      closes_on      date,
      report_length  integer not null default 200 check (report_length between 1 and 4000),
      years_carried  integer not null default 1 check (years_carried between 1 and 5),
      version        integer not null default 1
    );
  `)
  const own = (table: string) => `exists (select from enrollment e where e.id = ${table}.enrollment_id)`
  for (const table of ['absence_notice', 'make_up']) await behindTheWall(db, table, own(table))
}

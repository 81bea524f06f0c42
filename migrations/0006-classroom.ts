import type { Kysely } from 'kysely'
import { run } from './statements.ts'

const states = `('present', 'late', 'left_early', 'disconnected', 'absent_notified', 'absent_unnotified', 'made_up', 'exempt')`

/** On the day: the roll as it stands, and every mark that led to it. No row means not marked yet. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table attendance (
      slot_id        integer not null references slot,
      enrollment_id  integer not null references enrollment,
      state          text not null check (state in ${states}),
      minutes        integer check (minutes between 1 and 600),
      evidence       text not null check (evidence in ('sign_in', 'qr', 'staff', 'zoom_log_import', 'self_declared')),
      reason         text,
      marked_by      integer references person,
      marked_at      timestamptz not null,
      primary key (slot_id, enrollment_id)
    );
    create index attendance_of_enrollment on attendance (enrollment_id);

    create table attendance_mark (
      id             bigint generated always as identity primary key,
      slot_id        integer not null references slot,
      enrollment_id  integer not null references enrollment,
      state          text check (state in ${states}),
      minutes        integer,
      evidence       text not null,
      reason         text,
      marked_by      integer references person,
      marked_at      timestamptz not null
    );
    create index attendance_mark_of_slot on attendance_mark (slot_id, enrollment_id, id);
  `)
}

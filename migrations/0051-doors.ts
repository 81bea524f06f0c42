import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * Taps at a door come by telephone lines that break: each carries the key its browser made, so that it counts once however
 * often it is sent, and the moment it was made (`marked_at`) beside the one it arrived. A mark that came when a later one
 * stood, or said what stood, is kept and has not `stood`. An undo is a mark of its own and names what it took back.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table attendance_mark add column tap_key text;
    alter table attendance_mark add column received_at timestamptz;
    alter table attendance_mark add column stood boolean not null default true;
    alter table attendance_mark add column undoes bigint references attendance_mark;
    create unique index attendance_mark_is_one_tap on attendance_mark (marked_by, tap_key) where tap_key is not null;
    create unique index attendance_mark_is_undone_once on attendance_mark (undoes) where undoes is not null;
  `)
}

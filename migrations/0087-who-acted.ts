import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * Who did something, in tables that grow with the people: when a wrong import of earlier years is taken back, the database looks up
 * each person in each of these before the entry may go.
 */
const references = {
  absence_notice: ['sent_by'], certificate_event: ['acted_by'], certificate_handover: ['acted_by'], earlier_completer: ['likely_id', 'matched_by'], exercise_group_move: ['moved_by'],
  judgment_line: ['changed_by'], local_attendance: ['marked_by'], local_attendance_mark: ['marked_by'], local_participant: ['added_by'], make_up: ['asked_by', 'decided_by'],
  name_correction: ['answered_by'], nomination_sheet: ['saved_by', 'submitted_by'], partial_certificate: ['issued_by'], practice_answer: ['recorded_by'], practice_stop: ['stopped_by'], seat_offer: ['made_by', 'ended_by'],
  selection_line: ['changed_by'], statistic: ['entered_by'], status_survey_revision: ['saved_by'], status_survey_section: ['saved_by'], substitution: ['person_id', 'asked_by', 'decided_by'], transfer_line: ['saved_by'],
  waitlist_entry: ['moved_by'],
} as const

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, Object.entries(references).flatMap(([table, columns]) => columns.map((column) => `create index ${table}_${column} on ${table} (${column}) where ${column} is not null;`)).join('\n'))
}

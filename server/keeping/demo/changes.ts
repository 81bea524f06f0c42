import { sql, type Insertable } from 'kysely'
import type { Change } from '../../base/change.ts'
import { enqueue, enqueueAll } from '../../base/jobs.ts'
import type { Tables } from '../../base/tables.ts'
import { reportJob } from '../../cascade/support-reports/changes.ts'
import { printJob as noticeJob } from '../../cascade/meeting-notices/changes.ts'
import { printJob as minutesJob } from '../../cascade/minutes/steps/changes.ts'
import { loadMeasures } from '../../practice/statistic-measures/changes.ts'
import { hasId, type Tray } from './tray.ts'

/** What stands on what: a table comes after those its rows point at. */
const order: (keyof Tables)[] = [
  'municipality', 'organization', 'profession', 'person', 'person_profession', 'affiliation', 'account', 'post', 'sheet_approval_step', 'program', 'pillar', 'program_year',
  'budget_line', 'year_step', 'course', 'module', 'file', 'question_bank', 'question', 'question_version', 'lesson', 'lesson_version', 'lesson_picture', 'lesson_prerequisite',
  'scorm_package', 'training', 'training_lesson', 'cohort', 'cohort_instructor', 'day_choice', 'class_day', 'slot', 'demand_survey', 'demand_answer', 'sender', 'call',
  'call_file', 'allotment_plan', 'allotment', 'allotment_change', 'nomination_sheet', 'nil_return', 'application', 'applicant', 'nomination', 'selection', 'selection_line', 'waitlist_entry',
  'enrollment', 'chosen_day', 'seat_offer', 'sheet_approval', 'sheet_approval_mark', 'substitution', 'progress', 'viewing', 'questionnaire_pot', 'effect_measurement', 'effect_sheet', 'effect_rating',
  'exercise_grouping', 'exercise_group', 'exercise_group_seat', 'exercise_group_apart', 'scorm_attempt', 'scorm_state', 'test_attempt', 'test_answer', 'submission', 'submission_round', 'submission_file', 'marking',
  'submission_redaction', 'attendance', 'attendance_mark', 'check_in', 'walk_in', 'absence_notice', 'make_up', 'make_up_setting', 'online_meeting', 'online_log', 'online_log_row', 'online_presence',
  'online_log_mark', 'completion_criteria', 'judgment', 'meeting_series', 'meeting', 'meeting_door', 'meeting_item', 'cascade_document', 'meeting_reply', 'meeting_reply_revision', 'meeting_person', 'meeting_mark',
  'meeting_question', 'judgment_line', 'completed_module', 'carried_module', 'certificate', 'certificate_event', 'certificate_handover', 'reissue_request', 'partial_certificate', 'instructor', 'instructor_topic', 'instructor_area',
  'instructor_away', 'instructor_refresh', 'local_training', 'local_training_day', 'local_training_module', 'instructor_request', 'instructor_request_day', 'local_participant', 'local_attendance', 'local_attendance_mark', 'practice_asking', 'practice_answer',
  'practice_link', 'target', 'approval', 'audit_line', 'message', 'mail_bounce', 'reminder', 'news', 'paper_round', 'paper_damage', 'daily_living_area', 'center_area',
  'transfer_check', 'transfer_leave', 'transfer_sheet', 'transfer_line', 'transfer_arrival', 'minutes', 'minutes_note', 'minutes_note_revision', 'minutes_edition', 'minutes_comment', 'meeting_reading', 'meeting_questionnaire',
  'support_recruitment', 'model_support', 'model_support_step', 'support_plan', 'support_goal', 'goal_check', 'expert', 'expert_appointment', 'support_session', 'support_attendance', 'visit_report', 'action_item',
  'support_report', 'good_practice', 'practice_adoption', 'shelf_item', 'shelf_version', 'attendee_kind', 'conference_type', 'conference_type_function', 'conference_frequency', 'conference_plan', 'conference', 'conference_attendance',
  'conference_person', 'care_case', 'care_case_reason', 'care_case_function', 'conference_case_count', 'statistic', 'statistic_correction', 'care_plan_filing', 'issue_theme', 'issue_setting', 'community_issue', 'community_issue_theme',
  'community_issue_case', 'community_issue_move', 'issue_group', 'issue_group_member', 'subsidy_indicator', 'status_survey', 'status_survey_edition', 'status_survey_cover', 'status_survey_leave', 'status_survey_answer', 'status_survey_section', 'status_survey_revision',
  'status_survey_correction',
]

const boxesMax = 30_000 // a statement takes 65,535 values

/**
 * Moves a whole year into an empty database, a few statements per table. Each table counts from 1 again first, so that a
 * row gets the id by which the others on the tray know it.
 */
export async function moveIn(change: Change, tray: Tray): Promise<void> {
  const { tx, log } = change
  await loadMeasures(change)
  const forgotten = tray.tables().filter((table) => !order.includes(table))
  if (forgotten.length > 0) throw new Error(`no place in the order for ${forgotten.join()}`)
  for (const table of order) {
    const rows = tray.rows(table).map(({ id: _, ...row }) => row as Insertable<Tables[typeof table]>)
    if (hasId(table)) await sql`select setval(pg_get_serial_sequence(${table}, 'id'), 1, false)`.execute(tx)
    const step = Math.max(1, Math.floor(boxesMax / Math.max(1, Object.keys(rows[0] ?? {}).length)))
    for (let at = 0; at < rows.length; at += step) await tx.insertInto(table).values(rows.slice(at, at + step)).$if(table === 'attendee_kind', (query) => query.onConflict((oc) => oc.doNothing())).execute() // the migration has its kinds already
  }
  // What was submitted is printed as it always is, by its job, once the house is open.
  await enqueueAll(tx, reportJob, tray.rows('support_report').map(({ id }) => ({ reportId: id })))
  for (const { id } of tray.rows('meeting').filter(({ state }) => state === 'registration')) await enqueue(tx, noticeJob, { meetingId: id, round: 1 })
  await enqueueAll(tx, minutesJob, tray.rows('minutes_edition').map(({ meeting_id: meetingId, number }) => ({ meetingId, number })))
  log('demo.movedIn', 'demo:year', { people: tray.rows('person').length, enrollments: tray.rows('enrollment').length })
}

import type { Insertable } from 'kysely'
import type { Tables } from '../../base/tables.ts'

/** Rows that know each other before any database does: an id is the place on its tray. */
export interface Tray {
  /** Puts a row down. @returns its id, 1 for the first of a table; of no use for tables without one */
  put<T extends keyof Tables>(table: T, row: Insertable<Tables[T]>): number
  rows<T extends keyof Tables>(table: T): readonly (Insertable<Tables[T]> & { id?: number })[]
  /** Changes a row that was put down; demo rows grow as the year goes on. */
  mend<T extends keyof Tables>(table: T, id: number, more: Partial<Insertable<Tables[T]>>): void
  tables(): (keyof Tables)[]
}

const withoutId = new Set<keyof Tables>(['nil_return', 'cohort_instructor', 'person_profession', 'profession', 'training_lesson',
  'progress', 'lesson_prerequisite', 'lesson_picture', 'scorm_state', 'test_answer', 'selection_line', 'attendance', 'check_in','online_meeting', 'online_presence', 'online_log_mark', 'judgment_line', 'completed_module', 'carried_module', 'demand_answer', 'sheet_approval_step', 'sheet_approval_mark',
  'make_up_setting', 'allotment', 'allotment_plan', 'allotment_change', 'chosen_day', 'questionnaire_pot', 'effect_measurement', 'effect_sheet', 'effect_rating', 'practice_answer', 'practice_link',
  'transfer_leave', 'center_area',
  'model_support_step', 'goal_check', 'expert', 'visit_report',
  'instructor_topic', 'instructor_area', 'instructor_request_day', 'local_training_module', 'local_attendance', 'exercise_grouping', 'exercise_group', 'exercise_group_seat', 'exercise_group_apart',
  'community_issue_theme', 'community_issue_case', 'issue_setting', 'issue_group_member',
  'shelf_version', 'meeting_door', 'meeting_reply', 'minutes', 'minutes_note', 'meeting_reading', 'meeting_questionnaire',
  'attendee_kind', 'conference_type_function', 'conference_plan', 'conference_attendance', 'conference_person', 'care_case_reason', 'care_case_function', 'conference_case_count',
  'status_survey_edition', 'status_survey_cover', 'status_survey_leave', 'status_survey_section', 'status_survey_revision'])

export const hasId = (table: keyof Tables): boolean => !withoutId.has(table)

export function emptyTray(): Tray {
  const trays = new Map<keyof Tables, object[]>()
  const trayOf = (table: keyof Tables) => {
    if (!trays.has(table)) trays.set(table, [])
    return trays.get(table)!
  }
  return {
    put(table, row) {
      const tray = trayOf(table)
      const id = tray.length + 1
      tray.push(hasId(table) ? { id, ...row } : row)
      return id
    },
    rows: (table) => trayOf(table) as never,
    mend(table, id, more) { Object.assign(trayOf(table)[id - 1]!, more) },
    tables: () => [...trays.keys()],
  }
}

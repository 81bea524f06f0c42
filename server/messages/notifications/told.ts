/** The lines of the audit trail that somebody is told about; every other line is nobody's letter. */
export const toldActions = [
  'call.published', 'call.revised', 'call.closed', 'call.reopened', 'sheet.submitted', 'sheet.recalled', 'sheet.returned', 'sheet.prolonged', 'sheet.accepted', 'application.submitted',
  'nomination.double_decided',
  'selection.announced', 'offer.made', 'offer.accepted', 'offer.declined', 'offer.lapsed', 'offer.withdrawn', 'offer.prolonged', 'enrollment.withdrawn', 'enrollment.transferred', 'cohort.moved', 'class_day.saved', 'day.given', 'judgment.confirmed', 'certificates.issued', 'certificate.reissued', 'certificate.revoked',
  'certificate.corrected', 'account.invited', 'account.reset_asked', 'password.changed', 'password.set', 'second_factor.set', 'second_factor.removed', 'second_factor.recovered', 'approval.requested', 'approval.approved', 'approval.returned',
  'nomination.withdrawn', 'nomination.replaced', 'enrollment.replaced', 'substitution.requested', 'substitution.declined',
  'sheet_approval.requested', 'sheet_approval.passed', 'sheet_approval.approved', 'sheet_approval.returned',
  'submission.accepted', 'submission.returned', 'submission.redacted', 'submission.removed', 'test.passed', 'test.failed',
  'absence.sent', 'make_up.put', 'make_up.accepted', 'make_up.returned', 'groups.published', 'modules.granted', 'reissue.refused',
  'support_recruitment.opened', 'model_support.applied', 'model_support.designated', 'model_support.declined', 'support_plan.proposed', 'support_plan.agreed', 'support_session.planned', 'support_session.moved',
  'support_session.canceled', 'expert_request.made', 'expert_request.accepted', 'expert_request.declined', 'support_report.shared', 'practice.returned', 'practice.published',
  'instructor.invited', 'instructor.refreshed', 'instructor_request.sent', 'instructor_request.withdrawn', 'instructor_request.accepted', 'instructor_request.declined', 'local_training.returned',
  'practice_report.asked', 'practice_report.asked_again', 'practice_report.reminded',
  'transfer_check.opened', 'transfer_check.reminded', 'transfer_check.leave_given', 'transfer.arrived', 'transfer.refused',
  'papers.damaged', 'reminders.given', 'counters.differ', 'demand.opened', 'demand.reminded', 'demand.leave_given',
  'meeting.announced', 'meeting.registration_opened', 'meeting.moved', 'meeting.cancelled', 'meeting.postponed', 'meeting.reminded', 'meeting.shared',
  'status_survey.opened', 'status_survey.reminded', 'status_survey.leave_given', 'status_survey.corrected', 'status_survey.published', 'status_answer.returned',
  'minutes.opened', 'minutes.answered', 'minutes.corrected', 'meeting.question_answered', 'meeting.missed', 'meeting_questionnaire.opened',
] as const
export type ToldAction = typeof toldActions[number]
export const isTold = (action: string): action is ToldAction => (toldActions as readonly string[]).includes(action)

/** Every kind of letter, in the order in which a year brings them. */
export const templates = [
  'demand_opened', 'demand_reminded', 'demand_leave_given',
  'meeting_announced', 'meeting_registration_opened', 'meeting_moved', 'meeting_cancelled', 'meeting_postponed', 'meeting_reminded', 'meeting_shared',
  'transfer_check_opened_listed', 'transfer_check_reminded_listed', 'transfer_check_leave_given_listed', 'transfer_arrived_listed', 'transfer_refused_listed', 'reminder_transfer',
  'minutes_opened', 'minutes_answered', 'minutes_corrected', 'meeting_question_answered', 'meeting_missed', 'meeting_questionnaire_opened',
  'call_published', 'call_revised', 'call_closed', 'call_reopened', 'sheet_submitted', 'sheet_recalled', 'sheet_returned', 'sheet_prolonged', 'sheet_accepted', 'application_submitted',
  'double_kept_listed', 'double_dropped_listed', 'double_different_listed',
  'selected', 'waitlisted', 'next_year', 'declined', 'announced',
  'offer_made', 'offer_made_listed', 'offer_accepted', 'offer_accepted_listed', 'offer_declined', 'offer_declined_listed',
  'offer_lapsed', 'offer_lapsed_listed', 'offer_withdrawn', 'offer_withdrawn_listed', 'offer_prolonged', 'offer_prolonged_listed',
  'withdrawn', 'withdrawn_listed', 'schedule_changed', 'schedule_changed_listed', 'schedule_postponed', 'schedule_postponed_listed', 'transferred', 'transferred_listed', 'day_given', 'submission_accepted', 'submission_returned', 'submission_redacted', 'test_marked', 'completed', 'not_completed', 'judged',
  'certificate_issued', 'certificates_listed', 'certificate_reissued', 'certificate_revoked', 'certificate_corrected', 'reissue_refused', 'groups_published', 'modules_granted',
  'nomination_withdrawn', 'nomination_withdrawn_listed', 'nomination_replaced',
  'papers_damaged', 'account_invited', 'counters_differ', 'account_reset', 'password_changed', 'second_factor_changed', 'approval_requested', 'approval_approved', 'approval_returned',
  'reminder_review', 'reminder_sheet', 'reminder_name', 'reminder_lessons', 'reminder_returned', 'reminder_choice', 'reminder_day', 'reminder_demand', 'reminder_meeting', 'reminder_measurement', 'reminder_marking',
  'absence_sent_listed', 'make_up_put', 'make_up_accepted', 'make_up_returned', 'reminder_make_up', 'reminder_make_up_listed',
  'support_recruitment_opened_listed', 'model_support_applied_listed', 'model_support_designated_listed', 'model_support_declined_listed', 'support_plan_proposed_listed', 'support_plan_agreed_listed',
  'support_session_planned', 'support_session_planned_listed', 'support_session_moved', 'support_session_moved_listed', 'support_session_canceled', 'support_session_canceled_listed',
  'expert_request_made', 'expert_request_accepted', 'expert_request_declined', 'support_report_shared_listed', 'practice_returned_listed', 'practice_published_listed',
  'instructor_invited', 'instructor_refreshed', 'reminder_instructor', 'instructor_request_sent', 'instructor_request_withdrawn', 'instructor_request_accepted_listed', 'instructor_request_declined_listed', 'local_training_returned_listed',
  'practice_asked', 'practice_reminded',
  'status_survey_opened_listed', 'status_survey_reminded_listed', 'status_survey_leave_given_listed', 'status_survey_corrected_listed', 'status_survey_published_listed', 'status_answer_returned_listed', 'reminder_status_survey', 'reminder_issue',
] as const
export type Template = typeof templates[number]

/** Whether a letter of that kind goes to a municipality; all others go to a person. */
export const isToBody = (template: Template): boolean => /^(call_|sheet_|demand_|minutes_|meeting_)|_listed$/.test(template)
  || ['application_submitted', 'nomination_replaced', 'announced', 'judged', 'reminder_review', 'reminder_sheet', 'reminder_demand', 'reminder_transfer', 'reminder_status_survey', 'reminder_issue', 'reminder_meeting'].includes(template)

/** Whether a letter goes outside in the name of the office. What municipality and instructor say to each other, colleagues asking each other, and a reset link one asked for, are nobody's letter. */
export const isSigned = (template: Template): boolean => !/^(approval_|papers_|expert_request_(accepted|declined)|instructor_request_)/.test(template) && template !== 'application_submitted' && template !== 'account_reset' && template !== 'password_changed' && template !== 'second_factor_changed'

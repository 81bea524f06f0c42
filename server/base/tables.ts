// Written from the migrated database by `npm run tables`. Never edited by hand.
import type { ColumnType, Generated } from 'kysely'

type Always<T> = ColumnType<T, never, never>

export interface Tables {
  absence_notice: {
    id: Always<number>; enrollment_id: number; class_day_id: number; kind: 'absent' | 'late';
    arrives_at: string | null; reason: string; sent_by: number | null; sent_at: Date;
    taken_back_at: Date | null;
  }
  account: {
    id: Always<number>; person_id: number; email: string; password_hash: string | null;
    language: 'ja' | 'en' | null; created_at: Date; disabled_at: Date | null;
  }
  action_item: {
    id: Always<number>; municipality_id: number | null; support_session_id: number | null; what: string;
    owner: string; due_on: string | null; state: Generated<'open' | 'done' | 'dropped'>; settled_on: string | null;
    remark: Generated<string>; version: Generated<number>; made_by: number | null; made_at: Date;
    meeting_item_id: number | null; for_all: Generated<boolean>;
  }
  affiliation: {
    id: Always<number>; person_id: number; municipality_id: number | null; organization_id: number | null;
    organization: string; position: string | null; category: 'chair' | 'adviser' | 'case_presenter' | 'other' | null; from_on: string;
    to_on: string | null; trained: Generated<boolean>; confirmed_on: string | null; counts: Generated<number>;
    earlier_import_id: number | null;
  }
  allotment: {
    call_id: number; municipality_id: number; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; places: number;
  }
  allotment_change: {
    call_id: number; municipality_id: number; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; computed: number;
    reason: string; changed_by: number; changed_at: Date;
  }
  allotment_plan: {
    call_id: number; parameters: unknown; saved_by: number; saved_at: Date;
    version: Generated<number>;
  }
  applicant: {
    id: Always<number>; application_id: number; municipality_id: number; rank: number;
    name: Generated<string>; kana: Generated<string>; search_key: Generated<string>; affiliation: Generated<string>;
    profession_code: string | null; position: Generated<string>; category: 'chair' | 'adviser' | 'case_presenter' | 'other' | null; experience: 'experienced' | 'planned' | null;
    experience_count: number | null; years: number | null; wished_cohort_id: number | null; email: Generated<string>;
    support_needs: Generated<string>; motivation: Generated<string>; purpose_consent: Generated<boolean>; roster_consent: Generated<boolean>;
    verdict: 'taken' | 'declined' | null; verdict_reason: Generated<string>; verdict_by: number | null; verdict_at: Date | null;
    person_id: number | null; second_cohort_id: number | null; third_cohort_id: number | null;
  }
  application: {
    id: Always<number>; call_id: number; municipality_id: number; route: 'employer' | 'self';
    office_name: string; contact_name: Generated<string>; contact_phone: Generated<string>; email: string;
    language: Generated<'ja' | 'en'>; state: Generated<'draft' | 'submitted' | 'returned' | 'reviewed'>; receipt: string | null; return_reason: string | null;
    due_on: string | null; version: Generated<number>; begun_at: Date; saved_at: Date | null;
    submitted_at: Date | null; returned_at: Date | null; reviewed_at: Date | null;
  }
  application_link: {
    hash: string; application_id: number; made_at: Date;
  }
  approval: {
    id: Always<number>; subject: string; title: string; path: string;
    state: Generated<'requested' | 'approved' | 'returned' | 'recalled'>; requested_by: number; requested_at: Date; decided_by: number | null;
    decided_at: Date | null; note: string | null; title_en: Generated<string>;
  }
  attendance: {
    slot_id: number; enrollment_id: number; state: 'present' | 'late' | 'left_early' | 'disconnected' | 'absent_notified' | 'absent_unnotified' | 'made_up' | 'exempt'; minutes: number | null;
    evidence: 'sign_in' | 'qr' | 'staff' | 'zoom_log_import' | 'self_declared'; reason: string | null; marked_by: number | null; marked_at: Date;
  }
  attendance_mark: {
    id: Always<number>; slot_id: number; enrollment_id: number; state: 'present' | 'late' | 'left_early' | 'disconnected' | 'absent_notified' | 'absent_unnotified' | 'made_up' | 'exempt' | null;
    minutes: number | null; evidence: string; reason: string | null; marked_by: number | null;
    marked_at: Date; tap_key: string | null; received_at: Date | null; stood: Generated<boolean>;
    undoes: number | null;
  }
  attendee_kind: {
    code: string; label: string; label_en: string; part: 'participant' | 'organizer' | 'observer';
    position: number; from_fiscal_year: Generated<number>; to_fiscal_year: number | null;
  }
  audit_line: {
    id: Always<number>; at: Date; person_id: number | null; post_id: number | null;
    municipality_id: number | null; action: string; subject: string; detail: Generated<unknown>;
    request_id: string | null;
  }
  badge: {
    id: Always<number>; uuid: string; certificate_id: number; event_id: number;
    person_id: number; key_id: number; with_name: boolean; valid_from: Date;
    token: string; made_at: Date; withdrawn_at: Date | null;
  }
  bounce_reading: {
    id: Always<number>; lines: unknown; read_by: number; read_at: Date;
  }
  budget_line: {
    id: Always<number>; program_year_id: number; pillar_id: number | null; label: string;
    amount: number; unit: 'thousand_yen' | 'yen';
  }
  bundle_file: {
    id: Always<number>; call_id: number; key: string; name: string;
    bytes: number; sha256: string; state: Generated<'open' | 'queued' | 'taken' | 'dropped'>; sent_by: number | null;
    sent_at: Date; reason: string | null; work_id: number | null; taken_at: Date | null;
    sheets: number | null; people: number | null;
  }
  calendar_entry: {
    class_day_id: number; cohort_id: number; sequence: Generated<number>; held_on: string;
    place: string; starts_at: string | null; ends_at: string | null; canceled: boolean;
    slots: Generated<number>; alone: Generated<boolean>;
  }
  calendar_feed: {
    id: Always<number>; person_id: number; secret_hash: string; made_at: Date;
    revoked_at: Date | null;
  }
  calendar_slot: {
    slot_id: number; class_day_id: number; sequence: Generated<number>; held_on: string;
    place: string; title: string; starts_at: string; ends_at: string;
    canceled: boolean;
  }
  calendar_stay: {
    enrollment_id: number; cohort_id: number; moves: Generated<number>;
  }
  calendar_teaching: {
    cohort_id: number; person_id: number; moves: Generated<number>;
  }
  call: {
    id: Always<number>; training_id: number; state: Generated<'draft' | 'in_approval' | 'published' | 'closed' | 'reopened' | 'finished'>; revision: Generated<number>;
    document_number: string | null; issued_on: string | null; opens_on: string; office_closes_on: string;
    closes_on: string; decision_on: string; addressee: Generated<string>; sender: Generated<string>;
    seal_omitted: Generated<boolean>; purpose: Generated<string>; eligibility: Generated<string>; cost: Generated<string>;
    how_to: Generated<string>; completion: Generated<string>; personal_data: Generated<string>; attachments: Generated<string>;
    contact: Generated<string>; quota_chair: Generated<number>; quota_adviser: Generated<number>; quota_case_presenter: Generated<number>;
    quota_other: Generated<number>; prepared_by: number | null; published_at: Date | null; closed_at: Date | null;
    reopened_reason: string | null; file_id: number | null; version: Generated<number>; route: Generated<'municipality' | 'employer' | 'self' | 'prefecture_bundle'>;
    pool_on: string | null; profession_quotas: Generated<unknown>; sender_label: string | null; eligibility_rules: Generated<unknown>;
  }
  call_file: {
    id: Always<number>; call_id: number; kind: 'form' | 'attachment'; title: string;
    file_id: number; added_by: number; added_at: Date; position: Generated<number>;
    removed_at: Date | null; removed_by: number | null;
  }
  call_revision: {
    id: Always<number>; call_id: number; revision: number; note: string;
    changed: unknown; made_by: number; made_at: Date; file_id: number | null;
  }
  care_case: {
    id: Always<number>; conference_id: number; municipality_id: number; number: number;
    managed_by: 'support_center' | 'care_manager_office' | 'other'; care_level: 'none' | 'target' | 'support_1' | 'support_2' | 'care_1' | 'care_2' | 'care_3' | 'care_4' | 'care_5' | null; age_band: 'under_65' | '65_74' | '75_84' | '85_94' | 'over_95' | null; is_again: Generated<boolean>;
    summary: Generated<string>; summary_checked: Generated<boolean>; follow_up_on: string | null; followed_up_on: string | null;
    follow_up_note: Generated<string>; version: Generated<number>;
  }
  care_case_function: {
    case_id: number; municipality_id: number; function: 'case_resolution' | 'network_building' | 'issue_discovery' | 'resource_development' | 'policy_formation';
  }
  care_case_reason: {
    case_id: number; municipality_id: number; reason: 'support_level_certified' | 'perceived_difficulty' | 'community_issue' | 'care_plan_review' | 'other';
  }
  care_plan_filing: {
    id: Always<number>; municipality_id: number; fiscal_year: number; kind: 'frequent_home_help' | 'by_office';
    planned_on: string; filed_on: string; care_level: 'care_1' | 'care_2' | 'care_3' | 'care_4' | 'care_5'; visits: number | null;
    limit_percent: number | null; home_help_percent: number | null; reviewed_on: string | null; reviewed_in: Generated<string>;
    outcome: 'kept' | 'to_change' | null; filed_by: number | null; version: Generated<number>;
  }
  care_plan_threshold: {
    id: Always<number>; rule: 'home_help_visits_per_month' | 'limit_use_ratio_min' | 'home_help_ratio_min'; care_level: Generated<'any' | 'care_1' | 'care_2' | 'care_3' | 'care_4' | 'care_5'>; value: number | null;
    valid_from: string; source: string; made_by: number | null; made_at: Date | null;
  }
  carried_module: {
    enrollment_id: number; module_id: number; from_enrollment_id: number; completed_on: string;
    granted_by: number | null; granted_at: Date;
  }
  cascade_document: {
    id: Always<number>; file_id: number; title: string; readers: 'prefecture' | 'experts' | 'municipality' | 'all';
    municipality_id: number | null; position: number; added_by: number; added_at: Date;
    model_support_id: number | null; support_session_id: number | null; meeting_id: number | null; meeting_item_id: number | null;
  }
  cascade_setting: {
    id: Generated<number>; idle_months: Generated<number>; refresh_months: Generated<number>; version: Generated<number>;
  }
  center_area: {
    municipality_id: number; area_id: number; organization_id: number;
  }
  certificate: {
    id: Always<number>; training_id: number; number: number; number_text: string;
    enrollment_id: number; person_id: number; municipality_id: number | null; name: string;
    kana: Generated<string>; name_key: Generated<string>; kana_key: Generated<string>; birth_date: string | null;
    completed_on: string; issued_on: string; code: string; template_id: number | null;
    issuer_title: string | null; issuer_name: string | null; name_registered: string | null; spelling_note: string | null;
    deed: string | null; deed_en: string | null; in_force: Generated<boolean>;
  }
  certificate_event: {
    id: Always<number>; certificate_id: number; kind: 'issued' | 'corrected' | 'reissued' | 'revoked'; at: Date;
    acted_by: number | null; reason: string | null; name: string; file_id: number | null;
    code: string | null;
  }
  certificate_handover: {
    id: Always<number>; certificate_id: number; event_id: number; way: 'taken' | 'by_hand' | 'by_post';
    handed_on: string; at: Date; acted_by: number | null;
  }
  certificate_template: {
    id: Always<number>; course_id: number; version: number; title: string;
    deed: string; title_en: Generated<string>; deed_en: Generated<string>; with_english: Generated<boolean>;
    with_birth_date: Generated<boolean>; seal: Generated<'box' | 'omitted' | 'none'>; orientation: Generated<'landscape' | 'portrait'>; border: Generated<'ornate' | 'plain'>;
    issuer_en: Generated<string>; sender_label: string | null; name_change_is_ground: Generated<boolean>; made_by: number | null;
    made_at: Date;
  }
  check_in: {
    slot_id: number; secret: string; opens_at: Date; closes_at: Date;
    opened_by: number | null;
  }
  check_in_guess: {
    account_id: number; at: Date;
  }
  chosen_day: {
    enrollment_id: number; class_day_id: number; day_choice_id: number | null; is_chosen: boolean;
    moves: Generated<number>; chosen_by: number | null; chosen_at: Date;
  }
  class_day: {
    id: Always<number>; cohort_id: number; held_on: string; place: Generated<string>;
    directions: Generated<string>; opens_at: Generated<string>; day_choice_id: number | null; seats: number | null;
  }
  cohort: {
    id: Always<number>; training_id: number; position: number; name: string;
    name_en: string; capacity: number; delivery_mode: Generated<'on_site' | 'live_online' | 'on_demand'>; state: Generated<'planned' | 'postponed' | 'canceled' | 'finished'>;
  }
  cohort_instructor: {
    cohort_id: number; person_id: number;
  }
  community_issue: {
    id: Always<number>; municipality_id: number; fiscal_year: number; raised_on: string;
    title: string; situation: string; function: 'case_resolution' | 'network_building' | 'issue_discovery' | 'resource_development' | 'policy_formation'; organization_id: number | null;
    area: Generated<string>; evidence_cases: number | null; evidence: Generated<string>; other_theme: Generated<string>;
    conference_id: number | null; is_general: Generated<boolean>; parent_id: number | null; state: Generated<'raised' | 'grouped' | 'discussed' | 'escalated' | 'responded' | 'fed_back' | 'closed' | 'carried_over'>;
    response: 'network' | 'resource' | 'policy' | null; outcome: 'proposed' | 'adopted_plan' | 'adopted_budget' | 'not_adopted' | 'continuing' | null; carried_to: number | null; next_on: string | null;
    closed_on: string | null; checked_by: number | null; made_by: number | null; made_at: Date;
    version: Generated<number>;
  }
  community_issue_case: {
    issue_id: number; municipality_id: number; case_id: number; heard: 'told' | 'not_possible' | null;
    heard_on: string | null; heard_words: Generated<string>; heard_by: number | null;
  }
  community_issue_move: {
    id: Always<number>; issue_id: number; municipality_id: number; act: 'raise' | 'group' | 'ungroup' | 'note' | 'discuss' | 'escalate' | 'respond' | 'settle' | 'feed_back' | 'close' | 'carry' | 'resume';
    from_state: 'raised' | 'grouped' | 'discussed' | 'escalated' | 'responded' | 'fed_back' | 'closed' | 'carried_over' | null; to_state: 'raised' | 'grouped' | 'discussed' | 'escalated' | 'responded' | 'fed_back' | 'closed' | 'carried_over'; on_day: string; conference_id: number | null;
    words: Generated<string>; response: 'network' | 'resource' | 'policy' | null; outcome: 'proposed' | 'adopted_plan' | 'adopted_budget' | 'not_adopted' | 'continuing' | null; carried_to: number | null;
    next_on: string | null; made_by: number | null; made_at: Date; undone_at: Date | null;
    undone_by: number | null;
  }
  community_issue_theme: {
    issue_id: number; municipality_id: number; theme_id: number;
  }
  completed_module: {
    enrollment_id: number; module_id: number; judgment_id: number; completed_on: string;
  }
  completion_criteria: {
    id: Always<number>; training_id: number; version: number; rule: unknown;
    made_by: number | null; made_at: Date;
  }
  conference: {
    id: Always<number>; municipality_id: number; type_id: number; organization_id: number | null;
    fiscal_year: number; position: number | null; held_on: string | null; state: Generated<'planned' | 'held' | 'canceled'>;
    state_reason: Generated<string>; meeting_kind: Generated<'regular' | 'as_needed'>; mode: Generated<'on_site' | 'partly_online' | 'online'>; cases_discussed: number | null;
    people: number | null; remark: Generated<string>; recorded_by: number | null; recorded_at: Date | null;
    version: Generated<number>;
  }
  conference_attendance: {
    conference_id: number; municipality_id: number; kind: string; people: number;
  }
  conference_case_count: {
    conference_id: number; municipality_id: number; dimension: 'managed_by' | 'reason' | 'function'; code: string;
    cases: number;
  }
  conference_frequency: {
    id: Always<number>; type_id: number; municipality_id: number; scope: 'municipality' | 'center';
    times_min: number | null; times_max: number | null; per: 'year' | 'month' | null; every_months: number | null;
    source: Generated<string>; since: string | null;
  }
  conference_person: {
    conference_id: number; municipality_id: number; person_id: number; role: 'chair' | 'adviser' | 'case_presenter' | 'secretariat' | 'other';
  }
  conference_plan: {
    municipality_id: number; fiscal_year: number; marked_from: string | null; marked_to: string | null;
    saved_by: number | null; saved_at: Date; version: Generated<number>;
  }
  conference_type: {
    id: Always<number>; municipality_id: number; code: Generated<string>; name: string;
    name_en: Generated<string>; level: 'individual' | 'area' | 'municipality'; subtype: 'self_reliance' | 'difficult_case' | null; organizer: Generated<string>;
    role: Generated<string>; members: Generated<string>; council: 'tier1' | 'tier2' | null; started_fiscal_year: number | null;
    from_fiscal_year: number; to_fiscal_year: number | null; position: Generated<number>; version: Generated<number>;
  }
  conference_type_area: {
    type_id: number; municipality_id: number; organization_id: number;
  }
  conference_type_function: {
    type_id: number; municipality_id: number; function: 'case_resolution' | 'network_building' | 'issue_discovery' | 'resource_development' | 'policy_formation';
  }
  conference_year_count: {
    municipality_id: number; fiscal_year: number; on_record: Generated<number>; held: Generated<number>;
    cases: Generated<number>; silent: Generated<number>;
  }
  course: {
    id: Always<number>; kind: 'practitioner_training' | 'instructor_training' | 'follow_up_training'; name: string; name_en: string;
    mark: string; description: Generated<string>; requirements: Generated<string>; instructor_years: Generated<number>;
  }
  coverage_count: {
    municipality_id: number; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; people: Generated<number>; elsewhere: Generated<number>;
  }
  daily_living_area: {
    id: Always<number>; municipality_id: number; name: string; name_key: string;
    position: Generated<number>; first_year: number | null; last_year: number | null; version: Generated<number>;
  }
  day_choice: {
    id: Always<number>; cohort_id: number; title: string; title_en: string;
    closes_on: string;
  }
  demand_answer: {
    survey_id: number; municipality_id: number; nil: boolean; chair: Generated<number>;
    adviser: Generated<number>; case_presenter: Generated<number>; other: Generated<number>; remark: Generated<string>;
    contact_name: Generated<string>; contact_phone: Generated<string>; contact_email: Generated<string>; answered_at: Date;
    answered_by: number; late: Generated<boolean>; version: Generated<number>; taken_by: 'phone' | 'mail' | 'paper' | null;
  }
  demand_leave: {
    survey_id: number; municipality_id: number; until_on: string; reason: string;
    given_by: number; given_at: Date;
  }
  demand_survey: {
    id: Always<number>; course_id: number; fiscal_year: number; capacity: number | null;
    due_on: string; message: Generated<string>; contact: Generated<string>; state: Generated<'open' | 'closed'>;
    opened_by: number; opened_at: Date; closed_at: Date | null; reminded_at: Date | null;
    version: Generated<number>;
  }
  double_decision: {
    id: Always<number>; call_id: number; one_id: number; other_id: number;
    outcome: 'keep_one' | 'keep_other' | 'different'; reason: string; decided_by: number; decided_at: Date;
  }
  duplicate_rule: {
    only_one: Generated<boolean>; undo_days: Generated<number>;
  }
  earlier_completer: {
    id: Always<number>; import_id: number; person_id: number | null; municipality_id: number;
    name: string; kana: string; name_key: string; affiliation: Generated<string>;
    profession_code: string | null; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; course_id: number; fiscal_year: number;
    completed_on: string | null; certificate_number: Generated<string>; in_post: Generated<boolean>; likely_id: number | null;
    made_person: Generated<boolean>; matched_at: Date | null; matched_by: number | null; version: Generated<number>;
  }
  earlier_count: {
    fiscal_year: number; course_id: number; municipality_id: number; category: 'chair' | 'adviser' | 'case_presenter' | 'other';
    profession_code: string | null; people: Generated<number>;
  }
  earlier_import: {
    id: Always<number>; kind: 'earlier_results' | 'earlier_completers' | 'earlier_models'; taken_at: Date; taken_by: number | null;
    rows: Generated<number>; taken_back_at: Date | null; taken_back_by: number | null; reason: string | null;
  }
  earlier_model: {
    id: Always<number>; import_id: number; fiscal_year: number; municipality_id: number;
    meetings: number | null; source: string; printed: Generated<string>;
  }
  earlier_result: {
    id: Always<number>; program_id: number; course_id: number | null; from_fiscal_year: number;
    to_fiscal_year: number; about: Generated<'training' | 'model_support' | 'liaison_meeting'>; measure: 'capacity' | 'nominated' | 'selected' | 'attended' | 'completed' | 'municipalities' | 'model_municipalities' | 'cohorts' | 'meetings'; value: number;
    source: string; printed: Generated<string>; fact: string | null; import_id: number | null;
    month: number | null; mode: 'on_site' | 'live_online' | 'on_demand' | null;
  }
  effect_link: {
    hash: string; enrollment_id: number; purpose: 'expectation' | 'later'; made_at: Date;
    expires_on: string;
  }
  effect_measurement: {
    training_id: number; items: unknown; after_days: Generated<number>; later_days: Generated<number>;
    asks_manager: Generated<boolean>; version: Generated<number>;
  }
  effect_rating: {
    enrollment_id: number; round: 'before' | 'after' | 'later'; rater: 'self' | 'manager'; ratings: unknown;
    note: Generated<string>; rated_at: Date;
  }
  effect_sheet: {
    enrollment_id: number; goal: Generated<string>; has_manager: boolean | null; manager_name: Generated<string>;
    manager_email: string | null; expectation: Generated<string>; expected_at: Date | null;
  }
  enrollment: {
    id: Always<number>; training_id: number; cohort_id: number; person_id: number;
    municipality_id: number | null; nomination_id: number | null; number: number; category: 'chair' | 'adviser' | 'case_presenter' | 'other';
    profession_code: string | null; affiliation: Generated<string>; state: Generated<'enrolled' | 'in_progress' | 'pending_judgment' | 'completed' | 'not_completed' | 'withdrawn' | 'carried_over'>; name_checked_at: Date | null;
    attended: Generated<boolean>; enrolled_at: Date; completed_on: string | null; withdrawn_at: Date | null;
    withdrawn_by: 'trainee' | 'employer' | 'municipality' | 'prefecture' | null; withdrawn_reason: string | null; replaces_id: number | null;
  }
  evaluation_annex: {
    id: Always<number>; year_id: number; number: string; title: string;
    goal: Generated<string>; purpose: Generated<string>; results: Generated<string>; challenges: Generated<string>;
    efforts: Generated<string>; budget_fiscal_year: number; version: Generated<number>;
  }
  evaluation_annex_figure: {
    annex_id: number; position: number; name: string; course_id: number | null;
    measure: 'capacity' | 'nominated' | 'selected' | 'attended' | 'completed' | 'municipalities' | 'model_municipalities' | 'cohorts' | 'meetings'; from_fiscal_year: number; to_fiscal_year: number; digits: Generated<'wide' | 'narrow'>;
  }
  evaluation_annex_pillar: {
    annex_id: number; position: number; heading: Generated<string>; name: Generated<string>;
    words: Generated<string>;
  }
  evaluation_edition: {
    id: Always<number>; year_id: number; number: number; reason: Generated<string>;
    content: unknown; grounds: unknown; sha256: string; asked_by: number | null;
    made_by: number | null; made_at: Date; pdf_file_id: number | null; xlsx_file_id: number | null;
    reported_on: string | null; reported_to: Generated<string>; reported_by: number | null; published_on: string | null;
    address: Generated<string>; published_by: number | null;
  }
  evaluation_entry: {
    id: Always<number>; item_id: number; year_id: number; actual: number | null;
    proposed: number | null; differs_reason: Generated<string>; actual_at: Date | null; actual_by: number | null;
    evaluation: Generated<string>; outlook: Generated<string>; grade: string | null; proposed_grade: string | null;
    grade_reason: Generated<string>; graded_at: Date | null; graded_by: number | null; version: Generated<number>;
    saved_at: Date | null; saved_by: number | null; edit_key: string | null; edit_from: number | null;
  }
  evaluation_entry_revision: {
    id: Always<number>; entry_id: number; version: number; evaluation: string;
    outlook: string; saved_at: Date; saved_by: number | null;
  }
  evaluation_form: {
    id: Always<number>; name: string; name_en: Generated<string>; labels: unknown;
    version: Generated<number>;
  }
  evaluation_grade: {
    scale_id: number; position: number; mark: string; label: Generated<string>;
    at_least_tenths: number;
  }
  evaluation_grade_scale: {
    id: Always<number>; form_id: number; from_fiscal_year: number; source: Generated<string>;
    made_at: Date; made_by: number | null;
  }
  evaluation_item: {
    id: Always<number>; sheet_id: number; position: number; effort: string;
    related: Generated<string>; reference: Generated<string>; version: Generated<number>;
  }
  evaluation_target: {
    id: Always<number>; item_id: number; fiscal_year: number; target_id: number | null;
    course_id: number | null; program_id: number | null; measure: 'capacity' | 'nominated' | 'selected' | 'attended' | 'completed' | 'municipalities' | 'model_municipalities' | 'cohorts' | 'meetings'; span: 'each' | 'cumulative';
    unit: string; value: number; frozen_at: Date | null;
  }
  evaluation_target_change: {
    id: Always<number>; evaluation_target_id: number; from_value: number; to_value: number;
    reason: string; decided_on: string; made_at: Date; made_by: number | null;
  }
  evaluation_year: {
    id: Always<number>; sheet_id: number; fiscal_year: number; state: Generated<'draft' | 'in_approval' | 'frozen' | 'correcting'>;
    correction_reason: Generated<string>; version: Generated<number>;
  }
  exercise_group: {
    class_day_id: number; number: number; facilitator_id: number | null;
  }
  exercise_group_apart: {
    class_day_id: number; one_id: number; other_id: number;
  }
  exercise_group_move: {
    id: Always<number>; class_day_id: number; enrollment_id: number; from_number: number;
    to_number: number; moved_by: number | null; moved_at: Date;
  }
  exercise_group_seat: {
    enrollment_id: number; class_day_id: number; group_number: number; is_locked: Generated<boolean>;
  }
  exercise_grouping: {
    class_day_id: number; size: Generated<number>; seed: Generated<number>; weights: unknown;
    table_columns: Generated<number>; published_at: Date | null; published_by: number | null; made_by: number | null;
    made_at: Date | null; version: Generated<number>;
  }
  expert: {
    person_id: number; affiliation: string; themes: string; days: Generated<string>;
    note: Generated<string>; ended_on: string | null; version: Generated<number>;
  }
  expert_appointment: {
    id: Always<number>; model_support_id: number; person_id: number; from_on: string;
    to_on: string; state: Generated<'asked' | 'accepted' | 'declined' | 'ended'>; words: Generated<string>; document_number: string | null;
    answer: string | null; asked_by: number | null; asked_at: Date; answered_at: Date | null;
  }
  file: {
    id: Always<number>; key: string; name: string; type: string;
    bytes: number; sha256: string; municipality_id: number | null; made_at: Date;
  }
  goal_check: {
    goal_id: number; kind: 'half_year' | 'end'; outcome: 'reached' | 'partly' | 'not_yet'; words: string;
    version: Generated<number>; checked_by: number | null; checked_at: Date;
  }
  good_practice: {
    id: Always<number>; municipality_id: number | null; model_support_id: number | null; state: Generated<'draft' | 'offered' | 'published' | 'withdrawn'>;
    title: string; name: string; prefecture: Generated<string>; kind: 'ward' | 'city' | 'town' | 'village';
    themes: Generated<unknown>; population: number | null; part_population: number | null; aged_65_hundredths: number | null;
    part_aged_65_hundredths: number | null; aged_75_hundredths: number | null; part_aged_75_hundredths: number | null; counted_on: string | null;
    outline: Generated<string>; features: Generated<string>; since_year: number | null; history: Generated<string>;
    users: Generated<string>; user_counts: Generated<unknown>; lead_body: Generated<string>; bodies: Generated<string>;
    involvement: Generated<string>; involvement_yen: number | null; aid: Generated<string>; aid_yen: number | null;
    issues: Generated<string>; plans: Generated<string>; other: Generated<string>; section: Generated<string>;
    contact: Generated<string>; version: Generated<number>; made_by: number | null; made_at: Date;
    consented_by: number | null; consented_at: Date | null; published_by: number | null; published_at: Date | null;
    note: string | null;
  }
  head_count: {
    training_id: number; municipality_id: number | null; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; enrolled: Generated<number>;
    withdrawn: Generated<number>; attended: Generated<number>; completed: Generated<number>; substitutes: Generated<number>;
    active: Generated<number>; expected: Generated<number>;
  }
  incoming_file: {
    id: Always<number>; kind: string; municipality_id: number | null; subject_id: number | null;
    key: string; name: string; bytes: number; sha256: string;
    state: Generated<'open' | 'taken' | 'dropped'>; sent_by: number | null; sent_at: Date; taken_at: Date | null;
    rows_taken: number | null;
  }
  instructor: {
    id: Always<number>; person_id: number; municipality_id: number | null; course_id: number;
    training_id: number | null; fiscal_year: number; completed_on: string; valid_until: string;
    state: Generated<'invited' | 'active' | 'declined' | 'withdrawn'>; invited_at: Date; consented_at: Date | null; ended_at: Date | null;
    ended_reason: string | null; willing: Generated<'own' | 'chosen' | 'all'>; weekdays: Generated<string>; themes: Generated<string>;
    availability: Generated<string>; version: Generated<number>;
  }
  instructor_area: {
    instructor_id: number; area_id: number;
  }
  instructor_away: {
    id: Always<number>; instructor_id: number; from_on: string; to_on: string;
    note: Generated<string>;
  }
  instructor_refresh: {
    id: Always<number>; instructor_id: number; before_on: string; until_on: string;
    enrollment_id: number | null; reason: string; made_by: number | null; made_at: Date;
  }
  instructor_request: {
    id: Always<number>; municipality_id: number; local_training_id: number; instructor_id: number;
    person_id: number; name: string; kana: Generated<string>; state: Generated<'draft' | 'sent' | 'accepted' | 'declined' | 'withdrawn'>;
    employer: string; document_number: string; issued_on: string; sender: string;
    seal_omitted: Generated<boolean>; theme: string; message: Generated<string>; honorarium_yen: number;
    travel_yen: number; material_due_on: string | null; answer_by: string; contact: string;
    letter: unknown | null; sent_at: Date | null; answered_at: Date | null; answer_reason: string | null;
    job_title: string | null; photo_consent: boolean | null; recording_consent: boolean | null; remark: string | null;
    acceptance: unknown | null; withdrawn_reason: string | null; made_by: number | null; made_at: Date;
    version: Generated<number>;
  }
  instructor_request_day: {
    instructor_request_id: number; local_training_day_id: number;
  }
  instructor_topic: {
    instructor_id: number; module_id: number;
  }
  issue_group: {
    id: Always<number>; title: string; title_en: Generated<string>; theme_id: number | null;
    words: Generated<string>; meeting_item_id: number | null; made_by: number | null; made_at: Date;
    version: Generated<number>;
  }
  issue_group_member: {
    group_id: number; issue_id: number; added_by: number | null; added_at: Date;
  }
  issue_setting: {
    id: Generated<number>; stuck_months: number; version: Generated<number>;
  }
  issue_theme: {
    id: Always<number>; code: Generated<string>; label: string; label_en: Generated<string>;
    position: number; from_on: string; until_on: string | null; version: Generated<number>;
  }
  judgment: {
    id: Always<number>; training_id: number; criteria_id: number; state: Generated<'draft' | 'in_approval' | 'confirmed'>;
    prepared_by: number; prepared_at: Date; confirmed_at: Date | null; completed_on: string;
    kind: Generated<'usual' | 'correction'>; reason: string | null; cohort_id: number | null; proposed_at: Date | null;
  }
  judgment_line: {
    judgment_id: number; enrollment_id: number; proposal: 'completed' | 'not_completed' | 'pending'; decision: 'completed' | 'not_completed' | 'pending';
    evidence: unknown; exception_reason: string | null; changed_by: number | null; version: Generated<number>;
  }
  lesson: {
    id: Always<number>; module_id: number; position: number; kind: 'page' | 'document' | 'video' | 'link' | 'test' | 'assignment' | 'questionnaire' | 'scorm';
    title: string; title_en: string; version: Generated<number>; published_version_id: number | null;
    copied_from_id: number | null;
  }
  lesson_awaiting: {
    enrollment_id: number; lesson_id: number; lesson_version_id: number; awaits_id: number;
    since: Date;
  }
  lesson_picture: {
    lesson_id: number; number: number; file_id: number; description: string;
    width: number; height: number;
  }
  lesson_prerequisite: {
    lesson_id: number; needs_lesson_id: number;
  }
  lesson_upload: {
    id: Always<number>; lesson_id: number; person_id: number; pieces: string;
    name: string; bytes: number; begun_at: Date; ended_at: Date | null;
  }
  lesson_version: {
    id: Always<number>; lesson_id: number; number: number; body: Generated<string>;
    file_id: number | null; captions_file_id: number | null; transcript: Generated<string>; duration_seconds: number | null;
    pages: number | null; percent_needed: Generated<number>; url: string | null; content: Generated<unknown>;
    published_at: Date | null; no_captions_reason: string | null; skipping: Generated<'free' | 'watched'>; background: Generated<'counts' | 'pauses'>;
    rate_percent_max: Generated<number>; page_seconds: Generated<number>;
  }
  letter_in_use: {
    template: string; version: number; chosen_by: number; chosen_at: Date;
  }
  letter_version: {
    id: Always<number>; template: string; version: number | null; title: string;
    title_en: string; body: string; body_en: string; saved_by: number;
    saved_at: Date; published_by: number | null; published_at: Date | null; edited: Generated<number>;
  }
  local_attendance: {
    local_training_day_id: number; participant_id: number; municipality_id: number; state: 'present' | 'late' | 'left_early' | 'disconnected' | 'absent_notified' | 'absent_unnotified' | 'made_up' | 'exempt';
    minutes: number | null; evidence: 'sign_in' | 'qr' | 'staff' | 'zoom_log_import' | 'self_declared'; reason: string | null; marked_by: number | null;
    marked_at: Date;
  }
  local_attendance_mark: {
    id: Always<number>; local_training_day_id: number; participant_id: number; municipality_id: number;
    state: 'present' | 'late' | 'left_early' | 'disconnected' | 'absent_notified' | 'absent_unnotified' | 'made_up' | 'exempt' | null; minutes: number | null; evidence: 'sign_in' | 'qr' | 'staff' | 'zoom_log_import' | 'self_declared'; reason: string | null;
    marked_by: number | null; marked_at: Date; undoes: number | null;
  }
  local_participant: {
    id: Always<number>; local_training_id: number; municipality_id: number; person_id: number;
    number: number; name: string; kana: Generated<string>; affiliation: Generated<string>;
    profession_code: string | null; completed: Generated<boolean>; added_by: number | null; added_at: Date;
  }
  local_training: {
    id: Always<number>; municipality_id: number; fiscal_year: number; first_on: string;
    last_on: string; title: string; purpose: Generated<string>; seats: number;
    days_needed: number | null; late_limit_minutes: Generated<number>; state: Generated<'planned' | 'held' | 'reported' | 'canceled'>; canceled_reason: string | null;
    was_held: boolean | null; participants: number | null; attended: number | null; completed: number | null;
    went_well: Generated<string>; issues: Generated<string>; next_steps: Generated<string>; reported_at: Date | null;
    reported_by: number | null; returned_at: Date | null; returned_reason: string | null; received_at: Date | null;
    received_by: number | null; made_by: number | null; made_at: Date; version: Generated<number>;
  }
  local_training_day: {
    id: Always<number>; local_training_id: number; municipality_id: number; held_on: string;
    starts_at: string; ends_at: string; place: Generated<string>; delivery_mode: Generated<'on_site' | 'live_online'>;
  }
  local_training_module: {
    local_training_id: number; module_id: number;
  }
  mail_bounce: {
    id: Always<number>; address: string; message_id: number | null; reason: string;
    status: string | null; marked_by: number; marked_at: Date; cleared_by: number | null;
    cleared_at: Date | null;
  }
  make_up: {
    id: Always<number>; enrollment_id: number; slot_id: number; kind: 'seat' | 'report';
    state: 'booked' | 'draft' | 'submitted' | 'returned' | 'done' | 'canceled' | 'missed'; seat_slot_id: number | null; report: string | null; note: string | null;
    asked_by: number | null; asked_at: Date; handed_in_at: Date | null; decided_by: number | null;
    decided_at: Date | null;
  }
  make_up_setting: {
    training_id: number; closes_on: string | null; report_length: Generated<number>; years_carried: Generated<number>;
    version: Generated<number>;
  }
  marking: {
    id: Always<number>; round_id: number; marked_by: number; verdict: 'accepted' | 'returned';
    levels: Generated<unknown>; comment: Generated<string>; remarks: Generated<unknown>; due_on: string | null;
    in_at: Date;
  }
  meeting: {
    id: Always<number>; series_id: number; number: number; title: string;
    title_en: Generated<string>; state: Generated<'planned' | 'announced' | 'registration' | 'held' | 'minutes_shared' | 'cancelled' | 'postponed'>; state_reason: Generated<string>; held_on: string;
    starts_at: string; ends_at: string; mode: 'venue' | 'online' | 'both'; place: Generated<string>;
    directions: Generated<string>; url: Generated<string>; replies_due_on: string; message: Generated<string>;
    contact: Generated<string>; document_number: Generated<string>; issued_on: string | null; addressee: Generated<string>;
    sender: Generated<string>; seal_omitted: Generated<boolean>; round: Generated<number>; announced_at: Date | null;
    announced_by: number | null; notice_file_id: number | null; held_at: Date | null; people_here: number | null;
    municipalities_here: number | null; version: Generated<number>;
  }
  meeting_door: {
    meeting_id: number; secret: string; opens_at: Date; closes_at: Date;
    opened_by: number | null;
  }
  meeting_item: {
    id: Always<number>; meeting_id: number; position: number; kind: 'proposal' | 'report' | 'lecture' | 'exchange' | 'other';
    title: string; owner: Generated<string>; speaker_id: number | null; minutes: number;
    note: Generated<string>; version: Generated<number>;
  }
  meeting_mark: {
    id: Always<number>; meeting_person_id: number; here: boolean; mode: 'venue' | 'online' | null;
    how: 'scan' | 'desk' | 'link'; marked_by: number | null; marked_at: Date;
  }
  meeting_person: {
    id: Always<number>; meeting_id: number; municipality_id: number | null; person_id: number | null;
    name: string; kana: Generated<string>; section: Generated<string>; job_title: Generated<string>;
    mode: 'venue' | 'online'; stands_in_for: Generated<string>; origin: 'reply' | 'walk_in' | 'guest'; position: Generated<number>;
    added_at: Date; here_at: Date | null; here_mode: 'venue' | 'online' | null; here_how: 'scan' | 'desk' | 'link' | null;
  }
  meeting_question: {
    id: Always<number>; meeting_id: number; municipality_id: number; item_id: number | null;
    text: string; asked_at: Date; asked_by: number; shared_at: Date | null;
    shared_by: number | null; asked_when: Generated<'before' | 'after'>; answer: Generated<string>; answered_at: Date | null;
    answered_by: number | null;
  }
  meeting_questionnaire: {
    meeting_id: number; state: Generated<'draft' | 'open'>; closes_on: string | null; content: Generated<unknown>;
    version: Generated<number>;
  }
  meeting_questionnaire_answered: {
    meeting_id: number; person_id: number; municipality_id: number; answered_on: string;
  }
  meeting_reading: {
    meeting_id: number; municipality_id: number; read_at: Date; read_by: number;
  }
  meeting_reading_reminder: {
    meeting_id: number; municipality_id: number; sent_on: string;
  }
  meeting_reminder: {
    meeting_id: number; municipality_id: number; round: number; sent_at: Date;
    sent_by: number;
  }
  meeting_reply: {
    meeting_id: number; municipality_id: number; answer: 'coming' | 'not_coming' | 'undecided'; remark: Generated<string>;
    contact_name: Generated<string>; contact_phone: Generated<string>; contact_email: Generated<string>; first_at: Date;
    answered_at: Date; answered_by: number; taken_by: 'phone' | 'mail' | 'paper' | null; taken_reason: Generated<string>;
    late: boolean; version: Generated<number>;
  }
  meeting_reply_draft: {
    meeting_id: number; municipality_id: number; content: unknown; saved_at: Date;
    saved_by: number;
  }
  meeting_reply_revision: {
    id: Always<number>; meeting_id: number; municipality_id: number; round: number;
    answer: 'coming' | 'not_coming' | 'undecided'; people: number; answered_at: Date; answered_by: number;
    taken_by: 'phone' | 'mail' | 'paper' | null; taken_reason: Generated<string>; late: boolean;
  }
  meeting_series: {
    id: Always<number>; fiscal_year: number; name: string; name_en: Generated<string>;
    purpose: Generated<string>; times: Generated<number>; version: Generated<number>;
  }
  message: {
    id: Always<number>; template: string; subject_ref: string; person_id: number | null;
    municipality_id: number | null; to_address: string | null; sent_to: Generated<string>; title: string;
    title_en: Generated<string>; body: string; path: string | null; state: Generated<'waiting' | 'sent' | 'held' | 'failed'>;
    held_reason: string | null; tries: Generated<number>; claimed_at: Date | null; made_at: Date;
    sent_at: Date | null; read_at: Date | null; audit_line_id: number | null; template_version: Generated<number>;
  }
  minutes: {
    meeting_id: number; state: Generated<'draft' | 'comments' | 'final' | 'correcting'>; comments_due_on: string | null; opened_at: Date | null;
    opened_by: number | null; correction_reason: Generated<string>; version: Generated<number>;
  }
  minutes_comment: {
    id: Always<number>; meeting_id: number; meeting_item_id: number | null; municipality_id: number;
    text: string; made_at: Date; made_by: number; answer: Generated<string>;
    answered_at: Date | null; answered_by: number | null;
  }
  minutes_edition: {
    id: Always<number>; meeting_id: number; number: number; reason: Generated<string>;
    content: unknown; file_id: number | null; made_at: Date; made_by: number;
  }
  minutes_note: {
    meeting_item_id: number; meeting_id: number; text: Generated<string>; decision: Generated<string>;
    version: Generated<number>; saved_at: Date | null; saved_by: number | null; edit_key: string | null;
    edit_from: number | null;
  }
  minutes_note_revision: {
    id: Always<number>; meeting_item_id: number; version: number; text: string;
    decision: string; saved_at: Date; saved_by: number;
  }
  model_support: {
    id: Always<number>; recruitment_id: number; fiscal_year: number; municipality_id: number;
    state: Generated<'recruiting' | 'applied' | 'designated' | 'plan_agreed' | 'supporting' | 'reported' | 'shared_at_liaison' | 'closed' | 'declined' | 'withdrawn'>; reason: Generated<string>; situation: Generated<string>; wishes: Generated<string>;
    structure: Generated<string>; contact: Generated<string>; version: Generated<number>; receipt: string | null;
    outcome: 'designate' | 'decline' | null; outcome_reason: Generated<string>; withdrawal_reason: string | null;
  }
  model_support_step: {
    model_support_id: number; state: string; at: Date; by_person: number | null;
    note: string | null;
  }
  module: {
    id: Always<number>; course_id: number; position: number; title: string;
    title_en: string; minutes: number | null;
  }
  municipality: {
    id: Always<number>; code: string; name: string; name_en: string;
    kana: string; kind: 'ward' | 'city' | 'town' | 'village'; island: Generated<boolean>; section: string | null;
    valid_from: string | null; valid_to: string | null; successor_id: number | null; outside: Generated<boolean>;
  }
  name_correction: {
    id: Always<number>; person_id: number; words: string; asked_at: Date;
    answered_at: Date | null; answered_by: number | null; call_id: number | null; corrected_by: number | null;
    name_before: string | null; kana_before: string | null; name_after: string | null; kana_after: string | null;
  }
  news: {
    id: Always<number>; audience: 'all' | 'role' | 'municipality' | 'training'; role: 'trainee' | 'instructor' | 'expert' | 'municipality' | 'contractor' | 'prefecture' | 'administrator' | null; municipality_id: number | null;
    training_id: number | null; title: string; title_en: Generated<string>; body: string;
    body_en: Generated<string>; from_on: string; until_on: string | null; pinned: Generated<boolean>;
    version: Generated<number>; made_by: number; made_at: Date; withdrawn_at: Date | null;
  }
  news_read: {
    news_id: number; person_id: number; version: number; read_at: Date;
  }
  news_version: {
    news_id: number; version: number; title: string; title_en: string;
    body: string; body_en: string; from_on: string; until_on: string | null;
    pinned: boolean; saved_by: number; saved_at: Date;
  }
  nil_return: {
    sheet_id: number; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; reason: Generated<string>;
  }
  nomination: {
    id: Always<number>; sheet_id: number; call_id: number; municipality_id: number;
    person_id: number | null; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; rank: number; name: Generated<string>;
    kana: Generated<string>; affiliation: Generated<string>; organization_id: number | null; profession_code: string | null;
    experience: 'experienced' | 'planned' | null; wished_cohort_id: number | null; email: Generated<string>; reason: Generated<string>;
    submitted: Generated<boolean>; withdrawn_at: Date | null; team: number | null; withdrawn_by: 'trainee' | 'employer' | 'municipality' | 'prefecture' | null;
    withdrawn_on: string | null; withdrawn_reason: string | null; replaces_id: number | null; applicant_id: number | null;
    experience_count: number | null; experience_years: number | null; second_cohort_id: number | null; third_cohort_id: number | null;
  }
  nomination_file: {
    id: Always<number>; call_id: number; municipality_id: number; key: string;
    name: string; bytes: number; sha256: string; state: Generated<'open' | 'taken' | 'dropped'>;
    sent_by: number | null; sent_at: Date; taken_at: Date | null; people: number | null;
  }
  nomination_sheet: {
    id: Always<number>; call_id: number; municipality_id: number; state: Generated<'draft' | 'submitted' | 'returned' | 'accepted'>;
    version: Generated<number>; contact_name: Generated<string>; contact_phone: Generated<string>; contact_email: Generated<string>;
    receipt: string | null; submitted_at: Date | null; submitted_by: number | null; saved_at: Date;
    return_reason: string | null; returned_at: Date | null; due_on: string | null; edit_key: string | null;
    edit_from: number | null; named: Generated<number>; due_reason: string | null; in_approval: Generated<boolean>;
    saved_by: number | null;
  }
  notice: {
    id: Always<number>; batch_id: number; training_id: number; municipality_id: number;
    person_id: number | null; kind: 'selected' | 'waitlisted' | 'next_year' | 'declined' | 'list'; name: string; file_id: number;
  }
  notice_batch: {
    id: Always<number>; training_id: number; state: Generated<'draft' | 'printing' | 'done'>; document_number: string;
    issued_on: string; sender: string; seal_omitted: Generated<boolean>; office: string;
    openings: unknown; next_steps: Generated<string>; withdraw_by: string | null; contact: string;
    made_by: number; made_at: Date; work_id: number | null; version: Generated<number>;
  }
  once_key: {
    account_id: number; key: string; route: string; body_hash: string;
    location: string | null; notice: string | null; used_at: Date;
  }
  one_time_link: {
    id: string; account_id: number; purpose: 'invitation' | 'reset'; made_at: Date;
    expires_at: Date; used_at: Date | null;
  }
  online_identity: {
    id: Always<number>; training_id: number; log_id: number | null; identity: string;
    enrollment_id: number | null; decided_by: number | null; decided_at: Date;
  }
  online_log: {
    id: Always<number>; class_day_id: number; slot_id: number | null; key: string;
    name: string; bytes: number; sha256: string; service: 'zoom' | 'teams' | 'webex' | 'other' | null;
    layout: unknown | null; said: Generated<unknown>; zone_minutes: number | null; grace_minutes: Generated<number>;
    state: Generated<'open' | 'taken' | 'replaced' | 'undone' | 'dropped'>; replaced_by: number | null; sent_by: number | null; sent_at: Date;
    taken_by: number | null; taken_at: Date | null; undone_at: Date | null;
  }
  online_log_mark: {
    log_id: number; slot_id: number; enrollment_id: number; state: string | null;
    minutes: number | null; before: unknown | null;
  }
  online_log_row: {
    id: Always<number>; log_id: number; line: number; identity: string;
    name: string; email: string; marks: string; joined_at: Date | null;
    left_at: Date | null; is_waiting: Generated<boolean>; cells: unknown;
  }
  online_meeting: {
    class_day_id: number; url: string; set_by: number | null; set_at: Date;
  }
  online_presence: {
    slot_id: number; enrollment_id: number; log_id: number; ended_at: string;
    spans: unknown; present_seconds: number; late_seconds: number; early_seconds: number;
    gap_seconds: number;
  }
  organization: {
    id: Always<number>; municipality_id: number | null; kind: 'municipal_office' | 'core_support_center' | 'support_center' | 'home_care_support_center' | 'care_manager_office' | 'care_service_office' | 'hospital_or_clinic' | 'pharmacy' | 'dental_clinic' | 'professional_body' | 'social_welfare_council' | 'nonprofit' | 'other'; name: string;
    kana: string | null; name_key: string; operation: 'direct' | 'commissioned' | null; valid_from: string | null;
    valid_to: string | null;
  }
  paper_damage: {
    id: Always<number>; file_id: number; kind: 'missing' | 'changed'; found_at: Date;
    settled_at: Date | null; settled_by: number | null; settlement: 'restored' | 'given_up' | null; note: string | null;
  }
  paper_round: {
    id: Always<number>; night: string; after_id: Generated<number>; looked_at: Generated<number>;
    ended_at: Date | null;
  }
  partial_certificate: {
    id: Always<number>; training_id: number; number: number; number_text: string;
    enrollment_id: number; person_id: number; municipality_id: number | null; name: string;
    kana: Generated<string>; modules: unknown; issued_on: string; valid_until: string;
    issuer_title: string; issuer_name: string; issued_at: Date; issued_by: number | null;
    code: string;
  }
  person: {
    id: Always<number>; municipality_id: number | null; name: string; kana: string | null;
    kana_key: Generated<string>; search_key: Generated<string>; email: string | null; phone: string | null;
    birth_date: string | null; roster_consent: boolean | null; created_at: Date; merged_into_id: number | null;
    earlier_import_id: number | null;
  }
  person_apart: {
    one_id: number; other_id: number; reason: string; said_by: number | null;
    said_at: Date;
  }
  person_merge: {
    id: Always<number>; kept_id: number; merged_id: number; municipality_id: number | null;
    reason: string; evidence: unknown; kept_before: unknown; kept_after: unknown;
    merged_before: unknown; merged_by: number | null; merged_at: Date; undo_until: string;
    undone_by: number | null; undone_at: Date | null; undo_reason: string | null;
  }
  person_merge_move: {
    merge_id: number; position: number; table_name: string; row_key: unknown;
    before: unknown; after: unknown;
  }
  person_profession: {
    person_id: number; profession_code: string; is_primary: Generated<boolean>;
  }
  pillar: {
    id: Always<number>; program_id: number; position: number; name: string;
    name_en: string; from_fiscal_year: number; to_fiscal_year: number | null;
  }
  places_rule: {
    category: 'chair' | 'adviser' | 'case_presenter' | 'other'; wanted: number; loss_percent: number; places_max: number | null;
    version: Generated<number>;
  }
  plan_period: {
    id: Always<number>; number: number; name: string; name_en: Generated<string>;
    from_fiscal_year: number; to_fiscal_year: number; fixed_on: string | null; fixed_by: number | null;
    version: Generated<number>;
  }
  player: {
    account_id: number; viewing_id: number | null; seen_at: Date; spare_seconds: Generated<number>;
  }
  post: {
    id: Always<number>; account_id: number; kind: 'trainee' | 'instructor' | 'expert' | 'municipality' | 'contractor' | 'prefecture' | 'administrator'; municipality_id: number | null;
    title: Generated<string>; granted_at: Date; ended_at: Date | null;
  }
  practice_adoption: {
    id: Always<number>; practice_id: number; municipality_id: number; adopted_on: string;
    what: string; training_id: number | null; course: Generated<string>; told_by: number | null;
    told_at: Date;
  }
  practice_answer: {
    asking_id: number; practiced: boolean; times: number | null; role: 'chair' | 'adviser' | 'case_presenter' | 'other' | null;
    cases: number | null; changed: Generated<string>; manager_kind: 'named' | 'office' | 'none'; manager_name: Generated<string>;
    manager_email: string | null; via: 'link' | 'account' | 'paper' | 'phone'; reason: string | null; recorded_by: number | null;
    answered_at: Date; version: Generated<number>; confirm_until: string | null; mailed_at: Date | null;
    reminded_at: Date | null; mails: Generated<number>; refused_at: Date | null; verdict: 'confirmed' | 'disagreed' | null;
    verdict_words: Generated<string>; verdict_at: Date | null;
  }
  practice_asking: {
    id: Always<number>; enrollment_id: number; months: number; due_on: string;
    asked_on: string; closes_on: string; times: Generated<number>; reached: Generated<boolean>;
    office_name: Generated<string>; office_email: string | null;
  }
  practice_link: {
    hash: string; asking_id: number; purpose: 'answer' | 'confirm'; made_at: Date;
    expires_on: string;
  }
  practice_reminder: {
    asking_id: number; times: number; after_days: number; given_at: Date;
  }
  practice_rule: {
    course_id: number; is_on: Generated<boolean>; months: string; open_days: number;
    reminder_days: string; version: Generated<number>;
  }
  practice_stop: {
    enrollment_id: number; reason: string; stopped_by: number | null; stopped_at: Date;
  }
  printed_figure: {
    fact: string; value: unknown | null; checked_at: Date;
  }
  profession: {
    code: string; name: string; name_en: string; position: number;
  }
  program: {
    id: Always<number>; name: string; name_en: string; purpose: Generated<string>;
  }
  program_year: {
    id: Always<number>; program_id: number; fiscal_year: number;
  }
  progress: {
    enrollment_id: number; lesson_id: number; state: 'in_progress' | 'completed'; opened_at: Date;
    seen_at: Date; ranges: Generated<unknown>; position_seconds: Generated<number>; percent: Generated<number>;
    completed_at: Date | null; lesson_version_id: number;
  }
  question: {
    id: Always<number>; bank_id: number; code: string; kind: 'single' | 'multiple' | 'true_false' | 'ordering' | 'matching' | 'short_answer' | 'numeric' | 'free_text';
    tags: Generated<string[]>; state: Generated<'active' | 'retired'>; version: Generated<number>;
  }
  question_bank: {
    id: Always<number>; course_id: number | null; name: string; name_en: Generated<string>;
    version: Generated<number>;
  }
  question_file: {
    id: Always<number>; bank_id: number; kind: 'table' | 'package'; key: string;
    name: string; bytes: number; sha256: string; state: Generated<'open' | 'taken' | 'dropped'>;
    sent_by: number | null; sent_at: Date; taken_at: Date | null; questions: number | null;
  }
  question_version: {
    id: Always<number>; question_id: number; number: number; stem: string;
    body: unknown; points: Generated<number>; feedback: Generated<string>; made_at: Date;
  }
  questionnaire_pot: {
    lesson_id: number | null; training_id: number | null; cohort_id: number | null; category: 'chair' | 'adviser' | 'case_presenter' | 'other' | null;
    pending: unknown; shown: Generated<unknown>; municipality_id: number | null; profession_code: string | null;
    meeting_id: number | null;
  }
  recount_finding: {
    id: Always<number>; round_id: number; counter: string; looked_at: number;
    differences: number; milliseconds: number; examples: Generated<unknown>; repaired_at: Date | null;
    repaired_by: number | null; repaired: number | null;
  }
  recount_round: {
    id: Always<number>; night: string; began_at: Date; ended_at: Date | null;
  }
  recovery_code: {
    hash: string; account_id: number; used_at: Date | null;
  }
  reissue_request: {
    id: Always<number>; certificate_id: number; person_id: number; municipality_id: number | null;
    reason: 'lost' | 'damaged' | 'name_changed'; words: Generated<string>; name_wanted: string | null; id_check: 'number_card' | 'licence' | 'passport' | 'residence_card' | 'other';
    returns_old: boolean; address: string; state: Generated<'asked' | 'accepted' | 'refused' | 'withdrawn'>; asked_at: Date;
    decided_at: Date | null; decided_by: number | null; refusal: string | null; event_id: number | null;
  }
  reminder: {
    id: Always<number>; kind: string; batch: string; subject_ref: string;
    item: Generated<string>; person_id: number | null; municipality_id: number | null; due_on: string;
    days_before: number; given_at: Date;
  }
  reminder_rule: {
    kind: string; days: string; is_on: boolean; rests: boolean;
    changed_by: number | null; changed_at: Date | null; version: Generated<number>;
  }
  result_by_profession: {
    fiscal_year: number; course_id: number; municipality_id: number | null; profession_code: string | null;
    nominated: Generated<number>; selected: Generated<number>; attended: Generated<number>; completed: Generated<number>;
  }
  result_by_town: {
    fiscal_year: number; course_id: number; municipality_id: number | null; category: 'chair' | 'adviser' | 'case_presenter' | 'other';
    nominated: Generated<number>; selected: Generated<number>; attended: Generated<number>; completed: Generated<number>;
  }
  result_by_training: {
    training_id: number; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; profession_code: string | null; nominated: Generated<number>;
    selected: Generated<number>; attended: Generated<number>; completed: Generated<number>;
  }
  result_by_year: {
    fiscal_year: number; course_id: number; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; profession_code: string | null;
    nominated: Generated<number>; selected: Generated<number>; attended: Generated<number>; completed: Generated<number>;
  }
  result_count: {
    training_id: number; municipality_id: number | null; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; profession_code: string | null;
    nominated: Generated<number>; chosen: Generated<number>; enrolled: Generated<number>; substitutes: Generated<number>;
    attended: Generated<number>; completed: Generated<number>; selected: Generated<number>;
  }
  scorm_attempt: {
    id: Always<number>; enrollment_id: number; lesson_id: number; lesson_version_id: number;
    package_id: number; number: number; learner: string; is_over: Generated<boolean>;
    is_done: Generated<boolean>; score: number | null; began_at: Date; done_at: Date | null;
    closed_at: Date | null;
  }
  scorm_commit: {
    id: Always<number>; launch_id: number; number: number; at: Date;
    elements: unknown; suspend_data: string | null; refused: unknown | null;
  }
  scorm_launch: {
    id: Always<number>; token_hash: string; package_id: number; attempt_id: number | null;
    item: string; mode: 'normal' | 'review' | 'browse'; account_id: number; post_id: number;
    made_at: Date; seen_at: Date; expires_at: Date; ended_at: Date | null;
    last_number: Generated<number>; claimed_seconds: Generated<number>;
  }
  scorm_package: {
    id: Always<number>; lesson_id: number; file_id: number; folder: string;
    course: unknown; findings: unknown; made_by: number | null; made_at: Date;
  }
  scorm_state: {
    attempt_id: number; item: string; elements: Generated<unknown>; suspend_data: Generated<string>;
    is_ended: Generated<boolean>; is_suspended: Generated<boolean>; completion: 'incomplete' | 'completed'; success: 'unknown' | 'passed' | 'failed';
    score: number | null; seconds: Generated<number>; claimed_seconds: Generated<number>; sittings: Generated<number>;
    opened_at: Date; seen_at: Date;
  }
  seat_offer: {
    id: Always<number>; entry_id: number; training_id: number; cohort_id: number;
    person_id: number; municipality_id: number; state: Generated<'open' | 'accepted' | 'declined' | 'lapsed' | 'withdrawn'>; made_at: Date;
    made_by: number | null; made_reason: Generated<string>; due_at: Date; ended_at: Date | null;
    ended_by: number | null; ended_reason: Generated<string>; enrollment_id: number | null;
  }
  seat_offer_link: {
    hash: string; offer_id: number; made_at: Date;
  }
  second_factor: {
    account_id: number; secret: string; last_counter: number; since: Date;
  }
  selection: {
    id: Always<number>; training_id: number; state: Generated<'draft' | 'in_approval' | 'confirmed' | 'announced'>; seed: number;
    over_percent: number; waitlist_max: Generated<number>; hard_quota: Generated<boolean>; quota_chair: number | null;
    quota_adviser: number | null; quota_case_presenter: number | null; quota_other: number | null; prepared_by: number;
    simulated_at: Date; confirmed_at: Date | null; announced_at: Date | null; version: Generated<number>;
    profession_quotas: Generated<unknown>; hard_profession_quota: Generated<boolean>; guarantee_max: Generated<number>;
  }
  selection_dossier: {
    id: Always<number>; selection_id: number; version: number; approval_id: number;
    content_hash: string; file_id: number; printed_at: Date;
  }
  selection_line: {
    selection_id: number; nomination_id: number; position: number; rule: string;
    rule_data: Generated<unknown>; simulated_outcome: 'selected' | 'waitlisted' | 'next_year' | 'declined'; outcome: 'selected' | 'waitlisted' | 'next_year' | 'declined'; waitlist_position: number | null;
    simulated_cohort_id: number | null; cohort_id: number | null; change_reason: string | null; changed_by: number | null;
    changed_at: Date | null; cohort_rule: 'wish_1' | 'wish_2' | 'wish_3' | 'with_team' | 'team_apart' | 'wishes_full' | 'balance' | null;
  }
  self_evaluation_sheet: {
    id: Always<number>; period_id: number; form_id: number; program_id: number | null;
    number: string; name: string; name_en: Generated<string>; situation: Generated<string>;
    vision: Generated<string>; outcome: Generated<string>; version: Generated<number>;
  }
  sender: {
    id: Always<number>; label: string; organization: string; title: string;
    name: Generated<string>; valid_from: string; valid_to: string | null; version: Generated<number>;
  }
  session: {
    id: string; account_id: number; post_id: number; created_at: Date;
    expires_at: Date;
  }
  sheet_approval: {
    id: Always<number>; sheet_id: number; municipality_id: number; version: number;
    state: Generated<'requested' | 'approved' | 'returned' | 'recalled'>; message: Generated<string>; asked_by: number; asked_at: Date;
    ended_at: Date | null;
  }
  sheet_approval_mark: {
    sheet_approval_id: number; position: number; municipality_id: number; title: string;
    post_id: number; deputy_post_id: number | null; decision: 'approved' | 'returned' | null; decided_by: number | null;
    decided_at: Date | null; as_deputy: Generated<boolean>; note: Generated<string>;
  }
  sheet_approval_step: {
    municipality_id: number; position: number; title: string; post_id: number;
    deputy_post_id: number | null;
  }
  shelf_item: {
    id: Always<number>; kind: 'report' | 'manual' | 'form' | 'other'; title: string; title_en: Generated<string>;
    publisher: string; published_year: number | null; published_month: number | null; planned_fiscal_year: number | null;
    description: Generated<string>; source: Generated<string>; audience: 'public' | 'municipalities'; state: Generated<'draft' | 'shown' | 'withdrawn'>;
    version: Generated<number>; made_by: number | null; made_at: Date;
  }
  shelf_version: {
    item_id: number; number: number; file_id: number; note: Generated<string>;
    added_by: number | null; added_at: Date;
  }
  sign_in_failure: {
    id: Always<number>; email: string; address: string; at: Date;
  }
  sign_in_step: {
    hash: string; account_id: number; to_path: string; expires_at: Date;
  }
  signing_key: {
    id: Always<number>; public_jwk: unknown; private_part: string; made_at: Date;
    retired_at: Date | null; withdrawn_at: Date | null;
  }
  slot: {
    id: Always<number>; class_day_id: number; module_id: number | null; position: number;
    title: string; starts_at: string; ends_at: string; delivery_mode: Generated<'on_site' | 'live_online' | 'on_demand'>;
  }
  slot_ending: {
    slot_id: number; ended_at: string; set_by: number | null; set_at: Date;
  }
  statistic: {
    id: Always<number>; municipality_id: number; measure_id: number; organization_id: number | null;
    place: Generated<string>; dimension: Generated<string>; period: Generated<string>; fiscal_year: number | null;
    as_of: string | null; from_on: string | null; to_on: string | null; shown_year: number | null;
    basis: 'plan' | 'actual' | 'structure' | 'rule' | 'target'; value: number | null; missing: 'not_applicable' | 'not_printed' | 'inseparable' | null; unit: 'person' | 'case' | 'meeting' | 'visit' | 'center' | 'area' | 'body' | 'council' | 'municipality' | 'yen' | 'thousand_yen' | 'percent' | 'month' | 'fiscal_year';
    is_total: Generated<boolean>; source: Generated<string>; printed: Generated<string>; entered_by: number | null;
    entered_at: Date; version: Generated<number>;
  }
  statistic_correction: {
    id: Always<number>; statistic_id: number; municipality_id: number; value_before: number | null;
    missing_before: string | null; printed_before: Generated<string>; value_after: number | null; missing_after: string | null;
    reason: string; corrected_by: number | null; corrected_at: Date;
  }
  statistic_measure: {
    id: Always<number>; code: string; label: string; label_en: string;
    unit: 'person' | 'case' | 'meeting' | 'visit' | 'center' | 'area' | 'body' | 'council' | 'municipality' | 'yen' | 'thousand_yen' | 'percent' | 'month' | 'fiscal_year'; dimension: Generated<string>; is_additive: Generated<boolean>; by_place: Generated<boolean>;
    from_year: number; to_year: number | null; source: Generated<string>; position: number;
    made_by: number | null; made_at: Date | null; version: Generated<number>;
  }
  statistic_part: {
    measure_id: number; code: string; label: string; label_en: string;
    total_code: string | null; position: number;
  }
  status_survey: {
    id: Always<number>; fiscal_year: number; title: string; title_en: Generated<string>;
    message: Generated<string>; contact: string; due_on: string; state: Generated<'draft' | 'open' | 'closed' | 'published'>;
    draft: unknown; draft_version: Generated<number>; edition: Generated<number>; made_by: number;
    made_at: Date; opened_at: Date | null; closed_at: Date | null; published_at: Date | null;
    reminded_at: Date | null; version: Generated<number>;
  }
  status_survey_answer: {
    id: Always<number>; survey_id: number; municipality_id: number; edition: number;
    state: Generated<'draft' | 'submitted' | 'returned'>; contact_name: Generated<string>; contact_phone: Generated<string>; contact_email: Generated<string>;
    times: Generated<number>; receipt: string | null; sent: unknown | null; remarks: Generated<unknown>;
    submitted_at: Date | null; submitted_by: number | null; late: Generated<boolean>; late_reason: Generated<string>;
    return_reason: Generated<string>; returned_at: Date | null; returned_by: number | null; version: Generated<number>;
  }
  status_survey_correction: {
    id: Always<number>; answer_id: number; municipality_id: number; cell: string;
    was: unknown | null; becomes: unknown | null; reason: string; corrected_by: number | null;
    corrected_at: Date;
  }
  status_survey_cover: {
    survey_id: number; municipality_id: number; leader_id: number; body_name: string;
    body_name_en: Generated<string>; added_by: number; added_at: Date;
  }
  status_survey_edition: {
    survey_id: number; number: number; content: unknown; note: Generated<string>;
    published_at: Date; published_by: number | null;
  }
  status_survey_leave: {
    survey_id: number; municipality_id: number; until_on: string; reason: string;
    given_by: number; given_at: Date;
  }
  status_survey_revision: {
    answer_id: number; municipality_id: number; section: number; version: number;
    cells: unknown; remarks: Generated<unknown>; saved_at: Date; saved_by: number | null;
  }
  status_survey_section: {
    answer_id: number; municipality_id: number; section: number; cells: unknown;
    remarks: Generated<unknown>; version: Generated<number>; page: Generated<string>; saved_at: Date;
    saved_by: number | null;
  }
  submission: {
    id: Always<number>; enrollment_id: number; lesson_id: number; lesson_version_id: number;
    state: Generated<'draft' | 'submitted' | 'returned' | 'accepted'>; draft: Generated<unknown>; draft_version: Generated<number>; draft_saved_at: Date;
    due_on: string | null;
  }
  submission_file: {
    id: Always<number>; submission_id: number; key: string | null; name: string | null;
    type: string; bytes: number | null; sha256: string | null; words: string | null;
    from_round: number; to_round: number | null; removed_at: Date | null;
  }
  submission_redaction: {
    id: Always<number>; enrollment_id: number; lesson_id: number; kind: 'passage' | 'file' | 'whole';
    places: unknown; reason: string; redacted_by: number; redacted_at: Date;
  }
  submission_round: {
    id: Always<number>; submission_id: number; number: number; receipt: string;
    answers: unknown; said_harmless: Generated<unknown>; handed_in_at: Date; due_on: string | null;
    is_late: boolean; recalled_at: Date | null; outcome: 'accepted' | 'returned' | null; comment: Generated<string>;
    settled_by: number | null; settled_at: Date | null;
  }
  subsidy_indicator: {
    id: Always<number>; code: string; name: string; name_en: Generated<string>;
    definition: Generated<string>; definition_en: Generated<string>; source: Generated<string>; from_year: number;
    to_year: number | null; version: Generated<number>;
  }
  substitution: {
    id: Always<number>; training_id: number; municipality_id: number; nomination_id: number | null;
    enrollment_id: number | null; state: 'requested' | 'done' | 'declined' | 'recalled'; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; person_id: number | null;
    name: string; kana: string; affiliation: string; profession_code: string | null;
    experience: 'experienced' | 'planned'; email: Generated<string>; reason: string; asked_by: number;
    asked_at: Date; decided_by: number | null; decided_at: Date | null; decline_reason: string | null;
    new_nomination_id: number | null; new_enrollment_id: number | null; experience_count: number | null; experience_years: number | null;
  }
  support_attendance: {
    id: Always<number>; session_id: number; position: number; side: 'municipality' | 'expert' | 'officer';
    appointment_id: number | null; name: string; affiliation: Generated<string>; state: 'present' | 'online' | 'absent';
  }
  support_goal: {
    id: Always<number>; plan_id: number; position: number; goal: string;
    evidence: string;
  }
  support_plan: {
    id: Always<number>; model_support_id: number; number: number; state: Generated<'draft' | 'agreed' | 'superseded'>;
    aim: Generated<string>; version: Generated<number>; municipality_agreed_by: number | null; municipality_agreed_at: Date | null;
    prefecture_agreed_by: number | null; prefecture_agreed_at: Date | null; made_at: Date;
  }
  support_recruitment: {
    id: Always<number>; fiscal_year: number; closes_on: string; places: number;
    words: string; contact: Generated<string>; state: Generated<'open' | 'in_approval' | 'decided'>; document_number: string | null;
    sender: Generated<string>; decided_on: string | null; version: Generated<number>; made_by: number | null;
    made_at: Date;
  }
  support_report: {
    id: Always<number>; model_support_id: number; municipality_id: number; state: Generated<'draft' | 'submitted'>;
    opening: Generated<string>; course: Generated<string>; results: Generated<string>; outlook: Generated<string>;
    version: Generated<number>; receipt: string | null; record: unknown | null; content_hash: string | null;
    file_id: number | null; submitted_by: number | null; submitted_at: Date | null; shared_on: string | null;
    shared_at: Date | null;
  }
  support_session: {
    id: Always<number>; model_support_id: number; municipality_id: number; number: number;
    held_on: string; starts_at: string; ends_at: string; mode: 'on_site' | 'online' | 'both';
    place: Generated<string>; address: Generated<string>; theme: string; advice: Generated<string>;
    state: Generated<'planned' | 'held' | 'canceled'>; version: Generated<number>; saved_by: number | null; saved_at: Date;
  }
  target: {
    id: Always<number>; program_id: number; course_id: number | null; fiscal_year: number;
    measure: 'capacity' | 'nominated' | 'selected' | 'attended' | 'completed' | 'municipalities' | 'model_municipalities' | 'cohorts' | 'meetings'; value: number; span: Generated<'each' | 'cumulative'>; label: string;
    label_en: string; unit: string; position: Generated<number>; version: Generated<number>;
    category: 'chair' | 'adviser' | 'case_presenter' | 'other' | null; municipality_id: number | null;
  }
  test_allowance: {
    enrollment_id: number; lesson_id: number; minutes: Generated<number>; attempts: Generated<number>;
    reason: string; given_by: number | null; given_at: Date;
  }
  test_answer: {
    attempt_id: number; place: number; section: number; question_version_id: number;
    points_max: number; answer: unknown | null; is_flagged: Generated<boolean>; saves: Generated<number>;
    saved_at: Date | null; share: number | null; marked_version_id: number | null; marked_by: number | null;
    marked_at: Date | null; mark_note: Generated<string>;
  }
  test_attempt: {
    id: Always<number>; enrollment_id: number; lesson_id: number; lesson_version_id: number;
    number: number; seed: string; started_at: Date; deadline_at: Date | null;
    handed_in_at: Date | null; handed_in_by: 'person' | 'time' | null; points: number | null; points_max: number;
    passed: boolean | null; reviewed_at: Date | null;
  }
  test_mark_change: {
    id: Always<number>; attempt_id: number; place: number; version_id: number | null;
    share_before: number | null; share_after: number | null; reason: string; changed_by: number | null;
    changed_at: Date;
  }
  training: {
    id: Always<number>; course_id: number; fiscal_year: number; title: string;
    title_en: string; capacity: number; over_percent: Generated<number>; hold_minimum: number | null;
    late_limit_minutes: Generated<number>; state: Generated<'planned' | 'call_published' | 'call_closed' | 'selecting' | 'running' | 'judging' | 'closed' | 'canceled' | 'postponed'>; postponed_from: 'planned' | 'call_published' | 'call_closed' | 'selecting' | 'running' | null; issuer_title: Generated<string>;
    issuer_name: Generated<string>; copied_from_id: number | null; enrollments_given: Generated<number>; certificates_given: Generated<number>;
    version: Generated<number>; offer_hours: Generated<number>; offers_by: Generated<'officer' | 'house'>; substitutes_until: string | null;
    prerequisite_course_id: number | null; partial_certificates_given: Generated<number>;
  }
  training_count: {
    training_id: number; enrolled: Generated<number>; withdrawn: Generated<number>; substitutes: Generated<number>;
    attended: Generated<number>; completed: Generated<number>; municipalities: Generated<number>; nominated: Generated<number>;
    selected: Generated<number>; nominating: Generated<number>; selecting: Generated<number>;
  }
  training_heads: {
    training_id: number; category: 'chair' | 'adviser' | 'case_presenter' | 'other'; enrolled: Generated<number>; attended: Generated<number>;
    completed: Generated<number>; active: Generated<number>; expected: Generated<number>;
  }
  training_lesson: {
    training_id: number; lesson_id: number; opens_on: string | null; due_on: string | null;
  }
  transfer_arrival: {
    id: Always<number>; line_id: number; person_id: number; from_municipality_id: number;
    municipality_id: number; affiliation_id: number | null; came_on: string; name: string;
    kana: string | null; organization: Generated<string>; state: Generated<'waiting' | 'confirmed' | 'refused' | 'taken_back'>; reason: Generated<string>;
    decided_by: number | null; decided_at: Date | null; version: Generated<number>;
  }
  transfer_check: {
    id: Always<number>; fiscal_year: number; due_on: string; message: Generated<string>;
    contact: string; state: Generated<'open' | 'closed'>; opened_by: number | null; opened_at: Date;
    closed_at: Date | null; reminded_at: Date | null; version: Generated<number>;
  }
  transfer_leave: {
    check_id: number; municipality_id: number; until_on: string; reason: string;
    given_by: number | null; given_at: Date;
  }
  transfer_line: {
    id: Always<number>; sheet_id: number; municipality_id: number; affiliation_id: number | null;
    person_id: number; answer: 'here' | 'within' | 'away' | 'left' | null; moved_on: string | null; organization: Generated<string>;
    position: Generated<string>; category: 'chair' | 'adviser' | 'case_presenter' | 'other' | null; to_municipality_id: number | null; note: Generated<string>;
    name: string; kana: string | null; from_organization: string; typed: Generated<unknown>;
    version: Generated<number>; edit_key: string | null; saved_by: number | null; saved_at: Date;
    applied_at: Date | null; made_affiliation_id: number | null; corrects_id: number | null; reason: string | null;
  }
  transfer_sheet: {
    id: Always<number>; check_id: number; municipality_id: number; state: Generated<'draft' | 'submitted'>;
    version: Generated<number>; receipt: string | null; submitted_at: Date | null; submitted_by: number | null;
    late: Generated<boolean>;
  }
  verification_miss: {
    bucket: number; since: Date; misses: number;
  }
  viewing: {
    id: Always<number>; enrollment_id: number; lesson_id: number; lesson_version_id: number;
    device: 'phone' | 'tablet' | 'computer'; opened_at: Date; seen_at: Date; open_seconds: Generated<number>;
    played_seconds: Generated<number>; hidden_seconds: Generated<number>; late_seconds: Generated<number>;
  }
  viewing_cancellation: {
    id: Always<number>; enrollment_id: number; lesson_id: number; reason: string;
    canceled_at: Date; canceled_by: number | null; state: 'in_progress' | 'completed'; percent: number;
    ranges: unknown;
  }
  visit_report: {
    session_id: number; appointment_id: number; words: string; version: Generated<number>;
    written_at: Date;
  }
  waitlist_entry: {
    id: Always<number>; training_id: number; nomination_id: number; person_id: number;
    municipality_id: number; position: number; state: Generated<'waiting' | 'offered' | 'enrolled' | 'declined' | 'lapsed' | 'left'>; moved_reason: string | null;
    moved_by: number | null; moved_at: Date | null;
  }
  walk_in: {
    id: Always<number>; slot_id: number; enrollment_id: number; evidence: 'qr' | 'staff';
    came_at: Date; state: Generated<'waiting' | 'accepted' | 'refused'>; reason: string | null; asked_by: number | null;
    answered_by: number | null; answered_at: Date | null;
  }
  work: {
    id: Always<number>; name: string; subject: string; asked_by: number;
    municipality_id: number | null; state: Generated<'queued' | 'running' | 'done' | 'failed'>; done: Generated<number>; total: Generated<number>;
    held_back: Generated<unknown>; file_id: number | null; back_to: Generated<string>; payload: Generated<unknown>;
    tries: Generated<number>; post_id: number | null; asked_at: Date; moved_at: Date | null;
    ended_at: Date | null;
  }
  year_step: {
    id: Always<number>; program_year_id: number; label: string; label_en: string;
    from_on: string; to_on: string | null;
  }
}

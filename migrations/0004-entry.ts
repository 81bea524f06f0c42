import type { Kysely } from 'kysely'
import { run } from './statements.ts'

const categories = `('chair', 'adviser', 'case_presenter', 'other')`

/** Who gets in: one sheet per municipality and call, its nominations, the selection and the enrollments. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table nomination_sheet (
      id               integer generated always as identity primary key,
      call_id          integer not null references call,
      municipality_id  integer not null references municipality,
      state            text not null default 'draft' check (state in ('draft', 'submitted', 'returned', 'accepted')),
      version          integer not null default 1,
      contact_name     text not null default '',
      contact_phone    text not null default '',
      contact_email    text not null default '',
      receipt          text unique,
      submitted_at     timestamptz,
      submitted_by     integer references person,
      saved_at         timestamptz not null,
      return_reason    text,
      returned_at      timestamptz,
      due_on           date,
      edit_key         text,
      edit_from        integer,
      constraint nomination_sheet_once unique (call_id, municipality_id),
      constraint nomination_sheet_submitted_has_receipt check (state not in ('submitted', 'accepted') or receipt is not null)
    );

    create table nil_return (
      sheet_id  integer not null references nomination_sheet on delete cascade,
      category  text not null check (category in ${categories}),
      reason    text not null default '',
      primary key (sheet_id, category)
    );

    create table nomination (
      id                 integer generated always as identity primary key,
      sheet_id           integer not null references nomination_sheet,
      call_id            integer not null references call,
      municipality_id    integer not null references municipality,
      person_id          integer references person,
      category           text not null check (category in ${categories}),
      rank               integer not null check (rank between 1 and 99),
      name               text not null default '',
      kana               text not null default '',
      affiliation        text not null default '',
      organization_id    integer references organization,
      profession_code    text references profession,
      experience         text check (experience in ('experienced', 'planned')),
      wished_cohort_id   integer references cohort,
      email              text not null default '',
      reason             text not null default '',
      submitted          boolean not null default false,
      withdrawn_at       timestamptz,
      constraint nomination_submitted_names_a_person check (not submitted or person_id is not null)
    );
    create unique index nomination_rank_once on nomination (sheet_id, category, rank) where withdrawn_at is null;
    create unique index nomination_person_once on nomination (sheet_id, person_id) where withdrawn_at is null;
    create index nomination_of_call on nomination (call_id, municipality_id, category, rank);
    create index nomination_of_person on nomination (person_id, call_id);

    create table selection (
      id            integer generated always as identity primary key,
      training_id   integer not null unique references training,
      state         text not null default 'draft' check (state in ('draft', 'in_approval', 'confirmed', 'announced')),
      seed          integer not null,
      over_percent  integer not null check (over_percent between 100 and 200),
      waitlist_max  integer not null default 50 check (waitlist_max between 0 and 9999),
      hard_quota    boolean not null default false,
      quota_chair           integer check (quota_chair >= 0),
      quota_adviser         integer check (quota_adviser >= 0),
      quota_case_presenter  integer check (quota_case_presenter >= 0),
      quota_other           integer check (quota_other >= 0),
      prepared_by   integer not null references person,
      simulated_at  timestamptz not null,
      confirmed_at  timestamptz,
      announced_at  timestamptz,
      version       integer not null default 1
    );

    create table selection_line (
      selection_id       integer not null references selection on delete cascade,
      nomination_id      integer not null references nomination,
      position           integer not null,
      rule               text not null,
      rule_data          jsonb not null default '{}',
      simulated_outcome  text not null check (simulated_outcome in ('selected', 'waitlisted', 'next_year', 'declined')),
      outcome            text not null check (outcome in ('selected', 'waitlisted', 'next_year', 'declined')),
      waitlist_position  integer,
      simulated_cohort_id integer references cohort,
      cohort_id          integer references cohort,
      change_reason      text,
      changed_by         integer references person,
      changed_at         timestamptz,
      primary key (selection_id, nomination_id),
      constraint selection_line_change_has_a_reason check (changed_by is null or char_length(change_reason) > 0),
      constraint selection_line_selected_has_a_cohort check (outcome <> 'selected' or cohort_id is not null)
    );
    create index selection_line_in_order on selection_line (selection_id, position);

    create table enrollment (
      id               integer generated always as identity primary key,
      training_id      integer not null references training,
      cohort_id        integer not null references cohort,
      person_id        integer not null references person,
      municipality_id  integer references municipality,
      nomination_id    integer references nomination,
      number           integer not null check (number > 0),
      category         text not null check (category in ${categories}),
      profession_code  text references profession,
      affiliation      text not null default '',
      state            text not null default 'enrolled' check (state in ('enrolled', 'in_progress', 'pending_judgment',
                         'completed', 'not_completed', 'withdrawn', 'carried_over')),
      name_checked_at  timestamptz,
      attended         boolean not null default false,
      enrolled_at      timestamptz not null,
      completed_on     date,
      withdrawn_at     timestamptz,
      withdrawn_by     text check (withdrawn_by in ('trainee', 'municipality', 'prefecture')),
      withdrawn_reason text,
      replaces_id      integer references enrollment,
      constraint enrollment_number_never_reused unique (training_id, number),
      constraint enrollment_completed_has_a_day check (state <> 'completed' or completed_on is not null)
    );
    create unique index enrollment_standing_once on enrollment (training_id, person_id) where state <> 'withdrawn';
    create index enrollment_by_state on enrollment (training_id, state, number);
    create index enrollment_of_cohort on enrollment (cohort_id, number);
    create index enrollment_of_municipality on enrollment (municipality_id, training_id, number);
    create index enrollment_counted on enrollment (training_id, state, attended, municipality_id);
    create index enrollment_of_person on enrollment (person_id, training_id);

    create table name_correction (
      id           integer generated always as identity primary key,
      person_id    integer not null references person,
      words        text not null check (char_length(words) between 1 and 400),
      asked_at     timestamptz not null,
      answered_at  timestamptz,
      answered_by  integer references person
    );
    create unique index name_correction_open_once on name_correction (person_id) where answered_at is null;
  `)
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** What is offered: program and years, courses and modules, trainings with cohorts, days and slots, calls. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table program (
      id       integer generated always as identity primary key,
      name     text not null,
      name_en  text not null,
      purpose  text not null default ''
    );

    create table pillar (
      id                integer generated always as identity primary key,
      program_id        integer not null references program,
      position          integer not null,
      name              text not null,
      name_en           text not null,
      from_fiscal_year  integer not null,
      to_fiscal_year    integer
    );

    create table program_year (
      id           integer generated always as identity primary key,
      program_id   integer not null references program,
      fiscal_year  integer not null check (fiscal_year between 2000 and 2999),
      constraint program_year_once unique (program_id, fiscal_year)
    );

    create table budget_line (
      id               integer generated always as identity primary key,
      program_year_id  integer not null references program_year,
      pillar_id        integer references pillar,
      label            text not null,
      amount           bigint not null check (amount >= 0),
      unit             text not null check (unit in ('thousand_yen', 'yen'))
    );

    create table year_step (
      id               integer generated always as identity primary key,
      program_year_id  integer not null references program_year,
      label            text not null,
      label_en         text not null,
      from_on          date not null,
      to_on            date,
      constraint year_step_ends_after_it_began check (to_on is null or to_on >= from_on)
    );

    create table course (
      id           integer generated always as identity primary key,
      kind         text not null check (kind in ('practitioner_training', 'instructor_training', 'follow_up_training')),
      name         text not null,
      name_en      text not null,
      mark         text not null,
      description  text not null default '',
      requirements text not null default ''
    );

    create table module (
      id         integer generated always as identity primary key,
      course_id  integer not null references course,
      position   integer not null,
      title      text not null,
      title_en   text not null,
      minutes    integer check (minutes > 0),
      constraint module_position_once unique (course_id, position)
    );

    create table training (
      id                integer generated always as identity primary key,
      course_id         integer not null references course,
      fiscal_year       integer not null check (fiscal_year between 2000 and 2999),
      title             text not null,
      title_en          text not null,
      capacity          integer not null constraint training_capacity_is_positive check (capacity > 0),
      over_percent      integer not null default 100 check (over_percent between 100 and 200),
      hold_minimum      integer check (hold_minimum > 0),
      late_limit_minutes integer not null default 10 check (late_limit_minutes between 0 and 600),
      state             text not null default 'planned' check (state in ('planned', 'call_published', 'call_closed', 'selecting',
                          'running', 'judging', 'closed', 'canceled', 'postponed')),
      postponed_from    text check (postponed_from in ('planned', 'call_published', 'call_closed', 'selecting', 'running')),
      issuer_title      text not null default '',
      issuer_name       text not null default '',
      copied_from_id    integer references training,
      enrollments_given integer not null default 0,
      certificates_given integer not null default 0,
      version           integer not null default 1
    );
    create index training_of_year on training (fiscal_year, course_id);

    create table cohort (
      id             integer generated always as identity primary key,
      training_id    integer not null references training,
      position       integer not null,
      name           text not null,
      name_en        text not null,
      capacity       integer not null check (capacity > 0),
      delivery_mode  text not null default 'on_site' check (delivery_mode in ('on_site', 'live_online', 'on_demand')),
      state          text not null default 'planned' check (state in ('planned', 'postponed', 'canceled', 'finished')),
      constraint cohort_position_once unique (training_id, position)
    );

    create table cohort_instructor (
      cohort_id  integer not null references cohort,
      person_id  integer not null references person,
      primary key (cohort_id, person_id)
    );
    create index cohort_instructor_of_person on cohort_instructor (person_id);

    create table class_day (
      id            integer generated always as identity primary key,
      cohort_id     integer not null references cohort,
      held_on       date not null,
      place         text not null default '',
      directions    text not null default '',
      opens_at      text not null default '09:00' check (opens_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      constraint class_day_once unique (cohort_id, held_on)
    );
    create index class_day_in_order on class_day (held_on, id);

    create table slot (
      id             integer generated always as identity primary key,
      class_day_id   integer not null references class_day on delete cascade,
      module_id      integer references module,
      position       integer not null,
      title          text not null,
      starts_at      text not null check (starts_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      ends_at        text not null check (ends_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      delivery_mode  text not null default 'on_site' check (delivery_mode in ('on_site', 'live_online', 'on_demand')),
      constraint slot_position_once unique (class_day_id, position),
      constraint slot_ends_after_it_starts check (ends_at > starts_at)
    );

    create table call (
      id                integer generated always as identity primary key,
      training_id       integer not null unique references training,
      state             text not null default 'draft' check (state in ('draft', 'in_approval', 'published', 'closed', 'reopened', 'finished')),
      revision          integer not null default 0,
      document_number   text,
      issued_on         date,
      opens_on          date not null,
      office_closes_on  date not null,
      closes_on         date not null,
      decision_on       date not null,
      addressee         text not null default '',
      sender            text not null default '',
      seal_omitted      boolean not null default true,
      purpose           text not null default '',
      eligibility       text not null default '',
      cost              text not null default '',
      how_to            text not null default '',
      completion        text not null default '',
      personal_data     text not null default '',
      attachments       text not null default '',
      contact           text not null default '',
      quota_chair           integer not null default 3 check (quota_chair between 0 and 99),
      quota_adviser         integer not null default 3 check (quota_adviser between 0 and 99),
      quota_case_presenter  integer not null default 3 check (quota_case_presenter between 0 and 99),
      quota_other           integer not null default 2 check (quota_other between 0 and 99),
      prepared_by       integer references person,
      published_at      timestamptz,
      closed_at         timestamptz,
      reopened_reason   text,
      file_id           integer references file,
      version           integer not null default 1,
      constraint call_deadlines_are_in_order check (opens_on <= office_closes_on and office_closes_on <= closes_on and closes_on <= decision_on)
    );

    create table call_revision (
      id        integer generated always as identity primary key,
      call_id   integer not null references call,
      revision  integer not null,
      note      text not null,
      changed   jsonb not null,
      made_by   integer not null references person,
      made_at   timestamptz not null,
      file_id   integer references file,
      constraint call_revision_once unique (call_id, revision)
    );
  `)
}

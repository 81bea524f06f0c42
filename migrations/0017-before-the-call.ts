import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

const head = (name: string) => `${name} integer not null default 0 check (${name} between 0 and 999)`

/**
 * What comes before and beside a call: the survey of the demand, how places were allotted and where a hand changed them,
 * who signs when, the papers that go with a call, and why one municipality was given more time.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table demand_survey (
      id           integer generated always as identity primary key,
      course_id    integer not null references course,
      fiscal_year  integer not null check (fiscal_year between 2000 and 2999),
      capacity     integer check (capacity between 1 and 99999),
      due_on       date not null,
      message      text not null default '',
      contact      text not null default '',
      state        text not null default 'open' check (state in ('open', 'closed')),
      opened_by    integer not null references person,
      opened_at    timestamptz not null,
      closed_at    timestamptz,
      reminded_at  timestamptz,
      version      integer not null default 1,
      constraint demand_survey_once unique (course_id, fiscal_year)
    );

    create table demand_answer (
      survey_id        integer not null references demand_survey,
      municipality_id  integer not null references municipality,
      nil              boolean not null,
      ${head('chair')},
      ${head('adviser')},
      ${head('case_presenter')},
      ${head('other')},
      remark           text not null default '',
      contact_name     text not null default '',
      contact_phone    text not null default '',
      contact_email    text not null default '',
      answered_at      timestamptz not null,
      answered_by      integer not null references person,
      late             boolean not null default false,
      version          integer not null default 1,
      primary key (survey_id, municipality_id),
      constraint demand_answer_nobody_is_zero check (nil = (chair + adviser + case_presenter + other = 0))
    );
    create index demand_answer_of_municipality on demand_answer (municipality_id);

    create table demand_leave (
      survey_id        integer not null references demand_survey,
      municipality_id  integer not null references municipality,
      until_on         date not null,
      reason           text not null,
      given_by         integer not null references person,
      given_at         timestamptz not null,
      primary key (survey_id, municipality_id)
    );
    create index demand_leave_of_municipality on demand_leave (municipality_id);

    create table allotment_plan (
      call_id     integer primary key references call,
      parameters  jsonb not null,
      saved_by    integer not null references person,
      saved_at    timestamptz not null,
      version     integer not null default 1
    );

    create table allotment_change (
      call_id          integer not null references call,
      municipality_id  integer not null references municipality,
      category         text not null check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      computed         integer not null check (computed between 0 and 999),
      reason           text not null check (char_length(reason) > 0),
      changed_by       integer not null references person,
      changed_at       timestamptz not null,
      primary key (call_id, municipality_id, category)
    );
    create index allotment_change_of_municipality on allotment_change (municipality_id);

    create table sender (
      id            integer generated always as identity primary key,
      label         text not null,
      organization  text not null,
      title         text not null,
      name          text not null default '',
      valid_from    date not null,
      valid_to      date,
      version       integer not null default 1,
      constraint sender_ends_after_it_began check (valid_to is null or valid_to >= valid_from),
      constraint sender_begins_once unique (label, valid_from)
    );
    alter table call add column sender_label text;

    create table call_file (
      id        integer generated always as identity primary key,
      call_id   integer not null references call,
      kind      text not null check (kind in ('form', 'attachment')),
      title     text not null,
      file_id   integer not null references file,
      added_by  integer not null references person,
      added_at  timestamptz not null
    );
    create index call_file_of_call on call_file (call_id, id);
    create index call_file_of_file on call_file (file_id);

    alter table nomination_sheet add column due_reason text;
  `)
  for (const table of ['demand_answer', 'demand_leave', 'allotment_change']) await behindTheWall(db, table, ours)
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * 実施状況調査: what the prefecture asks every municipality once a year about its care conferences. What is asked is a document of
 * sections and questions: a draft, and versions that are frozen by publishing. An answer is written section by section, each saving
 * a revision; what is sent is one frozen set of cells, which results are counted from. A correction keeps both values. A body may
 * answer for several municipalities: these are in `status_survey_cover` and have no answer of their own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table subsidy_indicator (
      id             integer generated always as identity primary key,
      code           text not null check (char_length(code) > 0),
      name           text not null,
      name_en        text not null default '',
      definition     text not null default '',
      definition_en  text not null default '',
      source         text not null default '',
      from_year      integer not null check (from_year between 2000 and 2999),
      to_year        integer check (to_year between 2000 and 2999),
      version        integer not null default 1,
      constraint subsidy_indicator_once unique (code, from_year),
      constraint subsidy_indicator_ends_later check (to_year >= from_year)
    );

    create table status_survey (
      id             integer generated always as identity primary key,
      fiscal_year    integer not null constraint status_survey_once unique check (fiscal_year between 2000 and 2999),
      title          text not null check (char_length(title) > 0),
      title_en       text not null default '',
      message        text not null default '',
      contact        text not null,
      due_on         date not null,
      state          text not null default 'draft' check (state in ('draft', 'open', 'closed', 'published')),
      draft          jsonb not null,
      draft_version  integer not null default 1,
      edition        integer not null default 0,
      made_by        integer not null references person,
      made_at        timestamptz not null,
      opened_at      timestamptz,
      closed_at      timestamptz,
      published_at   timestamptz,
      reminded_at    timestamptz,
      version        integer not null default 1,
      constraint status_survey_open_is_defined check (state = 'draft' or edition > 0 and opened_at is not null),
      constraint status_survey_published_was_closed check (state <> 'published' or closed_at is not null and published_at is not null)
    );

    create table status_survey_edition (
      survey_id     integer not null references status_survey on delete cascade,
      number        integer not null check (number > 0),
      content       jsonb not null,
      note          text not null default '',
      published_at  timestamptz not null,
      published_by  integer references person,
      constraint status_survey_edition_once primary key (survey_id, number),
      constraint status_survey_edition_says_what_changed check (number = 1 or char_length(note) > 0)
    );

    create table status_survey_cover (
      survey_id        integer not null references status_survey on delete cascade,
      municipality_id  integer not null references municipality,
      leader_id        integer not null references municipality,
      body_name        text not null check (char_length(body_name) > 0),
      body_name_en     text not null default '',
      added_by         integer not null references person,
      added_at         timestamptz not null,
      constraint status_survey_cover_once primary key (survey_id, municipality_id),
      constraint status_survey_cover_by_another check (leader_id <> municipality_id)
    );
    create index status_survey_cover_by_leader on status_survey_cover (leader_id, survey_id);

    create table status_survey_leave (
      survey_id        integer not null references status_survey on delete cascade,
      municipality_id  integer not null references municipality,
      until_on         date not null,
      reason           text not null check (char_length(reason) > 0),
      given_by         integer not null references person,
      given_at         timestamptz not null,
      constraint status_survey_leave_once primary key (survey_id, municipality_id)
    );

    create table status_survey_answer (
      id               integer generated always as identity primary key,
      survey_id        integer not null references status_survey on delete cascade,
      municipality_id  integer not null references municipality,
      edition          integer not null,
      state            text not null default 'draft' check (state in ('draft', 'submitted', 'returned')),
      contact_name     text not null default '',
      contact_phone    text not null default '',
      contact_email    text not null default '',
      times            integer not null default 0,
      receipt          text,
      sent             jsonb,
      remarks          jsonb not null default '{}',
      submitted_at     timestamptz,
      submitted_by     integer references person,
      late             boolean not null default false,
      late_reason      text not null default '',
      return_reason    text not null default '',
      returned_at      timestamptz,
      returned_by      integer references person,
      version          integer not null default 1,
      constraint status_survey_answer_once unique (survey_id, municipality_id),
      constraint status_survey_answer_sent_is_whole check (state <> 'submitted' or sent is not null and receipt is not null and submitted_at is not null),
      constraint status_survey_answer_returned_says_why check (state <> 'returned' or char_length(return_reason) > 0)
    );
    create index status_survey_answer_of_municipality on status_survey_answer (municipality_id);

    create table status_survey_section (
      answer_id        integer not null references status_survey_answer on delete cascade,
      municipality_id  integer not null references municipality,
      section          integer not null,
      cells            jsonb not null,
      remarks          jsonb not null default '{}',
      version          integer not null default 1,
      page             text not null default '',
      saved_at         timestamptz not null,
      saved_by         integer references person,
      constraint status_survey_section_once primary key (answer_id, section)
    );

    create table status_survey_revision (
      answer_id        integer not null,
      municipality_id  integer not null references municipality,
      section          integer not null,
      version          integer not null,
      cells            jsonb not null,
      remarks          jsonb not null default '{}',
      saved_at         timestamptz not null,
      saved_by         integer references person,
      constraint status_survey_revision_once primary key (answer_id, section, version),
      foreign key (answer_id, section) references status_survey_section on delete cascade
    );

    create table status_survey_correction (
      id               integer generated always as identity primary key,
      answer_id        integer not null references status_survey_answer on delete cascade,
      municipality_id  integer not null references municipality,
      cell             text not null,
      was              jsonb,
      becomes          jsonb,
      reason           text not null check (char_length(reason) > 0),
      corrected_by     integer references person,
      corrected_at     timestamptz not null
    );
    create index status_survey_correction_of_answer on status_survey_correction (answer_id, id);
  `)
  const asker = "(select nullif(current_setting('chiiki.municipality', true), '')::int)"
  await behindTheWall(db, 'status_survey_cover', `${ours} or leader_id = ${asker}`, 'false')
  await behindTheWall(db, 'status_survey_leave', ours, 'false')
  // Whoever is answered for may read what was said for them.
  await behindTheWall(db, 'status_survey_answer', `${ours} or exists (select from status_survey_cover c
    where c.survey_id = status_survey_answer.survey_id and c.leader_id = status_survey_answer.municipality_id and c.municipality_id = ${asker})`, ours)
  for (const [table, parent] of [['status_survey_section', 'answer_id'], ['status_survey_revision', 'answer_id'], ['status_survey_correction', 'answer_id']] as const) {
    await behindTheWall(db, table, `${ours} or exists (select from status_survey_answer a where a.id = ${table}.${parent})`, ours)
  }
}

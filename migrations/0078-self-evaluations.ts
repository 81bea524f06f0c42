import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { anyOfUs, behindTheWall } from './walls.ts'

const measures = `('capacity', 'nominated', 'selected', 'attended', 'completed', 'municipalities', 'model_municipalities', 'cohorts', 'meetings')`

/**
 * The sheet by which a plan is answered for (取組と目標に対する自己評価シート): of a plan period and a form, whose words are data; its items with
 * their targets, which are copies of `target` once the plan is fixed; what is written of an item in a fiscal year, with every saving of it; the
 * annex of a year; and editions, in which a year was frozen: number 0, then corrections. A municipality reads what was published, and nothing else.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table plan_period (
      id                integer generated always as identity primary key,
      number            integer not null check (number between 1 and 99),
      name              text not null check (char_length(name) between 1 and 100),
      name_en           text not null default '',
      from_fiscal_year  integer not null check (from_fiscal_year between 2000 and 2999),
      to_fiscal_year    integer not null,
      fixed_on          date,
      fixed_by          integer references person,
      version           integer not null default 1,
      constraint plan_period_once unique (number, name),
      constraint plan_period_of_some_years check (to_fiscal_year between from_fiscal_year and from_fiscal_year + 5)
    );
    create index plan_period_fixed_by on plan_period (fixed_by) where fixed_by is not null;

    create table evaluation_form (
      id       integer generated always as identity primary key,
      name     text not null check (char_length(name) between 1 and 100),
      name_en  text not null default '',
      labels   jsonb not null,
      version  integer not null default 1,
      constraint evaluation_form_once unique (name)
    );

    create table evaluation_grade_scale (
      id                integer generated always as identity primary key,
      form_id           integer not null references evaluation_form,
      from_fiscal_year  integer not null check (from_fiscal_year between 2000 and 2999),
      source            text not null default '',
      made_at           timestamptz not null,
      made_by           integer references person,
      constraint evaluation_grade_scale_once unique (form_id, from_fiscal_year)
    );
    create index evaluation_grade_scale_made_by on evaluation_grade_scale (made_by) where made_by is not null;

    create table evaluation_grade (
      scale_id         integer not null references evaluation_grade_scale on delete cascade,
      position         integer not null check (position between 1 and 9),
      mark             text not null check (char_length(mark) between 1 and 4),
      label            text not null default '',
      at_least_tenths  integer not null check (at_least_tenths between 0 and 100000),
      primary key (scale_id, position),
      constraint evaluation_grade_mark_once unique (scale_id, mark)
    );

    create table self_evaluation_sheet (
      id          integer generated always as identity primary key,
      period_id   integer not null references plan_period,
      form_id     integer not null references evaluation_form,
      program_id  integer references program,
      number      text not null check (char_length(number) between 1 and 8),
      name        text not null check (char_length(name) between 1 and 100),
      name_en     text not null default '',
      situation   text not null default '',
      vision      text not null default '',
      outcome     text not null default '',
      version     integer not null default 1,
      constraint self_evaluation_sheet_once unique (period_id, number)
    );
    create index self_evaluation_sheet_of_form on self_evaluation_sheet (form_id);
    create index self_evaluation_sheet_of_program on self_evaluation_sheet (program_id) where program_id is not null;

    create table evaluation_item (
      id         integer generated always as identity primary key,
      sheet_id   integer not null references self_evaluation_sheet,
      position   integer not null check (position between 1 and 99),
      effort     text not null check (char_length(effort) between 1 and 2000),
      related    text not null default '',
      reference  text not null default '',
      version    integer not null default 1
    );
    create index evaluation_item_of_sheet on evaluation_item (sheet_id, position, id);

    create table evaluation_target (
      id           integer generated always as identity primary key,
      item_id      integer not null references evaluation_item on delete cascade,
      fiscal_year  integer not null,
      target_id    integer references target on delete set null,
      course_id    integer references course,
      program_id   integer references program,
      measure      text not null check (measure in ${measures}),
      span         text not null check (span in ('each', 'cumulative')),
      unit         text not null,
      value        integer not null check (value > 0),
      frozen_at    timestamptz,
      constraint evaluation_target_once unique (item_id, fiscal_year)
    );
    create index evaluation_target_of_target on evaluation_target (target_id) where target_id is not null;
    create index evaluation_target_of_course on evaluation_target (course_id) where course_id is not null;
    create index evaluation_target_of_program on evaluation_target (program_id) where program_id is not null;

    create table evaluation_target_change (
      id             integer generated always as identity primary key,
      evaluation_target_id  integer not null references evaluation_target on delete cascade,
      from_value     integer not null,
      to_value       integer not null check (to_value > 0),
      reason         text not null constraint evaluation_target_change_says_why check (char_length(reason) > 0),
      decided_on     date not null,
      made_at        timestamptz not null,
      made_by        integer references person
    );
    create index evaluation_target_change_of_target on evaluation_target_change (evaluation_target_id, id);
    create index evaluation_target_change_made_by on evaluation_target_change (made_by) where made_by is not null;

    create table evaluation_year (
      id                 integer generated always as identity primary key,
      sheet_id           integer not null references self_evaluation_sheet,
      fiscal_year        integer not null,
      state              text not null default 'draft' check (state in ('draft', 'in_approval', 'frozen', 'correcting')),
      correction_reason  text not null default '',
      version            integer not null default 1,
      constraint evaluation_year_once unique (sheet_id, fiscal_year),
      constraint evaluation_year_corrected_with_reason check (state <> 'correcting' or correction_reason <> '')
    );

    create table evaluation_entry (
      id              integer generated always as identity primary key,
      item_id         integer not null references evaluation_item on delete cascade,
      year_id         integer not null references evaluation_year,
      actual          integer check (actual >= 0),
      proposed        integer,
      differs_reason  text not null default '',
      actual_at       timestamptz,
      actual_by       integer references person,
      evaluation      text not null default '',
      outlook         text not null default '',
      grade           text,
      proposed_grade  text,
      grade_reason    text not null default '',
      graded_at       timestamptz,
      graded_by       integer references person,
      version         integer not null default 0,
      saved_at        timestamptz,
      saved_by        integer references person,
      edit_key        text,
      edit_from       integer,
      constraint evaluation_entry_once unique (year_id, item_id),
      constraint evaluation_entry_differs_with_reason check (actual is not distinct from proposed or actual is null or differs_reason <> '')
    );
    create index evaluation_entry_of_item on evaluation_entry (item_id);
    create index evaluation_entry_actual_by on evaluation_entry (actual_by) where actual_by is not null;
    create index evaluation_entry_graded_by on evaluation_entry (graded_by) where graded_by is not null;
    create index evaluation_entry_saved_by on evaluation_entry (saved_by) where saved_by is not null;

    create table evaluation_entry_revision (
      id          bigint generated always as identity primary key,
      entry_id    integer not null references evaluation_entry on delete cascade,
      version     integer not null check (version > 0),
      evaluation  text not null,
      outlook     text not null,
      saved_at    timestamptz not null,
      saved_by    integer references person,
      constraint evaluation_entry_revision_once unique (entry_id, version)
    );
    create index evaluation_entry_revision_saved_by on evaluation_entry_revision (saved_by) where saved_by is not null;

    create table evaluation_annex (
      id                  integer generated always as identity primary key,
      year_id             integer not null references evaluation_year,
      number              text not null check (char_length(number) between 1 and 20),
      title               text not null check (char_length(title) between 1 and 100),
      goal                text not null default '',
      purpose             text not null default '',
      results             text not null default '',
      challenges          text not null default '',
      efforts             text not null default '',
      budget_fiscal_year  integer not null,
      version             integer not null default 1,
      constraint evaluation_annex_once unique (year_id)
    );

    create table evaluation_annex_pillar (
      annex_id  integer not null references evaluation_annex on delete cascade,
      position  integer not null check (position between 1 and 9),
      heading   text not null default '',
      name      text not null default '',
      words     text not null default '',
      primary key (annex_id, position)
    );

    create table evaluation_annex_figure (
      annex_id          integer not null references evaluation_annex on delete cascade,
      position          integer not null check (position between 1 and 9),
      name              text not null check (char_length(name) between 1 and 30),
      course_id         integer references course,
      measure           text not null check (measure in ${measures}),
      from_fiscal_year  integer not null,
      to_fiscal_year    integer not null,
      digits            text not null default 'wide' check (digits in ('wide', 'narrow')),
      primary key (annex_id, position),
      constraint evaluation_annex_figure_name_once unique (annex_id, name),
      constraint evaluation_annex_figure_ends_after_it_began check (to_fiscal_year >= from_fiscal_year)
    );
    create index evaluation_annex_figure_of_course on evaluation_annex_figure (course_id) where course_id is not null;

    create table evaluation_edition (
      id            integer generated always as identity primary key,
      year_id       integer not null references evaluation_year,
      number        integer not null check (number >= 0),
      reason        text not null default '',
      content       jsonb not null,
      grounds       jsonb not null,
      sha256        text not null,
      asked_by      integer references person,
      made_by       integer references person,
      made_at       timestamptz not null,
      pdf_file_id   integer references file,
      xlsx_file_id  integer references file,
      reported_on   date,
      reported_to   text not null default '',
      reported_by   integer references person,
      published_on  date,
      address       text not null default '',
      published_by  integer references person,
      constraint evaluation_edition_once unique (year_id, number),
      constraint evaluation_edition_corrects_with_reason check ((number = 0) = (reason = '')),
      constraint evaluation_edition_published_somewhere check ((published_on is null) = (address = ''))
    );
    create index evaluation_edition_asked_by on evaluation_edition (asked_by) where asked_by is not null;
    create index evaluation_edition_made_by on evaluation_edition (made_by) where made_by is not null;
    create index evaluation_edition_reported_by on evaluation_edition (reported_by) where reported_by is not null;
    create index evaluation_edition_published_by on evaluation_edition (published_by) where published_by is not null;
    create index evaluation_edition_of_pdf on evaluation_edition (pdf_file_id) where pdf_file_id is not null;
    create index evaluation_edition_of_xlsx on evaluation_edition (xlsx_file_id) where xlsx_file_id is not null;
    create index evaluation_edition_published on evaluation_edition (published_on) where published_on is not null;
  `)
  // What nobody has published is the prefecture's alone: also for a query that forgot to ask who looks.
  await behindTheWall(db, 'evaluation_edition', `published_on is not null and ${anyOfUs}`, 'false')
  for (const table of ['evaluation_entry', 'evaluation_entry_revision', 'evaluation_annex']) await behindTheWall(db, table, 'false')
}

import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Once a year each municipality says of its trained people who is still here, and whoever moved on is counted where they went.
 * A line of a check is never edited once it was submitted: a correction is a line of its own. `counts` is kept by the database:
 * a person counts once in a municipality, by the affiliation that began last (1), and as somebody who is counted elsewhere
 * already where they work in a second one (2). Daily living areas say which center looks after which part of a municipality.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table transfer_check (
      id           integer generated always as identity primary key,
      fiscal_year  integer not null check (fiscal_year between 1990 and 2100),
      due_on       date not null,
      message      text not null default '',
      contact      text not null,
      state        text not null default 'open' check (state in ('open', 'closed')),
      opened_by    integer references person,
      opened_at    timestamptz not null,
      closed_at    timestamptz,
      reminded_at  timestamptz,
      version      integer not null default 1,
      constraint transfer_check_once unique (fiscal_year)
    );

    create table transfer_leave (
      check_id         integer not null references transfer_check on delete cascade,
      municipality_id  integer not null references municipality,
      until_on         date not null,
      reason           text not null constraint transfer_leave_says_why check (char_length(reason) > 0),
      given_by         integer references person,
      given_at         timestamptz not null,
      primary key (check_id, municipality_id)
    );
    create index transfer_leave_of_municipality on transfer_leave (municipality_id);

    create table transfer_sheet (
      id               integer generated always as identity primary key,
      check_id         integer not null references transfer_check on delete cascade,
      municipality_id  integer not null references municipality,
      state            text not null default 'draft' check (state in ('draft', 'submitted')),
      version          integer not null default 1,
      receipt          text,
      submitted_at     timestamptz,
      submitted_by     integer references person,
      late             boolean not null default false,
      constraint transfer_sheet_once unique (check_id, municipality_id),
      constraint transfer_sheet_submitted_is_whole check ((state = 'submitted') = (submitted_at is not null and receipt is not null))
    );
    create index transfer_sheet_of_municipality on transfer_sheet (municipality_id, submitted_at);

    create table transfer_line (
      id                   integer generated always as identity primary key,
      sheet_id             integer not null references transfer_sheet on delete cascade,
      municipality_id      integer not null references municipality,
      affiliation_id       integer references affiliation on delete set null,
      person_id            integer not null references person,
      answer               text check (answer in ('here', 'within', 'away', 'left')),
      moved_on             date,
      organization         text not null default '',
      position             text not null default '',
      category             text check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      to_municipality_id   integer references municipality,
      note                 text not null default '',
      name                 text not null,
      kana                 text,
      from_organization    text not null,
      typed                jsonb not null default '{}',
      version              integer not null default 1,
      edit_key             text,
      saved_by             integer references person,
      saved_at             timestamptz not null,
      applied_at           timestamptz,
      made_affiliation_id  integer references affiliation on delete set null,
      corrects_id          integer constraint transfer_line_corrected_once unique references transfer_line,
      reason               text,
      constraint transfer_line_applied_has_an_answer check (applied_at is null or answer is not null),
      constraint transfer_line_correction_says_why check ((corrects_id is null) = (reason is null))
    );
    create unique index transfer_line_once on transfer_line (sheet_id, affiliation_id) where corrects_id is null;
    create index transfer_line_of_person on transfer_line (person_id);
    create index transfer_line_of_affiliation on transfer_line (affiliation_id) where affiliation_id is not null;
    create index transfer_line_of_made_affiliation on transfer_line (made_affiliation_id) where made_affiliation_id is not null;

    create table transfer_arrival (
      id                    integer generated always as identity primary key,
      line_id               integer not null unique references transfer_line on delete cascade,
      person_id             integer not null references person,
      from_municipality_id  integer not null references municipality,
      municipality_id       integer not null references municipality,
      affiliation_id        integer references affiliation on delete set null,
      came_on               date not null,
      name                  text not null,
      kana                  text,
      organization          text not null default '',
      state                 text not null default 'waiting' check (state in ('waiting', 'confirmed', 'refused', 'taken_back')),
      reason                text not null default '',
      decided_by            integer references person,
      decided_at            timestamptz,
      version               integer not null default 1,
      constraint transfer_arrival_decided_has_a_moment check ((state = 'waiting') = (decided_at is null)),
      constraint transfer_arrival_refused_says_why check (state <> 'refused' or char_length(reason) > 0)
    );
    create index transfer_arrival_of_municipality on transfer_arrival (municipality_id, state);
    create index transfer_arrival_from_municipality on transfer_arrival (from_municipality_id);
    create index transfer_arrival_of_person on transfer_arrival (person_id);
    create index transfer_arrival_of_affiliation on transfer_arrival (affiliation_id) where affiliation_id is not null;

    create table daily_living_area (
      id               integer generated always as identity primary key,
      municipality_id  integer not null references municipality,
      name             text not null constraint daily_living_area_has_a_name check (char_length(name) between 1 and 60),
      name_key         text not null,
      position         integer not null default 1,
      first_year       integer check (first_year between 1990 and 2100),
      last_year        integer check (last_year between 1990 and 2100),
      version          integer not null default 1,
      constraint daily_living_area_once unique (municipality_id, name_key),
      constraint daily_living_area_ends_after_it_began check (last_year is null or first_year is null or last_year >= first_year)
    );

    create table center_area (
      municipality_id  integer not null references municipality,
      area_id          integer not null references daily_living_area on delete cascade,
      organization_id  integer not null references organization on delete cascade,
      primary key (area_id, organization_id)
    );
    create index center_area_of_organization on center_area (organization_id);
    create index center_area_of_municipality on center_area (municipality_id);

    create table places_rule (
      category      text primary key check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      wanted        integer not null check (wanted between 0 and 99),
      loss_percent  integer not null check (loss_percent between 0 and 100),
      places_max    integer check (places_max between 0 and 99),
      version       integer not null default 1
    );

    alter table affiliation add column confirmed_on date;
    alter table affiliation add column counts integer not null default 0 check (counts between 0 and 2);
    alter table coverage_count add column elsewhere integer not null default 0;
    create index affiliation_counted on affiliation (municipality_id, category, person_id) where counts > 0;
  `)
  for (const table of ['transfer_leave', 'transfer_sheet', 'transfer_line', 'daily_living_area', 'center_area']) await behindTheWall(db, table, ours)
  await behindTheWall(db, 'transfer_arrival', `${ours} or from_${ours}`, ours)
  await countedOnce(db)
}

/** What 0011 kept of coverage, now once for each person: which row of theirs counts is found anew whenever one of theirs changes. */
async function countedOnce(db: Kysely<unknown>): Promise<void> {
  const figures = (sign: string, table: string) => `
    select municipality_id, category, ${sign}1 as people, ${sign}(counts = 2)::int as elsewhere from ${table}
    where counts > 0 and municipality_id is not null and category is not null`
  const apply = (rows: string) => `
    insert into coverage_count (municipality_id, category, people, elsewhere)
    select municipality_id, category, sum(people), sum(elsewhere) from (${rows}) d group by 1, 2 having sum(people) <> 0 or sum(elsewhere) <> 0 order by 1, 2
    on conflict (municipality_id, category) do update set people = coverage_count.people + excluded.people, elsewhere = coverage_count.elsewhere + excluded.elsewhere;`
  const anew = (people: string) => `
    update affiliation a set counts = r.should from (
      select id, case when not stands or here > 1 then 0 when row_number() over (partition by person_id, stands and here = 1 order by from_on desc, id desc) = 1 then 1 else 2 end as should
      from (select b.id, b.person_id, b.from_on, b.trained and b.to_on is null and b.category is not null and b.municipality_id is not null as stands,
          row_number() over (partition by b.person_id, b.municipality_id, b.trained and b.to_on is null and b.category is not null order by b.from_on desc, b.id desc) as here
        from affiliation b where b.person_id in (${people})) s) r
    where r.id = a.id and a.counts <> r.should;`
  await run(db, anew('select person_id from affiliation where trained'))
  await run(db, `delete from coverage_count; ${apply(figures('', 'affiliation'))}`)
  // What the second statement changes fires the trigger once more; a statement that changed nothing ends it.
  await counted(db, 'insert', 'added', `${apply(figures('', 'added'))} ${anew('select person_id from added')}`)
  await counted(db, 'delete', 'gone', `${apply(figures('-', 'gone'))} ${anew('select person_id from gone')}`)
  await counted(db, 'update', 'added', `${apply(`${figures('', 'added')} union all ${figures('-', 'gone')}`)} ${anew('select person_id from added union select person_id from gone')}`)
}

async function counted(db: Kysely<unknown>, act: 'insert' | 'update' | 'delete', rows: string, body: string): Promise<void> {
  await runOne(db, `create or replace function affiliation_is_counted_at_${act}() returns trigger language plpgsql security definer set search_path = public, pg_temp
    as $$ begin if not exists (select from ${rows}) then return null; end if; ${body} return null; end $$`)
}

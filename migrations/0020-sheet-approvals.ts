import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

const categories = `('chair', 'adviser', 'case_presenter', 'other')`

/**
 * How a municipality approves its own sheets before the prefecture gets them, and what happens to somebody named after
 * the sheet was handed in: withdrawn, or replaced by another person.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table sheet_approval_step (
      municipality_id  integer not null references municipality,
      position         integer not null check (position between 1 and 3),
      title            text not null check (char_length(title) between 1 and 20),
      post_id          integer not null references post,
      deputy_post_id   integer references post,
      primary key (municipality_id, position),
      constraint sheet_approval_step_post_once unique (municipality_id, post_id),
      constraint sheet_approval_step_deputy_is_another check (deputy_post_id <> post_id)
    );
    create index sheet_approval_step_of_post on sheet_approval_step (post_id);
    create index sheet_approval_step_of_deputy on sheet_approval_step (deputy_post_id);

    create table sheet_approval (
      id               integer generated always as identity primary key,
      sheet_id         integer not null references nomination_sheet,
      municipality_id  integer not null references municipality,
      version          integer not null,
      state            text not null default 'requested' check (state in ('requested', 'approved', 'returned', 'recalled')),
      message          text not null default '',
      asked_by         integer not null references person,
      asked_at         timestamptz not null,
      ended_at         timestamptz,
      constraint sheet_approval_ends check ((state = 'requested') = (ended_at is null))
    );
    create unique index sheet_approval_waits_once on sheet_approval (sheet_id) where state = 'requested';
    create index sheet_approval_of_sheet on sheet_approval (sheet_id, id);
    create index sheet_approval_of_municipality on sheet_approval (municipality_id, id);

    create table sheet_approval_mark (
      sheet_approval_id  integer not null references sheet_approval,
      position           integer not null check (position between 1 and 3),
      municipality_id    integer not null references municipality,
      title              text not null,
      post_id            integer not null references post,
      deputy_post_id     integer references post,
      decision           text check (decision in ('approved', 'returned')),
      decided_by         integer references person,
      decided_at         timestamptz,
      as_deputy          boolean not null default false,
      note               text not null default '',
      primary key (sheet_approval_id, position),
      constraint sheet_approval_mark_says_who check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
      constraint sheet_approval_mark_return_has_a_reason check (decision is distinct from 'returned' or char_length(note) > 0),
      constraint sheet_approval_mark_deputy_has_a_reason check (not as_deputy or char_length(note) > 0)
    );
    create index sheet_approval_mark_of_post on sheet_approval_mark (post_id);
    create index sheet_approval_mark_of_deputy on sheet_approval_mark (deputy_post_id);
    create index sheet_approval_mark_of_municipality on sheet_approval_mark (municipality_id);

    alter table nomination_sheet
      add column in_approval boolean not null default false,
      add column saved_by integer references person,
      add constraint nomination_sheet_in_approval_is_not_handed_in check (not in_approval or state in ('draft', 'returned'));

    alter table nomination
      add column withdrawn_by text check (withdrawn_by in ('trainee', 'employer', 'municipality', 'prefecture')),
      add column withdrawn_on date,
      add column withdrawn_reason text,
      add column replaces_id integer references nomination;
    create index nomination_replaced on nomination (replaces_id) where replaces_id is not null;

    alter table training add column substitutes_until date;

    create table substitution (
      id                 integer generated always as identity primary key,
      training_id        integer not null references training,
      municipality_id    integer not null references municipality,
      nomination_id      integer references nomination on delete cascade,
      enrollment_id      integer references enrollment,
      state              text not null check (state in ('requested', 'done', 'declined', 'recalled')),
      category           text not null check (category in ${categories}),
      person_id          integer references person,
      name               text not null,
      kana               text not null,
      affiliation        text not null,
      profession_code    text references profession,
      experience         text not null check (experience in ('experienced', 'planned')),
      email              text not null default '',
      reason             text not null check (char_length(reason) between 1 and 400),
      asked_by           integer not null references person,
      asked_at           timestamptz not null,
      decided_by         integer references person,
      decided_at         timestamptz,
      decline_reason     text,
      new_nomination_id  integer references nomination on delete set null,
      new_enrollment_id  integer references enrollment,
      constraint substitution_takes_one_place check ((nomination_id is null) <> (enrollment_id is null)),
      constraint substitution_declined_has_a_reason check (state <> 'declined' or char_length(decline_reason) > 0)
    );
    create unique index substitution_of_nomination_once on substitution (nomination_id) where state = 'requested';
    create unique index substitution_of_enrollment_once on substitution (enrollment_id) where state = 'requested';
    create index substitution_of_training on substitution (training_id, id);
    create index substitution_of_municipality on substitution (municipality_id, id);
    create index substitution_gave_nomination on substitution (new_nomination_id);
    create index substitution_by_nomination on substitution (nomination_id);
    create index substitution_by_enrollment on substitution (enrollment_id);
  `)
  for (const table of ['sheet_approval_step', 'sheet_approval', 'sheet_approval_mark', 'substitution']) await behindTheWall(db, table, ours)
}

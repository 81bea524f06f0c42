import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** The people and bodies. Names and kana are kept as typed; `*_key` columns are folded copies to search and sort by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table municipality (
      id            integer generated always as identity primary key,
      code          text not null unique constraint municipality_code_has_six_digits check (code ~ '^[0-9]{6}$'),
      name          text not null,
      name_en       text not null,
      kana          text not null,
      kind          text not null check (kind in ('ward', 'city', 'town', 'village')),
      island        boolean not null default false,
      section       text,
      valid_from    date,
      valid_to      date,
      successor_id  integer references municipality
    );

    create table organization (
      id               integer generated always as identity primary key,
      municipality_id  integer references municipality,
      kind             text not null check (kind in ('municipal_office', 'core_support_center', 'support_center',
                         'care_manager_office', 'care_service_office', 'hospital_or_clinic', 'pharmacy', 'dental_clinic',
                         'professional_body', 'social_welfare_council', 'nonprofit', 'other')),
      name             text not null,
      kana             text,
      name_key         text not null,
      operation        text check (operation in ('direct', 'commissioned')),
      valid_from       date,
      valid_to         date
    );
    create index organization_of_municipality on organization (municipality_id, kind, name_key);

    create table profession (
      code      text primary key,
      name      text not null,
      name_en   text not null,
      position  integer not null
    );

    create table person (
      id               integer generated always as identity primary key,
      municipality_id  integer references municipality,
      name             text not null constraint person_name_is_bounded check (char_length(name) between 1 and 60),
      kana             text,
      kana_key         text not null default '',
      search_key       text not null default '',
      email            text,
      phone            text,
      birth_date       date,
      roster_consent   boolean,
      created_at       timestamptz not null
    );
    create index person_by_kana on person (municipality_id, kana_key, id);
    create index person_in_order on person (kana_key, id);
    create extension if not exists pg_trgm;
    create index person_search on person using gin (search_key gin_trgm_ops);

    create table person_profession (
      person_id        integer not null references person on delete cascade,
      profession_code  text not null references profession,
      is_primary       boolean not null default false,
      primary key (person_id, profession_code)
    );
    create unique index person_profession_one_primary on person_profession (person_id) where is_primary;

    create table affiliation (
      id               integer generated always as identity primary key,
      person_id        integer not null references person on delete cascade,
      municipality_id  integer references municipality,
      organization_id  integer references organization,
      organization     text not null,
      position         text,
      category         text check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      from_on          date not null,
      to_on            date,
      constraint affiliation_ends_after_it_began check (to_on is null or to_on >= from_on)
    );
    create index affiliation_of_person on affiliation (person_id, from_on);
    create index affiliation_standing on affiliation (municipality_id, person_id) where to_on is null;

    create table account (
      id             integer generated always as identity primary key,
      person_id      integer not null unique references person,
      email          text not null,
      password_hash  text,
      language       text check (language in ('ja', 'en')),
      created_at     timestamptz not null,
      disabled_at    timestamptz
    );
    create unique index account_email_once on account (lower(email));

    create table post (
      id               integer generated always as identity primary key,
      account_id       integer not null references account,
      kind             text not null check (kind in ('trainee', 'instructor', 'expert', 'municipality', 'contractor',
                         'prefecture', 'administrator')),
      municipality_id  integer references municipality,
      title            text not null default '',
      granted_at       timestamptz not null,
      ended_at         timestamptz,
      constraint post_of_municipality_has_one check (kind <> 'municipality' or municipality_id is not null)
    );
    create index post_of_account on post (account_id, id);

    create table session (
      id            text primary key,
      account_id    integer not null references account on delete cascade,
      post_id       integer not null references post on delete cascade,
      created_at    timestamptz not null,
      expires_at    timestamptz not null
    );
    create index session_of_account on session (account_id);

    create table one_time_link (
      id          text primary key,
      account_id  integer not null references account on delete cascade,
      purpose     text not null check (purpose in ('invitation', 'reset')),
      made_at     timestamptz not null,
      expires_at  timestamptz not null,
      used_at     timestamptz
    );

    create table sign_in_failure (
      id       bigint generated always as identity primary key,
      email    text not null,
      address  text not null,
      at       timestamptz not null
    );
    create index sign_in_failure_of_address on sign_in_failure (address, at);
  `)
}

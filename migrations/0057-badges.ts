import type { Kysely } from 'kysely'
import { behindTheWall, mine } from './walls.ts'
import { run } from './statements.ts'

/**
 * Certificates that are checked by others: a code of its own for each printed paper, wrong guesses counted by number, open
 * badges with the keys they are signed by, and the rounds in which stored papers are compared with what was kept.
 *
 * The private part of a key is written by whoever makes one and read by the owner of the tables alone: the roles that requests
 * act under cannot select it. A paper without a code of its own bears the one of its certificate, as all did before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table certificate_event add column code text;
    create unique index certificate_event_code_once on certificate_event (code) where code is not null;

    create table verification_miss (
      bucket  integer primary key check (bucket between 0 and 65535),
      since   timestamptz not null,
      misses  integer not null check (misses > 0)
    );

    create table signing_key (
      id            integer generated always as identity primary key,
      public_jwk    jsonb not null check (not public_jwk ? 'd'),
      private_part  text not null,
      made_at       timestamptz not null,
      retired_at    timestamptz,
      withdrawn_at  timestamptz,
      constraint signing_key_withdrawn_signs_no_more check (withdrawn_at is null or retired_at is not null)
    );
    create unique index signing_key_in_use_once on signing_key ((true)) where retired_at is null;
    revoke all on signing_key from chiiki_whole, chiiki_part;
    grant insert, select (id, public_jwk, made_at, retired_at, withdrawn_at) on signing_key to chiiki_whole, chiiki_part;
    grant update (retired_at, withdrawn_at) on signing_key to chiiki_whole;

    create table badge (
      id              integer generated always as identity primary key,
      uuid            text not null unique,
      certificate_id  integer not null references certificate,
      event_id        integer not null references certificate_event,
      person_id       integer not null references person,
      key_id          integer not null references signing_key,
      with_name       boolean not null,
      valid_from      timestamptz not null,
      token           text not null,
      made_at         timestamptz not null,
      withdrawn_at    timestamptz
    );
    create unique index badge_in_use_once on badge (event_id, with_name) where withdrawn_at is null;
    create index badge_of_certificate on badge (certificate_id);
    create index badge_of_person on badge (person_id);
    create index badge_of_key on badge (key_id);

    create table paper_round (
      id          integer generated always as identity primary key,
      night       date not null unique,
      after_id    integer not null default 0,
      looked_at   integer not null default 0,
      ended_at    timestamptz
    );
    create table paper_damage (
      id          integer generated always as identity primary key,
      file_id     integer not null references file,
      kind        text not null check (kind in ('missing', 'changed')),
      found_at    timestamptz not null,
      settled_at  timestamptz,
      settled_by  integer references person,
      settlement  text check (settlement in ('restored', 'given_up')),
      note        text,
      constraint paper_damage_settled_somehow check ((settled_at is null) = (settlement is null)),
      constraint paper_damage_given_up_says_why check (settlement is distinct from 'given_up' or char_length(note) > 0)
    );
    create index paper_damage_of_file on paper_damage (file_id);
    create unique index paper_damage_open_once on paper_damage (file_id) where settled_at is null;
  `)
  await behindTheWall(db, 'badge', mine)
}

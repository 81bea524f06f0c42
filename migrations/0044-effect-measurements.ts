import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * What a training changed: each trainee rates what they can do before, after and three months later, and the manager three
 * months later. A rating is somebody's own, unlike the answers of a questionnaire. Managers have no account: a link of which
 * only the hash is kept opens one thing to them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table effect_measurement (
      training_id   integer primary key references training,
      items         jsonb not null,
      after_days    integer not null default 14 check (after_days between 1 and 60),
      later_days    integer not null default 30 check (later_days between 1 and 90),
      asks_manager  boolean not null default true,
      version       integer not null default 1
    );

    create table effect_sheet (
      enrollment_id   integer primary key references enrollment on delete cascade,
      goal            text not null default '',
      has_manager     boolean,
      manager_name    text not null default '',
      manager_email   text,
      expectation     text not null default '',
      expected_at     timestamptz,
      constraint effect_sheet_manager_is_reached check (manager_email is null or has_manager)
    );

    create table effect_rating (
      enrollment_id  integer not null references effect_sheet on delete cascade,
      round          text not null check (round in ('before', 'after', 'later')),
      rater          text not null check (rater in ('self', 'manager')),
      ratings        jsonb not null,
      note           text not null default '',
      rated_at       timestamptz not null,
      primary key (enrollment_id, round, rater),
      constraint effect_rating_of_manager_is_later check (rater = 'self' or round = 'later')
    );

    create table effect_link (
      hash           text primary key,
      enrollment_id  integer not null references effect_sheet on delete cascade,
      purpose        text not null check (purpose in ('expectation', 'later')),
      made_at        timestamptz not null,
      expires_on     date not null
    );
    create index effect_link_of_sheet on effect_link (enrollment_id);
  `)
}

import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/**
 * Packages of SCORM: what was sent and what was found in it; attempts at it, the state of each of its items in an attempt, the
 * openings that a browser was handed a token for, and all that came in by them, which is only ever added to. Whose an attempt is
 * stands in its enrollment.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table scorm_package (
      id         integer generated always as identity primary key,
      lesson_id  integer not null references lesson on delete cascade,
      file_id    integer not null references file,
      folder     text not null,
      course     jsonb not null,
      findings   jsonb not null,
      made_by    integer references person,
      made_at    timestamptz not null
    );
    create index scorm_package_of_lesson on scorm_package (lesson_id);
    create index scorm_package_of_file on scorm_package (file_id);
    create index scorm_package_made_by on scorm_package (made_by) where made_by is not null;

    create table scorm_attempt (
      id                 integer generated always as identity primary key,
      enrollment_id      integer not null references enrollment on delete cascade,
      lesson_id          integer not null references lesson,
      lesson_version_id  integer not null,
      package_id         integer not null references scorm_package,
      number             integer not null check (number > 0),
      learner            text not null,
      is_over            boolean not null default false,
      is_done            boolean not null default false,
      score              double precision,
      began_at           timestamptz not null,
      done_at            timestamptz,
      closed_at          timestamptz,
      constraint scorm_attempt_number_once unique (enrollment_id, lesson_id, number),
      constraint scorm_attempt_of_its_lesson foreign key (lesson_id, lesson_version_id) references lesson_version (lesson_id, id),
      constraint scorm_attempt_done_has_a_moment check (is_done = (done_at is not null))
    );
    create unique index scorm_attempt_one_open on scorm_attempt (enrollment_id, lesson_id) where closed_at is null;
    create index scorm_attempt_of_lesson on scorm_attempt (lesson_id, lesson_version_id);
    create index scorm_attempt_of_package on scorm_attempt (package_id);

    create table scorm_state (
      attempt_id       integer not null references scorm_attempt on delete cascade,
      item             text not null,
      elements         jsonb not null default '{}',
      suspend_data     text not null default '',
      is_ended         boolean not null default false,
      is_suspended     boolean not null default true,
      completion       text not null check (completion in ('incomplete', 'completed')),
      success          text not null check (success in ('unknown', 'passed', 'failed')),
      score            double precision,
      seconds          integer not null default 0,
      claimed_seconds  integer not null default 0,
      sittings         integer not null default 0,
      opened_at        timestamptz not null,
      seen_at          timestamptz not null,
      primary key (attempt_id, item)
    );

    create table scorm_launch (
      id            integer generated always as identity primary key,
      token_hash    text not null constraint scorm_launch_token_once unique,
      package_id    integer not null references scorm_package on delete cascade,
      attempt_id    integer references scorm_attempt on delete cascade,
      item          text not null,
      mode          text not null check (mode in ('normal', 'review', 'browse')),
      account_id    integer not null references account,
      post_id       integer not null references post,
      made_at       timestamptz not null,
      seen_at       timestamptz not null,
      expires_at    timestamptz not null,
      ended_at      timestamptz,
      last_number   integer not null default 0,
      claimed_seconds  integer not null default 0,
      constraint scorm_launch_has_an_attempt check ((mode = 'browse') = (attempt_id is null))
    );
    create index scorm_launch_of_attempt on scorm_launch (attempt_id, item) where ended_at is null;
    create index scorm_launch_of_package on scorm_launch (package_id);
    create index scorm_launch_by on scorm_launch (account_id);
    create index scorm_launch_as on scorm_launch (post_id);

    create table scorm_commit (
      id            bigint generated always as identity primary key,
      launch_id     integer not null references scorm_launch on delete cascade,
      number        integer not null,
      at            timestamptz not null,
      elements      jsonb not null,
      suspend_data  text,
      refused       jsonb,
      constraint scorm_commit_number_once unique (launch_id, number)
    );
  `)
  await runOne(db, `
    create function scorm_commit_stays() returns trigger language plpgsql as $$ begin
      raise exception 'what came in is only added to' using errcode = '23514', constraint = 'scorm_commit_stays';
    end $$`)
  await run(db, 'create trigger scorm_commit_stays before update on scorm_commit for each row execute function scorm_commit_stays();')
}

import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/**
 * Questions stand in banks, a bank may belong to a course. What is asked and what is right stands in versions that stay as
 * they are, because somebody may have answered them; the newest is asked from then on. `code` is what a question is called in
 * files that go out and come in again. A file that was sent instead of typing is kept with what became of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table question_bank (
      id         integer generated always as identity primary key,
      course_id  integer references course,
      name       text not null check (length(name) between 1 and 100),
      name_en    text not null default '' check (length(name_en) <= 200),
      version    integer not null default 1
    );
    create index question_bank_of_course on question_bank (course_id) where course_id is not null;

    create table question (
      id       integer generated always as identity primary key,
      bank_id  integer not null references question_bank,
      code     text not null check (code ~ '^[^[:space:][:cntrl:]]{1,40}$'),
      kind     text not null check (kind in ('single', 'multiple', 'true_false', 'ordering', 'matching', 'short_answer', 'numeric', 'free_text')),
      tags     text[] not null default '{}',
      state    text not null default 'active' check (state in ('active', 'retired')),
      version  integer not null default 1,
      constraint question_code_once_in_bank unique (bank_id, code)
    );
    create index question_of_bank on question (bank_id, id);
    create index question_by_tags on question using gin (tags);

    create table question_version (
      id           integer generated always as identity primary key,
      question_id  integer not null references question,
      number       integer not null check (number > 0),
      stem         text not null check (length(stem) > 0),
      body         jsonb not null,
      points       integer not null default 1 check (points between 1 and 100),
      feedback     text not null default '',
      made_at      timestamptz not null,
      constraint question_version_number_once unique (question_id, number),
      constraint question_version_says_its_kind check (body ? 'kind')
    );

    create table question_file (
      id         integer generated always as identity primary key,
      bank_id    integer not null references question_bank,
      kind       text not null check (kind in ('table', 'package')),
      key        text not null unique,
      name       text not null check (length(name) between 1 and 200),
      bytes      integer not null,
      sha256     text not null,
      state      text not null default 'open' check (state in ('open', 'taken', 'dropped')),
      sent_by    integer references person,
      sent_at    timestamptz not null,
      taken_at   timestamptz,
      questions  integer,
      constraint question_file_taken_says_when check ((state = 'taken') = (taken_at is not null))
    );
    create index question_file_of_bank on question_file (bank_id, id);
    create index question_file_sent_by on question_file (sent_by);
  `)
  await runOne(db, `
    create function question_version_stays() returns trigger language plpgsql as $$ begin
      raise exception 'a version of a question stays as it is' using errcode = '23514', constraint = 'question_version_stays';
    end $$`)
  await runOne(db, `
    create trigger question_version_stays before update or delete on question_version
      for each row execute function question_version_stays()`)
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * What trainees hand in. The draft is one row per enrollment and lesson, written over as somebody types (`draft_version` keeps
 * two tabs from writing over each other); each handing in is a round, kept as it was, with its receipt. A file belongs to the
 * rounds from which it was added until it was taken out; it stands here and not in `file`, because a name may say whose case it
 * is and `file` is seen by more people. Markings are one per marker and round; while one is not `in_at`, only
 * who writes it sees it. What was blacked out leaves a line here without its words: the words themselves are gone.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table submission (
      id                 integer generated always as identity primary key,
      enrollment_id      integer not null references enrollment on delete cascade,
      lesson_id          integer not null references lesson,
      lesson_version_id  integer not null,
      state              text not null default 'draft' check (state in ('draft', 'submitted', 'returned', 'accepted')),
      draft              jsonb not null default '{}',
      draft_version      integer not null default 1,
      draft_saved_at     timestamptz not null,
      due_on             date,
      constraint submission_once unique (enrollment_id, lesson_id),
      constraint submission_of_version foreign key (lesson_id, lesson_version_id) references lesson_version (lesson_id, id)
    );
    create index submission_of_lesson on submission (lesson_id, lesson_version_id);
    create index submission_by_state on submission (state, id) where state = 'submitted';

    create table submission_round (
      id             integer generated always as identity primary key,
      submission_id  integer not null references submission on delete cascade,
      number         integer not null check (number > 0),
      receipt        text not null unique,
      answers        jsonb not null,
      said_harmless  jsonb not null default '[]',
      handed_in_at   timestamptz not null,
      due_on         date,
      is_late        boolean not null,
      recalled_at    timestamptz,
      outcome        text check (outcome in ('accepted', 'returned')),
      comment        text not null default '',
      settled_by     integer references person,
      settled_at     timestamptz,
      constraint submission_round_once unique (submission_id, number),
      constraint submission_round_is_settled_whole check ((outcome is null) = (settled_at is null)),
      constraint submission_round_recalled_or_settled check (recalled_at is null or outcome is null)
    );
    create unique index submission_round_open on submission_round (submission_id) where recalled_at is null and outcome is null;
    create index submission_round_by on submission_round (settled_by) where settled_by is not null;

    create table submission_file (
      id             integer generated always as identity primary key,
      submission_id  integer not null references submission on delete cascade,
      key            text unique,
      name           text,
      type           text not null,
      bytes          integer,
      sha256         text,
      words          text,
      from_round     integer not null,
      to_round       integer,
      removed_at     timestamptz,
      constraint submission_file_is_there_or_removed 
        check (num_nulls(key, name, bytes, sha256) = case when removed_at is null then 0 else 4 end),
      constraint submission_file_rounds check (to_round >= from_round)
    );
    create index submission_file_of_submission on submission_file (submission_id);

    create table marking (
      id         integer generated always as identity primary key,
      round_id   integer not null references submission_round on delete cascade,
      marked_by  integer not null references person,
      verdict    text not null check (verdict in ('accepted', 'returned')),
      levels     jsonb not null default '[]',
      comment    text not null default '',
      remarks    jsonb not null default '[]',
      due_on     date,
      in_at      timestamptz not null,
      constraint marking_once unique (round_id, marked_by)
    );
    create index marking_by on marking (marked_by);

    create table submission_redaction (
      id             integer generated always as identity primary key,
      enrollment_id  integer not null references enrollment on delete cascade,
      lesson_id      integer not null references lesson,
      kind           text not null check (kind in ('passage', 'file', 'whole')),
      places         jsonb not null,
      reason         text not null,
      redacted_by    integer not null references person,
      redacted_at    timestamptz not null
    );
    create index submission_redaction_of_enrollment on submission_redaction (enrollment_id, lesson_id);
    create index submission_redaction_of_lesson on submission_redaction (lesson_id);
    create index submission_redaction_by on submission_redaction (redacted_by);
  `)
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * Somebody takes a test: a paper is drawn once and stays as it was drawn. Each answer is kept as soon as it is given; what it is
 * worth is known when the attempt was handed in, or once a person has marked it. `marked_version_id` is the version of the question
 * it was marked by, where that is not the one that was asked. What a correction of a question changed stays to be read.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table test_attempt (
      id                 integer generated always as identity primary key,
      enrollment_id      integer not null references enrollment on delete cascade,
      lesson_id          integer not null,
      lesson_version_id  integer not null,
      number             integer not null check (number > 0),
      seed               text not null,
      started_at         timestamptz not null,
      deadline_at        timestamptz check (deadline_at > started_at),
      handed_in_at       timestamptz,
      handed_in_by       text check (handed_in_by in ('person', 'time')),
      points             double precision check (points >= 0),
      points_max         integer not null check (points_max > 0),
      passed             boolean,
      reviewed_at        timestamptz,
      constraint test_attempt_number_once unique (enrollment_id, lesson_id, number),
      constraint test_attempt_of_its_lesson foreign key (lesson_id, lesson_version_id) references lesson_version (lesson_id, id),
      constraint test_attempt_handed_in_says_how check ((handed_in_at is null) = (handed_in_by is null)),
      constraint test_attempt_result_after_handing_in check (passed is null or handed_in_at is not null and points is not null)
    );
    create unique index test_attempt_one_open on test_attempt (enrollment_id, lesson_id) where handed_in_at is null;
    create index test_attempt_of_lesson on test_attempt (lesson_id, lesson_version_id);
    create index test_attempt_to_mark on test_attempt (lesson_id, handed_in_at) where handed_in_at is not null and passed is null;

    create table test_answer (
      attempt_id           integer not null references test_attempt on delete cascade,
      place                integer not null check (place > 0),
      section              integer not null check (section >= 0),
      question_version_id  integer not null references question_version,
      points_max           integer not null check (points_max between 1 and 100),
      answer               jsonb,
      is_flagged           boolean not null default false,
      saves                integer not null default 0,
      saved_at             timestamptz,
      share                double precision check (share between 0 and 1),
      marked_version_id    integer references question_version,
      marked_by            integer references person,
      marked_at            timestamptz,
      mark_note            text not null default '',
      primary key (attempt_id, place)
    );
    create index test_answer_of_question on test_answer (question_version_id);
    create index test_answer_marked_as on test_answer (marked_version_id) where marked_version_id is not null;
    create index test_answer_marked_by on test_answer (marked_by) where marked_by is not null;

    create table test_allowance (
      enrollment_id  integer not null references enrollment on delete cascade,
      lesson_id      integer not null references lesson on delete cascade,
      minutes        integer not null default 0 check (minutes between 0 and 600),
      attempts       integer not null default 0 check (attempts between 0 and 20),
      reason         text not null,
      given_by       integer references person,
      given_at       timestamptz not null,
      primary key (enrollment_id, lesson_id)
    );
    create index test_allowance_of_lesson on test_allowance (lesson_id);
    create index test_allowance_given_by on test_allowance (given_by);

    create table test_mark_change (
      id           integer generated always as identity primary key,
      attempt_id   integer not null,
      place        integer not null,
      version_id   integer references question_version,
      share_before double precision,
      share_after  double precision,
      reason       text not null,
      changed_by   integer references person,
      changed_at   timestamptz not null,
      constraint test_mark_change_of_answer foreign key (attempt_id, place) references test_answer (attempt_id, place) on delete cascade
    );
    create index test_mark_change_of_attempt on test_mark_change (attempt_id, place);
    create index test_mark_change_by on test_mark_change (changed_by);
  `)
}

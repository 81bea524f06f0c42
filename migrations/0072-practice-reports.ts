import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'
import { behindTheWall } from './walls.ts'

/**
 * What completers made of it: each is asked some months after completion and answers by a link or signed in; whoever leads them
 * says whether it is so. Of a link only the hash is kept. Whose enrollment may be seen, theirs may be. Whether a mail about an
 * asking arrived is kept beside it by the database, since letters to a person are behind a wall of their own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table practice_rule (
      course_id      integer primary key references course,
      is_on          boolean not null default true,
      months         text not null,
      open_days      integer not null check (open_days between 7 and 90),
      reminder_days  text not null,
      version        integer not null default 1
    );

    create table practice_asking (
      id             integer generated always as identity primary key,
      enrollment_id  integer not null references enrollment,
      months         integer not null check (months between 1 and 36),
      due_on         date not null,
      asked_on       date not null,
      closes_on      date not null,
      times          integer not null default 1,
      reached        boolean not null default false,
      office_name    text not null default '',
      office_email   text,
      constraint practice_asking_once unique (enrollment_id, months),
      constraint practice_asking_closes_later check (closes_on >= asked_on)
    );
    create index practice_asking_open on practice_asking (closes_on);

    create table practice_reminder (
      asking_id   integer not null references practice_asking on delete cascade,
      times       integer not null,
      after_days  integer not null,
      given_at    timestamptz not null,
      constraint practice_reminder_given_once primary key (asking_id, times, after_days)
    );

    create table practice_stop (
      enrollment_id  integer primary key references enrollment,
      reason         text not null constraint practice_stop_says_why check (char_length(reason) > 0),
      stopped_by     integer references person,
      stopped_at     timestamptz not null
    );

    create table practice_answer (
      asking_id      integer primary key references practice_asking on delete cascade,
      practiced      boolean not null,
      times          integer check (times between 1 and 999),
      role           text check (role in ('chair', 'adviser', 'case_presenter', 'other')),
      cases          integer check (cases between 0 and 999),
      changed        text not null default '',
      manager_kind   text not null check (manager_kind in ('named', 'office', 'none')),
      manager_name   text not null default '',
      manager_email  text,
      via            text not null check (via in ('link', 'account', 'paper', 'phone')),
      reason         text,
      recorded_by    integer references person,
      answered_at    timestamptz not null,
      version        integer not null default 1,
      confirm_until  date,
      mailed_at      timestamptz,
      reminded_at    timestamptz,
      mails          integer not null default 0,
      refused_at     timestamptz,
      verdict        text check (verdict in ('confirmed', 'disagreed')),
      verdict_words  text not null default '',
      verdict_at     timestamptz,
      constraint practice_answer_of_practice_is_whole check (not practiced or times is not null and role is not null and cases is not null),
      constraint practice_answer_by_hand_says_why check (via not in ('paper', 'phone') or coalesce(char_length(reason), 0) > 0),
      constraint practice_answer_verdict_has_a_moment check ((verdict is null) = (verdict_at is null)),
      constraint practice_answer_disagreed_says_why check (verdict is distinct from 'disagreed' or char_length(verdict_words) > 0)
    );

    create table practice_link (
      hash        text primary key,
      asking_id   integer not null references practice_asking on delete cascade,
      purpose     text not null check (purpose in ('answer', 'confirm')),
      made_at     timestamptz not null,
      expires_on  date not null
    );
    create index practice_link_of_asking on practice_link (asking_id);
    create index message_of_practice on message (subject_ref) where subject_ref like 'practice_asking:%';
  `)
  await runOne(db, `
    create function practice_was_reached() returns trigger language plpgsql as $$
    begin
      update practice_asking set reached = exists (select from message m
        where m.subject_ref = new.subject_ref and m.subject_ref like 'practice_asking:%' and m.state = 'sent' and m.sent_to <> '')
      where id = split_part(new.subject_ref, ':', 2)::int;
      return null;
    end $$`)
  await run(db, `
    create trigger message_of_practice_arrives after insert or update of state on message
      for each row when (new.subject_ref like 'practice_asking:%') execute function practice_was_reached();
  `)
  await behindTheWall(db, 'practice_asking', 'exists (select from enrollment e where e.id = practice_asking.enrollment_id)')
  await behindTheWall(db, 'practice_stop', 'exists (select from enrollment e where e.id = practice_stop.enrollment_id)')
  await behindTheWall(db, 'practice_answer', 'exists (select from practice_asking a where a.id = practice_answer.asking_id)')
}

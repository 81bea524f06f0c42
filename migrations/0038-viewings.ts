import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * Proof of viewing. How a film may be watched is said with its version, so that nobody's terms change under them. A `viewing`
 * is one sitting: a page of a lesson that somebody had open, from when to when, and how much of that time it played. Of one
 * account at most one sitting's clock runs at a time (`player`): that is what keeps two films at once from both counting.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table lesson_version
      add column skipping text not null default 'free' check (skipping in ('free', 'watched')),
      add column background text not null default 'counts' check (background in ('counts', 'pauses')),
      add column rate_percent_max integer not null default 200 check (rate_percent_max between 100 and 200),
      add column page_seconds integer not null default 1 check (page_seconds between 1 and 60);

    create table viewing (
      id                 integer generated always as identity primary key,
      enrollment_id      integer not null references enrollment on delete cascade,
      lesson_id          integer not null,
      lesson_version_id  integer not null,
      device             text not null check (device in ('phone', 'tablet', 'computer')),
      opened_at          timestamptz not null,
      seen_at            timestamptz not null,
      open_seconds       double precision not null default 0 check (open_seconds >= 0),
      played_seconds     double precision not null default 0 check (played_seconds >= 0),
      hidden_seconds     double precision not null default 0 check (hidden_seconds >= 0),
      late_seconds       double precision not null default 0 check (late_seconds >= 0),
      constraint viewing_of_its_lesson foreign key (lesson_id, lesson_version_id) references lesson_version (lesson_id, id)
    );
    create index viewing_of_enrollment on viewing (enrollment_id, lesson_id);
    create index viewing_of_version on viewing (lesson_id, lesson_version_id);

    create table player (
      account_id     integer primary key references account on delete cascade,
      viewing_id     integer references viewing on delete set null,
      seen_at        timestamptz not null,
      spare_seconds  double precision not null default 2 check (spare_seconds between 0 and 2)
    );
    create index player_of_viewing on player (viewing_id);

    create table viewing_cancellation (
      id             integer generated always as identity primary key,
      enrollment_id  integer not null references enrollment on delete cascade,
      lesson_id      integer not null references lesson,
      reason         text not null check (reason <> ''),
      canceled_at   timestamptz not null,
      canceled_by   integer references person,
      state          text not null check (state in ('in_progress', 'completed')),
      percent        integer not null,
      ranges         jsonb not null
    );
    create index viewing_cancellation_of_enrollment on viewing_cancellation (enrollment_id, lesson_id);
    create index viewing_cancellation_of_lesson on viewing_cancellation (lesson_id);
    create index viewing_cancellation_by on viewing_cancellation (canceled_by) where canceled_by is not null;
  `)
}

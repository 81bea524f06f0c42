import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, mine, ours } from './walls.ts'

/**
 * The register of instructors: one row for each person who completed a course that makes instructors, from the invitation on. Nobody is
 * listed who did not agree, and that an entry has run out is said by its day, so no job has to change a row at midnight. What
 * belongs to an entry (topics, areas, days away) is only read beside it, behind its wall.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table course add column instructor_years integer not null default 3 constraint course_instructor_years_are_few check (instructor_years between 1 and 10);

    create table cascade_setting (
      id              integer primary key default 1 constraint cascade_setting_once check (id = 1),
      idle_months     integer not null default 12 check (idle_months between 1 and 120),
      refresh_months  integer not null default 6 check (refresh_months between 1 and 36),
      version         integer not null default 1
    );

    create table instructor (
      id               integer generated always as identity primary key,
      person_id        integer not null constraint instructor_once_per_person unique references person,
      municipality_id  integer references municipality,
      course_id        integer not null references course,
      training_id      integer references training,
      fiscal_year      integer not null check (fiscal_year between 2000 and 2999),
      completed_on     date not null,
      valid_until      date not null,
      state            text not null default 'invited' check (state in ('invited', 'active', 'declined', 'withdrawn')),
      invited_at       timestamptz not null,
      consented_at     timestamptz,
      ended_at         timestamptz,
      ended_reason     text,
      willing          text not null default 'own' check (willing in ('own', 'chosen', 'all')),
      weekdays         text not null default '' constraint instructor_weekdays_are_days check (weekdays ~ '^[0-6]{0,7}$'),
      themes           text not null default '',
      availability     text not null default '',
      version          integer not null default 1,
      constraint instructor_is_listed_with_consent check (state <> 'active' or consented_at is not null)
    );
    create index instructor_of_municipality on instructor (municipality_id, state, valid_until);
    create index instructor_of_year on instructor (fiscal_year, id);
    create index instructor_of_course on instructor (course_id);
    create index instructor_of_training on instructor (training_id);

    create table instructor_topic (
      instructor_id  integer not null references instructor on delete cascade,
      module_id      integer not null references module on delete cascade,
      primary key (instructor_id, module_id)
    );
    create index instructor_topic_of_module on instructor_topic (module_id);

    create table instructor_area (
      instructor_id  integer not null references instructor on delete cascade,
      area_id        integer not null references municipality,
      primary key (instructor_id, area_id)
    );
    create index instructor_area_of_area on instructor_area (area_id);

    create table instructor_away (
      id             integer generated always as identity primary key,
      instructor_id  integer not null references instructor on delete cascade,
      from_on        date not null,
      to_on          date not null,
      note           text not null default '',
      constraint instructor_away_ends_after_it_began check (to_on >= from_on)
    );
    create index instructor_away_of_instructor on instructor_away (instructor_id, from_on);

    create table instructor_refresh (
      id             integer generated always as identity primary key,
      instructor_id  integer not null references instructor on delete cascade,
      before_on      date not null,
      until_on       date not null,
      enrollment_id  integer references enrollment,
      reason         text not null constraint instructor_refresh_says_why check (char_length(reason) > 0),
      made_by        integer references person,
      made_at        timestamptz not null
    );
    create index instructor_refresh_of_instructor on instructor_refresh (instructor_id, id);
    create unique index instructor_refresh_once on instructor_refresh (enrollment_id) where enrollment_id is not null;
    create index enrollment_completed_by_day on enrollment (completed_on, training_id) where state = 'completed';
  `)
  await behindTheWall(db, 'instructor', `${ours} or ${mine}`, mine)
}

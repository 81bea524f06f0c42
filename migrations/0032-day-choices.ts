import { sql, type Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/**
 * Several class days of a cohort of which each trainee attends one, and who chose which; calendars hear of a choice that
 * changed, and of somebody who no longer teaches a cohort.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await choices(db)
  await teaching(db)
}

/**
 * A day belongs to at most one choice, of its own cohort. What somebody chose once and left for another day is kept with
 * `moves`, so that a calendar takes each later word as newer; a day that leaves the choice takes its place in it away.
 * Whoever leaves the cohort leaves the day by a trigger: seats are counted here alone, since a trainee sees nobody else's enrollment.
 */
async function choices(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table day_choice (
      id         integer generated always as identity primary key,
      cohort_id  integer not null references cohort,
      title      text not null,
      title_en   text not null,
      closes_on  date not null,
      constraint day_choice_of_its_cohort unique (cohort_id, id)
    );
    alter table class_day
      add column day_choice_id integer,
      add column seats integer check (seats > 0),
      add constraint class_day_choice_of_its_cohort foreign key (cohort_id, day_choice_id) references day_choice (cohort_id, id),
      add constraint class_day_seats_are_of_a_choice check (seats is null or day_choice_id is not null),
      add constraint class_day_in_its_choice unique (id, day_choice_id);
    create index class_day_of_choice on class_day (cohort_id, day_choice_id) where day_choice_id is not null;
    create table chosen_day (
      enrollment_id  integer not null references enrollment on delete cascade,
      class_day_id   integer not null references class_day on delete cascade,
      day_choice_id  integer,
      is_chosen      boolean not null,
      moves          integer not null default 0,
      chosen_by      integer references person,
      chosen_at      timestamptz not null,
      primary key (enrollment_id, class_day_id),
      constraint chosen_day_is_one_of_them foreign key (class_day_id, day_choice_id) references class_day (id, day_choice_id),
      constraint chosen_day_has_its_choice check (not is_chosen or day_choice_id is not null)
    );
    create unique index chosen_day_once on chosen_day (enrollment_id, day_choice_id) where is_chosen;
    create index chosen_day_of_day on chosen_day (class_day_id, day_choice_id);
    create index chosen_day_by on chosen_day (chosen_by);
  `)
  await runOne(db, `create function enrollment_leaves_its_days() returns trigger language plpgsql as $$ begin
    if new.state in ('withdrawn', 'carried_over') or new.cohort_id is distinct from old.cohort_id then
      update chosen_day set is_chosen = false where enrollment_id = new.id and is_chosen;
    end if;
    return null;
  end $$`)
  await runOne(db, `create trigger enrollment_leaves_its_days after update of state, cohort_id on enrollment
    for each row execute function enrollment_leaves_its_days()`)
}

/**
 * Who teaches a cohort or taught it once, and how often they left and came back: for those who teach what `calendar_stay` is
 * for those who learn.
 */
async function teaching(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table calendar_teaching (
      cohort_id  integer not null references cohort,
      person_id  integer not null references person,
      moves      integer not null default 0,
      primary key (cohort_id, person_id)
    );
    create index calendar_teaching_of_person on calendar_teaching (person_id);
  `)
  await runOne(db, `create function cohort_instructor_in_calendar() returns trigger language plpgsql as $$ begin
    insert into calendar_teaching as k (cohort_id, person_id)
      values (coalesce(new.cohort_id, old.cohort_id), coalesce(new.person_id, old.person_id))
      on conflict (cohort_id, person_id) do update set moves = k.moves + 1;
    return null;
  end $$`)
  await runOne(db, 'create trigger cohort_instructor_in_calendar after insert or delete on cohort_instructor for each row execute function cohort_instructor_in_calendar()')
  await sql`insert into calendar_teaching (cohort_id, person_id) select cohort_id, person_id from cohort_instructor`.execute(db)
}

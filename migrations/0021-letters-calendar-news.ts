import { sql, type Kysely } from 'kysely'
import { run, runOne } from './statements.ts'
import { behindTheWall, mine, ours } from './walls.ts'

/** What people are told, grown up: the words of letters in versions, bounces, reminders, calendars and the news board. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await letters(db)
  await reminders(db)
  await calendar(db)
  await news(db)
}

/** Version 0 of a letter is what was shipped (letter-texts.ts) and has no row; a row without a number is the draft. */
async function letters(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table letter_version (
      id            integer generated always as identity primary key,
      template      text not null,
      version       integer check (version > 0),
      title         text not null,
      title_en      text not null,
      body          text not null,
      body_en       text not null,
      saved_by      integer not null references person,
      saved_at      timestamptz not null,
      published_by  integer references person,
      published_at  timestamptz,
      edited        integer not null default 1,
      constraint letter_version_once unique (template, version),
      constraint letter_version_has_a_number_when_published check ((version is null) = (published_at is null))
    );
    create unique index letter_version_one_draft on letter_version (template) where version is null;

    create table letter_in_use (
      template    text primary key,
      version     integer not null check (version >= 0),
      chosen_by   integer not null references person,
      chosen_at   timestamptz not null
    );

    alter table message add column template_version integer not null default 0;

    create table mail_bounce (
      id          integer generated always as identity primary key,
      address     text not null constraint mail_bounce_address_is_folded check (address = lower(address)),
      message_id  bigint references message,
      reason      text not null,
      status      text,
      marked_by   integer not null references person,
      marked_at   timestamptz not null,
      cleared_by  integer references person,
      cleared_at  timestamptz
    );
    create unique index mail_bounce_standing_once on mail_bounce (address) where cleared_at is null;
    create index mail_bounce_of_message on mail_bounce (message_id);
  `)
}

/** A rule without a row is as it was shipped. A reminder is given once to one reader about one thing, day and step. */
async function reminders(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table reminder_rule (
      kind        text primary key,
      days        text not null constraint reminder_rule_days_are_numbers check (days ~ '^[0-9]{1,2}(,[0-9]{1,2})*$'),
      is_on       boolean not null,
      rests       boolean not null,
      changed_by  integer references person,
      changed_at  timestamptz,
      version     integer not null default 1
    );

    create table reminder (
      id               bigint generated always as identity primary key,
      kind             text not null,
      batch            text not null,
      subject_ref      text not null,
      item             text not null default '',
      person_id        integer references person,
      municipality_id  integer references municipality,
      due_on           date not null,
      days_before      integer not null,
      given_at         timestamptz not null,
      constraint reminder_is_for_someone check (person_id is not null or municipality_id is not null),
      constraint reminder_given_once unique nulls not distinct (kind, subject_ref, item, person_id, municipality_id, due_on, days_before)
    );
    create index reminder_by_batch on reminder (batch);
    create index reminder_by_time on reminder (given_at desc, id desc);
    create index reminder_of_person on reminder (person_id);
    create index reminder_of_municipality on reminder (municipality_id);
  `)
  await behindTheWall(db, 'reminder', `${ours} or ${mine}`)
}

/**
 * A class day as calendars know it. `sequence` counts how often its day, times, place or standing changed; the database
 * counts by itself when a transaction ends, so no way of changing a day is forgotten and one change counts once.
 */
async function calendar(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table calendar_entry (
      class_day_id  integer primary key,
      cohort_id     integer not null references cohort,
      sequence      integer not null default 0,
      held_on       date not null,
      place         text not null,
      starts_at     text,
      ends_at       text,
      canceled      boolean not null
    );
    create index calendar_entry_of_cohort on calendar_entry (cohort_id, held_on);

    create table calendar_feed (
      id          integer generated always as identity primary key,
      person_id   integer not null references person,
      secret      text not null constraint calendar_feed_secret_once unique,
      made_at     timestamptz not null,
      revoked_at  timestamptz
    );
    create unique index calendar_feed_one_open on calendar_feed (person_id) where revoked_at is null;
  `)
  await runOne(db, `create function calendar_entry_keep(day integer) returns void language plpgsql as $$ begin
    insert into calendar_entry as e (class_day_id, cohort_id, held_on, place, starts_at, ends_at, canceled)
      select d.id, d.cohort_id, d.held_on, d.place, min(s.starts_at), max(s.ends_at),
        h.state in ('canceled', 'postponed') or t.state in ('canceled', 'postponed')
      from class_day d join cohort h on h.id = d.cohort_id join training t on t.id = h.training_id left join slot s on s.class_day_id = d.id
      where d.id = day group by d.id, h.state, t.state
      on conflict (class_day_id) do update set cohort_id = excluded.cohort_id, sequence = e.sequence + 1, held_on = excluded.held_on,
        place = excluded.place, starts_at = excluded.starts_at, ends_at = excluded.ends_at, canceled = excluded.canceled
      where (e.cohort_id, e.held_on, e.place, e.starts_at, e.ends_at, e.canceled) is distinct from
        (excluded.cohort_id, excluded.held_on, excluded.place, excluded.starts_at, excluded.ends_at, excluded.canceled);
    update calendar_entry set canceled = true, sequence = sequence + 1
      where class_day_id = day and not canceled and not exists (select from class_day where id = day);
  end $$`)
  for (const [table, day] of [['class_day', 'coalesce(new.id, old.id)'], ['slot', 'coalesce(new.class_day_id, old.class_day_id)']] as const) {
    await runOne(db, `create function ${table}_in_calendar() returns trigger language plpgsql as $$ begin
      perform calendar_entry_keep(${day}); return null; end $$`)
    await runOne(db, `create constraint trigger ${table}_in_calendar after insert or update or delete on ${table}
      deferrable initially deferred for each row execute function ${table}_in_calendar()`)
  }
  for (const [table, cohorts] of [['cohort', 'h.id = new.id'], ['training', 'h.training_id = new.id']] as const) {
    await runOne(db, `create function ${table}_in_calendar() returns trigger language plpgsql as $$ begin
      perform calendar_entry_keep(d.id) from class_day d join cohort h on h.id = d.cohort_id where ${cohorts}; return null; end $$`)
    await runOne(db, `create constraint trigger ${table}_in_calendar after update of state on ${table}
      deferrable initially deferred for each row when (old.state is distinct from new.state) execute function ${table}_in_calendar()`)
  }
  await sql`select calendar_entry_keep(id) from class_day`.execute(db)
}

async function news(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table news (
      id               integer generated always as identity primary key,
      audience         text not null check (audience in ('all', 'role', 'municipality', 'training')),
      role             text check (role in ('trainee', 'instructor', 'expert', 'municipality', 'contractor', 'prefecture', 'administrator')),
      municipality_id  integer references municipality,
      training_id      integer references training,
      title            text not null,
      title_en         text not null default '',
      body             text not null,
      body_en          text not null default '',
      from_on          date not null,
      until_on         date,
      pinned           boolean not null default false,
      version          integer not null default 1,
      made_by          integer not null references person,
      made_at          timestamptz not null,
      withdrawn_at     timestamptz,
      constraint news_is_for_whom_it_says check ((audience = 'role') = (role is not null)
        and (audience = 'municipality') = (municipality_id is not null) and (audience = 'training') = (training_id is not null)),
      constraint news_ends_after_it_began check (until_on is null or until_on >= from_on)
    );
    create index news_in_order on news (pinned desc, from_on desc, id desc);
    create index news_of_municipality on news (municipality_id);
    create index news_of_training on news (training_id);

    create table news_version (
      news_id   integer not null references news,
      version   integer not null,
      title     text not null,
      title_en  text not null,
      body      text not null,
      body_en   text not null,
      from_on   date not null,
      until_on  date,
      pinned    boolean not null,
      saved_by  integer not null references person,
      saved_at  timestamptz not null,
      primary key (news_id, version)
    );

    create table news_read (
      news_id    integer not null references news,
      person_id  integer not null references person,
      version    integer not null,
      read_at    timestamptz not null,
      primary key (news_id, person_id)
    );
    create index news_read_of_person on news_read (person_id);
  `)
  const asked = `(select nullif(current_setting('chiiki.person', true), '')::int)`
  await behindTheWall(db, 'news', `municipality_id is null or ${ours}
    or exists (select from person p where p.id = ${asked} and p.municipality_id = news.municipality_id)`, ours)
}

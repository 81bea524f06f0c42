import { sql, type Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/** Calendars hear of each slot and of every move of a person; private addresses are kept as hashes; notices come as files. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await slots(db)
  await stays(db)
  await feeds(db)
  await run(db, `
    create table bounce_reading (
      id       integer generated always as identity primary key,
      lines    jsonb not null,
      read_by  integer not null references person,
      read_at  timestamptz not null
    );
    create index bounce_reading_by_person on bounce_reading (read_by);
  `)
}

/**
 * A slot as calendars know it, kept when the slot is gone. A day is an event of its own only while it has no slot:
 * `alone` says that it was one for somebody when its slots came, so that it is taken out of their calendars.
 */
async function slots(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table calendar_slot (
      slot_id       integer primary key,
      class_day_id  integer not null references calendar_entry,
      sequence      integer not null default 0,
      held_on       date not null,
      place         text not null,
      title         text not null,
      starts_at     text not null,
      ends_at       text not null,
      canceled      boolean not null
    );
    create index calendar_slot_of_day on calendar_slot (class_day_id);
    alter table calendar_entry add column slots integer not null default 0, add column alone boolean not null default false;
  `)
  await runOne(db, `create or replace function calendar_entry_keep(day integer) returns void language plpgsql as $$ begin
    insert into calendar_entry as e (class_day_id, cohort_id, held_on, place, starts_at, ends_at, canceled, slots)
      select d.id, d.cohort_id, d.held_on, d.place, min(s.starts_at), max(s.ends_at),
        h.state in ('canceled', 'postponed') or t.state in ('canceled', 'postponed'), count(s.id)
      from class_day d join cohort h on h.id = d.cohort_id join training t on t.id = h.training_id left join slot s on s.class_day_id = d.id
      where d.id = day group by d.id, h.state, t.state
      on conflict (class_day_id) do update set cohort_id = excluded.cohort_id, sequence = e.sequence + 1, held_on = excluded.held_on,
        place = excluded.place, starts_at = excluded.starts_at, ends_at = excluded.ends_at, canceled = excluded.canceled,
        slots = excluded.slots,
        alone = e.alone or (e.slots = 0 and excluded.slots > 0 and (exists (select from enrollment p where p.cohort_id = e.cohort_id)
          or exists (select from cohort_instructor i where i.cohort_id = e.cohort_id)))
      where (e.cohort_id, e.held_on, e.place, e.starts_at, e.ends_at, e.canceled, e.slots) is distinct from
        (excluded.cohort_id, excluded.held_on, excluded.place, excluded.starts_at, excluded.ends_at, excluded.canceled, excluded.slots);
    update calendar_entry set canceled = true, sequence = sequence + 1
      where class_day_id = day and not canceled and not exists (select from class_day where id = day);
    insert into calendar_slot as k (slot_id, class_day_id, held_on, place, title, starts_at, ends_at, canceled)
      select s.id, e.class_day_id, e.held_on, e.place, s.title, s.starts_at, s.ends_at, e.canceled
      from calendar_entry e join slot s on s.class_day_id = e.class_day_id where e.class_day_id = day
      on conflict (slot_id) do update set class_day_id = excluded.class_day_id, sequence = k.sequence + 1, held_on = excluded.held_on,
        place = excluded.place, title = excluded.title, starts_at = excluded.starts_at, ends_at = excluded.ends_at, canceled = excluded.canceled
      where (k.class_day_id, k.held_on, k.place, k.title, k.starts_at, k.ends_at, k.canceled) is distinct from
        (excluded.class_day_id, excluded.held_on, excluded.place, excluded.title, excluded.starts_at, excluded.ends_at, excluded.canceled);
    update calendar_slot k set canceled = true, sequence = k.sequence + 1
      where k.class_day_id = day and not k.canceled and not exists (select from slot s where s.id = k.slot_id);
  end $$`)
  await sql`select calendar_entry_keep(id) from class_day`.execute(db)
}

/**
 * Where somebody was and is no more: a cohort they left for another, or the one they withdrew from. `moves` counts their
 * going and coming back, so that every later word about a day is newer than the one before, whoever moved them.
 */
async function stays(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table calendar_stay (
      enrollment_id  integer not null references enrollment on delete cascade,
      cohort_id      integer not null references cohort,
      moves          integer not null default 1,
      primary key (enrollment_id, cohort_id)
    );
    create index calendar_stay_of_cohort on calendar_stay (cohort_id);
    insert into calendar_stay (enrollment_id, cohort_id) select id, cohort_id from enrollment where state = 'withdrawn' and cohort_id is not null;
  `)
  await runOne(db, `create function enrollment_in_calendar() returns trigger language plpgsql as $$
    declare
      was integer := case when old.state <> 'withdrawn' then old.cohort_id end;
      is_now integer := case when new.state <> 'withdrawn' then new.cohort_id end;
    begin
      if was is not distinct from is_now then return null; end if;
      insert into calendar_stay as s (enrollment_id, cohort_id) select new.id, was where was is not null
        on conflict (enrollment_id, cohort_id) do update set moves = s.moves + 1;
      update calendar_stay set moves = moves + 1 where enrollment_id = new.id and cohort_id = is_now;
      return null;
    end $$`)
  await runOne(db, `create trigger enrollment_in_calendar after update of state, cohort_id on enrollment
    for each row execute function enrollment_in_calendar()`)
}

/** The address was kept as it is; its hash opens the same door, and a stolen backup opens none. */
async function feeds(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table calendar_feed rename column secret to secret_hash;
    update calendar_feed set secret_hash = encode(sha256(convert_to(secret_hash, 'UTF8')), 'hex');
    alter table calendar_feed rename constraint calendar_feed_secret_once to calendar_feed_secret_hash_once;
    alter table calendar_feed add constraint calendar_feed_secret_is_hashed check (secret_hash ~ '^[0-9a-f]{64}$');
  `)
}

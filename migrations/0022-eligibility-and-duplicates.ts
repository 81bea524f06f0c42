import { sql, type Kysely } from 'kysely'
import { run, runOne } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * What a call demands and what it only asks about; who keeps a line that two municipalities hold; and people who were
 * entered twice: marked as different, or merged so that it can be taken back row by row.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table call add column eligibility_rules jsonb not null default '{}';
    alter table training add column prerequisite_course_id integer references course;

    create table double_decision (
      id             integer generated always as identity primary key,
      call_id        integer not null references call,
      one_id         integer not null references nomination on delete cascade,
      other_id       integer not null references nomination on delete cascade,
      outcome        text not null check (outcome in ('keep_one', 'keep_other', 'different')),
      reason         text not null constraint double_decision_says_why check (char_length(reason) between 1 and 400),
      decided_by     integer not null references person,
      decided_at     timestamptz not null,
      constraint double_decision_once unique (one_id, other_id),
      constraint double_decision_names_two check (one_id < other_id)
    );
    create index double_decision_of_other on double_decision (other_id);
    create index double_decision_of_call on double_decision (call_id, id);

    alter table person add column merged_into_id integer references person
      constraint person_is_not_merged_into_itself check (merged_into_id <> id);
    create index person_merged_into on person (merged_into_id) where merged_into_id is not null;

    create table duplicate_rule (
      only_one   boolean primary key default true check (only_one),
      undo_days  integer not null default 30 check (undo_days between 1 and 365)
    );

    create table person_apart (
      one_id    integer not null references person,
      other_id  integer not null references person,
      reason    text not null constraint person_apart_says_why check (char_length(reason) between 1 and 400),
      said_by   integer references person,
      said_at   timestamptz not null,
      primary key (one_id, other_id),
      constraint person_apart_names_two check (one_id < other_id)
    );
    create index person_apart_of_other on person_apart (other_id);

    create table person_merge (
      id               integer generated always as identity primary key,
      kept_id          integer not null references person,
      merged_id        integer not null references person,
      municipality_id  integer references municipality,
      reason           text not null constraint person_merge_says_why check (char_length(reason) between 1 and 400),
      evidence         jsonb not null,
      kept_before      jsonb not null,
      kept_after       jsonb not null,
      merged_before    jsonb not null,
      merged_by        integer references person,
      merged_at        timestamptz not null,
      undo_until       date not null,
      undone_by        integer references person,
      undone_at        timestamptz,
      undo_reason      text,
      constraint person_merge_names_two check (kept_id <> merged_id)
    );
    create unique index person_merge_standing_once on person_merge (merged_id) where undone_at is null;
    create index person_merge_of_kept on person_merge (kept_id);

    create table person_merge_move (
      merge_id   integer not null references person_merge on delete cascade,
      position   integer not null,
      table_name text not null,
      row_key    jsonb not null,
      before     jsonb not null,
      after      jsonb not null,
      primary key (merge_id, position)
    );
  `)
  await behindTheWall(db, 'person_merge', ours)
  await certificatesFollow(db)
}

/**
 * The register is only ever added to, and what a certificate says never changes. The one thing that may is whose row it
 * hangs on, and only from a person to the one they were merged into, or back.
 */
async function certificatesFollow(db: Kysely<unknown>): Promise<void> {
  await runOne(db, `
    create function certificate_is_kept() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      if tg_op = 'UPDATE' and to_jsonb(new) - 'person_id' = to_jsonb(old) - 'person_id' and exists (select from person p
        where (p.id = old.person_id and p.merged_into_id = new.person_id) or (p.id = new.person_id and p.merged_into_id = old.person_id))
        then return new; end if;
      raise exception 'the register of certificates is only ever added to' using errcode = '23001';
    end $$`)
  await sql`drop trigger certificate_append_only on certificate`.execute(db)
  await sql`create trigger certificate_append_only before update or delete on certificate for each row execute function certificate_is_kept()`.execute(db)
}

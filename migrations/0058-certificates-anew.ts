import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/**
 * After a revocation a certificate can be issued anew, with a number of its own: an enrollment has one in force at a time. The
 * column follows from the event and from nothing else; it is what an index can be made of.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table certificate drop constraint certificate_enrollment_id_key;
    alter table certificate add column in_force boolean not null default true;
  `)
  await runOne(db, `
    create or replace function certificate_is_kept() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      if tg_op = 'UPDATE' and to_jsonb(new) - 'person_id' = to_jsonb(old) - 'person_id' and exists (select from person p
        where (p.id = old.person_id and p.merged_into_id = new.person_id) or (p.id = new.person_id and p.merged_into_id = old.person_id))
        then return new; end if;
      if tg_op = 'UPDATE' and tg_table_name = 'certificate' and to_jsonb(new) - 'in_force' = to_jsonb(old) - 'in_force'
        and to_jsonb(new) ->> 'in_force' = 'false' and exists (select from certificate_event e where e.certificate_id = old.id and e.kind = 'revoked')
        then return new; end if;
      raise exception 'the register of certificates is only ever added to' using errcode = '23001';
    end $$`)
  await runOne(db, `
    create function revoked_is_not_in_force() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      update certificate set in_force = false where id = new.certificate_id;
      return null;
    end $$`)
  await run(db, `
    update certificate c set in_force = false where exists (select from certificate_event e where e.certificate_id = c.id and e.kind = 'revoked');
    create unique index certificate_in_force_once on certificate (enrollment_id) where in_force;
    create index certificate_of_enrollment on certificate (enrollment_id);
    create trigger certificate_event_revokes after insert on certificate_event for each row when (new.kind = 'revoked') execute function revoked_is_not_in_force();
  `)
}

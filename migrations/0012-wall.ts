import { sql, type Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/**
 * The database's own wall between municipalities, behind the one in the code (server/base/wall.ts tells it who asks).
 * Requests and changes act as one of two roles that own nothing: `chiiki_whole` for those who answer for all
 * municipalities, `chiiki_part` for one municipality or one person. A policy that is simply true costs nothing; one that
 * compares keeps a text search from its index, which a part, being small, does not need.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const role of roles) await ready(db, role)
  for (const [table, seen] of Object.entries(walls)) await wall(db, table, seen)
  await run(db, `
    create index certificate_event_of_file on certificate_event (file_id) where file_id is not null;
    create index work_of_file on work (file_id) where file_id is not null;
  `)
  await trusted(db)
}

const roles = ['chiiki_whole', 'chiiki_part'] as const

const asked = (name: string) => `(select nullif(current_setting('chiiki.${name}', true), '')::int)`
const [ours, mine] = [`municipality_id = ${asked('municipality')}`, `person_id = ${asked('person')}`]

/** Every table with a municipality in it, and the rows of it that a municipality or a person may be shown. */
const walls: Record<string, string> = {
  affiliation: `${ours} or ${mine}`,
  audit_line: `${ours} or ${mine}`,
  certificate: `${ours} or ${mine}`,
  coverage_count: ours,
  enrollment: `${ours} or ${mine}`,
  // What belongs to no municipality (materials, calls) is the prefecture's, and is read by all who find its page.
  file: `municipality_id is null or ${ours} or exists (select from certificate_event e
    join certificate c on c.id = e.certificate_id where e.file_id = file.id and c.${mine})
    or exists (select from work w where w.file_id = file.id and w.asked_by = ${asked('person')})`,
  head_count: ours,
  message: `${ours} or ${mine}`,
  nomination: `${ours} or ${mine}`,
  nomination_sheet: ours,
  organization: `municipality_id is null or ${ours}`,
  // Whoever moved on is still who once learned here; the prefecture's officers and instructors belong to none.
  person: `municipality_id is null or ${ours} or id = ${asked('person')}
    or exists (select from affiliation a where a.person_id = person.id and a.${ours})
    or exists (select from enrollment e where e.person_id = person.id and e.${ours})`,
  post: `${ours} or account_id in (select a.id from account a where a.${mine})`,
  work: `${ours} or asked_by = ${asked('person')}`,
}

/** What may be written is narrower: never a row of nobody. */
const written: Record<string, string> = {
  file: ours,
  organization: ours,
  person: `${ours} or id = ${asked('person')}`,
}

/** Roles are shared by all databases of a server, so another may be making the same one in this moment. */
async function ready(db: Kysely<unknown>, role: string): Promise<void> {
  await runOne(db, `do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
    if not pg_has_role(current_user, '${role}', 'member') then grant ${role} to current_user; end if;
  exception
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then raise exception using errcode = '42501', message =
      format('an administrator of the database server must run once: ${roles.map((name) => `create role ${name} nologin`).join('; ')}; grant ${roles.join(', ')} to %I', current_user);
  end $$`)
  await run(db, `
    grant usage on schema public, pgboss to ${role};
    grant select, insert, update, delete on all tables in schema public, pgboss to ${role};
    grant usage, update on all sequences in schema public to ${role};
    alter default privileges in schema public grant select, insert, update, delete on tables to ${role};
    alter default privileges in schema public grant usage, update on sequences to ${role};
    revoke update, delete on audit_line, certificate_event from ${role};
    grant update (file_id) on certificate_event to ${role};
    revoke all on kysely_migration, kysely_migration_lock from ${role};
  `)
}

async function wall(db: Kysely<unknown>, table: string, seen: string): Promise<void> {
  const { rows: [owner] } = await sql<{ name: string }>`select quote_ident(current_user) as name`.execute(db)
  await run(db, `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy ${table}_whole on ${table} to chiiki_whole, ${owner!.name} using (true) with check (true);
    create policy ${table}_part on ${table} to chiiki_part using (${seen}) with check (${written[table] ?? seen});
  `)
}

/** The figures that the database keeps by itself are kept whoever changes the rows. */
async function trusted(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select proname as name from pg_proc
    where pronamespace = 'public'::regnamespace and (proname like '%\_is\_counted\_at\_%' or proname = 'affiliation_knows_training')`.execute(db)
  for (const { name } of rows) await runOne(db, `alter function ${name}() security definer set search_path = public, pg_temp`)
}

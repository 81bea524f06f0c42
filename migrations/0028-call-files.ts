import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * The forms and papers of a call stand in an order of their own. One taken off a published call stays kept, because what
 * was published can be asked for later.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table call_file
      add column position integer not null default 1 check (position between 1 and 999),
      add column removed_at timestamptz,
      add column removed_by integer references person,
      add constraint call_file_removed_by_somebody check ((removed_at is null) = (removed_by is null));
    update call_file f set position = n.position from (select id, row_number() over (partition by call_id order by id) as position from call_file) n where n.id = f.id;
    create index call_file_remover on call_file (removed_by) where removed_by is not null;
  `)
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * By which way names reach a call, the places each municipality was given, and who is named as a team. Where a municipality
 * has no allotment in a category, the number of the call holds for it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table call
      add column route text not null default 'municipality' check (route in ('municipality', 'employer', 'self', 'prefecture_bundle')),
      add column pool_on date,
      add column profession_quotas jsonb not null default '{}';

    create table allotment (
      call_id          integer not null references call,
      municipality_id  integer not null references municipality,
      category         text not null check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      places           integer not null check (places between 0 and 999),
      primary key (call_id, municipality_id, category)
    );
    create index allotment_of_municipality on allotment (municipality_id);

    alter table nomination add column team integer check (team between 1 and 99);
    alter table selection add column profession_quotas jsonb not null default '{}';
  `)
  await behindTheWall(db, 'allotment', ours)
}

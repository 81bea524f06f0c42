import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Who does what until when, as it was settled at a support session (other meetings add a parent of their own). It is carried
 * forward until it is settled. What belongs to no municipality is the prefecture's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table action_item (
      id                  integer generated always as identity primary key,
      municipality_id     integer references municipality,
      support_session_id  integer references support_session on delete cascade,
      what                text not null constraint action_item_says_what check (char_length(what) > 0),
      owner               text not null,
      due_on              date,
      state               text not null default 'open' check (state in ('open', 'done', 'dropped')),
      settled_on          date,
      remark              text not null default '',
      version             integer not null default 1,
      made_by             integer references person,
      made_at             timestamptz not null,
      constraint action_item_settled_on_a_day check ((state = 'open') = (settled_on is null)),
      constraint action_item_dropped_says_why check (state <> 'dropped' or char_length(remark) > 0)
    );
    create index action_item_of_session on action_item (support_session_id) where support_session_id is not null;
    create index action_item_open on action_item (municipality_id, due_on) where state = 'open';
  `)
  await behindTheWall(db, 'action_item', ours)
}

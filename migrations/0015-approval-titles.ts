import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** What a second person is asked to approve has a name in both languages; what was asked before keeps its Japanese one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table approval add column title_en text not null default '';
  `)
}

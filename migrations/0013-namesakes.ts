import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * Who has exactly this key is found by its own index. Under one collation with the index for parts of names, the planner
 * takes that one for whole names as well, at a hundred times the cost; an index in byte order can only mean equality.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create index person_by_search_key on person (search_key collate "C", id);
  `)
}

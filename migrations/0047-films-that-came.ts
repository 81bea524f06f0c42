import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * A film that came in pieces is remembered for a day, so that a browser which lost the answer and asks again hears the same.
 * Two gibibytes are one byte more than a small number counts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table lesson_upload add column ended_at timestamptz;
    alter table lesson_upload alter column bytes type bigint;
    alter table file alter column bytes type bigint;
  `)
}

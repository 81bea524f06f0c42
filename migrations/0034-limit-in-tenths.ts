import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** The limit of a training and of its selection has one decimal: 488 of 450 are 108.5 percent, and neither 108 nor 109. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table training alter column over_percent type double precision;
    alter table selection alter column over_percent type double precision;
  `)
}

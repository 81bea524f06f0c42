import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** A reported figure has one of the units that measures have, and no other word. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table statistic add constraint statistic_unit_is_known
      check (unit in ('person', 'case', 'meeting', 'visit', 'center', 'area', 'body', 'council', 'municipality', 'yen', 'thousand_yen', 'percent', 'month', 'fiscal_year'));
  `)
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * A target may be about one category of people, one municipality, or both. Only what is counted by people has such parts; how
 * many municipalities took part may be asked of a category. A municipality sees the targets about itself and sets none.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table target
      add column category text constraint target_category_is_known check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      add column municipality_id integer references municipality,
      add constraint target_of_category_counts_people check (category is null or measure in ('nominated', 'selected', 'attended', 'completed', 'municipalities')),
      add constraint target_of_municipality_counts_people check (municipality_id is null or measure in ('nominated', 'selected', 'attended', 'completed')),
      drop constraint target_once,
      add constraint target_once unique nulls not distinct (program_id, course_id, fiscal_year, measure, category, municipality_id);
    create index target_of_municipality on target (municipality_id, fiscal_year) where municipality_id is not null;
  `)
  await behindTheWall(db, 'target', ours, 'false')
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * A second and a third wish for a cohort, on a line of a sheet and in an application; and by which rule a simulation placed
 * somebody in their cohort.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table nomination add column second_cohort_id integer references cohort, add column third_cohort_id integer references cohort;
    create index nomination_of_second_cohort on nomination (second_cohort_id) where second_cohort_id is not null;
    create index nomination_of_third_cohort on nomination (third_cohort_id) where third_cohort_id is not null;
    alter table applicant add column second_cohort_id integer references cohort, add column third_cohort_id integer references cohort;
    create index applicant_of_second_cohort on applicant (second_cohort_id) where second_cohort_id is not null;
    create index applicant_of_third_cohort on applicant (third_cohort_id) where third_cohort_id is not null;
    alter table selection_line add column cohort_rule text
      check (cohort_rule in ('wish_1', 'wish_2', 'wish_3', 'with_team', 'team_apart', 'wishes_full', 'balance'));
  `)
}

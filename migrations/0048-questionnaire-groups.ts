import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, mine } from './walls.ts'

/**
 * Answers may be set side by side by municipality and by profession too, and by two of these at once: a pot then is where the two
 * meet. A trainee may write into the pots of the municipality that sent them; for municipalities themselves there are no results.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table questionnaire_pot add column municipality_id integer references municipality;
    alter table questionnaire_pot add column profession_code text references profession;
    alter table questionnaire_pot drop constraint questionnaire_pot_has_one_group;
    alter table questionnaire_pot drop constraint questionnaire_pot_once;
    alter table questionnaire_pot add constraint questionnaire_pot_once
      unique nulls not distinct (lesson_id, training_id, cohort_id, category, municipality_id, profession_code);
    alter table questionnaire_pot add constraint questionnaire_pot_has_two_groups_at_most
      check (num_nonnulls(cohort_id, category, municipality_id, profession_code) <= 2);
    create index questionnaire_pot_of_municipality on questionnaire_pot (municipality_id) where municipality_id is not null;
    create index questionnaire_pot_of_profession on questionnaire_pot (profession_code) where profession_code is not null;
  `)
  await behindTheWall(db, 'questionnaire_pot', `municipality_id is null or municipality_id in
    (select e.municipality_id from enrollment e where e.training_id = questionnaire_pot.training_id and e.${mine})`)
}

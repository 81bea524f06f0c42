import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * What was answered to a questionnaire. An answer has no row: it is counted into the pot of its group, a single row that is
 * written anew each time, so that no id, time, place on the disk or transaction number stands beside what one person said.
 * Who answered is said by `progress` alone. `pending` is shown to nobody; `shown` holds what was counted, wave by wave.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table questionnaire_pot (
      lesson_id    integer not null references lesson,
      training_id  integer not null references training,
      cohort_id    integer references cohort,
      category     text check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      pending      jsonb not null,
      shown        jsonb not null default '[]',
      constraint questionnaire_pot_once unique nulls not distinct (lesson_id, training_id, cohort_id, category),
      constraint questionnaire_pot_has_one_group check (cohort_id is null or category is null)
    );
    create index questionnaire_pot_of_training on questionnaire_pot (training_id);
    create index questionnaire_pot_of_cohort on questionnaire_pot (cohort_id) where cohort_id is not null;
  `)
}

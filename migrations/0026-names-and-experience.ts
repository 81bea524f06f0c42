import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * A name that was corrected after its sheet was handed in, with the name of before, by whom and why; and how often and
 * for how long somebody was in the role they are nominated for, as the application form (様式1) asks.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table name_correction
      add column call_id      integer references call,
      add column corrected_by integer references person,
      add column name_before  text,
      add column kana_before  text,
      add column name_after   text,
      add column kana_after   text,
      add constraint name_correction_says_both_names check
        ((call_id is null) = (name_before is null) and (call_id is null) = (name_after is null)),
      add constraint name_correction_made_is_answered check (call_id is null or answered_at is not null);
    create index name_correction_of_person on name_correction (person_id, call_id, id desc);
    create index name_correction_of_call on name_correction (call_id) where call_id is not null;
    create index name_correction_corrected_by on name_correction (corrected_by) where corrected_by is not null;

    alter table nomination
      add column experience_count integer constraint nomination_count_in_range check (experience_count between 0 and 999),
      add column experience_years integer constraint nomination_years_in_range check (experience_years between 0 and 60);
    alter table substitution
      add column experience_count integer constraint substitution_count_in_range check (experience_count between 0 and 999),
      add column experience_years integer constraint substitution_years_in_range check (experience_years between 0 and 60);
  `)
}

import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * What printed papers say, beside what the house counts. A paper may be about a body outside the prefecture: that one is kept with its
 * figures, ended from the start, so that no list takes it for one of ours. `printed_figure` is the last comparison, fact by fact.
 * A printed line of an earlier year may say in which month and how something was held. Branches of support centers are bodies, too.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table municipality add column outside boolean not null default false;
    alter table municipality add constraint municipality_outside_is_none_of_ours check (not outside or valid_to is not null);

    alter table organization drop constraint organization_kind_check;
    alter table organization add constraint organization_kind_is_known check (kind in ('municipal_office', 'core_support_center', 'support_center', 'home_care_support_center',
      'care_manager_office', 'care_service_office', 'hospital_or_clinic', 'pharmacy', 'dental_clinic', 'professional_body', 'social_welfare_council', 'nonprofit', 'other'));

    create table printed_figure (
      fact        text primary key check (fact ~ '^[a-z0-9_.]{3,100}$'),
      value       jsonb,
      checked_at  timestamptz not null
    );

    create index attendance_marked_by on attendance (marked_by) where marked_by is not null;
    create index attendance_mark_marked_by on attendance_mark (marked_by) where marked_by is not null;

    alter table earlier_result add column month integer check (month between 1 and 12);
    alter table earlier_result add column mode text check (mode in ('on_site', 'live_online', 'on_demand'));
  `)
}
